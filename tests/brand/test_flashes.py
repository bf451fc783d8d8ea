"""Flashes are counted as WCAG 2.3.1 counts them: pairs of opposing changes, in a second, over enough of the view."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from vidkit.brand.contrast import luminance
from vidkit.brand.flashes import BLOCKS, FIELD_PX, MOST, flashes, luminances_of
from vidkit.brand.geometry import Size

SIZE = Size(270, 480)
RATE = (30, 1)
FIELD = FIELD_PX * 270 // 1080


def shot(levels: list[int], width: int = 270, height: int = 480) -> list[NDArray[np.uint8]]:
    """A film of grey levels in a corner of a black picture."""
    drawn = []
    for level in levels:
        frame = np.zeros((480, 270, 3), np.uint8)
        frame[:height, :width] = level
        drawn.append(frame)
    return drawn


def blinking(times: int, *, dark: int = 0, light: int = 255) -> list[int]:
    """A second in which it is light so many times."""
    return [light if int(index * 2 * times / 30) % 2 else dark for index in range(30)]


@pytest.mark.parametrize("times", [1, 3, 4, 10])
def test_flashes_are_counted(times: int) -> None:
    # It ends light: the last flash is half of one where nothing follows.
    assert flashes(shot([*blinking(times), 0]), SIZE, RATE) == times


def test_only_those_within_one_second_count() -> None:
    slow = [level for level in (255, 0) * 8 for _ in range(12)]
    assert flashes(shot(slow), SIZE, RATE) == 1
    quick = [level for level in (255, 0) * 20 for _ in range(3)]
    assert flashes(shot(quick), SIZE, RATE) == 5 > MOST


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (blinking(8, dark=235, light=255), 0),  # the darker is lighter than 0.80
        (blinking(8, dark=0, light=80), 0),  # a change of less than a tenth
        (blinking(8, dark=0, light=95), 7),
        ([index * 8 for index in range(30)], 0),  # once lighter, and never back
        ([0] * 10 + [255] * 20, 0),
    ],
)
def test_what_is_no_flash_is_not_counted(levels: list[int], expected: int) -> None:
    assert flashes(shot(levels), SIZE, RATE) == expected


def test_a_small_place_may_flash() -> None:
    """A quarter of a round field of view: a square of 0.44 of its width."""
    just = round(FIELD * (0.25 * np.pi / 4) ** 0.5)
    block = FIELD // BLOCKS
    assert flashes(shot(blinking(8), just - 2 * block, just), SIZE, RATE) == 0
    assert flashes(shot(blinking(8), just + 2 * block, just + block), SIZE, RATE) > MOST


@given(st.lists(st.integers(0, 255), min_size=1, max_size=40))
def test_backwards_and_at_any_size_a_film_flashes_as_much(levels: list[int]) -> None:
    small = [frame[:96, :54] for frame in shot(levels)]
    count: Callable[[list[NDArray[np.uint8]]], int] = lambda film: flashes(film, Size(54, 96), RATE)  # noqa: E731
    assert 0 <= count(small) <= 15
    assert count([*small, *small[-1:] * 30]) == count(small), "standing still adds nothing"


def test_luminance_is_the_same_by_pixel_and_by_picture() -> None:
    colours = np.array([[[0, 0, 0], [255, 255, 255], [15, 70, 80]]], np.uint8)
    assert luminances_of(colours)[0] == pytest.approx([luminance(*map(int, colour)) for colour in colours[0]])
