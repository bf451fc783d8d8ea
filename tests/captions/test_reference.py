"""The reference engine on the product's own sample, for machines without the real speech of the other tests."""

from pathlib import Path

import jiwer
import pytest

from benchmarks.captions.wording import normal
from vidkit.captions.recognise.choice import choose

from .test_speech import samples_of

pytestmark = [
    pytest.mark.speech,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # openai-whisper leaves its own list of tokens open.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SEVERAL_FAULTS = 0.1
"""Three of 31 words: float32 and int8 do not have to agree on every one of them."""


def test_the_reference_engine_hears_the_sample(model_folder: Path, sample_speech: Path) -> None:
    pytest.importorskip("whisper", reason="the extra openai-whisper is not installed")
    from vidkit.captions.recognise.openai import OpenAIWhisper

    chosen = choose(str(model_folder), "openai-whisper")
    assert chosen.engine == "openai-whisper"
    words = OpenAIWhisper(model_folder).listen(
        samples_of(sample_speech), language="sv", hotwords="", progress=lambda _seconds: None
    )
    assert words
    assert all(0 <= word.start_ms <= word.end_ms for word in words)
    said = sample_speech.with_suffix(".txt").read_text("utf-8")
    assert jiwer.wer(normal(said), normal(" ".join(word.text for word in words))) <= SEVERAL_FAULTS
