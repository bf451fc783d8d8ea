"""What several reels want at the same moment is made by one of them: the others wait, and find it made."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from vidkit.render.ffmpeg import Asked, Stopped

POLL_S = 0.1

_changed = threading.Condition()
_in_work: set[str] = set()


@contextmanager
def alone(what: str, stop: Asked) -> Iterator[None]:
    """Within the block no other thread of this process is in such a block for the same thing.

    What makes two processes draw the same costs time and nothing else. Raises `Stopped` when `stop` is asked meanwhile.
    """
    with _changed:
        while what in _in_work:
            if stop.asked:
                raise Stopped
            _changed.wait(POLL_S)
        _in_work.add(what)
    try:
        yield
    finally:
        with _changed:
            _in_work.discard(what)
            _changed.notify_all()
