"""A Whisper of random weights, as small as can be, by CTranslate2's own converter: for shapes, not for speech."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

WIDTH = 64

RANDOM = np.random.default_rng(1)


class Sizes(NamedTuple):
    """What differs between the sizes of Whisper."""

    vocabulary: int = 51865
    mels: int = 80
    layers: int = 1
    heads: tuple[tuple[int, int], ...] = ((0, 0),)


MULTILINGUAL = Sizes()


def write(folder: Path, sizes: Sizes = MULTILINGUAL, quantization: str | None = None) -> dict[str, Any]:
    """Writes a whole model folder and gives the weights as they were before they were made smaller."""
    from ctranslate2.specs import WhisperSpec

    spec = WhisperSpec(sizes.layers, WIDTH // 64, sizes.layers, WIDTH // 64)
    _fill(spec.encoder, sizes)
    _fill(spec.decoder, sizes)
    tokens = _tokens(sizes.vocabulary)
    spec.register_vocabulary(tokens)
    spec.config.alignment_heads = [list(head) for head in sizes.heads]
    spec.config.lang_ids = [50259]
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.validate()
    before = {
        name: np.array(value.numpy()) for name, value in spec.variables(ordered=True) if not isinstance(value, str)
    }
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    words = {token: number for number, token in enumerate(tokens)}
    tokenizer = {"version": "1.0", "model": {"type": "WordLevel", "vocab": words, "unk_token": "0"}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    if sizes.mels != 80:
        (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": sizes.mels}))
    return before


def _tokens(count: int) -> list[str]:
    """Numbers for words, and what marks a model that knows many languages."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    tokens = [str(number) for number in range(count)]
    if count > 51864:
        languages = sorted(_LANGUAGE_CODES[: count - 51766], key=lambda code: code != "en")
        named = ["endoftext", "startoftranscript", *languages, "translate", "transcribe", "startoflm", "startofprev"]
        special = [f"<|{name}|>" for name in (*named, "nocaptions", "notimestamps")]
        # The empty token is how CTranslate2 knows those that speak many languages.
        tokens[50256 : 50257 + len(special)] = ["", *special]
    return tokens


def _fill(side: Any, sizes: Sizes) -> None:
    encoder = hasattr(side, "conv1")
    side.position_encodings.encodings = _values(1500 if encoder else 448, WIDTH)
    _norm(side.layer_norm)
    if encoder:
        side.conv1.weight, side.conv1.bias = _values(WIDTH, sizes.mels, 3), _values(WIDTH)
        side.conv2.weight, side.conv2.bias = _values(WIDTH, WIDTH, 3), _values(WIDTH)
    else:
        side.embeddings.weight = _values(sizes.vocabulary, WIDTH)
        side.projection.weight = side.embeddings.weight
    for layer in side.layer:
        _attention(layer.self_attention, (3, 1))
        if not encoder:
            _attention(layer.attention, (1, 2, 1))
        _norm(layer.ffn.layer_norm)
        _linear(layer.ffn.linear_0, 4 * WIDTH, WIDTH)
        _linear(layer.ffn.linear_1, WIDTH, 4 * WIDTH)


def _attention(attention: Any, stacks: tuple[int, ...]) -> None:
    _norm(attention.layer_norm)
    for linear, stack in zip(attention.linear, stacks, strict=True):
        _linear(linear, stack * WIDTH, WIDTH)


def _linear(linear: Any, height: int, width: int) -> None:
    linear.weight, linear.bias = _values(height, width), _values(height)


def _norm(norm: Any) -> None:
    norm.gamma, norm.beta = _values(WIDTH), _values(WIDTH)


def _values(*shape: int) -> Any:
    return RANDOM.normal(0, 0.1, shape).astype("float32")
