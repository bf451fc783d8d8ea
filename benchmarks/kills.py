"""Kills vidkit and its programs at moments drawn by lot, and looks at what is left: `python -m benchmarks.kills`.

A small reel of several windows is made over and over in the place of an earlier version of itself, each time with an
empty cache. SIGKILL leaves no time for anything. What is wrong then or after the next run is listed; the exit code
tells whether anything was.
"""

import argparse
import datetime as dt
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil

from benchmarks import measure
from vidkit.render.program import find_program

KINDS = ("vidkit", "programs", "group", "everything")
"""Vidkit alone; the programs it has started, as the system does when memory is short; vidkit's process group, which is
all that a terminal reaches; and every process at one blow."""

GONE_S = 0.75
"""After so long no process may be left. On a busy machine they were gone after 0.01 to 0.04 s; without the leash ffmpeg
ran on for 0.8 to 3.4 s."""

CLOSE_DB = 40.0
"""Windows that are made in other company than before differ by some rounding of the encoder. Any frame of this film
against its neighbour has 19 to 26 dB: the clip is never at rest."""

QUICK = ("--shape", "wide", "--quality", "draft", "--captions", "off", "--name", "x", "--out", "reels", "--json")
PLAIN = ("--no-intro", "--no-outro")
HOLDER = "vidkit-leash"

PROGRAMS_UNTIL = 0.7
"""Of the whole time; what comes then is writing, checking and putting in place."""


@dataclass(frozen=True)
class Death:
    """What one kill did and what came after it."""

    kind: str
    after_s: float
    step: str
    """What vidkit had reported last."""
    code: int
    """With which the killed run ended."""
    folder: str
    """What stood there then: the reel of `before`, the `new` one, or the old one still `aside`."""
    kept: int
    """Windows in the cache then."""
    reused: int
    """Of them, by the next run."""
    decibels: float
    """The worst frame against the same of a run that nobody disturbed; infinite where all are alike."""
    faults: tuple[str, ...]


class Scene:
    """A clip, a reel of it, and what that looks like when nobody disturbs its making."""

    def __init__(self, folder: Path, seconds: int = 6, options: Sequence[str] = PLAIN) -> None:
        self.folder = folder
        self._options = tuple(options)
        self.clip = folder / "clip.mp4"
        picture = f"testsrc2=size=320x180:rate=30:duration={seconds}"
        sound = f"sine=frequency=300:beep_factor=4:duration={seconds}:sample_rate=48000"
        self._ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-pix_fmt", "yuv420p", str(self.clip))
        self.before = folder / "before"
        self.before.mkdir()
        self._finished(self.before, "--trim", "0-3")
        self.whole = folder / "whole"
        self.whole.mkdir()
        began = time.monotonic()
        self.frames: int = self._finished(self.whole)["frames"]
        self.took = time.monotonic() - began

    def kill(self, kind: str, share: float) -> Death:
        """Make the reel anew, kill after this share of the time it takes, look, and run it again."""
        place = Path(tempfile.mkdtemp(prefix="kill-", dir=self.folder))
        shutil.copytree(self.before / "reels", place / "reels")
        try:
            return self._killed(place, kind, share)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _killed(self, place: Path, kind: str, share: float) -> Death:
        with (place / "said").open("wb") as said, (place / "out").open("wb") as out:
            ours = subprocess.Popen(
                self._command(), cwd=place, env=_environment(place), stdout=out, stderr=said, start_new_session=True
            )
        time.sleep(self.took * share)
        _blow(ours, kind)
        code = ours.wait(90)
        faults = [f"still runs: {words}" for words in _left(place)]
        said_last = (place / "said").read_text("utf-8")
        if kind == "programs":
            faults += _badly_said(code, said_last)
        folder = _state(place / "reels", self.before / "reels", faults)
        kept = len(list((place / "cache" / "windows").glob("*/*.mp4")))
        reused, decibels = self._again(place, folder, kept, faults)
        return Death(kind, self.took * share, _step(said_last), code, folder, kept, reused, decibels, tuple(faults))

    def _again(self, place: Path, folder: str, kept: int, faults: list[str]) -> tuple[int, float]:
        """How the next run fared."""
        try:
            record = self._finished(place)
        except subprocess.CalledProcessError as fault:
            faults.append(f"the next run ended with {fault.returncode}: {fault.stderr.decode()[-300:]}")
            return 0, 0.0
        reuse = record["reuse"]
        reused = int(reuse["windows_reused"])
        if folder != "new" and reused != kept:
            faults.append(f"{kept} windows were kept, {reused} used again")
        if record["frames"] != self.frames:
            faults.append(f"{record['frames']} frames were planned, not {self.frames}")
        left = [path.name for path in (place / "reels").iterdir() if path.name != "x"]
        left += [path.name for path in (place / "reels" / "x").iterdir() if path.name.startswith(".")]
        left += [path.name for path in (place / "cache").glob("*/part-*")]
        if left:
            faults.append(f"left over: {left}")
        decibels = self._likeness(place / "reels" / "x" / "x.mp4")
        if decibels < CLOSE_DB:
            faults.append(f"a frame has {decibels:.1f} dB")
        return reused, decibels

    def _likeness(self, film: Path) -> float:
        """Decibels of the frame that is least like it was; 0 where one is missing."""
        digests = self._digests(film)
        if digests == self._whole_digests:
            return float("inf")
        if len(digests) != self.frames:
            return 0.0
        said = self._ffmpeg(
            "-i", str(film), "-i", str(self.whole / "reels/x/x.mp4"), "-lavfi", "psnr=stats_file=-", "-f", "null", "-"
        )
        return min(float(figure) for figure in re.findall(r"psnr_avg:([\d.]+|inf)", said))

    @cached_property
    def _whole_digests(self) -> list[str]:
        return self._digests(self.whole / "reels/x/x.mp4")

    def _digests(self, film: Path) -> list[str]:
        lines = self._ffmpeg("-i", str(film), "-map", "0:v", "-f", "framemd5", "-").splitlines()
        return [line.split(",")[-1].strip() for line in lines if line and not line.startswith("#")]

    def _finished(self, place: Path, *more: str) -> dict[str, Any]:
        """The record of a run to the end. Raises `CalledProcessError`."""
        command = [*self._command(), *more]
        done = subprocess.run(command, cwd=place, env=_environment(place), capture_output=True, check=True)
        record: dict[str, Any] = json.loads(done.stdout)
        return record

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "vidkit", "reel", str(self.clip), *QUICK, *self._options]

    def _ffmpeg(self, *arguments: str) -> str:
        command = [find_program().path, "-nostdin", "-loglevel", "error", "-y", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _environment(place: Path) -> dict[str, str]:
    chosen = {"VIDKIT_CACHE": str(place / "cache"), "VIDKIT_LANG": "en", "VIDKIT_OFFLINE": "1", "COLUMNS": "100"}
    return os.environ | chosen


def _blow(ours: "subprocess.Popen[bytes]", kind: str) -> None:
    match kind:
        case "vidkit":
            ours.kill()
        case "programs":
            while ours.poll() is None and not (found := [p for p in _below(ours.pid) if not _is_holder(p)]):
                time.sleep(0.005)
            for program in found if ours.poll() is None else ():
                _kill(program.kill)
        case "group":
            _kill(lambda: os.killpg(ours.pid, signal.SIGKILL))
        case _:
            below = _below(ours.pid)
            ours.kill()
            for process in below:
                _kill(process.kill)


def _kill(blow: Callable[[], None]) -> None:
    try:
        blow()
    except (psutil.NoSuchProcess, ProcessLookupError):
        return


def _below(number: int) -> list[psutil.Process]:
    try:
        return list(psutil.Process(number).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _is_holder(process: psutil.Process) -> bool:
    try:
        return HOLDER in process.cmdline() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return True


def _left(place: Path) -> list[str]:
    end = time.monotonic() + GONE_S
    while (left := list(_at_work_in(place))) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def _at_work_in(place: Path) -> Iterator[str]:
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.cwd().startswith(str(place)):
                yield " ".join(process.cmdline())[:100]
        except psutil.Error:
            continue


def _badly_said(code: int, said: str) -> list[str]:
    """A run whose program was killed ends well after all, or in one sentence with a hint."""
    if code == 0:
        return []
    lines = said.splitlines()
    clear = code == 7 and "Traceback" not in said and len(lines) >= 2 and lines[-1].startswith("  ")
    return [] if clear else [f"exit code {code}: {said[-300:]}"]


def _state(reels: Path, before: Path, faults: list[str]) -> str:
    """What stands under the final name: whole, whichever it is."""
    if not (reels / "x").exists():
        if not list(reels.glob(".x.*.old")):
            faults.append("the earlier reel is gone")
        return "aside"
    if _prints(reels / "x") == _prints(before / "x"):
        return "before"
    record = json.loads((reels / "x" / "x.json").read_text("utf-8"))
    broken = [
        file["name"]
        for file in record["files"]
        if sha256((reels / "x" / file["name"]).read_bytes()).hexdigest() != file["sha256"]
    ]
    if broken:
        faults.append(f"broken under a final name: {broken}")
    return "new"


def _prints(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name[0] != "."}


def _step(said: str) -> str:
    told = [line for line in said.splitlines() if line.endswith(" …") or ": done (" in line]
    return re.sub(r" …$|: done \(.*$", "", told[-1]) if told else "nothing yet"


def lots(times: int, seed: int) -> list[tuple[str, float]]:
    """Kinds in turn, and at which share of the way. No program runs on the last stretch."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    kinds = [KINDS[number % len(KINDS)] for number in range(times)]
    return [(kind, chance.uniform(0.1, PROGRAMS_UNTIL if kind == "programs" else 1.0)) for kind in kinds]


def main(arguments: Sequence[str]) -> int:
    """Kill, print the table, and say whether all went well."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="how many kills (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="other moments (default: 1)")
    parser.add_argument("--cards", action="store_true", help="with intro and end card, drawn anew each time: slower")
    asked = parser.parse_args(arguments)
    deaths = []
    with tempfile.TemporaryDirectory(prefix="vidkit-kills-") as name:
        scene = Scene(Path(name), options=() if asked.cards else PLAIN)
        for number, (kind, share) in enumerate(lots(asked.times, asked.seed)):
            deaths.append(scene.kill(kind, share))
            for fault in deaths[-1].faults:
                print(f"{number}: {deaths[-1].kind} after {deaths[-1].after_s:.2f} s: {fault}", file=sys.stderr)
    print(
        f"{dt.datetime.now(tz=dt.UTC).date()}, {measure.machine()}\n{measure.programs()}\n`{measure.command_line()}`\n"
    )
    print(f"{len(deaths)} kills of a reel of {scene.frames} frames that takes {scene.took:.1f} s.\n")
    _table(deaths)
    faults = sum(bool(death.faults) for death in deaths)
    print(f"\n{faults} of them left something wrong.")
    return 1 if faults else 0


def _table(deaths: Sequence[Death]) -> None:
    print(f"| reported last | {' | '.join(KINDS)} | windows kept | used by the next run | wrong |")
    print(f"|---|{'---:|' * (len(KINDS) + 3)}")
    for step in dict.fromkeys(death.step for death in sorted(deaths, key=lambda death: death.after_s)):
        here = [death for death in deaths if death.step == step]
        count = Counter(death.kind for death in here)
        kinds = " | ".join(str(count[kind]) for kind in KINDS)
        kept, reused = sum(death.kept for death in here), sum(death.reused for death in here)
        print(f"| {step} | {kinds} | {kept} | {reused} | {sum(bool(death.faults) for death in here)} |")
    print()
    codes = Counter(death.code for death in deaths if death.kind == "programs")
    print(
        "Programs killed, vidkit ended with: " + ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()))
    )
    stood = Counter(death.folder for death in deaths)
    print("Under the final name stood: " + ", ".join(f"{state}: {count}" for state, count in stood.items()))
    alike = sum(death.decibels == float("inf") for death in deaths)
    worst = min(death.decibels for death in deaths)
    print(f"Films alike in every decoded frame: {alike}; the worst frame of the others: {worst:.1f} dB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
