"""What end cards stand on: every word can be read on it in every shape, and every fault in such a file is told."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from golden import Golden
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vidkit.brand import end_card, flashes, readability
from vidkit.brand.card_trial import Tried
from vidkit.brand.cards import end_card as fit_end_card
from vidkit.brand.cards import intro_card
from vidkit.brand.contrast import rgb
from vidkit.brand.drawing import frames, wordless_frames
from vidkit.brand.ending import ending_names, read_ending
from vidkit.brand.ending_trial import mark_seen, on_ending, tried
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.parts import Contact
from vidkit.brand.reading import FaultyBrandError
from vidkit.brand.scenes.stage_layers import Words
from vidkit.brand.templates.template import dress, load_template
from vidkit.brand.whereabouts import brand_places, template_whereabouts
from vidkit.errors import BrandError

from .conftest import SHAPES

ENDINGS = ("doorway", "panels", "plain", "rings")
QUARTER = (Size(270, 480), Box(15, 55, 222, 325))

BARE = """
about = "En lina under orden"
ground = "primary"
under_words = "primary"

[[layers]]
kind = "plane"
name = "band"
colour = "accent"
left = "frame.left"
right = "frame.right"
top = "words.bottom + 40u"
height = 20
"""


def worn(name: str, brand: Brand) -> Brand:
    template = load_template(name)
    return dress(
        brand, template, [(key, text) for key, field in template.fields.items() for text in field.examples]
    ).brand


def own_ending(folder: Path, text: str) -> str:
    (folder / "egen.toml").write_text(text, "utf-8")
    file = folder / "min.toml"
    file.write_text('extends = "trygghetscentret"\n[end_card]\nvariant = "egen.toml"\n', "utf-8")
    return str(file)


def test_these_are_the_endings() -> None:
    assert ending_names() == ENDINGS
    for name in ENDINGS:
        assert len(read_ending(name).scene.about) > 20


@pytest.mark.parametrize("name", ENDINGS)
def test_all_words_can_be_read_in_every_shape_and_no_plane_lies_under_them(
    brand: Brand, other: Brand, name: str, shape: tuple[Size, Box]
) -> None:
    for sender in (brand, other):
        own = on_ending(sender, name)
        card = fit_end_card(own, *shape, (5, 1))
        found = readability.measure_card(card, own)
        assert {one.role for one in found} == {"signature", "heading", "label", "contact"}
        assert [one for one in found if one.ratio < one.least] == []
        *_, behind = wordless_frames(card, own)
        ground = np.array(rgb(end_card.inks(own).ground))
        for line in (layer for layer in end_card.words(card, own) if isinstance(layer, Words)):
            box = line.box
            # The door's own light may reach under a word: what that does to it was measured above.
            assert name == "doorway" or (behind[box.y : box.bottom, box.x : box.right] == ground).all(), line.line.text


@pytest.mark.parametrize("name", ENDINGS)
def test_an_ending_never_flashes_and_rests_while_the_numbers_are_read(brand: Brand, name: str) -> None:
    own = on_ending(brand, name)
    card = fit_end_card(own, *QUARTER, (30, 1))
    drawn = list(frames(card, own))
    assert flashes.flashes(drawn, card.size, (30, 1)) <= 1
    assert (drawn[54] == drawn[-1]).all()
    assert (drawn[0] != drawn[-1]).any()


words = st.text("abcdefghijklmnopqrstuvwxyzåäöÅÉgjpq", min_size=1, max_size=12)
contacts = st.builds(Contact, label=words, text=words)


@given(
    name=st.sampled_from(ENDINGS),
    shape=st.sampled_from(sorted(SHAPES)),
    heading=st.lists(words, min_size=1, max_size=5).map(" ".join),
    reached=st.lists(contacts, max_size=7),
)
@hypothesis_settings(max_examples=100)
def test_no_word_of_the_end_card_is_ever_outside_the_safe_box(
    brand: Brand, name: str, shape: str, heading: str, reached: list[Contact]
) -> None:
    size, safe = SHAPES[shape]
    own = on_ending(brand, name)
    own = msgspec.structs.replace(
        own, end_card=msgspec.structs.replace(own.end_card, heading=heading), contacts=tuple(reached)
    )
    try:
        card = fit_end_card(own, size, safe, (30, 1))
    except BrandError as fault:
        told = (heading, *(text for contact in reached for text in (contact.label, contact.text)))
        assert any(text in fault.message for text in told)  # noqa: PT017 - most fit, and then more is asked
        return
    lines = [layer for layer in end_card.words(card, own) if isinstance(layer, Words)]
    assert len(lines) == 1 + len(card.blocks("heading")[0].lines) + 2 * len(reached)
    for line in lines:
        overhang = line.line.overhang
        for index in range(0, card.frames, 6):
            state = line.state(index / 30)
            box = line.touches(state) if state else line.box
            assert safe.x <= box.x + overhang
            assert box.right - overhang <= safe.right + 1
            assert safe.y - 1 <= box.y
            assert box.bottom <= safe.bottom + 1


def test_more_contacts_than_there_is_room_for_are_refused(brand: Brand) -> None:
    own = msgspec.structs.replace(brand, contacts=(Contact(label="Ring", text="112"),) * 7)
    with pytest.raises(BrandError, match=r"no room for 7 contacts under “Vi finns här för dig”") as caught:
        fit_end_card(own, *SHAPES["reel"], (30, 1))
    assert "on_end_card = false" in caught.value.hint


def test_words_and_mark_follow_the_ground(brand: Brand) -> None:
    light, dark = (end_card.inks(on_ending(brand, name)) for name in ("plain", "rings"))
    assert (light.ground, light.text, light.mark) == (brand.palette.paper, brand.palette.ink, brand.mark.on_light)
    assert (dark.ground, dark.text, dark.mark) == (brand.palette.primary, brand.palette.paper, brand.mark.on_dark)


def test_on_a_dark_paper_stands_the_mark_for_dark_grounds(brand: Brand) -> None:
    night = msgspec.structs.replace(brand.palette, paper="#10272E", ink="#FBF6EB", muted=None)
    drawn = end_card.inks(on_ending(msgspec.structs.replace(brand, palette=night), "plain"))
    assert (drawn.ground, drawn.mark) == (night.paper, brand.mark.on_dark)


def test_a_template_that_turns_the_colours_round_leaves_the_end_card_its_mark(brand: Brand) -> None:
    made = worn("fakta", brand)
    assert made.mark.on(made.palette.primary) == brand.mark.on_light
    assert end_card.inks(on_ending(made, "rings")).mark == brand.mark.on_dark
    assert mark_seen("rings", made) == mark_seen("rings", brand)


@pytest.mark.parametrize("name", ENDINGS)
def test_the_trial_of_an_ending_tells_what_is_read_worst(other: Brand, name: str) -> None:
    found = tried(name, other, *SHAPES["reel"])
    assert isinstance(found, Tried)
    assert found.worst.role in ("signature", "label")
    assert found.worst.ratio >= found.worst.least
    assert found.flashes <= flashes.MOST


def test_the_trial_finds_a_layer_under_the_words(tmp_path: Path) -> None:
    over = BARE.replace('top = "words.bottom + 40u"\nheight = 20', 'top = "words.top"\nbottom = "words.bottom"')
    brand = load_brand(own_ending(tmp_path, over))
    found = tried(brand.end_card.variant, brand, *SHAPES["reel"])
    assert found.worst.ratio < found.worst.least


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ('ground = "primary"', 'grund = "primary"', "grund", "there is no key “grund”"),
        ('ground = "primary"', 'ground = "teal"', "ground", "is 'teal', but a role of the palette"),
        ('under_words = "primary"', 'under_words = "teal"', "under_words", "is 'teal', but a role of the palette"),
        ('kind = "plane"', 'kind = "stack"', "layers[0].kind", "but one of plane, disc, doorway was expected"),
        ("height = 20", 'height = "0.5 door.height"', "layers[0].height", "one of band, frame, safe, words before"),
        ("height = 20", 'height = "band.height"', "layers[0].name", "in a circle"),
        ("height = 20", "", "layers[0]", "is placed by top in the shape “tall”"),
        ('name = "band"', 'name = "words"', "layers[0].name", "a name that nothing else has"),
    ],
)
def test_a_fault_is_told_with_its_key(tmp_path: Path, old: str, new: str, key: str, told: str) -> None:
    assert old in BARE
    with pytest.raises(FaultyBrandError) as caught:
        load_brand(own_ending(tmp_path, BARE.replace(old, new, 1)))
    faults = {fault.key: fault for fault in caught.value.faults}
    assert key in faults, list(faults)
    assert told in faults[key].message
    assert "egen.toml" in faults[key].message
    assert faults[key].hint


def test_an_ending_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "min.toml"
    file.write_text('extends = "trygghetscentret"\n[end_card]\nvariant = "panel"\n', "utf-8")
    with pytest.raises(FaultyBrandError, match=r"“end_card.variant”: There is no ground .* called “panel”") as caught:
        load_brand(str(file))
    assert caught.value.hint == "Did you mean “panels”?"
    file.write_text('extends = "trygghetscentret"\n[end_card]\nvariant = "xyzzy"\n', "utf-8")
    with pytest.raises(FaultyBrandError) as caught:
        load_brand(str(file))
    assert "doorway, panels, plain, rings" in caught.value.hint


def test_a_changed_ending_draws_the_end_card_anew_and_nothing_else(tmp_path: Path) -> None:
    def digests() -> tuple[str, str, str]:
        own = load_brand(file)
        end = fit_end_card(own, *QUARTER, (30, 1))
        return own.digest, end.digest, intro_card(own, {"title": "Hej"}, *QUARTER, (30, 1)).digest

    file = own_ending(tmp_path, BARE)
    assert tmp_path / "egen.toml" in brand_places(file), "it is watched"
    whole, end, intro = digests()
    own_ending(tmp_path, "# a comment\n" + BARE)
    assert digests()[1:] == (end, intro)
    own_ending(tmp_path, BARE.replace("height = 20", "height = 24"))
    changed = digests()
    assert changed[0] != whole
    assert changed[1] != end
    assert changed[2] == intro


def test_a_template_has_its_own_ending_or_leaves_the_brand_its(tmp_path: Path, other: Brand) -> None:
    assert worn("kris", other).end_card.variant == "rings"
    said = Path(load_template("kris").source).read_text("utf-8")
    bare = tmp_path / "kris.toml"
    bare.write_text(said.replace('variant = "rings"\n', ""), "utf-8")
    assert worn(str(bare), other).end_card.variant == other.end_card.variant == "panels"
    bare.write_text(said.replace('variant = "rings"', 'variant = "egen.toml"'), "utf-8")
    (tmp_path / "egen.toml").write_text(BARE, "utf-8")
    assert worn(str(bare), other).end_card.variant == str(tmp_path / "egen.toml")
    assert tmp_path / "egen.toml" in template_whereabouts(str(bare)), "it is watched"
    bare.write_text(said.replace('variant = "rings"', 'variant = "ring"'), "utf-8")
    with pytest.raises(FaultyBrandError, match=r"end_card\.variant"):
        worn(str(bare), other)


@pytest.mark.parametrize("name", ["panels", "plain", "rings"])
def test_golden_ending(other: Brand, golden: Golden, name: str) -> None:
    own = on_ending(other, name)
    *_, settled = frames(fit_end_card(own, *SHAPES["reel"], (10, 1)), own)
    golden.check(f"ending-{name}", settled)
