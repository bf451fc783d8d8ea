"""A sign or the small mark, described so completely that its digest names its frames.

Values only: what fits them is in `fitting`, what draws them in `drawing`. Pixels of the sign's own box, which
is even in every measure: it is laid on pictures whose colours stand on pairs of pixels.
"""

import hashlib
from enum import Enum

import msgspec

from vidkit.brand.geometry import Box, Size
from vidkit.brand.signs.sign import SignKind

DRAWING = 1
"""Raised whenever a sign of the same description would be drawn differently: kept frames are then made again."""


class Way(Enum):
    """How a plate comes; it goes the same way back."""

    ACROSS = "across"
    """Its right edge moves out from the left."""
    UP = "up"
    """Its top edge moves up from the foot."""


class Plate(msgspec.Struct, frozen=True, kw_only=True):
    """A surface of one colour."""

    box: Box
    colour: str
    corners: tuple[int, int, int, int]
    """Radii: upper left, upper right, lower right, lower left."""
    way: Way = Way.ACROSS
    come: tuple[float, float]
    """When it moves, as shares of the time in which the sign comes."""
    go: tuple[float, float]
    """The same of the time in which it goes."""


class SignText(msgspec.Struct, frozen=True, kw_only=True):
    """A line of text on a plate, and seen only as far as the plate has come."""

    words: str
    size_px: int
    bold: bool
    x: int
    baseline: int
    colour: str
    plate: int
    """Index in `SignCard.plates`."""
    come: tuple[float, float]


class SignCard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides what a sign's frames look like.

    The frames are those in which it comes, the last of them whole, and those in which it goes: how long it stands
    between them is no part of it.
    """

    kind: SignKind
    size: Size
    rate: tuple[int, int]
    """Frames a second, as a fraction."""
    comes: int
    """Frames; at least one."""
    goes: int
    plates: tuple[Plate, ...]
    texts: tuple[SignText, ...]
    said: tuple[str, ...]
    """What was asked for, text by text: what a page tells of it, and what has to be read."""
    brand_digest: str
    """Of what is drawn: the typeface above all."""
    drawing: int = DRAWING

    @property
    def frames(self) -> int:
        """How many are drawn."""
        return self.comes + self.goes

    @property
    def digest(self) -> str:
        """SHA-256 of this description, hex: the address of its frames in the cache."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


class BugCard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides what the small mark looks like: one frame."""

    size: Size
    rate: tuple[int, int]
    tile: str
    """The colour of what it stands on, which decides the variant of the mark."""
    opacity: float
    brand_digest: str
    drawing: int = DRAWING

    @property
    def frames(self) -> int:
        """It stands still."""
        return 1

    @property
    def digest(self) -> str:
        """SHA-256 of this description, hex: the address of its frame in the cache."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


Overlay = SignCard | BugCard
"""What is laid over clips."""
