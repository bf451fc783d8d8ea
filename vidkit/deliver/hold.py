"""A file that a process holds as long as it lives: the system lets go of it however the process ends.

Knows nothing of what the file stands for. Where the disk knows no such locks, nothing is held, and that is told.
"""

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


DENIED = (13, 36)
"""What Windows says of a file that is held: EACCES, or EDEADLOCK after it has tried for a while."""


def take(file: Path) -> int | None:
    """Hold `file`, which is made where it is not there; what to give to `let_go`, None where it cannot be held."""
    with contextlib.suppress(OSError):
        number = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(number)
        except OSError:
            os.close(number)
        else:
            return number
    return None


def let_go(number: int) -> None:
    """Hold it no more."""
    with contextlib.suppress(OSError):
        os.close(number)  # and with it the lock


def is_held(file: Path) -> bool:
    """True while some process, this one too, holds `file`. False also where that cannot be told."""
    try:
        number = os.open(file, os.O_RDWR)
    except OSError:
        return False
    try:
        _lock(number)
    except BlockingIOError:
        return True
    except OSError as fault:
        return sys.platform == "win32" and fault.errno in DENIED
    finally:
        os.close(number)
    return False


def _lock(number: int) -> None:
    """Raises `OSError`, `BlockingIOError` where somebody else holds it."""
    if sys.platform == "win32":
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    else:
        # `flock` and not `lockf`: that one is lost when any other thread opens and closes the file.
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
