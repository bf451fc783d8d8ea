"""Synthesises the intro's sound: three soft notes that open like a door, over a low swell.

Run by hand from the checkout: python assets/sounds/make_sting.py
Deterministic: the same bytes every time (the room's noise has a fixed seed).
"""

import wave
from pathlib import Path

import numpy as np  # noqa: TID253 - a script, run by hand
from numpy.typing import NDArray  # noqa: TID253 - a script, run by hand

RATE = 48_000
SECONDS = 2.2
PEAK = 10 ** (-9 / 20)
"""-9 dBFS: under the words that follow, and far from clipping after the encoder."""

NOTES = ((0.05, 293.66, -0.25), (0.27, 440.00, 0.25), (0.50, 739.99, 0.0))
"""Start in seconds, pitch in hertz (D4, A4, F#5: an open major chord), place from left (-1) to right (1)."""

PARTIALS = ((1.0, 1.0, 1.15), (2.0, 0.28, 0.55), (3.0, 0.10, 0.30), (4.02, 0.07, 0.12))
"""Multiple of the pitch, strength, seconds until it has fallen to 1/e: a wooden bar, its overtones short."""

Samples = NDArray[np.float64]


def main() -> None:
    """Writes `porten.wav`: 48 kHz, stereo, 16 bits."""
    dry = sum((note(*each) for each in NOTES), swell())
    wet = dry + 0.22 * room(dry)
    sound = lowpass(wet) * fades()[:, None]
    sound *= PEAK / np.abs(sound).max()
    whole = np.rint(sound * 32767).astype("<i2")
    with wave.open(str(Path(__file__).with_name("porten.wav")), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(whole.tobytes())


def clock() -> Samples:
    """The time of every sample in seconds."""
    return np.arange(round(RATE * SECONDS)) / RATE


def note(start: float, pitch: float, place: float) -> Samples:
    """One struck note, `(samples, 2)`: a 14 ms attack, then each partial dying away in its own time."""
    since = clock() - start
    sounding = np.maximum(since, 0)
    attack = np.clip(since / 0.014, 0, 1) ** 2 * (3 - 2 * np.clip(since / 0.014, 0, 1))
    tone = sum(
        strength * np.exp(-sounding / fall) * np.sin(2 * np.pi * pitch * multiple * sounding)
        for multiple, strength, fall in PARTIALS
    )
    return pan(attack * tone * (440 / pitch) ** 0.35, place)


def swell() -> Samples:
    """A low fifth (D3, A3) that grows while the door opens and leaves before the words begin."""
    time = clock()
    shape = np.sin(np.pi * np.clip(time / 1.9, 0, 1)) ** 2
    voices = [0.5 * np.sin(2 * np.pi * pitch * time) for pitch in (146.83, 220.0, 147.3)]
    return pan(0.30 * shape * sum(voices), 0.0)


def pan(sound: Samples, place: float) -> Samples:
    """A sound between left and right at equal power, `(samples, 2)`."""
    angle = (place + 1) * np.pi / 4
    return np.stack([sound * np.cos(angle), sound * np.sin(angle)], axis=1)


def room(sound: Samples) -> Samples:
    """The sound's echo in a small, soft room."""
    random = np.random.Generator(np.random.PCG64(1))
    length = round(0.7 * RATE)
    fall = np.exp(-np.arange(length) / (0.16 * RATE))
    noise = random.standard_normal((length, 2)) * fall[:, None] / 60
    size = 1 << (len(sound) + length - 1).bit_length()
    both = np.fft.rfft(sound, size, axis=0) * np.fft.rfft(noise, size, axis=0)
    return np.fft.irfft(both, size, axis=0)[: len(sound)]


def lowpass(sound: Samples) -> Samples:
    """The sound without its edge: a gentle slope from 4 kHz."""
    spectrum = np.fft.rfft(sound, axis=0)
    pitch = np.fft.rfftfreq(len(sound), 1 / RATE)
    return np.fft.irfft(spectrum / (1 + (pitch[:, None] / 4000) ** 2), len(sound), axis=0)


def fades() -> Samples:
    """Silence at both ends: 5 ms in, half a second out."""
    time = clock()
    out = np.clip((SECONDS - time) / 0.5, 0, 1)
    return np.clip(time / 0.005, 0, 1) * out * out * (3 - 2 * out)


if __name__ == "__main__":
    main()
