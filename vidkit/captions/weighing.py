"""What any stretch of words costs as one cue: its lines, its ends, its time. The rules of the art as numbers.

`segment` looks for the cheapest way to part all words. How wide a text is comes in as a function. It may not know
pictures, typefaces or engines.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise

import msgspec

from vidkit.captions import breaks
from vidkit.captions.cue import Word
from vidkit.captions.profile import Profile
from vidkit.captions.timing import Timing

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

FRAGMENT = 15.0
"""Beside a sentence that ends inside a cue, half of another one: begun before the cue, or going on after it."""

LONE_FRAGMENT = 40.0
"""The same where the half is a single word: “Nu” at the end of a cue, and its sentence in the next."""

CLAUSE_FRAGMENT = 6.0
LONE_CLAUSE_FRAGMENT = 15.0
"""The same beside a comma or colon."""

SAME_LINE_CLAUSE = 4.0
"""Where there are two lines, a comma or colon inside one of them rather than at the line break."""

SAME_LINE_SENTENCE = 10.0
"""Where there are two lines, two sentences meeting on one of them rather than at the line break."""

PAUSE_MS = 300
"""Pauses from here on are heard as pauses."""

PAUSE_INSIDE = 200.0
"""A pause of `PARTED_MS` or more inside a cue, which gives away what is said after it: more than a speed that fails."""

PAUSE_POINTS = 0.06
"""For each millisecond of a pause over `PAUSE_MS` inside a cue: half a second of silence costs 12."""

PARTED_MS = 900
"""A pause this long parts the words already: how they are broken there matters little."""

PARTED_RELIEF = 0.7
"""How much of the cost of a bad end such a pause takes away. The rest stands: a better place is still better."""

CROSSED_CUT = 45.0
"""A cue that stands over a cut is read again from its start (SLU, Netflix). Worth a cue more and an end inside a
sentence (6 + 20 + 1.5 x 8 = 38), but not an end after a word that leans on the next (6 + 20 + 1.5 x 30 = 71)."""

TWO_LINES = 3.0
"""Two lines where one would have held it all."""

SHORT_LINE = 3.0
SHORT_LINE_CHARACTERS = 6
"""For each character that one of two lines is shorter than this: “Nu / ska jag öppna den.”"""

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

SPEED_MOST = 40.0
"""Characters a second from which faster makes no difference: no one reads that."""

SPEED_FAIL = 140.0
"""A cue whose speed fails. More than an end that parts verb and object (6 + 20 + 1.5 x 30 = 71), so that no cue fails
which the words allow to avoid; less than one that parts an article from its noun (6 + 20 + 150 = 176)."""

OUT_OF_SYNC = 10.0
"""A cue that comes a few frames after the voice, so that the one before it can be read."""

TOO_SHORT = 40.0
"""A cue that stands no time at all; in proportion where it stands shorter than the profile wants."""

TOO_LONG = 30.0
"""For each second that a cue stands longer than the profile wants."""

FAIL = 400.0
"""A cue shorter or longer than the profile allows at all."""

ORPHAN = 30.0
"""A cue of a single word that is no sentence of its own, where no pause parts it from the rest."""

SHORT_PART = 1.5
SHORT_CHARACTERS = 16
"""For each character that a part of a sentence is shorter than half a line: two even halves read better than a whole
and a rest."""

IMPOSSIBLE = 1e9
"""A line wider than the box or longer than the profile allows, which only a single word may be; or one of two
speakers, who have a line each (Netflix, Swedish) even where one would hold both."""


class Layout(msgspec.Struct, frozen=True):
    """The best way to set some words on lines, and what it costs."""

    cost: float
    ends: tuple[int, ...]
    """The index after each line's last word."""


class Weigher:
    """Knows the words and the rules, and weighs any stretch of them as a cue."""

    def __init__(self, timing: Timing, measure: Callable[[str], float], width: float) -> None:
        self.words: Sequence[Word] = timing.words
        self.timing = timing
        self.profile: Profile = timing.profile
        self.width = width
        self.measure = measure
        self.texts = tuple(word.text for word in self.words)
        self.breaks = breaks.break_costs(self.texts)
        self.ends_sentence = tuple(breaks.ends_sentence(text) for text in self.texts)
        self.ends_clause = tuple(breaks.ends_sentence(text) or breaks.ends_clause(text) for text in self.texts)
        self.speaks = tuple(breaks.begins_speaker(text) for text in self.texts)
        self.pauses = self._pauses()
        """The silence after each word; none after the last."""
        self._letters = (0, *accumulate(len(text) + 1 for text in self.texts))
        self._inner = (0.0, *accumulate(self._cost_inside(index) for index in range(len(self.texts))))
        self._line_costs: dict[tuple[int, int], float] = {}
        self._layouts: dict[tuple[int, int, int], Layout] = {}

    def may_hold(self, start: int, end: int) -> bool:
        """False where a cue from `start` to `end` is too much in any layout, so longer ones need no look."""
        profile = self.profile
        spoken_ms = self.words[end - 1].end_ms - self.words[start].start_ms
        fits = self._letters[end] - self._letters[start] <= profile.lines * (profile.line_characters_most + 1)
        return fits and spoken_ms <= 2 * profile.longest_fail_ms

    def length(self, start: int, end: int) -> int:
        """Characters of the words from `start` to `end` with the spaces between."""
        return self._letters[end] - self._letters[start] - 1

    def lines(self, start: int, end: int) -> tuple[str, ...]:
        """The lines of the cheapest layout."""
        lines = []
        for line_end in self.layout(start, end).ends:
            lines.append(" ".join(self.texts[start:line_end]))
            start = line_end
        return tuple(lines)

    def cue_cost(self, start: int, end: int, *, late: bool = False, lends: bool = False) -> float:
        """What the words from `start` to `end` cost as one cue; `late` and `lends` as in `Timing.span`."""
        return (
            CUE
            + self.layout(start, end).cost
            + self._end_cost(start, end)
            + self._inner_cost(start, end)
            + self._time_cost(start, end, late=late, lends=lends)
        )

    def may_lend(self, start: int, end: int, *, late: bool) -> bool:
        """Whether the next cue may come late for this one: only where this one fails in its own time."""
        if end == len(self.words) or not self.timing.may_be_late(end):
            return False
        length = self.length(start, end)
        comes, goes = self.timing.span(start, end, length, late=late)
        profile = self.profile
        return 1000 * length > profile.speed_fail * (goes - comes) or goes - comes < profile.shortest_fail_ms

    def layout(self, start: int, end: int) -> Layout:
        """The cheapest lines for the words from `start` to `end`."""
        return self._layout(start, end, self.profile.lines)

    def _layout(self, start: int, end: int, lines: int) -> Layout:
        key = (start, end, lines)
        if key not in self._layouts:
            best = Layout(self._line_cost(start, end), (end,))
            # A text that fits on one line stands on one.
            if lines > 1 and best.cost > 0:
                best = min((best, *self._broken(start, end, lines)), key=lambda layout: layout.cost)
            self._layouts[key] = best
        return self._layouts[key]

    def _broken(self, start: int, end: int, lines: int) -> Iterator[Layout]:
        """Every layout with a break after the first line that can be, the best of each for the lines below."""
        for middle in range(start + 1, end):
            if self._line_cost(start, middle) >= IMPOSSIBLE:
                return  # and so are all that are longer
            rest = self._layout(middle, end, lines - 1)
            if rest.cost < IMPOSSIBLE:
                edges = (middle, *rest.ends)
                yield Layout(self.layout_cost((start, *edges)), edges)

    def layout_cost(self, edges: Sequence[int]) -> float:
        """What it costs to set words on lines that begin and end at `edges`."""
        cost = sum(self._line_cost(start, end) for start, end in pairwise(edges))
        lengths = [self.length(start, end) for start, end in pairwise(edges)]
        cost += sum(TWO_LINES + self.breaks[edge - 1] for edge in edges[1:-1])
        for upper, lower in pairwise(lengths):
            cost += (UPPER_LONGER if upper > lower else LOWER_LONGER) * (upper - lower) ** 2
            cost += SHORT_LINE * max(0, SHORT_LINE_CHARACTERS - min(upper, lower))
        if len(lengths) > 1:
            inside = [index for a, b in pairwise(edges) for index in range(a, b - 1) if self.ends_clause[index]]
            cost += sum(SAME_LINE_SENTENCE if self.ends_sentence[index] else SAME_LINE_CLAUSE for index in inside)
        return cost

    def _line_cost(self, start: int, end: int) -> float:
        key = (start, end)
        if key not in self._line_costs:
            self._line_costs[key] = self._cost_of_line(start, end)
        return self._line_costs[key]

    def _cost_of_line(self, start: int, end: int) -> float:
        length = self.length(start, end)
        if end - start > 1 and (
            any(self.speaks[start + 1 : end])
            or length > self.profile.line_characters_most
            or self.measure(" ".join(self.texts[start:end])) > self.width
        ):
            return IMPOSSIBLE
        return OVER_CHARACTERS * max(0, length - self.profile.line_characters)

    def _end_cost(self, start: int, end: int) -> float:
        finished = end == len(self.words) or self.ends_sentence[end - 1]
        begun = start > 0 and not self.ends_sentence[start - 1]
        cost = 0.0
        if end - start == 1 and (begun or not finished):
            cost = ORPHAN * (1 - self._parted(start - 1 if begun else None)) * (1 - self._parted(end - 1))
        if begun or not finished:
            cost += SHORT_PART * max(0, SHORT_CHARACTERS - self.length(start, end))
        if finished:
            return cost
        loose = CLAUSE_CUE_END if self.ends_clause[end - 1] else LOOSE_CUE_END
        cost += (loose + CUE_BREAK_WEIGHT * self.breaks[end - 1]) * (1 - PARTED_RELIEF * self._parted(end - 1))
        return cost

    def _inner_cost(self, start: int, end: int) -> float:
        cost = self._inner[end - 1] - self._inner[start]
        cost += self._fragments(start, end, self.ends_sentence, FRAGMENT, LONE_FRAGMENT)
        return cost + self._fragments(start, end, self.ends_clause, CLAUSE_FRAGMENT, LONE_CLAUSE_FRAGMENT)

    def _fragments(self, start: int, end: int, ends: Sequence[bool], part: float, lone: float) -> float:
        """What it costs that a cue in which something ends begins or goes on in the middle of something else."""
        if not any(ends[start : end - 1]):
            return 0.0
        cost = 0.0
        if start > 0 and not ends[start - 1]:
            cost += lone if ends[start] else part
        if end < len(self.words) and not ends[end - 1]:
            cost += lone if ends[end - 2] else part
        return cost

    def _parted(self, index: int | None) -> float:
        """How far a pause parts the word at `index` from the next, 0 to 1."""
        return 0.0 if index is None else min(1.0, self.pauses[index] / PARTED_MS)

    def _pauses(self) -> tuple[int, ...]:
        pairs = zip(self.words, self.words[1:], strict=False)
        return (*(max(0, after.start_ms - before.end_ms) for before, after in pairs), 0)

    def _cost_inside(self, index: int) -> float:
        """What the seam after a word costs inside a cue."""
        pause = PAUSE_POINTS * max(0, self.pauses[index] - PAUSE_MS)
        pause += PAUSE_INSIDE if self.pauses[index] >= PARTED_MS else 0.0
        return pause + (SENTENCE_INSIDE if self.ends_sentence[index] else 0.0)

    def _time_cost(self, start: int, end: int, *, late: bool, lends: bool) -> float:
        """How far the cue is from what can be read in the time that it will stand, and how many cuts it crosses."""
        profile, length = self.profile, self.length(start, end)
        comes, goes = self.timing.span(start, end, length, late=late, lends=lends)
        stands = goes - comes
        speed = 1000 * length / stands
        # By its length in time: where the speaker is too fast throughout, no way of cutting makes it better.
        over = max(0.0, min(speed, SPEED_MOST) - profile.speed_aim)
        cost = (OVER_SPEED * over + FAR_OVER_SPEED * over**2) * stands / SPEED_MS
        cost += (
            OUT_OF_SYNC * late
            + SPEED_FAIL * (speed > profile.speed_fail)
            + CROSSED_CUT * self.timing.crossed(comes, goes)
        )
        cost += TOO_SHORT * max(0.0, 1 - stands / profile.shortest_ms) + FAIL * (stands < profile.shortest_fail_ms)
        cost += TOO_LONG * max(0, stands - profile.longest_ms) / 1000
        return cost + FAIL * (stands > profile.longest_fail_ms)
