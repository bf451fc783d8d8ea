"""What an engine that turns speech into words must do. The rest of the room sees no more of it than this."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from vidkit.captions.cue import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    """Mono sound at `SAMPLE_RATE`, from -1 to 1, shape `(count,)`."""

SAMPLE_RATE = 16_000
"""Hz. What Whisper was trained on."""

BEAM = 5
"""Candidates weighed at each step; Whisper's own default for its published error rates."""

SETTINGS = "3"
"""Raised whenever a setting changes what is heard, so that nothing heard with the old one is taken for new."""


class Engine(Protocol):
    """Turns sound into words. Not safe to call from two threads at once."""

    name: str
    """As the person writes it: `faster-whisper` or `openai-whisper`."""

    def listen(
        self, samples: "Samples", *, language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        """The words in `samples`, in order, times in whole milliseconds from the first sample.

        `language` is a two-letter code. `hotwords` are names and terms to expect, separated by commas, or empty.
        `progress` hears how many seconds have been listened to. Raises `RecognitionError`.
        """


def milliseconds(seconds: float) -> int:
    """`seconds` as the whole milliseconds that words are counted in."""
    return max(0, round(seconds * 1000))
