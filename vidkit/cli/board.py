"""The live board of steps on a terminal; plain start and finish lines where there is none. Draws on standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, assert_never

from vidkit.cli.stopping import Stopping
from vidkit.events import Event, Finished, Finishing, Listener, Noted, Progressed, Started, Step
from vidkit.i18n import gettext as _
from vidkit.i18n import number

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def words(step: Step) -> str:
    """What a step is called, to a person."""
    names = {
        Step.READING: _("Reading the clips"),
        Step.LISTENING: _("Listening to the speech"),
        Step.FETCHING: _("Fetching the speech model"),
        Step.VERIFYING: _("Reading the speech model through"),
        Step.PLANNING: _("Planning"),
        Step.DRAWING: _("Drawing the intro"),
        Step.RENDERING: _("Rendering the film"),
        Step.CHECKING: _("Checking the result"),
        Step.WRITING: _("Writing cover, captions and page"),
        Step.TENDING: _("Reading the cache through"),
    }
    return names[step]


def _named(step: Step, subject: str) -> str:
    return f"{words(step)}: {subject}" if subject else words(step)


@contextmanager
def board() -> Iterator[Listener]:
    """A listener that shows what happens, for as long as the block runs."""
    if not sys.stderr.isatty():
        yield _plain
        return
    with _progress(transient=False) as progress:
        yield _Live(progress)


@contextmanager
def passing_board() -> Iterator[Listener]:
    """The same for one of many rounds: it leaves nothing behind, and without a terminal only what is said in words."""
    if not sys.stderr.isatty():
        yield words_only
        return
    with _progress(transient=True) as progress:
        yield _Live(progress)


def words_only(event: Event) -> None:
    """The listener that tells what is said in sentences, and no steps."""
    if isinstance(event, Noted | Finishing):
        _plain(event)


def _progress(*, transient: bool) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.fields[sign]}"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=transient,
    )


def _plain(event: Event) -> None:
    match event:
        case Started(step=step, subject=subject):
            print(_named(step, subject) + " …", file=sys.stderr)
        case Finished(step=step, seconds=seconds, reused=reused):
            how = _("nothing new to do") if reused else _("{seconds} s").format(seconds=number(seconds, 1))
            print(_("{step}: done ({how})").format(step=words(step), how=how), file=sys.stderr)
        case Noted(text=text):
            print(text, file=sys.stderr)
        case Finishing():
            print(finishing(), file=sys.stderr)
        case Progressed():
            pass
        case _:
            assert_never(event)


def finishing() -> str:
    """What is said to who asked to stop; called where it is said, so that from then on it holds."""
    if Stopping.current is not None:
        Stopping.current.listen_again()
    return _("Finishing the pieces that are being made. Press Ctrl-C again to stop at once.")


class _Live:
    """One line a step. Events come from several threads."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._tasks: dict[Step, TaskID] = {}
        self._lock = Lock()

    def __call__(self, event: Event) -> None:
        with self._lock:
            self._show(event)

    def _show(self, event: Event) -> None:
        match event:
            case Started(step=step, subject=subject):
                self._tasks.pop(step, None)  # the next clip, or the next model: a line of its own
                self._line(step, subject)
            case Progressed(step=step, done=done, total=total):
                self._progress.update(self._line(step), total=total or None, completed=min(done, total))
            case Finished(step=step):
                self._progress.update(self._line(step), total=1, completed=1, sign="[green]✓[/]")
            case Finishing():
                self._progress.console.print(finishing(), highlight=False, markup=False)
            case Noted(text=text):
                self._progress.console.print(text, highlight=False, markup=False)
            case _:
                assert_never(event)

    def _line(self, step: Step, subject: str = "") -> "TaskID":
        if step not in self._tasks:
            from rich.markup import escape

            text = escape(_named(step, subject))
            self._tasks[step] = self._progress.add_task(text, total=None, sign="·")
        return self._tasks[step]
