"""Colours as a scene writes them: roles of the palette, mixtures, and text that can be read on its ground.

`accent` is a role, `primary with 20% accent` a mixture. `text on primary`, `accent on paper` and `quiet on primary`
are what of the palette can be read there: so a scene is right for colours that nobody had thought of.
"""

import re

from vidkit.brand.contrast import mix, readable_on
from vidkit.brand.palette import Palette

ROLES = {
    "primary": "primary",
    "deep": "depth",
    "accent": "accent",
    "glow": "shine",
    "paper": "paper",
    "ink": "ink",
    "muted": "quiet",
}
"""A colour's name in a brand's file, and where the palette has it, given or derived."""

WISHES = ("text", "quiet", "accent")
"""What can be asked for on a ground: to be read, to be read after the rest, to draw the eye."""

_MIXED = re.compile(r"(?P<one>[a-z]+) with (?P<share>\d{1,2})% (?P<other>[a-z]+)")


def is_colour(words: str) -> bool:
    """Whether `words` name a colour."""
    wish, on, ground = words.partition(" on ")
    if on:
        return wish in WISHES and is_colour(ground) and " on " not in ground
    mixed = _MIXED.fullmatch(words)
    return {mixed["one"], mixed["other"]} <= set(ROLES) if mixed else words in ROLES


def colour(words: str, palette: Palette) -> str:
    """`#RRGGBB` for the words of a scene, which name a colour."""
    wish, on, ground = words.partition(" on ")
    if on:
        return _readable(wish, colour(ground, palette), palette)
    if mixed := _MIXED.fullmatch(words):
        return mix(colour(mixed["one"], palette), colour(mixed["other"], palette), int(mixed["share"]) / 100)
    return str(getattr(palette, ROLES[words]))


def _readable(wish: str, ground: str, palette: Palette) -> str:
    text = readable_on(ground, palette.paper, palette.ink)
    if wish == "accent":
        return readable_on(ground, palette.accent, palette.shine, palette.primary, palette.depth, text)
    if wish == "quiet":
        return readable_on(ground, *(mix(text, ground, share / 20) for share in range(8, 0, -1)), text)
    return text
