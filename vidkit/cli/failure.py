"""How a run ends: from what went wrong to a message, a hint and an exit code. The one place that translates."""

import contextlib
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

from vidkit import __version__
from vidkit.cli.stopping import Asked
from vidkit.cli.wrong_use import in_words
from vidkit.errors import VidkitError
from vidkit.i18n import gettext as _

P = ParamSpec("P")

INTERRUPTED = 130
BUG = 70
WRONG_USE = 2


def ending(command: Callable[P, None]) -> Callable[P, None]:
    """The command, whatever it ends with turned into an exit code here: Typer's own answer differs by release."""

    @functools.wraps(command)
    def ended(*args: P.args, **options: P.kwargs) -> None:
        import typer

        try:
            command(*args, **options)
        except BaseException as fault:
            raise typer.Exit(exit_code(fault)) from fault

    return ended


def exit_code(fault: BaseException) -> int:
    """Say what went wrong, on standard error, and give the exit code it stands for."""
    import typer

    if isinstance(fault, SystemExit):
        return fault.code if isinstance(fault.code, int) else int(bool(fault.code))
    if isinstance(fault, typer.Exit):
        return int(fault.exit_code)
    try:
        return _told(fault)
    except OSError:  # nobody to say it to: the terminal is closed
        return INTERRUPTED if isinstance(fault, KeyboardInterrupt) else BUG


@functools.cache
def say_stopped() -> None:
    """That it was stopped, once."""
    with contextlib.suppress(OSError):  # the terminal may be gone
        _say(_("Stopped. Nothing half-made was left behind."), "")


def say_nothing_more() -> None:
    """Send what still waits to be written; where nobody reads any more, be silent instead of failing at the exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _told(fault: BaseException) -> int:
    import typer

    if isinstance(fault, KeyboardInterrupt | typer.Abort):
        if isinstance(fault, Asked):
            fault.heard = True
        say_stopped()
        return INTERRUPTED
    if isinstance(fault, VidkitError):
        _say(fault.message, fault.hint)
        return fault.exit_code
    if isinstance(fault, BrokenPipeError):
        return 0
    shown = getattr(fault, "show", None)
    if shown is not None:  # Typer's own: a fault of use, or the help page where nothing was asked for
        if type(fault).__name__ == "NoArgsIsHelpError":
            shown()
        else:
            _say(*in_words(fault))
        return int(getattr(fault, "exit_code", WRONG_USE))
    return _bug(fault)


def _say(message: str, hint: str) -> None:
    print(message, file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)


def _bug(fault: BaseException) -> int:
    _say(*bug_in_words(fault))
    return BUG


def bug_in_words(fault: BaseException) -> tuple[str, str]:
    """Our own fault, as message and hint: the details go to a file, not into the person's face."""
    try:
        hint = _("What happened is written down in {file}; send that to whoever takes care of vidkit.").format(
            file=_written_down(fault)
        )
    except OSError:
        hint = _("What happened could not be written down: {fault}.").format(fault=f"{type(fault).__name__}: {fault}")
    return _("Something went wrong inside vidkit. It is not your fault."), hint


def _written_down(fault: BaseException) -> Path:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", errors="replace", prefix="vidkit-", suffix=".txt", delete=False
    ) as report:
        report.write(f"vidkit {__version__}, Python {sys.version}, {sys.platform}\n\n")
        traceback.print_exception(fault, file=report)
    return Path(report.name)
