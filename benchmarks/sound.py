"""What a reel's sound costs and comes to: `python -m benchmarks.sound CLIP...`.

Each clip becomes a reel with intro and end card, without captions, and its sound alone is mastered. Processor time of
the program beside that of encoding the finished sound once: so much no mastering can do without. Loudness and peak are
measured by vidkit's own meter, which the mastering does not use. Exit code 1 when one misses what is promised.
"""

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import measure
from vidkit.batch.produce import prepare
from vidkit.deliver.loudness import Loudness, LoudnessMeter
from vidkit.events import Event
from vidkit.plan.brief import AskedClip, Brief
from vidkit.plan.grid import SAMPLE_RATE
from vidkit.plan.platform import load_platform
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.compiler.sound import compile_encoding
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.sound import master_sound


class Cost(NamedTuple):
    """One mastering."""

    seconds: float
    """Processor time."""
    encoding: float
    """Of encoding the finished sound once more."""
    loudness: Loudness


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether each sound is as promised."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sound", description=__doc__)
    parser.add_argument("clips", nargs="+", metavar="CLIP")
    parser.add_argument("--music", default="", help="what lies under the clips: a name, a file, or off")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is mastered (default: 3)")
    asked = parser.parse_args(arguments)
    today, rules = dt.datetime.now(tz=dt.UTC).date(), load_platform().loudness
    print(f"{today}, {measure.machine()}, {measure.programs()}\n`{measure.command_line()}`\n")
    print("| clip | reel, s | mastering, s | encoding, s | mastering / encoding | LUFS | dBTP |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    kept = True
    for clip in asked.clips:
        brief = Brief(clips=(AskedClip(clip),), captions="off", music=asked.music)
        plan = prepare(brief, _silent).plan
        costs = [_mastered(plan) for _round in range(asked.rounds)]
        seconds, encoding = median(cost.seconds for cost in costs), median(cost.encoding for cost in costs)
        heard = costs[0].loudness
        peak = heard.true_peak_dbtp <= rules.peak_most_dbtp
        kept = kept and peak and abs(heard.integrated_lufs - rules.target_lufs) <= rules.tolerance_lu
        print(
            f"| {Path(clip).name} | {float(plan.frames / plan.rate.fraction):.1f} | {seconds:.2f} | {encoding:.2f} "
            f"| {seconds / encoding:.2f} | {heard.integrated_lufs:.2f} | {heard.true_peak_dbtp:.2f} |"
        )
    print(f"\nWhat is promised is {'kept' if kept else 'NOT kept'}.")
    return 0 if kept else 1


def _mastered(plan: ReelPlan) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        kitchen = Kitchen(Path(folder), find_program(), Stop())
        began = measure.cpu_of_children()
        file = kitchen.folder / master_sound(plan, kitchen).file
        mastered = measure.cpu_of_children()
        kitchen.cook(compile_encoding(plan, file.name, "again.mp4"))
        return Cost(mastered - began, measure.cpu_of_children() - mastered, _heard(file))


def _heard(file: Path) -> Loudness:
    import av
    import numpy as np

    meter = LoudnessMeter(SAMPLE_RATE, ["FL", "FR"])
    with av.open(str(file)) as container:
        for frame in container.decode(audio=0):
            meter.add(np.asarray(frame.to_ndarray(), dtype=np.float64))
    return meter.result()


def _silent(_event: Event) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
