"""Where things stand on a card, for every shape from one description: the frame's size and the box for text.

Pure arithmetic in pixels. Everything is counted in `unit`, which is one pixel at 1080 pixels of short side.
"""

import msgspec

from vidkit.brand.geometry import Box, Size

SIDE_BY_SIDE = 1.2
"""Wider than this share of the height, text and picture stand side by side instead of one above the other."""

TALL = 1.5
"""Higher than this share of the width, contacts stand one under the other."""


class EndLayout(msgspec.Struct, frozen=True, kw_only=True):
    """The end card: mark and heading, then the contacts. What is beside or behind them is the ending's."""

    unit: float
    text: Box
    columns: int
    """Columns of contacts."""


def unit(size: Size) -> float:
    """The pixel in which type and space are counted: 1 at 1080 pixels of short side."""
    return min(size.width, size.height) / 1080


def is_wide(size: Size) -> bool:
    """True where text and picture stand side by side."""
    return size.width > SIDE_BY_SIDE * size.height


def end_layout(size: Size, safe: Box) -> EndLayout:
    """The end card's places on a frame of `size` with text inside `safe`."""
    text = Box(safe.x, safe.y, round(safe.width * 0.64), safe.height) if is_wide(size) else safe
    return EndLayout(unit=unit(size), text=text, columns=2 if size.height <= TALL * size.width else 1)
