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


def ease_in(share: float) -> float:
    """Slow away, quick home: for what leaves, or is drawn with one stroke of a pen (a cubic)."""
    return share**3


def settle(share: float) -> float:
    """Quick away, a little too far, and back to its place: for what is heavy and lands (2 % too far after 0.7)."""
    over, way = 0.7, share - 1
    return 1 + way**3 * (1 + over) + way**2 * over


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


class Step(msgspec.Struct, frozen=True):
    """A value at a time, and how it is reached from the one before."""

    at: float
    """Seconds."""
    to: float
    easing: Easing = ease_out


class Course(msgspec.Struct, frozen=True):
    """A value that goes from step to step, and stands still before the first and after the last."""

    steps: tuple[Step, ...] = ()
    otherwise: float = 0.0
    """What it is where there are no steps."""

    @property
    def end(self) -> float:
        """Seconds after which it stands still."""
        return self.steps[-1].at if self.steps else 0.0

    def at(self, seconds: float) -> float:
        """The value at a time."""
        if not self.steps:
            return self.otherwise
        before = self.steps[0]
        if seconds <= before.at:
            return before.to
        for step in self.steps[1:]:
            if seconds < step.at:
                share = (seconds - before.at) / (step.at - before.at)
                return before.to + (step.to - before.to) * step.easing(share)
            before = step
        return before.to
