"""`vidkit week`: the file in which a week of reels is written down."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from vidkit.cli.commands import Command, Group
from vidkit.cli.failure import ending
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext

app = typer.Typer(
    cls=Group, help=_("Write down a week of reels, to be made with “vidkit batch”."), no_args_is_help=True
)

Folder = Annotated[
    Path, typer.Argument(metavar=_("FOLDER"), show_default=False, help=_("The folder with the week's clips."))
]


@app.callback()
def _week() -> None:
    """Keeps `new` a command of its own, though it is the only one."""


@app.command("new", cls=Command, help=_("Write a week.toml from the clips that lie in a folder, to be edited."))
@ending
def new(folder: Folder) -> None:
    """Look, write, tell."""
    from vidkit.batch.week_input import write_week
    from vidkit.cli.week_telling import tell_passed

    written = write_week(folder)
    tell_passed(written.week.passed)
    for reel in written.week.reels:
        if reel.fault is not None:
            print(f"✗ {reel.source}: {reel.fault.message}", file=sys.stderr)
            print(f"  {reel.fault.hint}", file=sys.stderr)
    text = ngettext("{count} reel stands in {file}.", "{count} reels stand in {file}.", written.reels)
    print(text.format(count=written.reels, file=written.path), file=sys.stderr)
    print(_("Edit it, then run: {command}").format(command=f'vidkit batch "{written.path}"'), file=sys.stderr)
