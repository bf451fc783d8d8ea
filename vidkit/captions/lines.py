"""The lines of a person's SRT or VTT, read with patience: blocks with times, and which line they stand on.

Pure text. Takes what is meant where it can be told, and names the line where it cannot.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from vidkit.errors import InputError
from vidkit.i18n import gettext as _

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad"
"""Signs without width, which come along when text is copied from a web page or a chat."""

_S = rf"[\s{_UNSEEN}]"
_TIME = rf"(?:(\d{{1,4}}){_S}*:{_S}*)?(\d{{1,3}}){_S}*:{_S}*(\d{{1,2}})(?:{_S}*(?:[.,;]{_S}*(\d{{1,9}})|:(\d{{3}})))?"
_ARROW = rf"{_S}*(?:--?\s?>|–>|—>|→){_S}*"
_TIMES = re.compile(rf"{_S}*{_TIME}{_ARROW}{_TIME}(?:{_S}+(.*))?{_S}*")
_ANY_TIME = r"\S{0,20}\d[^\s:]{0,9}:\S{0,9}\d"
_MEANT_AS_TIMES = re.compile(rf"{_S}{{0,99}}{_ANY_TIME}.*--.*>|.*-->{_S}{{0,99}}{_ANY_TIME}")
LONGEST_TIMES = 300
"""Characters in which times stand, however mangled. Garbage is longer, and no pattern should try all ways into it."""
_PROSE = re.compile(r"[^\W\d_]{3}")
"""Three letters in a row before an arrow: a sentence that holds one, and no time."""

_LINE_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ELEMENTS = "i|b|u|s|em|strong|font|c|v|lang|ruby|rt|span|bold|italic|underline"
_ANGLE_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:[\s.][^<>]*)?/?>|<\d[\d:.]*>", re.IGNORECASE)
_BRACE_TAG = re.compile(r"\{\\[^{}]*\}|\{/?[ibus]\}", re.IGNORECASE)
_VTT_BLOCKS = ("NOTE", "STYLE", "REGION", "WEBVTT")
_BLANK = " \t\n\v\f\r\u00a0\u200b\u2060\ufeff"
"""What a row may hold and still be an empty one."""


class Block(msgspec.Struct, frozen=True):
    """A caption as it stands in a file."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    line: int
    """Where its times stand, counted from 1."""
    rows: int = 0
    """How many rows after that one are its text, empty ones between and behind it counted."""


def blocks(text: str, name: str) -> list[Block]:
    """The captions in `text`, in the file's own order, tags stripped, empty lines left out.

    `text` has newlines as line ends. Raises `InputError` with the line where something was meant as a time
    and is none.
    """
    rows = text.split("\n")
    vtt = is_vtt(text)
    apart = _apart(rows) if vtt else frozenset()
    timed = [index for index, row in enumerate(rows) if index not in apart and _is_times(row, index, name)]
    limits = [*timed[1:], len(rows)]
    numbers = _Numbers(rows[: timed[0]] if timed else [], vtt=vtt)
    found = []
    for index, limit in zip(timed, limits, strict=False):
        body = numbers.without_heading(rows[index + 1 : limit], last=limit == len(rows))
        if vtt:
            body = _without_vtt_blocks(body)
        start, end = _times(rows[index])
        found.append(Block(start, end, _texts(body, vtt=vtt), index + 1, len(body)))
    return found


def is_vtt(text: str) -> bool:
    """Whether `text` is a WebVTT, whatever the file is called."""
    return text.lstrip().startswith("WEBVTT")


def retimed(row: str, end: str) -> str:
    """A row of times with another end; whatever else stands on it is kept."""
    found = _TIMES.fullmatch(row)
    if found is None:
        raise ValueError(f"no times: {row}")
    first = found.start(6) if found[6] is not None else found.start(7)
    last = max(found.end(part) for part in (8, 9, 10))  # -1 for what is not there
    return row[:first] + end + row[last:]


def bare(text: str, *, vtt: bool) -> str:
    """A piece of a file's text as it is read: tags gone, entities of a VTT resolved."""
    return "".join(_texts([text], vtt=vtt))


def plain(line: str) -> str:
    """`line` without control characters and signs that are nothing, on one line, without space around it or doubled.

    Any white space becomes a plain space, but for the no-break spaces, which a person may have meant.
    """
    kept = (
        " " if sign in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029" else sign
        for sign in line
        if (unicodedata.category(sign) not in ("Cc", "Cs") or sign.isspace()) and sign not in "\u200b\u2060\ufeff"
    )
    return re.sub("  +", " ", "".join(kept)).strip()


def safe(lines: Iterable[str]) -> tuple[str, ...]:
    """`lines` as SRT can hold them: what would be read as a tag, a time or a number changes its sign.

    `<b>` becomes `‹b›`, `{` before a backslash `(`, and the point of an arrow between two times `›`. A line
    of figures only is safe, because an empty line follows it.
    """
    safer = []
    for line in lines:
        text = plain(line)
        text = _ANGLE_TAG.sub(lambda tag: f"‹{tag[0][1:-1]}›", text)
        text = _BRACE_TAG.sub(lambda tag: f"({tag[0][1:-1]})", text)
        if _TIMES.fullmatch(text) or _meant_as_times(text):
            text = text.replace(">", "›").replace("→", "›")
        if text:
            safer.append(text)
    return tuple(safer)


def _is_times(row: str, index: int, name: str) -> bool:
    if _TIMES.fullmatch(row):
        return True
    if _meant_as_times(row) and not _PROSE.search(row.partition("--")[0]):
        raise InputError(
            _("“{file}”, line {line}: “{text}” is not a time that can be read.").format(
                file=name, line=index + 1, text=row.strip()[:60]
            ),
            _("Write it like this: 00:00:01,000 --> 00:00:03,500"),
        )
    return False


def _meant_as_times(row: str) -> bool:
    return "--" in row and ">" in row and bool(_MEANT_AS_TIMES.match(row[:LONGEST_TIMES]))


def _times(row: str) -> tuple[int, int]:
    found = _TIMES.fullmatch(row)
    assert found is not None  # noqa: S101 - only rows that match are asked for
    return _milliseconds(found.groups()[:5]), _milliseconds(found.groups()[5:10])


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction, after_colon = parts
    thousandths = int((fraction or after_colon or "0").ljust(3, "0")[:3])
    return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)) * 1000 + thousandths


class _Numbers:
    """Knows how the captions of a file are numbered, and takes the numbers out of what stands between two times."""

    def __init__(self, before: list[str], *, vtt: bool) -> None:
        heads = [row.strip(_BLANK) for row in before if row.strip(_BLANK)]
        self.vtt = vtt
        self.doubled = not vtt and len(heads) > 1 and heads[-1].isdecimal() and heads[-2].isdecimal()
        self.place = 1
        self.last = int(heads[-1]) if heads and _is_number(heads[-1]) else 1

    def without_heading(self, body: list[str], *, last: bool) -> list[str]:
        """`body` without the number or name of the next caption, which stands right before its times.

        At the end of the file only a number that is due is one: its times were never written.
        """
        self.place += 1
        body = list(body)
        blank = 0
        while blank < len(body) and not body[-1 - blank].strip(_BLANK):
            blank += 1
        rest = body[: len(body) - blank]
        if not rest or (self.vtt and (last or blank)):
            return body
        head = rest[-1].strip(_BLANK)
        after_empty = len(rest) == 1 or not rest[-2].strip(_BLANK)
        due = _is_number(head) and int(head) in (self.place, self.last + 1)
        # Without an empty line before it, a line of figures is a number only if that one is due: "112" is text.
        if (last or blank) and not (due and after_empty):
            return body
        if len(rest) == 1 and not (due and not last):
            return body
        if not due and not (after_empty and (self.vtt or _is_number(head))):
            return body
        self.last = int(head) if _is_number(head) else self.last
        return self._without_second(rest[:-1], head)

    def _without_second(self, body: list[str], head: str) -> list[str]:
        """`body` without another number that stands before the one taken."""
        if len(body) < 2 or self.vtt:  # noqa: PLR2004 - an empty line and a number
            return body
        upper = body[-1].strip(_BLANK)
        doubled = _is_number(upper) and (self.doubled or upper == head) and not body[-2].strip(_BLANK)
        return body[:-1] if doubled else body


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 8  # noqa: PLR2004 - more captions than a file can hold


def _without_vtt_blocks(body: list[str]) -> list[str]:
    """`body` up to the first comment, style or region that stands after an empty line."""
    for index in range(1, len(body)):
        starts = body[index].split(maxsplit=1)[:1]
        if not body[index - 1].strip() and starts and starts[0] in _VTT_BLOCKS:
            return body[:index]
    return body


def _apart(rows: list[str]) -> frozenset[int]:
    """The rows of a WebVTT that hold no captions: the first, comments, styles, regions, each up to an empty row.

    A real arrow ends them, as in browsers.
    """
    apart, inside = set(), False
    for index, row in enumerate(rows):
        words = row.split(maxsplit=1)[:1]
        if row.strip(_BLANK).startswith("WEBVTT"):
            apart.add(index)
        elif not words:
            inside = False
        elif words[0] in _VTT_BLOCKS and not rows[index - 1].strip(_BLANK):
            inside = True
        if inside and "-->" not in row:
            apart.add(index)
    return frozenset(apart)


def _texts(body: list[str], *, vtt: bool) -> tuple[str, ...]:
    body = [part for row in body for part in _LINE_TAG.split(row)]
    stripped = (_ANGLE_TAG.sub("", _BRACE_TAG.sub("", row)) for row in body)
    if vtt:
        stripped = (html.unescape(row) for row in (_ANGLE_TAG.sub("", row) for row in body))
    return tuple(row for row in (plain(row) for row in stripped) if row)
