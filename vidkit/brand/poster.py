"""A cover's places, worked out: where the picture is seen, what is painted behind and before it, where the words stand.

A value only, in pixels of the frame. `cover_layout` works it out of a TOML file, `cover` paints it.
"""

from enum import Enum

import msgspec

from vidkit.brand.geometry import Box


class Role(Enum):
    """A colour of the sender's by the part it plays."""

    PRIMARY = "primary"
    DEEP = "deep"
    ACCENT = "accent"
    GLOW = "glow"
    PAPER = "paper"
    INK = "ink"


class Form(Enum):
    """What the picture is seen through."""

    PLAIN = "plain"
    ARCH = "arch"
    """A doorway: the top is half a circle as wide as the opening."""


class Ring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Light around the opening, as around the door of the brand's mark."""

    reach: float
    """Outwards from the opening; in pixels at 1080 of short side."""
    share: float
    """How much accent there is in the primary colour, 0 to 1."""


class Patch(msgspec.Struct, frozen=True, kw_only=True):
    """A plane of one colour."""

    colour: Role
    box: Box
    radius: int = 0
    """Of its corners."""
    every: int = 0
    """It is a row of dots so far from one another; 0 for one whole plane."""


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Where the picture is seen."""

    box: Box
    form: Form = Form.PLAIN
    radius: int = 0
    """Of the corners of a plain one."""
    rings: tuple[Ring, ...] = ()

    def shows(self, x: float, y: float) -> bool:
        """Whether a point, counted from the opening's own upper left corner, is seen through it."""
        if not (0 <= x <= self.box.width and 0 <= y <= self.box.height):
            return False
        arch = self.form is Form.ARCH
        round_px = self.box.width / 2 if arch else self.radius
        near_x = min(max(x, round_px), self.box.width - round_px)
        near_y = max(y, round_px) if arch else min(max(y, round_px), self.box.height - round_px)
        return (x - near_x) ** 2 + (y - near_y) ** 2 <= round_px**2


class Poster(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the words themselves."""

    opening: Opening
    behind: tuple[Patch, ...]
    front: tuple[Patch, ...]
    words: Box
    """The sender over the title, as wide and as high as they came out."""
    on: Role
    """What the words stand on."""
