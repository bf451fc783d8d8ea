"""A person's SRT or VTT as it stands, caption by caption, and the same file with some captions mended.

Whatever is not mended stays as it was: numbers, names, notes, styles, tags, empty lines, line ends. Pure text; knows
no disk.
"""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from vidkit.captions.cue import Cue
from vidkit.captions.encoding import parted
from vidkit.captions.formats import clock, cue_of
from vidkit.captions.lines import Block, bare, blocks, is_vtt, retimed

_UNBROKEN = re.compile("&nbsp;|[\u00a0\u202f]|<br\\s*/?>", re.IGNORECASE)
"""Where a person has forbidden a break, or made one by other means, lines are not broken anew."""

_PIECES = re.compile(r"(?:<[^<>]*>|\S)+")
"""What is not broken: a word with its tags, which may hold spaces."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A caption file, read."""

    name: str
    rows: tuple[str, ...]
    ends: tuple[str, ...]
    """The line end after each row, as it stands in the file; the last has none."""
    blocks: tuple[Block, ...]
    """The captions in the file's own order, those without text too."""
    cues: tuple[Cue, ...]
    """The same as cues: they may overlap, come in any order, and have no lines."""
    vtt: bool
    """Whether it is a WebVTT, whatever it is called."""


def as_it_stands(text: str, name: str) -> Standing:
    """The captions of a file called `name`, whose line ends are any.

    Raises `InputError` with the line where times cannot be read or a caption ends before it begins.
    """
    rows, ends = parted(text)
    plain = "\n".join(rows)
    found = tuple(blocks(plain, name))
    return Standing(
        name=name,
        rows=tuple(rows),
        ends=tuple(ends),
        blocks=found,
        cues=tuple(cue_of(block, name) for block in found),
        vtt=is_vtt(plain),
    )


def patched(standing: Standing, mended: Sequence[Cue]) -> str:
    """The file's text with `mended` in the place of its captions, one for each, with the same words and starts.

    Lines whose tags do not let them be broken anew are left as they are.
    """
    rows = [row + end for row, end in zip(standing.rows, standing.ends, strict=True)]
    for block, cue, after in zip(standing.blocks, standing.cues, mended, strict=True):
        first = block.line
        if after.lines != cue.lines:
            place = slice(first, first + block.rows)
            body = _relined(standing.rows[place], after, vtt=standing.vtt)
            if body is not None:
                _put(rows, first, body, standing.ends[place])
        if after.end_ms != cue.end_ms:
            row = standing.rows[first - 1]
            rows[first - 1] = retimed(row, _clock_as_in(row, after.end_ms, vtt=standing.vtt)) + standing.ends[first - 1]
    return "".join(rows)


def _put(rows: list[str], first: int, body: Sequence[str], ends: Sequence[str]) -> None:
    """Puts `body` in the place of as many rows as `ends` has, with their ends, the last with the last."""
    usual = Counter(end for end in ends if end).most_common(1)
    more = [usual[0][0] if usual else "\n"] * (len(body) - len(ends))
    kept = (*more, *ends)[-len(body) :]
    text = "".join(row + end for row, end in zip(body, kept, strict=True))
    rows[first : first + len(ends)] = [text, *[""] * (len(ends) - 1)]


def _clock_as_in(row: str, milliseconds: int, *, vtt: bool) -> str:
    comma = "," in row if re.search(r"[.,]\s*\d", row) else not vtt
    return clock(milliseconds, "," if comma else ".")


def _relined(body: Sequence[str], cue: Cue, *, vtt: bool) -> list[str] | None:
    """The rows of a caption with the breaks of `cue`, tags and all; None where the tags do not allow it."""
    pieces = _pieces(" ".join(body), vtt=vtt)
    words = [bare(piece, vtt=vtt) for piece in pieces]
    if words != cue.text.split() or _UNBROKEN.search(" ".join(body)):
        return None
    rows, taken = [], 0
    for line in cue.lines:
        count = len(line.split())
        rows.append(" ".join(pieces[taken : taken + count]))
        taken += count
    empty_behind = len(body) - len("\n".join(body).rstrip().split("\n"))
    return rows + [""] * empty_behind


def _pieces(text: str, *, vtt: bool) -> list[str]:
    """Each word with its tags; a tag that stands by itself goes with the word it opens before or closes after."""
    pieces: list[str] = []
    waiting = ""
    for piece in _PIECES.findall(text):
        if bare(piece, vtt=vtt):
            pieces.append(waiting + piece)
            waiting = ""
        elif pieces and not waiting and piece.startswith("</"):
            pieces[-1] += f" {piece}"
        else:
            waiting += f"{piece} "
    if waiting and pieces:
        pieces[-1] += f" {waiting.rstrip()}"
    return pieces
