"""Sounds in which nobody says a word, made from numbers: the same in every run, mono at 16 kHz, from -1 to 1.

`AMBIENCE` is what goes on around a phone that films outdoors, `MUSIC` what somebody plays. Each takes a length in
seconds and a seed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Sound = NDArray[np.floating[Any]]

RATE = 16_000
SCALE = (0, 2, 4, 5, 7, 9, 11)
"""A major scale, in semitones."""
CHORDS = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))
"""I, vi, IV, V: half of all popular songs."""


def silence(seconds: float, seed: int = 1) -> "Samples":
    """Digital silence."""
    del seed
    return np.zeros(round(seconds * RATE), np.float32)


def hush(seconds: float, seed: int = 1) -> "Samples":
    """A quiet room: a microphone's own noise."""
    return _levelled(_noise(seconds, seed, 0.5), 0.0015)


def hum(seconds: float, seed: int = 1) -> "Samples":
    """A transformer: 50 Hz with overtones, steady, in a little noise."""
    time = _time(seconds)
    tone = sum(np.sin(2 * np.pi * 50 * number * time + number) / number for number in range(1, 12))
    return _levelled(tone + 0.05 * _noise(seconds, seed, 0.5), 0.1)


def white(seconds: float, seed: int = 1) -> "Samples":
    """White noise: a fan close by."""
    return _levelled(_noise(seconds, seed, 0.0), 0.1)


def pink(seconds: float, seed: int = 1) -> "Samples":
    """Pink noise: a waterfall."""
    return _levelled(_noise(seconds, seed, 0.5), 0.1)


def wind(seconds: float, seed: int = 1) -> "Samples":
    """Gusts in an open microphone: a rumble below 400 Hz that swells and falls."""
    return _levelled(_band(_noise(seconds, seed, 1.0), 20, 400) * _swell(seconds, seed, 0.4), 0.15)


def traffic(seconds: float, seed: int = 1) -> "Samples":
    """A road: a broad rush, cars that pass every few seconds, motors that change their pitch as they do."""
    time, random = _time(seconds), np.random.default_rng(seed)
    sound: Sound = _levelled(_band(_noise(seconds, seed, 0.7), 60, 3000), 0.03)
    for _car in range(max(1, round(seconds / 4))):
        at, fast, pitch = random.uniform(0, seconds), random.uniform(0.8, 2.0), random.uniform(70, 140)
        near = 1 / (1 + ((time - at) * fast) ** 2)
        doppler = pitch * (1 - 0.06 * np.tanh((time - at) * fast))
        motor = _buzz(2 * np.pi * np.cumsum(doppler) / RATE, 8)
        tyres = _band(random.normal(size=len(time)), 300, 4000)
        sound = sound + near * (0.02 * motor + 0.08 * tyres)
    return _levelled(sound, 0.1)


def claps(seconds: float, seed: int = 1) -> "Samples":
    """Applause: hundreds of claps a second, each a short burst."""
    random, sound = np.random.default_rng(seed), np.zeros(round(seconds * RATE))
    for at in random.integers(0, len(sound) - 800, round(seconds * 150)):
        burst = random.normal(size=480) * np.exp(-np.arange(480) / random.uniform(40, 110))
        sound[at : at + 480] += random.uniform(0.2, 1) * burst
    return _levelled(_band(sound, 500, 5000), 0.1)


def crowd(seconds: float, seed: int = 1) -> "Samples":
    """A room full of people, none of whom can be made out: forty voices of gliding vowels."""
    random, time = np.random.default_rng(seed), _time(seconds)
    sound = np.zeros(len(time))
    for voice in range(40):
        pitch = random.uniform(90, 260) * (1 + 0.25 * (_swell(seconds, seed * 100 + voice, 3.0) - 0.5))
        phase = 2 * np.pi * np.cumsum(pitch) / RATE
        buzz = _buzz(phase, 12)
        low, high = random.uniform(300, 800), random.uniform(900, 2400)
        vowel = _band(buzz, low - 150, low + 150) + 0.5 * _band(buzz, high - 200, high + 200)
        sound += vowel * _swell(seconds, seed * 200 + voice, 4.0) ** 2
    return _levelled(sound, 0.1)


def siren(seconds: float, seed: int = 1) -> "Samples":
    """An ambulance that wails: one pitch that glides up and down."""
    time = _time(seconds)
    pitch = 900 + 500 * np.sin(2 * np.pi * time / 4)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    return _levelled(np.sin(phase) + 0.3 * np.sin(2 * phase) + 0.2 * _noise(seconds, seed, 0.5), 0.1)


def two_tones(seconds: float, seed: int = 1) -> "Samples":
    """A horn of two pitches by turns."""
    time = _time(seconds)
    pitch = np.where(time % 1.2 < 0.6, 440.0, 585.0)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tone = _buzz(phase, 3)
    return _levelled(tone + 0.2 * _noise(seconds, seed, 0.5), 0.1)


def reversing(seconds: float, seed: int = 1) -> "Samples":
    """A lorry that backs: one pitch, on and off."""
    time = _time(seconds)
    return _levelled(np.sin(2 * np.pi * 1250 * time) * (time % 1 < 0.5) + 0.2 * _noise(seconds, seed, 0.7), 0.1)


def birds(seconds: float, seed: int = 1) -> "Samples":
    """Birds: short glides between 2 and 6 kHz over a light wind."""
    random, sound = np.random.default_rng(seed), 0.05 * wind(seconds, seed)
    for at in random.uniform(0, seconds - 0.3, round(seconds * 5)):
        time = np.arange(round(random.uniform(0.05, 0.25) * RATE)) / RATE
        pitch = random.uniform(2000, 5000) + random.uniform(-8000, 8000) * time
        chirp = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.hanning(len(time))
        begin = round(at * RATE)
        sound[begin : begin + len(chirp)] += 0.1 * random.uniform(0.3, 1) * chirp
    return _levelled(sound, 0.05)


def machine(seconds: float, seed: int = 1) -> "Samples":
    """A motor that is revved: a buzz whose pitch wanders, with all its overtones."""
    pitch = 60 + 60 * _swell(seconds, seed, 0.5)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    buzz = _buzz(phase, 24)
    return _levelled(buzz + 0.3 * _noise(seconds, seed, 0.5), 0.1)


def chords(seconds: float, seed: int = 1) -> "Samples":
    """Chords with a beat: a keyboard in four four, 100 beats a minute."""
    random, beat = np.random.default_rng(seed), 0.6
    root, sound = 48 + int(random.integers(0, 12)), _nothing(seconds)
    for number in range(int(seconds / beat)):
        for tone in CHORDS[number // 4 % 4]:
            _add(sound, number * beat, _note(root + tone, beat * 1.1))
        _add(sound, number * beat, _note(root - 12 + CHORDS[number // 4 % 4][0], beat * 0.8))
    return _levelled(sound, 0.1)


def melody(seconds: float, seed: int = 1) -> "Samples":
    """One instrument alone: a tune in a major scale, notes of 0.2 to 0.6 s, a little vibrato."""
    random = np.random.default_rng(seed)
    root, sound = 60 + int(random.integers(0, 8)), _nothing(seconds)
    at, step = 0.0, 3
    while at < seconds - 0.7:
        length = float(random.choice([0.2, 0.3, 0.3, 0.6]))
        step = int(np.clip(step + random.integers(-2, 3), 0, 13))
        _add(sound, at, _note(root + 12 * (step // 7) + SCALE[step % 7], length, vibrato=0.003))
        at += length
    return _levelled(sound, 0.1)


def band(seconds: float, seed: int = 1) -> "Samples":
    """Chords and a melody with drums: bass drum, snare and hi-hat on every half beat."""
    random, beat = np.random.default_rng(seed), 0.5
    sound: Sound = 6 * chords(seconds, seed) + 4 * melody(seconds, seed)
    time = np.arange(round(0.15 * RATE)) / RATE
    kick = np.sin(2 * np.pi * (50 + 60 * np.exp(-time * 40)) * time) * np.exp(-time * 18)
    for number in range(int(seconds / beat)):
        snare = random.normal(size=len(time)) * np.exp(-time * 25)
        _add(sound, number * beat, 0.9 * (kick if number % 2 == 0 else 0.5 * snare))
        for half in (0, beat / 2):
            _add(sound, number * beat + half, 0.15 * random.normal(size=800) * np.exp(-np.arange(800) / 150))
    return _levelled(sound, 0.1)


def mixed(sound: "Samples", other: "Samples", decibels: float) -> "Samples":
    """`sound` with `other` under it, so many decibels softer."""
    level = float(np.sqrt(np.mean(sound**2)))
    both = sound + _levelled(other, level * 10 ** (-decibels / 20))
    return np.asarray(np.clip(both, -1, 1), np.float32)


AMBIENCE: dict[str, Callable[[float, int], "Samples"]] = {
    made.__name__: made
    for made in (
        silence, hush, hum, white, pink, wind, traffic, claps, crowd, siren, two_tones, reversing, birds, machine,
    )
}  # fmt: skip
MUSIC: dict[str, Callable[[float, int], "Samples"]] = {made.__name__: made for made in (chords, melody, band)}


def _nothing(seconds: float) -> "Sound":
    return np.zeros(round(seconds * RATE))


def _time(seconds: float) -> "Sound":
    return np.arange(round(seconds * RATE)) / RATE


def _buzz(phase: "Sound", overtones: int) -> "Sound":
    """A tone with so many overtones, each the softer the higher it is."""
    return np.asarray(sum(np.sin(number * phase) / number for number in range(1, overtones + 1)))


def _noise(seconds: float, seed: int, slope: float) -> "Sound":
    """Noise whose spectrum falls with the frequency to the power of `slope`: 0 is white, 0.5 pink, 1 brown."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=count))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** slope
    spectrum[0] = 0
    sound = np.fft.irfft(spectrum, count)
    return np.asarray(sound / sound.std())


def _band(sound: "Sound", low: float, high: float) -> "Sound":
    spectrum = np.fft.rfft(sound)
    pitches = np.fft.rfftfreq(len(sound), 1 / RATE)
    inside = 1 / (1 + (low / np.maximum(pitches, 1)) ** 6) / (1 + (pitches / high) ** 6)
    return np.asarray(np.fft.irfft(spectrum * inside, len(sound)))


def _swell(seconds: float, seed: int, fast: float) -> "Sound":
    """A level that wanders between 0 and 1, `fast` times a second."""
    count = max(4, round(seconds * fast) + 2)
    points = np.random.default_rng(seed).uniform(0, 1, count)
    at = np.linspace(0, count - 1, round(seconds * RATE))
    part = at - np.floor(at)
    low = np.minimum(np.floor(at).astype(int), count - 2)
    ease = (1 - np.cos(np.pi * part)) / 2
    return np.asarray(points[low] * (1 - ease) + points[low + 1] * ease)


def _note(key: int, seconds: float, vibrato: float = 0.0) -> "Sound":
    """A plucked tone; `key` as on a keyboard, 69 is 440 Hz."""
    time = _time(seconds)
    pitch = 440 * 2 ** ((key - 69) / 12) * (1 + vibrato * np.sin(2 * np.pi * 5 * time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tone = sum(np.sin(number * phase) * np.exp(-time * number) / number for number in range(1, 7))
    return np.asarray(tone * np.minimum(1, time * 100) * np.minimum(1, (seconds - time) * 50))


def _add(sound: "Sound", at: float, what: "Sound") -> None:
    begin = round(at * RATE)
    end = min(len(sound), begin + len(what))
    sound[begin:end] += what[: max(0, end - begin)]


def _levelled(sound: "Sound", level: float) -> "Samples":
    """The sound at a root mean square of `level`, cut off at full scale."""
    now = float(np.sqrt(np.mean(sound**2)))
    return np.asarray(np.clip(sound * (level / max(now, 1e-9)), -1, 1), np.float32)
