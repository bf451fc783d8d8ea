"""What was asked, as the person said it: clips, words, wishes. Nothing is decided here and no file is opened."""

import re
import unicodedata
from enum import Enum

import msgspec

from vidkit.brand.highlight import Highlight
from vidkit.brand.signs.sign import AskedSign
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _

NAME_LENGTH = 60
"""Characters of a folder's name: with the endings of the files in it well inside Windows' 260 for a path."""

RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)
"""Names that Windows keeps for devices."""

SPELT_OUT = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
"""Letters that do not come apart into a base letter and a mark."""


class FitWish(Enum):
    """How the person wants a clip to fill the picture."""

    AUTO = "auto"
    CROP = "crop"
    BLUR = "blur"
    PAD = "pad"


class Quality(Enum):
    """How much time is spent on the picture."""

    DRAFT = "draft"
    STANDARD = "standard"
    HIGH = "high"


class EncoderWish(Enum):
    """What the picture is to be encoded with: the first of the computer's own that works, or one by ffmpeg's name."""

    AUTO = "auto"
    X264 = "libx264"
    NVENC = "h264_nvenc"
    QUICK_SYNC = "h264_qsv"
    AMF = "h264_amf"
    VIDEO_TOOLBOX = "h264_videotoolbox"


class Trim(msgspec.Struct, frozen=True):
    """The part of a clip that is wanted, in milliseconds on its own clock; None is from the start, to the end."""

    start_ms: int | None = None
    end_ms: int | None = None


class AskedClip(msgspec.Struct, frozen=True):
    """A clip as it was named."""

    path: str
    trim: Trim = Trim()
    captions: str = ""
    """The path of a person's SRT or VTT for this clip alone, on its own clock; empty where the reel's decide."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A reel as it was asked for. The defaults here are the command line's."""

    clips: tuple[AskedClip, ...]
    signs: tuple[AskedSign, ...] = ()
    """What stands over the clips, beside the brand's own signs."""
    title: str = ""
    name: str = ""
    brand: str = "trygghetscentret"
    template: str = ""
    """The kind of reel, by name or path; empty for none."""
    fields: tuple[tuple[str, str], ...] = ()
    """What the template asks for: key and text; a key stands several times where it has several values."""
    shape: str = "reel"
    fit: FitWish = FitWish.AUTO
    captions: str = "auto"
    """`auto`, `off`, or the path of a person's SRT or VTT; the first two for the clips that have none of their own."""
    caption_style: Highlight | None = None
    """None for the brand's own."""
    replace: bool = False
    """Recognise anew even where a person has corrected the captions of the finished reel."""
    profile: str = "sv-reel"
    engine: str = "auto"
    model: str = "auto"
    intro: bool = True
    outro: bool = True
    music: str = ""
    """`off`, the name of a bed that comes with vidkit, or a sound file's path; empty for the brand's own."""
    quality: Quality = Quality.STANDARD
    encoder: EncoderWish = EncoderWish.X264
    summary: str = ""
    shown: str = ""
    """What is shown that carries meaning and is not said, for the transcript page."""
    place: str = ""
    cover_ms: int | None = None
    """When the cover is shown, on the finished film's clock; None leaves the choice to vidkit."""


_CLOCK = r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:[.,]\d{1,3})?)"
_TRIM = re.compile(rf"(?:{_CLOCK})?\s*[-–]\s*(?:{_CLOCK})?")


def parse_trim(text: str) -> Trim:
    """`5-12`, `0:05-1:12.5`, `5-` or `-12` as a `Trim`; a lone `-` is the whole clip.

    Raises:
        UsageError: not of that form, or the end is not after the start.
    """
    found = _TRIM.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            _("“{text}” is not a part of a clip.").format(text=text),
            _("Write start and end, for example --trim 5-12 or --trim 0:05-1:12.5; leave one out for all of it."),
        )
    groups = found.groups()
    start, end = _clock_ms(groups[:3]), _clock_ms(groups[3:])
    if end is not None and end <= (start or 0):
        raise UsageError(
            _("In --trim {text} the end does not come after the start.").format(text=text),
            _("Write the earlier time first, for example --trim 5-12."),
        )
    return Trim(start, end)


def parse_cover(text: str) -> int | None:
    """`0:07`, `7` or `1:12.5` in milliseconds; None for nothing.

    Raises:
        UsageError: not of that form.
    """
    if not text.strip():
        return None
    found = re.fullmatch(_CLOCK, text.strip())
    if found is None:
        raise UsageError(
            _("“{text}” is not a time in the film.").format(text=text),
            _("Write it as the player shows it, for example 0:07."),
        )
    return _clock_ms(found.groups())


def _clock_ms(parts: tuple[str | None, ...]) -> int | None:
    hours, minutes, seconds = parts
    if seconds is None:
        return None
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60
    return whole * 1000 + round(float(seconds.replace(",", ".")) * 1000)


def safe_name(text: str) -> str:
    """`text` as a name that every file system takes: `Lås dörren!` gives `las-dorren`. Never empty."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(SPELT_OUT))
    # Once more in small letters: taking letters apart may give capitals, as of the fancy ones on social media.
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:NAME_LENGTH].strip("-")
    if not name:
        return "reel"
    return f"{name}-reel" if name in RESERVED else name


def reel_name(brief: Brief) -> str:
    """The folder's name: what was asked, else the title, else the first clip."""
    stem = re.sub(r"\.[^.\\/]*$", "", re.split(r"[\\/]", brief.clips[0].path)[-1])
    return safe_name(brief.name or brief.title or stem)
