"""How far the figures of a typeface really reach: old-style ones are low and hang under the line. Nothing is drawn."""

from functools import cache
from io import BytesIO
from pathlib import Path

import msgspec

from vidkit.brand.typeface import face


class Reach(msgspec.Struct, frozen=True):
    """Of a line of text, in em."""

    above: float
    """From the baseline to the top of its highest letter."""
    below: float
    """From the baseline to the foot of its lowest; negative where all end above it."""


@cache
def reach(font_file: Path, text: str) -> Reach:
    """The reach of `text`; of what leaves no ink, that of a capital."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    measured = face(font_file)
    with TTFont(BytesIO(font_file.read_bytes()), lazy=True, fontNumber=0) as font:
        glyphs = font.getGlyphSet()
        pen = BoundsPen(glyphs)
        for character in text:
            glyph = measured.glyphs.get(ord(character))
            if glyph is not None:
                glyphs[glyph].draw(pen)
    if pen.bounds is None:
        return Reach(measured.cap_height / measured.units_per_em, 0.0)
    _left, foot, _right, top = pen.bounds
    return Reach(top / measured.units_per_em, -foot / measured.units_per_em)
