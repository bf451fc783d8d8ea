"""When a cue comes and goes: at the first word, for as long as it can be read, never two at once.

Pure arithmetic on whole milliseconds. Knows nothing of lines or of how the words were found.
"""

import math
from collections.abc import Sequence

import msgspec

from vidkit.captions.cue import Cue, Word
from vidkit.captions.profile import Profile


def in_order(words: Sequence[Word], onsets: Sequence[int] = ()) -> tuple[Word, ...]:
    """The words with times that never run backwards, none negative, empty ones left out.

    A word during which speech was measured to begin (`onsets`, milliseconds) starts there and not before:
    engines stretch the first word back into the silence.
    """
    ordered: list[Word] = []
    earliest = 0
    for word in words:
        text = " ".join(word.text.split())
        if not text:
            continue
        start = max(word.start_ms, earliest)
        end = max(word.end_ms, start)
        begun = [onset for onset in onsets if start < onset < end]
        start = begun[-1] if begun else start
        ordered.append(msgspec.structs.replace(word, text=text, start_ms=start, end_ms=end))
        earliest = start
    return _without_overlap(ordered)


def _without_overlap(words: Sequence[Word]) -> tuple[Word, ...]:
    """Each word ends where the next begins at the latest."""
    limits = [word.start_ms for word in words[1:]] + [word.end_ms for word in words[-1:]]
    return tuple(
        msgspec.structs.replace(word, end_ms=max(word.start_ms, min(word.end_ms, limit)))
        for word, limit in zip(words, limits, strict=True)
    )


def timed(cues: Sequence[Cue], profile: Profile, *, frame_ms: float) -> tuple[Cue, ...]:
    """The cues with their final times: held, closed up or parted by the rules of `profile`.

    Expects each cue from its first word's start to its last word's end. The result is in order, no two cues
    overlap, and each stands for at least a millisecond.
    """
    gap = math.ceil(profile.gap_frames * frame_ms)
    starts: list[int] = []
    for cue in cues:
        starts.append(max(cue.start_ms, starts[-1] + 1 if starts else 0))
    placed = []
    for index, (cue, start) in enumerate(zip(cues, starts, strict=True)):
        following = starts[index + 1] if index + 1 < len(starts) else None
        end = _end(cue, start, following, profile, gap)
        placed.append(msgspec.structs.replace(cue, start_ms=start, end_ms=end))
    return tuple(placed)


def wanted_ms(text: str, profile: Profile) -> int:
    """How long `text` should stand to be read at the speed aimed at, between shortest and longest."""
    reading = math.ceil(1000 * len(text) / profile.speed_aim)
    return min(max(reading, profile.shortest_ms), profile.longest_ms)


def _end(cue: Cue, start: int, following: int | None, profile: Profile, gap: int) -> int:
    """When a cue goes, given when the next one comes.

    It may be held for `hold_ms` after the last word; longer only to reach the shortest time a cue may stand,
    because a cue that cannot be read is worse than one that lingers.
    """
    spoken_end = max(cue.end_ms, start)
    held = max(spoken_end + profile.hold_ms, start + profile.shortest_ms)
    if following is None:
        return held
    last = max(following - gap, start + 1)
    if held >= last:
        return last
    if following - held >= profile.close_gap_ms:
        return held
    # The gap would flicker. Open it by going earlier if the words can still be read, else close it.
    opened = following - profile.close_gap_ms
    if opened >= max(spoken_end, start + wanted_ms(cue.text, profile)):
        return opened
    return last
