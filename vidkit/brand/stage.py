"""The stage of a drawn shot: a backdrop that stands still and layers that move on it, composed by moviepy.

Only the box that holds all layers is drawn for each frame. No program is started and nothing is written.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from vidkit.brand.card import Card
from vidkit.brand.geometry import Box, Size
from vidkit.brand.motion import Track
from vidkit.brand.painting import FINE, Line, lay, picture

if TYPE_CHECKING:
    from vidkit.brand.painting import Frame, Mask


class Layer(Protocol):
    """Something that is painted on its own box of the frame."""

    @property
    def box(self) -> Box:
        """All that the layer can ever touch."""

    @property
    def settles(self) -> float:
        """Seconds from the start after which the layer stands still."""

    def paint(self, view: "Frame", seconds: float) -> None:
        """Paints onto `view`, the frame's pixels inside `box`, what stands there at a time from the start."""


def play(card: Card, backdrop: "Frame", layers: Sequence[Layer]) -> "Iterator[Frame]":
    """The card's frames, `(height, width, 3)` uint8 RGB: exactly `card.frames` of them, `card.rate` a second."""
    from moviepy import CompositeVideoClip, ImageClip, VideoClip

    rate = card.rate[0] / card.rate[1]
    length = (card.frames + 1) / rate
    touched = inside(union([layer.box for layer in layers]), card.size)
    still = backdrop[touched.y : touched.bottom, touched.x : touched.right]

    settled = max(layer.settles for layer in layers)
    kept: list[Frame] = []

    def drawn(seconds: float) -> "Frame":
        if kept:
            return kept[0]
        frame = still.copy()
        for layer in layers:
            layer.paint(_view(frame, touched, layer.box), seconds)
        if seconds >= settled:
            kept.append(frame)
        return frame

    moving = VideoClip(drawn, duration=length).with_position((touched.x, touched.y))
    whole = CompositeVideoClip([ImageClip(backdrop, duration=length), moving], use_bgclip=True)
    try:
        for index in range(card.frames):
            yield whole.get_frame(index / rate)
    finally:
        whole.close()


def _view(frame: "Frame", origin: Box, box: Box) -> "Frame":
    return frame[box.y - origin.y : box.bottom - origin.y, box.x - origin.x : box.right - origin.x]


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes`."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def inside(box: Box, size: Size) -> Box:
    """The part of `box` that lies on a frame of `size`."""
    x, y = max(box.x, 0), max(box.y, 0)
    return Box(x, y, max(min(box.right, size.width) - x, 0), max(min(box.bottom, size.height) - y, 0))


class RisingLine:
    """A line of text that rises into its own place from behind an edge under it."""

    def __init__(self, line: Line, x: int, baseline: float, colour: str, come: Track) -> None:
        self.line = line
        self.colour = colour
        self._come = come
        self.settles = come.end
        self._top = baseline - line.ascent - 1
        height, width = line.ascent + line.descent + 3, line.width + 2 * line.overhang
        self.box = Box(x - line.overhang, int(self._top), width, height)

    def paint(self, view: "Frame", seconds: float) -> None:
        """Paints the line so far risen; nothing before it starts."""
        come = self._come.at(seconds)
        if come <= 0:
            return
        travel = 0.5 * self.line.ascent * (1 - come)
        steps = round((self._top - self.box.y + travel) * FINE)
        down, quarter = divmod(steps, FINE)
        mask = self.line.mask(quarter)[: self.box.height - down]
        lay(view[down : down + mask.shape[0]], self.colour, mask, min(1.0, come * 1.6))


class Fading:
    """A picture, or a shape of one colour, that fades in and rises a little."""

    def __init__(self, x: int, y: int, colour: "str | Frame", mask: "Mask", come: Track) -> None:
        self._colour = colour
        self._mask = mask
        self._come = come
        self.settles = come.end
        self.box = Box(x, y, mask.shape[1], mask.shape[0])

    def paint(self, view: "Frame", seconds: float) -> None:
        """Paints the picture as far as it has come."""
        lay(view, self._colour, self._mask, self._come.at(seconds))


class Rule:
    """A bar that grows from its left end."""

    def __init__(self, box: Box, colour: str, grow: Track) -> None:
        self.box = box
        self._colour = colour
        self._grow = grow
        self.settles = grow.end

    def paint(self, view: "Frame", seconds: float) -> None:
        """Paints the bar as long as it is by now, its end soft to a part of a pixel."""
        import numpy as np

        length = self._grow.at(seconds) * self.box.width
        covered = np.clip(length - np.arange(self.box.width), 0, 1) * 255
        mask = np.broadcast_to(covered.astype(np.uint8), view.shape[:2])
        lay(view, self._colour, mask)


def mark_layer(path: str, x: int, y: int, width: int, come: Track) -> Fading:
    """The sender's mark, `width` pixels wide, with its upper left corner at `x`, `y`."""
    colours, mask = picture(path, width)
    return Fading(x, y, colours, mask, come)
