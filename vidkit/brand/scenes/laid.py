"""A scene laid out on one frame: flat values from the bottom up, in pixels and seconds, ready to be drawn.

Only values; where they come from is in `layout`, what draws them in `stage` and `doorway`.
"""

import msgspec

from vidkit.brand.geometry import Box
from vidkit.brand.scenes.lengths import Rectangle
from vidkit.brand.scenes.motion import Course, Track
from vidkit.brand.scenes.scene import Edge, Manner

STILL = Course()
WHOLE = Course(otherwise=1.0)


class Turned(msgspec.Struct, frozen=True):
    """A colour that something turns to."""

    colour: str
    come: Track


class _Laid(msgspec.Struct, frozen=True, kw_only=True):
    x: Course = STILL
    y: Course = STILL
    """How far it is from its place, in pixels."""


class LaidPlane(_Laid, frozen=True, kw_only=True):
    """A plane, a rule or a strike."""

    box: Rectangle
    colour: str
    radius: float = 0.0
    lean: float = 0.0
    dash: tuple[float, ...] = ()
    starts: Edge = Edge.LEFT
    reveal: Course = WHOLE
    opacity: Course = WHOLE
    turns: Turned | None = None
    over_text: bool = False
    """A strike: part of what is read, not of what it is read against."""


class LaidDisc(_Laid, frozen=True, kw_only=True):
    """A disc or a ring."""

    centre: float
    middle: float
    radius: float
    thickness: float
    """0 fills it."""
    colour: str
    begins: float
    sweep: float
    scale: Course
    reveal: Course
    opacity: Course


class LaidDoorway(_Laid, frozen=True, kw_only=True):
    """A doorway and the floor before it."""

    door: Box
    opening: Track


class LaidMark(_Laid, frozen=True, kw_only=True):
    """The sender's mark."""

    left: int
    top: int
    width: int
    ground: str
    """The colour that it stands on, which decides the variant."""
    come: Track


class LaidLine(_Laid, frozen=True, kw_only=True):
    """One line of text."""

    role: str
    text: str
    size_px: int
    bold: bool
    left: int
    baseline: float
    colour: str
    come: Track
    how: Manner
    turns: Turned | None = None


Laid = LaidPlane | LaidDisc | LaidDoorway | LaidMark | LaidLine


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A scene on one frame, with one set of words."""

    ground: str
    laid: tuple[Laid, ...]
    """From the bottom up."""
    spills: bool
    """Some stack is higher than its room."""
