"""Speech of which the words are known: `X.wav` or `X.m4a` with its words in `X.txt`, and perhaps times in `X.json`.

The times are where somebody cut the sentences apart; the voice itself begins later and ends earlier. When it does is
measured here by loudness alone, by nothing that vidkit or an engine uses.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidkit import resources
from vidkit.captions.recognise.engine import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

SOUNDS = (".wav", ".m4a", ".flac", ".mp3")

STEP_MS = 10
"""How finely the beginning of a voice is measured."""

VOICE_DB = -30
"""The voice is where the sound is no further under the loud parts of the sentence than this."""

LASTING = 5
"""Steps that it stays so: a click before a word is shorter."""

QUIET_DB = -40
"""Between sentences it must be as quiet as this, else loudness does not tell where the voice is."""

ASIDE_MS = 200
"""How far outside its marks a sentence may be heard, but not past the marks of the next one."""


class Sentence(msgspec.Struct, frozen=True):
    """One part of what is said, as the JSON beside a recording has it; what else stands there is passed over."""

    text: str
    start: float
    """Seconds."""
    end: float

    @property
    def start_ms(self) -> int:
        """When it begins."""
        return round(self.start * 1000)

    @property
    def end_ms(self) -> int:
        """When it is over."""
        return round(self.end * 1000)


class _Known(msgspec.Struct, frozen=True):
    segments: tuple[Sentence, ...]


@dataclass(frozen=True)
class Recording:
    """A sound and what is said in it."""

    path: Path
    text: str
    sentences: tuple[Sentence, ...]
    """With their times; empty where no times are known."""

    @property
    def name(self) -> str:
        """What it is called in the tables."""
        return self.path.stem


def default_folder() -> Path:
    """`VIDKIT_SHARED_MEDIA`'s `speech`, else that of the folder `shared` beside the checkout: as the tests have it."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "media"
    return Path(os.environ.get("VIDKIT_SHARED_MEDIA", beside)) / "speech"


def recordings(folder: Path) -> tuple[Recording, ...]:
    """The recordings in `folder` by name; vidkit's own sample, whose times nobody knows, where it is no folder."""
    if not folder.is_dir():
        return (sample(),)
    found = sorted(path for path in folder.iterdir() if path.suffix in SOUNDS and path.with_suffix(".txt").is_file())
    return tuple(_recording(path) for path in found)


def sample() -> Recording:
    """The speech that comes with vidkit: six sentences, clearly spoken."""
    return _recording(resources.assets() / "samples" / "banken.flac")


def _recording(path: Path) -> Recording:
    text = path.with_suffix(".txt").read_text("utf-8")
    times = path.with_suffix(".json")
    sentences = msgspec.json.decode(times.read_bytes(), type=_Known).segments if times.is_file() else ()
    return Recording(path, text, sentences)


def voiced(sentences: Sequence[Sentence], samples: "Samples") -> tuple[Sentence, ...]:
    """The sentences with the times at which their voice is heard; none where loudness does not tell it.

    The loud parts of a sentence are what one step in twenty exceeds.
    """
    import numpy as np

    step = SAMPLE_RATE * STEP_MS // 1000
    steps = samples[: len(samples) // step * step].reshape(-1, step)
    level = 20 * np.log10(np.maximum(1e-6, np.sqrt(np.mean(steps**2, axis=1))))
    if not sentences or np.percentile(level, 5) > np.percentile(level, 95) + QUIET_DB:
        return ()
    edges = [0, *((one.end_ms + two.start_ms) // 2 for one, two in pairwise(sentences)), len(level) * STEP_MS]
    found = []
    for sentence, (before, after) in zip(sentences, pairwise(edges), strict=True):
        first = max(before, sentence.start_ms - ASIDE_MS) // STEP_MS
        last = min(after, sentence.end_ms + ASIDE_MS) // STEP_MS
        here = level[first:last]
        loud = here > np.percentile(here, 95) + VOICE_DB
        lasting = np.flatnonzero(np.convolve(loud, np.ones(LASTING), "valid") == LASTING)
        if not len(lasting):
            return ()
        start, end = (first + lasting[0]) * STEP_MS, (first + lasting[-1] + LASTING) * STEP_MS
        found.append(Sentence(sentence.text, start / 1000, end / 1000))
    return tuple(found)
