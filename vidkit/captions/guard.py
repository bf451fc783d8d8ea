"""Keeps out what nobody said: known inventions, loops, words in silence. What is dropped is listed, never hidden.

Pure: the measured stretches of speech come in as pairs of milliseconds. Judges whole utterances, so that a true
sentence is not torn for one word.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from vidkit import resources
from vidkit.captions import breaks
from vidkit.captions.cue import Doubt, Mark, Word
from vidkit.i18n import gettext as _

Voiced = Sequence[tuple[int, int]]
"""Where speech was measured: start and end in milliseconds, in order."""

PAUSE_MS = 700
"""A pause that ends an utterance where no punctuation does."""

SLACK_MS = 300
"""How far from measured speech a word may lie: engines place words by steps of 20 ms, but edges by guess."""

LEAST_VOICED = 0.4
"""The share of an utterance's time that must be measured speech, for phrases that can also be said in earnest."""

LEAST_PROBABILITY = 0.35
"""Below this mean, a phrase that can be an invention is taken for one."""

LOOP_WORDS = 8
"""The longest phrase that is looked for as a loop."""

LOOP_TIMES = {1: 6, 2: 4, 3: 4}
"""How often a phrase of so many words must come in a row to be a loop; 3 for longer ones. People do say
"nej, nej, nej"."""

_SIGNS = re.compile(r"[^\w\s]+")


class Inventions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists in `templates/captions/inventions.toml`."""

    source: str
    as_of: str
    always: tuple[str, ...]
    silent: tuple[str, ...]


@cache
def inventions() -> Inventions:
    """The lists that come with the program."""
    text = (resources.templates() / "captions" / "inventions.toml").read_bytes()
    return msgspec.toml.decode(text, type=Inventions)


def guarded(words: Sequence[Word], voiced: Voiced, known: Inventions) -> tuple[tuple[Word, ...], tuple[Mark, ...]]:
    """The words that somebody said, and a mark for each piece that was left out."""
    kept: list[Word] = []
    marks: list[Mark] = []
    always, silent = {_plain(text) for text in known.always}, {_plain(text) for text in known.silent}
    for utterance in utterances(words):
        reason = _reason(utterance, voiced, always, silent)
        if reason:
            marks.append(dropped(utterance, reason))
        else:
            kept += utterance
    unlooped, loops = without_loops(kept)
    return unlooped, tuple(sorted((*marks, *loops), key=lambda mark: mark.start_ms))


def utterances(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """The words in groups, parted at sentence ends and at pauses."""
    groups: list[list[Word]] = []
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        if before is None or breaks.ends_sentence(before.text) or word.start_ms - before.end_ms > PAUSE_MS:
            groups.append([])
        groups[-1].append(word)
    return [tuple(group) for group in groups]


def without_loops(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Mark, ...]]:
    """The words with phrases that come over and over said once, and a mark for what was left out."""
    plain = [_plain(word.text) for word in words]
    kept: list[Word] = []
    marks: list[Mark] = []
    index = 0
    while index < len(words):
        length, times = _loop_at(plain, index)
        kept += words[index : index + length]
        if times > 1:
            marks.append(dropped(words[index + length : index + length * times], _("The same words over and over.")))
        index += length * times
    return tuple(kept), tuple(marks)


def voiced_share(start_ms: int, end_ms: int, voiced: Voiced) -> float:
    """The part of the time from `start_ms` to `end_ms` that is measured speech, 0 to 1."""
    inside = sum(max(0, min(end, end_ms) - max(start, start_ms)) for start, end in voiced)
    return min(1.0, inside / max(1, end_ms - start_ms))


def dropped(words: Iterable[Word], reason: str) -> Mark:
    """The mark for words that are left out."""
    words = tuple(words)
    return Mark(Doubt.DROPPED, " ".join(word.text for word in words), words[0].start_ms, reason)


def _reason(utterance: Sequence[Word], voiced: Voiced, always: set[str], silent: set[str]) -> str:
    text = _plain(" ".join(word.text for word in utterance))
    if not text:
        return _("Signs without words.")
    if text in always:
        return _("The speech model is known to invent this.")
    start, end = utterance[0].start_ms, utterance[-1].end_ms
    if not any(begins - SLACK_MS < end and start < ends + SLACK_MS for begins, ends in voiced):
        return _("Nobody speaks there.")
    probability = sum(word.probability for word in utterance) / len(utterance)
    thin = voiced_share(start, end, voiced) < LEAST_VOICED or probability < LEAST_PROBABILITY
    if text in silent and thin:
        return _("The speech model is known to invent this where little is said.")
    return ""


def _loop_at(plain: Sequence[str], index: int) -> tuple[int, int]:
    """The length of the phrase at `index` and how often it comes in a row; 1, 1 where it is no loop."""
    for length in range(1, LOOP_WORDS + 1):
        phrase = plain[index : index + length]
        if len(phrase) < length or not any(phrase):
            break
        times = 1
        while plain[index + length * times : index + length * (times + 1)] == phrase:
            times += 1
        if times >= LOOP_TIMES.get(length, 3):
            return length, times
    return 1, 1


def _plain(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", text).casefold().split())
