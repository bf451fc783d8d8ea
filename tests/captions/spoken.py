"""Words with times for tests: a text said at an even pace, with pauses where a reader would make them."""

from collections.abc import Sequence

from vidkit.captions.cue import Cue, Word

FRAME_MS = 1000 / 30
WIDTH = 890.0
LETTER = 27.0
"""As wide as 32 letters in the box of a reel: the profile's line."""


def measure(text: str) -> float:
    return LETTER * len(text)


def said(text: str, *, speed: float = 13.0, start_ms: int = 300, pause_ms: int = 400) -> tuple[Word, ...]:
    """`text` at `speed` characters a second; `pause_ms` after a sentence, a third of it after a comma."""
    words = []
    at = float(start_ms)
    for text_of_word in text.split():
        length = 1000 * len(text_of_word) / speed
        words.append(Word(text_of_word, round(at), round(at + length)))
        at += length + 1000 / speed
        if text_of_word[-1] in ".?!":
            at += pause_ms
        elif text_of_word[-1] == ",":
            at += pause_ms / 3
    return tuple(words)


def lines(cues: Sequence[Cue]) -> list[str]:
    """The cues as `upper / lower`."""
    return [" / ".join(cue.lines) for cue in cues]
