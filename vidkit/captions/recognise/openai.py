"""The reference engine: OpenAI's own whisper on torch, fed from the same store of models as the everyday one.

Slow and large, so an extra. It is here to check the other against.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.captions.cue import Word
from vidkit.captions.recognise import weights
from vidkit.captions.recognise.engine import BEAM, milliseconds
from vidkit.errors import MissingError, RecognitionError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples

TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Tried in turn where an answer repeats itself or is improbable; as openai-whisper's own command has it."""


SEED = 1
"""Any number does."""


class OpenAIWhisper:
    """Whisper in float32 on the processor, in float16 on a graphics card where there is one."""

    name = "openai-whisper"

    def __init__(self, folder: Path) -> None:
        """Loads the weights of the CTranslate2 model in `folder`.

        Raises `MissingError` where openai-whisper is not installed, `RecognitionError` for a model it cannot use.
        """
        try:
            import torch
            from whisper.model import ModelDimensions, Whisper
        except ImportError as error:
            from vidkit.captions.recognise.choice import INSTALL_OPENAI

            raise MissingError(
                _("The speech engine openai-whisper is not installed."),
                _("Install it with: {command}").format(command=INSTALL_OPENAI),
            ) from error
        # Where the first answer loops, Whisper rolls dice for another: the same dice in every run.
        torch.manual_seed(SEED)
        found = weights.variables(folder / "model.bin")
        try:
            model = Whisper(ModelDimensions(**weights.dimensions(found)))
            state = {name: torch.from_numpy(tensor.astype("float32")) for name, tensor in weights.openai_names(found)}
            model.load_state_dict(state)
        except (KeyError, RuntimeError, ValueError) as error:
            raise RecognitionError(
                _("The speech model in “{folder}” cannot be loaded: {reason}.").format(folder=folder, reason=error),
                _("Use the engine faster-whisper, which reads every model of this kind."),
            ) from error
        self._set_alignment(model, folder)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = model.to(self._device).eval()

    @staticmethod
    def _set_alignment(model: object, folder: Path) -> None:
        """Tells the model which of its heads follow the sound: word times hang on them."""
        import torch

        config = json.loads((folder / "config.json").read_text("utf-8"))
        heads = config.get("alignment_heads")
        if not heads:
            return
        mask = torch.zeros(
            model.dims.n_text_layer,  # type: ignore[attr-defined] # openai-whisper has no types
            model.dims.n_text_head,  # type: ignore[attr-defined] # same
            dtype=torch.bool,
        )
        for layer, head in heads:
            mask[layer, head] = True
        model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)  # type: ignore[attr-defined] # same

    def listen(
        self, samples: "Samples", *, language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        """See `Engine.listen`. The hint reaches every window, as with the everyday engine."""
        import whisper

        from vidkit.captions.recognise.engine import SAMPLE_RATE

        try:
            answer = whisper.transcribe(
                self._model,
                samples,
                language=language,
                temperature=TEMPERATURES,
                beam_size=BEAM,
                word_timestamps=True,
                condition_on_previous_text=False,
                # openai-whisper knows no hotwords; a prompt carried to each window is what they are elsewhere.
                initial_prompt=hotwords or None,
                carry_initial_prompt=bool(hotwords),
                fp16=self._device == "cuda",
                verbose=None,
            )
        except RuntimeError as error:
            raise RecognitionError(
                _("Speech could not be recognised: {reason}.").format(reason=error),
                _("Close other programs to free memory, or choose a smaller model with --model."),
            ) from error
        progress(len(samples) / SAMPLE_RATE)
        return tuple(
            Word(
                word["word"].strip(),
                milliseconds(word["start"]),
                milliseconds(word["end"]),
                float(word["probability"]),
            )
            for segment in answer["segments"]
            for word in segment["words"]
            if word["word"].strip()
        )
