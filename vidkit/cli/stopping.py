"""How a run is told to stop: Ctrl-C, the system's request, a closed terminal. All three end the same way."""

import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from vidkit.errors import StopNow

if TYPE_CHECKING:
    Hook = Callable[["sys.UnraisableHookArgs"], None]

ASKS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Not every system has each of them."""

TIDYING_S = 12.0
"""Seconds after being told to stop in which being told again changes nothing. Stopping a program takes up to twice
`render.ffmpeg.GRACE_S`; cut short, it would leave that program running and the work folder lying there."""

AGAIN_S = 0.05
"""Seconds until a request that got lost is made again."""


class Asked(KeyboardInterrupt):
    """The request on its way up. Python drops whatever is raised in a callback or a `__del__`: then it is repeated."""

    def __init__(self, lost: Callable[[], None]) -> None:
        super().__init__()
        self.heard = False
        self._lost = lost

    def __del__(self) -> None:
        """Gone without anybody having heard it."""
        if not self.heard:
            self._lost()


class AskedNow(Asked, StopNow):
    """The same from the system, or from a terminal that is gone."""


class Stopping:
    """Answers the first request by `KeyboardInterrupt`, and lets what follows tidy up in peace."""

    current: "Stopping | None" = None
    """The one that answers."""

    def __init__(self) -> None:
        self._asked = -TIDYING_S
        self._numbers = [getattr(signal, name) for name in ASKS if hasattr(signal, name)]

    def heed(self) -> None:
        """From now on; what is ignored on purpose (nohup, a job in the background) stays ignored."""
        Stopping.current = self
        sys.unraisablehook = _silent_on_asked(sys.unraisablehook)
        for number in self._numbers:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._told)

    def listen_again(self) -> None:
        """The next request counts, however soon it comes: what goes on is no tidying up."""
        self._asked = -TIDYING_S

    def ignore(self) -> None:
        """The work is done and the exit code stands: what is asked while Python closes down changes neither."""
        self._asked = time.monotonic()
        for number in self._numbers:
            signal.signal(number, signal.SIG_IGN)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._asked >= TIDYING_S:
            self._asked = now
            raise (Asked if number == signal.SIGINT else AskedNow)(self._lost)

    def _lost(self) -> None:
        self._asked = -TIDYING_S
        again = threading.Timer(AGAIN_S, _ask_again)
        again.daemon = True
        again.start()


def _ask_again() -> None:
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:  # wakes what waits, too
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def _silent_on_asked(before: "Hook") -> "Hook":
    def hook(unraisable: "sys.UnraisableHookArgs") -> None:
        if not isinstance(unraisable.exc_value, Asked):
            before(unraisable)

    return hook
