"""How often a shot flashes, as WCAG 2.2 counts it (2.3.1): more than three times a second can cause a seizure.

Looks at drawn frames and knows nothing of how they were drawn.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vidkit.brand.geometry import Size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidkit.brand.painting import Frame

    Luminances = NDArray[np.float64]
    Counts = NDArray[np.int64]

MOST = 3
"""Flashes within any one second (WCAG 2.2, "three flashes or below threshold")."""

CHANGE = 0.10
"""What a relative luminance has to change by, of 1 (WCAG 2.2, "general flash")."""

DARK = 0.80
"""Only where the darker of the two is below this (same place)."""

FIELD_PX = 810
"""Ten degrees of the visual field, at 1080 pixels of short side: such a frame is 7 cm wide on a phone, and 30 cm away
ten degrees are 2 · 30 cm · tan 5° = 5.25 cm."""

SHARE = 0.25
"""Of ten degrees that may flash more often (same place: 0.006 steradians, 25 % of any ten degrees)."""

ROUND = 0.7854
"""A round field's share of the square around it, a quarter of pi. What flashes is summed over the whole square, and so
rather too much than too little."""

BLOCKS = 27
"""Squares that a field is divided into, each way: of 30 pixels, less than a letter of a title."""


def flashes(frames: "Iterable[Frame]", size: Size, rate: tuple[int, int]) -> int:
    """The most flashes within any second that a quarter or more of some ten degrees of the visual field shows.

    `frames` are `(height, width, 3)` uint8 RGB, of `size`. Where they flash need not be the same quarter in each
    flash: places are counted each by themselves, which finds rather too much than too little.
    """
    import numpy as np

    block = max(1, round(FIELD_PX * min(size.width, size.height) / 1080 / BLOCKS))
    luminances = np.array([_blocks(frame, block) for frame in frames])
    turned = _turns(luminances)
    second = max(1, round(rate[0] / rate[1]))
    sums = np.concatenate([np.zeros_like(turned[:1]), turned.cumsum(axis=0)])
    starts = range(max(1, len(turned) - second + 1))
    return max(_seen(sums[min(start + second, len(turned))] - sums[start]) for start in starts)


def _seen(turned: "Counts") -> int:
    """Of turns in one second, the flashes that fill enough of some field: two turns, there and back, are one."""
    counts = turned // 2
    least = SHARE * ROUND * BLOCKS**2
    return max((n for n in range(1, int(counts.max()) + 1) if _fullest_field(counts >= n) >= least), default=0)


def _fullest_field(flashing: "NDArray[np.bool_]") -> int:
    """Blocks that flash in the field of view where most do."""
    import numpy as np

    rows, columns = (min(BLOCKS, side) for side in flashing.shape)
    sums = np.pad(flashing.astype(np.int64), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    fields = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    return int(fields.max())


def _turns(luminances: "Luminances") -> "Counts":
    """1 where and when a luminance has turned and gone `CHANGE` the other way; the shape of `luminances`."""
    import numpy as np

    low, high = luminances[0].copy(), luminances[0].copy()
    direction = np.zeros(low.shape, np.int64)
    turned = np.zeros(luminances.shape, np.int64)
    for index, now in enumerate(luminances):
        np.minimum(low, now, out=low)
        np.maximum(high, now, out=high)
        fell = (direction >= 0) & (high - now >= CHANGE) & (now < DARK)
        rose = (direction <= 0) & (now - low >= CHANGE) & (low < DARK) & ~fell
        moved = fell | rose
        turned[index] = moved
        direction = np.where(fell, -1, np.where(rose, 1, direction))
        low[moved], high[moved] = now[moved], now[moved]
    return turned


def _blocks(frame: "Frame", block: int) -> "Luminances":
    """Mean relative luminance of squares of `block` pixels; what is over at the right and below is left out."""
    rows, columns = (max(1, side // block) for side in frame.shape[:2])
    whole = luminances_of(frame[: rows * block, : columns * block])
    height, width = whole.shape
    blocks: Luminances = whole.reshape(rows, height // rows, columns, width // columns).mean(axis=(1, 3))
    return blocks


def luminances_of(frame: "Frame") -> "Luminances":
    """Relative luminance of each pixel, 0 to 1, by the same formula as `contrast.luminance`."""
    import numpy as np

    from vidkit.brand.contrast import luminance

    linear = np.array([[luminance(part, 0, 0), luminance(0, part, 0), luminance(0, 0, part)] for part in range(256)])
    whole: Luminances = linear[frame[..., 0], 0] + linear[frame[..., 1], 1] + linear[frame[..., 2], 2]
    return whole
