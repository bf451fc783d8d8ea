"""What a reel costs beside its bare encoding, and beside a script with moviepy: `python -m benchmarks.render`.

The three contenders (see `contenders`) run in turn, round after round, each round beginning with another of them, so
that a machine that gets slower gets slower for all. What counts are the ratios within a round.
"""

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

from benchmarks import measure
from benchmarks.contenders import WAYS, Job, output
from vidkit.brand.kit import load_brand
from vidkit.events import silent
from vidkit.plan.reel_plan import CardShot, ReelPlan, to_json
from vidkit.render.ffmpeg import Command, Stop, run
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program

OVER_ENCODING_MOST = 1.15
FASTER_THAN_MOVIEPY_LEAST = 3.0
"""The aims; the exit code tells whether both hold at the median."""

PHONE_BITS = 24_000_000
"""Bit/s that a phone writes at 1080x1920, and so of source and reference alike: decoding costs by the bit."""

FINE_CRF = 14
"""Finer than `PHONE_BITS` allows of a noisy picture, so that the reference comes to that rate."""

WORDS = (
    ("Banken frågar aldrig", "efter din kod."),
    ("Lägg på luren", "och ring din bank själv."),
    ("Prata med någon du litar på",),
)
CUE_S = 3

BRAND = "trygghetscentret"

Costs = dict[str, list[measure.Cost]]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aims are met."""
    asked = _asked(arguments)
    with tempfile.TemporaryDirectory(prefix="vidkit-benchmark-") as name:
        folder = Path(name)
        os.environ["VIDKIT_CACHE"] = str(folder / "cache")
        plan = _laid_out(folder, asked.clip, asked.seconds)
        print(f"{plan.frames} frames, {len(plan.cues)} captions; {measure.load()}", file=sys.stderr)
        ways = [way for way in WAYS if way != "moviepy" or not asked.without_moviepy]
        costs = _raced(folder, asked.rounds, plan, ways)
        if asked.keep:
            for way in ways:
                shutil.copy(output(folder, way), asked.keep / f"{way}.mp4")
    return _told(plan, costs)


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.render", description=__doc__)
    parser.add_argument("--clip", type=Path, help="a real clip instead of the sample, scaled up and made noisy")
    parser.add_argument("--seconds", type=int, default=10, help="how much of it is used (default: 10)")
    parser.add_argument("--rounds", type=int, default=5, help="how often all three run (default: 5)")
    parser.add_argument("--without-moviepy", action="store_true", help="race vidkit against bare ffmpeg only")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the three films are left, to look at")
    return parser.parse_args(arguments)


def planned(folder: Path, source: Path, seconds: int) -> ReelPlan:
    """The plan of a reel with captions of so much of a clip."""
    from vidkit.batch.produce import prepare
    from vidkit.plan.brief import AskedClip, Brief, Trim

    captions = folder / "captions.srt"
    captions.write_text(srt(seconds), "utf-8")
    brief = Brief(
        clips=(AskedClip(str(source), Trim(0, seconds * 1000)),),
        title="Banken frågar aldrig efter din kod",
        captions=str(captions),
    )
    return prepare(brief, silent).plan


def _laid_out(folder: Path, clip: Path | None, seconds: int) -> ReelPlan:
    """The plan, the cards and the reference, all outside the measurement."""
    from vidkit.render.renderer import render

    plan = planned(folder, clip.absolute() if clip else noisy_clip(folder, seconds), seconds)
    fine = msgspec.structs.replace(
        plan, encoding=msgspec.structs.replace(plan.encoding, crf=FINE_CRF, bitrate_most=PHONE_BITS)
    )
    made = folder / "reference"
    made.mkdir()
    reference = render(fine, load_brand(BRAND), Kitchen(made, find_program(), Stop()), silent).film
    drawn = {shot.card.digest for shot in plan.shots if isinstance(shot, CardShot)}
    cards = {digest: str(next((folder / "cache" / "cards").glob(f"*/{digest}*.mkv"))) for digest in drawn}
    job = Job(brand=BRAND, reference=str(reference), cards=cards)
    (folder / "plan.json").write_bytes(to_json(plan))
    (folder / "job.json").write_bytes(msgspec.json.encode(job))
    return plan


def noisy_clip(folder: Path, seconds: int) -> Path:
    """The sample clip over and over, in a phone's size, with the noise that a phone's sensor has in a dim room."""
    from vidkit import resources

    clip = folder / "noisy.mp4"
    sample = resources.assets() / "samples" / "banken.mp4"
    picture = "scale=1080:1920:force_original_aspect_ratio=increase,crop=1080:1920,fps=30,noise=alls=14:allf=t"
    arguments = ["-nostdin", "-loglevel", "error", "-stream_loop", "-1", "-i", str(sample), "-t", str(seconds + 1)]
    arguments += ["-vf", picture, "-c:v", "libx264", "-preset", "veryfast", "-g", "30"]
    arguments += ["-b:v", str(PHONE_BITS), "-maxrate", str(PHONE_BITS), "-bufsize", str(2 * PHONE_BITS)]
    arguments += ["-pix_fmt", "yuv420p", "-c:a", "aac", "-progress", "pipe:1", str(clip)]
    run(Command(program=find_program().path, arguments=tuple(arguments)))
    return clip


def srt(seconds: int) -> str:
    """Captions for so many seconds, one every three."""
    cues = []
    for number, start in enumerate(range(0, max(1, seconds - 1), CUE_S)):
        end = min(start + CUE_S, seconds)
        lines = "\n".join(WORDS[number % len(WORDS)])
        cues.append(f"{number + 1}\n{_clock(start)},100 --> {_clock(end - 1)},900\n{lines}\n")
    return "\n".join(cues)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _raced(folder: Path, rounds: int, plan: ReelPlan, ways: Sequence[str]) -> Costs:
    costs: Costs = {way: [] for way in ways}
    order = list(ways)
    for number in range(rounds):
        for way in order:
            cleared(folder, way)
            command = [sys.executable, "-m", "benchmarks.contenders", way, str(folder)]
            cost = measure.run(command, Path(__file__).resolve().parents[1])
            refuse_other_length(output(folder, way), plan)
            costs[way].append(cost)
            print(f"round {number + 1}: {way} {cost.seconds:.1f} s", file=sys.stderr)
        order = [*order[1:], order[0]]
    return costs


def cleared(folder: Path, way: str) -> None:
    """Nothing is left of the round before but the drawn cards: no window, no sound, no still."""
    shutil.rmtree(folder / way, ignore_errors=True)
    (folder / way).mkdir()
    for kept in (folder / "cache").iterdir():
        if kept.name != "cards":
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()


def refuse_other_length(film: Path, plan: ReelPlan) -> None:
    """A contender that makes another film wins nothing. moviepy may round by one frame."""
    import av

    with av.open(str(film)) as container:
        frames = sum(1 for packet in container.demux(video=0) if packet.size)
    if abs(frames - plan.frames) > 1:
        raise RuntimeError(f"{film} has {frames} frames, not {plan.frames}")


def _told(plan: ReelPlan, costs: Costs) -> int:
    seconds_of = {way: [cost.seconds for cost in cost_of] for way, cost_of in costs.items()}
    vidkit, moviepy = seconds_of["vidkit"], seconds_of.get("moviepy", [])
    over = [one / other for one, other in zip(vidkit, seconds_of["ffmpeg"], strict=True)]
    faster = [other / one for one, other in zip(vidkit, moviepy, strict=True)] if moviepy else []
    seconds = float(plan.frames / plan.rate.fraction)
    today = dt.datetime.now(tz=dt.UTC).date()
    print(f"{today}, {measure.machine()}\n{measure.programs()}\n`{measure.command_line()}`\n")
    print(f"A reel of {seconds:.1f} s, {plan.size.width}x{plan.size.height}, {len(vidkit)} rounds.\n")
    print("| | min | median | max | processor time, s | peak memory, MB |\n|---|---:|---:|---:|---:|---:|")
    for way, values in seconds_of.items():
        cpu = median(cost.cpu_seconds for cost in costs[way])
        peak = max(cost.peak_bytes for cost in costs[way]) / 1e6
        print(f"| {way}, s | {measure.spread(values)} | {cpu:.1f} | {peak:.0f} |")
    print(f"| vidkit / ffmpeg (aim: at most {OVER_ENCODING_MOST}) | {measure.spread(over)} | | |")
    if faster:
        print(f"| moviepy / vidkit (aim: at least {FASTER_THAN_MOVIEPY_LEAST}) | {measure.spread(faster)} | | |")
    met = median(over) <= OVER_ENCODING_MOST and (not faster or median(faster) >= FASTER_THAN_MOVIEPY_LEAST)
    print(f"\nThe aims are {'met' if met else 'NOT met'}.")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
