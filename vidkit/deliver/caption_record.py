"""The record of captions without a reel, `<stem>.json`: the captions themselves, and what every file was when written.

It is how a later run knows what a person has corrected since. The files beside it are put there by `caption_folder`.
"""

from pathlib import Path
from typing import Literal

import msgspec

import vidkit
from vidkit.captions.cue import Cue, Mark
from vidkit.captions.lint import Finding
from vidkit.deliver.record import RecordedFile, RecordedSource, digest_of
from vidkit.deliver.text_history import TextHistory

SCHEMA = 1
"""Raised when a record written by an older vidkit no longer reads."""

WORDS = (".srt", ".vtt")
"""The files in which a person corrects the words."""

SUFFIXES = (*WORDS, ".ass", ".txt", ".html")
"""Every file but the record itself."""


class CaptionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to be known of the captions of one clip."""

    made_by: Literal["vidkit"] = "vidkit"
    kind: Literal["captions"]
    """Tells it from the record of a reel."""
    schema: int = SCHEMA
    vidkit: str = vidkit.__version__
    clip: RecordedSource
    length_ms: int
    language: str
    profile: str
    origin: str
    """`recognised`, `person` or `none`."""
    file: str = ""
    """The person's own file where the words are theirs."""
    engine: str = ""
    model: str = ""
    model_digest: str = ""
    text: TextHistory
    cues: tuple[Cue, ...]
    marks: tuple[Mark, ...] = ()
    """Places to read again."""
    findings: tuple[Finding, ...] = ()
    """What breaks a rule of the profile."""
    edited: tuple[str, ...] = ()
    """Files that a person had worked on since the run before."""
    files: tuple[RecordedFile, ...] = ()
    """The other files, as they were when this was written."""


class CaptionStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of the captions of a clip before a run."""

    record: CaptionRecord | None
    edited: tuple[str, ...]
    """Files that are not as vidkit wrote them: a person's."""
    ours: tuple[str, ...]
    """Files that are as vidkit wrote them."""
    words: Path | None
    """The SRT or VTT whose words are a person's."""
    foreign: bool
    """True where a file has the record's name and is none."""


def caption_standing(folder: Path, stem: str) -> CaptionStanding:
    """What stands in `folder` under the names of the captions of `stem`. Reads each file once."""
    path = folder / f"{stem}.json"
    record = _read(path)
    files = [file for suffix in SUFFIXES if (file := folder / f"{stem}{suffix}").is_file()]
    ours = {(file.name, file.sha256) for file in record.files} if record else set()
    edited = [file for file in files if (file.name, digest_of(file)) not in ours and file.stat().st_size]
    taken = record.file if record and record.origin == "person" else ""
    theirs = [file for file in files if file.suffix in WORDS and (file in edited or file.name == taken)]
    return CaptionStanding(
        record=record,
        edited=tuple(file.name for file in edited),
        ours=tuple(file.name for file in files if file not in edited and file.name != taken),
        words=max(theirs, key=lambda file: file.stat().st_mtime, default=None),
        foreign=record is None and path.exists(),
    )


def to_json(record: CaptionRecord) -> bytes:
    """The record as indented UTF-8 JSON with a line break at the end."""
    return msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=2) + b"\n"


def _read(path: Path) -> CaptionRecord | None:
    try:
        record = msgspec.json.decode(path.read_bytes(), type=CaptionRecord)
    except (OSError, msgspec.DecodeError):
        return None
    return record if record.schema == SCHEMA else None
