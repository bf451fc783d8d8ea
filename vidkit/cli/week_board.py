"""The live board of a week: a line for each reel that stays, and under them the one that is being made.

Plain lines where there is no terminal. Draws on standard error; what happened is kept for the table at the end.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, assert_never

from vidkit.batch.week import Done, Failed, Result
from vidkit.cli.board import finishing, words
from vidkit.cli.week_telling import result_in_words
from vidkit.events import Event, Finished, Finishing, Listener, Noted, Progressed, Started
from vidkit.i18n import gettext as _
from vidkit.plan.week import Reel

if TYPE_CHECKING:
    from rich.progress import Progress


class WeekBoard:
    """Follows a week in plain lines; remembers what was finished."""

    def __init__(self, count: int) -> None:
        self.results: list[Result] = []
        self._count = count

    def begins(self, reel: Reel) -> Listener:
        """The listener of this reel."""
        self._say(f"{self._place()} {reel.name} …")
        return self._heard

    def postponed(self, reel: Reel) -> None:
        """Told in one line."""
        self._say(f"{self._place()} " + _later(reel))

    def ends(self, result: Result) -> None:
        """Told in one line."""
        place = self._place()
        self.results.append(result)
        self._say(f"{place} {_line(result)}")

    def _place(self) -> str:
        return f"[{len(self.results) + 1}/{self._count}]"

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr)

    def _heard(self, event: Event) -> None:
        match event:
            case Noted(text=text):
                self._say(f"  {text}")
            case Finishing():
                self._say(finishing())
            case Started() | Progressed() | Finished():
                pass
            case _:
                assert_never(event)


class LiveWeekBoard(WeekBoard):
    """The same on a terminal: finished reels scroll up, the one in hand and the whole week move at the bottom."""

    def __init__(self, count: int, progress: "Progress") -> None:
        super().__init__(count)
        self._progress = progress
        self._lock = Lock()
        self._reel = progress.add_task("", total=None, visible=False)
        self._week = progress.add_task(self._standing(), total=count)
        self._name = ""

    def begins(self, reel: Reel) -> Listener:
        """The listener of this reel."""
        self._name = reel.name
        self._show(self._name)
        return self._heard

    def ends(self, result: Result) -> None:
        """The reel's line stays; the next one takes its place at the bottom."""
        self._progress.update(self._reel, visible=False)
        super().ends(result)
        self._progress.update(self._week, description=self._standing(), completed=len(self.results))

    def _standing(self) -> str:
        return _("The week: {done} of {count}").format(done=len(self.results), count=self._count)

    def _show(self, text: str) -> None:
        """A new step begins; nobody knows yet how long it is."""
        self._progress.reset(self._reel, description=text, visible=True)
        for task in self._progress.tasks:
            if task.id == self._reel:
                task.total = None  # `reset` takes None for no change

    def _say(self, text: str) -> None:
        self._progress.console.print(text, highlight=False, markup=False)

    def _heard(self, event: Event) -> None:
        with self._lock:  # events come from several threads
            match event:
                case Started(step=step):
                    from rich.markup import escape

                    self._show(f"{escape(self._name)}  [dim]{escape(words(step))}[/]")
                case Progressed(done=done, total=total):
                    self._progress.update(self._reel, total=total or None, completed=min(done, total))
                case Noted() | Finishing() | Finished():
                    super()._heard(event)
                case _:
                    assert_never(event)


@contextmanager
def week_board(count: int) -> Iterator[WeekBoard]:
    """Follows a week of so many reels, for as long as the block runs."""
    if not sys.stderr.isatty():
        yield WeekBoard(count)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield LiveWeekBoard(count, progress)


def _line(result: Result) -> str:
    match result:
        case Done(reel=reel):
            return f"✓ {reel.name}: {result_in_words(result)}"
        case Failed(reel=reel):
            return f"✗ {reel.name}: {result_in_words(result)}"
        case _:
            assert_never(result)


def _later(reel: Reel) -> str:
    return _("{name}: another vidkit is making it; the others come first.").format(name=reel.name)
