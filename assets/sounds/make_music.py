"""Synthesises the music that may lie under a reel: `lugn`, slow chords over a held D, and `ljus`, wooden bars.

Both are of the intro's kind (`make_sting.py`): D major, struck wood, a soft room.
Run by hand from the checkout: python assets/sounds/make_music.py
Deterministic: the same sound every time. The loop has no seam: time is a circle here, what rings past its end rings on
at its beginning, and so does the room.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np  # noqa: TID253 - a script, run by hand
from numpy.typing import NDArray  # noqa: TID253 - a script, run by hand

RATE = 16_000
"""Nothing here sounds above 4 kHz, and a third of the rate is a third of the file."""

PEAK = 10 ** (-18 / 20)
"""-18 dBFS: how loud it is in a reel is decided there, and the quieter a FLAC file is the smaller."""

Samples = NDArray[np.float64]

PARTIALS = ((1.0, 1.0, 1.15), (2.0, 0.28, 0.55), (3.0, 0.10, 0.30), (4.02, 0.07, 0.12))
"""The sting's wooden bar: multiple of the pitch, strength, seconds until it has fallen to 1/e."""

DEGREES = {"C#": 1, "D": 2, "E": 4, "F#": 6, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True)
class Circle:
    """The time of one loop."""

    samples: int

    @property
    def clock(self) -> Samples:
        """The time of every sample in seconds."""
        return np.arange(self.samples) / RATE

    def since(self, start: float) -> Samples:
        """Seconds since `start`, which comes round again."""
        return (self.clock - start) % (self.samples / RATE)


def main() -> None:
    """Writes `music/lugn.flac` and `music/ljus.flac`: 16 kHz, stereo, 16 bits."""
    folder = Path(__file__).with_name("music")
    write(folder / "lugn.flac", lugn())
    write(folder / "ljus.flac", ljus())


def lugn() -> Samples:
    """24 s, four chords of 6 s over a held D; now and then a bar is struck, far off."""
    circle = Circle(24 * RATE)
    chords = (
        (("D3", "A3", "E4", "F#4"), 0.0),
        (("D3", "B3", "E4", "G4"), 6.0),
        (("D3", "A3", "C#4", "F#4"), 12.0),
        (("D3", "G3", "B3", "E4"), 18.0),
    )
    pads = together(
        pad(circle, pitch, begins, 6.0, -0.36 + 0.24 * index)
        for chord, begins in chords
        for index, pitch in enumerate(chord)
    )
    struck = (
        (0.9, "A4", 0.5), (2.4, "D5", 0.35), (5.1, "F#5", 0.3), (7.2, "B4", 0.5), (9.0, "D5", 0.35),
        (12.9, "A4", 0.45), (14.1, "C#5", 0.35), (16.8, "F#5", 0.28), (19.2, "G4", 0.45), (21.0, "B4", 0.4),
        (22.5, "E5", 0.3),
    )  # fmt: skip
    bars = together(
        bar(circle, begins, pitch, strength, (-0.4, 0.3, 0.0)[number % 3])
        for number, (begins, pitch, strength) in enumerate(struck)
    )
    dry = 0.30 * pads + 0.30 * bars
    return finished(circle, dry, room=0.55, edge=2500)


def ljus() -> Samples:
    """Eight bars of 4/4 at 96 beats a minute, 20 s: wooden bars in quavers with air between, and a soft bass."""
    beat = Fraction(5, 8)
    circle = Circle(int(32 * beat * RATE))
    chords = (
        ("D2", ("D4", "A4", "F#4", "E4")), ("D2", ("D4", "A4", "F#4", "E4")),
        ("G2", ("D4", "B4", "G4", "A4")), ("G2", ("E4", "B4", "G4", "A4")),
        ("B2", ("F#4", "A4", "D4", "C#4")), ("B2", ("F#4", "A4", "D4", "E4")),
        ("E2", ("G4", "B4", "E4", "D4")), ("A2", ("E4", "A4", "G4", "D4")),
    )  # fmt: skip
    # Quavers of a bar: which note of the chord is struck, and how hard. Nothing on the third and the sixth.
    figures = (
        ((0, 0, 0.9), (1, 1, 0.55), (3, 2, 0.7), (4, 3, 0.5), (6, 1, 0.6), (7, 2, 0.4)),
        ((0, 0, 0.85), (1, 2, 0.5), (3, 1, 0.7), (4, 2, 0.45), (7, 3, 0.5)),
    )
    struck: list[Samples] = []
    bass: list[Samples] = []
    for number, (low, notes) in enumerate(chords):
        begins = 4 * beat * number
        for quaver, index, strength in figures[number % 2]:
            at = float(begins + quaver * beat / 2)
            struck.append(bar(circle, at, notes[index], strength, (-0.45, 0.35, -0.1, 0.15)[index]))
        bass.append(low_note(circle, float(begins), low, 0.9))
        bass.append(low_note(circle, float(begins + Fraction(5, 2) * beat), low, 0.5))
    pads = together(
        pad(circle, pitch, float(8 * beat * half), float(8 * beat), place)
        for half, chord in enumerate((("D3", "A3"), ("G3", "B3"), ("F#3", "A3"), ("E3", "A3")))
        for pitch, place in zip(chord, (-0.4, 0.4), strict=True)
    )
    return finished(circle, 0.42 * together(struck) + 0.16 * together(bass) + 0.10 * pads, room=0.28, edge=3000)


def together(parts: Iterable[Samples]) -> Samples:
    """All at once."""
    whole: Samples = np.sum(list(parts), axis=0, dtype=np.float64)
    return whole


def hertz(name: str) -> float:
    """The pitch of a note such as `F#4`; A4 is 440."""
    return 440.0 * 2 ** ((DEGREES[name[:-1]] - 9) / 12 + int(name[-1]) - 4)


def bar(circle: Circle, start: float, name: str, strength: float, place: float) -> Samples:
    """One struck bar, `(samples, 2)`: a 14 ms attack, then each partial dying away in its own time."""
    pitch, since = hertz(name), circle.since(start)
    rise = np.clip(since / 0.014, 0, 1)
    tone = together(
        force * np.exp(-since / fall) * np.sin(2 * np.pi * pitch * multiple * since)
        for multiple, force, fall in PARTIALS
    )
    return pan(strength * rise**2 * (3 - 2 * rise) * tone * (440 / pitch) ** 0.35, place)


def low_note(circle: Circle, start: float, name: str, strength: float) -> Samples:
    """A soft bass note with enough of its octave to be heard from a telephone."""
    pitch, since = hertz(name), circle.since(start)
    rise = np.clip(since / 0.04, 0, 1)
    tone = np.sin(2 * np.pi * pitch * since) + 0.6 * np.sin(4 * np.pi * pitch * since) * np.exp(-since / 0.4)
    return pan(strength * rise**2 * (3 - 2 * rise) * np.exp(-since / 0.7) * tone, 0.0)


def pad(circle: Circle, name: str, start: float, seconds: float, place: float) -> Samples:
    """A held voice that comes and goes over the chords beside it: two strings a hair apart, with soft overtones."""
    pitch, since = hertz(name), circle.since(start - seconds / 4)
    long = 1.5 * seconds
    shape = np.where(since < long, np.sin(np.pi * np.clip(since / long, 0, 1)) ** 1.5, 0.0)
    tone = together(
        force * np.sin(2 * np.pi * multiple * pitch * apart * since + phase)
        for multiple, force in ((1, 1.0), (2, 0.5), (3, 0.22), (4, 0.08))
        for apart, phase in ((1.0012, 0.0), (0.9988, 1.3))
    )
    return pan(0.5 * shape * tone * min(1.0, pitch / 220) ** 1.5, place)


def pan(sound: Samples, place: float) -> Samples:
    """A sound between left and right at equal power, `(samples, 2)`."""
    angle = (place + 1) * np.pi / 4
    return np.stack([sound * np.cos(angle), sound * np.sin(angle)], axis=1)


def finished(circle: Circle, dry: Samples, *, room: float, edge: float) -> Samples:
    """The sound in its room, round and round, without rumble and without an edge; as loud as `PEAK`."""
    random = np.random.Generator(np.random.PCG64(1))
    length = round(1.6 * RATE)
    fall = np.exp(-np.arange(length) / (0.35 * RATE)) * np.clip(np.arange(length) / (0.01 * RATE), 0, 1)
    echo = np.zeros((circle.samples, 2))
    echo[:length] = random.standard_normal((length, 2)) * fall[:, None] / 60
    spectrum = np.fft.rfft(dry, axis=0) * (1 + room * np.fft.rfft(echo, axis=0))
    pitch = np.fft.rfftfreq(circle.samples, 1 / RATE)[:, None]
    spectrum *= (pitch / 60) ** 4 / (1 + (pitch / 60) ** 4) / (1 + (pitch / edge) ** 4)
    sound: Samples = np.fft.irfft(spectrum, circle.samples, axis=0)
    sound *= PEAK / np.abs(sound).max()
    return sound


def write(file: Path, sound: Samples) -> None:
    """FLAC, so that a loop is as long as it is: compressed otherwise, it would begin and end with a little silence."""
    import av

    whole = np.rint(sound * 32767).astype("<i2")
    with av.open(str(file), "w") as container:
        stream = container.add_stream(
            "flac", rate=RATE, layout="stereo", format="s16", options={"compression_level": "12"}
        )
        for at in range(0, len(whole), 4096):
            block = np.ascontiguousarray(whole[at : at + 4096]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = RATE, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    main()
