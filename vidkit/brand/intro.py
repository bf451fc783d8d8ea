"""The intro: at night a door is opened, its light falls out, and the title stands in the calm above it.

Draws a fitted card; fits and decides nothing. Times are seconds from the first frame.
"""

from typing import TYPE_CHECKING

from vidkit.brand.card import Card
from vidkit.brand.doorway import Doorway, Floor, night
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.layout import intro_layout
from vidkit.brand.motion import Track, ease_in_out
from vidkit.brand.painting import Line, blank
from vidkit.brand.stage import Layer, RisingLine, Rule, mark_layer, play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vidkit.brand.painting import Frame

LEADING = 1.06
"""Baseline to baseline of a title, in em: capitals with rings (Å) still stand free."""

DOOR_OPENS = (0.0, 0.85)
SENDER_COMES = 0.12
TITLE_COMES = 0.20
LINE_AFTER_LINE = 0.10
LINE_TAKES = 0.60
RULE_GROWS = 0.50
SIGNATURE_COMES = 0.62
"""All stands still by 1.3 s: a crossfade of 0.4 s may begin at 1.6 s, and the title has been whole for 1 s."""


def frames(card: Card, brand: Brand) -> "Iterator[Frame]":
    """The intro's frames, `(height, width, 3)` uint8 RGB: exactly `card.frames` of them."""
    backdrop, doorway = scene(card, brand)
    return play(card, backdrop, [*doorway, *words(card, brand)])


def scene(card: Card, brand: Brand) -> "tuple[Frame, list[Layer]]":
    """All but the words: the backdrop, and what moves on it."""
    layout = intro_layout(card.size, card.safe)
    light = night(brand.palette)
    backdrop = blank(card.size.height, card.size.width, light.wall)
    backdrop[layout.door.bottom :] = blank(1, 1, light.floor)
    opening = Track(*DOOR_OPENS, first=0.05, easing=ease_in_out)
    return backdrop, [
        Doorway(card.size, layout.door, light, opening),
        Floor(card.size, layout.door, light, opening),
    ]


def words(card: Card, brand: Brand) -> list[Layer]:
    """The mark, and everything that is to be read."""
    layout = intro_layout(card.size, card.safe)
    u, palette = layout.unit, brand.palette
    x, y = layout.text.x, layout.text.y + round(44 * u)
    layers: list[Layer] = []
    badge = round(88 * u)
    come = Track(SENDER_COMES, SENDER_COMES + 0.5)
    layers.append(mark_layer(brand.mark.on_dark, x, y, badge, come))
    for kicker in card.blocks("kicker"):
        line = Line(kicker.lines[0], brand.typeface, kicker.size_px, bold=kicker.bold)
        baseline = y + badge / 2 + line.cap_height / 2
        layers.append(RisingLine(line, x + badge + round(24 * u), baseline, palette.accent_on_primary, come))
    baseline = y + badge + round(64 * u)
    (title,) = card.blocks("title")
    for number, text in enumerate(title.lines):
        line = Line(text, brand.typeface, title.size_px, bold=title.bold)
        baseline += line.cap_height if number == 0 else LEADING * title.size_px
        start = TITLE_COMES + number * LINE_AFTER_LINE
        layers.append(RisingLine(line, x, baseline, palette.on_primary, Track(start, start + LINE_TAKES)))
    y = round(baseline + 60 * u)
    layers.append(Rule(Box(x, y, round(120 * u), round(10 * u)), palette.accent, Track(RULE_GROWS, RULE_GROWS + 0.6)))
    for signature in card.blocks("signature"):
        line = Line(signature.lines[0], brand.typeface, signature.size_px, bold=signature.bold)
        come = Track(SIGNATURE_COMES, SIGNATURE_COMES + 0.5)
        baseline = y + round(10 * u) + round(36 * u) + line.cap_height
        layers.append(RisingLine(line, x, baseline, palette.on_primary, come))
    return layers
