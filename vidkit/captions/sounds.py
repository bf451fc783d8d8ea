"""Sounds that matter, as captions: `(Musik)` where music carries the moment. Pure.

In parentheses, as Swedish subtitlers write what is heard and not said (SLU, Undertextning). What is written is the
profile's.
"""

import math
from collections.abc import Sequence

from vidkit.captions.cue import Cue, Doubt, Mark, Music
from vidkit.captions.profile import Profile

STANDS_MS = 3000
"""How long it stands: a full line's time (SLU, 3 s). Music that lasts is told of once, where it begins."""

SAME_MS = 30_000
"""Music that is heard again within this time is the same, gone on under the speech: half of a short film."""


def with_music(
    cues: Sequence[Cue],
    music: Sequence[Music],
    profile: Profile,
    *,
    frame_ms: float,
    first_ms: int = 0,
    end_ms: int | None = None,
) -> tuple[tuple[Cue, ...], tuple[Mark, ...]]:
    """The cues with those that tell of music between them, and a mark for each: a machine has listened, no person.

    `cues` are timed and in order, and are not touched. What would overlap them is shortened, and left out where it
    could not be read. Nothing stands before `first_ms` or after `end_ms`, where none of the clip is shown.
    """
    told: list[Cue] = []
    ended = -SAME_MS
    for heard in music if profile.music else ():
        played = Music(max(heard.start_ms, first_ms), heard.end_ms if end_ms is None else min(heard.end_ms, end_ms))
        again = played.start_ms - ended < SAME_MS
        cue = None if again else _cue(played, cues, profile, math.ceil(profile.gap_frames * frame_ms))
        if cue is not None:
            told.append(cue)
        if cue is not None or again:
            ended = played.end_ms
    marks = tuple(Mark(Doubt.SOUND, cue.text, cue.start_ms) for cue in told)
    return tuple(sorted((*cues, *told), key=lambda cue: cue.start_ms)), marks


def _cue(played: Music, cues: Sequence[Cue], profile: Profile, gap: int) -> Cue | None:
    """The cue that tells of `played`; None where there is no room for one."""
    before = max((cue.end_ms for cue in cues if cue.start_ms <= played.start_ms), default=None)
    after = min((cue.start_ms for cue in cues if cue.start_ms > played.start_ms), default=None)
    start, end = played.start_ms, min(played.start_ms + STANDS_MS, played.end_ms)
    # A shorter gap than `close_gap_ms` would flicker: it is closed, as between other cues.
    if before is not None and start - before < profile.close_gap_ms:
        start = before + gap
        end = min(start + STANDS_MS, played.end_ms)
    if after is not None and after - end < profile.close_gap_ms:
        end = after - gap
    return Cue(start, end, (profile.music,)) if end - start >= profile.shortest_ms else None
