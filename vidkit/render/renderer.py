"""A plan and a brand in, a film and its still out, in a work folder. What is said of it to people is not known here."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec

from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.events import Listener, Reuse, Step, timed
from vidkit.plan.reel_plan import CardShot, ReelPlan
from vidkit.render.cache import Cache
from vidkit.render.cards import card_file, overlay_file
from vidkit.render.compiler.address import Addresses
from vidkit.render.compiler.picture import compile_still
from vidkit.render.compiler.sound import compile_film
from vidkit.render.elsewhere import NOBODY, Elsewhere
from vidkit.render.ffmpeg import Stopped
from vidkit.render.kitchen import Kitchen
from vidkit.render.pictures import Pictures, make_pictures
from vidkit.render.shield import undisturbed
from vidkit.render.sound import SOUND, master_sound
from vidkit.render.upkeep import prune

FILM = "film.mp4"
STILL = "still.png"

PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
"""The last chunk of a PNG file."""


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, and how much of it was there already."""

    film: Path
    still: Path
    """What the cover shows of a clip, as PNG without captions and without title."""
    windows: int
    windows_reused: int
    sound_reused: bool


def render(
    plan: ReelPlan,
    brand: Brand,
    kitchen: Kitchen,
    listener: Listener,
    elsewhere: Elsewhere = NOBODY,
    with_still: Callable[[Path], None] = lambda _still: None,
) -> Rendered:
    """The film of `plan` as `film.mp4` in the kitchen's folder, and the cover's still.

    Windows that are missing may be made `elsewhere`; all else is made here. `with_still` gets the still when only the
    joining of what was made is left, and is waited for.

    Raises:
        RenderError: the program failed.
        OutputError: the disk is full.
        Stopped: the kitchen was told to stop.
    """
    with kitchen.turns.drawing(), timed(Step.DRAWING, listener) as drawing:
        cards = draw_cards(plan, brand, kitchen, listener, drawing)
    with kitchen.turns.filming(plan) as programs:
        kitchen = msgspec.structs.replace(kitchen, programs=programs)
        made = _made(plan, cards, kitchen, listener, elsewhere)
        with_still(made.still)
        film = _joined(plan, cards, made, kitchen)
    return Rendered(
        film=film,
        still=made.still,
        windows=len(made.pictures.files),
        windows_reused=made.pictures.reused,
        sound_reused=made.sound_reused,
    )


class _Parts(msgspec.Struct, frozen=True):
    """What a film is joined of, and the still beside it."""

    pictures: Pictures
    sound_reused: bool
    still: Path


def _made(plan: ReelPlan, cards: dict[str, str], kitchen: Kitchen, listener: Listener, elsewhere: Elsewhere) -> _Parts:
    addresses = Addresses(plan, kitchen.program.version)
    with ThreadPoolExecutor(1, "sound") as beside, timed(Step.RENDERING, listener) as rendering:
        begun: list[Future[bool]] = []
        try:
            with undisturbed():  # a thread that has begun and is not yet noted down would not be waited for
                # Sound and still take one core a few seconds; the encoders leave them that much.
                sound = beside.submit(_sound, plan, kitchen, addresses)
                begun.append(sound)
                still = beside.submit(_still, plan, kitchen, addresses)
            sound.add_done_callback(lambda done: kitchen.stop.ask() if done.exception() else None)
            pictures = make_pictures(plan, cards, kitchen, addresses, listener, elsewhere)
            sound_reused = sound.result()
            still.result()
        except BaseException as fault:
            kitchen.stop.ask()
            first = begun[0].exception() if begun else None
            if isinstance(fault, Stopped) and first is not None:
                # The sound failed while the picture was being made: its reason is the one to tell.
                raise first from None
            raise
        rendering.reused = sound_reused and pictures.reused == len(pictures.files)
    return _Parts(pictures, sound_reused, kitchen.folder / STILL)


def _joined(plan: ReelPlan, cards: dict[str, str], made: _Parts, kitchen: Kitchen) -> Path:
    """The film; what it was made of is gone from the folder."""
    names = [file.name for file in made.pictures.files]
    recipe = compile_film(names, SOUND, plan.publication.title, FILM)
    film = kitchen.cook(recipe)
    for name in (*cards.values(), *names, SOUND, *(name for name, _ in recipe.texts)):
        (kitchen.folder / name).unlink()
    prune()
    return film


def _sound(plan: ReelPlan, kitchen: Kitchen, addresses: Addresses) -> bool:
    """The finished sound in the kitchen; whether it was made before."""
    cache, address = Cache("sounds", ".mp4"), addresses.sound()
    if cache.take(address, kitchen.folder / SOUND):
        return True
    cache.keep(kitchen.folder / master_sound(plan, kitchen).file, address)
    return False


def _still(plan: ReelPlan, kitchen: Kitchen, addresses: Addresses) -> None:
    cache, address = Cache("stills", ".png"), addresses.still()
    if cache.take(address, kitchen.folder / STILL):
        return
    made = kitchen.cook(compile_still(plan, STILL))
    with made.open("rb") as file:
        file.seek(-min(len(PNG_END), made.stat().st_size), os.SEEK_END)
        whole = file.read() == PNG_END
    # The cover tells of half a picture; kept, it would be found again for ever.
    if whole:
        cache.keep(made, address)


def draw_cards(plan: ReelPlan, brand: Brand, kitchen: Kitchen, listener: Listener, drawing: Reuse) -> dict[str, str]:
    """The file of each of the plan's cards and signs, by the card's digest: drawn now, or found."""
    cards: dict[str, Card] = {shot.card.digest: shot.card for shot in plan.shots if isinstance(shot, CardShot)}
    files = {}
    drawing.reused = True
    for digest, card in cards.items():
        file, reused = card_file(card, brand, kitchen, listener)
        drawing.reused = drawing.reused and reused
        files[digest] = file.name
    for overlay in plan.overlays:
        file, reused = overlay_file(overlay, brand, kitchen, listener)
        drawing.reused = drawing.reused and reused
        files[overlay.digest] = file.name
    return files
