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
"""Shorter bursts are clicks and knocks; the shortest Swedish word in the test set, "ja", lasts 180."""

LEAST_SILENCE_MS = 500
"""A pause shorter than this does not end a stretch."""

PAD_MS = 30
"""Silero answers in steps of 32 ms, so the true start may be one step earlier."""

REACH_MS = 1000
"""How much of the surrounding sound is listened to with a stretch. Cutting close to the voice costs words."""

BRIDGE_MS = 3000
"""Silences up to this long stay in what is listened to. Pauses tell sentences apart; what lives in
longer silence and music is invention."""


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


def worth_hearing(stretches: Sequence[Stretch], length_ms: int) -> tuple[Stretch, ...]:
    """What of a clip of `length_ms` to listen to: speech with its surroundings, long silence and music left out."""
    parts: list[Stretch] = []
    for stretch in stretches:
        start = max(0, stretch.start_ms - REACH_MS)
        end = min(length_ms, stretch.end_ms + REACH_MS)
        if parts and start - parts[-1].end_ms <= BRIDGE_MS - 2 * REACH_MS:
            parts[-1] = Stretch(parts[-1].start_ms, end)
        else:
            parts.append(Stretch(start, end))
    return tuple(parts)
