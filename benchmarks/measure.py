"""How long a program takes and how much memory it and all its children take at most."""

import platform
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

SAMPLE_S = 0.05
"""Between two looks at the memory: what is held for a shorter time may be missed."""


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    seconds: float
    cpu_seconds: float
    """Processor time, user and system, of the whole process tree: what a busy machine changes least."""
    peak_bytes: int
    """Resident memory of the whole process tree, summed; pages shared between processes count once for each."""


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run `command` in `folder` to its end.

    Raises:
        RuntimeError: it failed; with the end of what it said.
    """
    began, used = perf_counter(), cpu_of_children()
    child = psutil.Popen(
        list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watch = _Watch(child)
    said, _nothing = child.communicate()
    seconds = perf_counter() - began
    peak = watch.peak()
    if child.returncode:
        raise RuntimeError(f"{command[0]} failed: {said.decode('utf-8', 'replace')[-2000:]}")
    return Cost(seconds, cpu_of_children() - used, peak)


def cpu_of_children() -> float:
    """Processor seconds of all children that have ended, and of theirs. Windows does not count them: 0 there."""
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)


class _Watch:
    """Looks at the memory of a process and its children from a thread until asked for the peak."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def peak(self) -> int:
        """The most bytes seen; ends the watch."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self._peak = max(self._peak, sum(map(_resident, self._tree())))

    def _tree(self) -> list[psutil.Process]:
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def spread(values: Sequence[float]) -> str:
    """Smallest, middle and largest, in one cell each of a table."""
    return f"{min(values):.2f} | {median(values):.2f} | {max(values):.2f}"


def machine() -> str:
    """What this was measured on, in one line."""
    cores = psutil.cpu_count() or 1
    memory = psutil.virtual_memory().total / 2**30
    return f"{_processor()}, {cores} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def programs() -> str:
    """The versions that matter, in one line."""
    from vidkit.render.program import find_program

    return f"vidkit {version('vidkit')}, moviepy {version('moviepy')}, ffmpeg {find_program().version}"


def load() -> str:
    """How busy the machine is already: a measurement on a busy one is worth little."""
    waiting = psutil.getloadavg()[0]
    return f"{waiting:.1f} processes waiting for {psutil.cpu_count()} cores over the last minute"


def command_line() -> str:
    """What was typed."""
    words = sys.orig_argv
    return " ".join(["python -m", *words[words.index("-m") + 1 :]] if "-m" in words else words)


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
