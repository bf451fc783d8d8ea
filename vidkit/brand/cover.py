"""The cover: the reel's best moment, and the title on a plane of its own, as the card's poster places them.

Draws a fitted card; fits and decides nothing. The title never stands on the picture, so it can be read over any.
"""

from typing import TYPE_CHECKING

from vidkit.brand.card import Card
from vidkit.brand.cards import BESIDE_PX, GAP_PX, LEADING, SENDER_PX
from vidkit.brand.contrast import mix, readable_on
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.layout import unit
from vidkit.brand.painting import Line, blank, lay, picture
from vidkit.brand.palette import Palette
from vidkit.brand.poster import Form, Opening, Patch, Poster, Role
from vidkit.brand.scenes.doorway import arch_distance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from vidkit.brand.painting import Frame

    Distances = NDArray[np.float32]

EYES = 0.33
"""Where the middle of the opening lies on a picture that was not cut for it, from its top: faces are above the middle
of a phone clip."""


def draw_cover(frame: "Image.Image", card: Card, brand: Brand) -> "Image.Image":
    """The cover as an RGB picture of `card.size`, made of `frame`, an RGB picture of any size.

    One of the opening's own size is shown as it is; of others the part that fills the opening.
    """
    from PIL import Image

    whole = ground(frame, card, brand)
    poster = poster_of(card)
    badge = round(SENDER_PX * unit(card.size))
    on = colour_of(poster.on, brand.palette)
    colours, mask = picture(brand.mark.on(on), badge)
    x, y = poster.words.x, poster.words.y
    lay(whole[y : y + badge, x : x + badge], colours, mask)
    for words in words_of(card, brand):
        mask, box = words.line.mask(), words.box
        lay(whole[box.y : box.bottom, box.x : box.right], words.colour, mask)
    return Image.fromarray(whole)


def ground(frame: "Image.Image", card: Card, brand: Brand) -> "Frame":
    """The cover without mark and words, `(height, width, 3)` uint8 RGB."""
    poster = poster_of(card)
    whole = blank(card.size.height, card.size.width, brand.palette.primary)
    for patch in poster.behind:
        _paint(whole, patch, brand.palette)
    _show(whole, poster.opening, frame, brand.palette)
    for patch in poster.front:
        _paint(whole, patch, brand.palette)
    return whole


def poster_of(card: Card) -> Poster:
    """The places of a cover. Raises `ValueError` for a card that is none."""
    if card.poster is None:
        raise ValueError(card.kind)
    return card.poster


def colour_of(role: Role, palette: Palette) -> str:
    """The sender's colour for that part."""
    match role:
        case Role.DEEP:
            return palette.depth
        case Role.GLOW:
            return palette.shine
        case _:
            return str(getattr(palette, role.value))


def words_of(card: Card, brand: Brand) -> "list[Words]":
    """Everything that is to be read, from the top."""
    poster, u, palette = poster_of(card), unit(card.size), brand.palette
    on, text = colour_of(poster.on, palette), poster.words
    badge = round(SENDER_PX * u)
    placed = []
    for kicker in card.blocks("kicker"):
        line = Line(kicker.lines[0], brand.typeface, kicker.size_px, bold=kicker.bold)
        baseline = text.y + badge / 2 + line.cap_height / 2
        colour = readable_on(on, palette.accent, palette.shine, palette.primary, palette.paper, palette.ink)
        placed.append(Words(line, text.x + badge + round(BESIDE_PX * u), baseline, colour))
    (title,) = card.blocks("title")
    baseline = text.y + badge + GAP_PX * u
    for number, words in enumerate(title.lines):
        line = Line(words, brand.typeface, title.size_px, bold=title.bold)
        baseline += line.cap_height if number == 0 else LEADING * title.size_px
        placed.append(Words(line, text.x, baseline, readable_on(on, palette.paper, palette.ink)))
    return placed


class Words:
    """A line of text where it stands."""

    def __init__(self, line: Line, x: int, baseline: float, colour: str) -> None:
        self.line = line
        self.colour = colour
        height, width = line.mask().shape
        self.box = Box(x - line.overhang, round(baseline) - line.ascent - 1, width, height)


def _show(whole: "Frame", opening: Opening, frame: "Image.Image", palette: Palette) -> None:
    """The picture in its opening, with the light around it."""
    import numpy as np

    box = opening.box
    if opening.rings:
        wall = whole[: box.bottom]
        distance = _away(Box(0, 0, wall.shape[1], box.bottom), opening)
        for ring in opening.rings:
            cover = np.clip(ring.reach - distance + 0.5, 0, 1)
            lay(wall, mix(palette.primary, palette.accent, ring.share), (cover * 255).astype(np.uint8))
    shape = np.clip(0.5 - _away(box, opening), 0, 1)
    view = whole[box.y : box.bottom, box.x : box.right]
    lay(view, _through(frame, box), (shape * 255).astype(np.uint8))


def _away(area: Box, opening: Opening) -> "Distances":
    """How far each pixel of `area` is outside the opening; below 0 inside."""
    if opening.form is Form.ARCH:
        return arch_distance(area, opening.box)
    return _rounded(area, opening.box, opening.radius)


def _rounded(area: Box, box: Box, radius: int) -> "Distances":
    """How far each pixel of `area` is outside `box` with its corners rounded; below 0 inside."""
    import numpy as np

    radius = min(radius, box.width // 2, box.height // 2)
    across = np.abs(np.arange(area.x, area.right, dtype=np.float32) + 0.5 - (box.x + box.width / 2))
    down = np.abs(np.arange(area.y, area.bottom, dtype=np.float32) + 0.5 - (box.y + box.height / 2))
    right = (across - (box.width / 2 - radius))[None, :]
    below = (down - (box.height / 2 - radius))[:, None]
    outside = np.hypot(np.maximum(right, 0), np.maximum(below, 0))
    away: Distances = outside + np.minimum(np.maximum(right, below), 0) - radius
    return away


def _paint(whole: "Frame", patch: Patch, palette: Palette) -> None:
    """One plane, or a row of dots."""
    import numpy as np

    frame = Box(0, 0, whole.shape[1], whole.shape[0])
    for box in _dots(patch) if patch.every else (patch.box,):
        left, top = max(0, box.x), max(0, box.y)
        right, bottom = min(frame.right, box.right), min(frame.bottom, box.bottom)
        if left >= right or top >= bottom:
            continue
        shape = np.clip(0.5 - _rounded(Box(left, top, right - left, bottom - top), box, patch.radius), 0, 1)
        lay(whole[top:bottom, left:right], colour_of(patch.colour, palette), (shape * 255).astype(np.uint8))


def _dots(patch: Patch) -> list[Box]:
    """Dots as wide as the plane is narrow, evenly along it from end to end."""
    box, size = patch.box, min(patch.box.width, patch.box.height)
    length = max(box.width, box.height) - size
    count = max(1, round(length / patch.every))
    steps = [round(length * number / count) for number in range(count + 1)]
    if box.width >= box.height:
        return [Box(box.x + step, box.y, size, size) for step in steps]
    return [Box(box.x, box.y + step, size, size) for step in steps]


def _through(frame: "Image.Image", opening: Box) -> "Frame":
    """The part of `frame` that is seen through the opening, as large as it can be."""
    import numpy as np
    from PIL import Image

    share = min(frame.width / opening.width, frame.height / opening.height)
    width, height = opening.width * share, opening.height * share
    left = (frame.width - width) / 2
    top = min(max(frame.height * EYES - height / 2, 0), frame.height - height)
    box = (left, top, left + width, top + height)
    return np.array(frame.convert("RGB").resize((opening.width, opening.height), Image.Resampling.LANCZOS, box=box))
