"""How the work of making windows is shared out: how many programs at once, with how many threads each. Pure.

One place decides it, from the cores, the free memory and what one program takes.
"""

from collections.abc import Iterable, Sequence

import msgspec

from vidkit.plan.reel_plan import ClipShot, ReelPlan
from vidkit.render.windows import Window

CORES_EACH = 2
"""Cores that one program keeps busy: its filters run one after another, so it cannot use many. On two cores one alone
took 23.4 s for a reel of 24 s, two of two threads 23.5 s and two of one thread 25.3 s (bare encoding: 20.9 s)."""

THREADS_EACH = 3
"""For decoder and encoder of each, when several work at once: half as many again as its cores, as x264 itself takes, so
that one that waits for another leaves no core idle."""

BATCH_S = 8
"""Seconds of film that a program makes at least, where there is so much: starting one, seeking and filling the
encoder's look-ahead costs about half a second."""

BATCHES_EACH = 2
"""How many batches each program gets when there is enough to do: the last one ends with the others more often."""

BASE_BYTES = 120_000_000
CANVAS_FRAMES = 70
SOURCE_FRAMES = 24
"""What a program holds: itself, frames of the canvas on their way to and in the encoder, and decoded frames of the
source."""

BUDGET_SHARE = 0.5
"""Of the memory that is free when the work begins."""


class Labour(msgspec.Struct, frozen=True):
    """How many programs work at once, and how many threads each of their parts may use."""

    programs: int
    threads: int
    """0 leaves it to the program: it is alone on the machine."""


def labour(plan: ReelPlan, cores: int, free_bytes: int) -> Labour:
    """What the machine can carry for `plan`."""
    by_memory = int(free_bytes * BUDGET_SHARE // bytes_each(plan))
    programs = max(1, min(cores // CORES_EACH, by_memory))
    return Labour(programs, 0 if programs == 1 else THREADS_EACH)


def bytes_each(plan: ReelPlan) -> int:
    """An upper estimate of the memory of one program that makes windows of `plan`."""
    canvas = plan.size.width * plan.size.height * 3 // 2
    sources = [plan.sources[shot.source].picture for shot in plan.shots if isinstance(shot, ClipShot)]
    largest = max((picture.coded_width * picture.coded_height * 3 for picture in sources), default=0)
    return BASE_BYTES + CANVAS_FRAMES * canvas + SOURCE_FRAMES * largest


def batches(windows: Sequence[Window], missing: Iterable[int], crew: Labour, second: int) -> tuple[range, ...]:
    """The missing windows, by number, as stretches of neighbours that one program each makes; `second` in frames."""
    stretches = _neighbours(sorted(missing))
    total = sum(windows[number].frames for stretch in stretches for number in stretch)
    if crew.programs == 1:
        return tuple(stretches)
    share = max(total / crew.programs / BATCHES_EACH, min(BATCH_S * second, total / crew.programs))
    return tuple(part for stretch in stretches for part in _parted(windows, stretch, share))


def _neighbours(numbers: Sequence[int]) -> list[range]:
    stretches: list[range] = []
    for number in numbers:
        if stretches and stretches[-1].stop == number:
            stretches[-1] = range(stretches[-1].start, number + 1)
        else:
            stretches.append(range(number, number + 1))
    return stretches


def _parted(windows: Sequence[Window], stretch: range, share: float) -> list[range]:
    """A stretch in parts of about `share` frames, as even as whole windows allow."""
    frames = sum(windows[number].frames for number in stretch)
    count = max(1, round(frames / share))
    parts: list[range] = []
    start, done = stretch.start, 0
    for number in stretch:
        done += windows[number].frames
        if done >= frames * (len(parts) + 1) / count and number + 1 > start:
            parts.append(range(start, number + 1))
            start = number + 1
    return parts if start == stretch.stop else [*parts, range(start, stretch.stop)]
