"""How a run is told to stop: Ctrl-C, the system's request, a closed terminal. All three end the same way."""

import signal
import time
from types import FrameType

ASKS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Not every system has each of them."""

TIDYING_S = 12.0
"""Seconds after being told to stop in which being told again changes nothing. Stopping a program takes up to twice
`render.ffmpeg.GRACE_S`; cut short, it would leave that program running and the work folder lying there."""


class Stopping:
    """Answers the first request by `KeyboardInterrupt`, and lets what follows tidy up in peace."""

    def __init__(self) -> None:
        self._asked = -TIDYING_S

    def heed(self) -> None:
        """From now on; what is ignored on purpose (nohup, a job in the background) stays ignored."""
        for name in ASKS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._told)

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._asked >= TIDYING_S:
            self._asked = now
            raise KeyboardInterrupt
