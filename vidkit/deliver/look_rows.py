"""The rows about how a decoded picture is to be shown: its colours, its pixels' shape, its turning."""

from collections.abc import Iterator

from vidkit.deliver.case import Case, own_promise
from vidkit.deliver.finding import Finding, must
from vidkit.deliver.movie import IDENTITY
from vidkit.i18n import gettext as _
from vidkit.ingest.colour import matrix_name, primaries_name, transfer_name

BT709 = 1
"""ISO/IEC 23091-2 gives BT.709 the number 1 in all three tables."""

LINEAR = (0, 1, 3, 4)
"""Places in a track's matrix that turn, mirror or scale; the others move the picture or are not used."""


def look_rows(case: Case) -> Iterator[Finding]:
    """Every row about colours, pixels and turning, in the order they are shown."""
    yield from _colours(case)
    yield _range(case)
    yield _square_pixels(case)
    yield _rotation(case)


def _colours(case: Case) -> Iterator[Finding]:
    picture = case.evidence.picture
    track = case.movie.first("vide") if case.movie else None
    box = track.colour if track else None
    boxes = (box.primaries, box.transfer, box.matrix) if box else (None, None, None)
    rows = (
        ("colour_primaries", _("Colours: primaries"), picture.primaries, primaries_name),
        ("colour_transfer", _("Colours: transfer"), picture.transfer, transfer_name),
        ("colour_matrix", _("Colours: matrix"), picture.matrix, matrix_name),
    )
    for (code, row, stream, name), boxed in zip(rows, boxes, strict=True):
        found = name(stream)
        if boxed is not None and boxed != stream:
            # Players differ in which one they believe.
            found = _("{stream} in the picture, {box} in the file").format(stream=found, box=name(boxed))
        yield Finding(
            code=code,
            row=row,
            limit="bt709",
            found=found,
            verdict=must(stream == BT709 and boxed in (None, BT709)),
            source=own_promise(),
        )


def _range(case: Case) -> Finding:
    words = {None: _("not said"), False: _("limited"), True: _("full")}
    full = case.evidence.picture.full_range
    return Finding(
        code="colour_range",
        row=_("Colours: range"),
        limit=_("limited"),
        found=words[full],
        verdict=must(full is False),
        source=own_promise(),
    )


def _square_pixels(case: Case) -> Finding:
    aspect = case.evidence.picture.aspect
    return Finding(
        code="square_pixels",
        row=_("Shape of the pixels"),
        limit=_("square"),
        found=_("square") if aspect == 1 else f"{aspect.numerator}:{aspect.denominator}",
        verdict=must(aspect == 1),
        source=own_promise(),
    )


def _rotation(case: Case) -> Finding:
    degrees = -case.evidence.picture.rotation % 360
    track = case.movie.first("vide") if case.movie else None
    # A mirrored picture turns 0 degrees; only the matrix tells.
    moved = track is not None and any(track.matrix[place] != IDENTITY[place] for place in LINEAR)
    if degrees:
        found = _("{degrees} degrees clockwise").format(degrees=degrees)
    else:
        found = _("mirrored or scaled") if moved else _("none")
    return Finding(
        code="rotation",
        row=_("Turning by the player"),
        limit=_("none"),
        found=found,
        verdict=must(not degrees and not moved),
        source=own_promise(),
    )
