"""Which piece of work may begin next where several reels are in hand: the one place that decides it. Pure.

Cores are never idle while there is work, and memory stays within a budget. The reel that comes first in the order of
work goes first with everything it wants, so that the first finished reel is there as early as it can be.
"""

from collections.abc import Sequence
from enum import Enum

import msgspec

from vidkit.render.labour import CORES_EACH


class Kind(Enum):
    """What a piece of work does."""

    HEARING = "hearing"
    """Recognising speech: one model, which one reel at a time uses."""
    DRAWING = "drawing"
    """Intro and end card: one core, which works while programs wait for each other."""
    FILMING = "filming"
    """Windows and sound, by one or several programs."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of work that waits for its turn."""

    reel: int
    """Its reel's place in the order of work: the smaller, the sooner."""
    kind: Kind
    size_bytes: int = 0
    """What it takes; of each program where there are several."""
    programs: int = 1
    """How many it can keep busy."""
    programs_most: int = 1
    """How many it could use to be done sooner, where nobody else wants them."""


class Grant(msgspec.Struct, frozen=True):
    """A piece of work that goes on."""

    wish: Wish
    programs: int = 1

    @property
    def size_bytes(self) -> int:
        """What it takes."""
        return self.wish.size_bytes * self.programs


class Limits(msgspec.Struct, frozen=True):
    """What there is."""

    cores: int
    budget_bytes: int

    @property
    def programs(self) -> int:
        """How many programs make windows at once, in all reels together."""
        return max(1, self.cores // CORES_EACH)

    @property
    def in_hand(self) -> int:
        """How many reels are worked at: those that are filmed, one that is heard, and one between the two.

        More would not be done sooner: the one between waits already, and a slow model is the only one of its kind.
        """
        return self.programs + 2

    def most(self, kind: Kind) -> int:
        """How many of a kind go on at once."""
        return {Kind.HEARING: 1, Kind.DRAWING: self.programs, Kind.FILMING: self.programs}[kind]


def admitted(waiting: Sequence[Wish], working: Sequence[Grant], limits: Limits) -> tuple[Grant, ...]:
    """Which of those that wait begin now.

    Looked at in their order. One that has to wait for memory lets nobody behind it take that memory: so each has its
    turn. Where nothing goes on the first one begins whatever it takes: there is no other way to have it made. Nothing
    is heard while an earlier reel is ready to be filmed: that would only take cores from the film that is being made.
    """
    begun: list[Grant] = []
    ready = False
    for wish in sorted(waiting, key=lambda wish: wish.reel):
        going = [*working, *begun]
        if _busy(going, wish.kind) >= limits.most(wish.kind):
            ready = ready or wish.kind is Kind.FILMING
            continue
        if wish.kind is Kind.HEARING and ready:
            continue  # what is filmed now is done sooner, and the next film need not be waited for
        fitting = _fitting(wish, going, limits)
        if not fitting:
            break
        free = limits.programs - _busy(going, Kind.FILMING)
        programs = min(wish.programs, free, fitting) if wish.kind is Kind.FILMING else 1
        begun.append(Grant(wish, max(1, programs)))
    return _sooner(begun, working, limits)


def _busy(going: Sequence[Grant], kind: Kind) -> int:
    return sum(each.programs for each in going if each.wish.kind is kind)


def _left(going: Sequence[Grant], limits: Limits) -> int:
    return limits.budget_bytes - sum(each.size_bytes for each in going)


def _fitting(wish: Wish, going: Sequence[Grant], limits: Limits) -> int:
    """How many of its programs there is memory for."""
    if not wish.size_bytes:
        return limits.programs
    return max(_left(going, limits) // wish.size_bytes, 0 if going else 1)


def _sooner(begun: Sequence[Grant], working: Sequence[Grant], limits: Limits) -> tuple[Grant, ...]:
    """What is left of the programs goes to the first that can use it."""
    ended = list(begun)
    for place, grant in enumerate(ended):
        if grant.wish.kind is Kind.FILMING:
            going = [*working, *ended]
            free = limits.programs - _busy(going, Kind.FILMING)
            size = grant.wish.size_bytes
            more = min(free, grant.wish.programs_most - grant.programs, _left(going, limits) // size if size else free)
            ended[place] = Grant(grant.wish, grant.programs + max(0, more))
    return tuple(ended)
