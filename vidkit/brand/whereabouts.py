"""Every place where a brand or a template is looked for: TOML files, and the marks, sounds, typefaces that they name.

For whoever wants to know when one changes. It asks less of the files than reading them does: one that is half saved, or
names what is not there yet, has a place all the same.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vidkit import resources
from vidkit.brand.ending import ending_places
from vidkit.brand.inheritance import found, is_there, places
from vidkit.brand.library import SUFFIX
from vidkit.brand.reading import read_toml
from vidkit.brand.scenes.reading import scene_places
from vidkit.brand.templates.template import template_places
from vidkit.errors import BrandError

NAMING = ("typeface", "mark", "sounds")
"""The tables of a brand in which files are named."""


def brand_places(name_or_path: str) -> tuple[Path, ...]:
    """Where a brand's own file, those that it extends and all that they name lie, or would lie if they were there."""
    return tuple(dict.fromkeys(_places(name_or_path, Path(), ())))


def template_whereabouts(name_or_path: str) -> tuple[Path, ...]:
    """Where a template's file and all that it leans on lie, or would lie if they were there."""
    own = template_places(name_or_path)
    named: list[Path] = []
    for file in (file for file in own if is_there(file.is_file)):
        try:
            content = read_toml(file)
        except BrandError:
            continue
        variant, layout = (_said(content, *keys) for keys in (("intro", "variant"), ("cover", "layout")))
        named += scene_places(variant, file.parent) if variant else ()
        if ending := _said(content, "end_card", "variant"):
            named += ending_places(ending, file.parent)
        named += (file.parent / layout,) if layout.endswith(SUFFIX) else ()
    return (*own, *named, resources.templates() / "national-contacts.toml")


def _said(content: dict[str, Any], table: str, key: str) -> str:
    found_there = content.get(table)
    said = found_there.get(key) if isinstance(found_there, dict) else None
    return said if isinstance(said, str) else ""


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
    if variant := _said(content, "intro", "variant"):
        yield from scene_places(variant, beside)
    if ending := _said(content, "end_card", "variant"):
        yield from ending_places(ending, beside)
    if isinstance(parent := content.get("extends"), str) and parent:
        yield from _places(parent, beside, (*heirs, file))
