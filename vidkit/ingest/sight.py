"""What is measured of one picture: sharpness, light, faces, and where in it there is much to see.

Knows arrays and the detector of faces, no files. A picture is `(height, width)` uint8 grey, upright, `LONG_SIDE` long.
The detector is dlib's, whose weights are compiled into it: nothing is fetched. It finds faces and knows nobody.
"""

import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from vidkit.ingest.moment import Face, Moment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Detail = NDArray[np.float32]

LONG_SIDE = 640
"""Pixels. The smallest face that the detector finds is 80 wide: an eighth of the picture's longer side, below which
nobody knows a face in a profile grid anyway."""

SURE_ENOUGH = 0.3
"""From here on a find counts as a face. On 261 frames of 22 real clips: 38 of 39 frames with a face in them gave 0.48
or more, and the one false find, in a heat camera's picture, 0.03."""

BLOCK = 16
"""Pixels of a square in which detail is measured."""
SHARPEST, FLATTEST = 95, 10
"""Percentiles of the squares: the sharp parts, whatever is blurred behind them; and those that hold only noise."""

WHITE, BLACK = 250, 8
"""Grey values from which nothing more is seen in the light, and up to which nothing is in the dark."""

STRIPS = 24
SCALE = 1000

_ONE_AT_A_TIME = threading.Lock()
"""The detector keeps what it works on in itself and lets other threads in meanwhile: two at once end the process."""


def detector_version() -> str:
    """Which detector of faces is here; empty where there is none."""
    detector = _dlib()
    return f"dlib {detector.__version__}" if detector else ""


def measured(picture: "Grey", at_ms: int) -> Moment:
    """Everything about one picture."""
    import numpy as np

    detail = _detail(picture)
    squares = _squares(detail)
    noise = float(np.percentile(squares, FLATTEST))
    seen = np.sqrt(np.maximum(squares - noise, 0))
    return Moment(
        at_ms=at_ms,
        sharpness=_rounded(np.sqrt(max(0.0, float(np.percentile(squares, SHARPEST)) - noise))),
        mean=_rounded(picture.mean() / 255),
        lost_light=_rounded((picture >= WHITE).mean()),
        lost_dark=_rounded((picture <= BLACK).mean()),
        faces=_faces(picture, detail, noise),
        columns=_strips(seen.sum(axis=0)),
        rows=_strips(seen.sum(axis=1)),
    )


def _detail(picture: "Grey") -> "Detail":
    """How far each pixel is from the mean of its four neighbours, squared; the outermost pixels left out."""
    import numpy as np

    grey = picture.astype(np.float32)
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    found: Detail = np.square(grey[1:-1, 1:-1] - around / 4)
    return found


def _squares(detail: "Detail") -> "Detail":
    """The mean of each square; what is over at the right and lower edge is left out."""
    block = max(1, min(BLOCK, *detail.shape))
    high, wide = detail.shape[0] // block, detail.shape[1] // block
    parts = detail[: high * block, : wide * block].reshape(high, block, wide, block)
    found: Detail = parts.mean(axis=(1, 3))
    return found


def _strips(seen: "Detail") -> tuple[int, ...]:
    import numpy as np

    edges = np.linspace(0, len(seen), STRIPS + 1)
    total = np.interp(edges, np.arange(len(seen) + 1), np.concatenate(([0], np.cumsum(seen))))
    if not total[-1]:
        return ()
    return tuple(int(part) for part in np.diff(np.round(total / total[-1] * SCALE)))


def _faces(picture: "Grey", detail: "Detail", noise: float) -> tuple[Face, ...]:
    import numpy as np

    if _dlib() is None:
        return ()
    height, width = picture.shape
    with _ONE_AT_A_TIME:
        boxes, sureness, _poses = _detector().run(np.ascontiguousarray(picture), 0, SURE_ENOUGH)
    found = []
    for box, sure in zip(boxes, sureness, strict=True):
        left, top = max(0, box.left()), max(0, box.top())
        right, bottom = min(width, box.right() + 1), min(height, box.bottom() + 1)
        own = detail[top : bottom - 2, left : right - 2]
        found.append(
            Face(
                x=_rounded(left / width),
                y=_rounded(top / height),
                width=_rounded((right - left) / width),
                height=_rounded((bottom - top) / height),
                sureness=_rounded(sure),
                sharpness=_rounded(np.sqrt(max(0.0, float(own.mean()) - noise))) if own.size else 0.0,
            )
        )
    return tuple(sorted(found, key=lambda face: (-face.height * face.width, face.x, face.y)))


@cache
def _dlib() -> Any:  # noqa: ANN401 - dlib has no types
    """The library, or None where no wheel of it could be installed: then sharpness and light alone decide."""
    try:
        import dlib
    except ImportError:
        return None
    return dlib


@cache
def _detector() -> Any:  # noqa: ANN401 - as above
    return _dlib().get_frontal_face_detector()


def _rounded(value: "float | np.floating[Any]") -> float:
    """Four digits: more would differ with the processor, and mean nothing."""
    return round(float(value), 4)
