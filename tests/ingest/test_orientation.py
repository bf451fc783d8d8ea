"""The matrix in a file becomes quarter turns and a mirror."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.ingest.orientation import UPRIGHT, Orientation, orientation_of_matrix, orientation_of_tag

ONE = 1 << 16

Matrix = tuple[int, ...]


def matrix(degrees: float, *, mirrored: bool, scale: float = 1.0) -> Matrix:
    """A turn clockwise, then a mirror left to right, as a file holds it."""
    cos, sin = math.cos(math.radians(degrees)) * scale * ONE, math.sin(math.radians(degrees)) * scale * ONE
    side = -1 if mirrored else 1
    return tuple(round(x) for x in (side * cos, sin, 0, -side * sin, cos, 0, 0, 0, 1 << 30))


@given(
    quarter=st.integers(0, 3),
    mirrored=st.booleans(),
    skew=st.floats(-40, 40),
    scale=st.floats(0.01, 100),
)
def test_any_matrix_gives_the_nearest_quarter_turn(quarter: int, *, mirrored: bool, skew: float, scale: float) -> None:
    found = orientation_of_matrix(matrix(quarter * 90 + skew, mirrored=mirrored, scale=scale))
    assert found == Orientation(quarter * 90, mirrored)


@given(st.tuples(*[st.integers(-(2**31), 2**31 - 1)] * 9))
def test_no_matrix_is_too_odd(nine: Matrix) -> None:
    assert orientation_of_matrix(nine).rotation in (0, 90, 180, 270)


@pytest.mark.parametrize(
    ("nine", "expected"),
    [
        ((ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30), (0, False)),
        ((0, ONE, 0, -ONE, 0, 0, 0, 0, 1 << 30), (90, False)),  # an iPhone held upright
        ((0, ONE, 0, ONE, 0, 0, 0, 0, 1 << 30), (90, True)),
        ((-ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30), (0, True)),  # a selfie camera
        ((0,) * 9, (0, False)),
    ],
)
def test_matrices_out_of_phones(nine: Matrix, expected: tuple[int, bool]) -> None:
    assert orientation_of_matrix(nine) == expected


@pytest.mark.parametrize(
    ("tag", "degrees"),
    [("90", 90), ("270", 270), ("-90", 270), ("180.0", 180), ("", 0), ("up", 0), ("nan", 0), ("inf", 0)],
)
def test_the_old_tag(tag: str, degrees: int) -> None:
    assert orientation_of_tag(tag) == UPRIGHT._replace(rotation=degrees)
