"""What a window, a still or the sound is kept under: a digest of everything that decides it, and of nothing else.

The command that makes it says all there is to say, so it is the command that is addressed, with the files' content in
the place of their names. Where in the reel it stands, how many threads make it and how its files are called is no part
of it; a change of a filter in the compiler is.
"""

import hashlib

import msgspec

from vidkit.plan.reel_plan import CardShot, ReelPlan
from vidkit.render.compiler.picture import compile_still, compile_window
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.compiler.sound import BedGains, Gains, compile_encoding, compile_master, compile_speech
from vidkit.render.windows import Window

SOUND_METHOD = 2
"""Raised when the sound is balanced in another way, which its commands alone do not tell."""


class Addresses:
    """Gives the addresses of a plan's pieces for one version of the program. SHA-256, hex."""

    def __init__(self, plan: ReelPlan, version: str) -> None:
        self._version = version
        self._font = plan.look.font_digest if plan.look else ""
        drawn = [shot.card.digest for shot in plan.shots if isinstance(shot, CardShot)]
        self._cards = {digest: digest for digest in (*drawn, *(overlay.digest for overlay in plan.overlays))}
        self._plan = _nameless(plan)

    def window(self, window: Window) -> str:
        """The address of the window's encoded picture."""
        return self._of(compile_window(self._plan, window, self._cards, "window.mp4"))

    def still(self) -> str:
        """The address of the cover's frame."""
        return self._of(compile_still(self._plan, "still.png"))

    def sound(self) -> str:
        """The address of the finished sound."""
        plan = self._plan
        recipes = [compile_encoding(plan, "master.wav" if plan.sound else "", "sound.mp4")]
        if plan.sound is not None:
            bed = plan.sound.bed
            even = Gains(0.0, 0.0, 0.0, BedGains(1.0, (0.0,) * len(bed.spoken)) if bed else None)
            recipes += [compile_speech(plan, "speech.wav"), compile_master(plan, "speech.wav", even, "master.wav")]
        told = (plan.sound.levels, plan.sound.bed) if plan.sound else None
        return self._of(*recipes, more=(SOUND_METHOD, told))

    def _of(self, *recipes: Recipe, more: object = None) -> str:
        said = [(recipe.arguments, recipe.texts, self._font if recipe.fonts else "") for recipe in recipes]
        return hashlib.sha256(msgspec.json.encode((self._version, said, more), order="deterministic")).hexdigest()


def _nameless(plan: ReelPlan) -> ReelPlan:
    """The plan with each file's content in the place of its name."""
    replace = msgspec.structs.replace
    sources = tuple(replace(source, path=source.fingerprint) for source in plan.sources)
    sound = plan.sound
    if sound is not None and sound.sting is not None:
        sound = replace(sound, sting=replace(sound.sting, path=sound.sting.digest))
    if sound is not None and sound.bed is not None:
        sound = replace(sound, bed=replace(sound.bed, path=sound.bed.digest))
    return replace(plan, sources=sources, sound=sound)
