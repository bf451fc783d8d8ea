"""When a cue comes and goes: at the first word, for as long as it can be read, never two at once, inside its shot.

Pure arithmetic on whole milliseconds. Knows nothing of lines or of how the words were found.
"""

import math
from collections.abc import Sequence

import msgspec

from vidkit.captions.cue import Word
from vidkit.captions.profile import Profile

NEAR_MS = 290
"""A cue that comes this close to a cut comes with the cut: 7 frames of 24 (Netflix, timing to shot changes)."""

PAST_MS = 500
"""A cue that has to stay over a cut stays this long past it, half a second (Netflix): less is a flash."""

SYNC_FRAMES = 3
"""A cue may come this many frames before or after the voice (Netflix): used only where it cannot be read else."""


class Shots(msgspec.Struct, frozen=True):
    """What is known of the picture around the words, in milliseconds on their clock."""

    changes: tuple[int, ...] = ()
    """Where one shot ends and the next begins; the first and last moment are among them where a cut stands there."""
    first_ms: int = 0
    """No cue comes before it: the first moment that is shown."""
    end_ms: int | None = None
    """No cue stays longer: the first moment that is shown no more."""


BEGINS_MS = 300
"""A word that is placed up to this long after a voice began alone begins with it: engines place words by guess."""

RINGS_MS = 1000
"""A word that ends up to this long before the voice does, with no other word after it, lasts as long as the voice: a
troll's “vatten!” was cut 0.74 s too soon. What sounds on for longer is a laugh, or words that were not heard."""

ONE_SHOT = Shots()
"""Nothing known: as if there were no cut and no end."""


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


def with_the_voice(words: Sequence[Word], voiced: Sequence[tuple[int, int]]) -> tuple[Word, ...]:
    """The words, in order, so that the first in a measured stretch of speech begins with it and the last ends with it.

    `voiced` are start and end of the stretches, in milliseconds, in order and apart. No word takes time of another.
    """
    timed = list(words)
    for begins, ends in voiced:
        inside = [index for index, word in enumerate(timed) if begins <= word.start_ms < ends]
        if not inside:
            continue
        first, last = inside[0], inside[-1]
        free = first == 0 or timed[first - 1].end_ms <= begins
        if free and timed[first].start_ms - begins <= BEGINS_MS:
            timed[first] = msgspec.structs.replace(timed[first], start_ms=begins)
        if 0 < ends - timed[last].end_ms <= RINGS_MS:
            timed[last] = msgspec.structs.replace(timed[last], end_ms=ends)
    return tuple(timed)


def _without_overlap(words: Sequence[Word]) -> tuple[Word, ...]:
    """Each word ends where the next begins at the latest."""
    limits = [word.start_ms for word in words[1:]] + [word.end_ms for word in words[-1:]]
    return tuple(
        msgspec.structs.replace(word, end_ms=max(word.start_ms, min(word.end_ms, limit)))
        for word, limit in zip(words, limits, strict=True)
    )


def wanted_ms(text: str, profile: Profile) -> int:
    """How long `text` should stand to be read at the speed aimed at, between shortest and longest."""
    return _wanted(len(text), profile)


def _wanted(length: int, profile: Profile) -> int:
    return min(max(math.ceil(1000 * length / profile.speed_aim), profile.shortest_ms), profile.longest_ms)


class Timing:
    """When any stretch of some words stands as a cue. The words are in order, see `in_order`."""

    def __init__(self, words: Sequence[Word], profile: Profile, frame_ms: float, shots: Shots = ONE_SHOT) -> None:
        self.words = words
        self.profile = profile
        self.shots = shots
        self.gap = math.ceil(profile.gap_frames * frame_ms)
        self.slack = math.floor(SYNC_FRAMES * frame_ms)
        self.starts = self._starts()
        """When a cue comes that begins with each word; rising."""
        self._leads = self._may_lead()
        self._last = self._end_of_all()

    def span(self, start: int, end: int, length: int, *, late: bool = False, lends: bool = False) -> tuple[int, int]:
        """When a cue of the words from `start` to `end`, `length` characters long, comes and goes.

        `late`: it comes as late as it may, because the cue before it needs the time; `lends`: the one after it does so.
        Whatever the cuts before and after it, no two such cues overlap, and each stands for at least a millisecond.
        """
        comes = self.starts[start] + (self.slack if late else 0)
        spoken = max(self.words[end - 1].end_ms, comes)
        following = self._following(end, lends=lends)
        goes = self._goes(comes, spoken, following, length)
        limit = self._limit(comes, following)
        goes = int(max(comes + 1, min(self._by_the_cuts(comes, spoken, goes, limit), limit)))
        if self._leads[start] and not late:
            comes -= min(self.slack, max(0, _wanted(length, self.profile) - (goes - comes)))
        return comes, goes

    def may_be_late(self, index: int) -> bool:
        """Whether a cue that begins with that word may come late: not at a cut, and not after the word."""
        word = self.words[index]
        return self.starts[index] == word.start_ms and not self._leads[index] and self._room(index) > self.slack

    def _room(self, index: int) -> float:
        """Time from the start of a word to that of the next."""
        after = self.starts[index + 1] if index + 1 < len(self.words) else math.inf
        return after - self.starts[index]

    def _following(self, end: int, *, lends: bool) -> int | None:
        if end == len(self.words):
            return None
        return self.starts[end] + (self.slack if lends else -self.slack if self._leads[end] else 0)

    def _may_lead(self) -> tuple[bool, ...]:
        """For each word whether a cue may come before it: after so long a pause that the cue before is gone anyhow."""
        profile = self.profile
        pause = profile.hold_ms + profile.close_gap_ms + self.gap + self.slack
        leads = []
        for index, start in enumerate(self.starts):
            before = max(self.words[index - 1].end_ms, self.starts[index - 1]) if index else self.shots.first_ms - pause
            at_the_voice = start == self.words[index].start_ms
            leads.append(at_the_voice and start - before >= pause + (0 if index else self.slack))
        return tuple(leads)

    def crossed(self, comes: int, goes: int) -> int:
        """How many cuts there are while a cue stands."""
        return sum(comes < change < goes for change in self.shots.changes)

    def _starts(self) -> tuple[int, ...]:
        """Each word's start, or the cut near it; a millisecond later than the last where two would be one."""
        starts: list[int] = []
        for index, word in enumerate(self.words):
            before = self.words[index - 1].start_ms if index else -1
            earliest = max(self.shots.first_ms, starts[-1] + 1 if starts else 0)
            starts.append(max(self._near_cut(word.start_ms, before), earliest))
        return tuple(starts)

    def _near_cut(self, start: int, before: int) -> int:
        """The cut nearest to a word's start, if one is near and after the word before it began; else that start."""
        near = [change for change in self.shots.changes if abs(change - start) <= NEAR_MS and before < change]
        return min(near, key=lambda change: abs(change - start), default=start)

    def _end_of_all(self) -> float:
        end = self.shots.end_ms
        if end is None:
            return math.inf
        return end - self.gap if end in self.shots.changes else end

    def _limit(self, comes: int, following: int | None) -> float:
        return max(comes + 1, min(self._last, math.inf if following is None else following - self.gap))

    def _goes(self, comes: int, spoken: int, following: int | None, length: int) -> int:
        """When a cue goes, given when the next one comes, were there no cuts.

        It may be held for `hold_ms` after the last word; longer only to reach the shortest time a cue may stand, or to
        be read, and then by no more than closing a gap would hold it: what cannot be read is worse than what lingers.
        """
        profile = self.profile
        wanted = comes + _wanted(length, profile)
        most = spoken + profile.hold_ms + profile.close_gap_ms
        held = max(spoken + profile.hold_ms, comes + profile.shortest_ms, min(wanted, most))
        held = max(spoken, min(held, comes + profile.longest_ms))
        if following is None:
            return held
        last = max(following - self.gap, comes + 1)
        if held >= last:
            return last
        if following - held >= profile.close_gap_ms:
            return held
        # The gap would flicker. Open it by going earlier if the words can still be read, else close it.
        opened = following - profile.close_gap_ms
        if opened >= max(spoken, wanted) or (last > most and opened - comes >= profile.shortest_ms):
            return opened
        return last

    def _by_the_cuts(self, comes: int, spoken: int, goes: int, limit: float) -> int:
        """`goes`, moved to where the shot ends if that is near, or well past a cut that is crossed."""
        for change in self.shots.changes:
            out = change - self.gap
            if change <= comes or goes <= out - NEAR_MS or goes < out > limit:
                continue
            if spoken <= change + NEAR_MS and min(out, limit) - comes >= self.profile.shortest_fail_ms:
                return out
            if change < goes < change + PAST_MS:
                return change + PAST_MS
        return goes
