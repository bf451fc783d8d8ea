"""What stands in a folder of reels, and how each of them stands: from records, work folders and the week's own file.

Only looks, and quickly: no film is opened. Two hundred reels take 0.1 s.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path

import msgspec

from vidkit.captions.cue import Mark
from vidkit.deliver.finding import Finding, Verdict
from vidkit.deliver.record import Record, digest_of, read_record
from vidkit.deliver.week_state import Row, Told, WeekState
from vidkit.deliver.workfolder import names_being_made
from vidkit.plan.week_days import Publishing


class State(Enum):
    """How a reel stands; what wants a person first comes first."""

    FAILED = "failed"
    SHORT = "short"
    """Finished, and did not pass its checks."""
    CHANGED = "changed"
    """Finished, and its captions were corrected since: to be made again."""
    WAITING = "waiting"
    """Asked for and not yet made."""
    MAKING = "making"
    READ = "read"
    """Finished, with places in its captions that a person should read."""
    DONE = "done"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A reel and how it stands."""

    name: str
    title: str
    source: str = ""
    """What it is made of, where that is remembered."""
    shape: str = ""
    state: State
    publishing: Publishing = Publishing()
    fault: Told | None = None
    """Why it could not be made the last time; an earlier film of it may stand."""
    record: Record | None = None
    """None where none is finished."""

    @property
    def day(self) -> date | None:
        """When it is published."""
        try:
            return date.fromisoformat(self.publishing.day)
        except ValueError:
            return None

    @property
    def seconds(self) -> float | None:
        """Length of the film."""
        record = self.record
        return round(record.frames * record.rate[1] / record.rate[0], 2) if record else None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Places in the captions to read again."""
        return self.record.captions.marks if self.record else ()

    def findings(self, *verdicts: Verdict) -> tuple[Finding, ...]:
        """The checks that came out so."""
        return tuple(each for each in (self.record.findings if self.record else ()) if each.verdict in verdicts)


def overview(out: Path, state: WeekState) -> tuple[Entry, ...]:
    """Every reel that was asked for last or stands finished in `out`, by day, those without one last.

    Raises:
        OSError: the folder cannot be read.
    """
    making = names_being_made(out)
    rows = {row.name: row for row in state.rows}
    finished = {record.name: record for record in _records(out)}
    names = (*rows, *sorted(finished.keys() - rows.keys()), *sorted(making - rows.keys() - finished.keys()))
    entries = [
        _entry(out, rows.get(name) or Row(name=name, source=""), finished.get(name), being_made=name in making)
        for name in names
    ]
    return tuple(sorted(entries, key=lambda entry: entry.day or date.max))


def _records(out: Path) -> Iterator[Record]:
    for folder in sorted(out.iterdir()):
        record = None if folder.name.startswith(".") or folder.is_symlink() else read_record(folder)
        if record is not None and record.name == folder.name:
            yield record


def _entry(out: Path, row: Row, record: Record | None, *, being_made: bool) -> Entry:
    title = (record.setting("title") if record else "") or row.title
    recorded = record.publishing if record else Publishing()
    return Entry(
        name=row.name,
        title=title or row.name,
        source=row.source,
        shape=record.shape if record else row.shape,
        state=_state(out / row.name, row, record, being_made=being_made),
        publishing=row.publishing if row.source else recorded,
        fault=row.fault,
        record=record,
    )


def _state(folder: Path, row: Row, record: Record | None, *, being_made: bool) -> State:
    if being_made:
        return State.MAKING
    if row.fault is not None:
        return State.FAILED
    if record is None or not (folder / f"{row.name}.mp4").is_file():
        return State.WAITING
    if any(finding.verdict is Verdict.FAIL for finding in record.findings):
        return State.SHORT
    if corrected(folder, record):
        return State.CHANGED
    return State.READ if record.captions.marks else State.DONE


def corrected(folder: Path, record: Record) -> bool:
    """True where the captions are no longer those that the film was made with."""
    for file in record.files:
        if file.name in (f"{record.name}.srt", f"{record.name}.vtt"):
            path = folder / file.name
            try:
                if path.stat().st_size != file.size_bytes or digest_of(path) != file.sha256:
                    return True
            except OSError:
                continue  # gone, or open elsewhere: nobody has corrected anything that could be used
    return False
