"""Every layout of the cover, in every shape: title where each crop keeps it, readable, on no picture; faults told."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from golden import Golden
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vidkit.brand import readability
from vidkit.brand.card import Card
from vidkit.brand.cards import cover_card
from vidkit.brand.cover import draw_cover, ground, words_of
from vidkit.brand.cover_layout import cover_layouts, read_cover_layout, work_out
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.parts import CoverLook
from vidkit.brand.poster import Form, Opening
from vidkit.errors import BrandError
from vidkit.plan.platform import load_platform
from vidkit.resources import templates

TITLES = (
    "Lås dörren!",
    "Banken frågar aldrig efter din kod",
    "Så förbereder du ditt hem inför ett längre strömavbrott",
)
PINK = (255, 0, 255)
SHAPES = load_platform().shapes


def of_layout(brand: Brand, layout: str) -> Brand:
    return msgspec.structs.replace(brand, cover=CoverLook(layout=layout))


def a_cover(brand: Brand, layout: str, shape: str, title: str = TITLES[1]) -> tuple[Brand, Card]:
    dressed = of_layout(brand, layout)
    return dressed, cover_card(dressed, title, SHAPES[shape].size, SHAPES[shape].cover_box)


@pytest.fixture(params=cover_layouts())
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("title", TITLES)
def test_words_stand_where_every_crop_keeps_them(brand: Brand, layout: str, shape: str, title: str) -> None:
    dressed, card = a_cover(brand, layout, shape, title)
    keep = SHAPES[shape].cover_box
    assert card.poster is not None
    assert card.poster.words.x >= keep.x
    assert card.poster.words.y >= keep.y
    assert card.poster.words.right <= keep.right
    assert card.poster.words.bottom <= keep.bottom
    bare = ground(Image.new("RGB", (90, 160), PINK), card, dressed)
    for words in words_of(card, dressed):
        assert words.box.x + words.line.overhang >= keep.x
        assert words.box.right - words.line.overhang <= keep.right + 1
        # Not over the picture: it could be of any colour.
        box = words.box
        inner = bare[box.y : box.bottom, box.x + words.line.overhang : box.right - words.line.overhang]
        assert not (inner == PINK).all(axis=2).any()


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_what_every_crop_keeps_is_inside_each_crop(name: str) -> None:
    shape = SHAPES[name]
    for crop, margins in shape.crops.items():
        kept, keep = shape.within(margins), shape.cover_box
        assert kept.x < keep.x
        assert keep.right < kept.right
        assert kept.y <= keep.y
        assert keep.bottom <= kept.bottom
        across, down = map(int, crop.split("x"))
        assert kept.width / kept.height == pytest.approx(across / down, rel=0.002)


@pytest.mark.parametrize("shape", ["reel", "wide"])
def test_every_text_is_readable_over_any_picture(brand: Brand, layout: str, shape: str) -> None:
    dressed, card = a_cover(brand, layout, shape)
    found = readability.measure_cover(card, dressed)
    assert {one.role for one in found} == {"kicker", "title"}
    assert all(one.ratio >= one.least for one in found)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_picture_of_the_opening_s_size_is_shown_as_it_is(brand: Brand, layout: str, shape: str) -> None:
    dressed, card = a_cover(brand, layout, shape)
    assert card.poster is not None
    opening = card.poster.opening
    down, across = np.mgrid[0 : opening.box.height, 0 : opening.box.width]
    still = np.dstack([across % 251, down % 241, (across + down) % 239]).astype(np.uint8)
    drawn = ground(Image.fromarray(still), card, dressed)
    box = opening.box
    view = drawn[box.y : box.bottom, box.x : box.right]
    same = (view == still).all(axis=2)
    assert same.mean() > 0.55  # the rest is the frame's: round corners, or the plate before it
    middle = (slice(box.height // 5, box.height // 3), slice(box.width // 3, box.width * 2 // 3))
    assert same[middle].all()


def test_the_layout_is_part_of_what_the_card_is(brand: Brand) -> None:
    digests = {a_cover(brand, layout, "reel")[1].digest for layout in cover_layouts()}
    assert len(digests) == len(cover_layouts()) >= 4


@given(
    edges=st.tuples(*[st.integers(0, 300)] * 4),
    words=st.tuples(st.integers(100, 300), st.integers(80, 200)), layout=st.sampled_from(cover_layouts()),
    size=st.sampled_from([Size(1080, 1920), Size(1080, 1080), Size(1920, 1080), Size(270, 480)]),
)  # fmt: skip
def test_no_place_is_outside_the_frame_or_without_extent(
    edges: tuple[int, int, int, int], words: tuple[int, int], layout: str, size: Size
) -> None:
    share = min(size.width, size.height) / 1080
    margins = [round(side * share) for side in edges]
    keep = Box(margins[0], margins[1], size.width - margins[0] - margins[2], size.height - margins[1] - margins[3])
    poster = work_out(read_cover_layout(layout), size, keep, Size(*(round(side * share) for side in words)))
    box = poster.opening.box
    assert 0 <= box.x < box.right <= size.width
    assert 0 <= box.y < box.bottom <= size.height


@given(st.floats(0, 400), st.floats(0, 300))
def test_an_arch_hides_its_corners_only(x: float, y: float) -> None:
    arch = Opening(box=Box(10, 20, 400, 300), form=Form.ARCH)
    assert arch.shows(x, y) is (y >= 200 or (x - 200) ** 2 + (y - 200) ** 2 <= 200**2)
    rounded = Opening(box=arch.box, radius=40)
    assert rounded.shows(x, y) or (not 40 <= x <= 360 and not 40 <= y <= 260)
    assert Opening(box=Box(10, 20, 400, 300)).shows(x, y)


# --- what a person writes


def a_brand_with(folder: Path, layout: str) -> Path:
    file = folder / "brand.toml"
    file.write_text(f'extends = "trygghetscentret"\n[cover]\nlayout = "{layout}"\n', "utf-8")
    return file


def test_a_misspelt_layout_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(BrandError) as fault:
        load_brand(str(a_brand_with(tmp_path, "pannel")))
    assert "cover.layout" in fault.value.message
    assert "panel" in fault.value.hint


def test_a_layout_of_one_s_own_lies_beside_the_brand(tmp_path: Path) -> None:
    own = (templates() / "covers" / "panel.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text(own.replace('words.top - 68"', 'words.top - 200"'), "utf-8")
    brand = load_brand(str(a_brand_with(tmp_path, "own.toml")))
    card = cover_card(brand, TITLES[0], SHAPES["reel"].size, SHAPES["reel"].cover_box)
    assert card.poster is not None
    assert card.poster.words.y - card.poster.opening.box.bottom == 200


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('words.top - 68"', 'words.topp - 68"', "words.topp - 68"),
        ('left = "keep.left", right', 'left = "picture.left", right', "picture.left"),
        ('colour = "primary"', 'colour = "rosa"', "rosa"),
    ],
)
def test_a_layout_that_means_nothing_is_refused(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    own = (templates() / "covers" / "panel.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text(own.replace(was, becomes, 1), "utf-8")
    with pytest.raises(BrandError, match=r"own\.toml") as fault:
        load_brand(str(a_brand_with(tmp_path, "own.toml")))
    assert told in fault.value.message


# --- looked at


@pytest.mark.parametrize("layout", ["panel", "full", "ticket"])
@pytest.mark.parametrize("shape", ["reel", "wide"])
def test_golden_layout(brand: Brand, golden: Golden, layout: str, shape: str) -> None:
    dressed, card = a_cover(brand, layout, shape)
    down, across = np.mgrid[0:600, 0:800]
    soft = np.dstack([80 + across // 8, 90 + down // 6, 200 - down // 8]).astype(np.uint8)
    golden.check(f"cover-{layout}-{shape}", draw_cover(Image.fromarray(soft), card, dressed), width=270)
