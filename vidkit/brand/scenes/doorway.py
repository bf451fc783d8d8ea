"""A lit doorway and the light it throws on the floor: the picture that the brand's mark is a small form of.

Every shape is arithmetic on distances, soft to a part of a pixel, so that it moves smoothly and costs little.
"""

from typing import TYPE_CHECKING, cast

import msgspec

from vidkit.brand.contrast import mix, rgb
from vidkit.brand.geometry import Box, Size
from vidkit.brand.painting import FINE, View, blank, cut, flood, lay
from vidkit.brand.palette import Palette
from vidkit.brand.scenes.motion import Track, ease_in_out
from vidkit.brand.scenes.stage import State, on_frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vidkit.brand.painting import Frame

    Distances = NDArray[np.float32]

RINGS = (0.33, 0.72, 1.17)
"""How far the rings of light reach out from the door, in widths of the door: each a little further than the last."""

RING_AFTER_RING = 0.10
RING_TAKES = 1.15
"""Seconds."""

RING_STEPS = 4
"""Steps to a pixel in which a ring's radius is looked up."""

FAN = 3.4
"""How wide the light on the floor is after one door height, in widths of the door."""


class Light(msgspec.Struct, frozen=True, kw_only=True):
    """The colours of a doorway and of what surrounds it."""

    wall: str
    floor: str
    rings: tuple[str, ...]
    """From the door outwards, as many as `RINGS`."""
    leaf: str
    """The closed door."""
    above: str
    below: str
    """The light in the opening, at its top and at its foot."""
    far: str
    """The light on the floor where it ends."""
    lamp: str
    """The shade that hangs in the opening."""


def night(palette: Palette) -> Light:
    """The doorway in the dark: the ground is the sender's own colour."""
    return Light(
        wall=palette.primary,
        floor=palette.depth,
        rings=tuple(mix(palette.primary, palette.accent, share) for share in (0.32, 0.19, 0.09)),
        leaf=palette.depth,
        above=palette.shine,
        below=palette.accent,
        far=mix(palette.depth, palette.accent, 0.22),
        lamp=palette.primary,
    )


def day(palette: Palette) -> Light:
    """The doorway on the light ground."""
    return Light(
        wall=palette.paper,
        floor=mix(palette.paper, palette.accent, 0.20),
        rings=tuple(mix(palette.paper, palette.accent, share) for share in (0.34, 0.21, 0.11)),
        leaf=palette.primary,
        above=palette.shine,
        below=palette.accent,
        far=mix(palette.paper, palette.accent, 0.34),
        lamp=palette.primary,
    )


class Doorway:
    """The wall's part of the picture: rings of light around a round-topped opening, two leaves parting in it."""

    def __init__(self, size: Size, door: Box, light: Light, opening: Track) -> None:
        self._door = door
        reach = round(RINGS[-1] * door.width) + 2
        whole = Box(door.x - reach, door.y - reach, door.width + 2 * reach, door.height + reach)
        self._box = on_frame(whole, size)
        self._colours = light
        self._opening = opening
        first = opening.start + RING_AFTER_RING
        self._grow = [
            Track(first + RING_AFTER_RING * ring, first + RING_AFTER_RING * ring + RING_TAKES)
            for ring in range(len(RINGS))
        ]
        self.settles = max(1.1 * opening.end, self._grow[-1].end)
        self._prepare(opening)

    def _prepare(self, opening: Track) -> None:
        import numpy as np

        distance = arch_distance(self._box, self._door)
        self._steps = np.clip(np.rint(distance * RING_STEPS), 0, None).astype(np.uint16)
        door = self._door
        self._arch = (np.clip(0.5 - arch_distance(door, door), 0, 1) * 255).astype(np.uint8)
        columns = np.arange(door.width, dtype=np.float32) + 0.5
        self._from_middle = np.abs(columns - door.width / 2)
        self._light = _gradient(self._colours.above, self._colours.below, door.height, door.width)
        self._lamp = _lamp(door)
        self._lamp_box = _around(self._lamp, door)
        self._lamp_shows = Track(0.45 * opening.end, 1.1 * opening.end, easing=ease_in_out)

    def state(self, seconds: float) -> State:
        """How wide the door is open, how far the lamp has come, how far each ring reaches."""
        rings = (round(grow.at(seconds), 4) for grow in self._grow)
        return self._opening.at(seconds), self._lamp_shows.at(seconds), *rings

    def touches(self, state: State) -> Box:
        """The door, and the wall as far as the outermost ring."""
        reaches = (part * float(come) for part, come in zip(RINGS, state[2:], strict=True))
        reach = round(max(reaches) * self._door.width) + 2
        door = self._door
        return Box(door.x - reach, door.y - reach, door.width + 2 * reach, door.height + reach).common(self._box)

    def paint(self, view: View, state: State) -> None:
        """Paints the rings as far as they have grown, the leaves, and the light between them."""
        import numpy as np

        opened, lamp, *grown = (float(part) for part in state)
        seen = self.touches(state).common(view.box)
        steps = cut(self._steps, self._box, seen)
        np.take(self._ring_colours(grown), steps, axis=0, mode="clip", out=view.part(seen))
        seen = self._door.common(view.box)
        if not seen.area:
            return
        lay(view.part(seen), cut(self._behind(opened), self._door, seen), cut(self._arch, self._door, seen))
        seen = self._lamp_box.common(seen)
        if seen.area:
            # The shade would cut a narrow slit of light in two: it comes when the opening is wider than itself.
            lay(view.part(seen), self._colours.lamp, cut(self._lamp, self._door, seen), lamp)

    def _behind(self, opened: float) -> "Frame":
        """The opening before it is cut to its shape: light between the leaves, whose edges are soft."""
        import numpy as np

        seen = blank(self._door.height, self._door.width, self._colours.leaf)
        lit = np.clip(opened * self._door.width / 2 - self._from_middle + 0.5, 0, 1)
        (there,) = np.nonzero(lit)
        if len(there):
            columns = slice(int(there[0]), int(there[-1]) + 1)
            seen[:, columns] = self._light[:, columns]
            for column in (columns.start, columns.stop - 1):
                mask = np.full((self._door.height, 1), round(float(lit[column]) * 255), np.uint8)
                part = seen[:, column : column + 1]
                flood(part, self._colours.leaf)
                lay(part, self._light[:, column : column + 1], mask)
        return seen

    def _ring_colours(self, grown: list[float]) -> "Frame":
        """Colour by distance from the door, in steps of a quarter of a pixel: `(steps, 3)` uint8."""
        import numpy as np

        last = int(RINGS[-1] * self._door.width * RING_STEPS) + 2 * RING_STEPS
        distance = np.arange(last + 1, dtype=np.float32)[:, None] / RING_STEPS
        colour = np.broadcast_to(np.array(rgb(self._colours.wall), np.float32), (last + 1, 3)).copy()
        rings = zip(RINGS, self._colours.rings, grown, strict=True)
        for reach, ring, come in reversed(list(rings)):
            cover = np.clip(reach * self._door.width * come - distance + 0.5, 0, 1) * min(1.0, come * 2)
            colour += (np.array(rgb(ring), np.float32) - colour) * cover
        return cast("Frame", np.rint(colour).astype(np.uint8))


class Floor:
    """The floor's part: the light that falls out of the door, wider and fainter as it goes."""

    def __init__(self, size: Size, door: Box, light: Light, opening: Track) -> None:
        import numpy as np

        self._box = Box(0, door.bottom, size.width, max(0, size.height - door.bottom))
        self._opening = opening
        self.settles = opening.end
        middle = door.x + door.width / 2
        rows = (np.arange(self._box.height, dtype=np.float32) + 0.5) / door.height
        slope = (FAN - 1) / 2 * door.width / door.height
        self._half = door.width / 2 * (1 + (FAN - 1) * rows)[:, None]
        self._soft = np.float32(1 / np.hypot(1, slope))
        self._away = np.abs(np.arange(self._box.width, dtype=np.float32) + 0.5 - np.float32(middle))[None, :]
        self._light = _gradient(light.below, light.far, self._box.height, self._box.width)

    def state(self, seconds: float) -> State:
        """How wide the door is open."""
        return (self._opening.at(seconds),)

    def touches(self, state: State) -> Box:
        """The columns that the light reaches on the last row."""
        import numpy as np

        widest = self._half[-1, 0] * np.float32(state[0]) + 2 if self._box.area else 0
        reached = np.flatnonzero(self._away[0] < widest)
        return Box(int(reached[0]) if len(reached) else 0, self._box.y, len(reached), self._box.height)

    def paint(self, view: View, state: State) -> None:
        """Paints the light as wide as the door is open."""
        import numpy as np

        seen = self.touches(state).common(view.box)
        half = cut(self._half, Box(0, self._box.y, 1, 0), Box(0, seen.y, 1, seen.height)) * np.float32(state[0])
        away = self._away[:, seen.x : seen.right]
        cover = np.clip((half - away) * self._soft + 0.5, 0, 1)
        lay(view.part(seen), cut(self._light, self._box, seen), (cover * 255).astype(np.uint8))


def arch_distance(box: Box, arch: Box) -> "Distances":
    """Pixels from each pixel of `box` to the edge of a round-topped opening, negative inside; float32.

    The opening stands on its lower edge, which does not count: rings around it stand on the same floor.
    """
    import numpy as np

    radius = arch.width / 2
    x = np.arange(box.x, box.right, dtype=np.float32)[None, :] + np.float32(0.5 - arch.x - radius)
    y = np.arange(box.y, box.bottom, dtype=np.float32)[:, None] + np.float32(0.5 - arch.y - radius)
    distance: Distances = np.hypot(x, np.minimum(y, 0)) - np.float32(radius)
    return distance


def _lamp(door: Box) -> "Frame":
    """A pendant in the opening as a mask: a cord and a shade. It says that somebody is home."""
    import numpy as np
    from PIL import Image, ImageDraw

    drawn = Image.new("L", (door.width * FINE, door.height * FINE))
    draw = ImageDraw.Draw(drawn)
    w, middle = door.width * FINE, door.width * FINE / 2
    foot, half = 0.60 * w, 0.155 * w
    draw.rectangle((middle - 0.009 * w, 0, middle + 0.009 * w, foot - half), fill=255)
    draw.pieslice((middle - half, foot - half, middle + half, foot + half), 180, 360, fill=255)
    draw.rectangle((middle - 0.045 * w, foot - half - 0.055 * w, middle + 0.045 * w, foot - half * 0.9), fill=255)
    return np.asarray(drawn.reduce(FINE))


def _around(mask: "Frame", place: Box) -> Box:
    """Where a mask that stands at `place` is not empty."""
    import numpy as np

    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return Box(place.x, place.y, 0, 0)
    x, y = int(columns[0]), int(rows[0])
    return Box(place.x + x, place.y + y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def _gradient(above: str, below: str, height: int, width: int) -> "Frame":
    import numpy as np

    share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    first, last = np.array(rgb(above), np.float32), np.array(rgb(below), np.float32)
    column = np.rint(first + (last - first) * share).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(column, (height, width, 3)))
