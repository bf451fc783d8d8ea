"""What a scene's file may say: lengths, colours, layers; and every fault of one is told with its key's path."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit import resources
from vidkit.brand.cards import intro_card
from vidkit.brand.contrast import BODY_TEXT, ratio
from vidkit.brand.drawing import frames
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import load_brand
from vidkit.brand.palette import Palette
from vidkit.brand.reading import FaultyBrandError
from vidkit.brand.scenes.colours import ROLES, WISHES, colour, is_colour
from vidkit.brand.scenes.lengths import EDGES, pixels
from vidkit.brand.scenes.reading import read_scene
from vidkit.brand.whereabouts import brand_places
from vidkit.errors import BrandError

BARE = """
about = "Bara en titel"
ground = "primary"

[[layers]]
kind = "plane"
name = "band"
colour = "accent"
left = "frame.left"
right = "frame.right"
top = "words.bottom + 40u"
height = 20

[[layers]]
kind = "stack"
name = "words"
left = "safe.left"
right = "safe.right"
top = "safe.top"
bottom = "safe.bottom"

[[layers.items]]
kind = "text"
role = "title"
largest = 120
smallest = 60
lines = 2
colour = "text on primary"
comes = { at = 0.2 }
"""


def edge(box: str, name: str) -> float:
    return {"frame": {"width": 1080, "right": 1080}, "safe": {"left": 60, "width": 890}}[box].get(name, 0.0)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (24, 12),
        ("24u", 12),
        ("24", 12),
        ("-24u", -12),
        ("frame.right", 1080),
        ("0.5 frame.width", 540),
        ("safe.left + 0.5 safe.width - 24u", 493),
        ("- 0.25 frame.width", -270),
        ("frame.right-100u", 1030),
    ],
)
def test_a_length_is_a_sum_of_shares_and_units(length: float | str, expected: float) -> None:
    assert pixels(length, 0.5, edge) == pytest.approx(expected)


NO_LENGTHS = [" ", "u", "12px", "safe", "safe.middel", "0.5 * safe.width", "12u 13u", "frame.left safe.top", "1e9"]


@pytest.mark.parametrize("length", NO_LENGTHS)
def test_what_is_no_length_is_refused(length: str) -> None:
    with pytest.raises(ValueError, match=re.escape(length)):
        pixels(length, 1, edge)


colours = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
palettes = st.builds(Palette, primary=colours, accent=colours, paper=colours, ink=colours)


@given(palette=palettes, wish=st.sampled_from(WISHES), role=st.sampled_from(sorted(ROLES)), share=st.integers(1, 99))
def test_what_is_asked_for_on_a_ground_can_be_read_there(palette: Palette, wish: str, role: str, share: int) -> None:
    for ground in (role, f"{role} with {share}% accent"):
        assert is_colour(f"{wish} on {ground}")
        assert ratio(colour(f"{wish} on {ground}", palette), colour(ground, palette)) >= BODY_TEXT


@pytest.mark.parametrize("words", ["", "red", "#FFFFFF", "text", "text on", "text on text on ink", "ink with 5 ink"])
def test_what_is_no_colour_is_refused(words: str) -> None:
    assert not is_colour(words)


def scene(folder: Path, text: str) -> str:
    file = folder / "egen.toml"
    file.write_text(text, "utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ('ground = "primary"', 'grund = "primary"', "grund", "there is no key “grund”"),
        ('about = "Bara en titel"\n', "", "about", "the key “about” is missing"),
        ('ground = "primary"', 'ground = "teal"', "ground", "is 'teal', but a role of the palette"),
        ('kind = "plane"', 'kind = "cube"', "layers[0].kind", "but one of plane, disc, doorway, stack was expected"),
        ('kind = "plane"\n', "", "layers[0].kind", "the key “layers[0].kind” is missing"),
        ("height = 20", 'height = "20px"', "layers[0].height", "is '20px', but a length such as 24"),
        ("height = 20", 'height = "0.5 door.height"', "layers[0].height", "but one of band, frame, safe, words before"),
        ("height = 20", "height = 20\nmiddle = 5", "layers[0]", "is placed by height, middle, top"),
        ("height = 20", "", "layers[0]", "is placed by top in the shape “tall”, but needs "),
        ("height = 20", "height = 20\nhight = 5", "layers[0].hight", "there is no key “layers[0].hight”"),
        ("height = 20", "height = 20\nonly = ['round']", "layers[0].only[0]", "is 'round'"),
        (
            "height = 20",
            "height = 20\nwide = { left = 'nothing' }",
            "layers[0].wide.left",
            "is 'nothing', but a length",
        ),
        (
            "height = 20",
            "height = 20\nopacity = [{ at = 0, to = 2 }]",
            "layers[0].opacity[0].to",
            "a share from 0 to 1",
        ),
        (
            "height = 20",
            "height = 20\ny = [{ at = 1, to = 2 }, { at = 1, to = 0 }]",
            "layers[0].y[1].at",
            "a later time",
        ),
        (
            "height = 20",
            "height = 20\nx = [{ at = 1, to = 2, by = 'bounce' }]",
            "layers[0].x[0].by",
            "one of linear, out,",
        ),
        ("height = 20", 'height = "band.height"', "layers[0].name", "has its place by itself, in a circle"),
        ('name = "band"', 'name = "safe"', "layers[0].name", "a name that nothing else has"),
        ('top = "safe.top"', 'top = "band.bottom"', "layers[0].name", "in a circle"),
        ("smallest = 60", "smallest = 140", "layers[1].items[0].smallest", "at most 120"),
        ("smallest = 60", "smallest = 6", "layers[1].items[0].smallest", "is 6, but at least 24"),
        ('role = "title"', 'role = "text"', "layers", "no text has the role “title”"),
        ('"text on primary"', '"bright on primary"', "layers[1].items[0].colour", "is 'bright on primary', but a role"),
        ("at = 0.2", 'at = "soon"', "layers[1].items[0].comes.at", "is 'soon', but a number"),
        ("comes = { at = 0.2 }", "", "layers[1].items[0].comes", "is missing"),
    ],
)
def test_a_fault_is_told_with_its_key(tmp_path: Path, old: str, new: str, key: str, told: str) -> None:
    assert old in BARE
    with pytest.raises(FaultyBrandError) as caught:
        read_scene(scene(tmp_path, BARE.replace(old, new, 1)))
    faults = {fault.key: fault for fault in caught.value.faults}
    assert key in faults, list(faults)
    assert told in faults[key].message
    assert "egen.toml" in faults[key].message
    assert faults[key].hint


def test_what_a_row_cannot_do_is_told(tmp_path: Path) -> None:
    row = """
[[layers.items]]
kind = "row"

[[layers.items.items]]
kind = "text"
role = "kicker"
largest = 42
smallest = 28
lines = 2
colour = "accent on primary"
comes = { at = 0 }
strike = { colour = "accent", at = 1 }
"""
    with pytest.raises(FaultyBrandError) as caught:
        read_scene(scene(tmp_path, BARE + row))
    where = "layers[1].items[1].items[0]"
    assert [fault.key for fault in caught.value.faults] == [f"{where}.lines", f"{where}.strike"]


def test_a_scene_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(BrandError, match="no intro “rumor”") as caught:
        read_scene("rumor")
    assert caught.value.hint == "Did you mean “rumour”?"
    with pytest.raises(BrandError) as caught:
        read_scene("xyzzy")
    assert "alert, doorway, invitation" in caught.value.hint


def test_a_brand_has_a_scene_of_its_own_beside_it(tmp_path: Path) -> None:
    scene(tmp_path, BARE)
    file = tmp_path / "min.toml"
    file.write_text('extends = "trygghetscentret"\n[intro]\nvariant = "egen.toml"\n', "utf-8")
    brand = load_brand(str(file))
    small = (Size(270, 480), Box(15, 55, 222, 325))
    card = intro_card(brand, {"title": "Lås dörren"}, *small, (30, 1))
    assert [block.role for block in card.texts] == ["title"]
    assert len(list(frames(card, brand))) == card.frames == 60
    assert tmp_path / "egen.toml" in brand_places(str(file)), "it is watched"
    scene(tmp_path, BARE.replace("height = 20", "height = 24"))
    changed = load_brand(str(file))
    assert changed.digest != brand.digest
    assert intro_card(changed, {"title": "Lås dörren"}, *small, (30, 1)).digest != card.digest
    scene(tmp_path, "# another comment\n" + BARE)
    assert intro_card(load_brand(str(file)), {"title": "Lås dörren"}, *small, (30, 1)).digest == card.digest


def test_a_fault_of_its_scene_is_a_fault_of_the_brand(tmp_path: Path) -> None:
    scene(tmp_path, BARE.replace('ground = "primary"', 'ground = "teal"'))
    file = tmp_path / "min.toml"
    file.write_text('extends = "trygghetscentret"\n[intro]\nvariant = "egen.toml"\n', "utf-8")
    with pytest.raises(FaultyBrandError, match=r"egen\.toml: “ground” is 'teal'"):
        load_brand(str(file))


lengths = st.one_of(
    st.floats(-3000, 3000),
    st.builds("{:.3f} {}.{}".format, st.floats(0, 3), st.sampled_from(["frame", "safe"]), st.sampled_from(EDGES)),
)


@given(lengths=st.tuples(lengths, lengths, lengths, lengths, lengths), scale=st.floats(0, 1))
def test_whatever_the_places_are_something_is_drawn(
    tmp_path_factory: pytest.TempPathFactory, lengths: tuple[float | str, ...], scale: float
) -> None:
    """Layers may lie outside the frame, or be nothing at all."""

    def said(length: float | str) -> str:
        return f'"{length}"' if isinstance(length, str) else f"{length:.3f}"

    left, right, top, height, door = lengths

    odd = f"""
[[layers]]
kind = "plane"
colour = "paper"
left = {said(left)}
right = {said(right)}
top = {said(top)}
height = {said(height)}
lean = 20
reveal = [{{ at = 0, to = 0 }}, {{ at = 1, to = 1 }}]

[[layers]]
kind = "disc"
colour = "ink"
centre = {said(left)}
middle = {said(top)}
width = {said(height)}
thickness = 30
sweep = 200
scale = [{{ at = 0, to = {scale:.3f} }}, {{ at = 1, to = 1 }}]

[[layers]]
kind = "doorway"
centre = {said(right)}
bottom = {said(top)}
height = {said(door)}
"""
    folder = tmp_path_factory.mktemp("odd")
    brand = load_brand("trygghetscentret")
    from msgspec.structs import replace

    head, _layers, rest = BARE.partition("[[layers]]")
    own = replace(brand, intro=replace(brand.intro, variant=scene(folder, f"{head}{odd}[[layers]]{rest}")))
    card = intro_card(own, {"title": "Hej"}, Size(135, 240), Box(8, 28, 111, 162), (4, 1))
    drawn = list(frames(card, own))
    assert len(drawn) == card.frames
    assert all(frame.shape == (240, 135, 3) for frame in drawn)


def test_every_scene_that_comes_with_vidkit_is_explained() -> None:
    for file in (resources.templates() / "intros").glob("*.toml"):
        assert len(read_scene(file.stem).scene.about) > 20
