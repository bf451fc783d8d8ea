"""What three signs and the small mark cost a reel: `python -m benchmarks.signs`.

The same picture, bare, with signs, and with signs and mark, encoded in turns, round after round. What counts is the
ratio of processor time within a round.
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
from vidkit.batch.produce import Prepared, prepare
from vidkit.events import Reuse, silent
from vidkit.plan.asked_sign import parse_sign
from vidkit.plan.brief import AskedClip, Brief
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.cards import overlay_file
from vidkit.render.compiler.picture import compile_window
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.renderer import draw_cards
from vidkit.render.windows import whole
from vidkit.resources import assets

OVER_BARE_MOST = 1.05
"""The aim, at the median: three signs cost a reel no more than a twentieth."""

SIGNS = (
    "name@0.5-4: Förnamn Efternamn | kommunpolis i Sigtuna",
    "step@4.5-8: 1 | Lägg på luren",
    "phone@8.5-12: 114 14 | Polisen, när det inte är akut",
)
BRAND = 'extends = "trygghetscentret"\n[bug]\n'


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aim is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.signs", description=__doc__)
    parser.add_argument("--clip", type=Path, help="a real clip of 12 s or more instead of the sample")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is made (default: 5)")
    asked = parser.parse_args(arguments)
    print(measure.load(), file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="vidkit-benchmark-") as name:
        os.environ["VIDKIT_CACHE"] = str(Path(name) / "cache")
        ready, kitchen = _laid_out(Path(name), asked.clip)
        drawing = _drawing(ready, kitchen)
        costs = _raced(ready, kitchen, asked.rounds)
    print(f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}, {measure.machine()}, {measure.programs()};")
    print(f"`{measure.command_line()}`, a reel of {float(ready.plan.frames / ready.plan.rate.fraction):.1f} s:\n")
    print("| | min | median | max |\n|---|---:|---:|---:|")
    print(f"| bare, s | {measure.spread(costs['bare'])} |")
    ratios = {}
    for way in ("signs", "signs and mark"):
        ratios[way] = [cost / bare for cost, bare in zip(costs[way], costs["bare"], strict=True)]
        print(f"| {way} / bare (aim: at most {OVER_BARE_MOST}) | {measure.spread(ratios[way])} |")
    print(f"\nDrawing the three signs, once: {drawing:.2f} s.")
    return int(median(ratios["signs"]) > OVER_BARE_MOST)


def _laid_out(folder: Path, clip: Path | None) -> tuple[Prepared, Kitchen]:
    brand = folder / "brand.toml"
    brand.write_text(BRAND, "utf-8")
    brief = Brief(
        clips=(AskedClip(str(clip.absolute() if clip else assets() / "samples" / "banken.mp4")),),
        captions="off",
        brand=str(brand),
        signs=tuple(map(parse_sign, SIGNS)),
    )
    (folder / "kitchen").mkdir()
    return prepare(brief, silent), Kitchen(folder / "kitchen", find_program(), Stop())


def _drawing(ready: Prepared, kitchen: Kitchen) -> float:
    """Processor seconds of this process for frames that nobody has drawn before, without those of the program."""
    import psutil

    beside = msgspec.structs.replace(kitchen, folder=kitchen.folder / "drawn")
    beside.folder.mkdir()
    before = psutil.Process().cpu_times()
    for sign in ready.plan.signs:
        overlay_file(sign.card, ready.brand, beside, silent)
    after = psutil.Process().cpu_times()
    return float(after.user - before.user + after.system - before.system)


def _raced(ready: Prepared, kitchen: Kitchen, rounds: int) -> dict[str, list[float]]:
    """Processor seconds of each way, round after round, each round beginning with another."""
    bare = msgspec.structs.replace(ready.plan, signs=(), bug=None)
    ways = {"bare": bare, "signs": msgspec.structs.replace(ready.plan, bug=None), "signs and mark": ready.plan}
    cards = draw_cards(ready.plan, ready.brand, kitchen, silent, Reuse())
    costs: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds):
        order = [*ways][number % len(ways) :] + [*ways][: number % len(ways)]
        for way in order:
            costs[way].append(_made(ways[way], kitchen, cards))
            print(f"{way}: {costs[way][-1]:.1f} s", file=sys.stderr)
    return costs


def _made(plan: ReelPlan, kitchen: Kitchen, cards: dict[str, str]) -> float:
    before = measure.cpu_of_children()
    kitchen.cook(compile_window(plan, whole(plan), cards, "picture.mp4"))
    return measure.cpu_of_children() - before


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
