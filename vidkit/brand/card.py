"""A card: a drawn shot or cover, described so completely that its digest names its frames.

A value only: what fits it is in `cards`, what draws it in `intro`, `end_card` and `cover`.
"""

import hashlib
from enum import Enum

import msgspec

from vidkit.brand.geometry import Box, Size
from vidkit.brand.poster import Poster

DRAWING = 4
"""Raised whenever a card of the same description would be drawn differently: kept frames are then made again."""


class CardKind(Enum):
    """What the card is for."""

    INTRO = "intro"
    END = "end"
    COVER = "cover"


class TextBlock(msgspec.Struct, frozen=True):
    """Text that was fitted: the lines as they will stand, and the size that lets them."""

    role: str
    """`title`, `kicker`, `contact`, ... as the card's layout names it."""
    lines: tuple[str, ...]
    size_px: int
    """Em size in pixels."""
    bold: bool = True


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides what the card's frames look like."""

    kind: CardKind
    size: Size
    safe: Box
    """Where text may stand."""
    rate: tuple[int, int]
    """Frames a second, as a fraction."""
    frames: int
    texts: tuple[TextBlock, ...]
    poster: Poster | None = None
    """COVER: where its picture, its planes and its words stand."""
    brand_digest: str
    """Digest of what of the brand is drawn on every card: colours, typeface and mark. Its words are in `texts`."""
    scene: str = ""
    """Digest of what happens on an intro, or of what an end card stands on."""
    drawing: int = DRAWING

    def blocks(self, role: str) -> tuple[TextBlock, ...]:
        """The texts of one role, in order; empty where the card has none."""
        return tuple(block for block in self.texts if block.role == role)

    @property
    def digest(self) -> str:
        """SHA-256 of this description, hex: the address of its frames in the cache."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
