"""A real scheduler and real workers on loopback, in processes of their own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped, unused-ignore]

STARTED_S = 30

CLOSED = ("--host", "127.0.0.1", "--no-dashboard")
"""Nobody else can reach it, and nothing is shown on a port of its own."""


def waited(there: Callable[[], Any], seconds: float = STARTED_S) -> Any:
    """What `there` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < end, f"not there after {seconds} s"
        time.sleep(0.02)
    return found


class Grid:
    """A scheduler and its workers. Everything they said is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", [*CLOSED, "--port", "0", "--scheduler-file", file], {})
        self.address = str(json.loads(waited(lambda: file.is_file() and file.read_text()))["address"])

    def worker(self, name: str, env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """A worker that is ready for work."""
        return self.workers({name: env})[0]

    def workers(self, named: Mapping[str, Mapping[str, str]]) -> list["subprocess.Popen[bytes]"]:
        """Several, started at once, each by its name and with its environment."""
        alone = [self.address, *CLOSED, "--nthreads", "1", "--no-nanny"]
        children = [self._start(name, [*alone, "--name", name], env) for name, env in named.items()]
        waited(lambda: all("Registered to:" in self.said(name) for name in named))
        return children

    def said(self, name: str) -> str:
        """All that a process has said."""
        return (self.folder / f"{name}.txt").read_text("utf-8", "replace")

    def _start(self, name: str, arguments: Sequence[str | Path], env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        role = "scheduler" if name == "scheduler" else "worker"
        local = self.folder / name
        local.mkdir()
        with (self.folder / f"{name}.txt").open("wb") as said:
            self._started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", role, *map(str, arguments)],
                    cwd=local,
                    env={**os.environ, "DASK_TEMPORARY_DIRECTORY": str(local), **env},
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                )
            )
        return self._started[-1]

    def close(self) -> None:
        """Ends them all, and what they started."""
        for child in self._started:
            for process in descendants(child):
                process.kill()
            child.kill()
            child.wait()


def descendants(child: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """What a process has started, and what that has started."""
    try:
        return list(psutil.Process(child.pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def programs(child: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """Those of them that are ffmpeg, or stand in for it."""
    found = []
    for process in descendants(child):
        try:
            if "ffmpeg" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found
