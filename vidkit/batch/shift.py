"""Reels made by several threads, each reel by one; how they take turns is for `floor`. Prints nothing.

Nothing stops the rest, everything stops on request, and what happens in a reel is told in order, one thing at a time.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from vidkit.errors import Interrupted, StopNow
from vidkit.events import Event, Finishing, Listener, Progressed
from vidkit.render.ffmpeg import GRACE_S, Stop, Stopped
from vidkit.render.pictures import HEADWAY_S

POLL_S = 0.1

TIDYING_S = 2 * GRACE_S + 5
"""Seconds that reels which were told to stop at once have for it: each program is asked twice."""


class Task(msgspec.Struct, frozen=True):
    """A reel to be made."""

    number: int
    """Its place among the reels."""
    turn: int
    """Its place in the order of work."""
    again: bool = False
    """It was put off once, until all others are done."""


class Put(msgspec.Struct, frozen=True):
    """A reel is put off."""


class Shift:
    """The threads, what they have in hand, and how they are stopped."""

    def __init__(self, order: Sequence[int]) -> None:
        self.stop = Stop()
        self._waiting = deque(Task(number, turn) for turn, number in enumerate(order))
        self._changed = threading.Condition(threading.RLock())
        self._in_hand: list[Task] = []
        self._making: list[Listener] = []
        self._telling = threading.RLock()
        self._fault: BaseException | None = None
        self._moved = 0.0

    def run(self, work: Callable[[Task], Put | None], threads: int) -> None:
        """Until all is made. `work` makes one reel and tells of it; it is called from so many threads.

        Raises:
            KeyboardInterrupt: somebody asked to stop; nothing half-made is left.
        """
        hands = [
            threading.Thread(target=self._loop, args=(work,), name=f"reel-{number}", daemon=True)
            for number in range(threads)
        ]
        try:
            for hand in hands:
                hand.start()
            self._until(lambda: not any(hand.is_alive() for hand in hands))
        except BaseException as fault:
            try:
                if isinstance(fault, KeyboardInterrupt) and not isinstance(fault, StopNow):
                    self._finish()
            finally:
                self.stop.ask()
                # Whoever recognises speech cannot be interrupted, and has nothing to tidy up.
                self._until(lambda: not self._making, TIDYING_S)
            raise
        if self._fault is not None:
            raise self._fault

    def tell(self, say: Callable[[], None]) -> None:
        """Say something to who follows, one thing at a time. Where that fails nobody follows any more: all stops."""
        try:
            with self._telling:
                say()
        except Exception as fault:  # noqa: BLE001 - raised by `run`, in the thread that asked for all this
            self._failed(fault)

    def follower(self, listener: Listener) -> "Follower":
        """What a reel's events go through."""
        return Follower(self, listener)

    @contextmanager
    def making(self, listener: Listener) -> Iterator[None]:
        """From here on there is something to finish or to tidy up. Raises `Stopped` where nothing more is to begin."""
        with self._changed:
            if self.stop.asked_soon:
                raise Stopped
            self._making.append(listener)
        try:
            yield
        finally:
            with self._changed:
                self._making.remove(listener)
                self._changed.notify_all()

    def moved(self) -> None:
        """Something comes on."""
        self._moved = time.monotonic()

    def _loop(self, work: Callable[[Task], Put | None]) -> None:
        try:
            while (task := self._next()) is not None:
                try:
                    put = work(task)
                finally:
                    self._laid_down(task)
                if put is not None:
                    with self._changed:
                        self._waiting.append(msgspec.structs.replace(task, again=True))
        except (Stopped, Interrupted):
            pass
        except BaseException as fault:  # noqa: BLE001 - a fault of ours, raised by `run`
            self._failed(fault)

    def _next(self) -> Task | None:
        with self._changed:
            while self._waiting and not self.stop.asked_soon:
                if not self._waiting[0].again or all(task.again for task in self._in_hand):
                    self._in_hand.append(self._waiting.popleft())
                    return self._in_hand[-1]
                self._changed.wait(POLL_S)
        return None

    def _laid_down(self, task: Task) -> None:
        with self._changed:
            self._in_hand.remove(task)
            self._changed.notify_all()

    def _failed(self, fault: BaseException) -> None:
        with self._changed:
            self._fault = self._fault or fault
        self.stop.ask()

    def _finish(self) -> None:
        """Let every program finish the window it is making, unless none makes headway or it is asked again."""
        with self._changed:
            self.stop.ask_soon()
            making = list(self._making)
        if making:
            self.tell(lambda: making[0](Finishing()))
        since = time.monotonic()
        self._until(lambda: not self._making or time.monotonic() - max(since, self._moved) > HEADWAY_S)

    def _until(self, over: Callable[[], bool], seconds: float = float("inf")) -> None:
        """Waits in short pieces: in one long one Ctrl-C is not heard on every system."""
        end = time.monotonic() + seconds
        while not over() and time.monotonic() < end:
            time.sleep(POLL_S / 4)


class Follower:
    """Hears what happens in a reel, from several threads, and cuts its preparation short when all is to stop."""

    def __init__(self, shift: Shift, listener: Listener) -> None:
        self.preparing = True
        self._shift = shift
        self._listener = listener

    def __call__(self, event: Event) -> None:
        """Passes it on. Raises `Stopped`."""
        if self.preparing and self._shift.stop.asked_soon:
            raise Stopped
        if isinstance(event, Progressed):
            self._shift.moved()
        self._shift.tell(lambda: self._listener(event))
