"""The end card: what to do now and whom to reach, on paper, for as long as it takes to read.

Draws a fitted card; fits and decides nothing. Times are seconds from the first frame.
"""

from typing import TYPE_CHECKING

from vidkit.brand.card import Card, TextBlock
from vidkit.brand.contrast import mix
from vidkit.brand.doorway import Doorway, Floor, day
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.layout import EndLayout, end_layout
from vidkit.brand.motion import Track, ease_in_out
from vidkit.brand.painting import blank
from vidkit.brand.scene import Manner
from vidkit.brand.scene_laid import LaidLine
from vidkit.brand.stage import Layer, play
from vidkit.brand.stage_layers import Picture, Words, rule
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

DOOR_OPENS = (0.25, 1.1)

LEADING = 1.08

ROW_PX = 196
"""From hairline to hairline, at 1080 pixels of short side."""


def frames(card: Card, brand: Brand) -> "Iterator[Frame]":
    """The end card's frames, `(height, width, 3)` uint8 RGB: exactly `card.frames` of them."""
    backdrop, doorway = scene(card, brand)
    return play(card, backdrop, [*doorway, *words(card, brand)])


def scene(card: Card, brand: Brand) -> "tuple[Frame, list[Layer]]":
    """All but the words: the backdrop, and what moves on it."""
    layout = end_layout(card.size, card.safe)
    light = day(brand.end_palette)
    backdrop = blank(card.size.height, card.size.width, light.wall)
    backdrop[layout.door.bottom :] = blank(1, 1, light.floor)
    opening = Track(*DOOR_OPENS, first=0.0, easing=ease_in_out)
    return backdrop, [
        Doorway(card.size, layout.door, light, opening),
        Floor(card.size, layout.door, light, opening),
    ]


def words(card: Card, brand: Brand) -> list[Layer]:
    """The mark, and everything that is to be read."""
    layout = end_layout(card.size, card.safe)
    u, x = layout.unit, layout.text.x
    y = layout.text.y + round(24 * u)
    badge = round(112 * u)
    come = Track(MARK_COMES, MARK_COMES + TAKES)
    layers: list[Layer] = [Picture(brand.mark.on_light, Box(x, y, badge, badge), come)]
    for signature in card.blocks("signature"):
        baseline = y + badge / 2 + _cap_height(signature, brand) / 2
        layers.append(_line(signature, brand, (x + badge + round(26 * u), baseline), brand.end_palette.quiet, come))
    (heading,) = card.blocks("heading")
    baseline = y + badge + 76 * u
    for number in range(len(heading.lines)):
        baseline += _cap_height(heading, brand) if number == 0 else LEADING * heading.size_px
        start = HEADING_COMES + 0.08 * number
        come = Track(start, start + TAKES)
        layers.append(_line(heading, brand, (x, baseline), brand.end_palette.ink, come, number=number))
    return layers + _contacts(card, brand, layout, round(baseline + 64 * u))


def _contacts(card: Card, brand: Brand, layout: EndLayout, top: int) -> list[Layer]:
    """The rows under the heading: a hairline, the label, and large what to call or open."""
    u, text = layout.unit, layout.text
    gap = round(48 * u)
    column = (text.width - gap * (layout.columns - 1)) // layout.columns
    row_height = round(ROW_PX * u)
    layers: list[Layer] = []
    for number, (label, contact) in enumerate(zip(card.blocks("label"), card.blocks("contact"), strict=True)):
        row, place = divmod(number, layout.columns)
        x, y = text.x + place * (column + gap), top + row * row_height
        start = ROWS_COME + ROW_AFTER_ROW * number
        come = Track(start, start + TAKES)
        hairline = mix(brand.end_palette.paper, brand.end_palette.ink, 0.28)
        layers.append(rule(Box(x, y, column, max(2, round(3 * u))), hairline, Track(start, start + 0.7)))
        layers.append(_line(label, brand, (x, y + 58 * u), brand.end_palette.quiet, come))
        layers.append(_line(contact, brand, (x, y + 146 * u), brand.end_palette.ink, come))
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
