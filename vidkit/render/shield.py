"""A stretch that no request to stop cuts through: it is answered at the end of it. Knows nothing of what is done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def undisturbed() -> Iterator[None]:
    """Requests to stop wait until the block is done, then go to whoever answered them before.

    Only the main thread can hold them off; in another the block simply runs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        waiting.append(number)

    numbers = [getattr(signal, name) for name in ASKS if hasattr(signal, name)]
    before = {number: signal.signal(number, note) for number in numbers if signal.getsignal(number) is not None}
    try:
        yield
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)
        for number in waiting[:1]:
            signal.raise_signal(number)
