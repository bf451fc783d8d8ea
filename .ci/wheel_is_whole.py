"""Whether a built wheel holds every file of the package: `python wheel_is_whole.py WHEEL CHECKOUT`."""

import sys
import zipfile
from pathlib import Path

PLACES = {"vidkit": "vidkit", "templates": "vidkit/_templates", "assets": "vidkit/_assets"}
"""Folders of the checkout, and where they stand in the wheel."""

NEEDED = ("vidkit/_templates/brands/", "vidkit/_assets/samples/", "vidkit/locale/sv/LC_MESSAGES/vidkit.mo")
"""At least these, however the checkout looks."""


def lacking(wheel: Path, checkout: Path) -> list[str]:
    """What the wheel should hold and does not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = [
        f"{place}/{path.relative_to(checkout / folder).as_posix()}"
        for folder, place in PLACES.items()
        for path in sorted((checkout / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    missing = [name for name in wanted if name not in names]
    return missing + [start for start in NEEDED if not any(name.startswith(start) for name in names)]


if __name__ == "__main__":
    missing = lacking(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.exit("\n".join(f"not in the wheel: {name}" for name in missing) or 0)
