"""What can be measured of a sign as it is drawn: the contrast of its texts with their plates, and how often it flashes.

What lies behind a sign is somebody's clip: white and black stand for all there can be.
"""

from typing import TYPE_CHECKING

import msgspec

from vidkit.brand.contrast import luminance_ratio, rgb
from vidkit.brand.flashes import FIELD_PX, flashes, luminances_of
from vidkit.brand.geometry import Size
from vidkit.brand.kit import Brand
from vidkit.brand.signs.card import SignCard
from vidkit.brand.signs.drawing import bare_sign, sign_frames, text_box, whole_sign
from vidkit.brand.signs.sign import LEAST_S, SignKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from vidkit.brand.painting import Frame

OPAQUE = 255

EVERY = 3
"""Of the pixels in each direction, one in so many is looked at: flashes are counted in squares of 30."""


class MeasuredText(msgspec.Struct, frozen=True):
    """One line on a sign and how well it can be read."""

    kind: SignKind
    text: str
    ratio: float


def measure_sign(card: SignCard, brand: Brand) -> tuple[MeasuredText, ...]:
    """Every line of a sign, at its worst: 1 where something hides it or it leaves its plate."""
    import numpy as np

    drawn, bare = whole_sign(card, brand), bare_sign(card, brand)
    found = []
    for text in card.texts:
        box = text_box(text, brand)
        seen = (slice(max(0, box.y), box.bottom), slice(max(0, box.x), box.right))
        letters = (drawn[seen][..., :3] == np.array(rgb(text.colour), np.uint8)).all(axis=2)
        letters &= (bare[seen][..., :3] != drawn[seen][..., :3]).any(axis=2)
        worst = 1.0
        if letters.any() and (drawn[seen][..., 3][letters] == OPAQUE).all():
            inked, behind = luminances_of(drawn[seen])[letters], luminances_of(bare[seen])[letters]
            worst = min(luminance_ratio(float(one), float(other)) for one, other in zip(inked, behind, strict=True))
        found.append(MeasuredText(card.kind, text.words, worst))
    return tuple(found)


def sign_flashes(card: SignCard, brand: Brand) -> int:
    """The most flashes within a second of a sign that stands as shortly as a sign may, at 1080 pixels of short side."""
    drawn = list(sign_frames(card, brand))
    held = max(0, round(LEAST_S * card.rate[0] / card.rate[1]) - card.frames)
    shown = [*drawn[: card.comes], *[drawn[card.comes - 1]] * held, *drawn[card.comes :]]
    # The field of view round the sign, and nothing of the picture beyond it.
    side = Size(max(FIELD_PX, card.size.width) // EVERY + 1, max(FIELD_PX, card.size.height) // EVERY + 1)
    whole = Size(1080 // EVERY, 1080 // EVERY)
    return max(flashes(_on_a_ground(shown, side, ground), whole, card.rate) for ground in (0, OPAQUE))


def _on_a_ground(frames: "list[Frame]", size: Size, ground: int) -> "Iterator[Frame]":
    """The picture before the sign comes, with it, and after it has gone."""
    import numpy as np

    bare: NDArray[np.uint8] = np.full((size.height, size.width, 3), ground, np.uint8)
    yield bare
    for frame in (frame[::EVERY, ::EVERY] for frame in frames):
        height, width = frame.shape[:2]
        shown = bare.copy()
        alpha = frame[..., 3:].astype(np.float32) / OPAQUE
        shown[:height, :width] = np.round(frame[..., :3] * alpha + ground * (1 - alpha))
        yield shown
    yield bare
