"""The graphics card: whether an engine can calculate on it. Starts nothing on it; asks the system for its libraries."""

import ctypes
import os

from vidkit.i18n import gettext as _

CARD, PROCESSOR = "cuda", "cpu"
"""Where to calculate, as both engines call it."""

BLAS = "cublas64_12.dll" if os.name == "nt" else "libcublas.so.12"
"""What CTranslate2's wheels look for when they first calculate on a card, and do not bring along."""


def missing_library() -> str:
    """The library without which a card cannot be used; empty where it is there.

    It is loaded here with all that it needs in turn: found missing in the middle of a calculation, it ends the program.
    """
    try:
        ctypes.CDLL(BLAS)
    except OSError:
        return BLAS
    return ""


def not_on_card(why: str) -> str:
    """A sentence for the person: the processor does it, because of `why`."""
    return _("The graphics card cannot be used ({reason}), so the processor listens, which takes longer.").format(
        reason=why.rstrip(".")
    )
