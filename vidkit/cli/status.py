"""`vidkit status`: how the reels of a folder stand, without making any."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from vidkit.batch.status import Status
    from vidkit.deliver.overview import Entry

Folder = Annotated[
    Path,
    typer.Argument(metavar=_("FOLDER"), help=_("The folder with the finished reels, as after --out.")),
]
WeekOption = Annotated[
    Path | None,
    typer.Option(
        "--week",
        metavar=_("FOLDER|WEEK.toml"),
        show_default=False,
        help=_("Also what is asked for there and nobody has begun with; else as the week was last made."),
    ),
]
Page = Annotated[
    bool, typer.Option("--page", help=_("Write the page with all reels, and the table, anew from what lies there."))
]

TO_DO = 1
"""The exit code where something is left to be made or mended."""


def status(folder: Folder = asking.OUT, week: WeekOption = None, page: Page = False, json: asking.Json = False) -> None:
    """Look, tell."""
    from vidkit.batch.status import status as standing

    seen = standing(folder, week)
    if page:
        _write(folder)
    if json:
        print(_as_json(seen))
    else:
        _tell(seen)
    raise typer.Exit(_exit_code(seen.entries))


def _exit_code(entries: "Sequence[Entry]") -> int:
    from vidkit.deliver.overview import State

    return 0 if all(entry.state in (State.DONE, State.READ) for entry in entries) else TO_DO


def _write(folder: Path) -> None:
    from vidkit.batch.week_page import write_pages
    from vidkit.cli.week_telling import tell_notes

    tell_notes(write_pages(folder))


def _tell(seen: "Status") -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from vidkit.deliver.overview import State
    from vidkit.deliver.overview_words import SIGNS, clock, ready_in_words, state_in_words, what_to_do

    if not seen.entries:
        print(_("There is no reel in “{folder}” yet.").format(folder=seen.folder))
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(_("Day"), no_wrap=True)
    table.add_column(_("Reel"), overflow="fold")
    table.add_column(_("Result"), overflow="fold")
    for title in (_("Length"), _("To read again")):
        table.add_column(title, justify="right")
    for entry in seen.entries:
        table.add_row(
            entry.publishing.day,
            escape(entry.name),
            f"{SIGNS[entry.state]} {state_in_words(entry.state)}",
            clock(entry.seconds) if entry.seconds is not None else "",
            str(len(entry.marks)) if entry.record else "",
        )
    Console().print(table)
    for entry in seen.entries:
        if entry.state in (State.FAILED, State.SHORT, State.CHANGED):
            print(f"{SIGNS[entry.state]} {entry.name}: {_why(entry)}")
            print(f"  {what_to_do(entry)}")
    print(ready_in_words(seen.entries))


def _why(entry: "Entry") -> str:
    from vidkit.deliver.finding import Verdict
    from vidkit.deliver.overview_words import state_in_words

    if entry.fault is not None:
        return entry.fault.message
    short = [f"{finding.row}: {finding.found}" for finding in entry.findings(Verdict.FAIL)]
    return "; ".join(short) or state_in_words(entry.state)


def _as_json(seen: "Status") -> str:
    import msgspec

    from vidkit.deliver.finding import Verdict

    rows = [
        {
            "name": entry.name,
            "title": entry.title,
            "source": entry.source,
            "shape": entry.shape,
            "state": entry.state.value,
            "day": entry.publishing.day,
            "day_said": entry.publishing.said,
            "folder": str(seen.folder / entry.name) if entry.record else "",
            "seconds": entry.seconds,
            "fault": entry.fault.message if entry.fault else "",
            "hint": entry.fault.hint if entry.fault else "",
            "checks_failed": [finding.row for finding in entry.findings(Verdict.FAIL)],
            "read_again": len(entry.marks),
        }
        for entry in seen.entries
    ]
    report = {"folder": str(seen.folder), "week": seen.week, "reels": rows}
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()
