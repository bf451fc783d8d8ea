"""Real Swedish speech through the real embedded model: words, times, captions.

Error rates are by jiwer, of texts in the one spelling in which the benchmark of captions compares them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import jiwer
import numpy as np
import pytest

from benchmarks.captions.wording import normal
from vidkit.captions.captioning import caption
from vidkit.captions.cue import Doubt, Heard
from vidkit.captions.profile import load_profile
from vidkit.captions.recognise.choice import Choice
from vidkit.captions.recognise.engine import TEMPERATURES, most_tokens
from vidkit.captions.recognise.faster import FasterWhisper
from vidkit.captions.recognise.listening import Ear

from .sounds import AMBIENCE, MUSIC, RATE
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


@pytest.fixture(scope="module")
def small(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Hear:
    """Hears as the program does with a small model: several times."""
    ear = Ear(Choice(engine="faster-whisper", folder=model_folder, name="embedded", digest="d0", why="", hearings=3))
    cache = tmp_path_factory.mktemp("heard")

    def heard(path: Path, samples: "Samples | None" = None) -> Heard:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VIDKIT_CACHE", str(cache))
            return ear.hear(lambda: samples_of(path) if samples is None else samples, fingerprint=str(path))

    return heard


@pytest.mark.parametrize("name", [*AMBIENCE, *MUSIC])
def test_nothing_is_invented_where_nobody_speaks(small: Callable[..., Heard], name: str) -> None:
    heard = small(Path(name), {**AMBIENCE, **MUSIC}[name](12, 5))
    captions = caption(heard, load_profile(), measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert lines(captions.cues) == (["(Musik)"] if name in MUSIC else [])


@pytest.fixture
def watched(model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[FasterWhisper, list[int]]:
    """An engine, and how many tokens it writes each time it tries: what it throws away can be seen nowhere else."""
    engine = FasterWhisper(model_folder)
    model, tries = engine._model.model, []

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(model, name)

        def generate(self, *arguments: Any, **named: Any) -> Any:
            answer = model.generate(*arguments, **named)
            tries.append(len(answer[0].sequences_ids[0]))
            return answer

    monkeypatch.setattr(engine._model, "model", Watched())
    return engine, tries


@pytest.mark.parametrize("name", ["hush", "white"])
def test_an_engine_that_runs_away_is_stopped(watched: tuple[FasterWhisper, list[int]], name: str) -> None:
    engine, tries = watched
    samples = AMBIENCE[name](1, 3)
    engine.listen(samples, language="sv", hotwords="", progress=lambda _seconds: None)
    assert 1 <= len(tries) <= len(TEMPERATURES)
    # It may write all that is allowed, and does: both write 118 tokens and more when nothing stops them.
    assert max(tries) == most_tokens(samples)


@pytest.mark.parametrize("name", ["wind", "traffic", "crowd", "band"])
def test_nothing_is_invented_after_speech(small: Callable[..., Heard], sample_speech: Path, name: str) -> None:
    greeting = samples_of(sample_speech)[: round(2.6 * RATE)]
    heard = small(Path(f"hello {name}"), np.concatenate([greeting, {**AMBIENCE, **MUSIC}[name](8, 5)]))
    assert normal(" ".join(word.text for word in heard.words)) == "hej och välkommen till oss"
    assert bool(heard.music) == (name in MUSIC)


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


@pytest.mark.media
def test_a_wrong_word_that_the_engine_is_sure_of_is_told(small: Hear, shared_media: Path) -> None:
    heard = small(shared_media / "clips" / "selfie_portrait_sv_speech_20s.mp4")
    assert ("det", "jag") in {(mark.text, mark.note) for mark in heard.marks}


@pytest.mark.media
def test_most_wrong_words_are_told_and_few_others(small: Hear, shared_media: Path) -> None:
    words = wrong = told = found = 0
    for name in ("clips/selfie_portrait_sv_speech_20s.mp4", "speech/sv_man_02_for_langt.wav"):
        heard = small(shared_media / name)
        captions = caption(heard, load_profile(), measure=measure, width=WIDTH, frame_ms=FRAME_MS)
        marked = {mark.start_ms for mark in captions.marks if mark.doubt in {Doubt.UNSURE, Doubt.FIGURE}}
        true = normal((shared_media / name).with_suffix(".txt").read_text("utf-8"))
        said = [word for word in heard.words if normal(word.text)]
        alignment = jiwer.process_words(true, " ".join(normal(word.text) for word in said)).alignments[0]
        for chunk in alignment:
            here = said[chunk.hyp_start_idx : chunk.hyp_end_idx]
            words += len(here)
            told += sum(word.start_ms in marked for word in here)
            if chunk.type != "equal":
                wrong += len(here)
                found += sum(word.start_ms in marked for word in here)
    assert wrong
    assert found >= wrong / 2
    assert told <= 0.15 * words
