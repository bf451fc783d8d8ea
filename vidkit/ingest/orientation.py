"""Which way up a clip stands: from the matrix in the file to quarter turns and a mirror.

Pure arithmetic. Knows nothing of files, decoders or filters.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple


class Orientation(NamedTuple):
    """How a player turns the coded picture before it shows it."""

    rotation: int
    """Degrees clockwise: 0, 90, 180 or 270."""
    mirrored: bool
    """True when it is also mirrored, left to right, after turning."""


UPRIGHT = Orientation(rotation=0, mirrored=False)


def orientation_of_matrix(matrix: Sequence[int]) -> Orientation:
    """The quarter turn and mirror of a display matrix, the nearest one where it is skewed.

    `matrix` holds nine numbers row by row, `a b u c d v x y w`, as ISO 14496-12 (8.3.2) has them: a point
    (x, y), y downwards, goes to (a·x + c·y, b·x + d·y). Scale and fixed-point format are irrelevant here.
    A matrix that flattens the picture says nothing about the way up, and gives `UPRIGHT`.
    """
    a, b, _u, c, d = matrix[:5]
    area = a * d - b * c
    if area == 0:
        return UPRIGHT
    # Mirroring left to right only touches a and c, so b and d alone tell the turn before it.
    return Orientation(_quarter(math.degrees(math.atan2(b, d))), mirrored=area < 0)


def orientation_of_tag(tag: str) -> Orientation:
    """The turn in the `rotate` tag of older programs, degrees clockwise; `UPRIGHT` where it is unreadable."""
    try:
        return Orientation(_quarter(float(tag)), mirrored=False)
    except (ValueError, OverflowError):
        return UPRIGHT


def _quarter(degrees: float) -> int:
    return round(degrees / 90) % 4 * 90
