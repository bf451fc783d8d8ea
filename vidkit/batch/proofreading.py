"""Caption files against a profile: what each caption is like, and the file mended where no word can change.

A mended file takes the place of the one before, which is kept beside it under another name. Prints nothing.
"""

import codecs
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import msgspec

from vidkit.batch.caption_box import caption_box
from vidkit.brand.kit import Brand
from vidkit.captions.cue import Cue
from vidkit.captions.encoding import Decoded, decoded
from vidkit.captions.formats import OTHER_FORMATS, contents, read_captions
from vidkit.captions.lint import CHARACTERS, Box, Finding, Severity, in_time, lint, of_gap
from vidkit.captions.mending import mend
from vidkit.captions.profile import Grade, Profile
from vidkit.captions.standing import Standing, as_it_stands, patched
from vidkit.captions.wording import wording
from vidkit.deliver.folder import sync
from vidkit.errors import InputError, OutputError, reason
from vidkit.i18n import gettext as _

MENDABLE = frozenset({".srt", ".vtt", ".txt"})
"""Some editors put `.txt` behind the name that they are given."""

SUFFIXES = MENDABLE | OTHER_FORMATS
"""What is a caption file and not a film."""

RATES = (30, 25, 50, 60, 24)
"""Frames a second, the likeliest first. A caption file does not say how long a frame of its film is, so gaps are
held against the rate that they fit best."""


class Rules(msgspec.Struct, frozen=True):
    """What a file is held against."""

    profile: Profile
    box: Box = CHARACTERS


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
    """True when the file's own encoding could not be written again, and it is in UTF-8 now."""

    @property
    def passed(self) -> bool:
        """True when no caption is red."""
        return not self.count(Grade.RED)

    def count(self, grade: Grade) -> int:
        """How many captions have this grade."""
        return Counter(proofed.grade for proofed in self.cues)[grade]


def rules_of(profile: Profile, brand: Brand) -> Rules:
    """The profile's rules, with the box that its lines stand in where it has one."""
    return Rules(profile, caption_box(profile, brand))


def proofread(path: Path, rules: Rules) -> Proof:
    """What the captions in the file at `path` are like; the file is only read.

    Raises:
        InputError: it cannot be read as captions.
    """
    if path.suffix.lower() in OTHER_FORMATS:
        return _proof(read_captions(path).cues, rules)
    return _proof(_standing(decoded(contents(path), path.name), path.name).cues, rules)


def mend_file(path: Path, rules: Rules) -> Proof:
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
    found = decoded(contents(path), path.name)
    standing = _standing(found, path.name)
    if "\ufffd" in found.text:  # a letter that cannot be read cannot be written back either
        return _proof(standing.cues, rules)
    mended = mend(standing.cues, rules.profile, frame_ms=_frame_ms(standing.cues, rules.profile), box=rules.box)
    text = patched(standing, mended)
    after = as_it_stands(text, path.name)
    _refuse_other_words(standing, after)
    pairs = enumerate(zip(standing.cues, after.cues, strict=True), 1)
    changes = tuple(Change(number=number, before=was, after=now) for number, (was, now) in pairs if was != now)
    proof = _proof(after.cues, rules)
    if not changes:
        return proof
    content, kept = _encoded(text, found, path.name)
    try:
        original = _replace(path, content)
    except OSError as fault:
        raise OutputError(
            _("“{path}” cannot be written: {reason}.").format(path=path, reason=reason(fault)),
            _("Check that you may write in that folder, and that no other program has the file open."),
        ) from fault
    return msgspec.structs.replace(proof, changes=changes, original=original.name, reencoded=not kept)


def _standing(found: Decoded, name: str) -> Standing:
    standing = as_it_stands(found.text, name)
    if not any(cue.lines for cue in standing.cues):
        raise InputError(_("There is not a single caption in “{file}”.").format(file=name), _("Is it the right file?"))
    return standing


def _proof(cues: tuple[Cue, ...], rules: Rules) -> Proof:
    profile = rules.profile
    findings = defaultdict(list)
    for finding in lint(cues, profile, frame_ms=_frame_ms(cues, profile), box=rules.box, lists=wording()):
        findings[finding.number].append(finding)
    return Proof(
        profile=profile.name,
        cues=tuple(
            Proofed(number=number, cue=cue, findings=tuple(findings[number])) for number, cue in enumerate(cues, 1)
        ),
    )


def _frame_ms(cues: Sequence[Cue], profile: Profile) -> float:
    following = list(in_time(cues))

    def unfit(frame_ms: float) -> int:
        return sum(bool(list(of_gap(*each, profile, frame_ms))) for each in following)

    return min((1000 / rate for rate in RATES), key=unfit)


def _refuse_other_words(before: Standing, after: Standing) -> None:
    """A mended file is only written when it reads as the same words at the same times."""
    was, now = ([(cue.start_ms, cue.text.split()) for cue in standing.cues] for standing in (before, after))
    if was != now:
        raise RuntimeError("mending captions would have changed their words")


def _encoded(text: str, found: Decoded, name: str) -> tuple[bytes, bool]:
    """`text` as the file was encoded, and True; in UTF-8, and False, where it would not be read the same again."""
    with suppress(UnicodeError, LookupError):
        content = found.encoded(text)
        if decoded(content, name).text == text:
            return content, True
    mark = codecs.BOM_UTF8 if found.mark == codecs.BOM_UTF8 else b""
    return mark + text.encode(), False


def _replace(path: Path, content: bytes) -> Path:
    """Puts `content` in the place of a file, which is kept under a name of its own; that name."""
    path = path.resolve()  # a link stays a link
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        original = next(name for name in _original_names(path) if not os.path.lexists(name))
        shutil.copyfile(path, unfinished)
        sync(unfinished)  # a power cut after the next lines must not take both
        shutil.copystat(path, unfinished)
        unfinished.replace(original)
        unfinished.write_bytes(content)
        sync(unfinished)
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
