"""The one door to the external program: starts it, feeds it, hears it, stops it, and says in words how it failed.

Knows nothing of plans or filters. No other module may start a program; `leash` does it for this one.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Protocol

import msgspec

from vidkit.errors import MissingError, OutputError, RenderError, reason
from vidkit.i18n import gettext as _
from vidkit.render.leash import KILL, Leash, leash
from vidkit.render.shield import undisturbed

TAIL_LINES = 60
"""Lines of what the program said that are kept: the reason stands at the end of them."""

OUTPUT_MOST = 4_000_000
"""Characters of standard output that are kept. Listings of filters are 100 kB."""

SILENCE_S = 120.0
"""Seconds without a sign of life after which the program counts as hanging. `VIDKIT_PATIENCE` overrides it.
A slow frame (4K HDR, two cores, cold disk) took under 2 s."""

GRACE_S = 5.0
"""Seconds from each way of asking it to stop to the next, harder one."""

POLL_S = 0.1


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A program and its arguments; file names in it are relative to `folder`."""

    program: str
    arguments: tuple[str, ...]
    folder: str | None = None
    frames: int = 0
    """How many frames it is to make; 0 where that is not known."""

    @property
    def argv(self) -> list[str]:
        """What the operating system gets."""
        return [self.program, *self.arguments]


class Ran(msgspec.Struct, frozen=True):
    """What a finished program left behind."""

    output: str
    """Standard output, less its reports of progress."""
    said: str
    """The end of standard error."""
    frames: int | None = None
    """How many frames it reported to have made; None where it reported none."""


class Stop:
    """Tells running programs to stop. One may serve several at once; safe from any thread.

    What is asked of `above` is asked of this one too, but not the other way round.
    """

    def __init__(self, above: "Stop | None" = None) -> None:
        self._event = threading.Event()
        self._soon = threading.Event()
        self._above = above

    def ask(self) -> None:
        """From now on every program that holds this stops."""
        self._soon.set()
        self._event.set()

    def ask_soon(self) -> None:
        """From now on nothing more begins, and what makes several files stops after the one it is making."""
        self._soon.set()

    @property
    def asked(self) -> bool:
        """True once `ask` was called."""
        return self._event.is_set() or (self._above is not None and self._above.asked)

    @property
    def asked_soon(self) -> bool:
        """True once `ask_soon` or `ask` was called."""
        return self._soon.is_set() or (self._above is not None and self._above.asked_soon)


class Asked(Protocol):
    """Whatever can say that a program is to stop."""

    @property
    def asked(self) -> bool:
        """True from then on."""


class StarvedError(RenderError):
    """The system killed the program, or had no memory for it: fewer at once may do."""


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The program was stopped because `Stop` was asked for."""


def run(
    command: Command,
    *,
    feed: Iterable[bytes] | None = None,
    heard: Callable[[int], None] | None = None,
    named: Callable[[str], None] | None = None,
    stop: Asked | None = None,
) -> Ran:
    """Run to the end.

    `feed` goes to standard input; `heard` gets the number of frames made so far, `named` each line of standard output
    that is no report of progress, both from another thread. The program never outlives this call, however it is left.

    Raises:
        MissingError: it cannot be started.
        OutputError: the disk is full or may not be written.
        RenderError: it failed, or gave no sign of life for `SILENCE_S`.
        Stopped: `stop` was asked.
    """
    if stop is not None and stop.asked:
        raise Stopped  # one that is quick would have ended, and its work be taken for whole, before anybody looked
    with contextlib.ExitStack() as leaving:
        with undisturbed():
            # A request to stop between the start and the promise to end it would leave the program running.
            running = _Running(command, feed, heard, named)
            leaving.callback(running.end)
        _wait(running, stop, command)
    if running.feeder is not None and running.feeder.fault is not None:
        raise running.feeder.fault
    if running.child.returncode != 0:
        raise _translated(running.child.returncode, running.ears.said, command)
    return Ran(running.ears.output, running.ears.said, running.ears.frames)


class _Running:
    """A started program with whoever listens to it and feeds it."""

    def __init__(
        self,
        command: Command,
        feed: Iterable[bytes] | None,
        heard: Callable[[int], None] | None,
        named: Callable[[str], None] | None,
    ) -> None:
        self.leash = leash()
        try:
            self.child = _start(command, self.leash, fed=feed is not None)
        except BaseException:
            self.leash.let_go()
            raise
        self.ears = _Ears(self.child, heard, named)
        self.feeder = _Feeder(self, feed) if feed is not None else None

    def end(self) -> None:
        """However the run is left, by KeyboardInterrupt too: no child stays behind."""
        try:
            self.stop()
            self.ears.close()
            if self.feeder is not None:
                self.feeder.close()
        finally:
            self.leash.let_go()

    def over(self, seconds: float) -> bool:
        """Whether it has ended; asks for so long at most. Its pipes tell at once, Python's `wait` up to 50 ms late."""
        if self.ears.over(seconds):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(seconds)
        return self.child.poll() is not None

    def stop(self) -> None:
        """Ask it to stop, harder each time, and reap it."""
        try:
            for ask in (signal.SIGTERM, KILL):
                if self.child.poll() is not None:
                    return
                self.leash.tell(self.child, ask)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.child.wait(GRACE_S)
        except BaseException:
            # Whoever asks a second time does not wait for good manners.
            self.leash.tell(self.child, KILL)
            raise


def _start(command: Command, held: Leash, *, fed: bool) -> subprocess.Popen[bytes]:
    try:
        # Ctrl-C in the terminal is ours to answer: the leash is a group of its own, and we stop it in good order.
        return held.start(
            command.argv,
            cwd=command.folder,
            env=_environment(command.folder),
            stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as fault:
        raise MissingError(
            _("The program {program} cannot be started: {fault}.").format(program=command.program, fault=reason(fault)),
            _("Run “vidkit doctor” to see what is missing."),
        ) from fault


def _environment(folder: str | None) -> Mapping[str, str]:
    """Ours, with English messages, and with fonts from the work folder only when it has a fontconfig file."""
    environment = {**os.environ, "LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1"}
    if folder is not None and (Path(folder) / "fonts.conf").is_file():
        environment["FONTCONFIG_FILE"] = str(Path(folder) / "fonts.conf")
    return environment


class _Ears:
    """Drains both pipes at once, always: a full pipe nobody reads stops the program for ever."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        heard: Callable[[int], None] | None,
        named: Callable[[str], None] | None,
    ) -> None:
        self._heard = heard
        self._named = named
        self._lines: deque[str] = deque(maxlen=TAIL_LINES)
        self._output: list[str] = []
        self._kept = 0
        self.frames: int | None = None
        self.life = time.monotonic()
        self._threads = [
            threading.Thread(target=self._listen, args=(child.stdout, self._line_out), daemon=True),
            threading.Thread(target=self._listen, args=(child.stderr, self._line_error), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def said(self) -> str:
        return "\n".join(self._lines)

    @property
    def output(self) -> str:
        return "\n".join(self._output)

    def close(self) -> None:
        for thread in self._threads:
            thread.join(GRACE_S)

    def over(self, seconds: float) -> bool:
        """Whether nothing more can be said; waits for that for so long at most."""
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _listen(self, pipe: IO[bytes] | None, take: Callable[[str], None]) -> None:
        if pipe is None:
            return
        with pipe:
            for raw in pipe:
                self.life = time.monotonic()
                take(raw.decode("utf-8", "replace").rstrip("\r\n"))

    def _line_error(self, line: str) -> None:
        self._lines.append(line[:2000])

    def _line_out(self, line: str) -> None:
        key, equals, value = line.partition("=")
        if key == "frame" and value.strip().isdigit():
            self.frames = int(value)
            if self._heard is not None:
                self._heard(self.frames)
        elif self._kept < OUTPUT_MOST:
            self._kept += len(line)
            self._output.append(line)
            if self._named is not None and not equals:
                self._named(line)


class _Feeder:
    """Writes to standard input from a thread of its own; what goes wrong in making the bytes is kept for the caller."""

    def __init__(self, running: _Running, feed: Iterable[bytes]) -> None:
        self.fault: BaseException | None = None
        self._running = running
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._write, args=(feed,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._gone.set()
        self._thread.join(GRACE_S)

    def _write(self, feed: Iterable[bytes]) -> None:
        pipe = self._running.child.stdin
        if pipe is None:
            return
        try:
            for chunk in feed:
                if self._gone.is_set() or not _taken(chunk, pipe):
                    break
        except BaseException as fault:  # noqa: BLE001 - carried over to the caller's thread
            self.fault = fault
            self._running.leash.tell(self._running.child, KILL)
        finally:
            with contextlib.suppress(OSError):
                pipe.close()


def _taken(chunk: bytes, pipe: IO[bytes]) -> bool:
    """False when the program ended first: its own exit code tells why."""
    try:
        pipe.write(chunk)
    except OSError:
        return False
    return True


def _wait(running: _Running, stop: Asked | None, command: Command) -> None:
    patience = _patience()
    while True:
        if running.over(POLL_S):
            return
        if stop is not None and stop.asked:
            running.stop()
            raise Stopped
        if time.monotonic() - running.ears.life > patience:
            running.stop()
            raise RenderError(
                _("The program {program} stopped answering.").format(program=Path(command.program).name),
                _("Run the same command again. If it happens again, restart the computer."),
            )


def _patience() -> float:
    try:
        return float(os.environ.get("VIDKIT_PATIENCE", SILENCE_S))
    except ValueError:
        return SILENCE_S


DISK_FULL = ("No space left on device", "There is not enough space on the disk", "Disk quota exceeded")
NOT_WRITABLE = ("Read-only file system",)
NO_MEMORY = ("Cannot allocate memory", "malloc of size", "Not enough space")

SIGNALLED = 128
"""A shell's script whose program was killed by a signal ends with so much and the signal's number."""


def _translated(code: int, said: str, command: Command) -> OutputError | RenderError:
    """Every failure has exit code 1; the reason is the end of what it said."""
    if any(phrase in said for phrase in DISK_FULL):
        return OutputError(
            _("The disk is full: {folder}.").format(folder=command.folder or "."),
            _("Free some space, or choose another place with --out."),
        )
    if any(phrase in said for phrase in NOT_WRITABLE):
        return OutputError(
            _("{folder} cannot be written to.").format(folder=command.folder or "."),
            _("Choose another place with --out."),
        )
    telling = [line for line in said.splitlines() if line.strip()][-3:]
    number = code - SIGNALLED if code == SIGNALLED + KILL else -code
    if number > 0:
        cause = _("it was stopped by the system (signal {number})").format(number=number)
        return (StarvedError if number == KILL else RenderError)(
            _("The program that makes the film did not finish: {reason}.").format(reason=cause),
            _("Close other programs to free memory, and run the same command again: what was finished is kept."),
        )
    starved = any(phrase in said for phrase in NO_MEMORY)
    return (StarvedError if starved else RenderError)(
        _("The program that makes the film failed: {reason}.").format(
            reason=" / ".join(line.rstrip(".") for line in telling) or str(code)
        ),
        _("Run the same command again. If it fails again, try each clip on its own to find the one at fault."),
    )
