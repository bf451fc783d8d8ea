"""What is remembered of the week last made into a folder, in one small hidden file there.

Which reels were asked for, on which day each is published, why one of them failed. What is finished stands in each
reel's own record. Knows values only; who makes reels, and who shows what is known, is elsewhere.
"""

from pathlib import Path
from typing import Literal

import msgspec

from vidkit.deliver.record import Record, read_record, to_json
from vidkit.deliver.whole import write_whole
from vidkit.plan.week_days import Publishing

NAME = ".vidkit-week.json"

SCHEMA = 1
"""Raised when what an older vidkit wrote no longer reads."""

MOST = 16 << 20
"""Bytes. Two hundred reels take a tenth of a megabyte; what is larger was not written by us."""


class Told(msgspec.Struct, frozen=True):
    """Why a reel failed, in the words in which it was told."""

    message: str
    hint: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A reel that was asked for."""

    name: str
    source: str
    """What it is made of, as the person knows it."""
    title: str = ""
    shape: str = ""
    publishing: Publishing = Publishing()
    fault: Told | None = None
    """Why it could not be made the last time."""


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Whose reels they are, as a page needs it. Colours are `#RRGGBB` and can be read on the page's ground."""

    organisation: str = ""
    language: str = "sv"
    """Of what stands in the reels."""
    accent: str = "#0B5563"
    """On the light ground."""
    on_accent: str = "#FFFFFF"
    dark_accent: str = "#8FD3DF"
    """On the dark ground."""
    on_dark_accent: str = "#0C1A20"


class WeekState(msgspec.Struct, frozen=True, kw_only=True):
    """The week last made."""

    made_by: Literal["vidkit"] = "vidkit"
    schema: int = SCHEMA
    week: str = ""
    """The folder or week file, as a path from where this file lies, or a whole one on another disk."""
    at: str = ""
    """When a reel of it last ended, ISO 8601 with zone."""
    rows: tuple[Row, ...] = ()
    """In the week's own order."""
    sender: Sender = Sender()
    table: str = ""
    """SHA-256 of the table as it was written: a person may have worked in it since."""

    def row(self, name: str) -> Row | None:
        """The reel of this name."""
        return next((row for row in self.rows if row.name == name), None)

    @property
    def publishing(self) -> dict[str, Publishing]:
        """The days that are known, by the reels' names."""
        return {row.name: row.publishing for row in self.rows if row.publishing.day}


def read_state(out: Path) -> WeekState:
    """What is remembered in `out`; nothing where nothing is, or nothing that this vidkit can read."""
    path = out / NAME
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST else b""
        state = msgspec.json.decode(content, type=WeekState)
    except (OSError, msgspec.DecodeError):
        return WeekState()
    return state if state.schema == SCHEMA else WeekState()


def write_state(state: WeekState, out: Path) -> None:
    """Remember it in `out`.

    Raises:
        OutputError: it cannot be written.
    """
    content = msgspec.json.format(msgspec.json.encode(state, order="deterministic"), indent=1) + b"\n"
    write_whole(out / NAME, content)


def note_publishing(folder: Path, publishing: Publishing, week: str) -> None:
    """Put into the record of the finished reel in `folder` when it is published; nothing else of it changes.

    Raises:
        OutputError: it cannot be written.
    """
    record: Record | None = read_record(folder)
    if record is None or (record.publishing, record.week) == (publishing, week):
        return
    noted = msgspec.structs.replace(record, publishing=publishing, week=week)
    write_whole(folder / f"{record.name}.json", to_json(noted))
