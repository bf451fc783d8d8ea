"""Where somebody speaks: stretches of speech measured in the sound itself, apart from any recogniser.

Silero's detector comes inside faster-whisper. It guards against invented words, gives the true start of speech,
and says which parts are worth listening to.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from vidkit.captions.recognise.engine import SAMPLE_RATE

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples

THRESHOLD = 0.5
"""Silero's own default for the probability that counts as speech."""

LEAST_SPEECH_MS = 120
"""Shorter bursts are clicks and knocks."""

LEAST_SILENCE_MS = 500
"""A pause shorter than this does not end a stretch."""

PAD_MS = 30
"""Silero answers in steps of 32 ms, so the true start may be one step earlier."""

BRIDGE_MS = 3000
"""Silences up to this long stay in what is listened to: pauses tell sentences apart. What Whisper writes in longer
silence and music is invention."""

WINDOW_MS = 28_000
"""Whisper hears 30 seconds at a time. A piece that fits, with a second around it, is never cut inside a word."""


class Stretch(msgspec.Struct, frozen=True):
    """A piece of the clip, in whole milliseconds."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms

    def overlap_ms(self, start_ms: int, end_ms: int) -> int:
        """How much of the time from `start_ms` to `end_ms` lies inside."""
        return max(0, min(self.end_ms, end_ms) - max(self.start_ms, start_ms))


def speech(samples: "Samples") -> tuple[Stretch, ...]:
    """The stretches where somebody speaks, in order, apart from each other."""
    import numpy as np
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if not len(samples):
        return ()
    options = VadOptions(
        threshold=THRESHOLD,
        min_speech_duration_ms=LEAST_SPEECH_MS,
        min_silence_duration_ms=LEAST_SILENCE_MS,
        speech_pad_ms=PAD_MS,
    )
    found = get_speech_timestamps(np.ascontiguousarray(samples, dtype=np.float32), options)
    return tuple(
        Stretch(round(part["start"] * 1000 / SAMPLE_RATE), round(part["end"] * 1000 / SAMPLE_RATE)) for part in found
    )


def pieces(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """What to listen to at a time: speech with its pauses, cut where the silence is longest.

    Long silence and music between the pieces are left out. A piece is longer than `WINDOW_MS` only where nobody
    draws breath for so long.
    """
    groups: list[list[Stretch]] = []
    for stretch in stretches:
        if not groups or stretch.start_ms - groups[-1][-1].end_ms > BRIDGE_MS:
            groups.append([])
        groups[-1].append(stretch)
    return tuple(piece for group in groups for piece in _windows(group))


def widened(piece: Stretch, around: Sequence[Stretch], reach_ms: int, length_ms: int) -> Stretch:
    """`piece` with `reach_ms` of what surrounds it, but nothing of the other pieces in `around` or past the clip."""
    before = max((other.end_ms for other in around if other.end_ms <= piece.start_ms), default=0)
    after = min((other.start_ms for other in around if other.start_ms >= piece.end_ms), default=length_ms)
    return Stretch(max(before, piece.start_ms - reach_ms), min(max(after, piece.end_ms), piece.end_ms + reach_ms))


def _windows(group: Sequence[Stretch]) -> list[Stretch]:
    whole = Stretch(group[0].start_ms, group[-1].end_ms)
    if whole.length_ms <= WINDOW_MS or len(group) == 1:
        return [whole]
    middle = (whole.start_ms + whole.end_ms) / 2

    def merit(index: int) -> float:
        """The length of the pause before a stretch; less towards the ends, where a scrap would be left over."""
        pause = group[index].start_ms - group[index - 1].end_ms
        return pause * (1 - abs(group[index].start_ms - middle) / whole.length_ms)

    cut = max(range(1, len(group)), key=merit)
    return _windows(group[:cut]) + _windows(group[cut:])
