"""Faces on the canvas, and how much of them is hidden by what is laid over the picture. Pure."""

from collections.abc import Iterable

from vidkit.brand.geometry import Box, Size
from vidkit.ingest.moment import Face

HIDES = 0.07
"""Of a face, from here on what lies over it hides it. Looked at with signs over real clips: at 5 % one touches the
chin, at 8 % it reaches the mouth."""

FOREHEAD = 0.2
"""How far it reaches above what the detector finds, in heights of that, up to the hair: looked at in the same clips.
What lies across it looks no better than over the mouth; over hair nobody minds."""


def placed(face: Face, scaled: Size, offset: tuple[int, int]) -> Box:
    """Where a face stands, from where the hair begins to the chin, in a picture of that size laid at `offset`."""
    x, y = offset
    left, top = round(face.x * scaled.width), round((face.y - FOREHEAD * face.height) * scaled.height)
    return Box(x + left, y + top, round(face.width * scaled.width), round((1 + FOREHEAD) * face.height * scaled.height))


def hidden(face: Box, planes: Iterable[Box]) -> float:
    """How much of a face lies under planes, 0 to 1; where these lie over each other, it is counted twice."""
    return min(1.0, sum(face.common(plane).area for plane in planes) / face.area) if face.area else 0.0
