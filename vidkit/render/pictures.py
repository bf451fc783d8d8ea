"""The reel's picture: each window taken from what was made before, or made, several programs at once."""

import os
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path

import msgspec

from vidkit.errors import RenderError, StopNow
from vidkit.events import Finishing, Listener, Noted, Progressed, Step, silent
from vidkit.i18n import gettext as _
from vidkit.plan.encoding import HARDWARE
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.cache import Cache
from vidkit.render.compiler.address import Addresses
from vidkit.render.compiler.picture import compile_run
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.elsewhere import NOBODY, Elsewhere, Errand, Kept
from vidkit.render.encoders import SESSIONS_MOST
from vidkit.render.ffmpeg import StarvedError, Stop, Stopped
from vidkit.render.kitchen import Kitchen
from vidkit.render.labour import Labour, batches, labour
from vidkit.render.shield import undisturbed
from vidkit.render.windows import windows_of

HEADWAY_S = 3.0
"""Seconds without a new frame after which a program that was to finish its window is stopped. A frame of a 4K HDR clip
takes under a second on two cores."""

POLL_S = 0.1

READERS_MOST = 2
"""Windows that are read through at once; between more than two a disk that turns only seeks."""

INDEX_ONLY = {"codec_whitelist": "none"}
"""No decoder is let in, so that a file is not decoded to guess at what its index says: 0.3 ms instead of 20."""


class Pictures(msgspec.Struct, frozen=True):
    """The windows of a reel as files, in order."""

    files: tuple[Path, ...]
    reused: int
    """How many of them were made before."""


def make_pictures(
    plan: ReelPlan,
    cards: Mapping[str, str],
    kitchen: Kitchen,
    addresses: Addresses,
    listener: Listener,
    elsewhere: Elsewhere = NOBODY,
) -> Pictures:
    """Every window of `plan` as a file in the kitchen's folder.

    Each is kept as soon as it is finished, so that whatever happens next, it is not made again. What is missing is
    offered `elsewhere` first; what is not made there is made here.

    Raises:
        RenderError: the program failed, or a window is not whole.
        OutputError: the disk is full.
        Stopped: the kitchen was told to stop.
    """
    return _Work(plan, cards, kitchen, addresses, listener).done(elsewhere)


def make_share(
    plan: ReelPlan,
    share: range,
    cards: Mapping[str, str],
    kitchen: Kitchen,
    addresses: Addresses,
    kept: Kept,
) -> None:
    """Of the windows of `plan` only those of these numbers, for the cache: those that are not there yet.

    `kept` hears of each that was made, from several threads. Raises as `make_pictures` does.
    """
    _Work(plan, cards, kitchen, addresses, silent, kept).fill(share)


class _Work:
    def __init__(
        self,
        plan: ReelPlan,
        cards: Mapping[str, str],
        kitchen: Kitchen,
        addresses: Addresses,
        listener: Listener,
        kept: Kept = lambda _number, _name: None,
    ) -> None:
        self._plan = plan
        self._cards = cards
        self._kitchen = kitchen
        self._windows = windows_of(plan)
        self._addresses = [addresses.window(window) for window in self._windows]
        self._files = [kitchen.folder / f"window-{number:04}.mp4" for number in range(len(self._windows))]
        self._cache = Cache("windows", ".mp4")
        self._listener = listener
        self._progress = _Progress(plan.frames, listener)
        self._headers: dict[int, bytes] = {}
        self._told_kept = kept

    def fill(self, share: range) -> None:
        self._make_all(self._missing(share), self._crew())

    def done(self, elsewhere: Elsewhere) -> Pictures:
        everything = range(len(self._windows))
        missing = self._missing(everything)
        self._make_all(self._left(missing, elsewhere), self._crew())
        if not self._fit_together():
            # An encoder that is not the same from run to run: all in one go, then.
            missing = list(everything)
            self._progress.settle(0)
            self._make((everything,), Labour(1, 0))
        if not self._fit_together():
            raise _not_whole(self._files[0])
        return Pictures(tuple(self._files), len(self._windows) - len(missing))

    def _crew(self) -> Labour:
        """No more than it was given; others may be at work too."""
        crew, given = _crew(self._plan), self._kitchen.programs
        return msgspec.structs.replace(crew, programs=min(crew.programs, given or crew.programs))

    def _fit_together(self) -> bool:
        """Whether one header serves all windows, and every window is there."""
        return len(self._headers) == len(self._windows) and len(set(self._headers.values())) <= 1

    def _left(self, missing: Sequence[int], elsewhere: Elsewhere) -> list[int]:
        """What of `missing` was not made elsewhere."""
        if not missing:
            return []
        errand = Errand(
            plan=self._plan,
            windows=self._windows,
            addresses=tuple(self._addresses),
            missing=tuple(missing),
            cards=tuple(self._cards.items()),
            program=self._kitchen.program.version,
        )
        elsewhere.fill(errand, self._kitchen.stop, self._fetched, self._listener)
        return [number for number in missing if number not in self._headers]

    def _fetched(self, number: int, name: str) -> None:
        """Takes what is in the cache under that name, made elsewhere."""
        file = self._files[number]
        if number not in self._headers and self._cache.take_named(name, file) and self._accept(number, file):
            self._progress.add(self._windows[number].frames)

    def _missing(self, numbers: Sequence[int]) -> list[int]:
        """Those that were not made before. Each of the others is read through, and what reads leaves a core free."""
        with ThreadPoolExecutor(min(cores(), READERS_MOST), "window") as pool:
            found = list(pool.map(self._taken, numbers))
        return [number for number, there in zip(numbers, found, strict=True) if not there]

    def _taken(self, number: int) -> bool:
        if not self._cache.take(self._addresses[number], self._files[number]):
            return False
        self._accept(number, self._files[number])
        self._progress.add(self._windows[number].frames)
        return True

    def _accept(self, number: int, file: Path) -> bool:
        frames, header = _looked_at(file)
        whole = frames == self._windows[number].frames
        if whole:
            self._headers[number] = header
        return whole

    def _make_all(self, missing: Sequence[int], crew: Labour) -> None:
        """With a whole crew; where the system kills one of several, what is left by one alone."""
        second = round(self._plan.rate.fraction)
        shares = batches(self._windows, missing, crew, second)
        try:
            self._make(shares, crew)
        except StarvedError:
            if min(len(shares), crew.programs) == 1:
                raise
            self._listener(
                Noted(
                    _("The system ended one of several programs, as it does when memory is short: one alone goes on.")
                )
            )
            alone = msgspec.structs.replace(crew, programs=1)
            missing = [number for number in missing if number not in self._headers]
            self._progress.settle(sum(self._windows[number].frames for number in self._headers))
            self._make(batches(self._windows, missing, alone, second), alone)

    def _make(self, shares: Sequence[range], crew: Labour) -> None:
        recipes = [self._recipe(share, crew.threads) for share in shares]
        for recipe in recipes:
            # All before any begins: two that copy the same typeface at once would read half of it.
            self._kitchen.lay_out(recipe)
        if not shares:
            return
        # Its own, so that these programs can be stopped and others begun.
        kitchen = msgspec.structs.replace(self._kitchen, stop=Stop(self._kitchen.stop))
        with ThreadPoolExecutor(crew.programs, "picture") as pool:
            runs: list[Future[None]] = []
            try:
                with undisturbed():  # a thread that has begun and is not yet noted down would not be waited for
                    runs += [pool.submit(self._run, *each, kitchen) for each in zip(shares, recipes, strict=True)]
                _first_fault(runs)
            except BaseException as fault:
                try:
                    if isinstance(fault, KeyboardInterrupt) and not isinstance(fault, StopNow):
                        self._finish(runs)
                finally:
                    kitchen.stop.ask()
                raise

    def _finish(self, runs: Sequence[Future[None]]) -> None:
        """Let every program finish the window it is making, unless it makes no headway or is asked again."""
        self._kitchen.stop.ask_soon()
        self._listener(Finishing())
        since = time.monotonic()
        while wait(runs, timeout=POLL_S).not_done:
            if time.monotonic() - max(since, self._progress.at) > HEADWAY_S:
                return

    def _recipe(self, share: range, threads: int) -> Recipe:
        windows = [self._windows[number] for number in share]
        return compile_run(self._plan, windows, self._cards, f"run-{share.start:04}", threads)

    def _run(self, share: range, recipe: Recipe, kitchen: Kitchen) -> None:
        if kitchen.stop.asked_soon:
            raise Stopped
        heard = self._progress.of(share.start)
        kitchen.cook_parts(recipe, heard=heard, finished=lambda n, file: self._keep(share[n], file))

    def _keep(self, number: int, file: Path) -> None:
        """Under its final name, and in the cache; one that is not whole is neither."""
        if self._accept(number, file):
            kept = self._cache.keep(file, self._addresses[number])
            file.replace(self._files[number])
            if kept is not None:
                self._told_kept(number, kept.name)


def _crew(plan: ReelPlan) -> Labour:
    """As many as the machine can carry, and its own encoder takes."""
    crew = labour(plan, cores(), free_memory())
    if plan.encoding.encoder not in HARDWARE or crew.programs <= SESSIONS_MOST:
        return crew
    return Labour(SESSIONS_MOST, max(1, cores() // SESSIONS_MOST))


def _not_whole(file: Path) -> RenderError:
    return RenderError(
        _("The program that makes the film said that all went well, but {file} is not whole.").format(file=file.name),
        _("Run the same command again."),
    )


def _first_fault(runs: Sequence[Future[None]]) -> None:
    """Wait for all; the reason of the first that failed is the one to tell, not that the others were stopped for it."""
    done, _waiting = wait(runs, return_when=FIRST_EXCEPTION)
    faults = [fault for run in done if (fault := run.exception()) is not None]
    for fault in sorted(faults, key=lambda fault: isinstance(fault, Stopped)):
        raise fault


def _looked_at(file: Path) -> tuple[int, bytes]:
    """How many frames a window's file holds, by its own index, and what it must have in common with the others.

    That is its encoder's header, and how long before its picture the first frame is decoded. 0 where it cannot be read.
    """
    import av

    try:
        with av.open(str(file), options=INDEX_ONLY) as container:
            stream = container.streams.video[0]
            delay = next(container.demux(stream)).dts
            return int(stream.frames), bytes(stream.codec_context.extradata or b"") + f"{delay}".encode()
    except (av.FFmpegError, OSError, IndexError, StopIteration):
        return 0, b""


class _Progress:
    """Adds up what several programs have made. Never goes back."""

    def __init__(self, total: int, listener: Listener) -> None:
        self._total = total
        self._listener = listener
        self._lock = threading.Lock()
        self._parts: dict[int, int] = {}
        self._taken = 0
        self._told = 0
        self.at = 0.0
        """When something was last made, as `time.monotonic` counts."""

    def add(self, frames: int) -> None:
        with self._lock:
            self._taken += frames
            self._tell()

    def settle(self, frames: int) -> None:
        """Only so much is there after all: programs that were stopped had begun more."""
        with self._lock:
            self._taken = frames
            self._parts.clear()

    def of(self, run: int) -> "_Heard":
        return _Heard(self, run)

    def set(self, run: int, frames: int) -> None:
        with self._lock:
            if frames != self._parts.get(run):
                self.at = time.monotonic()
            self._parts[run] = frames
            self._tell()

    def _tell(self) -> None:
        self._told = max(self._told, self._taken + sum(self._parts.values()))
        self._listener(Progressed(Step.RENDERING, self._told, self._total))


class _Heard(msgspec.Struct, frozen=True):
    """Hears how far one program has come."""

    progress: _Progress
    run: int

    def __call__(self, frames: int) -> None:
        self.progress.set(self.run, frames)


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_memory() -> int:
    """Bytes that can be had without anything else giving way."""
    import psutil

    return int(psutil.virtual_memory().available)
