"""The cover: the reel's best moment seen through the brand's doorway, the title under it on the sender's own colour.

Draws a fitted card; fits and decides nothing. The title never stands on the picture, so it can be read over any.
"""

from typing import TYPE_CHECKING

from vidkit.brand.card import Card, TextBlock
from vidkit.brand.contrast import mix
from vidkit.brand.doorway import arch_distance
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.layout import CoverLayout, cover_layout, unit
from vidkit.brand.painting import Line, blank, lay, picture

if TYPE_CHECKING:
    from PIL import Image

    from vidkit.brand.painting import Frame

LEADING = 1.06

SENDER_PX = 72
GAP_PX = 40
"""The mark, and the space under it, at 1080 pixels of short side."""

RINGS = ((64, 0.10), (30, 0.26))
"""The rings around the opening, outermost first: reach at 1080 pixels of short side, share of the accent."""

EYES = 0.33
"""Where the middle of the opening lies on the picture, from its top: faces are above the middle of a phone clip."""


def draw_cover(frame: "Image.Image", card: Card, brand: Brand) -> "Image.Image":
    """The cover as an RGB picture of `card.size`, made of `frame`, an RGB picture of any size."""
    from PIL import Image

    whole = ground(frame, card, brand)
    layout = _layout(card)
    badge = round(SENDER_PX * layout.unit)
    colours, mask = picture(brand.mark.on_dark, badge)
    x, y = layout.text.x, layout.text.y
    lay(whole[y : y + badge, x : x + badge], colours, mask)
    for words in words_of(card, brand):
        mask, box = words.line.mask(), words.box
        lay(whole[box.y : box.bottom, box.x : box.right], words.colour, mask)
    return Image.fromarray(whole)


def ground(frame: "Image.Image", card: Card, brand: Brand) -> "Frame":
    """The cover without mark and words, `(height, width, 3)` uint8 RGB."""
    import numpy as np

    layout = _layout(card)
    palette, arch = brand.palette, layout.arch
    whole = blank(card.size.height, card.size.width, palette.primary)
    whole[arch.bottom :] = blank(1, 1, palette.depth)
    wall = whole[: arch.bottom]
    distance = arch_distance(Box(0, 0, card.size.width, arch.bottom), arch)
    for reach, share in RINGS:
        cover = np.clip(reach * layout.unit - distance + 0.5, 0, 1)
        lay(wall, mix(palette.primary, palette.accent, share), (cover * 255).astype(np.uint8))
    seen = (slice(arch.y, arch.bottom), slice(arch.x, arch.right))
    shape = np.clip(0.5 - distance[seen], 0, 1)
    lay(wall[seen], _through(frame, arch), (shape * 255).astype(np.uint8))
    return whole


def _through(frame: "Image.Image", arch: Box) -> "Frame":
    """The part of `frame` that is seen through the opening, as large as it can be."""
    import numpy as np
    from PIL import Image

    share = min(frame.width / arch.width, frame.height / arch.height)
    width, height = arch.width * share, arch.height * share
    left = (frame.width - width) / 2
    top = min(max(frame.height * EYES - height / 2, 0), frame.height - height)
    box = (left, top, left + width, top + height)
    return np.array(frame.convert("RGB").resize((arch.width, arch.height), Image.Resampling.LANCZOS, box=box))


def words_of(card: Card, brand: Brand) -> "list[Words]":
    """Everything that is to be read, from the top."""
    layout = _layout(card)
    u, text = layout.unit, layout.text
    badge = round(SENDER_PX * u)
    placed = []
    for kicker in card.blocks("kicker"):
        line = Line(kicker.lines[0], brand.typeface, kicker.size_px, bold=kicker.bold)
        baseline = text.y + badge / 2 + line.cap_height / 2
        placed.append(Words(line, text.x + badge + round(20 * u), baseline, brand.palette.accent_on_primary))
    (title,) = card.blocks("title")
    baseline = text.y + badge + GAP_PX * u
    for number, words in enumerate(title.lines):
        line = Line(words, brand.typeface, title.size_px, bold=title.bold)
        baseline += line.cap_height if number == 0 else LEADING * title.size_px
        placed.append(Words(line, text.x, baseline, brand.palette.on_primary))
    return placed


class Words:
    """A line of text where it stands."""

    def __init__(self, line: Line, x: int, baseline: float, colour: str) -> None:
        self.line = line
        self.colour = colour
        height, width = line.mask().shape
        self.box = Box(x - line.overhang, round(baseline) - line.ascent - 1, width, height)


def _layout(card: Card) -> CoverLayout:
    (title,) = card.blocks("title")
    return cover_layout(card.size, card.safe, _height(title, unit(card.size)))


def _height(title: TextBlock, u: float) -> int:
    """The height of sender and title together, down to the descenders of the last line."""
    cap, descent = 0.67, 0.22
    return round((SENDER_PX + GAP_PX) * u + (cap + (len(title.lines) - 1) * LEADING + descent) * title.size_px)
