"""Drawn shots as files of lossless frames, kept by the digest of what they show: drawn once, used in every reel."""

import os
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


def card_file(card: Card, brand: Brand, kitchen: Kitchen, listener: Listener) -> tuple[Path, bool]:
    """The card's frames as a file, and whether it was there already.

    Raises:
        OutputError: the cache cannot be written to.
        RenderError: the program failed.
    """
    kept = resources.cache_root() / "cards" / f"{card.digest}.mkv"
    if kept.is_file():
        os.utime(kept)
        return kept, True
    made = kitchen.cook(
        compile_card(card, f"card-{card.digest[:12]}.mkv"),
        feed=_bytes(card, brand),
        heard=lambda done: listener(Progressed(Step.DRAWING, done, card.frames)),
    )
    return _keep(made, kept), False


def _bytes(card: Card, brand: Brand) -> Iterator[bytes]:
    for frame in drawing.frames(card, brand):
        yield frame.tobytes()


def _keep(made: Path, kept: Path) -> Path:
    """Into the cache under its final name, whole or not at all."""
    import shutil

    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=kept.parent, suffix=".part")
        os.close(handle)
        shutil.copyfile(made, beside)
        os.replace(beside, kept)  # noqa: PTH105 - the one call that replaces on every system
        made.unlink()
    except OSError as fault:
        raise OutputError(
            _("vidkit's cache {folder} cannot be written to: {fault}.").format(folder=kept.parent, fault=reason(fault)),
            _("Free some space, or set VIDKIT_CACHE to another folder."),
        ) from fault
    return kept
