"""The command line: which commands there are, and how each run ends."""

import gettext as stdlib_gettext
import os
import sys
from pathlib import Path
from typing import Annotated

# Before Typer: it reads its own words ("Usage", "Options") through the same catalogue, in the same language.
from vidkit.i18n import DOMAIN, LOCALE_DIR, language

stdlib_gettext.bindtextdomain(DOMAIN, LOCALE_DIR)
stdlib_gettext.textdomain(DOMAIN)
os.environ["LANGUAGE"] = language()

import typer  # noqa: E402

from vidkit import __version__  # noqa: E402
from vidkit.cli import batch, brand, cache, caption, check, doctor, inbox, models, plan, reel, status, template, week  # noqa: E402
from vidkit.cli.asking import refuse_no_text  # noqa: E402
from vidkit.cli.commands import Command, Group  # noqa: E402
from vidkit.cli.failure import INTERRUPTED, ending, exit_code, say_nothing_more, say_stopped  # noqa: E402
from vidkit.cli.light import without_markdown  # noqa: E402
from vidkit.cli.stopping import Stopping  # noqa: E402
from vidkit.i18n import gettext as _  # noqa: E402

without_markdown()

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


app.command("reel", cls=Command, help=_("Make a reel of one or several clips."))(ending(reel.reel))
app.command("batch", cls=Command, help=_("Make a whole week of reels, from a folder of clips or a week file."))(
    ending(batch.batch)
)
app.command("watch", cls=Command, help=_("Make reels of clips as they come into a folder, until Ctrl-C."))(
    ending(inbox.watch)
)
app.command("status", cls=Command, help=_("See which reels of a folder are ready, failed, or to be read."))(
    ending(status.status)
)
app.command("caption", cls=Command, help=_("Write captions for films or recordings, without a reel."))(
    ending(caption.caption)
)
app.command("check", cls=Command, help=_("Check finished films, and captions, against written rules."))(
    ending(check.check)
)
app.command("plan", cls=Command, help=_("Show what a reel would be, without making it."))(ending(plan.plan))
app.command("doctor", cls=Command, help=_("See whether everything vidkit needs is there."))(ending(doctor.doctor))
app.add_typer(week.app, name="week")
app.add_typer(models.app, name="models")
app.add_typer(brand.app, name="brand")
app.add_typer(template.app, name="template")
app.add_typer(cache.app, name="cache")


def _open_what_is_closed() -> None:
    """Started with its output closed (2>&-) Python has no stream there at all; then what is said goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as we run


def run() -> None:
    """The program: never a traceback for a fault of input, disk or user."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may know fewer characters than our sentences have.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    stopping = Stopping()
    try:
        stopping.heed()
        refuse_no_text(sys.argv[1:])
        code = app(standalone_mode=False)
    except BaseException as fault:  # noqa: BLE001 - the last word on every way out
        code = exit_code(fault)
    stopping.ignore()
    if code == INTERRUPTED:
        say_stopped()  # where Typer answered it, nothing was said
    say_nothing_more()
    if code == INTERRUPTED:
        # Everything is tidied up. Python itself would end by the signal instead of by this code where the interrupt
        # came while a string was executed, as it is whenever a named tuple is made.
        os._exit(code)
    sys.exit(code if isinstance(code, int) else 0)
