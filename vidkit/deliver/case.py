"""A file and everything the rows judge it by. Only values."""

import msgspec

from vidkit.deliver.evidence import Evidence
from vidkit.deliver.movie import Movie
from vidkit.i18n import gettext as _
from vidkit.plan.platform import LengthRules, Platform


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What is judged."""

    platform: Platform
    length: LengthRules
    """The rules of length and size that hold: a reel's, a story's, the web's."""
    rules: str
    """Their name in `Platform.durations`."""
    evidence: Evidence
    movie: Movie | None
    """None for a file that is not built of boxes, or of broken ones."""
    spoken: bool = False
    """True when it is known that somebody speaks in the film: then too quiet is a fault, not a choice."""
    planned_frames: int | None
    """How many frames the plan has; None when nobody planned it."""


def own_promise() -> str:
    """The source of limits that no platform sets."""
    return _("vidkit’s own promise")
