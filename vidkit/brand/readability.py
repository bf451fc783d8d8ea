"""The contrast of every text on cards and cover, measured on frames as they are drawn.

Draws and measures; what is enough stands in `contrast`.
"""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from vidkit.brand import cover, drawing
from vidkit.brand.card import Card, CardKind
from vidkit.brand.contrast import BODY_TEXT, LARGE_TEXT, luminance_ratio, rgb
from vidkit.brand.flashes import luminances_of
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand
from vidkit.brand.layout import unit
from vidkit.brand.painting import Line

if TYPE_CHECKING:
    from vidkit.brand.painting import Frame

LARGE_PX, LARGE_BOLD_PX = 72, 56
"""Text from here on counts as large, at 1080 pixels of short side. WCAG 2.2 says 18 points, or 14 in bold: 24 and
18.7 CSS pixels, of which a phone is 360 wide."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One text and how well it can be read."""

    kind: CardKind
    role: str
    """`title`, `kicker`, `contact`, ... as the card's layout names it."""
    text: str
    large: bool
    ratio: float
    """Contrast with what lies behind it, at the worst place and time."""

    @property
    def least(self) -> float:
        """What WCAG 1.4.3 asks of a text of this size, level AA."""
        return LARGE_TEXT if self.large else BODY_TEXT


class _Placed(Protocol):
    @property
    def line(self) -> Line: ...
    @property
    def colour(self) -> str: ...
    @property
    def box(self) -> Box: ...


def measure_card(card: Card, brand: Brand) -> tuple[Measured, ...]:
    """Every text of an intro or an end card, against all that is behind it once it stands still."""
    drawn, grounds = list(drawing.frames(card, brand)), list(drawing.wordless_frames(card, brand))
    frames_a_second = card.rate[0] / card.rate[1]
    found = []
    for line in drawing.lines(card, brand):
        for standing in line.standings:
            first = min(len(grounds) - 1, int(standing.first * frames_a_second) + 1)
            after = len(grounds) if math.isinf(standing.last) else math.ceil(standing.last * frames_a_second)
            shown = slice(first, max(first + 1, min(after, len(grounds))))
            found.append(_measured(card, standing, drawn[shown][-1], grounds[shown]))
    return tuple(found)


def measure_cover(card: Card, brand: Brand) -> tuple[Measured, ...]:
    """Every text of a cover, over the lightest picture there can be and the darkest."""
    import numpy as np
    from PIL import Image

    pictures = [Image.new("RGB", (card.size.width, card.size.height), colour) for colour in ("#FFFFFF", "#000000")]
    grounds = [cover.ground(picture, card, brand) for picture in pictures]
    finished = np.asarray(cover.draw_cover(pictures[0], card, brand))
    return tuple(_measured(card, words, finished, grounds) for words in cover.words_of(card, brand))


def _measured(card: Card, placed: _Placed, finished: "Frame", grounds: "Sequence[Frame]") -> Measured:
    block = next(
        block for block in card.texts if placed.line.text in block.lines and placed.line.size_px == block.size_px
    )
    least = (LARGE_BOLD_PX if block.bold else LARGE_PX) * unit(card.size)
    return Measured(
        kind=card.kind,
        role=block.role,
        text=placed.line.text,
        large=block.size_px >= least,
        ratio=min(_ratios(placed, finished, grounds)),
    )


def _ratios(placed: _Placed, finished: "Frame", grounds: "Sequence[Frame]") -> Iterator[float]:
    """The contrasts of the drawn letters with the lightest and the darkest that is behind them in each frame."""
    import numpy as np

    box = placed.box
    seen = (slice(max(0, box.y), box.bottom), slice(max(0, box.x), box.right))
    drawn = finished[seen]
    letters = (drawn == np.array(rgb(placed.colour), np.uint8)).all(axis=2)  # what is softer is a letter's edge
    if not letters.any():
        yield 1.0  # something else lies over the text
        return
    text = luminances_of(drawn)[letters]
    for ground in grounds:
        behind = luminances_of(ground[seen])
        for one in (text.min(), text.max()):
            for other in (behind.min(), behind.max()):
                yield luminance_ratio(float(one), float(other))
