"""How a folder of reels stands: what is done, waiting, failed, to be read. Looks at what lies there; makes nothing."""

from pathlib import Path

import msgspec

from vidkit.deliver.overview import Entry, overview
from vidkit.deliver.week_state import Row, WeekState, read_state
from vidkit.errors import InputError, reason
from vidkit.i18n import gettext as _
from vidkit.plan.week import NOTHING_SAID


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of reels."""

    folder: Path
    week: str
    """The folder or week file that its reels were asked for in; empty where none is known."""
    entries: tuple[Entry, ...]


def status(out: Path, week: Path | None = None) -> Status:
    """How the reels in `out` stand, with those of `week` that nobody has begun with; without it, as it was last made.

    Raises:
        InputError: there is no such folder, or `week` is none.
    """
    state = _with(read_state(out), week, out) if week is not None else read_state(out)
    try:
        return Status(folder=out, week=state.week, entries=overview(out, state))
    except OSError as fault:
        raise InputError(
            _("“{name}” cannot be read: {reason}.").format(name=out, reason=reason(fault)),
            _("Name the folder with the finished reels, as after --out."),
        ) from fault


def _with(state: WeekState, week: Path, out: Path) -> WeekState:
    from vidkit.batch.week_input import asked_week
    from vidkit.batch.week_page import publishings

    asked = asked_week(week, out, NOTHING_SAID)
    days = publishings(asked, state, out)
    rows = tuple(
        msgspec.structs.replace(
            state.row(reel.name) or Row(name=reel.name, source=reel.source, title=reel.brief.title),
            publishing=days[reel.name],
        )
        for reel in asked.reels
    )
    return msgspec.structs.replace(state, week=asked.source, rows=rows)
