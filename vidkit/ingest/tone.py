"""HDR brightness brought down about as the film brings it down, for measuring: a table from code value to code value.

Close enough to tell light from dark. What the film itself shows is made by the program, see `render.compiler.picture`.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REFERENCE_NITS = 100
"""Linear light of 1, as in the film."""

HLG_PEAK_NITS = 1000
"""What HLG's full signal stands for on the display it was made for (ITU-R BT.2100)."""

HABLE_PEAK = 10.0
"""Linear light that becomes white: `tonemap` takes 10 where the frames name no peak."""


def as_shown(grey: "NDArray[np.uint8]", transfer: str) -> "NDArray[np.uint8]":
    """Grey code values of a clip with that transfer curve, as those of BT.709; others than HLG and PQ stay."""
    import numpy as np

    if transfer not in ("arib-std-b67", "smpte2084"):
        return np.ascontiguousarray(grey)
    shown: NDArray[np.uint8] = np.ascontiguousarray(_table(transfer)[grey])
    return shown


@cache
def _table(transfer: str) -> "NDArray[np.uint8]":
    import numpy as np

    code = np.arange(256) / 255
    light = (_pq(code) if transfer == "smpte2084" else _hlg(code)) / REFERENCE_NITS
    mapped = np.clip(_hable(light) / _hable(np.array(HABLE_PEAK)), 0, 1)
    knee = 0.018
    signal = np.where(mapped < knee, 4.5 * mapped, 1.099 * np.power(mapped, 0.45) - 0.099)  # BT.709
    table: NDArray[np.uint8] = np.round(np.clip(signal, 0, 1) * 255).astype(np.uint8)
    return table


def _pq(code: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Nits, by SMPTE ST 2084."""
    import numpy as np

    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = np.power(code, 1 / m2)
    nits: NDArray[np.float64] = 10_000 * np.power(np.maximum(power - c1, 0) / (c2 - c3 * power), 1 / m1)
    return nits


def _hlg(code: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Nits on a display of `HLG_PEAK_NITS`, by ITU-R BT.2100: the inverse OETF, then the display's own gamma of 1.2."""
    import numpy as np

    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(code <= 1 / 2, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
    nits: NDArray[np.float64] = HLG_PEAK_NITS * np.power(scene, 1.2)
    return nits


def _hable(light: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """John Hable's filmic curve, with the constants that ffmpeg's `tonemap` has."""
    a, b, c, d, e, f = 0.15, 0.50, 0.10, 0.20, 0.02, 0.30
    curve: NDArray[np.float64] = (light * (light * a + b * c) + d * e) / (light * (light * a + b) + d * f) - e / f
    return curve
