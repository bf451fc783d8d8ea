"""Text into lines: how wide it is, how large it may be, where it breaks. Nothing is drawn here.

Works on the font's own measures (`typeface`), so that the same title breaks alike on every machine.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

import msgspec

from vidkit.brand.card import TextBlock
from vidkit.brand.typeface import Typeface, face, lacking
from vidkit.captions.breaks import FORBIDDEN, break_cost
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext

WIDOW = 0.34
"""A last line shorter than this share of the longest is a widow: it reads as left over, not as set."""

_BREAK = re.compile(r"[ \t\n]+")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])[ \t\n\r]*")
_FIGURES = re.compile(r"(?<=\d)[ \t](?=\d)")
_DASH = re.compile(r"[ \t]+(?=[–—-](?:\s|$))")


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A place for text in a layout."""

    role: str
    width: int
    """Pixels."""
    largest: int
    """Em size in pixels that is tried first."""
    smallest: int
    """Em size below which the text is refused."""
    lines: int = 2
    bold: bool = True


def measurer(typeface: Typeface, size_px: float, *, bold: bool = False) -> Callable[[str], float]:
    """A function that gives the width in pixels of a line of text at em size `size_px`, kerning included."""
    measured = face(typeface.file(bold=bold))
    return lambda text: measured.width(text) * size_px


def normalised(text: str) -> str:
    """`text` composed (NFC), with single spaces, line feeds for line breaks and no invisible characters."""
    text = unicodedata.normalize("NFC", text)
    text = _LINE_END.sub("\n", text.strip())
    kept = (c for c in text if c in "\n\u00a0" or unicodedata.category(c) not in ("Cc", "Cf"))
    return re.sub(r"[ \t]+", " ", "".join(kept)).strip()


def fit(text: str, typeface: Typeface, slot: Slot) -> TextBlock:
    """`text` set as large and as evenly as `slot` lets it, in at most `slot.lines` lines without widows.

    Line breaks in `text` are kept when there is room for them. Raises `BrandError` naming the text when the
    typeface lacks one of its characters or when it does not fit even at the smallest size.
    """
    text = normalised(text)
    _refuse_lacking(text, typeface, slot)
    width = face(typeface.file(bold=slot.bold)).width
    given = tuple(text.split("\n"))
    if 1 < len(given) <= slot.lines and all(given):
        size = _size(given, width, slot)
        if size >= slot.smallest:
            return TextBlock(role=slot.role, lines=given, size_px=size, bold=slot.bold)
    words = _words(text)
    settings = [(_size(lines, width, slot), lines) for lines in _settings(words, slot.lines)]
    biggest = max(size for size, _lines in settings)
    if biggest < slot.smallest:
        raise _too_long(text, words, width, slot)
    # A break that reads well is worth some size, up to a fifth: `_badness` weighs the one against the other.
    near = [(size, lines) for size, lines in settings if size >= max(biggest * 0.8, slot.smallest)]
    size, lines = min(near, key=lambda setting: _badness(setting, biggest, width))
    return TextBlock(role=slot.role, lines=lines, size_px=size, bold=slot.bold)


def _words(text: str) -> tuple[str, ...]:
    """What may be parted: figures of one number stay together, and a dash stays with the word before it."""
    text = _DASH.sub("\u00a0", _FIGURES.sub("\u00a0", text))
    return tuple(word for word in _BREAK.split(text) if word)


def _settings(words: tuple[str, ...], most: int) -> Iterator[tuple[str, ...]]:
    for count in range(1, min(most, len(words)) + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            edges = (0, *cuts, len(words))
            yield tuple(" ".join(words[a:b]) for a, b in pairwise(edges))
    if not words:
        yield ("",)


def _size(lines: tuple[str, ...], width: Callable[[str], float], slot: Slot) -> int:
    longest = max(map(width, lines))
    return slot.largest if longest <= 0 else min(slot.largest, int(slot.width / longest))


def _badness(setting: tuple[int, tuple[str, ...]], biggest: int, width: Callable[[str], float]) -> float:
    size, lines = setting
    widths = [width(line) for line in lines]
    longest = max(widths) or 1.0
    uneven = sum(1 - each / longest for each in widths) / len(lines)
    widow = 1.0 if len(lines) > 1 and widths[-1] < WIDOW * longest else 0.0
    broken = sum(
        break_cost(before.split(" ")[-1], after.split(" ")[0]) / FORBIDDEN for before, after in pairwise(lines)
    )
    return 2.0 * (1 - size / biggest) + uneven + widow + 0.5 * broken + 0.2 * (len(lines) - 1)


def _refuse_lacking(text: str, typeface: Typeface, slot: Slot) -> None:
    missing = lacking(text, typeface, bold=slot.bold)
    if missing:
        raise BrandError(
            _("The typeface has no “{character}”, which stands in “{text}”.").format(
                character=missing[0], text=text.replace("\n", " ")
            ),
            _("Leave it out, or say it in words. Emoji can stand in the post text."),
        )


def _too_long(text: str, words: tuple[str, ...], width: Callable[[str], float], slot: Slot) -> BrandError:
    room = slot.width / slot.smallest
    longest = max(words, key=width)
    wish = ngettext(
        "“{text}” is too long: it does not fit in one line, however small.",
        "“{text}” is too long: it does not fit in {lines} lines, however small.",
        slot.lines,
    )
    message = wish.format(text=text.replace("\n", " "), lines=slot.lines)
    if width(longest) > room:
        return BrandError(message, _("The word “{word}” is wider than a line.").format(word=longest))
    share = 0.9 * slot.lines * room / max(width(" ".join(words)), 0.01)
    return BrandError(
        message,
        _("Shorten it to about {count} characters.").format(count=int(len(text) * min(share, 0.95))),
    )
