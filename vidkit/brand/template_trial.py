"""The intros that templates make of a brand, put to the test with the templates' own examples.

For `vidkit brand check`: draws and measures; what is enough stands in `contrast` and `flashes`.
"""

import msgspec

from vidkit.brand import cards, flashes, readability
from vidkit.brand.drawing import frames
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.readability import Measured
from vidkit.brand.template import dress, load_template

SMALLER = 2
"""Reduction at which texts are measured: at a half, the thinnest line of a letter is still a whole pixel."""

SMALLEST = 4
"""Reduction at which flashes are counted: areas are counted in squares of 30 pixels anyway."""

RATE = (5, 1)
FLASH_RATE = (30, 1)
"""Frames a second: texts stand still for long, what flashes does not."""


class Tried(msgspec.Struct, frozen=True):
    """What one template makes of a brand."""

    worst: Measured
    """The text of its intro that can be read worst."""
    flashes: int
    """Of the intro in a second, at most."""


def tried(name: str, brand: Brand, size: Size, safe: Box) -> Tried:
    """The intro of the template `name` over `brand`, as a small picture of a frame of `size`.

    Raises `BrandError` when the template cannot be laid over the brand.
    """
    template = load_template(name)
    made = dress(brand, template, [(key, text) for key, field in template.fields.items() for text in field.examples])
    own = made.brand
    texts = {} if own.intro.texts.get("title") else {"title": made.title}
    half, quarter = ((_size(size, share), _box(safe, share)) for share in (SMALLER, SMALLEST))
    measured = readability.measure_card(cards.intro_card(own, texts, *half, RATE), own)
    moving = cards.intro_card(own, texts, *quarter, FLASH_RATE)
    return Tried(
        min(measured, key=lambda one: one.ratio / one.least),
        flashes.flashes(frames(moving, own), moving.size, FLASH_RATE),
    )


def _size(size: Size, share: int) -> Size:
    return Size(size.width // share, size.height // share)


def _box(box: Box, share: int) -> Box:
    return Box(box.x // share, box.y // share, box.width // share, box.height // share)
