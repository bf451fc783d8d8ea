"""Finds `templates/` and `assets/`: inside the installed package, or beside it in a checkout.

Also knows where to keep what may be thrown away: models, what was heard, rendered windows.
"""

import os
from functools import cache
from pathlib import Path

from vidkit.errors import MissingError
from vidkit.i18n import gettext as _

PACKAGE = Path(__file__).resolve().parent


@cache
def _folder(name: str) -> Path:
    for candidate in (PACKAGE / f"_{name}", PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise MissingError(
        _("vidkit's own folder “{name}” is missing from {place}.").format(name=name, place=PACKAGE.parent),
        _("Install vidkit again."),
    )


def templates() -> Path:
    """The folder of data that people may edit: brands, platforms, caption profiles, pages."""
    return _folder("templates")


def assets() -> Path:
    """The folder of pictures, sounds and samples."""
    return _folder("assets")


def cache_root() -> Path:
    """The folder for everything that can be made or fetched again; it may not exist yet.

    `VIDKIT_CACHE` where that is set, else the place that the system keeps for this: `~/.cache/vidkit`,
    `~/Library/Caches/vidkit` or Windows' local application data.
    """
    if chosen := os.environ.get("VIDKIT_CACHE"):
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_cache_dir("vidkit", appauthor=False))
