"""What was asked of captions without a reel, as the person said it. Nothing is decided here and no file is opened."""

import re
from enum import Enum

import msgspec

from vidkit.errors import UsageError
from vidkit.i18n import gettext as _


class CaptionFormat(Enum):
    """A form that captions can be written in; the value is the file's ending."""

    SRT = "srt"
    VTT = "vtt"
    ASS = "ass"
    TXT = "txt"
    JSON = "json"
    HTML = "html"


class CaptionBrief(msgspec.Struct, frozen=True, kw_only=True):
    """Captions as they were asked for. The defaults here are the command line's."""

    clips: tuple[str, ...]
    """Paths of films or recordings."""
    out: str = "captions"
    """The folder that the files are written in."""
    formats: tuple[CaptionFormat, ...] = (CaptionFormat.SRT, CaptionFormat.VTT, CaptionFormat.JSON)
    profile: str = "sv-reel"
    engine: str = "auto"
    model: str = "auto"
    brand: str = "trygghetscentret"
    glossary: str = ""
    """Path of a list of words, or empty for the brand's own alone."""
    replace: bool = False
    """Recognise anew even where a person has corrected the captions."""


def parse_formats(text: str) -> tuple[CaptionFormat, ...]:
    """`srt,vtt` as formats, each once, in the order in which people wrote them.

    Raises:
        UsageError: one of them is none, or there is none.
    """
    names = [name.lower().lstrip(".") for name in re.split(r"[,;\s]+", text) if name]
    known = {kind.value: kind for kind in CaptionFormat}
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        raise UsageError(
            _("“{text}” is no form of captions.").format(text=wrong[0] if wrong else text),
            _("Choose from: {names}.").format(names=",".join(known)),
        )
    return tuple(known[name] for name in dict.fromkeys(names))
