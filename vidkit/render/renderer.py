"""A plan and a brand in, a film and its still out, in a work folder. What is said of it to people is not known here."""

from concurrent.futures import ThreadPoolExecutor
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
from vidkit.render.pictures import make_pictures
from vidkit.render.sound import SOUND, master_sound
from vidkit.render.upkeep import prune

FILM = "film.mp4"
STILL = "still.png"


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, and how much of it was there already."""

    film: Path
    still: Path
    """What the cover shows of a clip, as PNG without captions and without title."""
    windows: int
    windows_reused: int
    sound_reused: bool


def render(
    plan: ReelPlan, brand: Brand, kitchen: Kitchen, listener: Listener, elsewhere: Elsewhere = NOBODY
) -> Rendered:
    """The film of `plan` as `film.mp4` in the kitchen's folder, and the cover's still.

    Windows that are missing may be made `elsewhere`; all else is made here.

    Raises:
        RenderError: the program failed.
        OutputError: the disk is full.
        Stopped: the kitchen was told to stop.
    """
    with kitchen.turns.drawing(), timed(Step.DRAWING, listener) as drawing:
        cards = draw_cards(plan, brand, kitchen, listener, drawing)
    with kitchen.turns.filming(plan) as programs:
        return _filmed(plan, cards, msgspec.structs.replace(kitchen, programs=programs), listener, elsewhere)


def _filmed(
    plan: ReelPlan, cards: dict[str, str], kitchen: Kitchen, listener: Listener, elsewhere: Elsewhere
) -> Rendered:
    addresses = Addresses(plan, kitchen.program.version)
    with ThreadPoolExecutor(1, "sound") as beside, timed(Step.RENDERING, listener) as rendering:
        # Sound and still take one core a few seconds; the encoders leave them that much.
        sound = beside.submit(_sound, plan, kitchen, addresses)
        sound.add_done_callback(lambda done: kitchen.stop.ask() if done.exception() else None)
        try:
            still = beside.submit(_still, plan, kitchen, addresses)
            pictures = make_pictures(plan, cards, kitchen, addresses, listener, elsewhere)
            sound_reused = sound.result()
            still.result()
        except BaseException as fault:
            kitchen.stop.ask()
            first = sound.exception()
            if isinstance(fault, Stopped) and first is not None:
                # The sound failed while the picture was being made: its reason is the one to tell.
                raise first from None
            raise
        rendering.reused = sound_reused and pictures.reused == len(pictures.files)
    recipe = compile_film([file.name for file in pictures.files], SOUND, plan.publication.title, FILM)
    film = kitchen.cook(recipe)
    for name in (*cards.values(), *(file.name for file in pictures.files), SOUND, *(name for name, _ in recipe.texts)):
        (kitchen.folder / name).unlink()
    prune()
    return Rendered(
        film=film,
        still=kitchen.folder / STILL,
        windows=len(pictures.files),
        windows_reused=pictures.reused,
        sound_reused=sound_reused,
    )


def _sound(plan: ReelPlan, kitchen: Kitchen, addresses: Addresses) -> bool:
    """The finished sound in the kitchen; whether it was made before."""
    cache, address = Cache("sounds", ".mp4"), addresses.sound()
    if cache.take(address, kitchen.folder / SOUND):
        return True
    cache.keep(kitchen.folder / master_sound(plan, kitchen).file, address)
    return False


def _still(plan: ReelPlan, kitchen: Kitchen, addresses: Addresses) -> None:
    cache, address = Cache("stills", ".png"), addresses.still()
    if not cache.take(address, kitchen.folder / STILL):
        cache.keep(kitchen.cook(compile_still(plan, STILL)), address)


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
