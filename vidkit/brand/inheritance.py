"""One brand as another's heir: TOML files merged key by key, and for each key the file in which it is written.

Works on what TOML gives, before it is a kit; which keys make others void is all it knows of brands.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from vidkit import resources
from vidkit.brand.reading import read_toml
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

VOIDS = {
    "palette.primary": ("palette.deep",),
    "palette.accent": ("palette.glow",),
    "palette.paper": ("palette.muted",),
    "palette.ink": ("palette.muted",),
    "captions.box": ("captions.word_plate", "captions.word_text"),
    "captions.word_plate": ("captions.word_text",),
    "typeface.package": ("typeface.regular", "typeface.bold"),
    "typeface.regular": ("typeface.package", "typeface.bold"),
}
"""What is not inherited where the heir gives the key: shades that were mixed for another colour, and the other way to
name a typeface. Without it a new `primary` would stand on the old one's floor, and a new font would never be used."""


KIT_FILE = "brand.toml"
"""The name of the TOML in a folder that holds one brand."""


class Lineage(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force in a brand, and where each of it is written."""

    files: tuple[Path, ...]
    """The brand's own TOML first, then what it extends, what that extends, and so on."""
    content: dict[str, Any]
    """As one TOML file would give it, with the brand's own `extends`."""
    sources: dict[str, Path]
    """From the path of each value that is no table, such as `palette.accent` or `contacts`, to its file."""

    def written_in(self, key: str) -> Path:
        """The file that `key` comes from; the brand's own for what is written nowhere."""
        plain = key.partition("[")[0]
        while plain:
            if plain in self.sources:
                return self.sources[plain]
            plain = plain.rpartition(".")[0]
        return self.files[0]


def lineage_of(name_or_path: str) -> Lineage:
    """The brand in `templates/brands/<name>.toml`, or in a TOML file by its path, with all that it extends.

    Raises `BrandError` when a file is not there, is no TOML, or leads back to itself.
    """
    file = found(name_or_path, Path())
    if file is None:
        raise BrandError(
            _("There is no brand “{name}”.").format(name=name_or_path),
            _("Give the path of a TOML file, or one of: {names}.").format(names=", ".join(brand_names())),
        )
    return _read(file, ())


def brand_names() -> tuple[str, ...]:
    """The brands that come with vidkit, by name."""
    return tuple(sorted(file.stem for file in brand_folder().glob("*.toml")))


def brand_folder() -> Path:
    """Where the brands lie that come with vidkit."""
    return resources.templates() / "brands"


def found(name_or_path: str, folder: Path) -> Path | None:
    """The TOML file of a brand, by name, or by its path, or its folder's, from `folder`; None where there is none."""
    return next((place.resolve() for place in places(name_or_path, folder) if is_there(place.is_file)), None)


def places(name_or_path: str, folder: Path) -> tuple[Path, ...]:
    """Where that file is looked for, in this order."""
    path = folder / _at_home(name_or_path)
    if name_or_path and path.suffix != ".toml" and not {"/", "\\"}.intersection(name_or_path):
        return (brand_folder() / f"{name_or_path}.toml", path / KIT_FILE)
    return (path / KIT_FILE if is_there(path.is_dir) else path,)


def is_there(asked: Callable[[], bool]) -> bool:
    """What a path's `is_file` or `is_dir` says; False for a name that nothing can have, too."""
    try:
        return asked()
    except (OSError, ValueError):
        return False


def _at_home(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # ~somebody, and there is nobody of that name
        return Path(path)


def _read(file: Path, heirs: tuple[Path, ...]) -> Lineage:
    """The brand in `file`, which is extended by the last of `heirs`."""
    own = read_toml(file)
    sources = dict.fromkeys(_paths(own, ""), file)
    if "extends" not in own:
        return Lineage(files=(file,), content=own, sources=sources)
    parent = _read(_parent(own["extends"], file, (*heirs, file)), (*heirs, file))
    void = {other for key in sources for other in VOIDS.get(key, ()) if other not in sources}
    content = _without(_merged(parent.content, own), void)
    return Lineage(
        files=(file, *parent.files),
        content=content,
        sources={path: (parent.sources | sources).get(path, file) for path in _paths(content, "")},
    )


def _parent(named: object, file: Path, line: tuple[Path, ...]) -> Path:
    parent = found(named, file.parent) if isinstance(named, str) and named.strip() else None
    if parent is None:
        raise BrandError(
            _("{file}: “extends” names {named}, which is not there.").format(file=file, named=repr(named)),
            _("Give the path of a TOML file, or one of: {names}.").format(names=", ".join(brand_names())),
        )
    if parent in line:
        raise BrandError(
            _("{file}: “extends” leads back to {parent}, which extends this file itself.").format(
                file=file, parent=parent
            ),
            _("Take “extends” out of one of them."),
        )
    return parent


def _paths(content: dict[str, Any], before: str) -> list[str]:
    """The path of each value that is no table; of a table that is empty too."""
    paths: list[str] = []
    for key, value in content.items():
        path = f"{before}{key}"
        paths += _paths(value, f"{path}.") if isinstance(value, dict) and value else [path]
    return paths


def _merged(parent: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(parent)
    for key, value in own.items():
        inherited = parent.get(key)
        if isinstance(value, dict) and isinstance(inherited, dict):
            merged[key] = _merged(inherited, value)
        else:
            merged[key] = value
    return merged


def _without(content: dict[str, Any], void: set[str], before: str = "") -> dict[str, Any]:
    return {
        key: _without(value, void, f"{before}{key}.") if isinstance(value, dict) else value
        for key, value in content.items()
        if f"{before}{key}" not in void
    }
