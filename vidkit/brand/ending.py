"""What an end card stands on: found by name or path, and read into a scene without words, in the language of intros.

A TOML file in `templates/endings`, or one beside the brand's; refused with the key's path where it is wrong.
"""

import difflib
import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.brand.reading import as_value, read_toml, refuse
from vidkit.brand.scenes.lengths import ROOMS
from vidkit.brand.scenes.reading import faults_of_layers
from vidkit.brand.scenes.scene import EndScene
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

EXAMPLE = "templates/endings/panels.toml"
"""A file that shows what an ending looks like."""

WORDS = "words"
"""The room that the end card's words take, for layers to lean on."""


class ReadEnding(msgspec.Struct, frozen=True):
    """An ending as it was read."""

    scene: EndScene
    digest: str
    """SHA-256 of what it says, hex: comments and order do not count."""


def ending_names() -> tuple[str, ...]:
    """The endings that come with vidkit, by name."""
    return tuple(sorted(file.stem for file in _folder().glob("*.toml")))


def ending_places(variant: str, folder: Path) -> tuple[Path, ...]:
    """Where an ending is, or would be, that a brand in `folder` names."""
    return (folder / variant,) if variant.endswith(".toml") else (_folder() / f"{variant}.toml",)


def read_ending(variant: str) -> ReadEnding:
    """The ending of a name, or in a TOML file by its absolute path.

    Raises `BrandError` when there is none, `FaultyBrandError` with every key of it that is wrong.
    """
    (file,) = ending_places(variant, Path())
    if not file.is_file():
        near = difflib.get_close_matches(variant.casefold(), ending_names(), n=1, cutoff=0.5)
        names = ", ".join(ending_names())
        raise BrandError(
            _("There is no ground for the end card called “{name}”.").format(name=variant),
            _("Did you mean “{key}”?").format(key=near[0])
            if near
            else _("Give the path of a TOML file, or one of: {names}.").format(names=names),
        )
    read_toml(file)  # says in words what is wrong with it as a file
    return _read(file, file.read_bytes())


@lru_cache(maxsize=32)
def _read(file: Path, content: bytes) -> ReadEnding:
    said = tomllib.loads(content.decode("utf-8-sig"))
    scene = as_value(said, EndScene, file, example=EXAMPLE)
    refuse(list(faults_of_layers(scene, file, (*ROOMS, WORDS))))
    return ReadEnding(scene, hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest())


def _folder() -> Path:
    return resources.templates() / "endings"
