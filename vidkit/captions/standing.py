"""A person's SRT or VTT as it stands, caption by caption, and the same file with some captions mended.

Whatever is not mended stays as it was: numbers, names, notes, styles, tags, empty lines. Pure text; knows no disk.
"""

import re
from collections.abc import Sequence

import msgspec

from vidkit.captions.cue import Cue
from vidkit.captions.formats import clock, cue_of
from vidkit.captions.lines import Block, bare, blocks, retimed

_UNBROKEN = re.compile("&nbsp;|[\u00a0\u202f]")
"""Where a person has forbidden a break, lines are not broken anew: the places would be lost."""

_PIECES = re.compile(r"(?:<[^<>]*>|\S)+")
"""What is not broken: a word with its tags, which may hold spaces."""


class Stood(msgspec.Struct, frozen=True):
    """A caption and its place in the file."""

    number: int
    """Counted from 1 in the file's own order, captions without text too: what a well-numbered file calls it."""
    block: Block
    cue: Cue


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A caption file, read."""

    name: str
    text: str
    """With newlines as line ends."""
    stood: tuple[Stood, ...]
    """In order of time. Captions without text are left out."""

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The captions, as they stand: they may overlap."""
        return tuple(stood.cue for stood in self.stood)

    @property
    def vtt(self) -> bool:
        """Whether it is a WebVTT, whatever it is called."""
        return self.text.lstrip().startswith("WEBVTT")


def as_it_stands(text: str, name: str) -> Standing:
    """The captions of a file called `name`.

    Raises `InputError` with the line where times cannot be read or a caption ends before it begins.
    """
    found = [
        Stood(number, block, cue_of(block, name)) for number, block in enumerate(blocks(text, name), 1) if block.lines
    ]
    return Standing(name=name, text=text, stood=tuple(sorted(found, key=lambda stood: stood.cue.start_ms)))


def patched(standing: Standing, mended: Sequence[Cue]) -> str:
    """The file's text with `mended` in the place of its captions, one for each, with the same words and starts.

    Lines whose tags do not let them be broken anew are left as they are.
    """
    rows = standing.text.split("\n")
    pairs = zip(standing.stood, mended, strict=True)
    for stood, cue in sorted(pairs, key=lambda pair: -pair[0].block.line):  # from below: what is above keeps its place
        block = stood.block
        if cue.lines != stood.cue.lines:
            body = slice(block.line, block.line + block.rows)
            rows[body] = _relined(rows[body], cue, vtt=standing.vtt)
        if cue.end_ms != stood.cue.end_ms:
            row = rows[block.line - 1]
            comma = "," in row if re.search(r"[.,]\d", row) else not standing.vtt
            rows[block.line - 1] = retimed(row, clock(cue.end_ms, "," if comma else "."))
    return "\n".join(rows)


def _relined(body: list[str], cue: Cue, *, vtt: bool) -> list[str]:
    """The rows of a caption with the breaks of `cue`, tags and all; unchanged where the tags do not allow it."""
    pieces = _PIECES.findall(" ".join(body))
    words = [bare(piece, vtt=vtt) for piece in pieces]
    if words != cue.text.split() or _UNBROKEN.search(" ".join(body)):
        return body
    rows, taken = [], 0
    for line in cue.lines:
        count = len(line.split())
        rows.append(" ".join(pieces[taken : taken + count]))
        taken += count
    empty_behind = len(body) - len("\n".join(body).rstrip().split("\n"))
    return rows + [""] * empty_behind
