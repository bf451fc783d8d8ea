"""Two engines, one contract: real Swedish speech through both, with the same weights in the same numbers.

What holds of the reference on the product's own sample is tested on machines without real speech too.
"""

from itertools import pairwise
from pathlib import Path

import jiwer
import pytest

from benchmarks.captions.wording import normal
from vidkit.captions.cue import Word
from vidkit.captions.recognise.choice import choose
from vidkit.captions.recognise.engine import Engine
from vidkit.captions.recognise.faster import FasterWhisper

from .test_speech import samples_of

pytestmark = [
    pytest.mark.speech,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # openai-whisper leaves its own list of tokens open.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SEVERAL_FAULTS = 0.1
"""Three of 31 words: what the small model is allowed on the sample."""

HARDLY_ANY = 0.05
"""The same weights in float32: rounding may tip one word in twenty."""

APART_MS = 40
"""How far the same word may lie apart: two of the steps in which both count. Measured: 0 for each of 34 words."""


@pytest.fixture(scope="module")
def everyday(model_folder: Path) -> Engine:
    return FasterWhisper(model_folder, "float32")


@pytest.fixture(scope="module")
def reference(model_folder: Path) -> Engine:
    pytest.importorskip("whisper", reason="the extra openai-whisper is not installed")
    from vidkit.captions.recognise.openai import OpenAIWhisper

    assert choose(str(model_folder), "openai-whisper").engine == "openai-whisper"
    return OpenAIWhisper(model_folder)


def heard(engine: Engine, path: Path) -> tuple[Word, ...]:
    """What the engine hears, held against what every engine promises."""
    samples = samples_of(path)
    told: list[float] = []
    words = engine.listen(samples, language="sv", hotwords="Trygghetscentret", progress=told.append)
    assert words
    assert told == sorted(told)
    assert all(type(time) is int for word in words for time in (word.start_ms, word.end_ms))
    assert all(0 <= word.start_ms <= word.end_ms for word in words)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(words))
    assert words[-1].start_ms <= len(samples) / 16
    assert all(0 <= word.probability <= 1 and word.text == word.text.strip() != "" for word in words)
    return words


def said(words: tuple[Word, ...]) -> str:
    return normal(" ".join(word.text for word in words))


def test_the_reference_hears_the_sample(reference: Engine, everyday: Engine, sample_speech: Path) -> None:
    text = normal(sample_speech.with_suffix(".txt").read_text("utf-8"))
    one, two = heard(everyday, sample_speech), heard(reference, sample_speech)
    assert jiwer.wer(text, said(two)) <= SEVERAL_FAULTS
    assert jiwer.wer(said(one), said(two)) <= HARDLY_ANY


@pytest.mark.media
def test_the_reference_hears_people_as_the_everyday_engine_does(
    reference: Engine, everyday: Engine, speech: Path
) -> None:
    path = speech / "sv_man_02_for_langt.wav"
    one, two = heard(everyday, path), heard(reference, path)
    assert jiwer.wer(said(one), said(two)) <= HARDLY_ANY
    if len(one) == len(two):
        apart = [abs(mine.start_ms - theirs.start_ms) for mine, theirs in zip(one, two, strict=True)]
        assert max(apart) <= APART_MS
