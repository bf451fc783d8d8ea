"""What a change costs beside the first making: `python -m benchmarks.again [--seconds N] [--rounds N]`.

The whole command, as a person types it, in a process of its own: a reel of a phone's clip with captions from a file.
First with nothing kept, then after each of the changes that people make, one after the other, each on top of the one
before. What counts are the ratios to the first making within a round.
"""

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import measure
from benchmarks.render import noisy_clip, srt
from vidkit import resources

AIMS = {"nothing changed": 0.02, "one word of a caption": 0.10}
"""The most that each may cost of the first making."""

BRAND = "brand.toml"


@dataclass
class Reel:
    """What the reel is asked to be, on disk and on the command line."""

    folder: Path
    clips: list[str]
    options: dict[str, str] = field(default_factory=dict)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a text in one of the files, as a person with an editor would."""
        file = self.folder / name
        text = file.read_text("utf-8")
        if old not in text:
            raise ValueError(old)
        file.write_text(text.replace(old, new, 1), "utf-8")


def _caption(reel: Reel) -> None:
    words = [line for line in (reel.folder / "captions.srt").read_text("utf-8").splitlines() if "Lägg" in line]
    reel.edit("captions.srt", words[0], words[0].replace("Lägg", "Läg"))


def _title(reel: Reel) -> None:
    reel.options["--title"] = "Lämna aldrig ut din kod till någon"


def _end_card(reel: Reel) -> None:
    reel.edit(BRAND, 'heading = "Vi finns här för dig"', 'heading = "Vi finns här"')


def _post(reel: Reel) -> None:
    reel.edit(BRAND, "#Trygghetscentret", "#Trygghet")


def _loudness(reel: Reel) -> None:
    reel.edit(BRAND, "loudness_lufs = -14.0", "loudness_lufs = -15.0")


def _clip(reel: Reel) -> None:
    reel.clips.append("added.mp4")


CHANGES: dict[str, Callable[[Reel], None]] = {
    "nothing changed": lambda _reel: None,
    "one word of a caption": _caption,
    "another title": _title,
    "another end card": _end_card,
    "another post text": _post,
    "another loudness": _loudness,
    "a clip of 4 s added": _clip,
}


@dataclass(frozen=True)
class Made:
    """One making."""

    seconds: float
    windows: int
    anew: int
    """How many of the windows were made and not found."""
    sound_anew: bool


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aims are met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.again", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="length of the clip (default: 60)")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is done from the beginning (default: 3)")
    asked = parser.parse_args(arguments)
    print(measure.load(), file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="vidkit-benchmark-") as name:
        folder = Path(name)
        noisy_clip(folder, asked.seconds).replace(folder / "clip.mp4")
        noisy_clip(folder, 4).replace(folder / "added.mp4")
        _made(_laid_out(folder / "before", 4, ["added.mp4"]))
        rounds = [_round(folder / f"round-{number}", asked.seconds) for number in range(asked.rounds)]
    return _told(rounds, asked.seconds)


def _round(folder: Path, seconds: int) -> dict[str, Made]:
    reel = _laid_out(folder, seconds, ["clip.mp4"])
    made = {"first making": _made(reel)}
    for what, change in CHANGES.items():
        change(reel)
        made[what] = _made(reel, unchanged=what == "nothing changed")
        print(f"{folder.name}: {what} {made[what].seconds:.1f} s", file=sys.stderr)
    return made


def _laid_out(folder: Path, seconds: int, clips: list[str]) -> Reel:
    """A reel with a folder of its own, in which nothing was made yet."""
    folder.mkdir()
    for clip in ("clip.mp4", "added.mp4"):
        (folder / clip).symlink_to(folder.parent / clip)
    (folder / "captions.srt").write_text(srt(seconds), "utf-8")
    shutil.copy(resources.templates() / "brands" / "trygghetscentret.toml", folder / BRAND)
    return Reel(folder, clips, {"--title": "Banken frågar aldrig efter din kod"})


def _made(reel: Reel, *, unchanged: bool = False) -> Made:
    options = {**reel.options, "--captions": "captions.srt", "--brand": BRAND, "--name": "film", "--out": "reels"}
    command = [sys.executable, "-m", "vidkit", "reel", *reel.clips, "--json"]
    command += [part for option in options.items() for part in option]
    began = perf_counter()
    done = subprocess.run(command, cwd=reel.folder, env=_environment(reel.folder), capture_output=True, check=False)
    seconds = perf_counter() - began
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode()[-2000:])
    if unchanged:
        return Made(seconds, 0, 0, sound_anew=False)
    reuse = json.loads(done.stdout)["reuse"]
    anew = reuse["windows"] - reuse["windows_reused"]
    return Made(seconds, reuse["windows"], anew, sound_anew=not reuse["sound_reused"])


def _environment(folder: Path) -> dict[str, str]:
    """With the byte code of modules in a folder of the benchmark's: whoever has vidkit installed has that, too.

    Where `PYTHONDONTWRITEBYTECODE` is set, as developers do, each run would compile all of vidkit: 0.2 s.
    """
    ours = {"VIDKIT_CACHE": str(folder / "cache"), "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode")}
    return {**os.environ, **ours, "PYTHONDONTWRITEBYTECODE": ""}


def _told(rounds: Sequence[dict[str, Made]], seconds: int) -> int:
    today = dt.datetime.now(tz=dt.UTC).date()
    print(f"{today}, {measure.machine()}\n{measure.programs()}\n`{measure.command_line()}`\n")
    print(f"A clip of {seconds} s, {len(rounds)} rounds, medians.\n")
    print("| change | seconds | of the first making | windows made | sound |\n|---|---:|---:|---:|---|")
    missed = []
    for what in rounds[0]:
        took = median(each[what].seconds for each in rounds)
        share = median(each[what].seconds / each["first making"].seconds for each in rounds)
        one = rounds[0][what]
        aim = f" (aim: at most {AIMS[what]})" if what in AIMS else ""
        pieces = f"{one.anew} of {one.windows}" if one.windows else "none"
        print(f"| {what} | {took:.1f} | {share:.3f}{aim} | {pieces} | {'made' if one.sound_anew else 'kept'} |")
        if share > AIMS.get(what, float("inf")):
            missed.append(what)
    print(f"\nThe aims are {'NOT met: ' + ', '.join(missed) if missed else 'met'}.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
