"""Draws the cards of reels whose speech is still to be heard. Prints nothing.

Hearing uses half of the cores, and until the first film is begun nothing else is there for the others to do.
"""

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, Self

from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.errors import VidkitError
from vidkit.render.cards import draw_for_later
from vidkit.render.ffmpeg import Stop, Stopped
from vidkit.render.turns import Turns


class Beside(Protocol):
    """Whoever has time while speech is heard."""

    def draw(self, cards: Sequence[Card], brand: Brand) -> None:
        """The cards will be wanted; returns at once."""


class NobodyBeside:
    """All comes in its turn."""

    def draw(self, cards: Sequence[Card], brand: Brand) -> None:
        """Nothing is drawn now."""


NOBODY_BESIDE = NobodyBeside()


class Ahead:
    """Draws one card after the other for a whole run. Use as a context manager: at its end nothing more is drawn."""

    def __init__(self, stop: Stop) -> None:
        self._stop = Stop(stop)
        self._pool = ThreadPoolExecutor(1, "ahead")

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_details: object) -> None:
        """What is being drawn is stopped."""
        self._stop.ask()
        self._pool.shutdown(cancel_futures=True)

    def of(self, turns: Turns) -> "_OfReel":
        """For the reel with these turns."""
        return _OfReel(self, turns)

    def submit(self, cards: Sequence[Card], brand: Brand, turns: Turns) -> "Future[None] | None":
        """Have them drawn; None where it is too late for that."""
        with contextlib.suppress(RuntimeError):  # the run is over
            return self._pool.submit(self._drawn, cards, brand, turns)
        return None

    def _drawn(self, cards: Sequence[Card], brand: Brand, turns: Turns) -> None:
        # Whatever is wrong is met again when the reel's own turn comes, and told then.
        with contextlib.suppress(VidkitError, Stopped, OSError):
            draw_for_later(cards, brand, turns, self._stop)


class _OfReel:
    """What is drawn ahead for one reel."""

    def __init__(self, ahead: Ahead, turns: Turns) -> None:
        self._ahead = ahead
        self._turns = turns
        self._asked: Future[None] | None = None

    def draw(self, cards: Sequence[Card], brand: Brand) -> None:
        """See `Beside`."""
        self._asked = self._ahead.submit(cards, brand, self._turns)

    def no_more(self) -> None:
        """The reel draws for itself now; what was begun is finished, and it waits for that."""
        if self._asked is not None:
            self._asked.cancel()
