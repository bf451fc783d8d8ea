"""How much is kept, without looking at every entry: what was counted last, and what was added since.

Only ever a reason not to count. Where it is lost, old or unreadable everything is counted again, and what others have
thrown away meanwhile makes it too high, never too low. Several processes may write at once: each adds lines.
"""

import contextlib
import os
import time
from pathlib import Path

from vidkit.resources import cache_root

NAME = "tally"

GOOD_FOR_S = 24 * 3600
"""Seconds after which everything is counted again, whatever was added since: what one process added while another one
counted is in neither figure."""


def total() -> int | None:
    """The bytes that are kept, at most; None where that has to be counted."""
    try:
        counted, *added = _file().read_text("ascii").split("\n")
        when, bytes_then = counted.split()
        if not 0 <= time.time() - float(when) < GOOD_FOR_S:
            return None
        return int(bytes_then) + sum(int(line) for line in added if line)
    except (OSError, ValueError):
        return None


def add(size_bytes: int) -> None:
    """So much was kept just now."""
    # One short write at the end of the file is not torn apart by those of others.
    with contextlib.suppress(OSError), _file().open("ab", buffering=0) as file:
        file.write(f"{size_bytes}\n".encode())


def counted(size_bytes: int) -> None:
    """Everything was counted just now and is so much."""
    new = _file().with_name(f"{NAME}.{os.getpid()}")
    with contextlib.suppress(OSError):
        try:
            new.write_text(f"{int(time.time())} {size_bytes}\n", "ascii")
            new.replace(_file())
        finally:
            new.unlink(missing_ok=True)


def _file() -> Path:
    return cache_root() / NAME
