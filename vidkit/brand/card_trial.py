"""One moving card put to the test: the text of it that can be read worst, and how often it flashes.

For `vidkit brand check`: draws small and measures; what is enough stands in `contrast` and `flashes`.
"""

from collections.abc import Callable

import msgspec

from vidkit.brand import flashes, readability
from vidkit.brand.card import Card
from vidkit.brand.drawing import frames
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.readability import Measured

SMALLER = 2
"""Reduction at which texts are measured: at a half, the thinnest line of a letter is still a whole pixel."""

SMALLEST = 4
"""Reduction at which flashes are counted: areas are counted in squares of 30 pixels anyway."""

RATE = (5, 1)
FLASH_RATE = (30, 1)
"""Frames a second: texts stand still for long, what flashes does not."""


class Tried(msgspec.Struct, frozen=True):
    """What was found on a card."""

    worst: Measured
    """The text that can be read worst."""
    flashes: int
    """In a second, at most."""


def try_card(fit: Callable[[Size, Box, tuple[int, int]], Card], brand: Brand, size: Size, safe: Box) -> Tried:
    """The card that `fit` makes, as a small picture of a frame of `size`.

    Raises `BrandError` when a text does not fit.
    """
    half, quarter = ((_size(size, share), _box(safe, share)) for share in (SMALLER, SMALLEST))
    measured = readability.measure_card(fit(*half, RATE), brand)
    moving = fit(*quarter, FLASH_RATE)
    return Tried(
        min(measured, key=lambda one: one.ratio / one.least),
        flashes.flashes(frames(moving, brand), moving.size, FLASH_RATE),
    )


def _size(size: Size, share: int) -> Size:
    return Size(size.width // share, size.height // share)


def _box(box: Box, share: int) -> Box:
    return Box(box.x // share, box.y // share, box.width // share, box.height // share)
