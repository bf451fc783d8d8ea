"""One store, two engines: the weights that CTranslate2 keeps are those that openai-whisper is given."""

import struct
from pathlib import Path

import numpy as np
import pytest

from vidkit.captions.recognise import weights
from vidkit.errors import RecognitionError

from .toy_model import Sizes, write


def bytes_of(**more: tuple[int, bytes, tuple[int, ...]]) -> bytes:
    """A `model.bin` with hardly more than these variables, each with its type, data and shape."""
    variables = dict.fromkeys(weights.NEEDED, (0, bytes(4), (1,))) | more

    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    content = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(variables))
    for name, (kind, data, shape) in variables.items():
        content += text(name) + struct.pack("<B", len(shape)) + struct.pack(f"<{len(shape)}I", *shape)
        content += struct.pack("<BI", kind, len(data)) + data
    return content + struct.pack("<I", 0)


@pytest.mark.parametrize(
    ("quantization", "most"), [(None, 0), ("float16", 1e-3), ("int8", 5e-3), ("int8_float16", 5e-3), ("int16", 1e-3)]
)
def test_every_form_of_the_weights_gives_the_same_values(tmp_path: Path, quantization: str | None, most: float) -> None:
    before = write(tmp_path, quantization=quantization)
    found = weights.variables(tmp_path / "model.bin")
    names = [name for name in before if name.endswith(("weight", "bias", "gamma", "beta", "encodings"))]
    names.remove("decoder/projection/weight")  # the embeddings by another name
    assert len(names) > 30
    for name in names:
        assert np.abs(weights.plain(found, name) - before[name]).max() <= most, name


def test_bfloat16_is_the_upper_half_of_a_float(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(bytes_of(a=(5, struct.pack("<HH", 0x3F80, 0xC000), (2,))))
    assert weights.plain(weights.variables(tmp_path / "model.bin"), "a").tolist() == [1.0, -2.0]


def test_whole_numbers_without_a_scale_are_not_taken_for_weights(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(bytes_of(a=(1, b"\1\2", (2,))))
    with pytest.raises(ValueError, match="scale"):
        weights.plain(weights.variables(tmp_path / "model.bin"), "a")


@pytest.mark.parametrize(
    "sizes",
    [Sizes(51864, 80, 1), Sizes(51865, 80, 2), Sizes(51866, 128, 1)],
    ids=["English only", "multilingual", "large-v3"],
)
def test_dimensions_are_read_off_the_weights(tmp_path: Path, sizes: Sizes) -> None:
    write(tmp_path, sizes, "int8")
    dimensions = weights.dimensions(weights.variables(tmp_path / "model.bin"))
    assert dimensions == {
        "n_mels": sizes.mels,
        "n_audio_ctx": 1500,
        "n_audio_state": 64,
        "n_audio_head": 1,
        "n_audio_layer": sizes.layers,
        "n_vocab": sizes.vocabulary,
        "n_text_ctx": 448,
        "n_text_state": 64,
        "n_text_head": 1,
        "n_text_layer": sizes.layers,
    }


def test_a_file_cut_anywhere_is_refused_in_words(tmp_path: Path) -> None:
    write(tmp_path, Sizes(vocabulary=51865), "int8")
    content = (tmp_path / "model.bin").read_bytes()
    for length in (0, 3, 10, 30, 1000, len(content) // 2, len(content) - 1):
        (tmp_path / "model.bin").write_bytes(content[:length])
        with pytest.raises(RecognitionError) as caught:
            weights.variables(tmp_path / "model.bin")
        assert caught.value.hint


EMPTY = b"\6\0\0\0\x0c\0WhisperSpec\0" + bytes(12)


@pytest.mark.parametrize("content", [b"PK\3\4" * 99, bytes(99), b"\6\0\0\0\x0c\0OtherSpec!!\0" + bytes(99), EMPTY])
def test_another_kind_of_file_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(RecognitionError, match="no speech model"):
        weights.variables(tmp_path / "model.bin")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecognitionError, match="it is not there"):
        weights.variables(tmp_path / "model.bin")
