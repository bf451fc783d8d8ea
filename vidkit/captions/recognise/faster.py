"""The everyday engine: faster-whisper, which runs Whisper's weights through CTranslate2.

Knows nothing of cues, stores or networks: it is given a folder and listens.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidkit.captions.cue import Word
from vidkit.captions.recognise import card
from vidkit.captions.recognise.card import CARD, PROCESSOR
from vidkit.captions.recognise.encoded import Encoded
from vidkit.captions.recognise.engine import (
    BEAM,
    TEMPERATURES,
    cannot_hear,
    cannot_load,
    milliseconds,
    most_tokens,
    only_english,
)
from vidkit.captions.recognise.machine import this_machine
from vidkit.captions.timing import in_order
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples


SEED = 1
"""Any number does."""

ASKED = 3
"""Tokens that say what is wanted: begin, language, write it down."""

KINDS = {CARD: ("float16", "int8_float16", "int8", "float32"), PROCESSOR: ("int8", "float32")}
"""What to calculate in on each, the best first: old cards know no float16."""


class FasterWhisper:
    """Whisper in int8 on the processor, in float16 on a graphics card where there is one that can be used."""

    name = "faster-whisper"

    def __init__(self, folder: Path, compute_type: str = "", threads: int = 0) -> None:
        """Loads the weights in `folder`; half a second for base, some seconds for large.

        `compute_type` is CTranslate2's name; empty takes what fits the machine. `threads` is how many cores it uses at
        most, 0 for all. Raises `RecognitionError`.
        """
        import ctranslate2

        # Where the first answer loops, Whisper rolls dice for another: the same dice in every run.
        ctranslate2.set_random_seed(SEED)
        self._folder = folder
        self._compute_type = compute_type
        self._threads = threads
        self._notice = ""
        self._device = self._fitting_device()
        try:
            self._model = self._load()
        except Exception as fault:
            if self._device == PROCESSOR:
                raise cannot_load(folder, fault) from fault
            self._turn_to_processor(str(fault))

    def notice(self) -> str:
        """See `Engine.notice`."""
        notice, self._notice = self._notice, ""
        return notice

    def listen(
        self, samples: "Samples", *, language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        """See `Engine.listen`."""
        if language != "en" and not self._model.model.is_multilingual:
            raise only_english(self._folder)
        try:
            return self._heard(samples, language, hotwords, progress)
        except (RuntimeError, ValueError, MemoryError) as fault:
            if self._device == PROCESSOR:
                raise cannot_hear(fault) from fault
            # A card's libraries are looked for, and its memory is taken, only when it first calculates.
            self._turn_to_processor(str(fault))
        return self.listen(samples, language=language, hotwords=hotwords, progress=progress)

    def _heard(
        self, samples: "Samples", language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        segments, _info = self._model.transcribe(
            samples,
            language=language,
            beam_size=BEAM,
            temperature=TEMPERATURES,
            max_new_tokens=self._room(most_tokens(samples), hotwords),
            word_timestamps=True,
            # Each window on its own: what was heard before drags loops and drift along (whisper #679 and many).
            condition_on_previous_text=False,
            # Reaches every window, unlike `initial_prompt`, which reaches only the first.
            hotwords=hotwords or None,
            # The detector has chosen what we listen to, see `voice`. Its filter inside the engine would glue the
            # pieces together without their pauses, and then sentences run into each other.
            vad_filter=False,
            # Not `hallucination_silence_threshold`: on real speech with pauses it skipped whole sentences, and what
            # it is meant against is caught by `guard`.
        )
        words: list[Word] = []
        for segment in segments:
            words += [
                Word(word.word.strip(), milliseconds(word.start), milliseconds(word.end), float(word.probability))
                for word in segment.words or ()
                if word.word.strip()
            ]
            progress(segment.end)
        return in_order(words)

    def _room(self, tokens: int, hotwords: str) -> int:
        """What faster-whisper must be asked for, so that CTranslate2 writes up to `tokens`.

        CTranslate2 stops at half of prompt and answer together, however short the prompt.
        """
        prompt = ASKED
        if hotwords:
            prompt += 1 + len(self._model.hf_tokenizer.encode(f" {hotwords}", add_special_tokens=False).ids)
        return max(tokens, 2 * tokens - prompt)

    def _fitting_device(self) -> str:
        import ctranslate2

        if not ctranslate2.get_cuda_device_count():
            return PROCESSOR
        if missing := card.missing_library():
            self._notice = card.not_on_card(missing)
            return PROCESSOR
        return CARD

    def _load(self) -> Any:  # noqa: ANN401 - faster-whisper's own type, which only loading it would name
        import ctranslate2
        from faster_whisper import WhisperModel
        from faster_whisper.feature_extractor import FeatureExtractor

        able = ctranslate2.get_supported_compute_types(self._device)
        fitting = next((kind for kind in KINDS[self._device] if kind in able), "default")
        model = WhisperModel(
            str(self._folder),
            device=self._device,
            compute_type=self._compute_type or fitting,
            # What the person has set for all such programs counts; 0 leaves it to them.
            cpu_threads=0 if os.environ.get("OMP_NUM_THREADS") else self._threads or this_machine().cores,
            # Never ask a network for a tokenizer: all that is needed stands in the folder.
            local_files_only=True,
        )
        if model.model.is_multilingual and model.hf_tokenizer.token_to_id("<|transcribe|>") is None:
            raise ValueError(_("“{file}” is of another model").format(file="tokenizer.json"))
        if model.feature_extractor.mel_filters.shape[0] != model.model.n_mels:
            # `preprocessor_config.json` is easily forgotten when a model is converted: the weights know better.
            model.feature_extractor = FeatureExtractor(feature_size=model.model.n_mels)
        model.encode = Encoded(model.encode)
        return model

    def _turn_to_processor(self, why: str) -> None:
        self._device = PROCESSOR
        self._notice = card.not_on_card(why)
        try:
            self._model = self._load()
        except Exception as fault:
            raise cannot_load(self._folder, fault) from fault
