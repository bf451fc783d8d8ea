"""What each setting of an encoder loses, weighs and takes: `python -m benchmarks.quality CLIP...`.

The clip is framed, tone mapped and captioned as a reel and kept without loss. Every setting encodes those same pictures
with the options a reel gets, and libvmaf, which is in the program that vidkit brings, holds each against the lossless
ones. Time is processor time, as a ratio to one setting that is timed again and again between the others.
"""

import argparse
import datetime as dt
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean, harmonic_mean, median, quantiles

import msgspec

from benchmarks import measure
from vidkit.events import silent
from vidkit.plan.brief import AskedClip, Brief, Trim
from vidkit.plan.reel_plan import Encoding, ReelPlan
from vidkit.render.compiler.encoder import LOSSLESS, encoder_options
from vidkit.render.compiler.picture import compile_window
from vidkit.render.ffmpeg import Command, Stop, run
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.windows import whole

MODEL = "vmaf_v0.6.1"
"""Netflix' model for a 1080p television seen from three times its height, and with `enable_transform` for a phone held
in the hand. Both come with libvmaf."""

SETTINGS = (
    "ultrafast:22", "ultrafast:26", "ultrafast:30", "superfast:20", "superfast:24",
    "veryfast:18", "veryfast:20", "veryfast:22", "veryfast:24", "faster:20", "faster:22",
    "medium:16", "medium:18", "medium:20", "medium:22",
)  # fmt: skip
YARDSTICK = "veryfast:20"
"""What every time is a ratio to."""

BETWEEN = 3
"""Settings between two timings of the yardstick."""

AGAIN_PRESET = "medium"

RAW, FILM = "raw.nut", "film.mp4"


class Score(msgspec.Struct, frozen=True):
    """VMAF over the frames of one film by one model, 0 to 100."""

    mean: float
    harmonic: float
    """Harmonic mean: bad frames weigh more in it."""
    worst: float
    """The first percentile."""
    low: float
    """The fifth percentile."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One setting on one clip."""

    setting: str
    phone: Score
    television: Score
    bits: float
    """Bit/s."""
    seconds: float
    """Processor time of encoding it."""
    again: Score | None = None
    """By the phone's model, after a second encoding at a fixed bit rate."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print a table a clip."""
    asked = _asked(arguments)
    print(f"{dt.datetime.now(tz=dt.UTC).date()}, {measure.machine()}\n{measure.programs()}, VMAF model {MODEL}")
    print(f"`{measure.command_line()}`\n")
    with tempfile.TemporaryDirectory(prefix="vidkit-quality-") as name:
        os.environ["VIDKIT_CACHE"] = str(Path(name) / "cache")
        for number, clip in enumerate(asked.clips):
            folder = Path(name) / str(number)
            folder.mkdir()
            print(f"{clip.name}; {measure.load()}", file=sys.stderr)
            yardstick: list[float] = []
            bench = _Bench(clip, folder, asked)
            results = tuple(_measured(bench, asked, yardstick))
            _tell(clip, results, median(yardstick), asked.again)
            if asked.again:
                ceiling = bench.scored_again(asked.again, RAW)[1].low
                print(f"Uploaded without any loss, the last figure would be {ceiling:.1f}.\n")
            shutil.rmtree(folder)
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path, metavar="CLIP")
    parser.add_argument("--start", type=float, default=0.0, help="where in the clip to begin, in seconds")
    parser.add_argument("--seconds", type=float, default=2.0, help="how much of it is used (default: 2)")
    parser.add_argument("--encoder", default="libx264", help="another encoder of vidkit's (default: libx264)")
    parser.add_argument(
        "--settings", nargs="+", metavar="PRESET:QUALITY", default=SETTINGS, help="instead of the usual ones"
    )
    parser.add_argument("--yardstick", default=YARDSTICK, help="what times are a ratio to (libx264)")
    parser.add_argument(
        "--again",
        type=int,
        metavar="BITS",
        help="encode once more at so many bit/s, as a platform does, and score that",
    )
    return parser.parse_args(arguments)


def _measured(bench: "_Bench", asked: argparse.Namespace, yardstick: list[float]) -> Iterator[Result]:
    """Each setting; what the yardstick took meanwhile goes to `yardstick`."""
    for number, setting in enumerate(asked.settings):
        if number % BETWEEN == 0:
            yardstick.append(bench.encoded(asked.yardstick, "libx264"))
        seconds = bench.encoded(setting, asked.encoder)
        size = bench.film.stat().st_size
        television, phone = bench.scored()
        yield Result(
            setting=setting,
            phone=phone,
            television=television,
            bits=size * 8 / bench.seconds,
            seconds=seconds,
            again=bench.scored_again(asked.again)[1] if asked.again else None,
        )
        print(f"  {setting} {seconds:.2f} s", file=sys.stderr)


class _Bench:
    """The lossless pictures of a clip, what encodes them, and what holds them against each other."""

    def __init__(self, clip: Path, folder: Path, asked: argparse.Namespace) -> None:
        self._folder = folder
        self._program = find_program().path
        self._plan = _planned(clip, asked.start, asked.seconds)
        self.seconds = float(self._plan.frames / self._plan.rate.fraction)
        self.film = folder / FILM
        lossless = msgspec.structs.replace(self._plan.encoding, encoder=LOSSLESS)
        plan = msgspec.structs.replace(self._plan, encoding=lossless)
        Kitchen(folder, find_program(), Stop()).cook(compile_window(plan, whole(plan), {}, "lossless.mkv"))
        # Uncompressed, so that reading it costs the encoders next to nothing.
        self._run("-i", "lossless.mkv", "-c:v", "rawvideo", RAW)

    def encoded(self, setting: str, encoder: str) -> float:
        """Make the film; the processor seconds that took."""
        preset, _colon, quality = setting.partition(":")
        encoding = msgspec.structs.replace(self._plan.encoding, encoder=encoder, preset=preset, crf=int(quality))
        command = [self._program, "-nostdin", "-loglevel", "error", "-y", "-i", RAW]
        return measure.run([*command, *_typed(encoding, self._plan.frames), self.film.name], self._folder).cpu_seconds

    def scored(self, film: str = FILM) -> tuple[Score, Score]:
        """By the model for a television, and by the one for a phone."""
        models = f"version={MODEL}:name=television|version={MODEL}:enable_transform=true:name=phone".replace(":", "\\:")
        even = f"settb=1/{self._plan.rate.fraction},setpts=N"
        score = f"libvmaf=n_threads={os.cpu_count()}:log_fmt=json:log_path=vmaf.json:model='{models}'"
        graph = f"[0:v]{even}[film];[1:v]{even}[lossless];[film][lossless]{score}"
        self._run("-i", film, "-i", RAW, "-lavfi", graph, "-f", "null", "-")
        frames = [frame["metrics"] for frame in json.loads((self._folder / "vmaf.json").read_text("utf-8"))["frames"]]
        if len(frames) != self._plan.frames:
            raise RuntimeError(f"{len(frames)} frames were held against each other, not {self._plan.frames}")
        return score_of([frame["television"] for frame in frames]), score_of([frame["phone"] for frame in frames])

    def scored_again(self, bits: int, film: str = FILM) -> tuple[Score, Score]:
        """The same of a film encoded once more."""
        rate = ("-b:v", str(bits), "-maxrate", str(2 * bits), "-bufsize", str(2 * bits))
        self._run("-i", film, "-c:v", "libx264", "-preset", AGAIN_PRESET, *rate, "again.mp4")
        return self.scored("again.mp4")

    def _run(self, *arguments: str) -> None:
        report = ("-nostdin", "-loglevel", "error", "-y", "-progress", "pipe:1")
        run(Command(program=self._program, arguments=(*report, *arguments), folder=str(self._folder)))


def _planned(clip: Path, start: float, seconds: float) -> ReelPlan:
    from vidkit.batch.produce import prepare

    trim = Trim(round(start * 1000), round((start + seconds) * 1000))
    brief = Brief(clips=(AskedClip(str(clip.absolute()), trim),), captions="off", intro=False, outro=False)
    return prepare(brief, silent).plan


def _typed(encoding: Encoding, frames: int) -> list[str]:
    options = encoder_options(encoding, frames).items()
    return [part for name, value in options for part in ((f"-{name}",) if value is None else (f"-{name}", str(value)))]


def score_of(values: Sequence[float]) -> Score:
    """The figures of the frames' scores, of which there are two at least."""
    hundredths = quantiles(values, n=100, method="inclusive")
    # The harmonic mean of libvmaf itself: a frame of 0 does not end it.
    harmonic = harmonic_mean([value + 1 for value in values]) - 1
    return Score(mean=fmean(values), harmonic=harmonic, worst=hundredths[0], low=hundredths[4])


def _tell(clip: Path, results: Sequence[Result], yardstick: float, again: int | None) -> None:
    print(f"{clip.name}\n")
    more = f" after {again / 1e6:g} Mbit/s, 5 % |" if again else ""
    print("| setting | phone: mean | harmonic | 5 % | 1 % | television: mean | 5 % | Mbit/s | time |" + more)
    print("|---|" + "---:|" * (9 if again else 8))
    for result in results:
        phone, television = result.phone, result.television
        cells = (phone.mean, phone.harmonic, phone.low, phone.worst, television.mean, television.low)
        row = " | ".join(f"{cell:.1f}" for cell in cells)
        last = f" {result.again.low:.1f} |" if result.again else ""
        print(f"| {result.setting} | {row} | {result.bits / 1e6:.1f} | {result.seconds / yardstick:.2f} |{last}")
    print()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
