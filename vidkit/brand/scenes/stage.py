"""The stage of a drawn shot: a backdrop that stands still and layers that move on it, under moviepy's clock.

A layer says what state it is in at a time, and what it touches in a state. Only where a state has changed since the
frame before is anything drawn at all. No program is started and nothing is written.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from vidkit.brand.card import Card
from vidkit.brand.geometry import Box, Size
from vidkit.brand.painting import View

if TYPE_CHECKING:
    from vidkit.brand.painting import Frame

State = tuple[float | str, ...]
"""All that decides how a layer looks; two of the same look alike."""


class Layer(Protocol):
    """Something that is painted."""

    @property
    def settles(self) -> float:
        """Seconds from the start after which it stands still."""

    def state(self, seconds: float) -> State | None:
        """What state it is in at a time from the start; None where nothing of it is to be seen."""

    def touches(self, state: State) -> Box:
        """All pixels that it may change in that state; it may reach out of the frame."""

    def paint(self, view: View, state: State) -> None:
        """Paints what of it lies inside `view`."""


def play(card: Card, backdrop: "Frame", layers: Sequence[Layer]) -> "Iterator[Frame]":
    """The card's frames, `(height, width, 3)` uint8 RGB: exactly `card.frames` of them, `card.rate` a second.

    Frames that are alike may be one and the same array.
    """
    from moviepy import VideoClip

    rate = card.rate[0] / card.rate[1]
    clip = VideoClip(_Stage(backdrop, layers).frame, duration=(card.frames + 1) / rate)
    try:
        for index in range(card.frames):
            yield clip.get_frame(index / rate)
    finally:
        clip.close()


class _Stage:
    """The frame as it was last drawn, and how it becomes another."""

    def __init__(self, backdrop: "Frame", layers: Sequence[Layer]) -> None:
        self._backdrop = backdrop
        self._canvas = backdrop.copy()
        self._layers = layers
        self._states: list[State | None] = [None] * len(layers)
        self._last = backdrop

    def frame(self, seconds: float) -> "Frame":
        """The frame at a time, whichever was drawn before."""
        height, width = self._canvas.shape[:2]
        states = [layer.state(seconds) for layer in self._layers]
        changed = [
            layer.touches(state).common(Box(0, 0, width, height))
            for layer, *both in zip(self._layers, self._states, states, strict=True)
            if both[0] != both[1]
            for state in both
            if state is not None
        ]
        self._states = states
        for region in apart(changed):
            self._draw(region)
        if changed:
            self._last = self._canvas.copy()
        return self._last

    def _draw(self, region: Box) -> None:
        rows, columns = slice(region.y, region.bottom), slice(region.x, region.right)
        view = View(self._canvas[rows, columns], region)
        view.pixels[:] = self._backdrop[rows, columns]
        for layer, state in zip(self._layers, self._states, strict=True):
            if state is not None and layer.touches(state).common(region).area:
                layer.paint(view, state)


def apart(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that hold all of `boxes` and do not overlap."""
    found: list[Box] = []
    for box in boxes:
        whole = box
        while whole.area and (met := [other for other in found if other.common(whole).area]):
            for other in met:
                found.remove(other)
                whole = whole.around(other)
        if whole.area:
            found.append(whole)
    return found


def on_frame(box: Box, size: Size) -> Box:
    """The part of `box` that lies on a frame of `size`."""
    return box.common(Box(0, 0, size.width, size.height))
