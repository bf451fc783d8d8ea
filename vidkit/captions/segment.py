"""From words to cues and lines, weighed over the whole clip at once.

A dynamic programme over cue boundaries; inside each cue the best layout of its lines. It may not know
pictures, typefaces or engines: how wide a text is comes in as a function. Times are set in `timing`.
"""

from collections.abc import Callable, Sequence

import msgspec

from vidkit.captions import breaks, timing
from vidkit.captions.cue import Cue, Word
from vidkit.captions.profile import Profile

# Costs are points on one scale. A forbidden break is 100 (see `breaks`); what breaks a hard limit costs more
# than any sum of those that a real sentence can reach; matters of taste cost a few points.
CUE = 6.0
"""Each cue costs a little: no more of them than needed."""

LOOSE_CUE_END = 20.0
"""A cue that ends inside a sentence or clause asks the reader to hold on."""

CLAUSE_CUE_END = 6.0
"""A cue that ends with a comma reads well, a full stop better."""

CUE_BREAK_WEIGHT = 1.5
"""A bad break between cues is worse than the same one between lines: the first half is gone."""

SENTENCE_INSIDE = 22.0
"""A sentence that ends inside a cue: the next one gives itself away before it is said."""

SAME_LINE_SENTENCE = 10.0
"""Two sentences meeting on one line rather than at a line break."""

PAUSE_MS = 300
"""Pauses from here on are heard as pauses."""

PAUSE_POINTS = 0.06
"""For each millisecond of a pause over `PAUSE_MS` inside a cue: half a second of silence costs 12."""

TWO_LINES = 3.0
"""Two lines where one would have held it all."""

UPPER_LONGER = 0.05
LOWER_LONGER = 0.02
"""For the square of the difference in characters: the upper should be the shorter (SLU), not by much."""

OVER_CHARACTERS = 9.0
"""For each character over the profile's `line_characters`."""

OVER_SPEED = 10.0
FAR_OVER_SPEED = 1.0
SPEED_MS = 3000.0
"""For each character a second over the aim and for its square, in a cue of three seconds: two cues that are a little
too fast are better than one that nobody can read."""

SPEED_FAIL = 60.0
"""A speed that fails, in a cue of three seconds: less than a forbidden break."""

FAIL = 400.0
"""A cue shorter or longer than the profile allows at all."""

ORPHAN = 30.0
"""A cue of a single word that is no sentence of its own."""

IMPOSSIBLE = 1e9
"""A line wider than the box or longer than the profile allows, which only a single word may be."""


class _Layout(msgspec.Struct, frozen=True):
    """The best way to set some words on lines, and what it costs."""

    cost: float
    ends: tuple[int, ...]
    """The index after each line's last word."""


def segment(
    words: Sequence[Word],
    profile: Profile,
    *,
    measure: Callable[[str], float],
    width: float,
    frame_ms: float,
    onsets: Sequence[int] = (),
) -> tuple[Cue, ...]:
    """The cues of a clip: every word once, in order, broken as a subtitler would.

    `measure` gives the width of a text in the unit of `width` (pixels of the reel); no line is wider, except
    one that holds a single word which is wider by itself: it stands alone and `overwide` finds it.
    `frame_ms` is the length of one frame of the film. `onsets` are the milliseconds where speech was measured
    to begin.
    """
    spoken = timing.in_order(words, onsets)
    if not spoken:
        return ()
    weigh = _Weigher(spoken, profile, measure, width)
    cues = [
        Cue(
            spoken[start].start_ms,
            spoken[end - 1].end_ms,
            weigh.lines(start, end),
            spoken[start:end],
        )
        for start, end in _boundaries(weigh)
    ]
    return timing.timed(cues, profile, frame_ms=frame_ms)


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
    weigh = _Weigher(words, profile, measure, width)
    layout = weigh.layout(0, len(words))
    return None if layout.cost >= IMPOSSIBLE else weigh.lines(0, len(words))


def _boundaries(weigh: "_Weigher") -> list[tuple[int, int]]:
    """The cheapest way to part all words into cues, as pairs of word indices."""
    count = len(weigh.words)
    best = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    for end in range(1, count + 1):
        for start in range(end - 1, -1, -1):
            if end - start > 1 and not weigh.may_hold(start, end):
                break
            cost = best[start] + weigh.cue_cost(start, end)
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    pairs = []
    end = count
    while end:
        pairs.append((came_from[end], end))
        end = came_from[end]
    return pairs[::-1]


class _Weigher:
    """Knows the words and the rules, and weighs any stretch of them as a cue."""

    def __init__(
        self, words: tuple[Word, ...], profile: Profile, measure: Callable[[str], float], width: float
    ) -> None:
        self.words = words
        self.profile = profile
        self.width = width
        self.measure = measure
        self.texts = tuple(word.text for word in words)
        self.breaks = breaks.break_costs(self.texts)
        self._line_costs: dict[tuple[int, int], float] = {}
        self._layouts: dict[tuple[int, int, int], _Layout] = {}

    def may_hold(self, start: int, end: int) -> bool:
        """False where a cue from `start` to `end` is too much in any layout, so longer ones need no look."""
        profile = self.profile
        characters = sum(len(text) + 1 for text in self.texts[start:end])
        spoken_ms = self.words[end - 1].end_ms - self.words[start].start_ms
        return characters <= profile.lines * (profile.line_characters_most + 1) and spoken_ms <= max(
            2 * profile.longest_fail_ms, 1
        )

    def lines(self, start: int, end: int) -> tuple[str, ...]:
        """The lines of the cheapest layout."""
        lines = []
        for line_end in self.layout(start, end).ends:
            lines.append(" ".join(self.texts[start:line_end]))
            start = line_end
        return tuple(lines)

    def cue_cost(self, start: int, end: int) -> float:
        """What the words from `start` to `end` cost as one cue."""
        return (
            CUE
            + self.layout(start, end).cost
            + self._end_cost(start, end)
            + self._inner_cost(start, end)
            + self._time_cost(start, end)
        )

    def layout(self, start: int, end: int) -> _Layout:
        """The cheapest lines for the words from `start` to `end`."""
        return self._layout(start, end, self.profile.lines)

    def _layout(self, start: int, end: int, lines: int) -> _Layout:
        key = (start, end, lines)
        if key not in self._layouts:
            whole = _Layout(self._line_cost(start, end), (end,))
            options = [whole]
            if lines > 1 and whole.cost > 0:
                options += [self._broken(start, middle, end, lines) for middle in range(start + 1, end)]
            self._layouts[key] = min(options, key=lambda option: option.cost)
        return self._layouts[key]

    def _broken(self, start: int, middle: int, end: int, lines: int) -> _Layout:
        rest = self._layout(middle, end, lines - 1)
        cost = self._line_cost(start, middle) + rest.cost + TWO_LINES + self.breaks[middle - 1]
        upper = len(" ".join(self.texts[start:middle]))
        lower = len(" ".join(self.texts[middle : rest.ends[0]]))
        cost += (UPPER_LONGER if upper > lower else LOWER_LONGER) * (upper - lower) ** 2
        return _Layout(cost, (middle, *rest.ends))

    def _line_cost(self, start: int, end: int) -> float:
        key = (start, end)
        if key not in self._line_costs:
            text = " ".join(self.texts[start:end])
            cost = OVER_CHARACTERS * max(0, len(text) - self.profile.line_characters)
            if end - start > 1 and (len(text) > self.profile.line_characters_most or self.measure(text) > self.width):
                cost = IMPOSSIBLE
            cost += SAME_LINE_SENTENCE * sum(breaks.ends_sentence(word) for word in self.texts[start : end - 1])
            self._line_costs[key] = cost
        return self._line_costs[key]

    def _end_cost(self, start: int, end: int) -> float:
        last = self.texts[end - 1]
        finished = end == len(self.words) or breaks.ends_sentence(last)
        begun = start > 0 and not breaks.ends_sentence(self.texts[start - 1])
        cost = ORPHAN if end - start == 1 and (begun or not finished) else 0.0
        if finished:
            return cost
        pause = self.words[end].start_ms - self.words[end - 1].end_ms
        relief = min(1.0, max(0.0, pause / (3 * PAUSE_MS)))
        loose = CLAUSE_CUE_END if breaks.ends_clause(last) else LOOSE_CUE_END
        # Where the speaker pauses for long, the words are parted already: a bad break matters less.
        return cost + (loose + CUE_BREAK_WEIGHT * self.breaks[end - 1]) * (1 - 0.7 * relief)

    def _inner_cost(self, start: int, end: int) -> float:
        cost = 0.0
        for index in range(start, end - 1):
            pause = self.words[index + 1].start_ms - self.words[index].end_ms
            cost += PAUSE_POINTS * max(0, pause - PAUSE_MS)
            if breaks.ends_sentence(self.texts[index]):
                cost += SENTENCE_INSIDE
        return cost

    def _time_cost(self, start: int, end: int) -> float:
        """How far the cue is from what can be read in the time that it may stand."""
        profile = self.profile
        spoken = self.words[end - 1].end_ms - self.words[start].start_ms
        room = spoken + profile.hold_ms
        if end < len(self.words):
            room = min(room, self.words[end].start_ms - self.words[start].start_ms)
        room = max(room, 1)
        speed = 1000 * len(" ".join(self.texts[start:end])) / room
        # By its length in time: where the speaker is too fast throughout, no way of cutting makes it better.
        over = max(0.0, min(speed, 40.0) - profile.speed_aim)
        cost = OVER_SPEED * over + FAR_OVER_SPEED * over**2
        cost += SPEED_FAIL * min(1.0, max(0.0, speed - profile.speed_fail))
        cost *= room / SPEED_MS
        cost += 40.0 * max(0.0, 1 - room / profile.shortest_ms) + FAIL * (room < profile.shortest_fail_ms)
        too_long = max(0, spoken - profile.longest_ms) / 1000
        return cost + 30.0 * too_long + FAIL * (spoken > profile.longest_fail_ms)
