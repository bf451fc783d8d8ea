"""The intro: the scene that the brand has chosen, with the words that were fitted, as layers to be painted.

Draws a fitted card; fits and decides nothing. What happens, and when, stands in `templates/intros/`.
"""

from typing import TYPE_CHECKING, assert_never

from vidkit.brand.card import Card
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.painting import blank
from vidkit.brand.scenes.doorway import Doorway, Floor, night
from vidkit.brand.scenes.fitting import setting_of
from vidkit.brand.scenes.laid import Laid, LaidDisc, LaidDoorway, LaidLine, LaidMark, LaidPlane, Layout
from vidkit.brand.scenes.layout import lay_out
from vidkit.brand.scenes.reading import read_scene
from vidkit.brand.scenes.stage import Layer, play
from vidkit.brand.scenes.stage_layers import Disc, Picture, Plane, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vidkit.brand.painting import Frame


def frames(card: Card, brand: Brand) -> "Iterator[Frame]":
    """The intro's frames, `(height, width, 3)` uint8 RGB: exactly `card.frames` of them."""
    backdrop, layers = whole(card, brand)
    return play(card, backdrop, layers)


def whole(card: Card, brand: Brand) -> "tuple[Frame, list[Layer]]":
    """The backdrop, and everything that moves on it, from the bottom up."""
    layout = _layout(card, brand)
    layers = [layer for laid in layout.laid for layer in _layers(laid, card, brand)]
    return blank(card.size.height, card.size.width, layout.ground), layers


def scene(card: Card, brand: Brand) -> "tuple[Frame, list[Layer]]":
    """All but the words: the backdrop, and what moves on it."""
    layout = _layout(card, brand)
    backdrop = blank(card.size.height, card.size.width, layout.ground)
    grounds = [laid for laid in layout.laid if not _is_read(laid)]
    return backdrop, [layer for laid in grounds for layer in _layers(laid, card, brand)]


def words(card: Card, brand: Brand) -> list[Layer]:
    """The mark, and everything that is to be read."""
    return [layer for laid in _layout(card, brand).laid if _is_read(laid) for layer in _layers(laid, card, brand)]


def settles(card: Card, brand: Brand) -> float:
    """Seconds after which nothing of the intro moves."""
    _backdrop, layers = whole(card, brand)
    return max(layer.settles for layer in layers)


def _is_read(laid: Laid) -> bool:
    return isinstance(laid, LaidLine | LaidMark) or (isinstance(laid, LaidPlane) and laid.over_text)


def _layout(card: Card, brand: Brand) -> Layout:
    return lay_out(read_scene(brand.intro.variant).scene, setting_of(brand, card.size, card.safe), card.texts)


def _layers(laid: Laid, card: Card, brand: Brand) -> list[Layer]:
    match laid:
        case LaidPlane():
            return [Plane(laid)]
        case LaidDisc():
            return [Disc(laid)]
        case LaidLine():
            return [Words(laid, brand.typeface)]
        case LaidMark():
            path = brand.mark.on(laid.ground)
            return [Picture(path, Box(laid.left, laid.top, laid.width, laid.width), laid.come, laid.x, laid.y)]
        case LaidDoorway():
            light = night(brand.palette)
            doorway = Doorway(card.size, laid.door, light, laid.opening)
            return [doorway, Floor(card.size, laid.door, light, laid.opening)]
        case _:
            assert_never(laid)
