"""Stretches of a plan, and what of each shot they show."""

from itertools import pairwise

import msgspec

from vidkit.plan.reel_plan import CardShot, ClipShot, ReelPlan

WINDOW_S = 2
"""As long as a group of pictures (`plan.encoding.KEY_SECONDS`), so that cutting costs no key frame: the shorter the
windows, the less is made anew for one corrected word."""

REACH = 0.75
"""How far a cut moves to leave a caption, in windows."""


class Window(msgspec.Struct, frozen=True):
    """A stretch of the reel, from `first` up to but not including `end`, in frames."""

    first: int
    end: int

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return self.end - self.first


class Stretch(msgspec.Struct, frozen=True):
    """Frames `first` up to but not including `end` of one shot, counted from the shot's own first frame."""

    shot: int
    """Index in `ReelPlan.shots`."""
    first: int
    end: int


class Alone(msgspec.Struct, frozen=True):
    """A stretch that stands by itself."""

    stretch: Stretch


class Crossfade(msgspec.Struct, frozen=True):
    """Two stretches of equal length that melt into each other.

    A crossfade is always made whole and then cut, so that each of its frames is mixed in the same proportion
    whatever window it is made for.
    """

    before: Stretch
    after: Stretch
    first: int
    """The part of the crossfade that the window shows."""
    end: int


Part = Alone | Crossfade


def windows_of(plan: ReelPlan) -> tuple[Window, ...]:
    """The windows that a reel's picture is made in, in order; together they are the reel.

    They begin and end with the shots, and inside a shot at whole multiples of `WINDOW_S` of the clip's own clock: a
    longer intro, another clip before it or a moved end makes no other window of what has stayed the same. A cut that
    falls into a caption moves to where it begins or ends, so that a corrected word is seen in one window and not in
    two. None is shorter than half of `WINDOW_S` or longer than two and a half, but where a whole shot is shorter.
    """
    length = round(WINDOW_S * plan.rate.fraction)
    windows: list[Window] = []
    first = 0
    for shot, start, end in zip(plan.shots, plan.starts, _joints(plan), strict=True):
        origin = start - (shot.first if isinstance(shot, ClipShot) else 0)
        next_line = first + -(first - origin) % length
        inner = _beside_captions(plan, range(next_line, end, length), first, end)
        windows += [Window(a, b) for a, b in pairwise((first, *inner, end)) if b > a]
        first = max(first, end)
    return tuple(windows)


def _beside_captions(plan: ReelPlan, lines: range, first: int, end: int) -> list[int]:
    """Those of `lines` that leave room between `first` and `end`, each moved out of the caption that it falls into."""
    room = lines.step / 2
    cuts = [first]
    for line in lines:
        across = next((cue for cue in plan.cues if cue.first < line < cue.end), None)
        edges = sorted((across.first, across.end), key=lambda edge: abs(edge - line)) if across else []
        # Not as far as the next line, lest a cut depend on captions far away; 3 s of caption are left by it either way.
        wishes = (*(edge for edge in edges if abs(edge - line) <= REACH * lines.step), line)
        cuts += next(([at] for at in wishes if cuts[-1] + room <= at <= end - room), [])
    return cuts[1:]


def _joints(plan: ReelPlan) -> tuple[int, ...]:
    """Where each shot's windows end, in frames of the reel.

    A crossfade belongs to the drawn shot of the two, which another title or end card makes anew anyway; between two
    of a kind, to the later.
    """
    joints = []
    for (before, after), start in zip(pairwise(plan.shots), plan.starts[1:], strict=True):
        goes_before = isinstance(before, CardShot) and not isinstance(after, CardShot)
        joints.append(start + after.overlap if goes_before else start)
    return (*joints, plan.frames)


def whole(plan: ReelPlan) -> Window:
    """The window that is the reel."""
    return Window(0, plan.frames)


def cut(plan: ReelPlan, window: Window) -> tuple[Part, ...]:
    """What the window shows, in order; together exactly its frames."""
    parts: list[Part] = []
    last = len(plan.shots) - 1
    for index, (shot, start) in enumerate(zip(plan.shots, plan.starts, strict=True)):
        if shot.overlap:
            first, end = max(0, window.first - start), min(shot.overlap, window.end - start)
            if end > first:
                length = plan.shots[index - 1].frames
                before = Stretch(index - 1, length - shot.overlap, length)
                parts.append(Crossfade(before, Stretch(index, 0, shot.overlap), first, end))
        until = shot.frames - (plan.shots[index + 1].overlap if index < last else 0)
        first, end = max(shot.overlap, window.first - start), min(until, window.end - start)
        if end > first:
            parts.append(Alone(Stretch(index, first, end)))
    return tuple(parts)


def needed(parts: tuple[Part, ...]) -> dict[int, Stretch]:
    """For each shot that the parts show, by index, the one stretch that holds all they show of it."""
    spans: dict[int, Stretch] = {}
    for part in parts:
        for stretch in (part.stretch,) if isinstance(part, Alone) else (part.before, part.after):
            known = spans.get(stretch.shot, stretch)
            spans[stretch.shot] = Stretch(stretch.shot, min(known.first, stretch.first), max(known.end, stretch.end))
    return spans
