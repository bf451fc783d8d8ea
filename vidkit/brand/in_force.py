"""What is in force in a brand, key by key: the value, the file it is written in, or what it follows from.

For showing; knows nothing of how it is shown.
"""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import msgspec

from vidkit.brand.contrast import BODY_TEXT, CAPTION_TEXT, ratio
from vidkit.brand.inheritance import Lineage
from vidkit.brand.kit import Brand
from vidkit.brand.parts import Kit
from vidkit.brand.scenes.reading import read_scene


class Value(msgspec.Struct, frozen=True):
    """One key of a brand."""

    key: str
    """Its path, such as `palette.accent` or `contacts[0].text`."""
    value: str | int | float | bool
    source: Path | None
    """The file it is written in; None where vidkit itself decides."""


class Pair(msgspec.Struct, frozen=True):
    """Two colours that have to be told apart, by their keys."""

    text: str
    ground: str
    ratio: float
    least: float


def values(brand: Brand, lineage: Lineage) -> tuple[Value, ...]:
    """Every key with what it comes to, in the order of the kit."""
    derived: dict[str, str | float] = {
        "intro.seconds": read_scene(brand.intro.variant).scene.seconds,
        "palette.deep": brand.palette.depth,
        "palette.glow": brand.palette.shine,
        "palette.muted": brand.palette.quiet,
        "pad": brand.pad_colour,
        "captions.word_plate": brand.word_colours[0],
        "captions.word_text": brand.word_colours[1],
        "signs.plate": brand.sign_colours.plate,
        "signs.text": brand.sign_colours.text,
        "signs.light_plate": brand.sign_colours.light_plate,
        "signs.light_text": brand.sign_colours.light_text,
        "signs.accent": brand.sign_colours.accent,
        "signs.accent_text": brand.sign_colours.accent_text,
    }
    found = []
    for key, value in _leaves({name: getattr(brand, name) for name in Kit.__struct_fields__}, ""):
        plain = key.partition("[")[0]
        written = plain in lineage.sources and value is not None
        shown = derived.get(key, "") if value is None else value
        found.append(Value(key, shown, lineage.written_in(plain) if written else None))
    return tuple(found)


def pairs(brand: Brand) -> tuple[Pair, ...]:
    """The contrasts that the brand's colours have by themselves."""
    palette, captions = brand.palette, brand.captions
    plate, word = brand.word_colours
    box = min(captions.grounds, key=lambda ground: ratio(captions.text, ground))
    return (
        Pair("palette.ink", "palette.paper", ratio(palette.ink, palette.paper), BODY_TEXT),
        Pair("palette.muted", "palette.paper", ratio(palette.quiet, palette.paper), BODY_TEXT),
        Pair(
            _key_of(palette.on_primary, brand), "palette.primary", ratio(palette.on_primary, palette.primary), BODY_TEXT
        ),
        Pair(
            _key_of(palette.accent_on_primary, brand),
            "palette.primary",
            ratio(palette.accent_on_primary, palette.primary),
            BODY_TEXT,
        ),
        Pair("captions.text", "captions.box", ratio(captions.text, box), CAPTION_TEXT),
        Pair("captions.word_text", "captions.word_plate", ratio(word, plate), BODY_TEXT),
        *(
            Pair(f"signs.{text_key}", f"signs.{ground_key}", ratio(text, ground), CAPTION_TEXT)
            for text_key, text, ground_key, ground in brand.sign_colours.pairs
        ),
    )


def _key_of(colour: str, brand: Brand) -> str:
    """The key under which a colour stands, where it is not one that vidkit chose for want of a better."""
    palette = brand.palette
    known = {palette.paper: "paper", palette.ink: "ink", palette.accent: "accent", palette.shine: "glow"}
    return f"palette.{known[colour]}" if colour in known else colour


def _leaves(content: dict[str, object], before: str) -> Iterator[tuple[str, str | int | float | bool | None]]:
    for key, value in content.items():
        yield from _leaf(f"{before}{key}", value)


def _leaf(path: str, value: object) -> Iterator[tuple[str, str | int | float | bool | None]]:
    if isinstance(value, msgspec.Struct):
        yield from _leaves({name: getattr(value, name) for name in value.__struct_fields__}, f"{path}.")
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _leaf(f"{path}[{index}]", part)
    elif isinstance(value, dict):
        yield from _leaves(value, f"{path}.")
    elif isinstance(value, Enum):
        yield path, str(value.value)
    elif value is None or isinstance(value, str | int | float | bool):
        yield path, value
