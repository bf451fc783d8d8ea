"""What is heard when: each clip's sound under its own frames, the sting under the intro."""

from collections.abc import Sequence

import msgspec

from vidkit.brand.kit import Brand
from vidkit.ingest.footage import Footage
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.platform import Platform
from vidkit.plan.reel_plan import CardShot, ClipShot, Shot, SoundPlan, SoundSegment, Sting

SEAM_MS = 66
"""Fade at a cut between clips: long enough for no click, too short to swallow a sound of speech."""

CLOSE_MS = 250
"""Fade under the end card."""


class Timeline(msgspec.Struct, frozen=True):
    """The shots with the reel's frame at which each begins."""

    shots: tuple[Shot, ...]
    starts: tuple[int, ...]
    rate: Rate


def plan_sound(
    timeline: Timeline, footage: Sequence[Footage], brand: Brand, platform: Platform, sting_digest: str
) -> SoundPlan | None:
    """The reel's sound, or None where neither clips nor brand have any.

    `sting_digest` is SHA-256, hex, of the sound file that the brand names; empty where it names none.
    """
    segments = _segments(timeline, footage)
    opens = isinstance(timeline.shots[0], CardShot)
    sting = None
    if opens and brand.sounds.intro:
        sting = Sting(path=brand.sounds.intro, digest=sting_digest, start=0, gain_db=brand.sounds.gain_db)
    if not segments and sting is None:
        return None
    rules = platform.loudness
    return SoundPlan(
        segments=segments,
        sting=sting,
        target_lufs=brand.sounds.loudness_lufs,
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
