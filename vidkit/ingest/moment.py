"""A moment of a clip as it was measured for the cover: how sharp, how bright, where a face is, where most is to see.

Values only. Faces are found, never recognised: nothing here tells one person from another, and no picture is kept.
"""

import msgspec


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """A face that looks at the camera. All in shares of the displayed picture's width and height."""

    x: float
    y: float
    """The upper left corner, about at the eyebrows' outer end."""
    width: float
    height: float
    """Down to the chin."""
    sureness: float
    """The detector's own figure: from 0.3, where it counts as one, to about 2 for a face straight from the front."""
    sharpness: float
    """As `Moment.sharpness`, of the face alone."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One frame."""

    at_ms: int
    """When it is shown, on the clip's own clock."""
    sharpness: float
    """Contrast of the finest detail in the sharpest parts, less the picture's noise. Only to be compared with others of
    the same clip: a brick wall has more of it than a face."""
    mean: float
    """Mean brightness as the film shows it, 0 to 1 of the code values: HDR is brought down first."""
    lost_light: float
    """Share of the picture that is burnt out to white."""
    lost_dark: float
    """Share of the picture that is black."""
    faces: tuple[Face, ...] = ()
    """The largest first."""
    columns: tuple[int, ...] = ()
    """How much there is to see in each of equally wide strips from left to right, 1000 in all."""
    rows: tuple[int, ...] = ()
    """The same from top to bottom."""
