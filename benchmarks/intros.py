"""What drawing an intro costs, beside what encoding its frames costs: `python -m benchmarks.intros`."""

import argparse
import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from benchmarks import measure
from vidkit.brand.card import Card
from vidkit.brand.cards import intro_card
from vidkit.brand.drawing import frames
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.scenes.reading import read_scene, scene_names
from vidkit.render.program import find_program

FRAME = (Size(1080, 1920), Box(60, 220, 890, 1300))
RATE = (30, 1)

WORDS = {
    "title": "Banken frågar aldrig efter din kod",
    "struck": "Banken ringer och ber om din kod",
    "number": "3",
    "date": "Tisdag 8 december",
    "clock": "kl. 18.00–20.00",
    "place": "Stadshuset",
}


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether every scene is drawn in less time than it is encoded."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intros", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is drawn and encoded (default: 3)")
    rounds = parser.parse_args(arguments).rounds
    brand = load_brand("trygghetscentret")
    print(f"{dt.datetime.now(tz=dt.UTC).date()}, {measure.machine()}\n`{measure.command_line()}`\n")
    print("| scene | frames | fitting, s | drawing, s | again, s | 60 frames, s | encoding 60, s | memory, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    met = True
    for name in scene_names():
        own = msgspec.structs.replace(brand, intro=msgspec.structs.replace(brand.intro, variant=name))
        met &= measured(name, own, rounds)
    print(f"\nThe aim, less time than encoding, is {'met' if met else 'NOT met'}.")
    return 0 if met else 1


def measured(name: str, brand: Brand, rounds: int) -> bool:
    """Print one line of the table; whether drawing is the quicker of the two."""
    fitting = [spent(lambda: card_of(name, brand)) for _round in range(rounds)]
    card = card_of(name, brand)
    times = [spent(lambda: drawn(card, brand)) for _round in range(rounds + 1)]
    again = min(times[1:])
    share = 60 / card.frames
    encoding = min(encoded(card, brand) for _round in range(rounds)) * share
    memory = resident(name)
    print(
        f"| {name} | {card.frames} | {min(fitting):.3f} | {times[0]:.2f} | {again:.2f} | {again * share:.2f}"
        f" | {encoding:.2f} | {memory:.0f} |",
        flush=True,
    )
    return again * share < encoding


def card_of(name: str, brand: Brand) -> Card:
    """The scene with words for all its roles."""
    texts = {role: WORDS[role] for role in read_scene(name).scene.roles if role in WORDS}
    return intro_card(brand, texts, *FRAME, RATE)


def drawn(card: Card, brand: Brand) -> None:
    """Draws every frame and keeps none."""
    for _frame in frames(card, brand):
        pass


def spent(work: Callable[[], object]) -> float:
    """Processor time of this process, user and system, in seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


def encoded(card: Card, brand: Brand) -> float:
    """Processor time of the program that encodes the frames as a reel's are, in seconds; drawing them is not in it."""
    command = [find_program().path, "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-video_size", f"{card.size.width}x{card.size.height}", "-framerate", "30", "-i", "pipe:0"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-f", "null", "-"]
    before = measure.cpu_of_children()
    with subprocess.Popen(command, stdin=subprocess.PIPE) as program:
        assert program.stdin is not None  # noqa: S101 - it was asked for
        for frame in frames(card, brand):
            program.stdin.write(frame.tobytes())
        program.stdin.close()
    return measure.cpu_of_children() - before


def resident(name: str) -> float:
    """The most memory that a process of its own holds while it draws a scene, in megabytes."""
    script = (
        "import sys, msgspec; from benchmarks import intros; brand = intros.load_brand('trygghetscentret');"
        "own = msgspec.structs.replace(brand, intro=msgspec.structs.replace(brand.intro, variant=sys.argv[1]));"
        "intros.drawn(intros.card_of(sys.argv[1], own), own)"
    )
    return measure.run([sys.executable, "-c", script, name], Path.cwd()).peak_bytes / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
