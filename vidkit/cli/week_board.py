"""The live board of a week: one line a reel, and how long all of it will still take.

Plain lines where there is no terminal. Draws on standard error; what happened is kept for the table at the end.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, assert_never

import msgspec

from vidkit.batch.produce import Made
from vidkit.batch.week import Done, Failed, Result
from vidkit.batch.workload import Load
from vidkit.cli.board import finishing, words
from vidkit.cli.time_left import TimeLeft, in_words
from vidkit.cli.week_rows import Row, Stage, lines
from vidkit.cli.week_telling import result_in_words
from vidkit.events import Event, Finished, Finishing, Listener, Noted, Progressed, Started
from vidkit.i18n import gettext as _
from vidkit.plan.week import Reel

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

BELOW = 2
"""Lines that the board leaves free: the sum of it all, and where the cursor stands."""


class WeekBoard:
    """Follows a week in plain lines; remembers what was finished. Told one thing at a time, from several threads."""

    def __init__(self, reels: Sequence[Reel], loads: Sequence[Load]) -> None:
        self._reels = reels
        self._ended: dict[int, Result] = {}
        self._left = TimeLeft(loads)
        self._began = time.monotonic()

    @property
    def results(self) -> list[Result]:
        """What became of the reels that are over, in their order."""
        return [result for _number, result in sorted(self._ended.items())]

    def begins(self, reel: Reel) -> Listener:
        """The listener of this reel."""
        number = self._number(reel)
        self._say(f"{self._place()} {reel.name} …")
        return lambda event: self._heard(number, event)

    def postponed(self, reel: Reel) -> None:
        """Told in one line."""
        self._say(f"{self._place()} " + _later(reel))

    def ends(self, result: Result) -> None:
        """Told in one line."""
        place, number = self._place(), self._number(result.reel)
        self._ended[number] = result
        self._left.ended(number, made=isinstance(result, Done) and isinstance(result.outcome, Made))
        left = self._time_left() if len(self._ended) < len(self._reels) else ""
        self._say(f"{place} {_line(result)}" + (f" ({left})" if left else ""))

    def _number(self, reel: Reel) -> int:
        return next(number for number, each in enumerate(self._reels) if each is reel)

    def _place(self) -> str:
        return f"[{len(self._ended) + 1}/{len(self._reels)}]"

    def _time_left(self) -> str:
        return in_words(self._left.seconds(time.monotonic() - self._began))

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr)

    def _heard(self, number: int, event: Event) -> None:
        self._left.heard(number, event)
        match event:
            case Noted(text=text):
                self._say(f"  {self._reels[number].name}: {text}")
            case Finishing():
                self._say(finishing())
            case Started() | Progressed() | Finished():
                pass
            case _:
                assert_never(event)


class LiveWeekBoard(WeekBoard):
    """The same on a terminal: every reel has its line, which changes; what is said in sentences scrolls up."""

    def __init__(self, reels: Sequence[Reel], loads: Sequence[Load], console: "Console") -> None:
        super().__init__(reels, loads)
        self._console = console
        self._rows = [Row(name=reel.name, text=_("waiting")) for reel in reels]
        # Never held while something is printed: the terminal's own lock is taken then, and its thread reads the rows.
        self._lock = Lock()

    def begins(self, reel: Reel) -> Listener:
        """The listener of this reel."""
        number = self._number(reel)
        self._show(number, stage=Stage.IN_HAND)
        return lambda event: self._heard(number, event)

    def postponed(self, reel: Reel) -> None:
        """Told in one line, and in its own."""
        self._show(self._number(reel), stage=Stage.WAITING, text=_("another vidkit is making it"), share=None)
        self._say(_later(reel))

    def ends(self, result: Result) -> None:
        """Its line says how."""
        number = self._number(result.reel)
        with self._lock:
            self._ended[number] = result
            self._left.ended(number, made=isinstance(result, Done) and isinstance(result.outcome, Made))
        stage = Stage.DONE if isinstance(result, Done) else Stage.FAILED
        self._show(number, stage=stage, text=result_in_words(result), share=None)

    def drawn(self) -> "RenderableType":
        """The board as it is now."""
        from rich.text import Text

        width, height = self._console.size
        with self._lock:
            drawn = lines(self._rows, max(1, height - BELOW), width - 1)
            parts = [_("The week: {done} of {count}").format(done=len(self._ended), count=len(self._rows))]
            parts += [left] if (left := self._time_left()) else []
        text = Text("\n", no_wrap=True, overflow="ellipsis").join(Text(line.text, line.colour) for line in drawn)
        return text.append("\n" + ", ".join(parts))

    def _shown(self, number: int) -> str:
        with self._lock:
            return self._rows[number].text

    def _show(self, number: int, **changes: object) -> None:
        with self._lock:
            self._rows[number] = msgspec.structs.replace(self._rows[number], **changes)

    def _say(self, text: str) -> None:
        self._console.print(text, highlight=False, markup=False)

    def _heard(self, number: int, event: Event) -> None:
        match event:
            case Started(step=step):
                self._show(number, text=words(step), share=None)
            case Progressed(step=step, done=done, total=total):
                self._show(number, text=words(step), share=min(1.0, done / total) if total else None)
            case Finished(step=step):
                if self._shown(number) == words(step):  # else another goes on that began later
                    self._show(number, text=_("waiting"), share=None)  # until its next turn, which may be at once
            case Noted() | Finishing():
                pass
            case _:
                assert_never(event)
        if isinstance(event, Noted | Finishing):
            super()._heard(number, event)
            return
        with self._lock:
            self._left.heard(number, event)


@contextmanager
def week_board(reels: Sequence[Reel], loads: Sequence[Load]) -> Iterator[WeekBoard]:
    """Follows a week of these reels, of which so much work is expected, for as long as the block runs."""
    if not sys.stderr.isatty():
        yield WeekBoard(reels, loads)
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    board = LiveWeekBoard(reels, loads, console)
    with Live(get_renderable=board.drawn, console=console, transient=True, vertical_overflow="crop"):
        yield board


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
