"""What the heaviest clip of a phone costs, HEVC in 4K, 60 frames a second, HDR: `python -m benchmarks.heavy`.

Beside it stand what nobody can do without: decoding it alone, and bringing it to the reel's size, rate and encoder
without anything else. Then the same reel with several programs at once, as on a machine with more cores: its memory is
what counts there, for these cores are not enough for its time.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import msgspec

from benchmarks import measure
from benchmarks.contenders import Job, output
from benchmarks.lengths import looped
from benchmarks.render import BRAND, cleared, noisy_clip, planned, refuse_other_length
from vidkit.brand.kit import load_brand
from vidkit.plan.reel_plan import CardShot, ReelPlan, to_json
from vidkit.render.cards import draw_for_later
from vidkit.render.ffmpeg import Command, Stop, run
from vidkit.render.labour import CORES_EACH, bytes_each
from vidkit.render.program import find_program
from vidkit.render.turns import ALONE

MEMORY_MOST = 8_000_000_000
"""The aim: three windows at once stay under it, whole process tree."""

PHONE_BITS = 60_000_000
"""Bit/s of an iPhone's 4K60 HDR: about 400 MB a minute, says its camera's settings page."""

AT_ONCE = 3

LOOP_S = 6
"""So much is encoded and then repeated: x265 takes a minute for it."""

Costs = dict[str, list[measure.Cost]]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aim is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.heavy", description=__doc__)
    parser.add_argument("--seconds", type=int, default=24, help="length of the clip (default: 24)")
    parser.add_argument("--rounds", type=int, default=3, help="how often all is done (default: 3)")
    asked = parser.parse_args(arguments)
    print(measure.load(), file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="vidkit-benchmark-") as name:
        folder = Path(name)
        os.environ["VIDKIT_CACHE"] = str(folder / "cache")
        clip = _heavy_clip(folder, asked.seconds)
        plan = _laid_out(folder, clip, asked.seconds)
        costs = _raced(folder, clip, plan, asked.rounds)
    return _told(plan, costs)


def _heavy_clip(folder: Path, seconds: int) -> Path:
    """The noisy clip, enlarged, every frame twice, marked as HLG, over and over: heavy to decode as a phone's is."""
    made, clip = noisy_clip(folder, min(seconds, LOOP_S)), folder / "heavy.mov"
    marks = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:log-level=error"
    arguments = ["-nostdin", "-loglevel", "error", "-i", str(made), "-vf", "scale=2160:3840,fps=60,format=yuv420p10le"]
    arguments += ["-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1", "-b:v", str(PHONE_BITS)]
    arguments += ["-x265-params", f"{marks}:keyint=60", "-colorspace", "bt2020nc", "-color_primaries", "bt2020"]
    arguments += ["-color_trc", "arib-std-b67", "-c:a", "copy", "-progress", "pipe:1", str(clip)]
    run(Command(program=find_program().path, arguments=tuple(arguments)))
    return looped(clip, seconds)


def _laid_out(folder: Path, clip: Path, seconds: int) -> ReelPlan:
    plan = planned(folder, clip, seconds)
    draw_for_later([s.card for s in plan.shots if isinstance(s, CardShot)], load_brand(BRAND), ALONE, Stop())
    (folder / "plan.json").write_bytes(to_json(plan))
    return plan


def _raced(folder: Path, clip: Path, plan: ReelPlan, rounds: int) -> Costs:
    ways: dict[str, Callable[[], measure.Cost]] = {
        "vidkit": lambda: _by_vidkit(folder, plan, 0),
        "decoding alone": lambda: _by_ffmpeg(folder, clip, ["-f", "null", "-"]),
        "bare transcoding": lambda: _by_ffmpeg(folder, clip, _bare(plan)),
        f"vidkit, {AT_ONCE} programs": lambda: _by_vidkit(folder, plan, AT_ONCE),
    }
    costs: Costs = {way: [] for way in ways}
    order = list(ways)
    for number in range(rounds):
        for way in order:
            costs[way].append(ways[way]())
            cost = costs[way][-1]
            print(f"round {number + 1}: {way} {cost.seconds:.1f} s, {cost.peak_bytes / 1e6:.0f} MB", file=sys.stderr)
        order = [*order[1:], order[0]]
    return costs


def _by_vidkit(folder: Path, plan: ReelPlan, programs: int) -> measure.Cost:
    cleared(folder, "vidkit")
    job = Job(brand=BRAND, reference="", cards={}, cores=programs * CORES_EACH)
    (folder / "job.json").write_bytes(msgspec.json.encode(job))
    command = [sys.executable, "-m", "benchmarks.contenders", "vidkit", str(folder)]
    cost = measure.run(command, Path(__file__).resolve().parents[1])
    refuse_other_length(output(folder, "vidkit"), plan)
    return cost


def _by_ffmpeg(folder: Path, clip: Path, does: list[str]) -> measure.Cost:
    return measure.run([find_program().path, "-nostdin", "-loglevel", "error", "-y", "-i", str(clip), *does], folder)


def _bare(plan: ReelPlan) -> list[str]:
    """Made smaller, every second frame, the same encoder. No tone mapping, no cards, no captions."""
    like = plan.encoding
    small = f"fps={plan.rate.fraction},scale={plan.size.width}:{plan.size.height},format=yuv420p"
    fixed = ["-vf", small, "-c:v", like.encoder, "-preset", like.preset, "-crf", str(like.crf)]
    return [*fixed, "-maxrate", str(like.bitrate_most), "-bufsize", str(like.bitrate_most), "-c:a", "aac", "bare.mp4"]


def _told(plan: ReelPlan, costs: Costs) -> int:
    today = dt.datetime.now(tz=dt.UTC).date()
    print(f"{today}, {measure.machine()}\n{measure.programs()}\n`{measure.command_line()}`\n")
    picture = plan.sources[0].picture
    film = float(plan.frames / plan.rate.fraction)
    print(f"A clip of {picture.coded_width}x{picture.coded_height} in HEVC of ten bits, HLG; a reel of {film:.1f} s.\n")
    print("| | s: min | median | max | processor time, s | peak memory, MB |\n|---|---:|---:|---:|---:|---:|")
    for way, made in costs.items():
        cpu, peak = median(cost.cpu_seconds for cost in made), max(cost.peak_bytes for cost in made) / 1e6
        print(f"| {way} | {measure.spread([cost.seconds for cost in made])} | {cpu:.1f} | {peak:.0f} |")
    for other in ("decoding alone", "bare transcoding"):
        beside = [one.seconds / two.seconds for one, two in zip(costs["vidkit"], costs[other], strict=True)]
        print(f"| vidkit / {other} | {measure.spread(beside)} | | |")
    most = max(cost.peak_bytes for cost in costs[f"vidkit, {AT_ONCE} programs"])
    print(f"\nOne program is counted with {bytes_each(plan) / 1e6:.0f} MB when it is decided how many work at once.")
    met = most <= MEMORY_MOST
    print(f"{AT_ONCE} at once took {most / 1e9:.2f} GB (aim: at most {MEMORY_MOST / 1e9:.0f}).")
    print(f"The aim is {'met' if met else 'NOT met'}.")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
