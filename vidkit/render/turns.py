"""Who says when a piece of a reel's work may begin, where several reels share the machine; and who says so alone.

How it is decided is not known here.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from vidkit.plan.reel_plan import ReelPlan


class Turns(Protocol):
    """Gives one reel its turns. Entering waits for it; raises `Stopped` where everything was told to stop meanwhile."""

    def hearing(self, size_bytes: int) -> AbstractContextManager[None]:
        """To recognise speech, with a model that takes so much memory."""

    def drawing(self) -> AbstractContextManager[None]:
        """To draw intro and end card."""

    def filming(self, plan: ReelPlan) -> AbstractContextManager[int]:
        """To make windows and sound; how many programs may make windows at once, 0 for what the machine carries."""


class Alone:
    """Nobody else is there: it is always one's turn."""

    def hearing(self, size_bytes: int) -> AbstractContextManager[None]:
        """At once."""
        del size_bytes
        return nullcontext()

    def drawing(self) -> AbstractContextManager[None]:
        """At once."""
        return nullcontext()

    def filming(self, plan: ReelPlan) -> AbstractContextManager[int]:
        """At once, with the whole machine."""
        del plan
        return nullcontext(0)


ALONE = Alone()
