"""How captions are worded, as far as a list can tell: abbreviations, clock times, numbers to ring, dashes, hyphens.

Pure rules over text, in Swedish. Knows nothing of times, widths or grades, and never changes a word.
"""

import re
from collections.abc import Iterator
from functools import cache, cached_property

import msgspec

from vidkit import resources

_CLOCK = re.compile(
    r"(?<![\d.,])(?<![Dd]en\s)(?:[01]?\d|2[0-3])\.[0-5]\d(?![\d.,]*\d)(?!\s*(?:kr|kronor|%|procent|m|km|kg|l)\b)"
)
_PARTED = re.compile(r"[^\W\d_][-\u2010]$")
_GOES_ON = ("och", "eller", "samt", "till", "respektive", "men")
"""After these a hyphen at the end of the word before stands for a part left out: barn- och ungdomsvård."""

_DASH = ("–", "—", "-")
_SPEAKER = re.compile(r"([-–—])(\s*)\S")
_FIGURE_BEFORE = re.compile(r"\d\s*$")
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|quot|apos|#\d+|#x[\da-fA-F]+);")
_BYTES = re.compile(r"[\u0080-\uffff]{2,8}")
_CLOSED = tuple('.?!…:;,–—-"”’»)]')


class RungNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that people ring, and how it is written when it is not in figures."""

    figures: str
    said: tuple[str, ...]


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The lists in `templates/captions/wording.toml`."""

    source: str = ""
    as_of: str = ""
    abbreviations: dict[str, str] = {}
    """The short form and the words it stands for."""
    units: dict[str, str] = {}
    """Short forms that may stand beside a figure."""
    numbers: tuple[RungNumber, ...] = ()

    @cached_property
    def _short(self) -> re.Pattern[str] | None:
        return _any_of(self.abbreviations)

    @cached_property
    def _unit(self) -> re.Pattern[str] | None:
        return _any_of(self.units)

    @cached_property
    def _said(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(
            (found, number.figures) for number in self.numbers if (found := _any_of(dict.fromkeys(number.said, "")))
        )

    def shortened(self, text: str) -> Iterator[tuple[str, str]]:
        """Each abbreviation in `text` that should be words, and the words."""
        for found in self._short.finditer(text) if self._short else ():
            yield found[0], self._words(self.abbreviations)[_plain(found[0])]
        for found in self._unit.finditer(text) if self._unit else ():
            if not _FIGURE_BEFORE.search(text[: found.start()]):
                yield found[0], self._words(self.units)[_plain(found[0])]

    def rung(self, text: str) -> Iterator[tuple[str, str]]:
        """Each number to ring in `text` that is not in its figures, and the figures."""
        for pattern, figures in self._said:
            yield from ((found[0], figures) for found in pattern.finditer(text))

    def _words(self, forms: dict[str, str]) -> dict[str, str]:
        return {_plain(short): words for short, words in forms.items()}


@cache
def wording() -> Wording:
    """The lists that come with the program."""
    text = (resources.templates() / "captions" / "wording.toml").read_bytes()
    return msgspec.toml.decode(text, type=Wording)


def points(text: str) -> Iterator[tuple[str, str]]:
    """Each clock time with a point in `text`, and the same with a colon."""
    yield from ((found[0], found[0].replace(".", ":")) for found in _CLOCK.finditer(text))


def parted_word(upper: str, lower: str) -> str:
    """The word that is parted over two lines, as it stands there; empty where none is."""
    upper, words = upper.rstrip(), lower.split()
    if not words or not _PARTED.search(upper) or not words[0][:1].islower():
        return ""
    return "" if words[0].rstrip(".,") in _GOES_ON else f"{upper.split()[-1]} {words[0]}"


def speaks(line: str) -> bool:
    """Whether a line begins with a speaker's hyphen, or a dash in its place."""
    return bool(_SPEAKER.match(line))


def speaker_fault(lines: tuple[str, ...]) -> str:
    """The line of two speakers that lacks its hyphen, or has more than that; empty where all is well."""
    speaking = [speaks(line) for line in lines]
    if len(lines) < 2 or not any(speaking[1:]):  # noqa: PLR2004 - two speakers take two lines
        return ""
    for line, begins in zip(lines, speaking, strict=True):
        found = _SPEAKER.match(line)
        if not begins or (found and (found[1] != "-" or found[2])):
            return line
    return ""


def goes_on(before: str, after: str) -> bool:
    """Whether the sentence of one caption goes on in the next: no full stop, and a small letter."""
    last, first = before.rstrip(), after.lstrip("–—- ")
    return bool(last) and first[:1].islower() and not last.endswith(tuple(".?!"))


def dashes(before: str, after: str) -> tuple[bool, bool]:
    """Whether one caption ends with a dash, and the next begins with one."""
    return before.rstrip().endswith(_DASH), after.lstrip().startswith(_DASH)


def lacks_dashes(before: str, after: str) -> bool:
    """Whether the sentence is parted where no sign at all stands."""
    return goes_on(before, after) and not before.rstrip().endswith(_CLOSED) and not dashes(before, after)[1]


def broken_letters(text: str) -> tuple[str, str] | None:
    """Letters in `text` that are another encoding's bytes, or markup left over, and what they stand for.

    What they stand for is empty where nothing tells.
    """
    if "\ufffd" in text:
        return "\ufffd", ""
    for found in _BYTES.finditer(text):
        try:
            return found[0], found[0].encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
    if entity := _ENTITY.search(text):
        import html

        return entity[0], html.unescape(entity[0])
    return None


def _any_of(forms: dict[str, str]) -> re.Pattern[str] | None:
    """Any of the forms, as a word of its own, with or without spaces after its points."""
    if not forms:
        return None
    longest_first = sorted(forms, key=len, reverse=True)
    body = "|".join(_loose(form) for form in longest_first)
    return re.compile(rf"(?<![\w.])(?:{body})(?![\w])", re.IGNORECASE)


def _loose(form: str) -> str:
    """A pattern for `bl.a.` that finds `bl. a.` and `bl a` too; the last point is often left out."""
    parts = [re.escape(part) for part in form.split(".") if part]
    if len(parts) > 1:
        return r"(?:\.\s?|\s)".join(parts) + r"\.?"
    return r"\s+".join(map(re.escape, form.removesuffix(".").split())) + (r"\.?" if form.endswith(".") else "")


def _plain(form: str) -> str:
    return re.sub(r"[.\s]+", "", form).casefold()
