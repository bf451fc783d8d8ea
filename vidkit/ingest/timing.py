"""When a stream's frames are shown: counted from the packets' time stamps, without decoding.

Pure arithmetic on exact fractions. Knows nothing of files; who reads the packets leaves out those that an
edit list hides.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

STEADY = Fraction(1, 10)
"""How far a frame may stand longer or shorter than the usual one in a constant rate.

Phones that hold their rate stray by up to 3.6 % (Android 12 at 4K60) or one tick of a 1/600 clock (5 % at
30 fps); the mildest one that does not (Pixel motion photo) strays by 25 %.
"""


class Stamp(NamedTuple):
    """One packet that is shown, in ticks of its stream's clock."""

    at: int
    duration: int
    """0 where the file does not say."""


class Clock(NamedTuple):
    """How a stream counts time."""

    tick: Fraction
    """Seconds: the stream's time base."""
    origin: Fraction
    """The second on the stream's clock that is 0 on the clip's."""
    until: int | None = None
    """The tick where the stream is over by the file's own account: edit lists cut the last packet short."""

    def seconds(self, at: int) -> Fraction:
        """The second on the clip's clock of tick `at`."""
        return at * self.tick - self.origin


class Timing(NamedTuple):
    """The rhythm of a stream, in seconds on the clip's own clock."""

    start: Fraction
    end: Fraction
    frames: int
    rate: Fraction
    """Frames a second from the first frame to the last; 0 where nothing lasts."""
    constant: bool
    longest: Fraction
    """How long the longest-standing frame stands."""


def measure(stamps: Sequence[Stamp], clock: Clock, usual: Fraction) -> Timing:
    """The rhythm of the frames in `stamps`, which come in any order.

    `usual` is how long a frame stands, in seconds, when a single one is all there is and it does not say
    itself. The last frame has no part in the rate: it ends where the recording was stopped. Raises
    `ValueError` when there is nothing to measure.
    """
    shown = sorted(stamps)
    if not shown:
        raise ValueError("no frame is shown")
    first, last = shown[0], shown[-1]
    steps = [later.at - earlier.at for earlier, later in pairwise(shown)]
    typical = median_low(steps) if steps else 0
    stands = last.duration * clock.tick or typical * clock.tick or usual
    if clock.until is not None and clock.until > last.at:
        stands = min(stands, (clock.until - last.at) * clock.tick)
    span = (last.at - first.at) * clock.tick
    rate = len(steps) / span if span else 1 / stands if stands else Fraction(0)
    stray = max(STEADY * typical, Fraction(1))
    return Timing(
        start=clock.seconds(first.at),
        end=clock.seconds(last.at) + stands,
        frames=len(shown),
        rate=rate,
        constant=all(abs(step - typical) <= stray for step in steps),
        longest=max([*(step * clock.tick for step in steps), stands]),
    )
