"""How things move: easings, and tracks that say what a value is at a time. Seconds in, numbers out; nothing drawn."""

from collections.abc import Callable

import msgspec

Easing = Callable[[float], float]
"""From the share of time that has passed to the share of the way that is done, 0 to 1 both."""


def linear(share: float) -> float:
    """At one speed."""
    return share


def ease_out(share: float) -> float:
    """Quick away, slow home: for what comes in (a quintic, so that the last pixels take a third of the time)."""
    return 1 - (1 - share) ** 5


def ease_in_out(share: float) -> float:
    """Slow away, slow home: for what opens (smootherstep, with no jerk at either end)."""
    return share**3 * (share * (share * 6 - 15) + 10)


class Track(msgspec.Struct, frozen=True):
    """A value that goes from one number to another between two times, and stands still before and after."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""
    first: float = 0.0
    last: float = 1.0
    easing: Easing = ease_out

    def at(self, seconds: float) -> float:
        """The value at a time."""
        if seconds <= self.start:
            return self.first
        if seconds >= self.end:
            return self.last
        share = (seconds - self.start) / (self.end - self.start)
        return self.first + (self.last - self.first) * self.easing(share)
