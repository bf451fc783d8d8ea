"""Keeps the books of a folder of reels: which were asked for, why one failed, when each is published; page and table.

Nothing of this may cost a reel: what cannot be written is told once, and the reels are made all the same.
"""

import datetime as dt
import os
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from threading import Lock
from typing import assert_never, cast

import msgspec

from vidkit.batch.produce import Made
from vidkit.batch.week import Audience, Done, Failed, Result
from vidkit.brand.contrast import mix, readable_on
from vidkit.brand.kit import Brand, load_brand
from vidkit.deliver.faults import writing
from vidkit.deliver.index import write_index
from vidkit.deliver.overview import Entry, overview
from vidkit.deliver.record import read_record
from vidkit.deliver.table import write_table
from vidkit.deliver.week_state import Row, Sender, Told, WeekState, note_publishing, read_state, write_state
from vidkit.errors import VidkitError
from vidkit.i18n import gettext as _
from vidkit.plan.week import Reel, Week
from vidkit.plan.week_days import Publishing, dated

LIGHT, DARK = "#FBFAF7", "#11181E"
"""The grounds of the page, as in its template."""

InWords = Callable[[Exception], tuple[str, str]]
"""Message and hint of a fault, of our own ones too."""


class Books:
    """The books of one run that makes `reels` of a week. May be told of results from several threads."""

    def __init__(self, week: Week, reels: Sequence[Reel], out: Path, in_words: InWords) -> None:
        self.notes: list[Told] = []
        """What could not be written or was set aside, each once."""
        self._out = out
        self._in_words = in_words
        self._lock = Lock()
        self._week = Path(week.source).name
        before = read_state(out)
        self._note(lambda: _settle(out, before))
        self._state = msgspec.structs.replace(
            before,
            week=_seen_from(out, Path(week.source)),
            rows=_rows(week, {reel.name for reel in reels}, before, out),
            sender=_sender(reels) or before.sender,
        )
        self._note(self._begin)

    def heard_by(self, audience: Audience) -> Audience:
        """The audience, with the books kept of what it hears."""
        return also_heard(audience, self.ends)

    def ends(self, result: Result) -> None:
        """A reel is finished, or has failed."""
        with self._lock:
            name, fault = result.reel.name, self._fault(result)
            rows = [msgspec.structs.replace(row, fault=fault) if row.name == name else row for row in self._state.rows]
            at = _now() if fault or (isinstance(result, Done) and isinstance(result.outcome, Made)) else self._state.at
            self._state = msgspec.structs.replace(self._state, rows=tuple(rows), at=at)
            self._note(lambda: write_state(self._state, self._out))
            row = self._state.row(name)
            if row is not None and fault is None:
                self._note(lambda: note_publishing(self._out / name, row.publishing, self._week))

    def close(self) -> None:
        """Write the page and the table."""
        with self._lock:
            for told in write_pages(self._out):
                self._remember(told)

    def _begin(self) -> None:
        with writing(self._out):
            self._out.mkdir(parents=True, exist_ok=True)
        write_state(self._state, self._out)

    def _fault(self, result: Result) -> Told | None:
        match result:
            case Failed(fault=fault):
                return Told(*self._in_words(fault))
            case Done():
                return None
            case _:
                assert_never(result)

    def _note(self, write: Callable[[], None]) -> None:
        try:
            write()
        except VidkitError as fault:
            self._remember(Told(fault.message, fault.hint))

    def _remember(self, told: Told) -> None:
        if told not in self.notes:
            self.notes.append(told)


def also_heard(audience: Audience, ends: Callable[[Result], None]) -> Audience:
    """The audience, and before it somebody else who only wants to know how each reel ends."""
    return cast("Audience", _Heard(audience, ends))


class _Heard:
    """Whatever else it is told is the audience's own."""

    def __init__(self, audience: Audience, ends: Callable[[Result], None]) -> None:
        self._audience = audience
        self._ends = ends

    def ends(self, result: Result) -> None:
        self._ends(result)
        self._audience.ends(result)

    def __getattr__(self, name: str) -> object:
        return getattr(self._audience, name)


def write_pages(out: Path) -> tuple[Told, ...]:
    """Write the page and the table of `out` as it stands; what could not be written, and what was set aside."""
    notes: list[Told] = []
    try:
        state = read_state(out)
        _settle(out, state)
        with writing(out):
            entries = overview(out, state)
        page = _as_of(state, entries)
    except VidkitError as fault:
        return (Told(fault.message, fault.hint),)
    try:
        write_index(entries, out, state.sender, page)
    except VidkitError as fault:
        notes.append(Told(fault.message, fault.hint))
    try:
        digest, kept = write_table(entries, out, state.table)
        if digest != state.table:
            write_state(msgspec.structs.replace(state, table=digest), out)
        if kept is not None:
            notes.append(Told(_("Your changed {name} is kept as {kept}.").format(name=kept.name, kept=kept.kept_as)))
    except VidkitError as fault:
        notes.append(Told(fault.message, fault.hint))
    return tuple(notes)


def _settle(out: Path, state: WeekState) -> None:
    """Days that are known go into the records: one made anew by itself has forgotten its own."""
    for row in state.rows:
        if row.publishing.day and row.fault is None:
            note_publishing(out / row.name, row.publishing, Path(state.week).name)


def publishings(week: Week, before: WeekState, out: Path) -> dict[str, Publishing]:
    """When each reel of the week is published, by its name."""
    recorded = {reel.name: record.publishing for reel in week.reels if (record := read_record(out / reel.name))}
    known = {name: each for name, each in recorded.items() if each.day} | before.publishing
    today = dt.datetime.now().astimezone().date()
    return dated({reel.name: reel.day for reel in week.reels}, known, today)


def _rows(week: Week, making: AbstractSet[str], before: WeekState, out: Path) -> tuple[Row, ...]:
    days = publishings(week, before, out)
    return tuple(_row(reel, before.row(reel.name), days[reel.name], again=reel.name in making) for reel in week.reels)


def _row(reel: Reel, before: Row | None, publishing: Publishing, *, again: bool) -> Row:
    return Row(
        name=reel.name,
        source=reel.source,
        title=reel.brief.title,
        shape=reel.brief.shape,
        publishing=publishing,
        fault=before.fault if before and not again else None,
    )


def _seen_from(out: Path, week: Path) -> str:
    try:
        return Path(os.path.relpath(week.absolute(), out.absolute())).as_posix()
    except ValueError:  # another disk, on Windows
        return str(week.absolute())


def _sender(reels: Sequence[Reel]) -> Sender | None:
    """Of the brand of the first reel whose brand can be read."""
    for name in dict.fromkeys(reel.brief.brand for reel in reels):
        try:
            return sender_of(load_brand(name))
        except VidkitError:
            continue
    return None


def sender_of(brand: Brand) -> Sender:
    """The brand as the page needs it: its own colours, where they can be read on the page's light and dark ground."""
    palette = brand.palette
    accent = readable_on(LIGHT, palette.primary, palette.depth, palette.ink)
    light = (mix(palette.primary, "#FFFFFF", share / 10) for share in range(5, 10))
    dark = readable_on(DARK, palette.accent, palette.shine, *light)
    return Sender(
        organisation=brand.organisation or brand.name,
        language=brand.language,
        accent=accent,
        on_accent=readable_on(accent, "#FFFFFF", palette.paper),
        dark_accent=dark,
        on_dark_accent=readable_on(dark, DARK, "#FFFFFF"),
    )


def _as_of(state: WeekState, entries: Sequence[Entry]) -> dt.datetime:
    """When something last became another; so a page of which nothing has changed is not written anew."""
    times = [state.at, *(entry.record.made_at for entry in entries if entry.record)]
    read = [dt.datetime.fromisoformat(time).astimezone() for time in times if time]
    return max(read, default=dt.datetime.now().astimezone().replace(second=0, microsecond=0))


def _now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
