"""Reads a CTranslate2 `model.bin` of Whisper and names its tensors as openai-whisper does: one store, two engines.

The format, little-endian: u32 version, string name, u32 revision, u32 count, then per variable string name, u8 rank,
u32 for each dimension, u8 type, u32 bytes, data; then aliases. A string is u16 length, its closing zero counted.
"""

import mmap
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.errors import RecognitionError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    Tensor = NDArray[Any]

TYPES = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
"""CTranslate2's numbers for the types of numbers."""

HEAD_WIDTH = 64
"""Every size of Whisper has heads this wide."""

_ATTENTION = {
    "self_attention": ("attn", (("query", "key", "value"), ("out",))),
    "attention": ("cross_attn", (("query",), ("key", "value"), ("out",))),
}
"""Which of openai-whisper's projections each `linear_N` stacks, in order."""


def variables(path: Path) -> "dict[str, Tensor]":
    """The tensors in `path` by CTranslate2's names, mapped from the disk, not copied.

    Raises `RecognitionError` where the file is no such model or holds int8 weights, whose scales are not read here.
    """
    import numpy as np

    try:
        with path.open("rb") as stream:
            content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        reader = _Reader(content)
        reader.number("<I")
        name = reader.text()
        reader.number("<I")
        found: dict[str, Tensor] = {}
        count = reader.number("<I") if name == "WhisperSpec" else 0
        for _index in range(count):
            key, shape, kind, size = reader.heading()
            data = np.frombuffer(
                content, dtype=TYPES[kind], count=size // np.dtype(TYPES[kind]).itemsize, offset=reader.at
            )
            found[key] = data.reshape(shape)
            reader.at += size
        for _index in range(reader.number("<I") if count else 0):
            alias, original = reader.text(), reader.text()
            found[alias] = found[original]
    except (OSError, ValueError, KeyError, struct.error, UnicodeDecodeError) as error:
        raise RecognitionError(
            _("The speech model “{file}” cannot be read.").format(file=path),
            _("Check it with: vidkit models verify"),
        ) from error
    if not found:
        raise RecognitionError(
            _("“{file}” is no speech model that can be used.").format(file=path),
            _("Check it with: vidkit models verify"),
        )
    return found


def dimensions(found: "dict[str, Tensor]") -> dict[str, int]:
    """openai-whisper's `ModelDimensions`, read off the shapes."""
    audio = found["encoder/conv1/weight"]
    context, width = found["encoder/position_encodings/encodings"].shape[-2:]
    text_context, text_width = found["decoder/position_encodings/encodings"].shape[-2:]
    return {
        "n_mels": audio.shape[1],
        "n_audio_ctx": context,
        "n_audio_state": width,
        "n_audio_head": width // HEAD_WIDTH,
        "n_audio_layer": _layers(found, "encoder"),
        "n_vocab": found["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text_context,
        "n_text_state": text_width,
        "n_text_head": text_width // HEAD_WIDTH,
        "n_text_layer": _layers(found, "decoder"),
    }


def openai_names(found: "dict[str, Tensor]") -> "Iterator[tuple[str, Tensor]]":
    """Every tensor that openai-whisper's `load_state_dict` asks for, by its name."""
    for side in ("encoder", "decoder"):
        yield f"{side}.positional_embedding", found[f"{side}/position_encodings/encodings"].squeeze()
        norm = "ln_post" if side == "encoder" else "ln"
        yield from _norm(found, f"{side}/layer_norm", f"{side}.{norm}")
        for layer in range(_layers(found, side)):
            yield from _block(found, f"{side}/layer_{layer}", f"{side}.blocks.{layer}")
    for convolution in ("conv1", "conv2"):
        for part in ("weight", "bias"):
            yield f"encoder.{convolution}.{part}", found[f"encoder/{convolution}/{part}"]
    yield "decoder.token_embedding.weight", found["decoder/embeddings/weight"]


def _block(found: "dict[str, Tensor]", source: str, target: str) -> "Iterator[tuple[str, Tensor]]":
    for attention, (name, stacks) in _ATTENTION.items():
        if f"{source}/{attention}/linear_0/weight" not in found:
            continue
        yield from _norm(found, f"{source}/{attention}/layer_norm", f"{target}.{name}_ln")
        for number, stack in enumerate(stacks):
            for part in ("weight", "bias"):
                yield from _unstacked(
                    found[f"{source}/{attention}/linear_{number}/{part}"], f"{target}.{name}", stack, part
                )
    yield from _norm(found, f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
    for number, place in ((0, 0), (1, 2)):
        for part in ("weight", "bias"):
            yield f"{target}.mlp.{place}.{part}", found[f"{source}/ffn/linear_{number}/{part}"]


def _unstacked(tensor: "Tensor", target: str, stack: tuple[str, ...], part: str) -> "Iterator[tuple[str, Tensor]]":
    height = tensor.shape[0] // len(stack)
    for index, projection in enumerate(stack):
        # Whisper's key has no bias; CTranslate2 writes zeros in its place.
        if (projection, part) != ("key", "bias"):
            yield f"{target}.{projection}.{part}", tensor[index * height : (index + 1) * height]


def _norm(found: "dict[str, Tensor]", source: str, target: str) -> "Iterator[tuple[str, Tensor]]":
    yield f"{target}.weight", found[f"{source}/gamma"]
    yield f"{target}.bias", found[f"{source}/beta"]


def _layers(found: "dict[str, Tensor]", side: str) -> int:
    count = 0
    while f"{side}/layer_{count}/ffn/linear_0/weight" in found:
        count += 1
    return count


class _Reader:
    """Walks through the bytes."""

    def __init__(self, content: mmap.mmap) -> None:
        self.content = content
        self.at = 0

    def number(self, form: str) -> int:
        value = struct.unpack_from(form, self.content, self.at)[0]
        self.at += struct.calcsize(form)
        return int(value)

    def text(self) -> str:
        length = self.number("<H")
        raw = self.content[self.at : self.at + length]
        self.at += length
        return raw.rstrip(b"\0").decode("utf-8")

    def heading(self) -> tuple[str, tuple[int, ...], int, int]:
        """Name, shape, type and size in bytes of the variable that begins here."""
        name = self.text()
        shape = tuple(self.number("<I") for _dimension in range(self.number("<B")))
        return name, shape, self.number("<B"), self.number("<I")
