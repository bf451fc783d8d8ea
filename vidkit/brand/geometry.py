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

    @property
    def area(self) -> int:
        """How many pixels there are in it."""
        return self.width * self.height

    def common(self, other: "Box") -> "Box":
        """The part of it that lies in `other` too; without an area where there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Box(x, y, max(0, min(self.right, other.right) - x), max(0, min(self.bottom, other.bottom) - y))

    def around(self, other: "Box") -> "Box":
        """The smallest box that holds it and `other`."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)
