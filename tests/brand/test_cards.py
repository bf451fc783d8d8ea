"""What is drawn is whole, calm, readable, and what somebody has looked at and liked."""

import numpy as np
import pytest
from golden import Golden
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from vidkit.brand import end_card, intro
from vidkit.brand.card import Card
from vidkit.brand.cards import cover_card, intro_card
from vidkit.brand.cards import end_card as fit_end_card
from vidkit.brand.contrast import BODY_TEXT, luminance_ratio, rgb
from vidkit.brand.cover import draw_cover
from vidkit.brand.drawing import frames, wordless_frames
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.scenes.motion import Track, ease_in_out, ease_out
from vidkit.brand.scenes.stage_layers import Words
from vidkit.errors import BrandError

from .conftest import KEPT_BY_EVERY_CROP, SHAPES

TITLE = "Banken frågar aldrig efter din kod"
RATE = (30, 1)
SMALL = (Size(270, 480), Box(15, 55, 222, 325))
"""A quarter of a reel: as much to go wrong, a sixteenth to draw."""

FLASHES_MOST = 3


def luminances(frame: NDArray[np.uint8]) -> NDArray[np.float64]:
    part = frame / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("rate", [(30, 1), (25, 1), (30000, 1001)])
def test_a_card_has_the_frames_it_promises(brand: Brand, rate: tuple[int, int]) -> None:
    card = intro_card(brand, {"title": TITLE}, *SMALL, rate)
    drawn = list(frames(card, brand))
    assert len(drawn) == card.frames == round(2.0 * rate[0] / rate[1])
    assert all(frame.shape == (480, 270, 3) and frame.dtype == np.uint8 for frame in drawn)


def test_the_same_card_gives_the_same_frames_and_another_title_another_digest(brand: Brand) -> None:
    card = intro_card(brand, {"title": TITLE}, *SMALL, RATE)
    assert all((a == b).all() for a, b in zip(frames(card, brand), frames(card, brand), strict=True))
    assert card.digest == intro_card(brand, {"title": TITLE}, *SMALL, RATE).digest
    assert card.digest != intro_card(brand, {"title": "Lås dörren!"}, *SMALL, RATE).digest


@pytest.mark.parametrize(
    "fit_card", [lambda b: intro_card(b, {"title": TITLE}, *SMALL, RATE), lambda b: fit_end_card(b, *SMALL, RATE)]
)
def test_a_card_stands_still_before_it_melts_away_and_never_flashes(brand: Brand, fit_card: object) -> None:
    assert callable(fit_card)
    card: Card = fit_card(brand)
    drawn = list(frames(card, brand))
    last = np.abs(drawn[-1].astype(int) - drawn[-13].astype(int))
    assert last.max() <= 1, "something still moves in the crossfade"
    blocks = np.array([luminances(frame).reshape(8, 60, 6, 45).mean(axis=(1, 3)).ravel() for frame in drawn])
    assert max(turns(list(block)) for block in blocks.T) <= FLASHES_MOST


def turns(values: list[float]) -> int:
    """How often a luminance turns back by a tenth or more: two turns are a flash (WCAG 2.3.1)."""
    count, direction, extreme = 0, 0, values[0]
    for value in values:
        if direction >= 0 and value <= extreme - 0.1:
            count, direction, extreme = count + (direction > 0), -1, value
        elif direction <= 0 and value >= extreme + 0.1:
            count, direction, extreme = count + (direction < 0), 1, value
        elif (value - extreme) * direction > 0:
            extreme = value
    return count


def test_every_text_can_be_read_on_what_lies_behind_it(brand: Brand, shape: tuple[Size, Box]) -> None:
    intro_fitted, end_fitted = intro_card(brand, {"title": TITLE}, *shape, RATE), fit_end_card(brand, *shape, RATE)
    words = {
        "intro": intro.words(intro_fitted, brand),
        "end": end_card.words(end_fitted, brand),
    }
    grounds = {
        "intro": list(wordless_frames(intro_fitted, brand))[-1],
        "end": list(wordless_frames(end_fitted, brand))[-1],
    }
    size, safe = shape
    for name, layers in words.items():
        ground = luminances(grounds[name])
        for layer in layers:
            if not isinstance(layer, Words):
                continue
            box = layer.box
            text = float(luminances(np.array(rgb(layer.colour), np.uint8)))
            behind = ground[box.y : box.bottom, box.x : box.right]
            worst = min(luminance_ratio(text, float(extreme)) for extreme in (behind.min(), behind.max()))
            assert worst >= BODY_TEXT
            overhang = layer.line.overhang
            assert safe.x <= box.x + overhang
            assert box.right - overhang <= safe.right + 1
            assert safe.y <= box.y
            assert box.bottom <= safe.bottom
            assert box.bottom <= size.height


def test_a_title_that_does_not_fit_is_refused_by_name(brand: Brand) -> None:
    with pytest.raises(BrandError, match="Detta är"):
        intro_card(brand, {"title": "Detta är en alldeles för lång rubrik " * 4}, *SHAPES["reel"], RATE)


def test_without_a_title_the_brands_name_stands_there(brand: Brand) -> None:
    (title,) = intro_card(brand, {"title": "  "}, *SHAPES["reel"], RATE).blocks("title")
    assert title.lines == ("Trygghetscentret",)


def test_the_covers_title_stands_where_every_crop_keeps_it(brand: Brand) -> None:
    size = SHAPES["reel"][0]
    for title in ("Lås dörren!", TITLE, "Så förbereder du ditt hem inför ett längre strömavbrott"):
        card = cover_card(brand, title, size, KEPT_BY_EVERY_CROP)
        bare = np.asarray(draw_cover(Image.new("RGB", (1080, 1920), "#FF00FF"), card, brand)).astype(int)
        wanted = np.array(rgb(brand.palette.on_primary))
        written = np.argwhere(np.abs(bare - wanted).max(axis=2) < 8)
        assert written[:, 1].min() >= KEPT_BY_EVERY_CROP.x
        assert written[:, 1].max() < KEPT_BY_EVERY_CROP.right
        assert written[:, 0].min() >= KEPT_BY_EVERY_CROP.y
        assert written[:, 0].max() < KEPT_BY_EVERY_CROP.bottom


@given(
    start=st.floats(0, 2),
    takes=st.floats(0.01, 2),
    times=st.lists(st.floats(-1, 5), min_size=2, max_size=20).map(sorted),
    opens=st.booleans(),
)
def test_what_moves_never_turns_back(start: float, takes: float, times: list[float], *, opens: bool) -> None:
    track = Track(start, start + takes, easing=ease_in_out if opens else ease_out)
    values = [track.at(time) for time in times]
    assert values == sorted(values)
    assert track.at(start) == 0
    assert track.at(start + takes) == 1


@pytest.mark.parametrize("index", [0, 9, 17, 45])
def test_golden_intro(brand: Brand, golden: Golden, index: int) -> None:
    card = intro_card(brand, {"title": TITLE}, *SHAPES["reel"], RATE)
    for number, frame in enumerate(frames(card, brand)):
        if number == index:
            golden.check(f"intro-{index:02d}", frame)
            return


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_golden_end_of_both_cards(brand: Brand, golden: Golden, name: str) -> None:
    width = 480 if name == "wide" else 270
    *_, settled = frames(
        intro_card(brand, {"title": "Lås dörren, även när du är hemma"}, *SHAPES[name], (10, 1)), brand
    )
    golden.check(f"intro-{name}", settled, width=width)
    *_, settled = frames(fit_end_card(brand, *SHAPES[name], (10, 1)), brand)
    golden.check(f"end-{name}", settled, width=width)


@pytest.mark.parametrize("ground", ["bright", "dark", "busy"])
def test_golden_cover(brand: Brand, golden: Golden, ground: str) -> None:
    size = SHAPES["reel"][0]
    down, across = np.mgrid[0:1920, 0:1080]
    busy = ((down // 40 + across // 40) % 2 * 200 + (across // 12 % 2) * 55).astype(np.uint8)
    picture = Image.fromarray(busy).convert("RGB") if ground == "busy" else Image.new("RGB", (1080, 1920))
    if ground == "bright":
        picture.paste((250, 250, 245), (0, 0, 1080, 1920))
    golden.check(f"cover-{ground}", draw_cover(picture, cover_card(brand, TITLE, size, KEPT_BY_EVERY_CROP), brand))


def test_a_brand_is_loaded_alike_each_time(brand: Brand) -> None:
    assert load_brand("trygghetscentret") == brand
