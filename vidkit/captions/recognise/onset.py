"""Where a voice begins before the detector hears it: s, f and t are noise, and it listens for what vibrates.

Goes back from where it heard a voice to where the hiss before it rises out of the silence. Knows nothing of words.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from vidkit.captions.recognise.engine import SAMPLE_RATE
from vidkit.captions.recognise.voice import Stretch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidkit.captions.recognise.engine import Samples

    Levels = NDArray[np.float64]

STEP_MS = 10
STEP = SAMPLE_RATE * STEP_MS // 1000
WINDOW = 2 * STEP

HISS_HZ = 1000
"""Above it lies what makes s, f and t, and little of wind and engines."""

BACK_MS = 300
"""How far a consonant may reach: the longest of those measured, the s of a slow “sex”, lasted 280 ms. What sounds
longer before a voice is a breath or the place."""

FLOOR_MS = 1000
LEAST_FLOOR_MS = 200
"""How much of what comes before tells how loud the place is, and how much there must be for it to tell anything."""

OVER_FLOOR_DB = 10.0
"""How far a consonant stands out of the place's middle level."""

OVER_LOUDEST_DB = 3.0
"""How far it stands out of the loudest twentieth of what the place does by itself: of gusts and steps."""

UNDER_VOICE_DB = 25.0
"""How much softer than the vowel after it a consonant is at most: what is softer still is a breath."""

CLOSED_MS = 80
"""For so long a t is all but silent between its burst and the vowel."""


def softly_begun(samples: "Samples", stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The stretches of speech, each from the hiss on that it begins with; never earlier than the end of the one before.

    None begins later than before, nor more than `BACK_MS` earlier; one in whose surroundings nothing can be told
    begins as before.
    """
    if not len(samples) or not stretches:
        return tuple(stretches)
    hiss, tone = _levels(samples)
    found: list[Stretch] = []
    before = 0
    for stretch in stretches:
        start = _begun(hiss, tone, before, stretch)
        found.append(msgspec.structs.replace(stretch, start_ms=start))
        before = stretch.end_ms
    return tuple(found)


def _begun(hiss: "Levels", tone: "Levels", before_ms: int, stretch: Stretch) -> int:
    import numpy as np

    onset = min(stretch.start_ms // STEP_MS, len(hiss))
    earliest = onset - BACK_MS // STEP_MS
    floor = hiss[max(-(-before_ms // STEP_MS), earliest - FLOOR_MS // STEP_MS, 0) : max(0, earliest)]
    vowel = slice(onset, min(stretch.end_ms // STEP_MS, onset + BACK_MS // STEP_MS))
    if len(floor) * STEP_MS < LEAST_FLOOR_MS or not len(hiss[vowel]):
        return stretch.start_ms
    loud = float(max(hiss[vowel].max(), tone[vowel].max()))
    middle, most = np.percentile(floor, (50, 95))
    least = max(middle + OVER_FLOOR_DB, most + OVER_LOUDEST_DB, loud - UNDER_VOICE_DB)
    start = quiet = onset
    # One step further than a consonant may reach: one that is not over there is none.
    for step in range(onset - 1, earliest - 2, -1):
        if hiss[step] >= least:
            start = quiet = step
        elif quiet - step > CLOSED_MS // STEP_MS:
            break
    return start * STEP_MS if earliest < start < onset else stretch.start_ms


def _levels(samples: "Samples") -> tuple["Levels", "Levels"]:
    """The level of what hisses and of what vibrates, in steps of `STEP_MS`: decibels, comparable with each other.

    What stands for a step reaches half a step further to either side.
    """
    import numpy as np

    padded = np.pad(samples.astype(np.float64), (STEP // 2, WINDOW))
    hiss, tone = [], []
    # A minute at a time: an hour's spectra at once would take gigabytes.
    for start in range(0, len(samples), 60 * SAMPLE_RATE):
        part = padded[start : start + 60 * SAMPLE_RATE + STEP]
        frames = np.lib.stride_tricks.sliding_window_view(part, WINDOW)[::STEP] * np.hanning(WINDOW)
        power = np.abs(np.fft.rfft(frames)) ** 2
        border = HISS_HZ * WINDOW // SAMPLE_RATE
        hiss.append(power[:, border:].sum(axis=1))
        tone.append(power[:, 100 * WINDOW // SAMPLE_RATE : border].sum(axis=1))
    return tuple(10 * np.log10(np.concatenate(parts) + 1e-9) for parts in (hiss, tone))  # type: ignore[return-value]
