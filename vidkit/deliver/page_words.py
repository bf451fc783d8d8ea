"""The fixed words of the transcript page: content in the film's language, from `templates/pages/`.

Not part of the program's catalogue: whoever publishes may change them. Knows dates and lengths in words, no markup.
"""

import datetime as dt

import msgspec

from vidkit import resources
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

FALLBACK = "sv"
"""The page's language where there are no words for the film's."""


class PageWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The page's fixed words in one language; see `templates/pages/transcript.sv.toml`."""

    months: tuple[str, ...]
    date: str
    hour: tuple[str, str]
    minute: tuple[str, str]
    second: tuple[str, str]
    and_: str = msgspec.field(name="and")
    kind: str
    skip: str
    film: str
    player: str
    no_player: str
    open_film: str
    track: str
    burned_in: str
    selectable: str
    without_captions: str
    no_captions: str
    srt: str
    vtt: str
    seen: str
    transcript: str
    play_from: str
    text_in_picture: str
    shown: str
    sound: str
    nothing: str
    no_text: str
    about: str
    filmed: str
    length: str
    place: str
    answers: str
    written: str
    corrected: str
    contact: str
    home: str
    fault: str
    fault_text: str
    fault_link: str


def load_words(language: str, kind: str = "transcript") -> tuple[str, PageWords]:
    """The page's words in the film's language, and which language they are in; `recording` is for sound alone.

    A language as it is spoken somewhere (`en-GB`) has the words of the language.

    Raises:
        BrandError: the file of words is wrong.
    """
    folder = resources.templates() / "pages"
    spoken = language.partition("-")[0].lower()
    code = spoken if spoken.isalpha() and (folder / f"{kind}.{spoken}.toml").is_file() else FALLBACK
    path = folder / f"{kind}.{code}.toml"
    try:
        return code, msgspec.toml.decode(path.read_bytes(), type=PageWords)
    except (OSError, msgspec.DecodeError) as fault:
        raise BrandError(
            _("The page words in {file} cannot be used: {fault}.").format(file=path, fault=fault),
            _("Put back the file that came with vidkit."),
        ) from fault


def length_in_words(seconds: int, words: PageWords) -> str:
    """`1 minut och 12 sekunder`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{count} {forms[0] if count == 1 else forms[1]}"
        for count, forms in ((hours, words.hour), (minutes, words.minute), (rest, words.second))
        if count
    ] or [f"0 {words.second[1]}"]
    return f" {words.and_} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def date_in_words(day: dt.date, words: PageWords) -> str:
    """`22 november 2026`."""
    return words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def day_in_words(text: str, words: PageWords) -> str:
    """An ISO day in words; as it stands where it is something else."""
    try:
        return date_in_words(dt.date.fromisoformat(text), words)
    except ValueError:
        return text
