"""What a week at once costs beside its reels one after another: `python -m benchmarks.week [--reels N] [--rounds N]`.

The whole commands, as a person types them, with recognition: `vidkit batch` of a folder of clips against `vidkit reel`
of each, and against the bare transcoding of each, in turn, each round beginning with another, each with nothing kept.
Then the batch again with nothing changed, and after one corrected caption. What counts are the ratios within a round.
"""

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import measure
from benchmarks.render import noisy_clip
from vidkit.plan.brief import Brief
from vidkit.plan.encoding import SOFTWARE, encoding_for
from vidkit.plan.grid import Rate
from vidkit.plan.platform import load_platform
from vidkit.render.ffmpeg import Command, run
from vidkit.render.program import find_program
from vidkit.resources import cache_root

OVER_SINGLE_MOST = 0.75
UNCHANGED_MOST_S = 2.0
"""The aims; the exit code tells whether both hold at the median."""

STEP_S = 3
"""Seconds from the start of one clip in the long one to the start of the next: another sound and picture each time."""

LOOK_S = 0.05


@dataclass(frozen=True)
class Cost(measure.Cost):
    """With what only a week has."""

    first_s: float = 0.0
    """When the first finished reel stood in its place."""


Costs = dict[str, list[Cost]]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aims are met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.week", description=__doc__)
    parser.add_argument("--reels", type=int, default=12, help="how many clips there are (default: 12)")
    parser.add_argument("--seconds", type=int, default=8, help="length of each clip (default: 8)")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is done from the beginning (default: 3)")
    parser.add_argument("--jobs", default="auto", help="as for vidkit batch (default: auto)")
    asked = parser.parse_args(arguments)
    print(measure.load(), file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="vidkit-benchmark-") as name:
        folder = Path(name)
        _clips(folder, asked.reels, asked.seconds)
        costs = _raced(folder, asked.rounds, asked.jobs)
    return _told(costs, asked)


def _clips(folder: Path, reels: int, seconds: int) -> None:
    """So many clips of a phone, with speech, cut from one; the model as it lies in the person's cache."""
    whole = noisy_clip(folder, seconds + STEP_S * reels)
    (folder / "week").mkdir()
    for number in range(reels):
        clip = folder / "week" / f"Klipp nummer {number + 1:02}.mp4"
        cut = ("-nostdin", "-loglevel", "error", "-ss", str(number * STEP_S), "-i", str(whole), "-t", str(seconds))
        run(Command(program=find_program().path, arguments=(*cut, "-c", "copy", "-progress", "pipe:1", str(clip))))
    whole.unlink()


def _raced(folder: Path, rounds: int, jobs: str) -> Costs:
    ways: dict[str, Callable[[Path], Cost]] = {
        "batch": lambda place: _batch(place, jobs),
        "one after another": _singly,
        "bare transcoding": _bare,
    }
    costs: Costs = {}
    order = list(ways)
    for number in range(rounds):
        for way in order:
            place = _fresh(folder)
            _note(costs, way, ways[way](place), number)
            if way == "batch":
                _note(costs, "batch, nothing changed", _batch(place, jobs), number)
                _correct(place)
                _note(costs, "batch, one caption corrected", _batch(place, jobs), number)
        order = [*order[1:], order[0]]
    return costs


def _note(costs: Costs, way: str, cost: Cost, number: int) -> None:
    costs.setdefault(way, []).append(cost)
    print(f"round {number + 1}: {way} {cost.seconds:.1f} s, {cost.cpu_seconds:.0f} s of processor", file=sys.stderr)


def _fresh(folder: Path) -> Path:
    """An empty place to work in, with nothing kept but the speech models."""
    place = folder / "place"
    shutil.rmtree(place, ignore_errors=True)
    (place / "cache").mkdir(parents=True)
    models = cache_root() / "models"
    if models.is_dir():
        shutil.copytree(models, place / "cache" / "models", copy_function=os.link)
    (place / "week").symlink_to(folder / "week")
    return place


def _batch(place: Path, jobs: str) -> Cost:
    watch = _FirstReel(place / "reels")
    cost = _timed([[sys.executable, "-m", "vidkit", "batch", "week", "--jobs", jobs]], place)
    return Cost(cost.seconds, cost.cpu_seconds, cost.peak_bytes, watch.seconds())


def _singly(place: Path) -> Cost:
    clips = sorted((place / "week").iterdir())
    watch = _FirstReel(place / "reels")
    reel = [sys.executable, "-m", "vidkit", "reel"]
    cost = _timed([[*reel, str(clip), "--title", clip.stem] for clip in clips], place)
    return Cost(cost.seconds, cost.cpu_seconds, cost.peak_bytes, watch.seconds())


def _bare(place: Path) -> Cost:
    """Each clip decoded and encoded as a reel is, without cards, captions or anything else."""
    like = encoding_for(SOFTWARE, Brief(clips=()).quality, Rate(30), load_platform())
    fixed = ("-c:v", SOFTWARE, "-preset", like.preset, "-crf", str(like.crf), "-pix_fmt", "yuv420p", "-c:a", "aac")
    commands = [
        [find_program().path, "-nostdin", "-loglevel", "error", "-i", str(clip), *fixed, f"bare-{number}.mp4"]
        for number, clip in enumerate(sorted((place / "week").iterdir()))
    ]
    return _timed(commands, place)


def _timed(commands: Sequence[Sequence[str]], place: Path) -> Cost:
    """The commands one after the other."""
    before = dict(os.environ)
    os.environ |= {"VIDKIT_CACHE": str(place / "cache")}
    try:
        costs = [measure.run(_forgiving(command), place) for command in commands]
    finally:
        os.environ.clear()
        os.environ.update(before)
    seconds = sum(cost.seconds for cost in costs)
    return Cost(seconds, sum(cost.cpu_seconds for cost in costs), max(cost.peak_bytes for cost in costs))


def _forgiving(command: Sequence[str]) -> list[str]:
    """A reel whose bit rate passes the platform's limit is made all the same: 1 is no failure here."""
    code = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]) not in (0, 1))"
    return [sys.executable, "-S", "-c", code, *command]


class _FirstReel:
    """Watches for the first finished reel."""

    def __init__(self, out: Path) -> None:
        self._began = perf_counter()
        self._out = out
        self._at = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def seconds(self) -> float:
        """From the beginning to there; ends the watch."""
        self._over.set()
        self._thread.join()
        return self._at

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            if any(path.is_dir() and not path.name.startswith(".") for path in self._out.glob("*")):
                self._at = perf_counter() - self._began
                return


def _correct(place: Path) -> None:
    """A person corrects one word in one finished reel."""
    captions = min((place / "reels").glob("*/*.srt"))
    lines = captions.read_text("utf-8").splitlines()
    lines[2] = f"{lines[2].rstrip('.')}!"
    captions.write_text("\n".join(lines) + "\n", "utf-8")


def _told(costs: Costs, asked: argparse.Namespace) -> int:
    ratio = median(_ratios(costs, "one after another"))
    unchanged = median(cost.seconds for cost in costs["batch, nothing changed"])
    today = dt.datetime.now(tz=dt.UTC).date()
    print(f"{today}, {measure.machine()}\n{measure.programs()}\n`{measure.command_line()}`\n")
    print(f"{asked.reels} reels of clips of {asked.seconds} s, {asked.rounds} rounds.\n")
    print("| | min | median | max | processor time, s | first reel, s | peak memory, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for way, made in costs.items():
        cpu, first = median(cost.cpu_seconds for cost in made), median(cost.first_s for cost in made)
        peak = max(cost.peak_bytes for cost in made) / 1e6
        shown = f"{first:.1f}" if first and way in ("batch", "one after another") else ""
        print(f"| {way}, s | {measure.spread([cost.seconds for cost in made])} | {cpu:.1f} | {shown} | {peak:.0f} |")
    for other in ("one after another", "bare transcoding"):
        aim = f" (aim: at most {OVER_SINGLE_MOST})" if other == "one after another" else ""
        print(f"| batch / {other}{aim} | {measure.spread(_ratios(costs, other))} | | | |")
    met = ratio <= OVER_SINGLE_MOST and unchanged <= UNCHANGED_MOST_S
    print(f"\nNothing changed: {unchanged:.2f} s (aim: at most {UNCHANGED_MOST_S}).")
    print(f"The aims are {'met' if met else 'NOT met'}.")
    return 0 if met else 1


def _ratios(costs: Costs, other: str) -> list[float]:
    return [one.seconds / two.seconds for one, two in zip(costs["batch"], costs[other], strict=True)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
