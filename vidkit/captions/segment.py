"""From words to cues and lines, weighed over the whole clip at once.

A dynamic programme over cue boundaries; what a stretch of words costs as a cue is known to `weighing`, when it comes
and goes to `timing`. It may not know pictures, typefaces or engines: how wide a text is comes in as a function.
"""

from collections.abc import Callable, Sequence

import msgspec

from vidkit.captions import timing
from vidkit.captions.cue import Cue, Word
from vidkit.captions.profile import Profile
from vidkit.captions.timing import ONE_SHOT, Shots, Timing
from vidkit.captions.weighing import IMPOSSIBLE, Weigher

_NOTHING = (float("inf"), None)


class Part(msgspec.Struct, frozen=True):
    """A stretch of words that is one cue."""

    start: int
    end: int
    """The index after its last word."""
    late: bool = False
    """It comes a few frames after the voice, because the cue before it needs the time."""
    lends: bool = False
    """The next one does so for it."""


def segment(  # noqa: PLR0913 - the words, the rules and the film, each by name
    words: Sequence[Word],
    profile: Profile,
    *,
    measure: Callable[[str], float],
    width: float,
    frame_ms: float,
    onsets: Sequence[int] = (),
    shots: Shots = ONE_SHOT,
) -> tuple[Cue, ...]:
    """The cues of a clip: every word once, in order, broken as a subtitler would.

    `measure` gives the width of a text in the unit of `width` (pixels of the reel); no line is wider, except
    one that holds a single word which is wider by itself: it stands alone and `overwide` finds it.
    `frame_ms` is the length of one frame of the film. `onsets` are the milliseconds where speech was measured
    to begin. `shots` is what is known of the film's cuts and of the part of it that is shown.
    """
    spoken = timing.in_order(words, onsets)
    clock = Timing(spoken, profile, frame_ms, shots)
    weigh = Weigher(clock, measure, width)
    cues = []
    for part in cheapest(weigh):
        length = weigh.length(part.start, part.end)
        comes, goes = clock.span(part.start, part.end, length, late=part.late, lends=part.lends)
        cues.append(Cue(comes, goes, weigh.lines(part.start, part.end), spoken[part.start : part.end]))
    return tuple(cues)


def overwide(cues: Sequence[Cue], *, measure: Callable[[str], float], width: float) -> tuple[Cue, ...]:
    """The cues that hold a line wider than `width`: one long word or address, which needs smaller type."""
    return tuple(cue for cue in cues if any(measure(line) > width for line in cue.lines))


def break_lines(
    text: str, profile: Profile, *, measure: Callable[[str], float], width: float
) -> tuple[str, ...] | None:
    """`text` set on as few good lines as the profile allows, or None where it does not fit at all."""
    words = tuple(Word(word, 0, 0) for word in text.split())
    if not words:
        return ()
    weigh = Weigher(Timing(words, profile, 0), measure, width)
    layout = weigh.layout(0, len(words))
    return None if layout.cost >= IMPOSSIBLE else weigh.lines(0, len(words))


def cheapest(weigh: Weigher) -> tuple[Part, ...]:
    """The way to part all words into cues that costs least."""
    count = len(weigh.words)
    # For every place where a cue may begin, and whether it comes late: what all before it costs, and the last of that.
    best: list[dict[bool, tuple[float, Part | None]]] = [{} for _ in range(count + 1)]
    best[0][False] = (0.0, None)
    for end in range(1, count + 1):
        for start in range(end - 1, -1, -1):
            if end - start > 1 and not weigh.may_hold(start, end):
                break
            for late, (before, _part) in best[start].items():
                for lends in (False, True) if weigh.may_lend(start, end, late=late) else (False,):
                    cost = before + weigh.cue_cost(start, end, late=late, lends=lends)
                    if cost < best[end].get(lends, _NOTHING)[0]:
                        best[end][lends] = (cost, Part(start, end, late, lends))
    parts: list[Part] = []
    last = best[count][False][1]
    while last is not None:
        parts.append(last)
        last = best[last.start][last.late][1]
    return tuple(parts[::-1])
