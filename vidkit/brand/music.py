"""Where the music that lies under a reel comes from: the beds that come with vidkit, by name, or a file of one's own.

Only names and places; nothing is opened and nothing is heard here.
"""

from pathlib import Path

from vidkit import resources
from vidkit.brand.inheritance import is_there

OFF = "off"
"""Instead of a name: none, whatever the brand or the template has."""

BED_SUFFIX = ".flac"


def bed_names() -> tuple[str, ...]:
    """The beds that come with vidkit."""
    return tuple(sorted(file.stem for file in _beds().glob(f"*{BED_SUFFIX}")))


def music_file(named: str, folder: Path) -> Path | None:
    """The sound file of that name: one of vidkit's own, or one that lies in `folder` or in `assets/`.

    None where there is none.
    """
    if named in bed_names():
        return _beds() / f"{named}{BED_SUFFIX}"
    return next((place.resolve() for place in places(named, folder) if is_there(place.is_file)), None)


def is_a_bed(file: Path) -> bool:
    """Whether it is one that comes with vidkit, and so goes round without a seam."""
    return file.resolve().parent == _beds().resolve()


def places(named: str, folder: Path) -> tuple[Path, ...]:
    """Where a file of one's own is looked for, in this order."""
    return (folder / named, resources.assets() / named) if named else ()


def _beds() -> Path:
    return resources.assets() / "sounds" / "music"
