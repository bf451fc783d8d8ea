"""The end card: what to do now and whom to reach, for as long as it takes to read.

Draws a fitted card; fits and decides nothing. What the words stand on is in `templates/endings/`. Times are seconds
from the first frame.
"""

from typing import TYPE_CHECKING

import msgspec

from vidkit.brand.card import Card, TextBlock
from vidkit.brand.contrast import is_dark, mix
from vidkit.brand.ending import read_ending
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.layout import EndLayout, end_layout
from vidkit.brand.painting import blank
from vidkit.brand.palette import Palette
from vidkit.brand.scenes.colours import colour
from vidkit.brand.scenes.doorway import Doorway, Floor, Light, day, night
from vidkit.brand.scenes.laid import Laid, LaidDisc, LaidDoorway, LaidLine, LaidPlane
from vidkit.brand.scenes.layout import Setting, descent, lay_out
from vidkit.brand.scenes.lengths import Rectangle
from vidkit.brand.scenes.motion import Track
from vidkit.brand.scenes.scene import Manner
from vidkit.brand.scenes.stage import Layer, play
from vidkit.brand.scenes.stage_layers import Disc, Picture, Plane, Words, rule
from vidkit.brand.typeface import face

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vidkit.brand.painting import Frame

MARK_COMES = 0.18
HEADING_COMES = 0.22
ROWS_COME = 0.40
ROW_AFTER_ROW = 0.07
TAKES = 0.5
"""Words wait until the clip has mostly melted away; the last row stands by 1.1 s, so that a telephone number can
be read in the 1.4 s that are left of 2.5 s."""

LEADING = 1.08

BADGE_PX = 112
"""The mark's width."""

ROW_PX = 196
"""From hairline to hairline, at 1080 pixels of short side."""

LABEL_PX, CONTACT_PX = 58, 146
"""From a hairline to the baselines under it."""


class Inks(msgspec.Struct, frozen=True):
    """What words and mark are drawn with on the ground that an ending gives them."""

    ground: str
    text: str
    quiet: str
    mark: str
    """The file of the variant that is seen there."""


def frames(card: Card, brand: Brand) -> "Iterator[Frame]":
    """The end card's frames, `(height, width, 3)` uint8 RGB: exactly `card.frames` of them."""
    backdrop, layers = scene(card, brand)
    return play(card, backdrop, [*layers, *words(card, brand)])


def scene(card: Card, brand: Brand) -> "tuple[Frame, list[Layer]]":
    """All but the words: the backdrop, and what moves on it."""
    setting = Setting(
        size=card.size,
        safe=card.safe,
        palette=brand.end_palette,
        typeface=brand.typeface,
        words=room_of_words(card, brand),
    )
    layout = lay_out(read_ending(brand.end_card.variant).scene, setting, card.texts)
    backdrop = blank(card.size.height, card.size.width, layout.ground)
    light = _light(brand.end_palette, layout.ground)
    return backdrop, [layer for laid in layout.laid for layer in _layers(laid, card, light)]


def inks(brand: Brand) -> Inks:
    """What is drawn with on the ground that the brand's ending gives the words."""
    palette, carries = brand.end_palette, read_ending(brand.end_card.variant).scene.carries
    ground = colour(carries, palette)
    mark = brand.end_mark.on(ground)
    if carries == "paper":  # for which the palette itself says what can be read
        return Inks(ground, palette.ink, palette.quiet, mark)
    return Inks(ground, colour(f"text on {carries}", palette), colour(f"quiet on {carries}", palette), mark)


def lowest(card: Card, brand: Brand) -> float:
    """How far down the words reach, letters that hang under the line included."""
    last = (card.blocks("contact") or card.blocks("heading"))[-1]
    return room_of_words(card, brand).bottom + descent(face(brand.typeface.file(bold=last.bold)), last.size_px)


def room_of_words(card: Card, brand: Brand) -> Rectangle:
    """Where mark and words stand, down to the last baseline: what an ending's layers can lean on."""
    layout = end_layout(card.size, card.safe)
    text, rows = layout.text, -(-len(card.blocks("contact")) // layout.columns)
    bottom = _baselines(card, brand)[-1]
    if rows:
        bottom = _rows_top(card, brand) + (rows - 1) * round(ROW_PX * layout.unit) + CONTACT_PX * layout.unit
    return Rectangle(text.x, _top(layout), text.right, bottom)


def _light(palette: Palette, ground: str) -> Light:
    """A doorway's colours on that ground."""
    light = night(palette) if is_dark(ground) else day(palette)
    return msgspec.structs.replace(light, wall=ground)


def _layers(laid: Laid, card: Card, light: Light) -> list[Layer]:
    match laid:
        case LaidPlane():
            return [Plane(laid)]
        case LaidDisc():
            return [Disc(laid)]
        case LaidDoorway():
            doorway = Doorway(card.size, laid.door, light, laid.opening)
            return [doorway, Floor(card.size, laid.door, light, laid.opening)]
        case _:
            raise TypeError(type(laid))  # an ending has no words


def words(card: Card, brand: Brand) -> list[Layer]:
    """The mark, and everything that is to be read."""
    layout = end_layout(card.size, card.safe)
    u, x, y = layout.unit, layout.text.x, _top(layout)
    badge, drawn = round(BADGE_PX * u), inks(brand)
    come = Track(MARK_COMES, MARK_COMES + TAKES)
    layers: list[Layer] = [Picture(drawn.mark, Box(x, y, badge, badge), come)]
    for signature in card.blocks("signature"):
        baseline = y + badge / 2 + _cap_height(signature, brand) / 2
        layers.append(_line(signature, brand, (x + badge + round(26 * u), baseline), drawn.quiet, come))
    (heading,) = card.blocks("heading")
    for number, baseline in enumerate(_baselines(card, brand)):
        start = HEADING_COMES + 0.08 * number
        come = Track(start, start + TAKES)
        layers.append(_line(heading, brand, (x, baseline), drawn.text, come, number=number))
    return layers + _contacts(card, brand, layout)


def _top(layout: EndLayout) -> int:
    """Where the mark begins."""
    return layout.text.y + round(24 * layout.unit)


def _baselines(card: Card, brand: Brand) -> list[float]:
    """Of the heading's lines, under the mark."""
    layout = end_layout(card.size, card.safe)
    (heading,) = card.blocks("heading")
    first = _top(layout) + round(BADGE_PX * layout.unit) + 76 * layout.unit + _cap_height(heading, brand)
    return [first + number * LEADING * heading.size_px for number in range(len(heading.lines))]


def _rows_top(card: Card, brand: Brand) -> int:
    """Where the first hairline lies, under the heading."""
    return round(_baselines(card, brand)[-1] + 64 * end_layout(card.size, card.safe).unit)


def _contacts(card: Card, brand: Brand, layout: EndLayout) -> list[Layer]:
    """The rows under the heading: a hairline, the label, and large what to call or open."""
    u, text, top, drawn = layout.unit, layout.text, _rows_top(card, brand), inks(brand)
    gap = round(48 * u)
    column = (text.width - gap * (layout.columns - 1)) // layout.columns
    row_height = round(ROW_PX * u)
    layers: list[Layer] = []
    for number, (label, contact) in enumerate(zip(card.blocks("label"), card.blocks("contact"), strict=True)):
        row, place = divmod(number, layout.columns)
        x, y = text.x + place * (column + gap), top + row * row_height
        start = ROWS_COME + ROW_AFTER_ROW * number
        come = Track(start, start + TAKES)
        hairline = mix(drawn.ground, drawn.text, 0.28)
        layers.append(rule(Box(x, y, column, max(2, round(3 * u))), hairline, Track(start, start + 0.7)))
        layers.append(_line(label, brand, (x, y + LABEL_PX * u), drawn.quiet, come))
        layers.append(_line(contact, brand, (x, y + CONTACT_PX * u), drawn.text, come))
    return layers


def _cap_height(block: TextBlock, brand: Brand) -> float:
    measured = face(brand.typeface.file(bold=block.bold))
    return measured.cap_height * block.size_px / measured.units_per_em


def _line(
    block: TextBlock, brand: Brand, place: tuple[int, float], colour: str, come: Track, *, number: int = 0
) -> Layer:
    """One line of a text, its start and baseline at `place`."""
    laid = LaidLine(
        role=block.role,
        text=block.lines[number],
        size_px=block.size_px,
        bold=block.bold,
        left=place[0],
        baseline=place[1],
        colour=colour,
        come=come,
        how=Manner.RISE,
    )
    return Words(laid, brand.typeface)
