"""A brand is read whole or refused with the file, the key and the way out."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from vidkit import resources
from vidkit.brand.contrast import BODY_TEXT, CAPTION_TEXT, mix, ratio, readable_on
from vidkit.brand.inheritance import Lineage
from vidkit.brand.kit import Brand, CaptionStyle, brand_names, brand_of, load_brand
from vidkit.brand.painting import picture as painted
from vidkit.brand.palette import Palette
from vidkit.brand.reading import FaultyBrandError, read_toml
from vidkit.errors import BrandError, MissingError, VidkitError

OURS = "trygghetscentret"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project's own brand, to be spoilt."""
    file = tmp_path / "min.toml"
    file.write_text((resources.templates() / "brands" / f"{OURS}.toml").read_text("utf-8"), "utf-8")
    return file


def spoil(file: Path, old: str, new: str) -> str:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return str(file)


def write(file: Path, text: str) -> str:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return str(file)


def test_the_projects_own_brand_is_whole(brand: Brand) -> None:
    assert OURS in brand_names()
    assert brand.slug == OURS
    assert brand.organisation == "Trygghetscentret, Sigtuna kommun"
    assert "Trygghetscentret" in {term.term for term in brand.glossary.terms}
    assert all(Path(path).is_file() for path in (brand.mark.on_dark, brand.mark.on_light, brand.sounds.intro))
    assert len(brand.digest) == 64


def test_its_colours_can_be_read(brand: Brand) -> None:
    palette = brand.palette
    for text, ground in (
        (palette.ink, palette.paper),
        (palette.quiet, palette.paper),
        (palette.on_primary, palette.primary),
        (palette.on_primary, palette.depth),
        (palette.accent_on_primary, palette.primary),
        (palette.accent_on_primary, palette.depth),
    ):
        assert ratio(text, ground) >= BODY_TEXT
    assert ratio(brand.captions.text, brand.captions.box) >= CAPTION_TEXT


def test_a_misspelt_key_is_named_with_what_was_meant(copy: Path) -> None:
    with pytest.raises(BrandError) as caught:
        load_brand(spoil(copy, 'accent = "', 'acent = "'))
    assert str(copy) in caught.value.message
    assert "palette.acent" in caught.value.message
    assert caught.value.hint == "Did you mean “accent”?"


def test_a_misspelt_key_inside_a_list_is_found(copy: Path) -> None:
    with pytest.raises(BrandError, match=r"contacts\[1\]\.lable"):
        load_brand(spoil(copy, 'label = "Polisen', 'lable = "Polisen'))


def test_a_strange_key_is_answered_with_the_ones_there_are(copy: Path) -> None:
    with pytest.raises(BrandError) as caught:
        load_brand(spoil(copy, "[post]", "[post]\nzzzz = 1"))
    assert "hashtags" in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('accent = "#F4A63C"', 'accent = "orange"', "“palette.accent” is 'orange', but a colour such as"),
        ("crossfade = 0.4", 'seconds = "två"', "“intro.seconds” is 'två', but a number"),
        ("crossfade = 0.4", "seconds = 0.2", "“intro.seconds” is 0.2, but at least 1.5 was"),
        ('name = "Trygghetscentret"', "name = 5", "“name” is 5, but a text in quotes"),
        ('organisation = "Trygghetscentret, Sigtuna kommun"\n', "", "the key “organisation” is missing"),
        ('heading = "Vi finns här för dig"\n', "", "the key “end_card.heading” is missing"),
        ("[post]", "[post", "not valid TOML"),
        ('"marks/porten-on-dark.png"', '"marks/borta.png"', "“mark.on_dark” names marks/borta.png"),
        ('muted = "#48606A"', 'muted = "#C9C2B4"', "contrast of"),
        ('box = "#0B2129"', 'box = "#808080"', "7.0:1 is needed"),
        ("box_opacity = 0.92", "box_opacity = 0.2", "7.0:1 is needed"),
        ('style = "plain"', 'style = "karaoke"', "“captions.style” is 'karaoke', but one of plain, word was"),
        ('box = "#0B2129"', 'box = "#0B2129"\nword_plate = "#44565E"', "“captions.word_plate” on “captions.box”"),
        ('box = "#0B2129"', 'box = "#0B2129"\nword_text = "#FFFFFF"', "“captions.word_text” on “captions.word_plate”"),
        (
            'box = "#0B2129"',
            'box = "#0B2129"\nword_plate = "orange"',
            "word_plate” is 'orange', but a colour",
        ),
        ('package = "atkinson-hyperlegible"', "", "“typeface” names no font"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(copy: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(BrandError) as caught:
        load_brand(spoil(copy, old, new))
    assert str(copy) in caught.value.message
    assert expected in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("box_opacity = 0.92", "box_opacity = 1.2", "“captions.box_opacity” is 1.2, but at most 1 was"),
        ("box_opacity = 0.92", "box_opacity = nan", "“captions.box_opacity” is nan, but a number was"),
        ("size_px = 54", "size_px = 5", "“captions.size_px” is 5, but at least 36 was"),
        ("size_px = 54", "size_px = true", "“captions.size_px” is true, but a whole number was"),
        ("loudness_lufs = -14.0", "loudness_lufs = 14", "“sounds.loudness_lufs” is 14, but at most 0 was"),
        ('language = "sv"', 'language = "svenska!"', "but a language such as sv was"),
        ('heading = "Vi finns här för dig"', 'heading = " "', "but a text that is not empty was"),
        ('variant = "doorway"', 'variant = "rymden"', "“intro.variant”: There is no intro “rymden”"),
        ('hashtags = ["#Trygghetscentret",', "hashtags = [1,", "“post.hashtags[0]” is 1, but a text in quotes was"),
        (
            'hashtags = ["#Trygghetscentret",',
            'hashtags = ["#Tryggt hem",',
            "“post.hashtags[0]” is '#Tryggt hem', which",
        ),
        ("{summary}", "{sammanfattning}", "“post.text” asks for {sammanfattning}, which does not exist"),
        ("{summary}", "{summary:>40}", "“post.text” asks for {summary:>40}, which does not exist"),
        ("{summary}", "{summary", "“post.text”"),
        ('link = "tel:112"', 'link = "112"', "“contacts[0].link” is '112', which leads nowhere"),
        ('home = "https://www', 'home = "www', "“web.home” is 'www.sigtuna.se', which leads nowhere"),
    ],
)
def test_what_no_type_can_forbid_is_found_too(copy: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(BrandError) as caught:
        load_brand(spoil(copy, old, new))
    assert str(copy) in caught.value.message
    assert expected in caught.value.message
    assert caught.value.hint


def test_all_that_is_wrong_is_told_at_once(copy: Path) -> None:
    spoil(copy, 'accent = "', 'acent = "')
    spoil(copy, "crossfade = 0.4", 'seconds = "två"')
    spoil(copy, "seconds = 3.0", "seconds = 99\ncrossfade = 1")
    with pytest.raises(FaultyBrandError) as caught:
        load_brand(spoil(copy, 'label = "Polisen, när det inte är akut"\n', ""))
    told = {fault.key: fault for fault in caught.value.faults}
    assert set(told) == {
        "palette.acent",
        "intro.seconds",
        "end_card.seconds",
        "end_card.crossfade",
        "contacts[1].label",
    }
    assert told["end_card.crossfade"].hint == "“crossfade” belongs under [intro]."
    assert all(fault.message in caught.value.message for fault in told.values())
    with pytest.raises(FaultyBrandError) as caught:
        load_brand(
            write(copy.parent / "två.toml", f'extends = "{OURS}"\n[palette]\nmuted = "#C9C2B4"\n[web]\nhome = "x"')
        )
    assert [fault.key for fault in caught.value.faults] == ["palette.muted", "web.home"]


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (b"not a picture", "which is no PNG picture"),
        (Image.new("RGBA", (200, 200)), "which is 200 × 200 pixels; it must be a square of 512 or more"),
        (Image.new("RGBA", (2048, 600)), "which is 2048 × 600 pixels"),
        (Image.new("RGB", (600, 600)), "which has no transparency"),
    ],
)
def test_a_picture_that_is_no_mark_is_refused(copy: Path, picture: object, expected: str) -> None:
    mark = copy.parent / "mark.png"
    picture.save(mark) if isinstance(picture, Image.Image) else mark.write_bytes(bytes(picture))  # type: ignore[call-overload]
    with pytest.raises(BrandError, match=r"“mark\.on_light” names mark\.png") as caught:
        load_brand(spoil(copy, "marks/porten-on-light.png", "mark.png"))
    assert expected in caught.value.message


def test_a_picture_that_breaks_off_is_refused_when_it_is_drawn(copy: Path) -> None:
    Image.effect_noise((600, 600), 90).convert("LA").save(copy.parent / "mark.png")
    (copy.parent / "mark.png").write_bytes((copy.parent / "mark.png").read_bytes()[:5000])
    brand = load_brand(spoil(copy, "marks/porten-on-light.png", "mark.png"))
    with pytest.raises(BrandError, match=r"mark\.png cannot be read as a picture"):
        painted(brand.mark.on_light, 112)


def test_a_brand_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(BrandError) as caught:
        load_brand("trygghetscentrum")
    assert OURS in caught.value.hint


def test_a_font_package_that_is_not_installed_is_named(copy: Path) -> None:
    with pytest.raises(MissingError, match="finns-inte"):
        load_brand(spoil(copy, "atkinson-hyperlegible", "finns-inte"))


def test_a_file_that_is_no_font_is_refused(copy: Path) -> None:
    (copy.parent / "falsk.ttf").write_bytes(b"not a font")
    brand = load_brand(spoil(copy, 'package = "atkinson-hyperlegible"', 'regular = "falsk.ttf"'))
    with pytest.raises(BrandError, match="cannot be read as a font"):
        _ = brand.typeface.family


def _keys(content: dict[str, Any], before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The way to everything in a brand, tables too."""
    found = []
    for key, value in content.items():
        found.append((*before, key))
        if isinstance(value, dict):
            found += _keys(value, (*before, key))
    return found


WHOLE = read_toml(resources.templates() / "brands" / f"{OURS}.toml")

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["~nobody/x", "/", ".", "a" * 300, "a\x00b", "#FFFFFF", "tel:", "{}", "{title", "x.y"])
    | st.dates(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=6), parts, max_size=3),
    max_leaves=5,
)


@given(st.lists(st.tuples(st.sampled_from(_keys(WHOLE)), anything), min_size=1, max_size=3))
def test_whatever_stands_in_a_brand_it_is_read_or_refused(spoilt: list[tuple[tuple[str, ...], object]]) -> None:
    content = deepcopy(WHOLE)
    for (*tables, key), value in spoilt:
        table: Any = content
        for name in tables:
            table = table.get(name) if isinstance(table, dict) else None
        if isinstance(table, dict):
            table[key] = value
    file = Path("min.toml").absolute()
    told: VidkitError | None = None
    try:
        assert len(brand_of(Lineage(files=(file,), content=content, sources={})).digest) == 64
    except (BrandError, MissingError) as fault:
        told = fault
    assert told is None or (told.message and told.hint)
    for one in told.faults if isinstance(told, FaultyBrandError) else ():
        assert one.message.startswith(f"{file}: ")
        assert one.hint


@pytest.mark.parametrize("named", ["~nobody/x", "a" * 300, "a\x00b", "a" * 300 + ".toml", "~nobody/x.toml", "/"])
def test_a_name_that_no_brand_can_have_is_refused(tmp_path: Path, named: str) -> None:
    with pytest.raises(BrandError, match="There is no brand"):
        load_brand(named)
    with pytest.raises(BrandError, match="“extends” names"):
        load_brand(write(tmp_path / "min.toml", f"extends = {json.dumps(named)}\n"))


def test_text_that_is_not_utf_8_is_refused(copy: Path) -> None:
    copy.write_bytes('name = "Å"'.encode("latin-1"))
    with pytest.raises(BrandError, match="UTF-8"):
        load_brand(str(copy))


def test_the_digest_follows_content_and_files_but_not_comments(copy: Path) -> None:
    before = load_brand(str(copy)).digest
    assert load_brand(spoil(copy, "# Allt", "# Precis allt")).digest == before
    after = load_brand(spoil(copy, "#Märsta", "#Valsta")).digest
    assert after != before
    (copy.parent / "marks").mkdir()
    other = resources.assets() / "marks" / "porten-on-light.png"
    (copy.parent / "marks" / "porten-on-dark.png").write_bytes(other.read_bytes())
    assert load_brand(str(copy)).digest != after


def test_three_colours_are_enough_for_the_rest() -> None:
    palette = Palette(primary="#5A1846", accent="#F2C14E", paper="#FFFDF7", ink="#2A0F22")
    assert ratio(palette.quiet, palette.paper) >= BODY_TEXT
    assert ratio(palette.on_primary, palette.primary) >= BODY_TEXT
    assert ratio(palette.accent_on_primary, palette.primary) >= BODY_TEXT
    pale = msgspec.structs.replace(palette, primary="#F7D9E8", accent="#F2C14E")
    assert ratio(pale.on_primary, pale.primary) >= BODY_TEXT
    assert ratio(pale.accent_on_primary, pale.primary) >= BODY_TEXT


colours = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
ends = st.sampled_from(["#FFFFFF", "#FFF6E0", "#000000", "#101820"])


@given(colours, colours, ends, colours, st.floats(0.8, 1))
def test_a_spoken_word_can_be_told_from_the_others_in_any_brand(
    accent: str, ink: str, text: str, box: str, opacity: float
) -> None:
    style = CaptionStyle(text=text, box=box, box_opacity=opacity)
    assume(all(ratio(text, ground) >= CAPTION_TEXT for ground in style.grounds))
    brand = load_brand(OURS)
    palette = msgspec.structs.replace(brand.palette, accent=accent, ink=ink)
    plate, word = msgspec.structs.replace(brand, palette=palette, captions=style).word_colours
    assert ratio(word, plate) >= BODY_TEXT
    assert all(ratio(plate, ground) >= BODY_TEXT for ground in style.grounds)


def test_the_spoken_word_wears_the_accent_and_the_box_s_colour() -> None:
    brand = load_brand(OURS)
    assert brand.word_colours == (brand.palette.accent, brand.captions.box)
    given_ = msgspec.structs.replace(brand.captions, word_plate="#FFFFFF", word_text="#000000")
    assert msgspec.structs.replace(brand, captions=given_).word_colours == ("#FFFFFF", "#000000")


def test_contrast_is_what_wcag_says() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"
    assert readable_on("#FFFF00", "#FFFFFF") == "#000000"
