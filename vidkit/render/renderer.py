"""A plan and a brand in, a film and its still out, in a work folder. What is said of it to people is not known here."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.events import Listener, Progressed, Reuse, Step, timed
from vidkit.plan.reel_plan import CardShot, ReelPlan
from vidkit.render.cards import card_file
from vidkit.render.compiler.picture import compile_still, compile_window
from vidkit.render.compiler.sound import compile_film
from vidkit.render.ffmpeg import Stopped
from vidkit.render.kitchen import Kitchen
from vidkit.render.sound import Mastered, master_sound
from vidkit.render.windows import windows_of


class Rendered(msgspec.Struct, frozen=True):
    """What was made."""

    film: Path
    still: Path
    """The cover's frame, as PNG without captions and without title."""
    sound: Mastered


def render(plan: ReelPlan, brand: Brand, kitchen: Kitchen, listener: Listener) -> Rendered:
    """The film of `plan` as `film.mp4` in the kitchen's folder, and the cover's still.

    Raises:
        RenderError: the program failed.
        OutputError: the disk is full.
        Stopped: the kitchen was told to stop.
    """
    with timed(Step.DRAWING, listener) as drawing:
        cards = draw_cards(plan, brand, kitchen, listener, drawing)
    with ThreadPoolExecutor(1, "sound") as beside, timed(Step.RENDERING, listener):
        # Sound and still take one core a few seconds; the encoder leaves them that much.
        sound = beside.submit(master_sound, plan, kitchen)
        sound.add_done_callback(lambda done: kitchen.stop.ask() if done.exception() else None)
        try:
            still = beside.submit(kitchen.cook, compile_still(plan, plan.cover.shot, plan.cover.frame, "still.png"))
            picture = _picture(plan, cards, kitchen, listener)
            mastered = sound.result()
            cover = still.result()
        except BaseException as fault:
            kitchen.stop.ask()
            first = sound.exception()
            if isinstance(fault, Stopped) and first is not None:
                # The sound failed while the picture was being made: its reason is the one to tell.
                raise first from None
            raise
    recipe = compile_film(picture.name, mastered.file, plan.publication.title, "film.mp4")
    film = kitchen.cook(recipe)
    for done in (picture, kitchen.folder / mastered.file):
        done.unlink()
    return Rendered(film, cover, mastered)


def draw_cards(plan: ReelPlan, brand: Brand, kitchen: Kitchen, listener: Listener, drawing: Reuse) -> dict[str, str]:
    """The file of each of the plan's cards, by the card's digest: drawn now, or found."""
    cards: dict[str, Card] = {shot.card.digest: shot.card for shot in plan.shots if isinstance(shot, CardShot)}
    files = {}
    drawing.reused = True
    for digest, card in cards.items():
        file, reused = card_file(card, brand, kitchen, listener)
        drawing.reused = drawing.reused and reused
        files[digest] = str(file)
    return files


def _picture(plan: ReelPlan, cards: dict[str, str], kitchen: Kitchen, listener: Listener) -> Path:
    (window,) = windows_of(plan)
    recipe = compile_window(plan, window, cards, "picture.mp4")
    return kitchen.cook(recipe, heard=lambda done: listener(Progressed(Step.RENDERING, done, plan.frames)))
