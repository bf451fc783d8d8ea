"""What comes with vidkit for end cards to stand on, put to the test under a brand's words and in its colours.

Templates lay no colours over an end card: what stands the test here stands it in every template.
"""

import msgspec

from vidkit.brand import cards
from vidkit.brand.card_trial import Tried, try_card
from vidkit.brand.end_card import inks
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.templates.mark_sight import sight


def on_ending(brand: Brand, name: str) -> Brand:
    """`brand` with its end card on the ending of that name."""
    return msgspec.structs.replace(brand, end_card=msgspec.structs.replace(brand.end_card, variant=name))


def tried(name: str, brand: Brand, size: Size, safe: Box) -> Tried:
    """The end card of `brand` on the ending `name`, as a small picture of a frame of `size`."""
    own = on_ending(brand, name)
    return try_card(lambda *frame: cards.end_card(own, *frame), own, size, safe)


def mark_seen(name: str, brand: Brand) -> float:
    """The contrast, 1 to 21, of the mark with the ground that the ending `name` gives it. Raises as `sight` does."""
    drawn = inks(on_ending(brand, name))
    return sight(drawn.mark, drawn.ground)
