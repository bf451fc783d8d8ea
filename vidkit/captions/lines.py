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

_TIME = r"(?:(\d{1,4})\s*:\s*)?(\d{1,3})\s*:\s*(\d{1,2})(?:\s*[.,:]\s*(\d{1,3}))?"
_ARROW = r"\s*(?:--?\s?>|–>|—>|→)\s*"
_TIMES = re.compile(rf"\s*{_TIME}{_ARROW}{_TIME}(?:\s+(.*))?\s*")
_MEANT_AS_TIMES = re.compile(r"\s*\S*\d\S*:\S*\d.*--.*>|.*-->\s*\S*\d\S*:\S*\d")
_ELEMENTS = "i|b|u|s|em|strong|font|c|v|lang|ruby|rt|span|bold|italic|underline|br"
_ANGLE_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:[\s.][^<>]*)?/?>|<\d[\d:.]*>", re.IGNORECASE)
_BRACE_TAG = re.compile(r"\{\\[^{}]*\}|\{/?[ibus]\}", re.IGNORECASE)
_VTT_BLOCKS = ("NOTE", "STYLE", "REGION")


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
    vtt = rows[0].lstrip().startswith("WEBVTT")
    timed = [index for index, row in enumerate(rows) if _is_times(row, index, name)]
    limits = [*timed[1:], len(rows)]
    found = []
    for number, (index, limit) in enumerate(zip(timed, limits, strict=False), 1):
        body = rows[index + 1 : limit]
        if limit < len(rows):
            body = _without_heading(body, vtt=vtt, following=number + 1)
        if vtt:
            body = _without_vtt_blocks(body)
        start, end = _times(rows[index])
        found.append(Block(start, end, _texts(body, vtt=vtt), index + 1, len(body)))
    return found


def retimed(row: str, end: str) -> str:
    """A row of times with another end; whatever else stands on it is kept."""
    found = _TIMES.fullmatch(row)
    if found is None:
        raise ValueError(f"no times: {row}")
    first = found.start(5) if found[5] is not None else found.start(6)
    last = found.end(8) if found[8] is not None else found.end(7)
    return row[:first] + end + row[last:]


def bare(text: str, *, vtt: bool) -> str:
    """A piece of a file's text as it is read: tags gone, entities of a VTT resolved."""
    return "".join(_texts([text], vtt=vtt))


def plain(line: str) -> str:
    """`line` without control characters, on one line, without space around it.

    Any white space becomes a plain space, but for the no-break spaces, which a person may have meant.
    """
    kept = (
        " " if sign in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029" else sign
        for sign in line
        if unicodedata.category(sign) not in ("Cc", "Cs") or sign.isspace()
    )
    return "".join(kept).removeprefix("\ufeff").strip()


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
        if _TIMES.fullmatch(text) or _MEANT_AS_TIMES.match(text):
            text = text.replace(">", "›").replace("→", "›")
        if text:
            safer.append(text)
    return tuple(safer)


def _is_times(row: str, index: int, name: str) -> bool:
    if _TIMES.fullmatch(row):
        return True
    if _MEANT_AS_TIMES.match(row):
        raise InputError(
            _("“{file}”, line {line}: “{text}” is not a time that can be read.").format(
                file=name, line=index + 1, text=row.strip()[:60]
            ),
            _("Write it like this: 00:00:01,000 --> 00:00:03,500"),
        )
    return False


def _times(row: str) -> tuple[int, int]:
    found = _TIMES.fullmatch(row)
    assert found is not None  # noqa: S101 - only rows that match are asked for
    return _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:8])


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = parts
    thousandths = int((fraction or "0").ljust(3, "0"))
    return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)) * 1000 + thousandths


def _without_heading(body: list[str], *, vtt: bool, following: int) -> list[str]:
    """`body` without the number or name of the next caption, which stands right before its times."""
    if not body or not body[-1].strip():  # an empty line right before the times: no heading
        return body
    last = body[-1].strip()
    after_empty = len(body) == 1 or not body[-2].strip()
    # Without an empty line before it, a line of figures is a number only if that one is due: "112" is text.
    if len(body) > 1 and ((after_empty and (vtt or last.isdecimal())) or last == str(following)):
        return body[:-1]
    return body


def _without_vtt_blocks(body: list[str]) -> list[str]:
    """`body` up to the first comment, style or region that stands after an empty line."""
    for index in range(1, len(body)):
        starts = body[index].split(maxsplit=1)[:1]
        if not body[index - 1].strip() and starts and starts[0] in _VTT_BLOCKS:
            return body[:index]
    return body


def _texts(body: list[str], *, vtt: bool) -> tuple[str, ...]:
    stripped = (_ANGLE_TAG.sub("", _BRACE_TAG.sub("", row)) for row in body)
    if vtt:
        stripped = (html.unescape(row) for row in (_ANGLE_TAG.sub("", row) for row in body))
    return tuple(row for row in (plain(row) for row in stripped) if row)
