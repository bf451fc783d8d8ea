"""One way of turning sound into words, as a process of its own: `python -m benchmarks.captions.listener JOB ANSWER`.

JOB is a `Job` as JSON, ANSWER the file for the `Answer`. Any Python with vidkit's dependencies and the engine will do.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from benchmarks.captions import sounds, speech
from vidkit.captions.cue import Cue, Heard, Word
from vidkit.captions.glossary import Glossary
from vidkit.captions.recognise.choice import Choice
from vidkit.captions.recognise.engine import SAMPLE_RATE, milliseconds
from vidkit.captions.recognise.faster import SEED
from vidkit.captions.recognise.listening import Ear, load_engine
from vidkit.ingest.speech import speech_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]

WARMING_S = 3
"""Seconds of speech that are heard before the clock runs: openai-whisper compiles its word times at the first use."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something to listen to: a file, a made sound, or the one in the midst of the other."""

    name: str
    path: str = ""
    sound: str = ""
    """One of the made sounds: alone, or before and after the file."""
    seconds: int = 0
    """How long the made sound is, each time."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to listen to, and how."""

    way: str
    """One of `WAYS`."""
    folder: str
    """Of the weights."""
    hearings: int
    glossary: Glossary
    threads: int
    items: tuple[Item, ...]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What one way made of one item."""

    name: str
    sound_s: float
    took_s: float
    cpu_s: float
    """Processor time of the whole process meanwhile."""
    heard: Heard
    cues: tuple[Cue, ...] = ()
    """The engine's own segments, where they were asked for."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """All that one process heard."""

    version: str
    """Of the engine's package."""
    loaded_s: float
    """Imports, weights and the first few seconds of speech: what comes once."""
    given: tuple[Given, ...]


Listen: TypeAlias = "Callable[[Samples, str], tuple[Heard, tuple[Cue, ...]]]"
"""From sound and its name to what was heard, and the engine's own segments if any."""


def as_product(job: Job) -> Listen:
    """As `vidkit caption` listens: detector, several hearings, the brand's words as a hint, guard."""
    ear = Ear(_choice(job, "faster-whisper"))

    def listen(samples: "Samples", name: str) -> tuple[Heard, tuple[Cue, ...]]:
        return ear.hear(lambda: samples, fingerprint=name, glossary=job.glossary), ()

    return listen


def as_script(job: Job) -> Listen:
    """As a dozen lines with faster-whisper do: its own settings, its segments taken for captions."""
    import ctranslate2
    from faster_whisper import WhisperModel

    # A script leaves the dice to chance; here every run shall invent the same.
    ctranslate2.set_random_seed(SEED)
    model = WhisperModel(job.folder, device="cpu", compute_type="int8", cpu_threads=job.threads, local_files_only=True)

    def listen(samples: "Samples", _name: str) -> tuple[Heard, tuple[Cue, ...]]:
        cues = tuple(
            Cue(milliseconds(segment.start), milliseconds(segment.end), (segment.text.strip(),))
            for segment in model.transcribe(samples, language="sv")[0]
        )
        words = tuple(Word(word, cue.start_ms, cue.end_ms) for cue in cues for word in cue.text.split())
        return _heard(job.way, words), cues

    return listen


def as_engine(job: Job) -> Listen:
    """The engine alone as vidkit sets it: the whole sound once, no detector, no guard, no hint."""
    engine = load_engine(_choice(job, job.way))

    def listen(samples: "Samples", _name: str) -> tuple[Heard, tuple[Cue, ...]]:
        words = engine.listen(samples, language="sv", hotwords="", progress=lambda _seconds: None)
        return _heard(job.way, words), ()

    return listen


WAYS: dict[str, Callable[[Job], Listen]] = {
    "vidkit": as_product,
    "script": as_script,
    "faster-whisper": as_engine,
    "openai-whisper": as_engine,
}


def main(job_file: Path, answer_file: Path) -> None:
    """Listen to all that the job names and write what was heard."""
    began = time.perf_counter()
    job = msgspec.json.decode(job_file.read_bytes(), type=Job)
    _give_threads(job)
    listen = WAYS[job.way](job)
    listen(speech_of(speech.sample().path).samples[: WARMING_S * SAMPLE_RATE], "warming")
    loaded = time.perf_counter() - began
    given = tuple(_given(listen, item) for item in job.items)
    answer = Answer(version=_version(job.way), loaded_s=loaded, given=given)
    answer_file.write_bytes(msgspec.json.encode(answer))


def _given(listen: Listen, item: Item) -> Given:
    samples = _samples(item)
    began, used = time.perf_counter(), time.process_time()
    heard, cues = listen(samples, item.name)
    took, cpu = time.perf_counter() - began, time.process_time() - used
    print(f"{item.name}: {took:.1f} s", file=sys.stderr)
    return Given(name=item.name, sound_s=len(samples) / SAMPLE_RATE, took_s=took, cpu_s=cpu, heard=heard, cues=cues)


def _samples(item: Item) -> "Samples":
    """What there is to hear; the sounds before and after a file are the same."""
    import numpy as np

    around = [sounds.made(item.sound, item.seconds)] if item.sound else []
    between = [speech_of(Path(item.path)).samples] if item.path else []
    return np.concatenate([*around, *between, *(around if between else [])])


def _heard(way: str, words: tuple[Word, ...]) -> Heard:
    return Heard(words=words, language="sv", engine=way, model="", model_digest="")


def _choice(job: Job, engine: str) -> Choice:
    return Choice(engine=engine, folder=Path(job.folder), name="", digest="", hearings=job.hearings, why="")


def _give_threads(job: Job) -> None:
    """Every engine is given the same number of threads: vidkit asks how many cores there are, torch is told."""
    import psutil

    psutil.cpu_count = lambda logical=True: job.threads  # noqa: ARG005 - the real one's signature
    # openai-whisper aligns words with numba, which else gives torch as many threads as there are cores.
    os.environ["NUMBA_NUM_THREADS"] = str(job.threads)
    if job.way == "openai-whisper":
        import torch

        torch.set_num_threads(job.threads)


def _version(way: str) -> str:
    from importlib.metadata import version

    return version("openai-whisper" if way == "openai-whisper" else "faster-whisper")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
