"""Whether this machine has all that a reel needs: program, filters, typeface, models, disk, write access."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.brand.kit import brand_names, load_brand
from vidkit.captions.recognise import embedded, store
from vidkit.captions.recognise.choice import openai_there
from vidkit.captions.recognise.registry import registry
from vidkit.errors import MissingError, VidkitError, reason
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan.brief import Quality
from vidkit.plan.encoding import encoding_for
from vidkit.plan.planner import PHONE
from vidkit.plan.platform import load_platform
from vidkit.render.encoders import working
from vidkit.render.program import find_program, lacking

FREE_LEAST = 2_000_000_000
"""Bytes. A reel of a minute is 60 MB; with its intermediate sound and pictures it passes through 300."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    what: str
    found: str
    well: bool
    needed: bool = True
    """False for what only makes things better."""
    remedy: str = ""


def examine(out: Path) -> tuple[Row, ...]:
    """All rows. `out` is where reels are to be made. Raises nothing: a fault is a row."""
    looks: tuple[tuple[str, Callable[[], Row]], ...] = (
        (_("Program (ffmpeg)"), _program),
        (_("Filters and encoders"), _filters),
        (_("The computer's own encoders"), _encoders),
        (_("Brands and typefaces"), _brands),
        (_("Speech models"), _models),
        (_("Reference speech engine"), _reference),
        (_("Writing to {folder}").format(folder=out), lambda: _writing(out)),
        (_("Cache"), lambda: _writing(resources.cache_root(), _("Cache"))),
        (_("Free disk space"), lambda: _disk(out)),
    )
    rows = []
    for what, look in looks:
        try:
            rows.append(look())
        except VidkitError as fault:
            rows.append(Row(what=what, found=fault.message, well=False, remedy=fault.hint))
        except OSError as fault:
            rows.append(Row(what=what, found=reason(fault), well=False))
    return tuple(rows)


def _program() -> Row:
    program = find_program()
    return Row(what=_("Program (ffmpeg)"), found=f"{program.version} ({program.path})", well=True)


def _filters() -> Row:
    missing = lacking(find_program())
    return Row(
        what=_("Filters and encoders"),
        found=_("missing: {names}").format(names=", ".join(missing)) if missing else _("all there"),
        well=not missing,
        remedy=_("Remove VIDKIT_FFMPEG so that vidkit uses the program it brought along."),
    )


def _encoders() -> Row:
    platform = load_platform()
    names: tuple[str, ...] = ()
    with contextlib.suppress(MissingError):  # another row tells that there is no program to try them with
        names = working(lambda name: encoding_for(name, Quality.STANDARD, PHONE, platform), find_program())
    return Row(
        what=_("The computer's own encoders"),
        found=", ".join(names) or _("none that works; libx264 needs none"),
        well=True,
        needed=False,
    )


def _brands() -> Row:
    for name in brand_names():
        brand = load_brand(name)
        brand.typeface.file(bold=True)
    return Row(what=_("Brands and typefaces"), found=", ".join(brand_names()), well=True)


def _models() -> Row:
    names = [name for name in registry().names if store.state_of(name) is store.State.WHOLE]
    if registry().embedded.name not in names and embedded.packages_there():
        names.append(registry().embedded.name)
    good = [name for name in names if name.startswith("kb-")]
    return Row(
        what=_("Speech models"),
        found=", ".join(names) or _("none yet"),
        well=bool(good),
        needed=False,
        remedy=_("The good Swedish model is fetched when a reel is made, the first time there is network."),
    )


def _reference() -> Row:
    return Row(
        what=_("Reference speech engine"),
        found=_("installed") if openai_there() else _("not installed"),
        well=openai_there(),
        needed=False,
        remedy=_("Not needed for reels. Install it with: {command}").format(
            command='pip install "vidkit[openai-whisper]"'
        ),
    )


def _writing(folder: Path, what: str = "") -> Row:
    what = what or _("Writing to {folder}").format(folder=folder)
    there = _nearest(folder)
    remedy = _("Choose another folder with --out, or set VIDKIT_CACHE for the cache.")
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as fault:
        return Row(what=what, found=_("not possible: {fault}").format(fault=reason(fault)), well=False, remedy=remedy)
    return Row(what=what, found=_("possible ({folder})").format(folder=there), well=True)


def _disk(out: Path) -> Row:
    free = shutil.disk_usage(_nearest(out)).free
    return Row(
        what=_("Free disk space"),
        found=_("{count} GB").format(count=number(free / 1e9, 1)),
        well=free >= FREE_LEAST,
        remedy=_("Free some space, or choose another disk with --out."),
    )


def _nearest(folder: Path) -> Path:
    """The folder itself, or the first above it that exists; a file that stands in its place."""
    folder = folder.absolute()
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder
