"""Drawn shots and signs as files of lossless frames, kept by the digest of what they show.

Drawn once, used in every reel.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from vidkit.brand import drawing
from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.brand.signs import drawing as sign_drawing
from vidkit.brand.signs.card import BugCard, Overlay, SignCard
from vidkit.events import Listener, Progressed, Step, silent
from vidkit.render import maker
from vidkit.render.cache import PART, Cache
from vidkit.render.compiler.card import compile_card, compile_overlay
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.once import alone
from vidkit.render.program import find_program
from vidkit.render.turns import Turns

if TYPE_CHECKING:
    from vidkit.brand.painting import Frame


def card_file(card: Card, brand: Brand, kitchen: Kitchen, listener: Listener) -> tuple[Path, bool]:
    """The card's frames as a file in the kitchen, and whether they were drawn before.

    Raises:
        OutputError: the disk is full.
        RenderError: the program failed.
    """
    name = f"card-{card.digest[:12]}.mkv"
    return _file(card.digest, compile_card(card, name), _drawn(card, brand), kitchen, listener)


def _drawn(card: Card, brand: Brand) -> Iterator[bytes]:
    """Nothing is done, not even fonts are read, before the first frame is asked for."""
    for frame in drawing.frames(card, brand):
        yield frame.tobytes()


def draw_for_later(cards: Sequence[Card], brand: Brand, turns: Turns, stop: Stop) -> None:
    """Those of the cards that were never drawn are drawn and kept; each takes its turn.

    Raises as `card_file` does, `OSError` where the cache cannot be written, and `Stopped`.
    """
    cache = Cache("cards", ".mkv")
    cache.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.folder, prefix=f"{PART}{maker.new_mark()}-") as folder:
        kitchen = Kitchen(Path(folder), find_program(), stop, turns)
        for card in cards:
            if not cache.has(card.digest):
                with turns.drawing():
                    card_file(card, brand, kitchen, silent)


def overlay_file(overlay: Overlay, brand: Brand, kitchen: Kitchen, listener: Listener) -> tuple[Path, bool]:
    """The same of a sign or the small mark, with its alpha. Raises as `card_file` does."""
    name = f"sign-{overlay.digest[:12]}.mkv"
    frames = (frame.tobytes() for frame in _overlaid(overlay, brand))
    return _file(overlay.digest, compile_overlay(overlay, name), frames, kitchen, listener)


def _overlaid(overlay: Overlay, brand: Brand) -> "Iterator[Frame]":
    match overlay:
        case SignCard():
            yield from sign_drawing.sign_frames(overlay, brand)
        case BugCard():
            yield sign_drawing.bug_frame(overlay, brand)
        case _:
            assert_never(overlay)


def _file(
    digest: str, recipe: Recipe, frames: Iterator[bytes], kitchen: Kitchen, listener: Listener
) -> tuple[Path, bool]:
    cache = Cache("cards", ".mkv")
    with alone(digest, kitchen.stop):
        if cache.take(digest, kitchen.folder / recipe.output):
            return kitchen.folder / recipe.output, True
        made = kitchen.cook(
            recipe, feed=frames, heard=lambda done: listener(Progressed(Step.DRAWING, done, recipe.frames))
        )
        cache.keep(made, digest)
        return made, False
