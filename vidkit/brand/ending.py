"""What an end card stands on: found by name or path, and read into a scene without words, in the language of intros.

A TOML file in `templates/endings`, or one beside the brand's; refused with the key's path where it is wrong.
"""

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

import msgspec

from vidkit.brand.library import Library
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


ENDINGS = Library("endings")

ending_names, ending_places = ENDINGS.names, ENDINGS.places


def read_ending(variant: str) -> ReadEnding:
    """The ending of a name, or in a TOML file by its absolute path.

    Raises `BrandError` when there is none, `FaultyBrandError` with every key of it that is wrong.
    """
    (file,) = ending_places(variant, Path())
    if not file.is_file():
        raise BrandError(
            _("There is no ground for the end card called “{name}”.").format(name=variant), ENDINGS.advice(variant)
        )
    read_toml(file)  # says in words what is wrong with it as a file
    return _read(file, file.read_bytes())


@lru_cache(maxsize=32)
def _read(file: Path, content: bytes) -> ReadEnding:
    said = tomllib.loads(content.decode("utf-8-sig"))
    scene = as_value(said, EndScene, file, example=EXAMPLE)
    refuse(list(faults_of_layers(scene, file, (*ROOMS, WORDS))))
    return ReadEnding(scene, hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest())
