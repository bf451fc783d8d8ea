"""Captions beside sentences whose times are known: when they come and go, which rules they break, what was avoidable.

Pure arithmetic on captions; knows nothing of sounds or engines.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from benchmarks.captions.speech import Sentence
from benchmarks.captions.wording import compare, normal
from vidkit.captions import breaks
from vidkit.captions.cue import Cue, Word
from vidkit.captions.lint import Severity, lint
from vidkit.captions.profile import Profile
from vidkit.captions.weighing import PARTED_MS

RECOGNISED = 0.5
"""The share of a sentence's words that must have been heard right, else its place among the captions is a guess."""

MOST_WORDS = 40
"""More words than any two lines hold."""


class Spot(NamedTuple):
    """A word of a caption."""

    cue: int
    first: bool
    """Whether the caption begins with it."""
    last: bool


@dataclass(frozen=True)
class Place:
    """Where one known sentence was found among the captions."""

    sentence: Sentence
    start_ms: int | None = None
    """When the caption comes that begins with the sentence's first word; None where none does."""
    end_ms: int | None = None
    """When the caption goes that ends with its last word; None where none does."""
    heard: bool = False
    """Whether enough of it was recognised to be sure that it is this sentence."""

    @property
    def start_error(self) -> int | None:
        """Milliseconds by which the caption comes late; less than 0 where it is early."""
        return None if self.start_ms is None else self.start_ms - self.sentence.start_ms

    @property
    def end_error(self) -> int | None:
        """Milliseconds by which the caption outstays the voice."""
        return None if self.end_ms is None else self.end_ms - self.sentence.end_ms


def is_sound(cue: Cue) -> bool:
    """Whether a caption tells of a sound and not of words: (Musik)."""
    return cue.text.startswith("(") and cue.text.endswith(")")


def places(sentences: Sequence[Sentence], cues: Sequence[Cue]) -> tuple[Place, ...]:
    """Each sentence's place among `cues`, found by its words and not by its time."""
    cues = [cue for cue in cues if not is_sound(cue)]
    spelt = [normal(sentence.text).split() for sentence in sentences]
    spots, heard = _spots(cues)
    compared = compare(" ".join(" ".join(words) for words in spelt), " ".join(heard))
    counterpart = {said: other for said, other in compared.pairs if said is not None}
    found, first = [], 0
    for sentence, words in zip(sentences, spelt, strict=True):
        own = [counterpart[index] for index in range(first, first + len(words))]
        right = sum(other is not None and heard[other] == word for other, word in zip(own, words, strict=True))
        first += len(words)
        if not words or right < RECOGNISED * len(words):
            found.append(Place(sentence))
            continue
        start, end = own[0], own[-1]
        found.append(
            Place(
                sentence,
                cues[spots[start].cue].start_ms if start is not None and spots[start].first else None,
                cues[spots[end].cue].end_ms if end is not None and spots[end].last else None,
                heard=True,
            )
        )
    return tuple(found)


def _spots(cues: Sequence[Cue]) -> tuple[list[Spot], list[str]]:
    """Every word of the captions in the one spelling, and where it stands."""
    spots: list[Spot] = []
    heard: list[str] = []
    for number, cue in enumerate(cues):
        words = normal(cue.text).split()
        heard += words
        spots += [Spot(number, place == 0, place == len(words) - 1) for place in range(len(words))]
    return spots, heard


def fewest_fails(
    words: Sequence[Word], profile: Profile, *, measure: Callable[[str], float], width: float, frame_ms: float
) -> int:
    """How many grave findings the best of all ways to part `words` into captions has.

    What it leaves nobody could avoid without changing a word: the speaker is too fast. A way that needs a break that
    must never be, between captions or between lines, is none where the words allow one without; nor is one with a
    caption over a pause so long that it gives away what is not yet said. Of other breaks none is too bad.
    """
    gap = math.ceil(profile.gap_frames * frame_ms)
    ends = [cost < breaks.FORBIDDEN for cost in breaks.break_costs([word.text for word in words])]
    best = [(0, 0), *([(len(words), 0)] * len(words))]
    """For the words up to each: breaks that must never be, grave findings."""
    begun = 0
    for end in range(1, len(words) + 1):
        if end > 1 and words[end - 1].start_ms - words[end - 2].end_ms >= PARTED_MS:
            begun = end - 1
        for start in range(max(begun, end - MOST_WORDS), end):
            inside = words[start:end]
            lines = _fitting([word.text for word in inside], ends[start:end], profile, measure, width)
            if lines is None and end - start > 1:
                continue
            last = words[end].start_ms - gap if end < len(words) else math.inf
            cue = Cue(inside[0].start_ms, _longest_end(inside, last, profile), lines or (inside[0].text,))
            fails = sum(finding.severity is Severity.FAIL for finding in lint((cue,), profile, frame_ms=frame_ms))
            never, before = best[start]
            best[end] = min(best[end], (never + (not ends[end - 1]), before + fails))
    return best[-1][1]


def _longest_end(words: Sequence[Word], last: float, profile: Profile) -> int:
    """When a caption of `words` goes at the latest: held after the voice, and over a gap that would only flicker."""
    start = words[0].start_ms
    held = max(words[-1].end_ms + profile.hold_ms + profile.close_gap_ms, start + profile.shortest_ms)
    held = max(words[-1].end_ms, min(held, start + profile.longest_ms))
    return max(start + 1, int(min(held, last)))


def _fitting(
    texts: Sequence[str], ends: Sequence[bool], profile: Profile, measure: Callable[[str], float], width: float
) -> tuple[str, ...] | None:
    """The words on as few lines as hold them, each of which may end where it does; None where there is no such way."""

    def fits(line: str) -> bool:
        return len(line) <= profile.line_characters_most and measure(line) <= width

    for count in range(1, profile.lines + 1):
        for middles in combinations((index for index in range(1, len(texts)) if ends[index - 1]), count - 1):
            lines = tuple(" ".join(texts[start:end]) for start, end in pairwise((0, *middles, len(texts))))
            if all(map(fits, lines)):
                return lines
    return None
