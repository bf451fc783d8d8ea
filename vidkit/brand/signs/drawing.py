"""Draws a fitted sign, frame by frame, `(height, width, 4)` uint8 RGBA: its own box and nothing else of the picture.

Where nothing covers, the colour is that of the nearest plate: on the way to 4:2:0 colours are mixed by pairs of pixels,
and an edge would otherwise take in what nobody sees.
"""

from typing import TYPE_CHECKING

from vidkit.brand.contrast import rgb
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.painting import FINE, Line, lay, picture
from vidkit.brand.scenes.motion import Track, ease_in_out, ease_out
from vidkit.brand.signs.card import BugCard, Plate, SignCard, SignText, Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from vidkit.brand.painting import Frame, Mask

    Cover = NDArray[np.float32]

RISE = 0.45
"""How far a line rises into its place, in heights of its letters."""

TILE_CORNER = 0.24
"""Of the small mark's tile, in sides of it."""

TILE_MARK = 0.70
"""The mark on its tile, in sides of it."""


def sign_frames(card: SignCard, brand: Brand) -> "Iterator[Frame]":
    """The card's frames: those in which it comes, the last of them whole, then those in which it goes."""
    easel = _Easel(card, brand)
    for number in range(card.comes):
        yield easel.frame((number + 1) / card.comes, None)
    for number in range(card.goes):
        yield easel.frame(1.0, (number + 1) / (card.goes + 1))


def whole_sign(card: SignCard, brand: Brand) -> "Frame":
    """The sign as it stands."""
    return _Easel(card, brand).frame(1.0, None)


def bare_sign(card: SignCard, brand: Brand) -> "Frame":
    """The sign as it stands without its words: what these are seen against."""
    return _Easel(card, brand).bare()


def bug_frame(card: BugCard, brand: Brand) -> "Frame":
    """The mark on its tile."""
    import numpy as np

    side = card.size.width
    frame = np.empty((side, side, 4), np.uint8)
    frame[..., :3] = rgb(card.tile)
    radius = round(TILE_CORNER * side)
    cover = _rounded((side, side), Box(0, 0, side, side), side, 0, (radius,) * 4)
    frame[..., 3] = np.round(cover * card.opacity * 255)
    colours, mask = picture(brand.mark.on(card.tile), round(TILE_MARK * side))
    height, width = mask.shape
    y, x = (side - height) // 2, (side - width) // 2
    lay(frame[y : y + height, x : x + width, :3], colours, mask)
    return frame


def text_box(text: SignText, brand: Brand) -> Box:
    """The part of the sign in which a line's letters stand."""
    return _Written(text, brand).box


class _Written:
    """A line as it is drawn."""

    def __init__(self, text: SignText, brand: Brand) -> None:
        self.text = text
        self.line = Line(text.words, brand.typeface, text.size_px, bold=text.bold)
        height, width = self.line.mask().shape
        self.box = Box(text.x - self.line.overhang, text.baseline - self.line.ascent - 1, width, height)
        self._come = Track(*text.come, easing=ease_out)

    def at(self, share: float) -> "tuple[Mask, int, float]":
        """The letters, how many pixels they are below their place, and how much of them is there."""
        come = self._come.at(share)
        down, quarter = divmod(round(RISE * self.line.ascent * (1 - come) * FINE), FINE)
        return self.line.mask(quarter), down, min(1.0, come * 1.6)


class _Easel:
    """What all frames of a sign have in common."""

    def __init__(self, card: SignCard, brand: Brand) -> None:
        self._card = card
        self._shape = (card.size.height, card.size.width)
        self._ground = self._nearest()
        self._written = [_Written(text, brand) for text in card.texts]

    def bare(self) -> "Frame":
        return self._with_cover(self._ground.copy(), [self._cover(plate, 1.0) for plate in self._card.plates])

    def frame(self, come: float, go: float | None) -> "Frame":
        """With a share of the way in, and of the way out once it goes."""
        covers = [self._cover(plate, _reach(plate, come, go)) for plate in self._card.plates]
        colours = self._ground.copy()
        for written in self._written:
            self._write(colours, written, come, covers[written.text.plate])
        return self._with_cover(colours, covers)

    def _write(self, colours: "Frame", written: _Written, come: float, cover: "Cover") -> None:
        import numpy as np

        mask, down, opacity = written.at(come)
        box = written.box
        left, top = max(0, box.x), max(0, box.y + down)
        right, bottom = min(self._card.size.width, box.right), min(self._card.size.height, box.bottom + down)
        if right <= left or bottom <= top or opacity <= 0:
            return
        seen = (slice(top, bottom), slice(left, right))
        part = mask[top - box.y - down : bottom - box.y - down, left - box.x : right - box.x]
        # Only on its own plate, or it would be seen on the next one while it rises.
        within = (part * (cover[seen] > 0)).astype(np.uint8)
        lay(colours[seen], written.text.colour, within, opacity)

    def _with_cover(self, colours: "Frame", covers: "list[Cover]") -> "Frame":
        import numpy as np

        frame = np.empty((*self._shape, 4), np.uint8)
        frame[..., :3] = colours
        frame[..., 3] = np.round(np.maximum.reduce(covers) * 255)
        return frame

    def _cover(self, plate: Plate, reach: float) -> "Cover":
        """How much of each pixel a plate covers that has come so far."""
        import numpy as np

        box = plate.box
        if reach <= 0:
            return np.zeros(self._shape, np.float32)
        if plate.way is Way.ACROSS:
            return _rounded(self._shape, box, box.width * reach, 0, plate.corners)
        return _rounded(self._shape, box, box.width, box.height * (1 - reach), plate.corners)

    def _nearest(self) -> "Frame":
        """For every pixel the colour of the plate that it lies on, or is nearest to."""
        import numpy as np

        rows, columns = np.mgrid[: self._shape[0], : self._shape[1]] + 0.5
        distances = [
            np.hypot(
                np.maximum(0, np.maximum(box.x - columns, columns - box.right)),
                np.maximum(0, np.maximum(box.y - rows, rows - box.bottom)),
            )
            for box in (plate.box for plate in self._card.plates)
        ]
        colours = np.array([rgb(plate.colour) for plate in self._card.plates], np.uint8)
        nearest: Frame = colours[np.argmin(distances, axis=0)]
        return nearest


def glide(share: float) -> float:
    """Quick away, slow home, but gentler than `ease_out` (a cubic): half a plate at once would be a blink."""
    return 1 - (1 - share) ** 3


def _reach(plate: Plate, come: float, go: float | None) -> float:
    """How much of a plate there is. It comes quick away and slow home, and goes slow at both ends."""
    if go is None:
        return Track(*plate.come, easing=glide).at(come)
    return Track(*plate.go, first=1.0, last=0.0, easing=ease_in_out).at(go)


def _rounded(
    shape: tuple[int, int], box: Box, width: float, gone: float, corners: tuple[int, int, int, int]
) -> "Cover":
    """The cover of a plate that is `width` wide so far and lacks `gone` rows at its top; edges to a part of a pixel."""
    import numpy as np

    top, left, right, bottom = box.y + gone, float(box.x), box.x + width, float(box.bottom)
    rows, columns = (
        np.arange(shape[0], dtype=np.float32)[:, None] + 0.5,
        np.arange(shape[1], dtype=np.float32)[None, :] + 0.5,
    )
    upper, first = rows < (top + bottom) / 2, columns < (left + right) / 2
    radii = np.where(upper, np.where(first, corners[0], corners[1]), np.where(first, corners[3], corners[2]))
    radii = np.minimum(radii, min(right - left, bottom - top) / 2 if min(right - left, bottom - top) > 0 else 0)
    across = np.abs(columns - (left + right) / 2) - (right - left) / 2 + radii
    down = np.abs(rows - (top + bottom) / 2) - (bottom - top) / 2 + radii
    outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    distance = np.minimum(np.maximum(across, down), 0) + outside - radii
    cover: Cover = np.clip(0.5 - distance, 0, 1).astype(np.float32)
    return cover
