"""The reel's sound, whole: laid out, brought to the asked loudness without pumping, its peaks held, encoded."""

import re
from pathlib import Path

import msgspec

from vidkit.errors import RenderError
from vidkit.i18n import gettext as _
from vidkit.plan.reel_plan import ReelPlan, SoundPlan
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.compiler.sound import compile_encoding, compile_master, compile_measuring, compile_speech
from vidkit.render.kitchen import Kitchen

QUIET_LUFS = -45.0
"""Sound below this is room tone, not speech: it is left as it is. A voice across a large room, filmed with a
phone, measured about -38."""

GAIN_MOST_DB = 30.0
"""More than this lifts the phone's own noise into the foreground."""

CLOSE_LU = 0.3
"""Near enough to the target to stop trying."""

TRIES = 4
"""The limiter takes a little loudness away; each try adds back what was lost."""

PEAK_STEP_DB = 0.7
"""How much lower the ceiling is set when the encoder overshot it."""


class Loudness(msgspec.Struct, frozen=True):
    """EBU R 128."""

    lufs: float
    """Integrated; -70 for silence."""
    peak_dbtp: float


class Mastered(msgspec.Struct, frozen=True):
    """The finished sound."""

    file: str
    gain_db: float
    loudness: Loudness
    """Of the encoded file."""


def master_sound(plan: ReelPlan, kitchen: Kitchen) -> Mastered:
    """The sound of `plan` as `sound.mp4` in the kitchen's folder."""
    if plan.sound is None:
        file = kitchen.cook(compile_encoding(plan, "", "sound.mp4"))
        return Mastered(file.name, 0.0, Loudness(-70.0, -120.0))
    speech = kitchen.cook(compile_speech(plan, "speech.wav"))
    measured = measure(speech, kitchen)
    if measured.lufs < QUIET_LUFS:
        return _encoded(plan, plan.sound, kitchen, 0.0)
    gain = min(GAIN_MOST_DB, plan.sound.target_lufs - measured.lufs)
    for _attempt in range(TRIES):
        master = kitchen.cook(compile_master(plan, speech.name, gain, plan.sound.peak_dbtp, "master.wav"))
        off = plan.sound.target_lufs - measure(master, kitchen).lufs
        if abs(off) <= CLOSE_LU or gain >= GAIN_MOST_DB:
            break
        gain = min(GAIN_MOST_DB, gain + off)
    return _encoded(plan, plan.sound, kitchen, gain)


def _encoded(plan: ReelPlan, sound: SoundPlan, kitchen: Kitchen, gain: float) -> Mastered:
    peak = sound.peak_dbtp
    for _attempt in range(TRIES):
        kitchen.cook(compile_master(plan, "speech.wav", gain, peak, "master.wav"))
        file = kitchen.cook(compile_encoding(plan, "master.wav", "sound.mp4"))
        loudness = measure(file, kitchen)
        if loudness.peak_dbtp <= sound.peak_most_dbtp:
            break
        peak -= PEAK_STEP_DB
    for done in ("speech.wav", "master.wav"):
        (kitchen.folder / done).unlink(missing_ok=True)
    return Mastered(file.name, round(gain, 2), loudness)


_INTEGRATED = re.compile(r"\bI:\s+(-?[\d.]+|-inf|nan) LUFS")
_PEAK = re.compile(r"\bPeak:\s+(-?[\d.]+|-inf|nan) dBFS")


def measure(sound: Path, kitchen: Kitchen) -> Loudness:
    """How loud a sound file in the kitchen's folder is.

    Raises:
        RenderError: the program did not say.
    """
    recipe: Recipe = compile_measuring(sound.name)
    said = kitchen.listen(recipe)
    integrated, peak = _INTEGRATED.findall(said), _PEAK.findall(said)
    if not integrated or not peak:
        raise RenderError(
            _("The loudness of the sound could not be measured."),
            _("Run “vidkit doctor” to see whether the program is complete."),
        )
    return Loudness(_figure(integrated[-1], -70.0), _figure(peak[-1], -120.0))


def _figure(text: str, silent: float) -> float:
    return silent if text in ("-inf", "nan") else float(text)
