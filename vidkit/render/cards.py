"""Drawn shots as files of lossless frames, kept by the digest of what they show: drawn once, used in every reel."""

from collections.abc import Iterator
from pathlib import Path

from vidkit.brand import drawing
from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.events import Listener, Progressed, Step
from vidkit.render.cache import Cache
from vidkit.render.compiler.card import compile_card
from vidkit.render.kitchen import Kitchen


def card_file(card: Card, brand: Brand, kitchen: Kitchen, listener: Listener) -> tuple[Path, bool]:
    """The card's frames as a file in the kitchen, and whether they were drawn before.

    Raises:
        OutputError: the disk is full.
        RenderError: the program failed.
    """
    cache = Cache("cards", ".mkv")
    name = f"card-{card.digest[:12]}.mkv"
    if cache.take(card.digest, kitchen.folder / name):
        return kitchen.folder / name, True
    made = kitchen.cook(
        compile_card(card, name),
        feed=_bytes(card, brand),
        heard=lambda done: listener(Progressed(Step.DRAWING, done, card.frames)),
    )
    cache.keep(made, card.digest)
    return made, False


def _bytes(card: Card, brand: Brand) -> Iterator[bytes]:
    for frame in drawing.frames(card, brand):
        yield frame.tobytes()
