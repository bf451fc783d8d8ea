"""How loud a sound is: integrated loudness and true peak by ITU-R BS.1770-5 and EBU R 128, as it streams by.

Written with numpy instead of asking ffmpeg's `ebur128`: the film's loudness was set by that program, and a proof
is worth more from another hand. A test holds the two together. Knows no files and no rules.
"""

import cmath
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

SILENCE = -70.0
"""LUFS: the absolute gate. Below it nothing counts as sound."""

RELATIVE_GATE = -10.0
"""LU under the mean of what passed the absolute gate."""

BLOCK = 4
"""Steps of 0.1 s in a gating block, which so overlaps the next by three quarters."""

OVERSAMPLING = 4
"""BS.1770-5, annex 2."""

WINDOW = 1 << 16
"""Samples a transform: 1.4 s at 48 kHz. Larger costs memory, smaller time."""

MARGIN = 1 << 13
"""Samples two windows share. The K filter's slowest pole (38 Hz) has died away to 1e-13 in them at 48 kHz."""

SURROUND = {"SL": 1.41, "SR": 1.41, "BL": 1.41, "BR": 1.41, "LFE": 0.0}
"""Weights of channels by ffmpeg's names, where they are not 1: BS.1770-5, table 4."""


class Loudness(msgspec.Struct, frozen=True):
    """What was measured; minus infinity for silence."""

    integrated_lufs: float
    true_peak_dbtp: float


class LoudnessMeter:
    """Measures sound that comes in pieces; memory grows by one number each 0.1 s."""

    def __init__(self, rate: int, channels: Sequence[str]) -> None:
        """For sound of `rate` Hz and these channels by ffmpeg's names (`FL`, `FR`, `LFE`, ...)."""
        import numpy as np

        self._weights = np.array([SURROUND.get(name, 1.0) for name in channels])
        self._step = max(1, round(rate / 10))
        self._response = _k_response(rate)
        # Silence before the first sample fills the margin of the first window.
        self._held: list[Samples] = [np.zeros((len(channels), MARGIN))]
        self._count = MARGIN
        self._heard = 0
        self._measured = 0
        self._rest: Samples = np.zeros((len(channels), 0))
        self._powers: list[Samples] = []
        self._peak = 0.0

    def add(self, samples: "NDArray[np.floating]") -> None:
        """Hear another piece: `(channels, samples)`, full scale at 1."""
        import numpy as np

        self._heard += samples.shape[1]
        self._count += samples.shape[1]
        self._held.append(np.asarray(samples, dtype=np.float64))
        if self._count >= WINDOW:
            held = np.concatenate(self._held, axis=1)
            while held.shape[1] >= WINDOW:
                self._measure(held[:, :WINDOW])
                held = held[:, WINDOW - MARGIN :]
            self._held, self._count = [held], held.shape[1]

    def result(self) -> Loudness:
        """The loudness of everything heard; nothing can be added afterwards."""
        import numpy as np

        held = np.concatenate(self._held, axis=1)
        while self._measured < self._heard + MARGIN:
            missing = max(0, WINDOW - held.shape[1])
            held = np.concatenate((held, np.zeros((held.shape[0], missing))), axis=1)
            self._measure(held[:, :WINDOW])
            held = held[:, WINDOW - MARGIN :]
        powers = np.concatenate(self._powers) if self._powers else np.zeros(0)
        return Loudness(_gated(powers), _decibel(self._peak, 20))

    def _measure(self, window: "Samples") -> None:
        """Measure a window whose first `MARGIN` samples another window has measured."""
        import numpy as np

        spectrum = np.fft.rfft(window, axis=1)
        self._peak = max(self._peak, _peak_between(window, spectrum, self._peak))
        weighted = np.fft.irfft(spectrum * self._response, WINDOW, axis=1)[:, MARGIN:]
        left = max(0, self._heard - self._measured)
        self._measured += weighted.shape[1]
        joined = np.concatenate((self._rest, weighted[:, :left]), axis=1)
        whole = joined.shape[1] // self._step
        steps = joined[:, : whole * self._step].reshape(joined.shape[0], whole, self._step)
        self._powers.append(self._weights @ np.mean(steps**2, axis=2))
        self._rest = joined[:, whole * self._step :]


def _peak_between(window: "Samples", spectrum: "NDArray[np.complex128]", most: float) -> float:
    """The largest magnitude between the samples of a window, its outer half margins left to its neighbours."""
    import numpy as np

    # Two samples of one height hide at most some 12 dB of music or speech between them: a window so far under
    # the peak already known need not be looked into, which spares most of the work.
    if float(np.max(np.abs(window), initial=0.0)) * 4 <= most:
        return most
    padded = np.zeros((window.shape[0], WINDOW * OVERSAMPLING // 2 + 1), dtype=complex)
    padded[:, : spectrum.shape[1]] = spectrum
    padded[:, spectrum.shape[1] - 1] /= 2  # the Nyquist bin is shared by both halves of the longer spectrum
    fine = np.fft.irfft(padded, WINDOW * OVERSAMPLING, axis=1) * OVERSAMPLING
    edge = MARGIN // 2 * OVERSAMPLING
    return float(np.max(np.abs(fine[:, edge:-edge]), initial=0.0))


def _gated(powers: "Samples") -> float:
    """Integrated loudness of mean squares taken every 0.1 s, both gates applied; LUFS."""
    import numpy as np

    if len(powers) < BLOCK:
        return -math.inf
    blocks = np.convolve(powers, np.full(BLOCK, 1 / BLOCK), mode="valid")
    loud = blocks[blocks > _power(SILENCE)]
    if not len(loud):
        return -math.inf
    return _lufs(float(np.mean(loud[loud > np.mean(loud) * 10 ** (RELATIVE_GATE / 10)])))


def _lufs(power: float) -> float:
    return -0.691 + _decibel(power, 10)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _decibel(value: float, factor: int) -> float:
    return factor * math.log10(value) if value > 0 else -math.inf


def _k_response(rate: int) -> "NDArray[np.complex128]":
    """The K weighting at each frequency of a window's transform, for sound of `rate` Hz.

    The standard prints coefficients for 48 kHz only; these are the analogue filters behind them (as in
    libebur128), which give the printed numbers at 48 kHz and the same hearing at other rates.
    """
    import numpy as np

    turn = np.exp(-2j * cmath.pi * np.fft.rfftfreq(WINDOW))
    gain, quality = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    k = math.tan(math.pi * 1681.974450955533 / rate)
    band = gain**0.4996667741545416
    shelf = (
        (gain + band * k / quality + k * k) + 2 * (k * k - gain) * turn + (gain - band * k / quality + k * k) * turn**2
    ) / _poles(k, quality, turn)
    k, quality = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    # The numerator is 1, -2, 1 as printed, without the bilinear transform's own factor.
    highpass = (1 - turn) ** 2 / (_poles(k, quality, turn) / (1 + k / quality + k * k))
    weighting: NDArray[np.complex128] = shelf * highpass
    return weighting


def _poles(k: float, quality: float, turn: "NDArray[np.complex128]") -> "NDArray[np.complex128]":
    return (1 + k / quality + k * k) + 2 * (k * k - 1) * turn + (1 - k / quality + k * k) * turn**2
