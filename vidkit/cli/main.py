"""The command line: which commands there are, and how each run ends."""

import functools
import gettext as stdlib_gettext
import os
import sys
from collections.abc import Callable
from typing import Annotated, ParamSpec

# Before Typer: it reads its own words ("Usage", "Options") through the same catalogue, in the same language.
from vidkit.i18n import DOMAIN, LOCALE_DIR, language

stdlib_gettext.bindtextdomain(DOMAIN, LOCALE_DIR)
stdlib_gettext.textdomain(DOMAIN)
os.environ["LANGUAGE"] = language()

import typer  # noqa: E402

from vidkit import __version__  # noqa: E402
from vidkit.cli import check, doctor, plan, reel  # noqa: E402
from vidkit.cli.commands import Command, Group  # noqa: E402
from vidkit.cli.failure import exit_code, say_nothing_more  # noqa: E402
from vidkit.cli.stopping import Stopping  # noqa: E402
from vidkit.i18n import gettext as _  # noqa: E402

P = ParamSpec("P")

app = typer.Typer(
    name="vidkit",
    cls=Group,
    help=_("Turns phone clips into branded, captioned reels, on your own computer."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"vidkit {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version and exit."))
    ] = False,
) -> None:
    del version


def _ends(command: Callable[P, None]) -> Callable[P, None]:
    """The command, whatever it ends with turned into an exit code here: Typer's own answer differs by release."""

    @functools.wraps(command)
    def ending(*args: P.args, **options: P.kwargs) -> None:
        try:
            command(*args, **options)
        except BaseException as fault:
            raise typer.Exit(exit_code(fault)) from fault

    return ending


app.command("reel", cls=Command, help=_("Make a reel of one or several clips."))(_ends(reel.reel))
app.command("check", cls=Command, help=_("Check finished films against the platform's specification."))(
    _ends(check.check)
)
app.command("plan", cls=Command, help=_("Show what a reel would be, without making it."))(_ends(plan.plan))
app.command("doctor", cls=Command, help=_("See whether everything vidkit needs is there."))(_ends(doctor.doctor))


def run() -> None:
    """The program: never a traceback for a fault of input, disk or user."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may know fewer characters than our sentences have.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        Stopping().heed()
        code = app(standalone_mode=False)
    except BaseException as fault:  # noqa: BLE001 - the last word on every way out
        code = exit_code(fault)
    say_nothing_more()
    sys.exit(code if isinstance(code, int) else 0)
