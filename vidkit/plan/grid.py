"""The frame grid: the one place where seconds become frames. Everything above counts in whole frames."""

from fractions import Fraction

import msgspec

SAMPLE_RATE = 48_000
"""Hz, of every reel's sound: a whole number of samples a frame at both rates (1600 at 30, 1920 at 25)."""


class Rate(msgspec.Struct, frozen=True):
    """Frames a second, as a fraction."""

    numerator: int
    denominator: int = 1

    @property
    def fraction(self) -> Fraction:
        """The exact rate."""
        return Fraction(self.numerator, self.denominator)

    @property
    def frame_ms(self) -> float:
        """How long a frame stands, in milliseconds."""
        return 1000 * self.denominator / self.numerator

    @property
    def samples(self) -> int:
        """Samples of sound under one frame at `SAMPLE_RATE`."""
        return SAMPLE_RATE * self.denominator // self.numerator


def frames_at(milliseconds: float, rate: Rate) -> int:
    """The grid line nearest to a time; halves go up, so that the result is monotone."""
    exact = Fraction(milliseconds).limit_denominator(1_000_000) * rate.fraction / 1000
    return int((exact * 2 + 1) // 2)


def milliseconds_at(frame: int, rate: Rate) -> int:
    """The time of a grid line, to the nearest millisecond."""
    exact = frame * 1000 / rate.fraction
    return int((exact * 2 + 1) // 2)
