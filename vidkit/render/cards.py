"""Drawn shots as files of lossless frames, kept by the digest of what they show: drawn once, used in every reel."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from vidkit import resources
from vidkit.brand import drawing
from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.errors import OutputError, reason
from vidkit.events import Listener, Progressed, Step
from vidkit.i18n import gettext as _
from vidkit.render.compiler.card import compile_card
from vidkit.render.kitchen import Kitchen

CONTENT_DIGITS = 16
"""Hexadecimal digits of the content's SHA-256 in a kept file's name: a file that was damaged is not used."""


def card_file(card: Card, brand: Brand, kitchen: Kitchen, listener: Listener) -> tuple[Path, bool]:
    """The card's frames as a file, and whether it was there already.

    Raises:
        OutputError: the cache cannot be written to.
        RenderError: the program failed.
    """
    folder = resources.cache_root() / "cards"
    kept = _kept(card, folder)
    if kept is not None:
        return kept, True
    made = kitchen.cook(
        compile_card(card, f"card-{card.digest[:12]}.mkv"),
        feed=_bytes(card, brand),
        heard=lambda done: listener(Progressed(Step.DRAWING, done, card.frames)),
    )
    return _keep(made, card, folder), False


def _kept(card: Card, folder: Path) -> Path | None:
    """The kept file of the card, as whole as it was made."""
    for file in folder.glob(f"{card.digest}-*.mkv"):
        with contextlib.suppress(OSError):
            if file.stem.endswith(_content(file)):
                # So that clearing up what is old spares it; a cache that may only be read serves all the same.
                with contextlib.suppress(OSError):
                    os.utime(file)
                return file
            file.unlink()
    return None


def _content(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:CONTENT_DIGITS]


def _bytes(card: Card, brand: Brand) -> Iterator[bytes]:
    for frame in drawing.frames(card, brand):
        yield frame.tobytes()


def _keep(made: Path, card: Card, folder: Path) -> Path:
    """Into the cache under its final name, whole or not at all."""
    kept = folder / f"{card.digest}-{_content(made)}.mkv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="part-") as beside:
            copied = Path(beside) / kept.name
            shutil.copyfile(made, copied)
            copied.replace(kept)
        made.unlink()
    except OSError as fault:
        raise OutputError(
            _("vidkit's cache {folder} cannot be written to: {fault}.").format(folder=folder, fault=reason(fault)),
            _("Free some space, or set VIDKIT_CACHE to another folder."),
        ) from fault
    return kept
