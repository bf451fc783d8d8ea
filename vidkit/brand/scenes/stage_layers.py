"""What moves on a stage: lines of text, pictures, planes and discs, each with a state for every time.

Places are kept in parts of a pixel, so that what moves does so without jitter; in one state each is painted alike.
"""

import math
from typing import TYPE_CHECKING, cast

import msgspec

from vidkit.brand.contrast import mix
from vidkit.brand.geometry import Box
from vidkit.brand.painting import FINE, Line, View, cut, lay, picture
from vidkit.brand.scenes.laid import STILL, LaidDisc, LaidLine, LaidPlane
from vidkit.brand.scenes.lengths import Rectangle
from vidkit.brand.scenes.motion import Course, Step, Track
from vidkit.brand.scenes.scene import Manner
from vidkit.brand.scenes.shapes import Round, Slab, fill
from vidkit.brand.scenes.stage import State
from vidkit.brand.typeface import Typeface

if TYPE_CHECKING:
    from vidkit.brand.painting import Mask

LEVELS = 255
"""Steps of opacity that a byte can show."""

SOFT = 0.7
"""The soft edge of a line that is wiped in, in em."""


def _steps(pixels: float) -> int:
    return round(pixels * FINE)


class Standing(msgspec.Struct, frozen=True):
    """A time for which a line stands still and can be read."""

    line: Line
    colour: str
    box: Box
    first: float
    """Seconds."""
    last: float
    """Seconds; endless for the end of the shot."""


class Words:
    """A line of text: it comes in its manner, may turn to another colour, and goes with its stack."""

    def __init__(self, laid: LaidLine, typeface: Typeface) -> None:
        self.line = Line(laid.text, typeface, laid.size_px, bold=laid.bold)
        self.role = laid.role
        self.colour = laid.turns.colour if laid.turns else laid.colour
        """In the end."""
        self._laid = laid
        self._top = laid.baseline - self.line.ascent - 1
        self._left = laid.left - self.line.overhang
        self.settles = max(laid.come.end, laid.x.end, laid.y.end, laid.turns.come.end if laid.turns else 0.0)
        self.box = self._box(_steps(self._left + laid.x.at(self.settles)), _steps(self._top + laid.y.at(self.settles)))
        """Where it stands in the end."""

    @property
    def standings(self) -> tuple[Standing, ...]:
        """When it can be read: before it moves on or turns to another colour, where it does, and in the end."""
        laid = self._laid
        goes = [course.steps[0].at for course in (laid.x, laid.y) if course.steps]
        leaves = min([*goes, *([laid.turns.come.start] if laid.turns else [])], default=0.0)
        last = Standing(self.line, self.colour, self.box, self.settles, math.inf)
        if leaves <= laid.come.end:
            return (last,)
        box = self._box(_steps(self._left + laid.x.at(leaves)), _steps(self._top + laid.y.at(leaves)))
        return (Standing(self.line, laid.colour, box, laid.come.end, leaves), last)

    def _box(self, x: float, y: float) -> Box:
        height, width = self.line.ascent + self.line.descent + 3, self.line.width + 2 * self.line.overhang
        return Box(int(x // FINE), int(y // FINE), width, height)

    def state(self, seconds: float) -> State | None:
        """Its place in quarters of a pixel, the row that hides it, opacity, colour, and how far it is wiped in."""
        laid = self._laid
        come = laid.come.at(seconds)
        if come <= 0:
            return None
        rise = 0.5 * self.line.ascent * (1 - come) if laid.how is Manner.RISE else 0.0
        top = self._top + laid.y.at(seconds)
        opaque = {Manner.RISE: min(1.0, come * 1.6), Manner.WIPE: 1.0, Manner.FADE: come}[laid.how]
        colour = mix(laid.colour, laid.turns.colour, laid.turns.come.at(seconds)) if laid.turns else laid.colour
        reach = self.line.width + 2 * self.line.overhang + SOFT * self.line.size_px
        wiped = _steps(come * reach) if laid.how is Manner.WIPE and come < 1 else -1
        edge = int(top) + self.line.ascent + self.line.descent + 3
        x, y = _steps(self._left + laid.x.at(seconds)), _steps(top + rise)
        return x, y, edge, round(opaque * LEVELS), colour, wiped

    def touches(self, state: State) -> Box:
        """The line where it stands, as far as no edge hides it."""
        x, y, edge = (int(part) for part in state[:3])
        box = self._box(x, y)
        return Box(box.x, box.y, box.width, max(0, min(box.height - 1, edge - box.y)))

    def paint(self, view: View, state: State) -> None:
        """Paints what of it has come."""
        x, y, _edge, opaque, colour, wiped = state
        box = self.touches(state)
        seen = box.common(view.box)
        if not seen.area:
            return
        mask = cut(self.line.mask(int(y) % FINE, int(x) % FINE), box, seen)
        if int(wiped) >= 0:
            mask = _wiped(mask, seen.x - box.x, float(wiped) / FINE, SOFT * self.line.size_px)
        lay(view.part(seen), str(colour), mask, float(opaque) / LEVELS)


def _wiped(mask: "Mask", first: int, reach: float, soft: float) -> "Mask":
    """A mask whose columns begin at `first`, as far as it is wiped in."""
    import numpy as np

    columns = np.arange(first, first + mask.shape[1], dtype=np.float32) + np.float32(0.5)
    there = np.clip((np.float32(reach) - columns) / np.float32(soft), 0, 1)
    return cast("Mask", (mask * there + np.float32(0.5)).astype(np.uint8))


class Picture:
    """A picture that fades in."""

    def __init__(self, path: str, box: Box, come: Track, x: Course = STILL, y: Course = STILL) -> None:
        self._colours, self._mask = picture(path, box.width)
        self._place = box
        self._come = come
        self._x, self._y = x, y
        self.settles = max(come.end, x.end, y.end)

    def state(self, seconds: float) -> State | None:
        """Its opacity, and how far it is from its place."""
        come = round(self._come.at(seconds) * LEVELS)
        return (come, round(self._x.at(seconds)), round(self._y.at(seconds))) if come else None

    def touches(self, state: State) -> Box:
        """The picture where it stands."""
        _come, x, y = (int(part) for part in state)
        height, width = self._mask.shape
        return Box(self._place.x + x, self._place.y + y, width, height)

    def paint(self, view: View, state: State) -> None:
        """Paints the picture as far as it has come."""
        box = self.touches(state)
        seen = box.common(view.box)
        lay(view.part(seen), cut(self._colours, box, seen), cut(self._mask, box, seen), float(state[0]) / LEVELS)


class Plane:
    """A plane that slides, is unveiled from one edge, fades or turns to another colour."""

    def __init__(self, laid: LaidPlane) -> None:
        self._laid = laid
        self.over_text = laid.over_text
        self._slope = math.tan(math.radians(laid.lean))
        turned = laid.turns.come.end if laid.turns else 0.0
        self.settles = max(laid.x.end, laid.y.end, laid.reveal.end, laid.opacity.end, turned)

    def state(self, seconds: float) -> State | None:
        """Its edges to a sixteenth of a pixel, opacity and colour."""
        laid = self._laid
        reveal, opaque = laid.reveal.at(seconds), round(laid.opacity.at(seconds) * LEVELS)
        if reveal <= 0 or not opaque:
            return None
        box = laid.box.moved(laid.x.at(seconds), laid.y.at(seconds))
        edges = [round(edge * 16) / 16 for edge in _unveiled(box, laid.starts.value, reveal)]
        colour = mix(laid.colour, laid.turns.colour, laid.turns.come.at(seconds)) if laid.turns else laid.colour
        return (*edges, opaque, colour)

    def touches(self, state: State) -> Box:
        """The plane as large as it is."""
        return self._slab(state).box

    def paint(self, view: View, state: State) -> None:
        """Paints it."""
        fill(view, str(state[5]), self._slab(state), float(state[4]) / LEVELS)

    def _slab(self, state: State) -> Slab:
        left, top, right, bottom = (float(edge) for edge in state[:4])
        return Slab(Rectangle(left, top, right, bottom), self._laid.radius, self._slope, self._laid.dash)


def _unveiled(box: Rectangle, starts: str, share: float) -> tuple[float, float, float, float]:
    across, down = box["width"] * (1 - share), box["height"] * (1 - share)
    return (
        box.left + (across if starts == "right" else 0),
        box.top + (down if starts == "bottom" else 0),
        box.right - (across if starts == "left" else 0),
        box.bottom - (down if starts == "top" else 0),
    )


class Disc:
    """A disc or a ring that grows, is drawn round, or fades."""

    def __init__(self, laid: LaidDisc) -> None:
        self._laid = laid
        self.settles = max(laid.x.end, laid.y.end, laid.scale.end, laid.reveal.end, laid.opacity.end)

    def state(self, seconds: float) -> State | None:
        """Centre and radius to a sixteenth of a pixel, the degrees that are there, opacity."""
        laid = self._laid
        radius = laid.radius * laid.scale.at(seconds)
        sweep, opaque = laid.sweep * laid.reveal.at(seconds), round(laid.opacity.at(seconds) * LEVELS)
        if radius <= 0 or sweep <= 0 or not opaque:
            return None
        place = (laid.centre + laid.x.at(seconds), laid.middle + laid.y.at(seconds), radius)
        return (*(round(value * 16) / 16 for value in place), sweep, opaque)

    def touches(self, state: State) -> Box:
        """The square around it."""
        return self._round(state).box

    def paint(self, view: View, state: State) -> None:
        """Paints it."""
        fill(view, self._laid.colour, self._round(state), float(state[4]) / LEVELS)

    def _round(self, state: State) -> Round:
        centre, middle, radius, sweep, _opaque = (float(part) for part in state)
        hole = max(0.0, radius - self._laid.thickness) if self._laid.thickness else -1.0
        return Round(centre, middle, radius, hole, self._laid.begins, sweep)


def rule(box: Box, colour: str, grow: Track) -> Plane:
    """A bar that grows from its left end."""
    steps = (Step(grow.start, grow.first), Step(grow.end, grow.last, grow.easing))
    edges = Rectangle(box.x, box.y, box.right, box.bottom)
    return Plane(LaidPlane(box=edges, colour=colour, reveal=Course(steps, 1.0)))
