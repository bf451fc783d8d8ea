"""Caption files: a person's SRT or VTT read as it stands, and ours written so that any player reads it.

Files that people edit break in every way there is, so SRT and VTT are read here, line by line, to be able to
say which line is wrong; pysubs2, which takes braces for styling, reads the other formats. Knows no pictures.
"""

import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from vidkit.captions import encoding, marking
from vidkit.captions.cue import Captions, Cue, Mark, Origin
from vidkit.captions.lines import Block, blocks, plain, safe
from vidkit.errors import InputError, reason
from vidkit.i18n import gettext as _

MOST_BYTES = 20_000_000
"""An hour of captions is 0.1 MB. What is larger than this is no caption file."""

OTHER_FORMATS = frozenset({".ass", ".ssa", ".ttml", ".sub", ".sami", ".smi"})
"""Read through pysubs2, as plain text."""


def read_captions(path: Path, *, language: str = "sv") -> Captions:
    """The captions a person wrote or corrected, in order of time, one at a time, with no styling.

    Any encoding, line ending, numbering; commas or dots. Cues that overlap end where the next begins; empty
    ones are left out. Raises `InputError` that names the file, and the line where there is one to name.
    """
    raw = contents(path)
    if path.suffix.lower() in OTHER_FORMATS:
        cues = _through_pysubs2(raw, path)
    else:
        found = blocks(encoding.decode(raw, path.name), path.name)
        cues = [cue_of(block, path.name) for block in found if block.lines]
    if not cues:
        raise InputError(
            _("There is not a single caption in “{file}”.").format(file=path.name),
            _("Is it the right file? To make a reel without captions, use --captions off."),
        )
    return Captions(cues=in_turn(cues), language=language, origin=Origin.PERSON)


def to_srt(cues: Iterable[Cue]) -> str:
    """The cues as SubRip: numbered, comma before the milliseconds, plain text.

    SRT has no escapes: where a text could be taken for styling or a time, `safe` takes a similar sign.
    """
    parts = []
    for number, cue in enumerate(cues, 1):
        times = f"{clock(cue.start_ms, ',')} --> {clock(cue.end_ms, ',')}"
        parts.append("\n".join((str(number), times, *safe(cue.lines))))
    return "\n\n".join(parts) + "\n" if parts else ""


def to_vtt(cues: Sequence[Cue], marks: Sequence[Mark] = (), language: str = "sv") -> str:
    """The cues as WebVTT, with the places to read again as comments before their cues.

    Valid by the W3C's syntax: comments hold no arrow, text is escaped.
    """
    parts = ["WEBVTT", f"NOTE Language: {language}"]
    waiting = sorted(marks, key=lambda mark: mark.start_ms)
    for cue in cues:
        while waiting and waiting[0].start_ms < cue.end_ms:
            parts.append(_note(waiting.pop(0)))
        times = f"{clock(cue.start_ms, '.')} --> {clock(cue.end_ms, '.')}"
        lines = [line for line in (_escaped(plain(line)) for line in cue.lines) if line]
        parts.append("\n".join((times, *lines)))
    parts.extend(_note(mark) for mark in waiting)
    return "\n\n".join(parts) + "\n"


def clock(milliseconds: int, decimal: str = ".") -> str:
    """A time as `00:00:00.000`, with the given decimal sign; hours grow past two digits where they must."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{decimal}{thousandths:03}"


def in_turn(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """The cues in order of time, never two at once.

    A cue that overlaps the next is cut where that begins; cues that begin together become one of more lines.
    """
    ordered: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: cue.start_ms):
        if ordered and ordered[-1].start_ms == cue.start_ms:
            first = ordered.pop()
            end = max(first.end_ms, cue.end_ms)
            ordered.append(Cue(cue.start_ms, end, first.lines + cue.lines, first.words + cue.words))
            continue
        if ordered and ordered[-1].end_ms > cue.start_ms:
            first = ordered.pop()
            ordered.append(Cue(first.start_ms, cue.start_ms, first.lines, first.words))
        ordered.append(cue)
    return tuple(ordered)


def contents(path: Path) -> bytes:
    """The bytes of a caption file. Raises `InputError` where it cannot be read or is too large to be one."""
    try:
        kind = path.stat()
        if not (stat.S_ISREG(kind.st_mode) or stat.S_ISDIR(kind.st_mode)):  # a pipe would be waited for without end
            raise InputError(
                _("“{file}” is no file.").format(file=path.name), _("Give a file that ends with .srt or .vtt.")
            )
        if kind.st_size > MOST_BYTES:
            raise InputError(
                _("“{file}” is too large to be a caption file.").format(file=path.name),
                _("Give a file that ends with .srt or .vtt."),
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            _("The caption file “{file}” cannot be read: {reason}.").format(file=path.name, reason=reason(error)),
            _("Check that the file is there and that you may open it."),
        ) from error


def cue_of(block: Block, name: str) -> Cue:
    """A caption of the file `name` as a cue. Raises `InputError` with the line where it ends before it has begun."""
    if block.end_ms == block.start_ms:
        raise InputError(
            _("“{file}”, line {line}: the caption ends in the moment it begins.").format(file=name, line=block.line),
            _("Correct the times on that line."),
        )
    if block.end_ms < block.start_ms:
        raise InputError(
            _("“{file}”, line {line}: the caption ends before it begins.").format(file=name, line=block.line),
            _("Correct the times on that line."),
        )
    return Cue(block.start_ms, block.end_ms, block.lines)


def _through_pysubs2(raw: bytes, path: Path) -> list[Cue]:
    import pysubs2

    try:
        subtitles = pysubs2.SSAFile.from_string(encoding.decode(raw, path.name), fps=25)
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise InputError(
            _("“{file}” cannot be read as captions.").format(file=path.name),
            _("Save it as SRT or VTT in the program it comes from."),
        ) from error
    cues = []
    for event in subtitles:
        lines = tuple(line for line in (plain(line) for line in event.plaintext.split("\n")) if line)
        if lines and not event.is_comment and event.end > event.start >= 0:
            cues.append(Cue(event.start, event.end, lines))
    return cues


def _note(mark: Mark) -> str:
    sentence = marking.sentence(mark).replace("-->", "→")
    return f"NOTE {clock(max(0, mark.start_ms))} {' '.join(sentence.split())}"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
