"""Variable fonts: one file that holds all weights, and of it a file of one weight, as everything else here wants it.

Most families that are published today come so. libass cannot choose a weight inside a file, and what is measured must
be what is drawn, so the weight is fixed once and kept in the cache.
"""

import hashlib
import secrets
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.errors import BrandError, OutputError, reason
from vidkit.i18n import gettext as _
from vidkit.resources import cache_root

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

WEIGHT = "wght"
"""The axis of weight, as OpenType registers it."""

BOLD_FROM = 600
"""Weights that are marked as bold, so that nothing thickens them once more."""

FAMILY, STYLE, TYPOGRAPHIC_FAMILY, TYPOGRAPHIC_STYLE = 1, 2, 16, 17
"""Names by their numbers in OpenType's `name` table."""

MAKING = 1
"""Raised when the same font would be made another way: part of the name in the cache."""


@cache
def is_variable(font_file: Path) -> bool:
    """Whether `font_file` holds a range of weights or other axes; False where it cannot be read as a font."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(BytesIO(font_file.read_bytes()), lazy=True, fontNumber=0) as font:
            return "fvar" in font
    except (OSError, TTLibError, KeyError, AssertionError):
        return False


@cache
def of_weight(font_file: Path, weight: int) -> Path:
    """A font file of one weight, 1 to 1000, made of a variable one; the other axes stand where the family has them.

    The weight is the nearest that the family has. Raises `BrandError` for a damaged font, `OutputError` where the cache
    cannot be written.
    """
    digest = hashlib.sha256(font_file.read_bytes()).hexdigest()[:32]
    kept = cache_root() / "fonts" / f"{digest}-{weight}-{MAKING}{font_file.suffix.lower()}"
    if not kept.is_file():
        _make(font_file, weight, kept)
    return kept


def _make(font_file: Path, weight: int, kept: Path) -> None:
    from fontTools.ttLib import TTLibError

    try:
        fixed = _fixed(font_file, weight)
    except (TTLibError, LookupError, AssertionError, ValueError, AttributeError) as fault:
        raise BrandError(
            _("{file} cannot be read as a font.").format(file=font_file),
            _("Use a TrueType or OpenType file (.ttf or .otf)."),
        ) from fault
    data = BytesIO()
    fixed.save(data)
    made = kept.with_name(f"part-{secrets.token_hex(8)}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            made.write_bytes(data.getvalue())
            made.replace(kept)
        finally:
            made.unlink(missing_ok=True)
    except OSError as fault:
        raise OutputError(
            _("{folder} cannot be written to: {fault}.").format(folder=kept.parent, fault=reason(fault)),
            _("Free some space, or choose another folder with VIDKIT_CACHE."),
        ) from fault


def _fixed(font_file: Path, weight: int) -> "TTFont":
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    # Read here: of a file that is no font, fontTools leaves the handle open.
    font = TTFont(BytesIO(font_file.read_bytes()), recalcTimestamp=False, fontNumber=0)
    axes = {axis.axisTag: axis for axis in font["fvar"].axes}
    places = {tag: axis.defaultValue for tag, axis in axes.items()}
    if WEIGHT in axes:
        places[WEIGHT] = max(axes[WEIGHT].minValue, min(weight, axes[WEIGHT].maxValue))
    fixed: TTFont = instancer.instantiateVariableFont(font, places)
    _mark(fixed, bold=places.get(WEIGHT, 0) >= BOLD_FROM)
    return fixed


def _mark(font: "TTFont", *, bold: bool) -> None:
    """What it says of itself is what it is, wherever programs look: named after the family, bold or not."""
    regular_bit, bold_bit = 1 << 6, 1 << 5
    selection = font["OS/2"].fsSelection & ~(regular_bit | bold_bit)
    font["OS/2"].fsSelection = selection | (bold_bit if bold else regular_bit)
    font["head"].macStyle = font["head"].macStyle & ~1 | int(bold)
    names = font["name"]
    said = {FAMILY: names.getDebugName(TYPOGRAPHIC_FAMILY) or names.getDebugName(FAMILY)}
    said[STYLE] = "Bold" if bold else "Regular"
    names.names = [record for record in names.names if record.nameID not in (TYPOGRAPHIC_FAMILY, TYPOGRAPHIC_STYLE)]
    for record in names.names:
        record.string = said.get(record.nameID) or record.string
