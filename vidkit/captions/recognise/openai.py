"""The reference engine: OpenAI's own whisper on torch, fed from the same store of models as the everyday one.

Slow and large, so an extra. It is here to check the other against.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidkit.captions.cue import Word
from vidkit.captions.recognise import weights
from vidkit.captions.recognise.card import CARD, PROCESSOR, not_on_card
from vidkit.captions.recognise.engine import (
    BEAM,
    TEMPERATURES,
    cannot_hear,
    cannot_load,
    milliseconds,
    most_tokens,
    only_english,
)
from vidkit.captions.timing import in_order
from vidkit.errors import MissingError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples

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
        self._folder = folder
        self._notice = ""
        found = weights.variables(folder / "model.bin")
        try:
            model = Whisper(ModelDimensions(**weights.dimensions(found)))
            model.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in weights.openai_names(found)})
            self._set_alignment(model, folder)
        except (LookupError, RuntimeError, ValueError, TypeError, OSError, MemoryError) as fault:
            raise cannot_load(folder, fault) from fault
        del found
        self._device, self._model = self._placed(model.eval())

    def _placed(self, model: Any) -> tuple[str, Any]:  # noqa: ANN401 - openai-whisper has no types
        """The model on the graphics card where there is one that takes it, else on the processor."""
        import torch

        if torch.cuda.is_available():
            try:
                return CARD, model.to(CARD)
            except RuntimeError as fault:
                self._notice = not_on_card(str(fault))
        return PROCESSOR, model.to(PROCESSOR)

    def notice(self) -> str:
        """See `Engine.notice`."""
        notice, self._notice = self._notice, ""
        return notice

    @staticmethod
    def _set_alignment(model: Any, folder: Path) -> None:  # noqa: ANN401 - openai-whisper has no types
        """Tells the model which of its heads follow the sound: word times hang on them.

        A model that does not say gets openai-whisper's own default, all heads of the later half of the layers.
        """
        import torch

        config = json.loads((folder / "config.json").read_text("utf-8"))
        heads = config.get("alignment_heads")
        if not heads:
            return
        mask = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        for layer, head in heads:
            mask[layer, head] = True
        model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)

    def listen(
        self, samples: "Samples", *, language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        """See `Engine.listen`. The hint reaches every window, as with the everyday engine."""
        import whisper

        from vidkit.captions.recognise.engine import SAMPLE_RATE

        if language != "en" and not self._model.is_multilingual:
            raise only_english(self._folder)
        try:
            answer = whisper.transcribe(
                self._model,
                samples,
                language=language,
                temperature=TEMPERATURES,
                beam_size=BEAM,
                sample_len=most_tokens(samples),
                word_timestamps=True,
                condition_on_previous_text=False,
                # openai-whisper knows no hotwords; a prompt carried to each window is what they are elsewhere.
                initial_prompt=hotwords or None,
                carry_initial_prompt=bool(hotwords),
                fp16=self._device == CARD,
                verbose=None,
            )
        except (RuntimeError, ValueError, MemoryError) as fault:
            if self._device == PROCESSOR:
                raise cannot_hear(fault) from fault
            self._notice = not_on_card(str(fault))
            self._device, self._model = PROCESSOR, self._model.to(PROCESSOR)
            return self.listen(samples, language=language, hotwords=hotwords, progress=progress)
        progress(len(samples) / SAMPLE_RATE)
        return in_order(
            [
                Word(
                    word["word"].strip(),
                    milliseconds(word["start"]),
                    milliseconds(word["end"]),
                    float(word["probability"]),
                )
                for segment in answer["segments"]
                for word in segment["words"]
                if word["word"].strip()
            ]
        )
