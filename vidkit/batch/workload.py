"""How much work each reel of a week is, as far as a glance tells, and in which order that makes them."""

import contextlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from vidkit.batch.types_first import types_first
from vidkit.deliver import record as records
from vidkit.errors import VidkitError
from vidkit.ingest.glance import seconds_of
from vidkit.plan.brief import AskedClip
from vidkit.plan.week import Reel

GLANCES = 4
"""At once: one took 20 ms, and the first reel waits for all of them."""

INTRO_S, END_S = 2.0, 3.0
"""How long intro and end card stand in the brand that comes along."""


class Load(msgspec.Struct, frozen=True):
    """What is expected of one reel."""

    seconds: float
    """Of film, or what takes as long to make."""
    stands: bool = False
    """One of its name is finished: it is only looked at, unless something has changed."""


def workload(reels: Sequence[Reel], out: Path) -> tuple[Load, ...]:
    """What is expected of each; nothing but the heads of clips and the records of finished reels is read."""
    types_first()
    with ThreadPoolExecutor(GLANCES, "glance") as pool:
        return tuple(pool.map(lambda reel: _load(reel, out), reels))


def least_first(loads: Sequence[Load]) -> tuple[int, ...]:
    """The numbers of the reels in the order of work: what only has to be looked at, then the one with the least work.

    So the first finished reel is there as early as can be, and so is each after it.
    """
    return tuple(sorted(range(len(loads)), key=lambda number: (not loads[number].stands, loads[number].seconds)))


def _load(reel: Reel, out: Path) -> Load:
    if reel.fault is not None:
        return Load(0.0)
    record = records.read_record(out / reel.name)
    if record is not None:
        return Load(record.frames * record.rate[1] / record.rate[0], stands=True)
    with contextlib.suppress(VidkitError):  # told when the reel has its turn
        cards = INTRO_S * reel.brief.intro + END_S * reel.brief.outro
        return Load(sum(map(_seconds, reel.brief.clips)) + cards)
    return Load(0.0)


def _seconds(clip: AskedClip) -> float:
    first, end = clip.trim.start_ms or 0, clip.trim.end_ms
    if end is not None:
        return max(0, end - first) / 1000
    return max(0.0, seconds_of(Path(clip.path)) - first / 1000)
