"""Caption files against a profile: what each caption is like, and the file mended where no word can change.

A mended file takes the place of the one before, which is kept beside it under another name. Prints nothing.
"""

import codecs
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import Enum
from itertools import count
from pathlib import Path

import msgspec

from vidkit.captions import encoding
from vidkit.captions.cue import Cue
from vidkit.captions.formats import OTHER_FORMATS, contents, read_captions
from vidkit.captions.lint import Finding, Severity, lint, mend
from vidkit.captions.profile import Profile
from vidkit.captions.standing import Standing, as_it_stands, patched
from vidkit.errors import InputError, OutputError, reason
from vidkit.i18n import gettext as _

MENDABLE = frozenset({".srt", ".vtt"})

SUFFIXES = MENDABLE | OTHER_FORMATS
"""What is a caption file and not a film."""

RATES = (30, 25, 50, 60, 24)
"""Frames a second, the likeliest first. A caption file does not say how long a frame of its film is, so gaps are
held against the rate that they fit best."""


class Grade(Enum):
    """How a caption is, at a glance."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Proofed(msgspec.Struct, frozen=True, kw_only=True):
    """A caption and what was found."""

    number: int
    """In the file's own order, from 1."""
    cue: Cue
    findings: tuple[Finding, ...]

    @property
    def grade(self) -> Grade:
        """By the gravest finding."""
        if any(finding.severity is Severity.FAIL for finding in self.findings):
            return Grade.RED
        return Grade.YELLOW if self.findings else Grade.GREEN


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A caption that was mended."""

    number: int
    before: Cue
    after: Cue


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A caption file, gone through."""

    profile: str
    cues: tuple[Proofed, ...]
    """As the file is now, after mending."""
    changes: tuple[Change, ...] = ()
    original: str = ""
    """What the file as it was is called now; empty where nothing was mended."""
    reencoded: bool = False
    """True when the file was in another encoding, and is in UTF-8 now."""

    @property
    def passed(self) -> bool:
        """True when no caption is red."""
        return not self.count(Grade.RED)

    def count(self, grade: Grade) -> int:
        """How many captions have this grade."""
        return Counter(proofed.grade for proofed in self.cues)[grade]


def proofread(path: Path, profile: Profile) -> Proof:
    """What the captions in the file at `path` are like; the file is only read.

    Raises:
        InputError: it cannot be read as captions.
    """
    if path.suffix.lower() in OTHER_FORMATS:
        cues = read_captions(path).cues
        return _proof(range(1, len(cues) + 1), cues, profile)
    standing = _standing(path)
    return _proof(_numbers(standing), standing.cues, profile)


def mend_file(path: Path, profile: Profile) -> Proof:
    """The captions in the file at `path`, mended where only breaks, gaps and lengths change; the words stay.

    Raises:
        InputError: it cannot be read as captions, or is no SRT or VTT.
        OutputError: it cannot be written. It stands there as it was.
    """
    if path.suffix.lower() not in MENDABLE:
        raise InputError(
            _("“{file}” can be checked but not mended: only SRT and VTT can.").format(file=path.name),
            _("Save it as SRT or VTT in the program it comes from, or leave out --fix."),
        )
    standing = _standing(path)
    text = patched(standing, mend(standing.cues, profile, frame_ms=_frame_ms(standing.cues, profile)))
    after = as_it_stands(text, path.name)
    _refuse_other_words(standing, after)
    changes = tuple(
        Change(number=was.number, before=was.cue, after=now.cue)
        for was, now in zip(standing.stood, after.stood, strict=True)
        if was.cue != now.cue
    )
    proof = _proof(_numbers(after), after.cues, profile)
    if not changes:
        return proof
    raw = contents(path)
    try:
        original = _replace(path, _encoded(text, raw))
    except OSError as fault:
        raise OutputError(
            _("“{path}” cannot be written: {reason}.").format(path=path, reason=reason(fault)),
            _("Check that you may write in that folder, and that no other program has the file open."),
        ) from fault
    return msgspec.structs.replace(proof, changes=changes, original=original.name, reencoded=not _is_utf8(raw))


def _standing(path: Path) -> Standing:
    standing = as_it_stands(encoding.decode(contents(path), path.name), path.name)
    if not standing.stood:
        raise InputError(
            _("There is not a single caption in “{file}”.").format(file=path.name), _("Is it the right file?")
        )
    return standing


def _numbers(standing: Standing) -> list[int]:
    return [stood.number for stood in standing.stood]


def _proof(numbers: Sequence[int], cues: tuple[Cue, ...], profile: Profile) -> Proof:
    findings = lint(cues, profile, frame_ms=_frame_ms(cues, profile))
    return Proof(
        profile=profile.name,
        cues=tuple(
            Proofed(number=number, cue=cue, findings=tuple(one for one in findings if one.number == place))
            for place, (number, cue) in enumerate(zip(numbers, cues, strict=True), 1)
        ),
    )


def _frame_ms(cues: tuple[Cue, ...], profile: Profile) -> float:
    return min((1000 / rate for rate in RATES), key=lambda frame_ms: len(lint(cues, profile, frame_ms=frame_ms)))


def _refuse_other_words(before: Standing, after: Standing) -> None:
    """A mended file is only written when it reads as the same words at the same times."""
    was, now = ([(cue.start_ms, cue.text.split()) for cue in standing.cues] for standing in (before, after))
    if was != now:
        raise RuntimeError("mending captions would have changed their words")


def _encoded(text: str, raw: bytes) -> bytes:
    """`text` in UTF-8, with the byte order mark and the line ends that `raw` has."""
    crlf = b"\r\n" in raw or b"\r\0\n" in raw
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return mark + (text.replace("\n", "\r\n") if crlf else text).encode()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in raw


def _replace(path: Path, content: bytes) -> Path:
    """Puts `content` in the place of a file, which is kept under a name of its own; that name."""
    path = path.resolve()  # a link stays a link
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        original = next(name for name in _original_names(path) if not os.path.lexists(name))
        shutil.copy2(path, unfinished)
        unfinished.replace(original)
        unfinished.write_bytes(content)
        shutil.copymode(path, unfinished)
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return original


def _original_names(path: Path) -> Iterator[Path]:
    """`x.original.srt`, then `x.original-2.srt` and so on."""
    yield path.with_name(f"{path.stem}.original{path.suffix}")
    yield from (path.with_name(f"{path.stem}.original-{number}{path.suffix}") for number in count(2))
