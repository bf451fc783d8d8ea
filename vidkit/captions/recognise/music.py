"""Where music is played: measured in the sound itself, by what no wind, road or crowd has.

Music holds its tones, a few of them at a time, begins new ones all the while, and takes them from one scale. Looks for
that and for nothing else: music without pitch, such as drums alone, passes unseen, which is better than a caption that
says (Musik) over the sound of a road. Knows nothing of speech or captions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from vidkit.captions.cue import Music
from vidkit.captions.recognise.engine import SAMPLE_RATE
from vidkit.captions.recognise.voice import Stretch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidkit.captions.recognise.engine import Samples

    Spectrum = NDArray[np.float64]

WINDOW = 4096
"""Samples that are looked at together: a quarter of a second tells tones apart that lie 10 Hz from each other."""

STEP = 800
"""Samples from one look to the next: 50 ms."""

STEP_MS = STEP * 1000 // SAMPLE_RATE

LOWEST_HZ, HIGHEST_HZ = 100.0, 4000.0
"""Below lie hum and wind, above only overtones."""

FLOOR_BINS = 32
"""Over how many steps of 4 Hz the noise around a tone is measured, by its median."""

OVER_NOISE_DB = 15.0
"""How far a tone stands out of the noise around it."""

UNDER_LOUDEST_DB = 40.0
"""How much softer than the loudest tone another may be."""

SAME_CENTS = 30.0
"""A tone that moves further in 50 ms is another: voices glide, instruments hold."""

STEADY_CENTS = 35.0
"""Within how much the middle four fifths of a held tone lie: a vibrato does."""

HELD_STEPS = 4
"""A tone is held from 0.2 s on."""

DRONE = 0.9
"""What sounds for more of the time than this is hum, a fan or a beep, and no tune."""

JUDGED_MS = 3000
"""How much is judged at a time; music shorter than this is not looked for."""

JUDGED_EVERY_MS = 500

LEAST_HELD = 0.4
LEAST_COVERED = 0.6
LEAST_CLASSES = 5
LEAST_TUNED = 0.55
LEAST_RAYLEIGH = 15.0
"""What three seconds of music have at least, see `Tones`.

Measured in 5376 moments of 265 sounds without music (the generated ones of the tests, phone clips with wind, road,
ducks, fire and a train, speech, two games' sounds of a city and of robots): four pass, of a jingle and of a hospital's
beeps. Of 4214 moments of 18 recordings of music 26 % pass, in 12 of the 18: nearly all of keyboards and blues, none of
most heavy metal. Of the generated music, 90 %.
"""

LEAST_DB = -50.0
"""Softer than this (root mean square against full scale) it is not heard on a phone."""

UNDER_SPEECH_DB = 20.0
"""What is this much softer than the speech does not carry the moment: WCAG 2.2, 1.4.7, takes it for no disturbance."""


class Tones(NamedTuple):
    """What the tones of a moment are like."""

    held: float
    """The share of all that sounds as a tone which is held, in time."""
    covered: float
    """The share of the time in which at least one held tone sounds."""
    classes: int
    """How many of the twelve semitones occur."""
    tuned: float
    """How well all fit one tuning of twelve semitones, 0 to 1."""
    rayleigh: float
    """The same as evidence: how unlikely it is by chance, as the power of e (Rayleigh's test)."""

    @property
    def music(self) -> bool:
        """Whether somebody plays."""
        return (
            self.held >= LEAST_HELD
            and self.covered >= LEAST_COVERED
            and self.classes >= LEAST_CLASSES
            and self.tuned >= LEAST_TUNED
            and self.rayleigh >= LEAST_RAYLEIGH
        )


class _Tone(NamedTuple):
    """Something that sounded at one pitch. Times in steps."""

    start: int
    end: int
    cents: float
    """Above 440 Hz."""
    held: bool


def music(samples: "Samples", where: Sequence[Stretch], speech: Sequence[Stretch] = ()) -> tuple[Music, ...]:
    """The stretches of music inside each stretch of `where`, in order; none is shorter than `JUDGED_MS`.

    Only what is loud enough to be heard, and not far softer than `speech`.
    """
    least = max(LEAST_DB, _level(samples, speech) - UNDER_SPEECH_DB)
    found: list[Music] = []
    for stretch in where:
        if stretch.length_ms < JUDGED_MS:
            continue
        tones = _tones(_part(samples, stretch))
        for start in range(0, stretch.length_ms - JUDGED_MS + 1, JUDGED_EVERY_MS):
            judged = Stretch(stretch.start_ms + start, stretch.start_ms + start + JUDGED_MS)
            if _level(samples, (judged,)) < least:
                continue
            if not described(tones, start // STEP_MS, (start + JUDGED_MS) // STEP_MS).music:
                continue
            if found and judged.start_ms <= found[-1].end_ms:
                found[-1] = Music(found[-1].start_ms, judged.end_ms)
            else:
                found.append(Music(judged.start_ms, judged.end_ms))
    return tuple(found)


def described(tones: Sequence[_Tone], first: int, last: int) -> Tones:
    """What the tones from step `first` to step `last` are like."""
    import numpy as np

    steps = last - first
    cut = [tone._replace(start=max(tone.start, first), end=min(tone.end, last)) for tone in tones]
    inside = [tone for tone in cut if tone.start < tone.end]
    held = [tone for tone in inside if tone.held and tone.end - tone.start < DRONE * steps]
    if not held:
        return Tones(0.0, 0.0, 0, 0.0, 0.0)
    lengths = np.array([tone.end - tone.start for tone in held])
    cents = np.array([tone.cents for tone in held])
    turns = np.exp(2j * np.pi * cents / 100)
    mean = (turns * lengths).sum() / lengths.sum()
    semitones = np.round((cents - np.angle(mean) / (2 * np.pi) * 100) / 100)
    covered = np.zeros(steps, bool)
    for tone in held:
        covered[tone.start - first : tone.end - first] = True
    return Tones(
        held=float(lengths.sum() / sum(tone.end - tone.start for tone in inside)),
        covered=float(covered.mean()),
        classes=len(set(semitones % 12)),
        tuned=float(abs(mean)),
        rayleigh=float(len(held) * abs(mean) ** 2),
    )


def _tones(samples: "Samples") -> list[_Tone]:
    """Everything that sounds at one pitch for a while, in order of its end."""
    import numpy as np

    if len(samples) < WINDOW:
        return []
    shape = np.hanning(WINDOW)
    done: list[_Track] = []
    open_: list[_Track] = []
    for step, part in enumerate(np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::STEP]):
        pitches = _peaks(20 * np.log10(np.abs(np.fft.rfft(part * shape)) + 1e-6))
        free = np.ones(len(pitches), bool)
        still: list[_Track] = []
        for track in open_:
            away = np.where(free, np.abs(pitches - track.now), np.inf)
            if len(away) and away.min() < SAME_CENTS:
                nearest = int(away.argmin())
                free[nearest] = False
                track.go_on(step, float(pitches[nearest]))
            (still if step - track.end <= 1 else done).append(track)
        open_ = still + [_Track(step, float(pitch)) for pitch in pitches[free]]
    return [track.tone() for track in (*done, *open_)]


def _peaks(decibels: "Spectrum") -> "Spectrum":
    """The pitches that stand out in a spectrum, in cents above 440 Hz, lowest first."""
    import numpy as np

    blocks = decibels[: len(decibels) // FLOOR_BINS * FLOOR_BINS].reshape(-1, FLOOR_BINS)
    centres = np.arange(len(blocks)) * FLOOR_BINS + FLOOR_BINS / 2
    noise = np.interp(np.arange(len(decibels)), centres, np.median(blocks, axis=1))
    low, high = int(LOWEST_HZ * WINDOW / SAMPLE_RATE), int(HIGHEST_HZ * WINDOW / SAMPLE_RATE)
    middle, before, after = (decibels[low + shift : high + shift] for shift in (0, -1, 1))
    peaks = (middle > before) & (middle >= after)
    peaks &= (middle - noise[low:high] > OVER_NOISE_DB) & (middle > middle.max() - UNDER_LOUDEST_DB)
    # The true top lies between the bins: a parabola through three of them finds it.
    bend = before[peaks] - 2 * middle[peaks] + after[peaks]
    at = np.flatnonzero(peaks) + low + 0.5 * (before[peaks] - after[peaks]) / bend
    return np.asarray(1200 * np.log2(at * SAMPLE_RATE / WINDOW / 440))


class _Track:
    """A tone while it sounds."""

    def __init__(self, step: int, cents: float) -> None:
        self.start = self.end = step
        self.now = cents
        self._cents = [cents]

    def go_on(self, step: int, cents: float) -> None:
        self.end = step
        self._cents.append(cents)
        recent = sorted(self._cents[-9:])
        self.now = recent[len(recent) // 2]

    def tone(self) -> _Tone:
        """What it was, now that it is over."""
        ordered = sorted(self._cents)
        tenth = len(ordered) // 10
        spread = ordered[-1 - tenth] - ordered[tenth]
        held = self.end - self.start >= HELD_STEPS and spread < STEADY_CENTS
        return _Tone(self.start, self.end + 1, ordered[len(ordered) // 2], held)


def _part(samples: "Samples", stretch: Stretch) -> "Samples":
    return samples[stretch.start_ms * SAMPLE_RATE // 1000 : stretch.end_ms * SAMPLE_RATE // 1000]


def _level(samples: "Samples", where: Sequence[Stretch]) -> float:
    """The level over all of `where`, decibels against full scale; very low where there is nothing."""
    import numpy as np

    parts = [_part(samples, stretch) for stretch in where]
    power = sum(float((part.astype(np.float64) ** 2).sum()) for part in parts)
    return float(10 * np.log10(power / max(1, sum(map(len, parts))) + 1e-12))
