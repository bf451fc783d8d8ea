"""What the encoder made of a sound, kept for when the same sound is heard again with other words in the ear."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctranslate2
    import numpy as np
    from numpy.typing import NDArray

    Features = NDArray[np.float32]
    Encode = Callable[[Features], ctranslate2.StorageView]

KEPT = 2
"""Windows of sound. A second hearing of a piece follows at once, and few pieces have more than one window. Of base one
takes 3 MB, of large-v3 8."""


class Encoded:
    """An encoder that does the same work once.

    `encode` takes Whisper's spectrogram of a window, `(bands, frames)`. Of the 0.9 s that base takes for it on one core
    nothing is left the second time: 1 of 4 in what a small model hears of a piece that it is not sure of.
    """

    def __init__(self, encode: "Encode") -> None:
        self._encode = encode
        self._kept: OrderedDict[bytes, ctranslate2.StorageView] = OrderedDict()

    def __call__(self, features: "Features") -> "ctranslate2.StorageView":
        """What the encoder makes of it; equal to what it would make of it now."""
        place = sha256(f"{features.shape} {features.dtype}".encode() + features.tobytes()).digest()
        if place not in self._kept:
            self._kept[place] = self._encode(features)
        self._kept.move_to_end(place)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[place]
