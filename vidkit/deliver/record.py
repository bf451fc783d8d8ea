"""The record of a finished reel, `<name>.json`: what it was made of, how, and what every file was when it was done.

It is how a later run knows that nothing has changed, and what a person has edited since. Knows no other rooms' work,
only values; where the folder stands is for `deliver.folder`.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

import vidkit
from vidkit.captions.cue import Mark
from vidkit.deliver.faults import writing
from vidkit.deliver.finding import Finding
from vidkit.deliver.text_history import TextHistory
from vidkit.plan.reel_plan import ReelPlan
from vidkit.plan.week_days import Publishing

SCHEMA = 1
"""Raised when a record written by an older vidkit no longer reads."""

CAPTIONS = (".srt", ".vtt")

RECORD_MOST = 64 << 20
"""Bytes. A record has some tens of kilobytes; what is larger was not written by us."""


class RecordedSource(msgspec.Struct, frozen=True, kw_only=True):
    """A clip the reel was made of. Only its name: the folder is published, and paths tell of people."""

    name: str
    sha256: str
    size_bytes: int


class RecordedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the folder as it was when it was done."""

    name: str
    sha256: str
    size_bytes: int


class RecordedText(msgspec.Struct, frozen=True, kw_only=True):
    """Where the captions of one clip come from, and where in the reel the clip stands."""

    origin: str
    """`recognised`, `person` or `none`."""
    file: str = ""
    """Name of the person's own caption file where there was one."""
    corrected: bool = False
    """True where that is the reel's own: its words were corrected there."""
    start: int
    """The reel's frame at which the clip begins."""
    first: int
    """The clip's own frame that is shown there."""


class RecordedCaptions(msgspec.Struct, frozen=True, kw_only=True):
    """Where the captions come from, and what should be read again. Times of marks are the reel's."""

    origin: str
    """`recognised`, `person`, `mixed` or `none`."""
    engine: str = ""
    model: str = ""
    model_digest: str = ""
    cues: int = 0
    file: str = ""
    """Name of the person's own caption file where there was one for the reel."""
    texts: tuple[RecordedText, ...] = ()
    """For each clip, in order; empty in records of before there were any."""
    clips: tuple[int, int] = (0, 0)
    """The stretch of the reel that the clips fill, in frames: captions follow them when the intro changes."""
    marks: tuple[Mark, ...] = ()


class RecordedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was decided, for machines and in words."""

    code: str
    subject: str = ""
    values: tuple[str, ...] = ()
    words: str = ""
    """In the language of whoever ran the program."""


class Setting(msgspec.Struct, frozen=True):
    """An option as it was in force."""

    name: str
    value: str


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """How long a step took. Some go on at the same time: together they may be more than the whole."""

    step: str
    """`events.Step` by its value."""
    seconds: float
    reused: bool = False


class RecordedReuse(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the film was there already when it was made."""

    windows: int = 0
    """The pieces that the picture was made in."""
    windows_reused: int = 0
    """How many of them had been made before."""
    sound_reused: bool = False


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to be known of a finished reel."""

    made_by: Literal["vidkit"] = "vidkit"
    """What tells our record from any other JSON of the same name."""
    schema: int = SCHEMA
    vidkit: str = vidkit.__version__
    name: str
    plan_digest: str
    made_at: str
    """ISO 8601 with zone."""
    shape: str
    frames: int
    rate: tuple[int, int]
    """Frames a second, as a fraction."""
    sources: tuple[RecordedSource, ...]
    captions: RecordedCaptions
    page: str = ""
    """SHA-256 over the templates that the transcript page was made from."""
    text: TextHistory | None = None
    """Of the words on the transcript page; None in records of before there was one."""
    settings: tuple[Setting, ...] = ()
    decisions: tuple[RecordedDecision, ...] = ()
    findings: tuple[Finding, ...] = ()
    timings: tuple[Timing, ...] = ()
    reuse: RecordedReuse = RecordedReuse()
    files: tuple[RecordedFile, ...] = ()
    """Every file of the folder but this one."""
    publishing: Publishing = Publishing()
    """When it is to be published. No part of the plan: another day makes no other film."""
    week: str = ""
    """Name of the folder or week file that it was made from, where there was one."""

    def setting(self, name: str) -> str:
        """An option as it was in force; empty where the record does not have it."""
        return next((setting.value for setting in self.settings if setting.name == name), "")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a finished folder compares with its record."""

    record: Record | None
    """None where there is none that can be read."""
    same_plan: bool
    missing: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Files that are no longer what was written: a person has worked on them."""

    @property
    def reusable(self) -> bool:
        """True when the same plan would make the very same folder."""
        return self.same_plan and not self.missing and not self.edited


def sources_of(plan: ReelPlan) -> tuple[RecordedSource, ...]:
    """The plan's clips, for the record."""
    return tuple(
        RecordedSource(name=clip.name, sha256=clip.fingerprint, size_bytes=clip.size_bytes) for clip in plan.sources
    )


def files_of(folder: Path, names: Iterable[str]) -> tuple[RecordedFile, ...]:
    """These files of `folder` as they are now, for the record.

    Raises:
        OSError: one of them cannot be read.
    """
    return tuple(
        RecordedFile(name=name, sha256=digest_of(folder / name), size_bytes=(folder / name).stat().st_size)
        for name in sorted(names)
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_json(record: Record) -> bytes:
    """The record as indented UTF-8 JSON with a line break at the end."""
    return msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=2) + b"\n"


def write_record(record: Record, folder: Path) -> Path:
    """Write `<name>.json` into `folder`; where it is.

    Raises:
        OutputError: it cannot be written.
    """
    path = folder / f"{record.name}.json"
    with writing(path):
        path.write_bytes(to_json(record))
    return path


def read_record(folder: Path, name: str = "") -> Record | None:
    """The record of the reel `name` in `folder`, whose own name it has where none is given.

    None where there is no record, or none that this vidkit can read.
    """
    try:
        record = msgspec.json.decode(_bytes(folder, name), type=Record)
    except msgspec.DecodeError:
        return None
    return record if record.schema == SCHEMA else None


class Signature(msgspec.Struct, frozen=True):
    """The part of a record that every vidkit reads, an older or a newer one too."""

    made_by: Literal["vidkit"]
    files: tuple[RecordedFile, ...] = ()


def read_signature(folder: Path, name: str = "") -> Signature | None:
    """What shows that vidkit made the reel `name` in `folder`; None where nothing does."""
    try:
        return msgspec.json.decode(_bytes(folder, name), type=Signature)
    except msgspec.DecodeError:
        return None


def standing(folder: Path, plan_digest: str) -> Standing:
    """How the finished folder stands to its record and to a plan. Reads every file once."""
    record = read_record(folder)
    if record is None:
        return Standing(record=None, same_plan=False)
    missing, edited = _other(folder, record.files)
    return Standing(record=record, same_plan=record.plan_digest == plan_digest, missing=missing, edited=edited)


def edited_captions(folder: Path, record: Record) -> tuple[str, ...]:
    """The caption files that are not as they were left. Reads no other file: the film is a thousand times as large."""
    return _other(folder, [file for file in record.files if file.name.endswith(CAPTIONS)])[1]


def _other(folder: Path, files: Iterable[RecordedFile]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of those that are missing, and of those that are not as they were left."""
    missing, edited = [], []
    for file in files:
        path = folder / file.name
        try:
            same = path.stat().st_size == file.size_bytes and digest_of(path) == file.sha256
        except FileNotFoundError:
            missing.append(file.name)
        except OSError:
            edited.append(file.name)  # there, but not as it was left
        else:
            if not same:
                edited.append(file.name)
    return tuple(missing), tuple(edited)


def reusable(folder: Path, plan_digest: str) -> bool:
    """True when `folder` holds exactly what this plan would make; `standing` tells why not.

    Of a folder that another plan made, no file is read.
    """
    record = read_record(folder)
    return record is not None and record.plan_digest == plan_digest and standing(folder, plan_digest).reusable


def _bytes(folder: Path, name: str) -> bytes:
    """The record's file; empty where there is none that could be one."""
    path = folder / f"{name or folder.name}.json"
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= RECORD_MOST else b""
    except OSError:
        return b""
