"""A finished file against the platform's specification, row by row. Reads boxes and streams itself; asks no program.

Judges any film a person gives it, not only our own. Every number comes from the platform's data file.
"""

from pathlib import Path

from vidkit.deliver.boxes import BoxError
from vidkit.deliver.case import Case
from vidkit.deliver.evidence import examine
from vidkit.deliver.file_rows import file_rows
from vidkit.deliver.finding import Inspection
from vidkit.deliver.look_rows import look_rows
from vidkit.deliver.movie import Movie, read_movie
from vidkit.deliver.picture_rows import picture_rows
from vidkit.deliver.sound_rows import sound_rows
from vidkit.errors import InputError, UsageError
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext
from vidkit.plan.platform import Platform


def inspect_reel(
    path: Path,
    platform: Platform,
    rules: str = "reel",
    *,
    planned_frames: int | None = None,
    spoken: bool = False,
) -> Inspection:
    """How the film at `path` stands to every rule of the platform.

    `rules` names the limits of length and size, a key of `Platform.durations`: `reel`, `story`, `web`.
    With `planned_frames` the number of frames is a rule too; with `spoken` a film that is too quiet fails.
    A minute of 1080x1920 takes about a second: the sound is decoded whole, of the picture only a few frames.

    Raises:
        InputError: the file cannot be read, is no film, or is cut short.
        UsageError: the platform has no such rules.
    """
    if rules not in platform.durations:
        raise UsageError(
            _("There are no rules called “{name}”.").format(name=rules),
            _("Use one of: {names}.").format(names=", ".join(sorted(platform.durations))),
        )
    movie = _movie(path)
    case = Case(
        platform=platform,
        length=platform.durations[rules],
        rules=rules,
        evidence=examine(path),
        movie=movie,
        planned_frames=planned_frames,
        spoken=spoken,
    )
    return Inspection((*file_rows(case), *picture_rows(case), *look_rows(case), *sound_rows(case)))


def _movie(path: Path) -> Movie | None:
    """The file's boxes; None when it has none that hold together. What cannot be opened is left to `examine`."""
    try:
        movie = read_movie(path)
    except (BoxError, OSError):
        return None
    if movie.missing and "moov" in movie.order:
        message = ngettext(
            "“{name}” is cut short: {count} byte is missing at the end.",
            "“{name}” is cut short: {count} bytes are missing at the end.",
            movie.missing,
        )
        raise InputError(
            message.format(name=path.name, count=movie.missing), _("Copy the film again, or make it again.")
        )
    return movie
