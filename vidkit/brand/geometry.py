"""Sizes and boxes in pixels, the origin at the upper left."""

import msgspec


class Size(msgspec.Struct, frozen=True):
    """Width and height in pixels."""

    width: int
    height: int


class Box(msgspec.Struct, frozen=True):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column outside."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row outside."""
        return self.y + self.height
