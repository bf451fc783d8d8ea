"""Reads a CTranslate2 `model.bin` of Whisper and names its tensors as openai-whisper does: one store, two engines.

The format, little-endian: u32 version, string name, u32 revision, u32 count, then per variable string name, u8 rank,
u32 for each dimension, u8 type, u32 bytes, data; then aliases. A string is u16 length, its closing zero counted.
"""

import mmap
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.errors import RecognitionError, reason
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    Tensor = NDArray[Any]

TYPES = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2", 5: "<u2"}
"""CTranslate2's numbers for the types of numbers; numpy knows no bfloat16, whose bits are read as they stand."""

BFLOAT16 = 5

OLDEST, NEWEST = 4, 6
"""Versions of the format in which a variable gives its type and its bytes, as described above."""

NEEDED = {
    "encoder/conv1/weight",
    "encoder/position_encodings/encodings",
    "decoder/position_encodings/encodings",
    "decoder/embeddings/weight",
}
"""What no Whisper is without."""

HEAD_WIDTH = 64
"""Every size of Whisper has heads this wide."""

_ATTENTION = {
    "self_attention": ("attn", (("query", "key", "value"), ("out",))),
    "attention": ("cross_attn", (("query",), ("key", "value"), ("out",))),
}
"""Which of openai-whisper's projections each `linear_N` stacks, in order."""


def variables(path: Path) -> "dict[str, Tensor]":
    """The tensors in `path` by CTranslate2's names, mapped from the disk, not copied: see `plain` for their values.

    Raises `RecognitionError` where the file is no such model.
    """
    try:
        with path.open("rb") as stream:
            content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        found = _read(_Reader(content))
    except OSError as fault:
        raise RecognitionError(
            _("The speech model “{file}” cannot be read: {reason}.").format(file=path, reason=reason(fault)),
            _("Check it with: vidkit models verify"),
        ) from fault
    except (ValueError, KeyError, struct.error, UnicodeDecodeError, OverflowError) as fault:
        raise RecognitionError(
            _("The speech model “{file}” is damaged or cut short.").format(file=path),
            _("Check it with: vidkit models verify"),
        ) from fault
    if not found.keys() >= NEEDED:
        raise RecognitionError(
            _("“{file}” is no speech model that can be used.").format(file=path),
            _("Give a folder with a Whisper model in CTranslate2's form, or a name from: vidkit models list"),
        )
    return found


def _read(reader: "_Reader") -> "dict[str, Tensor]":
    import numpy as np

    version = reader.number("<I")
    name = reader.text() if OLDEST <= version <= NEWEST else ""
    if name != "WhisperSpec":
        return {}
    reader.number("<I")
    found: dict[str, Tensor] = {}
    for _index in range(reader.number("<I")):
        key, shape, kind, size = reader.heading()
        form = np.dtype(TYPES[kind])
        data = np.frombuffer(reader.content, dtype=form, count=size // form.itemsize, offset=reader.at)
        if kind == BFLOAT16:
            # The upper half of a float32.
            data = (data.astype("<u4") << 16).view("<f4")
        found[key] = data.reshape(shape)
        reader.at += size
    for _index in range(reader.number("<I")):
        alias, original = reader.text(), reader.text()
        found[alias] = found[original]
    return found


def plain(found: "dict[str, Tensor]", name: str) -> "Tensor":
    """The tensor called `name` in float32; what was kept in small whole numbers is scaled back.

    CTranslate2 keeps `weight * scale`, rounded: with a scale for each row in int8, one for all in int16.
    """
    tensor = found[name].astype("float32")
    scale = found.get(f"{name}_scale")
    if scale is None:
        if found[name].dtype.kind != "f":
            raise ValueError(f"{name} has whole numbers and no scale")
        return tensor
    scaled: Tensor = tensor / scale.astype("float32").reshape(-1, *(1,) * (tensor.ndim - 1))
    return scaled


def dimensions(found: "dict[str, Tensor]") -> dict[str, int]:
    """openai-whisper's `ModelDimensions`, read off the shapes."""
    audio = found["encoder/conv1/weight"]
    context, width = found["encoder/position_encodings/encodings"].shape[-2:]
    text_context, text_width = found["decoder/position_encodings/encodings"].shape[-2:]
    return {
        "n_mels": audio.shape[1],
        "n_audio_ctx": context,
        "n_audio_state": width,
        "n_audio_head": _heads(found, "encoder", width),
        "n_audio_layer": _layers(found, "encoder"),
        "n_vocab": found["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text_context,
        "n_text_state": text_width,
        "n_text_head": _heads(found, "decoder", text_width),
        "n_text_layer": _layers(found, "decoder"),
    }


def openai_names(found: "dict[str, Tensor]") -> "Iterator[tuple[str, Tensor]]":
    """Every tensor that openai-whisper's `load_state_dict` asks for, by its name, in float32."""
    for side in ("encoder", "decoder"):
        yield f"{side}.positional_embedding", plain(found, f"{side}/position_encodings/encodings").squeeze()
        norm = "ln_post" if side == "encoder" else "ln"
        yield from _norm(found, f"{side}/layer_norm", f"{side}.{norm}")
        for layer in range(_layers(found, side)):
            yield from _block(found, f"{side}/layer_{layer}", f"{side}.blocks.{layer}")
    for convolution in ("conv1", "conv2"):
        for part in ("weight", "bias"):
            yield f"encoder.{convolution}.{part}", plain(found, f"encoder/{convolution}/{part}")
    yield "decoder.token_embedding.weight", plain(found, "decoder/embeddings/weight")


def _heads(found: "dict[str, Tensor]", side: str, width: int) -> int:
    told = found.get(f"{side}/num_heads")
    return int(told.reshape(-1)[0]) if told is not None and told.size else width // HEAD_WIDTH


def _block(found: "dict[str, Tensor]", source: str, target: str) -> "Iterator[tuple[str, Tensor]]":
    for attention, (name, stacks) in _ATTENTION.items():
        if f"{source}/{attention}/linear_0/weight" not in found:
            continue
        yield from _norm(found, f"{source}/{attention}/layer_norm", f"{target}.{name}_ln")
        for number, stack in enumerate(stacks):
            for part in ("weight", "bias"):
                stacked = plain(found, f"{source}/{attention}/linear_{number}/{part}")
                yield from _unstacked(stacked, f"{target}.{name}", stack, part)
    yield from _norm(found, f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
    for number, place in ((0, 0), (1, 2)):
        for part in ("weight", "bias"):
            yield f"{target}.mlp.{place}.{part}", plain(found, f"{source}/ffn/linear_{number}/{part}")


def _unstacked(tensor: "Tensor", target: str, stack: tuple[str, ...], part: str) -> "Iterator[tuple[str, Tensor]]":
    height = tensor.shape[0] // len(stack)
    for index, projection in enumerate(stack):
        # Whisper's key has no bias; CTranslate2 writes zeros in its place.
        if (projection, part) != ("key", "bias"):
            yield f"{target}.{projection}.{part}", tensor[index * height : (index + 1) * height]


def _norm(found: "dict[str, Tensor]", source: str, target: str) -> "Iterator[tuple[str, Tensor]]":
    yield f"{target}.weight", plain(found, f"{source}/gamma")
    yield f"{target}.bias", plain(found, f"{source}/beta")


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
        if len(raw) < length:
            raise ValueError("the file ends in a name")
        return raw.rstrip(b"\0").decode("utf-8")

    def heading(self) -> tuple[str, tuple[int, ...], int, int]:
        """Name, shape, type and size in bytes of the variable that begins here."""
        name = self.text()
        shape = tuple(self.number("<I") for _dimension in range(self.number("<B")))
        return name, shape, self.number("<B"), self.number("<I")
