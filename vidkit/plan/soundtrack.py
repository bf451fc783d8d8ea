"""What is heard when: each clip's sound under its own frames, the sting under the intro, music under it all."""

from collections.abc import Sequence
from enum import Enum

import msgspec

from vidkit.brand.kit import Brand
from vidkit.ingest.footage import Footage
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.platform import Platform
from vidkit.plan.reel_plan import Bed, CardShot, ClipShot, Levels, Shot, SoundPlan, SoundSegment, Sting

SEAM_MS = 66
"""Fade at a cut between clips: long enough for no click, too short to swallow a sound of speech."""

LIFT_SPEECH_DB = 34.0
"""Enough for a voice across a room: what more would be needed is a fault of the recording, and its noise."""

LIFT_AMBIENCE_DB = 12.0
"""Where nobody speaks, wind and hum are not lifted to the loudness of a voice."""

CLOSE_MS = 250
"""Fade under the end card."""


class Timeline(msgspec.Struct, frozen=True):
    """The shots with the reel's frame at which each begins."""

    shots: tuple[Shot, ...]
    starts: tuple[int, ...]
    rate: Rate


class Voices(Enum):
    """Whether anybody speaks in the clips."""

    SPEAKING = "speaking"
    """Heard, or not listened for: then it is taken for granted."""
    NOBODY = "nobody"


def plan_sound(
    timeline: Timeline, footage: Sequence[Footage], sting: Sting | None, bed: Bed | None, levels: Levels
) -> SoundPlan | None:
    """The reel's sound, or None where neither the clips nor the intro have any, and no music lies under them."""
    segments = _segments(timeline, footage)
    heard = sting if isinstance(timeline.shots[0], CardShot) else None
    if not segments and heard is None and bed is None:
        return None
    return SoundPlan(segments=segments, sting=heard, bed=bed, levels=levels)


def levels_for(brand: Brand, platform: Platform, voices: Voices) -> Levels:
    """How loud the brand wants it and the platform takes it."""
    rules = platform.loudness
    return Levels(
        target_lufs=brand.sounds.loudness_lufs,
        lift_most_db=LIFT_SPEECH_DB if voices is Voices.SPEAKING else LIFT_AMBIENCE_DB,
        tolerance_lu=rules.tolerance_lu,
        peak_dbtp=rules.peak_before_encoding_dbtp,
        peak_most_dbtp=rules.peak_most_dbtp,
        bitrate=platform.audio.bitrate,
    )


def _segments(timeline: Timeline, footage: Sequence[Footage]) -> tuple[SoundSegment, ...]:
    seam, close = frames_at(SEAM_MS, timeline.rate), frames_at(CLOSE_MS, timeline.rate)
    segments = []
    for index, (shot, start) in enumerate(zip(timeline.shots, timeline.starts, strict=True)):
        if not isinstance(shot, ClipShot) or footage[shot.source].sound is None:
            continue
        follows = timeline.shots[index + 1] if index + 1 < len(timeline.shots) else None
        out = min(close, follows.overlap) if isinstance(follows, CardShot) else seam
        segments.append(
            SoundSegment(
                source=shot.source,
                first=shot.first,
                frames=shot.frames,
                start=start,
                fade_in=min(seam, shot.frames // 2),
                fade_out=min(max(out, seam), shot.frames // 2),
            )
        )
    return tuple(segments)
