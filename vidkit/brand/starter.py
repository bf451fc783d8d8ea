"""A brand to begin with: a commented TOML, two marks drawn for it, and a line on how to use them.

Writes a folder whole or not at all.
"""

import json
import shutil
import tempfile
import tomllib
from pathlib import Path

from vidkit import resources
from vidkit.brand.inheritance import KIT_FILE
from vidkit.brand.kit import load_brand
from vidkit.brand.palette import Palette
from vidkit.brand.parts import MARK_PX
from vidkit.brand.typeface import Typeface, lacking
from vidkit.errors import OutputError, UsageError, reason
from vidkit.i18n import gettext as _

SIDE = 2 * MARK_PX
"""Of the marks, in pixels."""

LETTER = 0.62
"""Em size of the letter, in sides of the mark: as large as a W may be on its plate."""

NAME_GAP, FOLDER_GAP = '"@NAME@"', "@FOLDER@"
"""Where the name, as TOML writes it, and the folder go in the files of `templates/kit`."""


def start_brand(folder: Path, name: str) -> Path:
    """Makes `folder` with a brand called `name`, and gives the path of its TOML.

    Raises `UsageError` when the name cannot be written, `OutputError` when there is something already or it
    cannot be written there.
    """
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise UsageError(_("A brand needs a name of letters."), _("Give one with --name."))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(
            _("{folder} is there already and is not empty.").format(folder=folder),
            _("Give a folder that does not exist: nothing of yours is written over."),
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".vidkit-") as place:
            made = Path(place) / "kit"
            _write(made, folder.name or folder.resolve().name, name)
            load_brand(str(made))
            if folder.exists():
                folder.rmdir()
            shutil.move(made, folder)
    except OSError as fault:
        raise OutputError(
            _("{folder} cannot be made: {reason}.").format(folder=folder, reason=reason(fault)),
            _("Choose a folder where you may write."),
        ) from fault
    return folder / KIT_FILE


def _write(folder: Path, called: str, name: str) -> None:
    (folder / "marks").mkdir(parents=True)
    for file in sorted((resources.templates() / "kit").iterdir()):
        text = file.read_text("utf-8").replace(NAME_GAP, json.dumps(name, ensure_ascii=False))
        (folder / file.name).write_text(
            text.replace(FOLDER_GAP, f'"{called}"' if " " in called else called), "utf-8", newline="\n"
        )
    content = tomllib.loads((folder / KIT_FILE).read_text("utf-8"))
    palette = Palette(**content["palette"])
    typeface = load_brand(content["extends"]).typeface
    for file_name, plate in (("on-dark", palette.paper), ("on-light", palette.primary)):
        _draw_mark(folder / "marks" / f"mark-{file_name}.png", name, plate, typeface)


def _draw_mark(file: Path, name: str, plate: str, typeface: Typeface) -> None:
    """A round plate with the name's first letter cut out of the middle."""
    import numpy as np
    from PIL import Image, ImageDraw

    from vidkit.brand.painting import FINE, Line

    round_ = Image.new("L", (SIDE * FINE, SIDE * FINE))
    ImageDraw.Draw(round_).ellipse((0, 0, SIDE * FINE - 1, SIDE * FINE - 1), fill=255)
    covered = np.array(round_.reduce(FINE))
    letter = next(
        (sign.upper() for sign in name if sign.isalnum() and not lacking(sign.upper(), typeface, bold=True)), ""
    )
    if letter:
        line = Line(letter, typeface, round(SIDE * LETTER), bold=True)
        mask = line.mask()
        ink = np.argwhere(mask > 0)
        (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0) + 1
        y, x = (SIDE - (bottom - top)) // 2, (SIDE - (right - left)) // 2
        hole = covered[y : y + bottom - top, x : x + right - left]
        hole[:] = np.minimum(hole, 255 - mask[top:bottom, left:right])
    mark = Image.new("RGBA", (SIDE, SIDE), plate)
    mark.putalpha(Image.fromarray(covered))
    mark.save(file, optimize=True)
