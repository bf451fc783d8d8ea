"""Letters, pictures and colours onto frames. A frame is `(height, width, 3)` uint8 RGB; a mask `(height, width)` uint8.

Letters are drawn once, four times too large, and reduced for the quarter of a pixel they stand at: they move
without jitter, look the same at every step, and owe nothing to the hinting of the machine's font library.
"""

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vidkit.brand.contrast import rgb
from vidkit.brand.geometry import Box
from vidkit.brand.typeface import IGNORABLE, Typeface, face
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Frame = NDArray[np.uint8]
    Mask = NDArray[np.uint8]
    Part = TypeVar("Part", bound=np.generic)

FINE = 4
"""Steps to a pixel in which letters are placed."""


class Line:
    """One line of text as masks: 1 pixel to the pixel, for any quarter of a pixel of height."""

    def __init__(self, text: str, typeface: Typeface, size_px: int, *, bold: bool) -> None:
        self.text = text
        self._file = typeface.file(bold=bold)
        self.size_px = size_px
        self._phases: dict[tuple[int, int], Mask] = {}
        measured = face(self._file)
        self._offsets = measured.offsets(text)
        self.ascent = -(-measured.ascent * size_px // measured.units_per_em)
        self.descent = -(-measured.descent * size_px // measured.units_per_em)
        self.cap_height = measured.cap_height * size_px / measured.units_per_em
        self.width = int(self._offsets[-1] * size_px + 0.999)
        self.overhang = size_px // 8
        """Pixels of mask to the left of the line's start and right of its end: letters may reach out there."""

    @cached_property
    def _fine(self) -> "Image.Image":
        from PIL import Image, ImageDraw, ImageFont

        font = ImageFont.truetype(str(self._file), self.size_px * FINE, layout_engine=ImageFont.Layout.BASIC)
        # One pixel above and below for the quarters that the line is moved by.
        height = (self.ascent + self.descent + 2) * FINE
        drawn = Image.new("L", ((self.width + 2 * self.overhang) * FINE, height))
        draw = ImageDraw.Draw(drawn)
        for character, offset in zip(self.text, self._offsets, strict=False):
            if character not in IGNORABLE:
                x = (offset * self.size_px + self.overhang) * FINE
                draw.text((x, (self.ascent + 1) * FINE), character, fill=255, font=font, anchor="ls")
        return drawn

    def mask(self, quarter: int = 0, across: int = 0) -> "Mask":
        """The line moved down, and to the right, by 0 to 3 quarters of a pixel.

        One row higher than the ascent at the top, one lower than the descent at the bottom; `overhang` pixels
        wider on both sides.
        """
        import numpy as np

        phase = (quarter, across)
        if phase not in self._phases:
            # What is cut off at the right and below is empty: a quarter of a pixel of a margin of whole ones.
            width, height = self._fine.size
            moved = self._fine.crop((-across, -quarter, width - across, height - quarter))
            self._phases[phase] = np.asarray(moved.reduce(FINE))
        return self._phases[phase]


class View:
    """A part of a frame that is painted on."""

    def __init__(self, pixels: "Frame", box: Box) -> None:
        self.pixels = pixels
        self.box = box
        """Where on the frame it lies; as large as `pixels`."""

    def part(self, box: Box) -> "Frame":
        """The pixels of `box`, which lies inside the view."""
        x, y = box.x - self.box.x, box.y - self.box.y
        return self.pixels[y : y + box.height, x : x + box.width]


def cut(mask: "NDArray[Part]", box: Box, seen: Box) -> "NDArray[Part]":
    """Of a mask, or a picture, that stands in `box`, the part in `seen`."""
    x, y = seen.x - box.x, seen.y - box.y
    return mask[y : y + seen.height, x : x + seen.width]


def blank(height: int, width: int, colour: str) -> "Frame":
    """A frame of one colour, `#RRGGBB`."""
    import numpy as np

    frame = np.empty((height, width, 3), np.uint8)
    flood(frame, colour)
    return frame


def flood(frame: "Frame", colour: str) -> None:
    """Makes a frame, or a part of one, all one colour."""
    import numpy as np

    row = np.empty(frame.shape[1:], np.uint8)
    row[:] = rgb(colour)
    frame[:] = row  # rows are copied four times as fast as pixels


def lay(view: "Frame", colour: "str | Frame", mask: "Mask", opacity: float = 1.0) -> None:
    """Paints `colour`, or a picture of the same size, onto `view` through `mask`, in place.

    Rounds as exactly as bytes can: a mask of 255 gives the colour itself, 0 leaves the view alone.
    """
    import numpy as np

    if opacity <= 0:
        return
    weight = mask if opacity >= 1 else (mask * np.float32(opacity) + np.float32(0.5)).astype(np.uint8)
    above = weight.astype(np.uint16)[..., None]
    source = np.array(rgb(colour), np.uint16) if isinstance(colour, str) else colour.astype(np.uint16)
    total = view * (255 - above) + source * above + 128
    view[:] = ((total + (total >> 8)) >> 8).astype(np.uint8)


@lru_cache(maxsize=16)
def picture(path: str, width: int) -> "tuple[Frame, Mask]":
    """A picture file scaled to `width` pixels: its colours and its alpha. Raises `BrandError` when it is broken."""
    import numpy as np
    from PIL import Image

    whole = decoded(path)
    height = max(1, round(whole.height * width / whole.width))
    # Premultiplied while scaling, or the colour of the transparent parts bleeds into the edges.
    scaled = np.asarray(whole.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS).convert("RGBA"))
    return np.ascontiguousarray(scaled[..., :3]), np.ascontiguousarray(scaled[..., 3])


def decoded(path: str) -> "Image.Image":
    """A picture file as RGBA. Raises `BrandError` when it is broken."""
    from PIL import Image

    try:
        with Image.open(Path(path)) as opened:
            whole: Image.Image = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise BrandError(
            _("{file} cannot be read as a picture.").format(file=path), _("Export it anew, as PNG.")
        ) from fault
    return whole
