"""Whether a second of a long reel costs more than one of a short reel: `python -m benchmarks.lengths [--seconds S...]`.

The same rendering as in `benchmarks.render`, vidkit alone, of reels of several lengths in turn, each round beginning
with another. What counts is the cost of a second of film beside that of the shortest reel in the same round.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

from benchmarks import measure
from benchmarks.contenders import Job, output
from benchmarks.render import BRAND, cleared, noisy_clip, planned, refuse_other_length
from vidkit.brand.kit import load_brand
from vidkit.plan.reel_plan import CardShot, ReelPlan, to_json
from vidkit.render.cards import draw_for_later
from vidkit.render.ffmpeg import Command, Stop, run
from vidkit.render.program import find_program
from vidkit.render.turns import ALONE

UNEVEN_MOST = 1.10
"""The aim: the dearest second of film costs at most so many times the cheapest, at the medians."""

LOOP_S = 30
"""A longer clip is this much of one over and over: every second costs an encoder the same."""

Costs = dict[int, list[measure.Cost]]
Plans = dict[int, ReelPlan]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aim is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lengths", description=__doc__)
    parser.add_argument("--seconds", type=int, nargs="+", default=[30, 60, 180], help="lengths of the clips")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is made (default: 3)")
    asked = parser.parse_args(arguments)
    lengths = sorted(set(asked.seconds))
    print(measure.load(), file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="vidkit-benchmark-") as name:
        folder = Path(name)
        whole = looped(noisy_clip(folder, min(lengths[-1], LOOP_S)), lengths[-1])
        plans = {length: _laid_out(folder / str(length), whole, length) for length in lengths}
        costs = _raced(folder, plans, asked.rounds)
    return _told(plans, costs)


def looped(first: Path, seconds: int) -> Path:
    """The clip over and over, so many seconds and one; nothing is encoded anew."""
    whole = first.with_stem(f"{first.stem}-looped")
    again = ("-nostdin", "-loglevel", "error", "-stream_loop", "-1", "-i", str(first))
    copied = ("-c", "copy", "-t", str(seconds + 1), "-progress", "pipe:1", str(whole))
    run(Command(program=find_program().path, arguments=(*again, *copied)))
    return whole


def _laid_out(folder: Path, clip: Path, seconds: int) -> ReelPlan:
    (folder / "cache").mkdir(parents=True)
    os.environ["VIDKIT_CACHE"] = str(folder / "cache")
    plan = planned(folder, clip, seconds)
    cards = [shot.card for shot in plan.shots if isinstance(shot, CardShot)]
    draw_for_later(cards, load_brand(BRAND), ALONE, Stop())
    (folder / "plan.json").write_bytes(to_json(plan))
    (folder / "job.json").write_bytes(msgspec.json.encode(Job(brand=BRAND, reference="", cards={})))
    return plan


def _raced(folder: Path, plans: Plans, rounds: int) -> Costs:
    costs: Costs = {length: [] for length in plans}
    order = list(plans)
    for number in range(rounds):
        for length in order:
            place = folder / str(length)
            cleared(place, "vidkit")
            os.environ["VIDKIT_CACHE"] = str(place / "cache")
            command = [sys.executable, "-m", "benchmarks.contenders", "vidkit", str(place)]
            cost = measure.run(command, Path(__file__).resolve().parents[1])
            refuse_other_length(output(place, "vidkit"), plans[length])
            costs[length].append(cost)
            print(f"round {number + 1}: {length} s of clip {cost.seconds:.1f} s", file=sys.stderr)
        order = [*order[1:], order[0]]
    return costs


def _told(plans: Plans, costs: Costs) -> int:
    film = {length: float(plan.frames / plan.rate.fraction) for length, plan in plans.items()}
    each = {length: [cost.seconds / film[length] for cost in made] for length, made in costs.items()}
    shortest = min(plans)
    today = dt.datetime.now(tz=dt.UTC).date()
    print(f"{today}, {measure.machine()}\n{measure.programs()}\n`{measure.command_line()}`\n")
    print(
        "| reel, s | a second of film costs, s: min | median | max | beside the shortest: min | median | max ", end=""
    )
    print("| processor time of a second, s | peak memory, MB |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for length, made in costs.items():
        beside = [one / other for one, other in zip(each[length], each[shortest], strict=True)]
        cpu = median(cost.cpu_seconds for cost in made) / film[length]
        peak = max(cost.peak_bytes for cost in made) / 1e6
        print(f"| {film[length]:.1f} | {measure.spread(each[length])} | {measure.spread(beside)} ", end="")
        print(f"| {cpu:.2f} | {peak:.0f} |")
    middles = [median(values) for values in each.values()]
    uneven = max(middles) / min(middles)
    met = uneven <= UNEVEN_MOST
    print(f"\nThe dearest second costs {uneven:.2f} times the cheapest (aim: at most {UNEVEN_MOST}).")
    print(f"The aim is {'met' if met else 'NOT met'}.")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
