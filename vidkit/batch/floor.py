"""Where reels that are made at once wait for their turns: asks `admission` whenever something changes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

import msgspec

from vidkit.batch.admission import Grant, Kind, Limits, Wish, admitted
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.ffmpeg import Stop, Stopped
from vidkit.render.labour import BATCH_S, BUDGET_SHARE, bytes_each
from vidkit.render.pictures import cores, free_memory
from vidkit.render.windows import windows_of

DRAWING_BYTES = 250_000_000
"""Intro and end card of 1080x1920 took 191 MB in the program that keeps their frames and 54 MB in this one."""

POLL_S = 0.1
"""Seconds until one that waits looks whether it was told to stop."""


def limits() -> Limits:
    """What this machine has now."""
    return Limits(cores(), int(free_memory() * BUDGET_SHARE))


class Floor:
    """One for all reels of a run. Safe from any thread."""

    def __init__(self, there_is: Limits, stop: Stop) -> None:
        self._there_is = there_is
        self._stop = stop
        self._changed = threading.Condition()
        self._waiting: list[Wish] = []
        self._working: list[Grant] = []
        self._model_bytes = 0

    def turns(self, reel: int) -> "Seat":
        """The turns of the reel with that place in the order of work."""
        return Seat(self, reel)

    def model_gone(self) -> None:
        """The speech model is in memory no more."""
        with self._changed:
            self._model_bytes = 0
            self._changed.notify_all()

    @contextmanager
    def turn(self, wish: Wish) -> Iterator[Grant]:
        """Waits until it may begin. Raises `Stopped`."""
        grant = self._granted(wish)
        try:
            yield grant
        finally:
            with self._changed:
                self._working.remove(grant)
                if wish.kind is Kind.HEARING:  # the model stays for the next one
                    self._model_bytes = max(self._model_bytes, wish.size_bytes)
                self._changed.notify_all()

    def _granted(self, wish: Wish) -> Grant:
        with self._changed:
            self._waiting.append(wish)
            self._changed.notify_all()
            try:
                while not self._stop.asked_soon:
                    for grant in self._admitted():
                        if (grant.wish.reel, grant.wish.kind) == (wish.reel, wish.kind):
                            self._working.append(grant)
                            return grant
                    self._changed.wait(POLL_S)
            finally:
                self._waiting[:] = [each for each in self._waiting if each is not wish]
                self._changed.notify_all()
        raise Stopped

    def _admitted(self) -> tuple[Grant, ...]:
        """A model that was loaded takes its memory all the time, and is not loaded twice."""
        there = self._model_bytes
        left = msgspec.structs.replace(self._there_is, budget_bytes=self._there_is.budget_bytes - there)
        waiting = [
            msgspec.structs.replace(wish, size_bytes=max(0, wish.size_bytes - there))
            if wish.kind is Kind.HEARING
            else wish
            for wish in self._waiting
        ]
        return admitted(waiting, self._working, left)


class Seat(msgspec.Struct, frozen=True):
    """A reel's turns, as `render.turns` wants them."""

    floor: Floor
    reel: int

    @contextmanager
    def hearing(self, size_bytes: int) -> Iterator[None]:
        """See `Turns`."""
        with self.floor.turn(Wish(reel=self.reel, kind=Kind.HEARING, size_bytes=size_bytes)):
            yield

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """See `Turns`."""
        with self.floor.turn(Wish(reel=self.reel, kind=Kind.DRAWING, size_bytes=DRAWING_BYTES)):
            yield

    @contextmanager
    def filming(self, plan: ReelPlan) -> Iterator[int]:
        """See `Turns`."""
        wish = Wish(
            reel=self.reel,
            kind=Kind.FILMING,
            size_bytes=bytes_each(plan),
            programs=ceil(plan.frames / plan.rate.fraction / BATCH_S),
            programs_most=len(windows_of(plan)),
        )
        with self.floor.turn(wish) as grant:
            yield grant.programs
