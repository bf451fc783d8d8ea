"""The everyday engine: faster-whisper, which runs Whisper's weights through CTranslate2.

Knows nothing of cues, stores or networks: it is given a folder and listens.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.captions.cue import Word
from vidkit.captions.recognise.engine import BEAM, milliseconds
from vidkit.errors import RecognitionError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples


SEED = 1
"""Any number does."""


class FasterWhisper:
    """Whisper in int8 on the processor, in float16 on a graphics card where there is one."""

    name = "faster-whisper"

    def __init__(self, folder: Path, compute_type: str = "") -> None:
        """Loads the weights in `folder`; half a second for base, some seconds for large.

        `compute_type` is CTranslate2's name; empty takes what fits the machine. Raises `RecognitionError`.
        """
        import ctranslate2
        from faster_whisper import WhisperModel

        # Where the first answer loops, Whisper rolls dice for another: the same dice in every run.
        ctranslate2.set_random_seed(SEED)
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        fitting = "float16" if device == "cuda" else "int8"
        try:
            self._model = WhisperModel(
                str(folder),
                device=device,
                compute_type=compute_type or fitting,
                cpu_threads=_cores(),
                # Never ask a network for a tokenizer: all that is needed stands in the folder.
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise RecognitionError(
                _("The speech model in “{folder}” cannot be loaded: {reason}.").format(folder=folder, reason=error),
                _("Check it with: vidkit models verify"),
            ) from error

    def listen(
        self, samples: "Samples", *, language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        """See `Engine.listen`."""
        segments, _info = self._model.transcribe(
            samples,
            language=language,
            beam_size=BEAM,
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
        words = []
        try:
            for segment in segments:
                words += [
                    Word(
                        word.word.strip(),
                        milliseconds(word.start),
                        milliseconds(word.end),
                        float(word.probability),
                    )
                    for word in segment.words or ()
                    if word.word.strip()
                ]
                progress(segment.end)
        except RuntimeError as error:
            raise RecognitionError(
                _("Speech could not be recognised: {reason}.").format(reason=error),
                _("Close other programs to free memory, or choose a smaller model with --model."),
            ) from error
        return tuple(words)


def _cores() -> int:
    """Physical cores: the second thread of a core makes matrix products slower, not faster."""
    import psutil

    return psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
