"""Who makes what is not finished yet: a mark for its name, from which others tell whether its maker is gone.

What is killed cannot tidy up. The mark is there from the first moment, with the name itself.
"""

import hashlib
import os
import platform
import secrets

DIGITS = 16
"""Hexadecimal digits of a mark: four of the computer, eight of the process, four at random."""


def new_mark() -> str:
    """A mark of this process, another one each time."""
    return mark_of(platform.node(), os.getpid())


def mark_of(host: str, pid: int) -> str:
    """A mark of a process on a computer."""
    return f"{_computer(host)}{pid & 0xFFFFFFFF:08x}{secrets.token_hex(2)}"


def is_gone(mark: str) -> bool:
    """True when it is certain that whoever made the mark runs no more; of another computer it never is."""
    import psutil

    try:
        return mark[:4] == _computer(platform.node()) and not psutil.pid_exists(int(mark[4:12], 16))
    except OverflowError:  # no number that this system gives
        return True


def is_ours(mark: str) -> bool:
    """True when the mark has the number of this very process, which an earlier one may have had too."""
    return mark[:12] == mark_of(platform.node(), os.getpid())[:12]


def _computer(host: str) -> str:
    return hashlib.sha256(host.encode("utf-8", "surrogateescape")).hexdigest()[:4]
