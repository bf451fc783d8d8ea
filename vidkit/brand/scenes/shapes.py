"""Flat shapes onto frames, soft to a part of a pixel at their edges: what lies inside is filled without a mask.

A shape says for a band of rows where it is, where it certainly covers whole pixels, and how much of each pixel it
covers elsewhere; only that last part is blended. Coordinates are pixels of the frame, edges may lie between them.
"""

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from vidkit.brand.contrast import rgb
from vidkit.brand.geometry import Box
from vidkit.brand.painting import View, flood, lay
from vidkit.brand.scenes.lengths import Rectangle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidkit.brand.painting import Frame

    Coverage = NDArray[np.float32]

FULL = 360.0
"""Degrees."""

BAND = 64
"""Rows that are looked at together: in more, a slanting edge is wide; of fewer, each costs more than its pixels.
32, 64, 128 and 256 were tried on two scenes: 0.47, 0.41, 0.51 and 0.64 s of processor time for 60 frames."""


class Span(msgspec.Struct, frozen=True):
    """What a shape covers of a band of rows: pixels from `left` to `right`, wholly those between the inner two."""

    left: int
    inner_left: int
    inner_right: int
    right: int
    hollow: bool = False
    """Nothing is covered between the inner two."""


class Shape(Protocol):
    """Something that covers pixels."""

    @property
    def box(self) -> Box:
        """All pixels that it touches."""

    @property
    def breaks(self) -> tuple[int, ...]:
        """Rows, beside every `BAND`th, at which its outline turns."""

    def span(self, top: int, bottom: int) -> Span:
        """What it covers of the rows from `top` up to `bottom`."""

    def coverage(self, box: Box) -> "Coverage":
        """How much of each pixel of `box` it covers, 0 to 1."""


def fill(view: View, colour: str, shape: Shape, opacity: float = 1.0) -> None:
    """Paints `shape` onto `view`."""
    import numpy as np

    seen = view.box.common(shape.box)
    if not seen.area or opacity <= 0:
        return
    rows = {seen.y, seen.bottom, *(row for row in shape.breaks if seen.y < row < seen.bottom)}
    ordered = sorted(rows)
    for top, bottom in pairwise(ordered):
        span = shape.span(top, bottom)
        whole = _piece(seen, top, bottom, span.inner_left, span.inner_right)
        if whole.area and not span.hollow:
            _flood(view.part(whole), colour, opacity)
        edges = [(span.left, span.inner_left), (span.inner_right, span.right)]
        for left, right in edges if whole.area else [(span.left, span.right)]:
            piece = _piece(seen, top, bottom, left, right)
            if piece.area:
                mask = np.rint(shape.coverage(piece) * np.float32(255 * opacity)).astype(np.uint8)
                lay(view.part(piece), colour, mask)


def _piece(seen: Box, top: int, bottom: int, left: int, right: int) -> Box:
    left, right = max(left, seen.x), min(right, seen.right)
    return Box(left, top, max(0, right - left), bottom - top)


def _flood(part: "Frame", colour: str, opacity: float) -> None:
    import numpy as np

    if opacity >= 1:
        flood(part, colour)
        return
    levels = np.arange(256, dtype=np.float32)
    for channel, level in enumerate(rgb(colour)):
        blended = np.rint(levels + (level - levels) * np.float32(opacity)).astype(np.uint8)
        part[..., channel] = blended[part[..., channel]]


class Slab(msgspec.Struct, frozen=True):
    """A rectangle, with round corners, or leaning, or dashed."""

    edges: Rectangle
    radius: float = 0.0
    slope: float = 0.0
    """Pixels to the right for each pixel up."""
    dash: tuple[float, ...] = ()

    @property
    def _lean(self) -> float:
        return abs(self.slope) * self.edges["height"] / 2

    @property
    def box(self) -> Box:
        """All pixels that it touches."""
        edges = self.edges
        left, top = math.floor(edges.left - self._lean), math.floor(edges.top)
        return Box(left, top, math.ceil(edges.right + self._lean) - left, math.ceil(edges.bottom) - top)

    @property
    def breaks(self) -> tuple[int, ...]:
        """Rows at which its outline turns."""
        edges = self.edges
        if self.slope:
            bands = range(math.ceil(edges.top), math.floor(edges.bottom), BAND)
            return (*bands, math.floor(edges.bottom))
        rows = [math.ceil(edges.top), math.floor(edges.bottom)]
        if self.radius:
            rows += [math.ceil(edges.top + self.radius), math.floor(edges.bottom - self.radius)]
        return tuple(rows)

    def span(self, top: int, bottom: int) -> Span:
        """What it covers of the rows from `top` up to `bottom`."""
        edges = self.edges
        outer = self.box
        if top < edges.top or bottom > edges.bottom or self.dash:
            return Span(outer.x, outer.x, outer.x, outer.right)
        round_ = top < edges.top + self.radius or bottom > edges.bottom - self.radius
        inset = self.radius if round_ else 0.0
        shifts = [self.slope * (edges["middle"] - row) for row in (top, bottom)]
        soft = 1 if self.slope or self.radius else 0
        return Span(
            max(outer.x, math.floor(edges.left + min(shifts)) - soft),
            math.ceil(edges.left + inset + max(shifts)) + soft,
            math.floor(edges.right - inset + min(shifts)) - soft,
            min(outer.right, math.ceil(edges.right + max(shifts)) + soft),
        )

    def coverage(self, box: Box) -> "Coverage":
        """How much of each pixel of `box` it covers, 0 to 1."""
        import numpy as np

        x = np.arange(box.x, box.right, dtype=np.float32)
        y = np.arange(box.y, box.bottom, dtype=np.float32)
        edges = self.edges
        if self.radius:
            return self._round(x + np.float32(0.5), y + np.float32(0.5))
        down = _overlap(y, edges.top, edges.bottom)
        if self.slope:
            # The slant makes an edge less steep: along a row it is as much softer as it is longer.
            steep = np.float32(1 / math.hypot(1, self.slope))
            shift = np.float32(self.slope) * (np.float32(edges["middle"]) - (y + np.float32(0.5)))[:, None]
            middle = x[None, :] + np.float32(0.5) - shift
            left = np.clip((middle - np.float32(edges.left)) * steep + np.float32(0.5), 0, 1)
            right = np.clip((np.float32(edges.right) - middle) * steep + np.float32(0.5), 0, 1)
            return cast("Coverage", np.minimum(left, right) * down[:, None])
        across = _overlap(x, edges.left, edges.right)
        if self.dash:
            across = across * _dashes(x, edges.left, self.dash)
        return cast("Coverage", down[:, None] * across[None, :])

    def _round(self, x: "Coverage", y: "Coverage") -> "Coverage":
        import numpy as np

        edges = self.edges
        radius = min(self.radius, edges["width"] / 2, edges["height"] / 2)
        across = np.abs(x - np.float32(edges["centre"])) - np.float32(edges["width"] / 2 - radius)
        down = np.abs(y - np.float32(edges["middle"])) - np.float32(edges["height"] / 2 - radius)
        outside = np.hypot(np.maximum(across, 0)[None, :], np.maximum(down, 0)[:, None])
        inside = np.minimum(np.maximum(across[None, :], down[:, None]), 0)
        return cast("Coverage", np.clip(np.float32(radius + 0.5) - outside - inside, 0, 1))


def _overlap(starts: "Coverage", first: float, last: float) -> "Coverage":
    """How much of each pixel that begins at `starts` lies between two edges."""
    import numpy as np

    overlap = np.minimum(starts + 1, np.float32(last)) - np.maximum(starts, np.float32(first))
    return cast("Coverage", np.clip(overlap, 0, 1))


def _dashes(starts: "Coverage", first: float, dash: tuple[float, ...]) -> "Coverage":
    import numpy as np

    on, off = dash[0], dash[1]
    way = np.mod(starts + np.float32(0.5 - first), np.float32(on + off))
    return cast("Coverage", np.clip(np.minimum(way, np.float32(on) - way) + np.float32(0.5), 0, 1))


class Round(msgspec.Struct, frozen=True):
    """A disc, a ring, or a part of a ring."""

    centre: float
    middle: float
    radius: float
    hole: float = 0.0
    """Radius of what is cut out; less than 0 is nothing."""
    begins: float = 0.0
    sweep: float = 360.0

    @property
    def box(self) -> Box:
        """All pixels that it touches."""
        left, top = math.floor(self.centre - self.radius - 1), math.floor(self.middle - self.radius - 1)
        right, bottom = math.ceil(self.centre + self.radius + 1), math.ceil(self.middle + self.radius + 1)
        return Box(left, top, right - left, bottom - top)

    @property
    def breaks(self) -> tuple[int, ...]:
        """Every `BAND`th row."""
        box = self.box
        return tuple(range(box.y, box.bottom, BAND))

    def span(self, top: int, bottom: int) -> Span:
        """What it covers of the rows from `top` up to `bottom`."""
        nearest = max(0.0, top - self.middle, self.middle - bottom)
        furthest = max(abs(top - self.middle), abs(bottom - self.middle))
        reach = math.sqrt(max(0.0, (self.radius + 1) ** 2 - nearest**2))
        left, right = math.floor(self.centre - reach), math.ceil(self.centre + reach)
        hollow = self.hole >= 0
        known = (self.hole if hollow else self.radius) - 1
        inner = math.sqrt(max(0.0, known**2 - furthest**2)) if known > 0 and (hollow or self.sweep >= FULL) else 0.0
        if inner < 1:
            return Span(left, left, left, right)
        return Span(left, math.ceil(self.centre - inner), math.floor(self.centre + inner), right, hollow)

    def coverage(self, box: Box) -> "Coverage":
        """How much of each pixel of `box` it covers, 0 to 1."""
        import numpy as np

        x = np.arange(box.x, box.right, dtype=np.float32)[None, :] + np.float32(0.5 - self.centre)
        y = np.arange(box.y, box.bottom, dtype=np.float32)[:, None] + np.float32(0.5 - self.middle)
        distance = np.hypot(x, y)
        covered = np.clip(np.float32(self.radius + 0.5) - distance, 0, 1)
        if self.hole >= 0:
            covered = np.minimum(covered, np.clip(distance - np.float32(self.hole - 0.5), 0, 1))
        if self.sweep < FULL:
            turn = np.mod(np.degrees(np.arctan2(x, -y)) - np.float32(self.begins), np.float32(FULL))
            past = np.float32(self.sweep) - turn
            ahead = np.where(past >= 0, np.minimum(turn, past), np.maximum(past, turn - np.float32(FULL)))
            covered = covered * np.clip(np.radians(ahead) * distance + np.float32(0.5), 0, 1)
        return cast("Coverage", covered)
