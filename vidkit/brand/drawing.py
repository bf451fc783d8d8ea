"""The one way in to the drawn shots: a card's frames, whatever kind of card it is."""

from typing import TYPE_CHECKING, assert_never

from vidkit.brand import end_card, intro
from vidkit.brand.card import Card, CardKind
from vidkit.brand.kit import Brand
from vidkit.brand.scenes.stage import play
from vidkit.brand.scenes.stage_layers import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vidkit.brand.painting import Frame


def frames(card: Card, brand: Brand) -> "Iterator[Frame]":
    """The frames of an intro or an end card, `(height, width, 3)` uint8 RGB: exactly `card.frames` of them.

    Deterministic. A cover is no shot: `cover.draw_cover` draws it, on a frame of the reel.
    """
    match card.kind:
        case CardKind.INTRO:
            return intro.frames(card, brand)
        case CardKind.END:
            return end_card.frames(card, brand)
        case CardKind.COVER:
            raise ValueError("a cover has no frames of its own")
        case _:
            assert_never(card.kind)


def wordless_frames(card: Card, brand: Brand) -> "Iterator[Frame]":
    """The frames of an intro or an end card without mark and words: what these are seen against."""
    backdrop, layers = (intro if card.kind is CardKind.INTRO else end_card).scene(card, brand)
    return play(card, backdrop, layers)


def lines(card: Card, brand: Brand) -> list[Words]:
    """The lines of text of an intro or an end card, from the top."""
    words = (intro if card.kind is CardKind.INTRO else end_card).words(card, brand)
    return [layer for layer in words if isinstance(layer, Words)]
