"""What an engine that turns speech into words must do. The rest of the room sees no more of it than this."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vidkit.captions.cue import Word
from vidkit.errors import RecognitionError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    """Mono sound at `SAMPLE_RATE`, from -1 to 1, shape `(count,)`."""

SAMPLE_RATE = 16_000
"""Hz. What Whisper was trained on."""

BEAM = 5
"""Candidates weighed at each step; Whisper's own default for its published error rates."""

TEMPERATURES = (0.0, 0.4, 0.8)
"""Tried in turn where an answer repeats itself or is improbable. Whisper's own command tries six, and in noise, where
none is any good, each costs as much as the first."""

TOKENS_A_SECOND = 8
"""More than anybody says: the fastest of eleven stretches of real speech has 5.7 for a second of voice."""

TOKENS_BESIDE = 16
"""For the marks of time, two a sentence, which a short stretch has as well as a long one."""

TOKENS_MOST = 220
"""What is left of Whisper's 448 for half a minute after the longest hint."""

SETTINGS = "4"
"""Raised whenever a setting changes what is heard, so that nothing heard with the old one is taken for new."""


class Engine(Protocol):
    """Turns sound into words. Not safe to call from two threads at once."""

    name: str
    """As the person writes it: `faster-whisper` or `openai-whisper`."""

    def notice(self) -> str:
        """A sentence for the person on how the engine runs, told once; empty where there is nothing to say."""

    def listen(
        self, samples: "Samples", *, language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        """The words in `samples`, one after the other, times in whole milliseconds from the first sample.

        `language` is a two-letter code. `hotwords` are names and terms to expect, separated by commas, or empty.
        `progress` hears how many seconds have been listened to. Raises `RecognitionError`.
        """


def most_tokens(samples: "Samples") -> int:
    """How much an engine may write about `samples` in one breath: one that runs away in noise writes on to the end."""
    seconds = len(samples) / SAMPLE_RATE
    return min(TOKENS_MOST, TOKENS_BESIDE + math.ceil(TOKENS_A_SECOND * seconds))


def cannot_load(folder: Path, fault: BaseException) -> RecognitionError:
    """The model in `folder` cannot be loaded, and what to do about it."""
    if isinstance(fault, MemoryError):
        return out_of_memory(fault)
    return RecognitionError(
        _("The speech model in “{folder}” cannot be loaded: {reason}.").format(
            folder=folder, reason=str(fault).rstrip(".") or type(fault).__name__
        ),
        _("One of vidkit's own is checked with “vidkit models verify”; another must be converted or copied anew."),
    )


def cannot_hear(fault: BaseException) -> RecognitionError:
    """Listening failed."""
    if isinstance(fault, MemoryError):
        return out_of_memory(fault)
    return RecognitionError(
        _("Speech could not be recognised: {reason}.").format(reason=str(fault).rstrip(".") or type(fault).__name__),
        _("Close other programs to free memory, or choose a smaller model with --model."),
    )


def out_of_memory(_fault: BaseException) -> RecognitionError:
    """The computer has too little memory for the model."""
    return RecognitionError(
        _("There is not enough memory for the speech model."),
        _("Close other programs to free memory, or choose a smaller model with --model."),
    )


def only_english(folder: Path) -> RecognitionError:
    """The model knows one language, and it is not the one that is spoken: it would write down nonsense."""
    return RecognitionError(
        _("The speech model in “{folder}” understands only English.").format(folder=folder),
        _("Choose one for Swedish: vidkit models list"),
    )


def milliseconds(seconds: float) -> int:
    """`seconds` as the whole milliseconds that words are counted in."""
    return max(0, round(seconds * 1000))
