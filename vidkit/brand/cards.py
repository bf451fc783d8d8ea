"""From a brand and a title to a card: which texts, how large, in how many lines.

Decides and refuses; draws nothing. Sizes are em pixels at 1080 pixels of short side.
"""

from collections.abc import Mapping
from math import ceil

import msgspec

from vidkit.brand.card import Card, CardKind, TextBlock
from vidkit.brand.cover_layout import read_cover_layout, words_width, work_out
from vidkit.brand.end_card import lowest
from vidkit.brand.ending import read_ending
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.layout import end_layout, unit
from vidkit.brand.scenes.fitting import fitted
from vidkit.brand.scenes.reading import read_scene
from vidkit.brand.typesetting import Slot, fit, measurer
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

SIGNATURE_PX = 36
CONTACT_PX = 76
LABEL_PX = 36
"""On a phone a frame of 1080 pixels is about 7 cm wide: 36 pixels are the size of small print there."""

LEADING = 1.06
"""From one line of the cover's title to the next, in em."""

SENDER_PX, BESIDE_PX, GAP_PX = 72, 20, 40
"""The mark on the cover, the space beside it, and that under it."""


def intro_card(brand: Brand, texts: Mapping[str, str], size: Size, safe: Box, rate: tuple[int, int]) -> Card:
    """The card that opens a reel: the brand's scene with its words, all inside `safe`.

    `texts` are the reel's own words by their role; without a `title` the brand's name stands in its place. `rate` is
    frames a second as a fraction. Raises `BrandError` when a text does not fit or the typeface lacks one of its
    characters, and when the scene itself is wrong.
    """
    read = read_scene(brand.intro.variant)
    return Card(
        kind=CardKind.INTRO,
        size=size,
        safe=safe,
        rate=rate,
        frames=_frames(brand.intro.seconds or read.scene.seconds, rate),
        texts=fitted(read.scene, brand, texts, size, safe),
        brand_digest=brand.drawn_digest,
        scene=read.digest,
    )


def end_card(brand: Brand, size: Size, safe: Box, rate: tuple[int, int]) -> Card:
    """The card that closes a reel: heading, the brand's contacts with `on_end_card`, who answers for it.

    Raises `BrandError` when one of the brand's own texts does not fit, or not all of them together.
    """
    layout = end_layout(size, safe)
    u, width = layout.unit, layout.text.width
    column = (width - round(48 * u) * (layout.columns - 1)) // layout.columns
    heading = Slot(role="heading", width=width, largest=round(104 * u), smallest=round(56 * u))
    texts = [_fitted(brand, brand.end_card.heading, heading)]
    for contact in (contact for contact in brand.contacts if contact.on_end_card):
        texts.append(_line(brand, contact.label, "label", column, LABEL_PX * u, bold=False))
        texts.append(_line(brand, contact.text, "contact", column, CONTACT_PX * u, bold=True))
    # One size for all: a number must not look less important for being longer.
    smallest = min((text.size_px for text in texts if text.role == "contact"), default=0)
    texts = [msgspec.structs.replace(t, size_px=smallest) if t.role == "contact" else t for t in texts]
    if brand.end_card.signature:
        texts.append(
            _line(brand, brand.end_card.signature, "signature", round(width - 120 * u), SIGNATURE_PX * u, bold=True)
        )
    card = Card(
        kind=CardKind.END,
        size=size,
        safe=safe,
        rate=rate,
        frames=_frames(brand.end_card.seconds, rate),
        texts=tuple(texts),
        brand_digest=brand.drawn_digest,
        scene=read_ending(brand.end_card.variant).digest,
    )
    if lowest(card, brand) > safe.bottom:
        raise BrandError(
            _("The end card has no room for {count} contacts under “{heading}”.").format(
                count=len(card.blocks("contact")), heading=brand.end_card.heading
            ),
            _("Write on_end_card = false for one of them, or make the heading shorter."),
        )
    return card


def cover_card(brand: Brand, title: str, size: Size, keep: Box) -> Card:
    """The still picture that stands for the reel; its title inside `keep`, which every crop leaves whole.

    One frame. Raises `BrandError` as `intro_card` does.
    """
    layout = read_cover_layout(brand.cover.layout)
    u, width = unit(size), words_width(layout, size, keep)
    words = title if title.strip() else brand.name
    texts = (
        _cover_title(brand, words, width, u),
        _line(brand, brand.intro.kicker or brand.name, "kicker", round(width - 120 * u), 38 * u, bold=True),
    )
    return Card(
        kind=CardKind.COVER,
        size=size,
        safe=keep,
        rate=(1, 1),
        frames=1,
        texts=texts,
        poster=work_out(layout, size, keep, _cover_words(brand, texts, u)),
        brand_digest=brand.drawn_digest,
    )


def _cover_title(brand: Brand, words: str, width: int, u: float) -> TextBlock:
    """Large in two lines, or in three where two would be small: some layouts leave the words a narrow column."""
    slot = Slot(role="title", width=width, largest=round(116 * u), smallest=round(80 * u))
    try:
        return _fitted(brand, words, slot)
    except BrandError:
        return _fitted(brand, words, msgspec.structs.replace(slot, smallest=round(60 * u), lines=3))


def _cover_words(brand: Brand, texts: tuple[TextBlock, ...], u: float) -> Size:
    """How large sender and title came out together, down to the descenders of the last line."""
    title, kicker = texts
    cap, descent = 0.67, 0.22
    height = (SENDER_PX + GAP_PX) * u + (cap + (len(title.lines) - 1) * LEADING + descent) * title.size_px
    widths = [measurer(brand.typeface, title.size_px, bold=title.bold)(line) for line in title.lines]
    sender = measurer(brand.typeface, kicker.size_px, bold=kicker.bold)(kicker.lines[0])
    return Size(ceil(max(*widths, (SENDER_PX + BESIDE_PX) * u + sender)), round(height))


def _fitted(brand: Brand, text: str, slot: Slot) -> TextBlock:
    return fit(text, brand.typeface, slot)


def _line(brand: Brand, text: str, role: str, width: int, size_px: float, *, bold: bool) -> TextBlock:
    """One line of the brand's own words; it may shrink by a third before it is refused."""
    largest = round(size_px)
    slot = Slot(role=role, width=width, largest=largest, smallest=round(largest * 2 / 3), lines=1, bold=bold)
    return fit(text, brand.typeface, slot)


def _frames(seconds: float, rate: tuple[int, int]) -> int:
    return max(1, round(seconds * rate[0] / rate[1]))
