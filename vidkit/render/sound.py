"""The reel's sound, whole: laid out, brought to the asked loudness without pumping, its peaks held, encoded."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from vidkit.errors import RenderError
from vidkit.i18n import gettext as _
from vidkit.plan.reel_plan import Levels, ReelPlan
from vidkit.render.compiler.sound import (
    LEVELS,
    MOMENT_S,
    BedGains,
    Gains,
    compile_bed,
    compile_encoding,
    compile_master,
    compile_measuring,
    compile_rehearsal,
    compile_speech,
)
from vidkit.render.kitchen import Kitchen

SOUND = "sound.mp4"
"""The finished sound's bare name."""

SPEECH, MASTER = "speech.wav", "master.wav"

QUIET_LUFS = -50.0
"""Below this there is nothing to lift. Clips of a roof and a snowfield without a voice came to -45 and -37."""

CLOSE_LU = 0.3
"""Near enough to the target to stop trying."""

FAR_LU = 1.0
"""So far off, the limiter is at work, and another rehearsal is cheaper than another master."""

TRIES = 5
"""The limiter takes a little loudness away; each try adds back what was lost."""

STEEP, FLAT = 1.0, 0.5
"""What of a decibel more comes out as loudness: all of it without a limiter, and seven tenths of it where speech is
limited by 1 to 2 dB. Under a half it is no longer worth while."""

MAKE_UP_DB = 6.0
"""More than this is not added back: what the limiter takes then is the sound itself."""

PEAK_STEP_DB = 0.7
"""How much lower the ceiling is set when the encoder overshot it."""

SOFT_LU = 20.0
"""What a caption stands over and is softer than the rest by more than this is no voice."""

SILENT_LUFS = -70.0

BLOCK = 4
"""Moments that a figure looks back on, its own among them."""

GATE = 0.1
"""What is 10 LU softer than the mean is a pause: EBU R 128's relative gate."""

ALONE_LU = -6.0
"""Where nobody speaks the music is set so far under the reel's loudness: wind and water are still heard over it, and
where there is nothing else `MAKE_UP_DB` brings it there."""


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
    _file, said = kitchen.cook_aloud(compile_speech(plan, SPEECH))
    clips = _integrated(said)
    lift = 0.0 if clips < QUIET_LUFS else min(levels.lift_most_db, levels.target_lufs - clips)
    bed = _bed_gains(plan, clips, lift, kitchen) if plan.sound.bed else None
    gains = _balanced(plan, Gains(lift, 0.0, levels.peak_dbtp, bed), levels, kitchen)
    return _encoded(plan, gains, levels, kitchen)


def _bed_gains(plan: ReelPlan, clips: float, lift: float, kitchen: Kitchen) -> BedGains | None:
    """How loud the music is set: by its loudest moment, under each stretch of speech as it is lifted.

    Somebody who speaks softly between others who do not has the music go down further for it.
    """
    if plan.sound is None or plan.sound.bed is None:
        return None
    bed, target = plan.sound.bed, plan.sound.levels.target_lufs
    speech = moments(kitchen.folder / LEVELS)
    usual = _integrated(kitchen.listen(compile_bed(plan)))
    loudest = max(moments(kitchen.folder / LEVELS), default=SILENT_LUFS)
    if loudest < QUIET_LUFS:
        return BedGains(0.0, (0.0,) * len(bed.spoken))  # silence on purpose: there is nothing to set
    if not bed.spoken or clips < QUIET_LUFS:
        alone = target + ALONE_LU - usual
        return BedGains(alone, (alone,) * len(bed.spoken))
    under = clips + lift - bed.under_lu - loudest
    second = plan.rate.numerator / plan.rate.denominator
    voices = (heard_between(speech, each.first / second, each.end / second) for each in bed.spoken)
    # What is far softer than the rest is no voice that the music could hide: a caption of a sound, or nothing.
    softer = (min(0.0, voice - clips) if voice > clips - SOFT_LU else 0.0 for voice in voices)
    return BedGains(under + bed.rise_lu, tuple(under + less for less in softer))


def _balanced(plan: ReelPlan, gains: Gains, levels: Levels, kitchen: Kitchen) -> Gains:
    """The gains with which the whole comes to the target, as near as the limiter lets it; `MASTER` has them."""
    scale = _Scale(levels)
    now = _integrated(kitchen.listen(compile_rehearsal(plan, SPEECH, gains)))
    if abs(levels.target_lufs - now) > FAR_LU:
        gains = scale.nearer(gains, now)
        now = _integrated(kitchen.listen(compile_rehearsal(plan, SPEECH, gains)))
    for _attempt in range(TRIES):
        gains = scale.nearer(gains, now)
        _file, said = kitchen.cook_aloud(compile_master(plan, SPEECH, gains, MASTER))
        now = _integrated(said)
        if scale.nearer(gains, now) == gains:
            break
    return gains


class _Scale:
    """Knows what a decibel more brings, from what the last one brought."""

    def __init__(self, levels: Levels) -> None:
        self._target = levels.target_lufs
        self._last: tuple[float, float] | None = None
        self._slope = STEEP

    def nearer(self, gains: Gains, now: float) -> Gains:
        """Gains that bring what came to `now` LUFS nearer to the target; the same ones where that is not to be."""
        off = self._target - now
        if now < QUIET_LUFS or abs(off) <= CLOSE_LU:
            return gains
        if self._last is not None and abs(gains.whole - self._last[0]) > CLOSE_LU:
            brought = (now - self._last[1]) / (gains.whole - self._last[0])
            self._slope = min(STEEP, max(FLAT, brought))
        self._last = gains.whole, now
        whole = max(-MAKE_UP_DB, min(MAKE_UP_DB, gains.whole + off / self._slope))
        return msgspec.structs.replace(gains, whole=whole)


def _encoded(plan: ReelPlan, gains: Gains, levels: Levels, kitchen: Kitchen) -> Mastered:
    """The sound as it is heard: the encoder lifts some peaks, and leaves out the highest tones of wind and applause."""
    scale = _Scale(levels)
    for attempt in range(TRIES):
        file = kitchen.cook(compile_encoding(plan, MASTER, SOUND))
        loudness = measure(file, kitchen)
        better = scale.nearer(gains, loudness.lufs)
        if loudness.peak_dbtp > levels.peak_most_dbtp:
            better = msgspec.structs.replace(better, peak=gains.peak - PEAK_STEP_DB)
        if better == gains or attempt == TRIES - 1:
            break
        gains = better
        kitchen.cook(compile_master(plan, SPEECH, gains, MASTER))
    for done in (SPEECH, MASTER, LEVELS):
        (kitchen.folder / done).unlink(missing_ok=True)
    return Mastered(file.name, round(gains.clips + gains.whole, 2), loudness)


_MOMENT = re.compile(r"^lavfi\.r128\.M=(\S+)$", re.MULTILINE)


def moments(levels: Path) -> tuple[float, ...]:
    """How loud each 0.1 s was with the 0.3 s before it, in LUFS.

    Raises:
        RenderError: the program did not say.
    """
    try:
        told = levels.read_text("utf-8")
    except OSError as fault:
        raise _deaf() from fault
    return tuple(_figure(text, SILENT_LUFS) for text in _MOMENT.findall(told))


def heard_between(levels: Sequence[float], begins: float, ends: float) -> float:
    """How loud what was said from one second to another is, pauses between the words left out as in EBU R 128."""
    first = round(begins / MOMENT_S) + BLOCK - 1
    last = max(first + 1, round(ends / MOMENT_S))
    powers = [10 ** (level / 10) for level in levels[first:last]]
    loud = [power for power in powers if power > sum(powers) / len(powers) * GATE]
    return 10 * math.log10(sum(loud) / len(loud)) if loud else SILENT_LUFS


_INTEGRATED = re.compile(r"\bI:\s+(-?[\d.]+|-inf|nan) LUFS")
_PEAK = re.compile(r"\bPeak:\s+(-?[\d.]+|-inf|nan) dBFS")


def measure(sound: Path, kitchen: Kitchen) -> Loudness:
    """How loud a sound file in the kitchen's folder is.

    Raises:
        RenderError: the program did not say.
    """
    said = kitchen.listen(compile_measuring(sound.name))
    peak = _PEAK.findall(said)
    if not peak:
        raise _deaf()
    return Loudness(_integrated(said), _figure(peak[-1], -120.0))


def _integrated(said: str) -> float:
    found = _INTEGRATED.findall(said)
    if not found:
        raise _deaf()
    return _figure(found[-1], SILENT_LUFS)


def _deaf() -> RenderError:
    return RenderError(
        _("The loudness of the sound could not be measured."),
        _("Run “vidkit doctor” to see whether the program is complete."),
    )


def _figure(text: str, silent: float) -> float:
    return silent if text in ("-inf", "nan") else float(text)
