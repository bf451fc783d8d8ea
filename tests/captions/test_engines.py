"""What both engines promise, without real speech: loading, refusing in words, and doing without a graphics card."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vidkit.captions.cue import Word
from vidkit.captions.recognise import card
from vidkit.captions.recognise.engine import SAMPLE_RATE, TOKENS_MOST, Engine, most_tokens
from vidkit.captions.recognise.faster import FasterWhisper
from vidkit.errors import RecognitionError, VidkitError

from .toy_model import Sizes, write

ENGLISH, MULTILINGUAL, LARGE = Sizes(51864, 80), Sizes(51865, 80), Sizes(51866, 128, 2, ((1, 0),))


def _openai(folder: Path) -> Engine:
    pytest.importorskip("whisper", reason="the extra openai-whisper is not installed")
    from vidkit.captions.recognise.openai import OpenAIWhisper

    return OpenAIWhisper(folder)


@pytest.fixture(params=[FasterWhisper, _openai], ids=["faster-whisper", "openai-whisper"])
def load(request: pytest.FixtureRequest) -> Callable[[Path], Engine]:
    loader: Callable[[Path], Engine] = request.param
    return loader


def hear(engine: Engine, language: str = "sv") -> tuple[Word, ...]:
    import numpy as np

    return engine.listen(np.zeros(16_000, np.float32), language=language, hotwords="", progress=lambda _seconds: None)


@pytest.mark.parametrize("sizes", [MULTILINGUAL, LARGE], ids=["multilingual", "large-v3"])
@pytest.mark.parametrize("quantization", ["float16", "int8"])
def test_every_size_and_form_is_loaded(
    load: Callable[[Path], Engine], tmp_path: Path, sizes: Sizes, quantization: str
) -> None:
    write(tmp_path, sizes, quantization)
    assert load(tmp_path).notice() == ""


def test_a_model_for_english_is_refused(load: Callable[[Path], Engine], tmp_path: Path) -> None:
    write(tmp_path, ENGLISH)
    with pytest.raises(RecognitionError, match="understands only English"):
        hear(load(tmp_path))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.bin", b""),
        ("model.bin", b"junk" * 999),
        ("tokenizer.json", b"{"),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", b'{"version": "1.0", "model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}'),
        ("config.json", b"{"),
    ],
)
def test_a_damaged_model_is_refused_in_words(tmp_path: Path, file: str, content: bytes) -> None:
    write(tmp_path, MULTILINGUAL)
    (tmp_path / file).write_bytes(content)
    with pytest.raises(VidkitError) as caught:
        FasterWhisper(tmp_path)
    assert caught.value.hint


@pytest.mark.parametrize("heads", [[[9, 0]], [[0]], "all"])
def test_alignment_heads_that_there_are_not_are_refused(tmp_path: Path, heads: object) -> None:
    import json

    write(tmp_path, MULTILINGUAL)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "alignment_heads": heads}))
    with pytest.raises(RecognitionError):
        _openai(tmp_path)


def test_the_heads_that_follow_the_sound_are_told_to_the_reference(tmp_path: Path) -> None:
    write(tmp_path, LARGE)
    model = _openai(tmp_path)._model  # type: ignore[attr-defined] # what openai-whisper was given can be seen nowhere else
    assert model.alignment_heads.to_dense().tolist() == [[False], [True]]
    assert (model.dims.n_mels, model.num_languages, model.is_multilingual) == (128, 100, True)


def test_a_forgotten_description_of_the_mel_bands_is_done_without(tmp_path: Path) -> None:
    write(tmp_path, LARGE)
    (tmp_path / "preprocessor_config.json").unlink()
    assert FasterWhisper(tmp_path)._model.feature_extractor.mel_filters.shape[0] == 128


@pytest.fixture
def pretended_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that the driver reports and on which nothing can be calculated: as in most machines that have one."""
    import ctranslate2

    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)


@pytest.mark.usefixtures("pretended_card")
def test_a_card_without_its_libraries_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "BLAS", "libcublas-that-is-nowhere.so.12")
    write(tmp_path, MULTILINGUAL)
    engine = FasterWhisper(tmp_path)
    assert "libcublas-that-is-nowhere.so.12" in engine.notice()
    assert engine.notice() == ""


@pytest.mark.usefixtures("pretended_card")
def test_a_card_that_fails_while_loading_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "missing_library", str)
    write(tmp_path, MULTILINGUAL)
    assert "CUDA" in FasterWhisper(tmp_path).notice()


def test_a_card_that_fails_while_listening_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MULTILINGUAL)
    engine = FasterWhisper(tmp_path)
    asked: list[str] = []

    def fails_once(*_details: object, **_more: object) -> tuple[tuple[()], None]:
        asked.append(engine._device)
        if engine._device == card.CARD:
            raise RuntimeError("CUDA out of memory")
        return (), None

    monkeypatch.setattr(engine, "_device", card.CARD)
    monkeypatch.setattr(type(engine._model), "transcribe", fails_once)
    hear(engine)
    assert asked == [card.CARD, card.PROCESSOR]
    assert "CUDA out of memory" in engine.notice()


def test_too_little_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MULTILINGUAL)
    engine = FasterWhisper(tmp_path)

    def fails(*_details: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(engine._model, "transcribe", fails)
    with pytest.raises(RecognitionError, match="not enough memory"):
        hear(engine)


@pytest.mark.parametrize(("seconds", "least", "most"), [(0.3, 8, 25), (1, 12, 30), (10, 60, 110), (30, 180, 224)])
def test_no_more_is_written_than_can_be_said(seconds: float, least: int, most: int) -> None:
    import numpy as np

    assert least <= most_tokens(np.zeros(int(seconds * SAMPLE_RATE), np.float32)) <= most


def test_the_longest_hint_leaves_room_for_the_longest_piece() -> None:
    import numpy as np

    # A hint of 223 and four that say what is asked for, of 448 in all: faster-whisper refuses more.
    assert most_tokens(np.zeros(3600 * SAMPLE_RATE, np.float32)) == TOKENS_MOST <= 448 - 227
