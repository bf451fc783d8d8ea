"""Which part of a clip's picture a cover shows: about a face, clear of what is painted over it, else where most is.

Pure. A picture is never stretched, and never brought nearer than the clip has pixels for.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from vidkit.brand.geometry import Box, Size
from vidkit.ingest.footage import Picture
from vidkit.ingest.moment import Face, Moment
from vidkit.plan.faces import HIDES, hidden, placed
from vidkit.plan.frame import HEADROOM
from vidkit.plan.reel_plan import Fit, Framing

EYES_AT = 0.40
"""Where the middle of a face stands in the opening, from its top."""

FACE_LEAST = 0.24
"""Of the opening's height: a smaller face is brought nearer, as far as the clip has pixels for it."""

NEARER_MOST = 1.6
"""And no nearer than this: what is around a person tells where it is."""

STEPS = 24
"""Places that are tried for a part of the picture when there is no face in it."""

PULL = 0.9
"""How much more there has to be to see at the edge of the picture than in its middle to take the part from there."""

NEARER_STEPS = 8
"""How many sizes are tried for a face that planes lie over."""


def frame_cover(picture: Picture, size: Size, moment: Moment | None, planes: Sequence[Box] = ()) -> Framing:
    """The part of a clip's picture that fills `size`: about a face, else where most is to see.

    `planes` are painted over the picture, in its own pixels. A face stands above the wide ones; where that cannot be,
    the picture is moved, or brought nearer, if the face is clear of them then.
    """
    scale = max(size.width / picture.width, size.height / picture.height)
    face = moment.faces[0] if moment and moment.faces else None
    if face is None:
        columns, rows = (moment.columns, moment.rows) if moment else ((), ())
        return _without_face(picture, size, scale, columns, rows)
    wanted = FACE_LEAST * size.height / (face.height * picture.height)
    usual = max(scale, min(wanted, NEARER_MOST * scale, 1.0))
    clear = size.height * clear_share(size, planes)
    first = _about(face, picture, size, usual, (0.5, clear * EYES_AT))
    if face_loss(face, first, size, planes) < HIDES:
        return first
    nearest = max(usual, min(NEARER_MOST * scale, 1.0))
    others = _others(face, picture, size, (usual, nearest), clear, planes)
    return next((framing for framing in others if face_loss(face, framing, size, planes) < HIDES), first)


def face_loss(face: Face, framing: Framing, size: Size, planes: Sequence[Box]) -> float:
    """How much of a face is not seen: under planes, or outside the opening of that size. 0 to 1."""
    stands = _stands(face, framing)
    seen = stands.common(Box(0, 0, size.width, size.height))
    return 1 - seen.area * (1 - hidden(seen, planes)) / stands.area if stands.area else 0.0


def face_under(face: Face, framing: Framing, planes: Sequence[Box]) -> float:
    """How much of a face lies under planes alone, 0 to 1."""
    return hidden(_stands(face, framing), planes)


def _stands(face: Face, framing: Framing) -> Box:
    x, y = framing.offset
    return placed(face, framing.scaled, (-x, -y))


def clear_share(size: Size, planes: Sequence[Box]) -> float:
    """The share of the opening, from its top, that no plane before it reaches; narrow ones hide no face."""
    tops = [plane.y for plane in planes if plane.width * 2 >= size.width and 0 < plane.y < size.height]
    return min(tops, default=size.height) / size.height


def _others(
    face: Face, picture: Picture, size: Size, scales: tuple[float, float], clear: float, planes: Sequence[Box]
) -> Iterator[Framing]:
    """What else can be tried, the farthest first: the face in the upper clear part, or beside a plane."""
    first, last = scales
    beside = [edge for plane in planes for edge in (plane.x / 2, (plane.right + size.width) / 2)]
    middles = [0.5, *(edge / size.width for edge in beside if 0 < edge < size.width)]
    for step in range(NEARER_STEPS + 1):
        scale = first + (last - first) * step / NEARER_STEPS
        chin = clear - face.height * picture.height * scale / 2
        for middle in middles:
            for height in (clear * EYES_AT, chin):
                yield _about(face, picture, size, scale, (middle, height))


def _about(face: Face, picture: Picture, size: Size, scale: float, at: tuple[float, float]) -> Framing:
    """The face's middle at a share of the opening's width and so many pixels down, as far as there is picture."""
    scaled = Size(even_up(picture.width * scale), even_up(picture.height * scale))
    left = (face.x + face.width / 2) * scaled.width - at[0] * size.width
    top = (face.y + face.height / 2) * scaled.height - at[1]
    return _cut(scaled, size, left, top)


def _without_face(picture: Picture, size: Size, scale: float, columns: Sequence[int], rows: Sequence[int]) -> Framing:
    scaled = Size(even_up(picture.width * scale), even_up(picture.height * scale))
    left = (scaled.width - size.width) * _busiest(columns, size.width / scaled.width, 1 / 2)
    top = (scaled.height - size.height) * _busiest(rows, size.height / scaled.height, HEADROOM)
    return _cut(scaled, size, left, top)


def _cut(scaled: Size, size: Size, left: float, top: float) -> Framing:
    offset = _even_within(left, scaled.width - size.width), _even_within(top, scaled.height - size.height)
    return Framing(fit=Fit.EXACT if scaled == size else Fit.CROP, scaled=scaled, offset=offset)


def _busiest(strips: Sequence[int], share: float, usual: float) -> float:
    """Where a part as large as `share` shows most: 0 at one end, 1 at the other; `usual` unless it pays to move."""
    if not any(strips) or share >= 1:
        return usual
    edges = [0, *accumulate(strips)]

    def up_to(place: float) -> float:
        at = min(max(place, 0.0), 1.0) * len(strips)
        low = min(int(at), len(strips) - 1)
        return edges[low] + (at - low) * strips[low]

    def worth(at: float) -> float:
        first = at * (1 - share)
        return (up_to(first + share) - up_to(first)) / edges[-1] - PULL * abs(at - usual)

    return max(
        (usual, *(step / STEPS for step in range(STEPS + 1))), key=lambda at: (round(worth(at), 6), -abs(at - usual))
    )


def even_up(value: float) -> int:
    """The next even number: 4:2:0 pictures are cut on pairs of pixels, and an opening must be filled."""
    return 2 * -(-round(value) // 2)


def _even_within(value: float, most: int) -> int:
    return max(0, min(2 * round(value / 2), most // 2 * 2))
