"""Every place where a brand is looked for: its TOML files, and the marks, sounds and typefaces that they name.

For whoever wants to know when a brand changes. It asks less of the files than reading a brand does: one that is half
saved, or names what is not there yet, has a place all the same.
"""

from collections.abc import Iterator
from pathlib import Path

from vidkit import resources
from vidkit.brand.inheritance import found, places
from vidkit.brand.reading import read_toml
from vidkit.brand.scene_reading import scene_places
from vidkit.errors import BrandError

NAMING = ("typeface", "mark", "sounds")
"""The tables of a brand in which files are named."""


def brand_places(name_or_path: str) -> tuple[Path, ...]:
    """Where a brand's own file, those that it extends and all that they name lie, or would lie if they were there."""
    return tuple(dict.fromkeys(_places(name_or_path, Path(), ())))


def _places(named: str, folder: Path, heirs: tuple[Path, ...]) -> Iterator[Path]:
    yield from places(named, folder)
    file = found(named, folder)
    if file is None or file in heirs:
        return
    try:
        content = read_toml(file)
    except BrandError:
        return
    beside = file.parent
    tables = [content.get(key) for key in NAMING]
    for name in (name for table in tables if isinstance(table, dict) for name in table.values()):
        if isinstance(name, str) and name:
            yield from (beside / name, resources.assets() / name)
    intro = content.get("intro")
    if isinstance(intro, dict) and isinstance(variant := intro.get("variant"), str) and variant:
        yield from scene_places(variant, beside)
    if isinstance(parent := content.get("extends"), str) and parent:
        yield from _places(parent, beside, (*heirs, file))
