"""How often a piece of speech is heard, and which hearing to believe. Pure: knows words and how sure they are.

Believes the engine's own probabilities, except of loops: an engine that repeats itself is always sure of it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

from vidkit.captions import guard
from vidkit.captions.cue import Doubt, Mark, Word
from vidkit.i18n import gettext as _

SURE_ENOUGH = 0.9
"""The mean probability from which a small model does not hear a piece again: that lost nothing on the test sounds."""


class Hearing(msgspec.Struct, frozen=True):
    """One way of listening to a piece."""

    reach_ms: int
    """How much of the sound around it comes with it."""
    hint: bool = False
    """Whether the word list is whispered into the engine's ear."""


HEARINGS = {
    1: (Hearing(1000, hint=True), Hearing(1000)),
    3: (Hearing(150), Hearing(300), Hearing(1000)),
}
"""By a model's `hearings`. What a good model hears is taken, and heard again without the hint only if it loops.

What a small model hears hangs on where the sound happens to begin. Measured with the embedded base in int8 on 7
recordings of real people and 10 forms of the sample (as it is, shifted, softer, noisier, through AAC): 5 reaches give
15.4 % wrong words on people and 3.0 % on the sample in the mean, the surest of three 14.1 and 0.9.
"""


HINTED = Hearing(1000, hint=True)
"""Once more with the hint, after the hearings of a small model that was not sure, only for the words of the hint: a
list of names that are not said costs it other words. Of 383 words of 8 recordings the base model heard 48 wrong without
and 81 with it; with it, it once wrote "Trygghetskampen" 28 times, 94 % sure, where six sentences were said.

See `with_terms`. Told of the words that it heard wrong in 6 of the recordings, among others, it had 35 words wrong
instead of 45; 46 when the whole hearing with the hint was taken wherever it was surest.
"""

ALIKE = 0.75
"""How alike the letters of a term and of what stood in its place are at least (`SequenceMatcher.ratio`): of eleven
words that were put right, each was at least 0.80."""

LEAST_LETTERS = 5
"""Shorter terms are like too many other words: Brå like bra, EST like mest."""

LONGEST_MISHEARING = 3
"""Words that one term may have been taken for."""


CHECK = Hearing(1000)
"""A small model that was sure at once hears a piece a second time, from elsewhere, only to see which words stay."""


_SIGNS = ".,;:!?…–—\"'”’»«()[]{} "

UNCONFIRMED = 0.6
"""The mean probability under which an utterance that no other hearing confirms is taken for made up. Of 110 true ones
each was confirmed by a third of its words at least; what was heard in noise and music, by none."""


def is_enough(heard: Sequence[list[Word]], hearings: int) -> bool:
    """Whether what was heard so far can be believed without hearing the piece again."""
    good = [words for words in heard if not loops(words)]
    if hearings == 1:
        return bool(good)
    return any(mean_probability(words) >= SURE_ENOUGH for words in good)


def surest(heard: Sequence[list[Word]]) -> list[Word]:
    """The hearing with the highest mean probability of its words, the first of equals; a loop only if all loop.

    A word that another hearing has and this one lacks counts as half a word of probability 0: else one that
    lost a sentence but was sure of the rest would win.
    """
    candidates = [words for words in heard if not loops(words)] or list(heard)
    most = max(len(words) for words in candidates)

    def sureness(words: list[Word]) -> float:
        return sum(word.probability for word in words) / max(1.0, (len(words) + most) / 2)

    return max(candidates, key=sureness)


def with_terms(words: Sequence[Word], hinted: Sequence[Word], spellings: frozenset[str]) -> list[Word]:
    """The words with what `hinted` has of `spellings` in the place of something that sounds alike, and nothing else.

    Where nothing like it was heard the engine only repeats what it was told, and where it loops it does so all the
    more. A term takes the time and the punctuation of what it stands for.
    """
    if loops(hinted):
        return list(words)
    ours, theirs = ([_bare(word.text).casefold() for word in hearing] for hearing in (words, hinted))
    changes: list[tuple[int, int, Word]] = []
    """Which words of ours become which of theirs."""
    for what, first, end, begin, stop in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        at = first
        for number in range(begin, stop) if what == "replace" else ():
            term = theirs[number]
            if term not in spellings or len(term) < LEAST_LETTERS or term in ours[first:end]:
                continue
            found = _most_alike(term, ours, at, end)
            if found is not None:
                changes.append((*found, hinted[number]))
                at = found[1]
    changed = list(words)
    for first, end, instead in reversed(changes):
        changed[first:end] = [_instead(words[first:end], instead)]
    return changed


def _instead(heard: Sequence[Word], term: Word) -> Word:
    """`term` with the time and the punctuation of what stood there."""
    first, last = heard[0].text, heard[-1].text
    lead, tail = first[: len(first) - len(first.lstrip(_SIGNS))], last[len(last.rstrip(_SIGNS)) :]
    text = f"{lead}{_bare(term.text)}{tail}"
    return Word(text, heard[0].start_ms, max(word.end_ms for word in heard), term.probability)


def _most_alike(term: str, words: Sequence[str], first: int, end: int) -> tuple[int, int] | None:
    """From which word to before which one `words` are most like `term`; None where nothing is like it."""
    spans = [
        (start, stop)
        for start in range(first, end)
        for stop in range(start + 1, min(end, start + LONGEST_MISHEARING) + 1)
    ]
    likeness = {
        (start, stop): SequenceMatcher(None, term, "".join(words[start:stop]), autojunk=False).ratio()
        for start, stop in spans
    }
    best = max(spans, key=lambda span: likeness[span], default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


def confirmed(words: Sequence[Word], others: Sequence[Sequence[Word]]) -> tuple[tuple[Word, ...], tuple[Mark, ...]]:
    """The words without the utterances that the engine made up, and a mark for each of those.

    Made up is what no other hearing has a single word of and the engine was not sure of itself: noise is heard
    otherwise each time. Of single words the engine must be less sure yet: they are too easily misheard.
    """
    having_say = [other for other in others if not loops(other)]
    doubted = Counter(
        at for other in having_say for first, end, _instead in _differences(words, other) for at in range(first, end)
    )
    kept: list[Word] = []
    marks: list[Mark] = []
    at = 0
    for utterance in guard.utterances(words):
        alone = all(doubted[at + index] == len(having_say) for index in range(len(utterance)))
        at += len(utterance)
        least = UNCONFIRMED if len(utterance) > 1 else guard.LEAST_PROBABILITY
        if having_say and alone and mean_probability(utterance) < least:
            marks.append(guard.dropped(utterance, _("It was heard otherwise each time.")))
        else:
            kept += utterance
    return tuple(kept), tuple(marks)


def disputed(words: Sequence[Word], others: Sequence[Sequence[Word]]) -> tuple[Mark, ...]:
    """A mark for each word that the other hearings have otherwise or not at all, with what they have.

    One of several others is enough where the engine was less than `SURE_ENOUGH` of the word. Hearings that loop have
    no say. What it finds is told in `doubt`.
    """
    having_say = [other for other in others if not loops(other)]
    votes: Counter[int] = Counter()
    marks: dict[int, Mark] = {}
    for other in having_say:
        for first, end, instead in _differences(words, other):
            votes.update(range(first, end))
            text = _bare(" ".join(word.text for word in words[first:end]))
            marks.setdefault(first, Mark(Doubt.UNSURE, text, words[first].start_ms, instead))
    return tuple(
        mark
        for first, mark in sorted(marks.items())
        if votes[first] == len(having_say) or words[first].probability < SURE_ENOUGH
    )


def _differences(words: Sequence[Word], other: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """From which word to before which one the other hearing differs, and what it has there.

    Word by word where both have as many.
    """
    ours, theirs = ([_bare(word.text).casefold() for word in hearing] for hearing in (words, other))
    for what, first, end, begin, stop in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if what == "delete" or (what == "replace" and end - first != stop - begin):
            yield first, end, _bare(" ".join(word.text for word in other[begin:stop]))
        elif what == "replace":
            for at, instead in zip(range(first, end), other[begin:stop], strict=True):
                yield at, at + 1, _bare(instead.text)


def _bare(text: str) -> str:
    return text.strip(_SIGNS)


def loops(words: Sequence[Word]) -> bool:
    """Whether the engine repeated itself over and over."""
    return len(guard.without_loops(words)[0]) < len(words)


def mean_probability(words: Sequence[Word]) -> float:
    """How sure the engine was of `words`, 0 to 1; 0 where there are none."""
    return sum(word.probability for word in words) / max(1, len(words))
