"""The reel's sound, whole: laid out, brought to the asked loudness without pumping, its peaks held, encoded."""

import re
from pathlib import Path

import msgspec

from vidkit.errors import RenderError
from vidkit.i18n import gettext as _
from vidkit.plan.reel_plan import Levels, ReelPlan
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.compiler.sound import Gains, compile_encoding, compile_master, compile_measuring, compile_speech
from vidkit.render.kitchen import Kitchen

SOUND = "sound.mp4"
"""The finished sound's bare name."""

QUIET_LUFS = -50.0
"""Below this there is nothing to lift. Clips of a roof and a snowfield without a voice came to -45 and -37."""

CLOSE_LU = 0.3
"""Near enough to the target to stop trying."""

TRIES = 5
"""The limiter takes a little loudness away; each try adds back what was lost."""

MAKE_UP_DB = 6.0
"""More than this is not added back: what the limiter takes then is the sound itself."""

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
        file = kitchen.cook(compile_encoding(plan, "", SOUND))
        return Mastered(file.name, 0.0, Loudness(-70.0, -120.0))
    levels = plan.sound.levels
    speech = kitchen.cook(compile_speech(plan, "speech.wav"))
    clips = measure(speech, kitchen).lufs
    lift = 0.0 if clips < QUIET_LUFS else min(levels.lift_most_db, levels.target_lufs - clips)
    gains = _balanced(plan, Gains(lift, 0.0, levels.peak_dbtp), levels, kitchen)
    return _encoded(plan, gains, levels, kitchen)


def _balanced(plan: ReelPlan, gains: Gains, levels: Levels, kitchen: Kitchen) -> Gains:
    """The gains with which the whole comes to the target, as near as the limiter lets it; `master.wav` has them."""
    master = kitchen.cook(compile_master(plan, "speech.wav", gains, "master.wav"))
    for _attempt in range(TRIES):
        nearer = _nearer(gains, measure(master, kitchen).lufs, levels)
        if nearer == gains:
            break
        gains = nearer
        kitchen.cook(compile_master(plan, "speech.wav", gains, "master.wav"))
    return gains


def _nearer(gains: Gains, now: float, levels: Levels) -> Gains:
    """Gains that bring what came to `now` LUFS nearer to the target; the same ones where that is not to be."""
    off = levels.target_lufs - now
    if now < QUIET_LUFS or abs(off) <= CLOSE_LU:
        return gains
    return msgspec.structs.replace(gains, whole=max(-MAKE_UP_DB, min(MAKE_UP_DB, gains.whole + off)))


def _encoded(plan: ReelPlan, gains: Gains, levels: Levels, kitchen: Kitchen) -> Mastered:
    """The sound as it is heard: the encoder lifts some peaks, and leaves out the highest tones of wind and applause."""
    for attempt in range(TRIES):
        file = kitchen.cook(compile_encoding(plan, "master.wav", SOUND))
        loudness = measure(file, kitchen)
        better = _nearer(gains, loudness.lufs, levels)
        if loudness.peak_dbtp > levels.peak_most_dbtp:
            better = msgspec.structs.replace(better, peak=gains.peak - PEAK_STEP_DB)
        if better == gains or attempt == TRIES - 1:
            break
        gains = better
        kitchen.cook(compile_master(plan, "speech.wav", gains, "master.wav"))
    for done in ("speech.wav", "master.wav"):
        (kitchen.folder / done).unlink(missing_ok=True)
    return Mastered(file.name, round(gains.clips + gains.whole, 2), loudness)


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
