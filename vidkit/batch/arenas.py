"""Keeps down what the C library holds of memory that was given back, where that is glibc.

It gives threads arenas of their own, up to eight for each core, and what is freed in one is kept for the threads of
that one. So a week came to hold the most that each of its threads had ever held: docs/decisions/0028-freed-memory.md.
"""

import os
import sys
from typing import Any

_M_ARENA_MAX = -8
"""What glibc's `malloc.h` calls by that name."""


def one_arena() -> None:
    """From now on all threads of this process share what is freed. Arenas that there are already stay.

    Where somebody has set how many there are to be, that holds.
    """
    asked = "MALLOC_ARENA_MAX" in os.environ or "arena_max" in os.environ.get("GLIBC_TUNABLES", "")
    if not asked and (library := _glibc()) is not None:
        library.mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """The system gets what is free: worth while before a long time in which nothing is done. 14 ms for 145 MB."""
    if (library := _glibc()) is not None:
        library.malloc_trim(0)


def _glibc() -> Any:  # noqa: ANN401 - ctypes gives it no type
    if sys.platform != "linux":
        return None
    import ctypes  # not needed for looking into a folder

    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None
