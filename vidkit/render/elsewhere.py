"""Windows that others make: what is asked of them, and the one who is asked where there is nobody.

How they are reached is not known here. They lay what they make into the cache, under the same addresses, and only what
is found there, and is whole, counts: whatever they leave undone is made on this computer.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from vidkit.events import Listener
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.ffmpeg import Stop
from vidkit.render.windows import Window


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """The windows of a reel that are missing, and what they are made of."""

    plan: ReelPlan
    windows: tuple[Window, ...]
    """All of the plan's."""
    addresses: tuple[str, ...]
    """Of all of them."""
    missing: tuple[int, ...]
    """Which are to be made, by number."""
    cards: tuple[tuple[str, str], ...]
    """The digest of each drawn card, under which the cache has it, and the name of its file."""
    program: str
    """The version of the program that the addresses are for."""


Kept = Callable[[int, str], None]
"""Hears of a window that is in the cache: its number, and the name of its file there."""


class Elsewhere(Protocol):
    """Whoever can make windows beside this computer."""

    def fill(self, errand: Errand, stop: Stop, kept: Kept, listener: Listener) -> None:
        """Have the missing windows made, and tell of each from this thread. Comes back when no more are to be expected.

        Raises `Stopped` when `stop` is asked, and nothing else: who cannot help leaves the work undone.
        """


class Nobody:
    """This computer is alone."""

    def fill(self, errand: Errand, stop: Stop, kept: Kept, listener: Listener) -> None:
        """Makes nothing."""


NOBODY = Nobody()
