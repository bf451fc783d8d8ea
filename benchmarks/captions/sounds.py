"""Sounds in which nobody says a word: silence, noise, wind, traffic, music. The same in every run.

Made of noise of a given colour and of plain tones, as 16 kHz mono between -1 and 1.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from vidkit.captions.recognise.engine import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Wave = NDArray[np.float64]

SEED = 20261122

CHORDS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))
"""A minor, F, C, G as MIDI notes: what is under half of all the films in the world."""

MELODY = (69, 72, 76, 74, 72, 69, 67, 69, 65, 69, 72, 71, 69, 67, 64, 67)
BEAT_S = 0.5


def made(kind: str, seconds: int) -> "Samples":
    """`seconds` of the sound called `kind`, one of `KINDS`."""
    import numpy as np

    wave = KINDS[kind](np.random.default_rng([SEED, *kind.encode()]), seconds * SAMPLE_RATE)
    return np.clip(wave, -1, 1).astype(np.float32)


def _silence(_dice: "Generator", count: int) -> "Wave":
    import numpy as np

    return np.zeros(count)


def _room(dice: "Generator", count: int) -> "Wave":
    """A quiet room with its hum, 55 dB under full scale."""
    return _level(_coloured(dice, count, 1.0) + 0.5 * _tone(50, count), -55)


def _noise(dice: "Generator", count: int) -> "Wave":
    return _level(_coloured(dice, count, 0.0), -20)


def _wind(dice: "Generator", count: int) -> "Wave":
    """Gusts into a bare microphone: a rumble that swells, up to where it clips."""
    import numpy as np

    gusts = np.abs(_coloured(dice, count, 2.0, 0.05, 1.5))
    rumble = _coloured(dice, count, 2.0, 10, 400) + 0.1 * _coloured(dice, count, 1.0, 400, 4000)
    return 1.5 * _level(rumble * (0.2 + gusts / gusts.max()), -14)


def _traffic(dice: "Generator", count: int) -> "Wave":
    """A street: rumble, and about every four seconds a car that comes, is there, and goes. One sounds its horn."""
    import numpy as np

    time = np.arange(count) / SAMPLE_RATE
    street = 0.4 * _coloured(dice, count, 1.5, 20, 800)
    tyres = _coloured(dice, count, 0.5, 300, 3500)
    motors = _coloured(dice, count, 1.0, 60, 300)
    for passes in np.arange(1, time[-1], 4) + dice.uniform(-1, 1):
        near = np.exp(-(((time - passes) / dice.uniform(0.5, 1.2)) ** 2))
        street += near * (tyres + 1.5 * motors)
    horn = (time % 17 > 9) & (time % 17 < 9.6)
    street += 1.5 * horn * (_tone(440, count) + _tone(554, count))
    return _level(street, -18)


def _music(dice: "Generator", count: int) -> "Wave":
    """Four chords, a bass, a melody that trembles as a voice does, and a drum."""
    import numpy as np

    beat = round(BEAT_S * SAMPLE_RATE)
    piece = np.zeros(count)
    for number, start in enumerate(range(0, count, beat)):
        length = min(beat, count - start)
        chord = CHORDS[number // 4 % len(CHORDS)]
        here = slice(start, start + length)
        piece[here] += sum(0.3 * _note(note, length, decay=2) for note in chord)
        piece[here] += 0.6 * _note(chord[0] - 12, length, decay=4)
        piece[here] += 0.8 * _note(MELODY[number % len(MELODY)], length, decay=1, trembling=0.006)
        piece[here] += 0.3 * dice.standard_normal(length) * np.exp(-np.arange(length) / (0.02 * SAMPLE_RATE))
    return _level(piece, -18)


KINDS: "dict[str, Callable[[Generator, int], Wave]]" = {
    "silence": _silence,
    "room": _room,
    "noise": _noise,
    "wind": _wind,
    "traffic": _traffic,
    "music": _music,
}


def _coloured(dice: "Generator", count: int, slope: float, low: float = 20, high: float = 8000) -> "Wave":
    """Noise between `low` and `high` Hz whose power falls with frequency to the power of `slope`: 0 white, 1 pink."""
    import numpy as np

    spectrum = np.fft.rfft(dice.standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    shape = np.where((frequency >= low) & (frequency <= high), np.maximum(frequency, low) ** (-slope / 2), 0)
    wave = np.fft.irfft(spectrum * shape, count)
    return wave / max(1e-12, float(np.sqrt(np.mean(wave**2))))


def _tone(hertz: float, count: int) -> "Wave":
    import numpy as np

    return np.sin(2 * np.pi * hertz * np.arange(count) / SAMPLE_RATE)


def _note(midi: int, count: int, *, decay: float, trembling: float = 0.0) -> "Wave":
    """A plucked tone with eight overtones; `trembling` is how far its pitch wavers, as a share."""
    import numpy as np

    time = np.arange(count) / SAMPLE_RATE
    hertz = 440 * 2 ** ((midi - 69) / 12)
    phase = 2 * np.pi * hertz * (time + trembling * np.sin(2 * np.pi * 5.5 * time) / (2 * np.pi * 5.5))
    tone = sum((np.sin(part * phase) / part**1.5 for part in range(1, 9)), np.zeros(count))
    return tone * np.exp(-decay * time) * np.minimum(1, time / 0.01)


def _level(wave: "Wave", decibels: float) -> "Wave":
    """`wave` with its mean power `decibels` over full scale."""
    import numpy as np

    return wave * 10 ** (decibels / 20) / max(1e-12, float(np.sqrt(np.mean(wave**2))))
