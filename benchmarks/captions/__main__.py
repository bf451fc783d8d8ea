"""What vidkit's captions are worth: words, times, rules, inventions, speed. `python -m benchmarks.captions`.

Each way of listening runs as a process of its own (see `listener`), one after the other. Every recording must have its
text beside it, and for the times a JSON with `segments` of `start`, `end` and `text`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks import measure
from benchmarks.captions import report, sounds, speech
from benchmarks.captions.findings import PROFILES, Captioner, Run
from benchmarks.captions.listener import WAYS, Answer, Item, Job
from vidkit.batch.caption_desk import Desk
from vidkit.captions.glossary import Glossary
from vidkit.captions.recognise.choice import Choice, choose
from vidkit.events import silent
from vidkit.plan.caption_brief import CaptionBrief

CHECKOUT = Path(__file__).resolve().parents[2]
ENGINES = ("faster-whisper", "openai-whisper")
AROUND_S = 15
"""Of a sound before and after speech: what somebody films before and after the one who speaks."""

QUICK_S = 20
QUICK_SOUND_S = 10


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aims are met."""
    asked = _asked(arguments)
    choice = choose(asked.model, ENGINES[0])
    print(f"{choice.why} {measure.load()}", file=sys.stderr)
    known = [each for each in speech.recordings(asked.speech) if _seconds(each.path) <= asked.longest]
    desks = {name: Desk(CaptionBrief(clips=(), profile=name), silent) for name in PROFILES}
    jobs = _jobs(asked, choice, known, desks[PROFILES[0]].glossary)
    with tempfile.TemporaryDirectory(prefix="vidkit-benchmark-") as name:
        # Nothing that was heard before is taken from a cache.
        os.environ["VIDKIT_CACHE"] = str(Path(name) / "cache")
        runs = {title: _run(job, asked, title, Path(name)) for title, job in jobs.items()}
    done = {title: run for title, run in runs.items() if run is not None}
    missing = tuple(title for title, run in runs.items() if run is None)
    return report.told(report.Measured(tuple(known), done, missing, Captioner(desks), asked.threads, choice))


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.captions", description=__doc__)
    add = parser.add_argument
    add("--speech", type=Path, metavar="FOLDER", default=speech.default_folder(), help="recordings with their text")
    add("--longest", type=float, metavar="SECONDS", default=float("inf"), help="leave out recordings that last longer")
    add("--sounds", type=int, metavar="SECONDS", default=60, help="of each sound without speech (default: 60)")
    add("--race", type=int, metavar="SECONDS", default=120, help="of speech that both engines hear (default: 120)")
    add("--quick", action="store_true", help=f"only recordings up to {QUICK_S} s and sounds of {QUICK_SOUND_S} s")
    add("--engine", action="append", choices=[*ENGINES, "none"], help="only this one runs in the race; may come again")
    add("--openai-python", default=sys.executable, metavar="PATH", help="a Python that has openai-whisper")
    add("--model", default="embedded", help="name or folder of the weights that all listen with (default: embedded)")
    add("--threads", type=int, default=1, help="for each engine (default: 1, so that processor time can be compared)")
    add("--keep", type=Path, metavar="FOLDER", help="keeps the answers, and takes those that are there as measured")
    asked = parser.parse_args(arguments)
    if asked.quick:
        asked.longest, asked.race, asked.sounds = QUICK_S, QUICK_S, QUICK_SOUND_S
    return asked


def _jobs(
    asked: argparse.Namespace, choice: Choice, known: Sequence[speech.Recording], glossary: Glossary
) -> dict[str, Job]:
    """What runs, by its title in the tables."""
    said = tuple(Item(name=each.name, path=str(each.path.absolute())) for each in known)
    sample = speech.sample()
    unsaid = [Item(name=kind, sound=kind, seconds=asked.sounds) for kind in sounds.KINDS]
    unsaid += [
        Item(name=report.AROUND.format(kind), path=str(sample.path), sound=kind, seconds=AROUND_S)
        for kind in sounds.KINDS
    ]

    def job(way: str, items: Sequence[Item], words: Glossary | None = None) -> Job:
        return Job(
            way=way,
            folder=str(choice.folder),
            hearings=choice.hearings,
            glossary=words or Glossary(),
            threads=asked.threads,
            items=tuple(items),
        )

    jobs = {
        report.PRODUCT: job("vidkit", (*said, *unsaid), glossary),
        report.PLAIN: job("vidkit", said),
        report.SCRIPT: job("script", (*said, *unsaid)),
    }
    raced = _raced(known, asked.race)
    for engine in asked.engine or ENGINES:
        if engine in WAYS:
            jobs[engine] = job(engine, [item for item in said if item.name in raced])
    return jobs


def _raced(known: Sequence[speech.Recording], most: float) -> set[str]:
    """The shortest recordings that last no more than `most` seconds together, but one at least."""
    names: set[str] = set()
    total = 0.0
    for each in sorted(known, key=lambda recording: _seconds(recording.path)):
        total += _seconds(each.path)
        if names and total > most:
            break
        names.add(each.name)
    return names


def _run(job: Job, asked: argparse.Namespace, title: str, folder: Path) -> Run | None:
    """The answer of a process of its own; None where its engine is not installed."""
    python = asked.openai_python if job.way == "openai-whisper" else sys.executable
    kept = asked.keep or folder
    kept.mkdir(parents=True, exist_ok=True)
    place = kept / f"{title.replace(' ', '-')}.job.json"
    answer, cost = place.with_suffix(".answer.json"), place.with_suffix(".cost.json")
    asking = msgspec.json.encode(job)
    if not (answer.is_file() and cost.is_file() and place.read_bytes() == asking):
        if job.way == "openai-whisper" and not _has_openai(python):
            return None
        place.write_bytes(asking)
        command = [python, "-m", "benchmarks.captions.listener", str(place.absolute()), str(answer.absolute())]
        spent = measure.run(command, CHECKOUT)
        cost.write_bytes(msgspec.json.encode(spent))
        print(f"{title}: {spent.seconds:.0f} s", file=sys.stderr)
    return Run(
        msgspec.json.decode(answer.read_bytes(), type=Answer),
        msgspec.json.decode(cost.read_bytes(), type=measure.Cost),
    )


def _has_openai(python: str) -> bool:
    try:
        tried = subprocess.run([python, "-c", "import whisper, torch"], capture_output=True, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def _seconds(path: Path) -> float:
    import av

    with av.open(str(path)) as container:
        return float((container.duration or 0) / 1e6)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
