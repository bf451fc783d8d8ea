"""What was encoded once is not encoded again, and nobody hears a difference."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vidkit.captions.recognise.encoded import KEPT, Encoded
from vidkit.captions.recognise.engine import SAMPLE_RATE
from vidkit.captions.recognise.faster import FasterWhisper


def window(number: int, frames: int = 3000) -> "np.ndarray[Any, np.dtype[np.float32]]":
    return np.random.default_rng(number).random((80, frames)).astype(np.float32)


def test_the_same_window_is_encoded_once_and_another_anew() -> None:
    asked: list[tuple[tuple[int, ...], float]] = []

    def encode(features: Any) -> Any:
        asked.append((features.shape, float(features.sum())))
        return asked[-1]

    encoded = Encoded(encode)
    first = encoded(window(1))
    assert encoded(window(1).copy()) == first
    assert len(asked) == 1
    changed = window(1)
    changed[79, 2999] += 1
    assert encoded(changed) != first
    assert encoded(window(1).reshape(3000, 80)) != first
    assert len(asked) == 3


def test_only_the_last_few_are_kept() -> None:
    asked: list[int] = []

    def encode(features: Any) -> Any:
        asked.append(len(asked))
        return features

    encoded = Encoded(encode)
    for number in range(KEPT + 1):
        encoded(window(number))
    encoded(window(KEPT))
    assert len(asked) == KEPT + 1
    encoded(window(0))
    assert len(asked) == KEPT + 2


@pytest.mark.speech
def test_a_second_hearing_is_what_it_would_be_as_the_first(model_folder: Path, sample_speech: Path) -> None:
    from faster_whisper.audio import decode_audio

    samples = decode_audio(str(sample_speech))[: 9 * SAMPLE_RATE]

    def heard(engine: FasterWhisper, hint: str) -> Any:
        return engine.listen(samples, language="sv", hotwords=hint, progress=lambda _seconds: None)

    fresh, again = FasterWhisper(model_folder), FasterWhisper(model_folder)
    plain = heard(again, "")
    assert len(plain) > 5
    assert heard(again, "BankID, Sigtuna") == heard(fresh, "BankID, Sigtuna")
    assert heard(again, "") == plain
