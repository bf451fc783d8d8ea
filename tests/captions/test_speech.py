"""Real Swedish speech through the real embedded model: words, times, captions.

Error rates are by jiwer, of texts in the one spelling in which the benchmark of captions compares them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import jiwer
import pytest

from benchmarks.captions.wording import normal
from vidkit.captions.captioning import caption
from vidkit.captions.cue import Heard
from vidkit.captions.profile import load_profile
from vidkit.captions.recognise.choice import Choice
from vidkit.captions.recognise.listening import Ear

from .spoken import FRAME_MS, WIDTH, lines, measure

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples

pytestmark = pytest.mark.speech

Hear = Callable[[Path], Heard]


def samples_of(path: Path) -> "Samples":
    from faster_whisper.audio import decode_audio

    samples: Samples = decode_audio(str(path))
    return samples


@pytest.fixture(scope="module")
def hear(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Hear:
    ear = Ear(Choice(engine="faster-whisper", folder=model_folder, name="embedded", digest="d0", why=""))
    cache = tmp_path_factory.mktemp("heard")

    def heard(path: Path) -> Heard:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VIDKIT_CACHE", str(cache))
            return ear.hear(lambda: samples_of(path), fingerprint=str(path))

    return heard


def test_the_sample_is_captioned_without_a_fault(hear: Hear, sample_speech: Path) -> None:
    captions = caption(hear(sample_speech), load_profile(), measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert normal(" ".join(cue.text for cue in captions.cues)) == normal(
        sample_speech.with_suffix(".txt").read_text("utf-8")
    )
    assert lines(captions.cues)[:2] == ["Hej och välkommen till oss.", "Banken frågar aldrig / efter din kod."]


@pytest.mark.media
@pytest.mark.parametrize(
    ("name", "most"),
    [("sv_man_01_hej_dar", 0.08), ("sv_man_02_for_langt", 0.16), ("sv_hedgehog_09_ballonger", 0.12)],
)
def test_real_people_are_heard(hear: Hear, speech: Path, name: str, most: float) -> None:
    heard = hear(speech / f"{name}.wav")
    text = (speech / f"{name}.txt").read_text("utf-8")
    assert jiwer.wer(normal(text), normal(" ".join(word.text for word in heard.words))) <= most


@pytest.mark.media
def test_cues_start_with_the_voice(hear: Hear, speech: Path) -> None:
    errors: list[float] = []
    for name in ("sample_banken", "sv_man_01_hej_dar", "sv_hedgehog_09_ballonger"):
        cues = caption(
            hear(speech / f"{name}.wav"), load_profile(), measure=measure, width=WIDTH, frame_ms=FRAME_MS
        ).cues
        said = json.loads((speech / f"{name}.json").read_text("utf-8"))["segments"]
        errors += [min(abs(cue.start_ms - part["start"] * 1000) for cue in cues) for part in said]
    assert median(errors) <= 150
