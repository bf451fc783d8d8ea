"""What was said beside what was heard: one spelling for both, which words were wrong, and in which sentence.

Knows nothing of sounds, engines or captions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import jiwer

NORMALISED = "lower case, no punctuation, hyphens as spaces, figures up to 99 as words"
"""What `normal` does, for those who read a rate."""

_UNITS = (
    *("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tretton"),
    *("fjorton", "femton", "sexton", "sjutton", "arton", "nitton"),
)
_TENS = ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")


def normal(text: str) -> str:
    """`text` in the one spelling in which texts are compared."""
    words = re.sub(r"[^\w\s]", "", re.sub(r"[-–—]", " ", text.lower())).split()
    return " ".join(_spelt(word) for word in words)


def _spelt(word: str) -> str:
    if not re.fullmatch(r"[0-9]{1,2}", word) or len(word) > len(str(int(word))):
        return word
    figure = int(word)
    if figure < len(_UNITS):
        return _UNITS[figure]
    return _TENS[figure // 10 - 2] + (_UNITS[figure % 10] if figure % 10 else "")


@dataclass(frozen=True)
class Errors:
    """Wrong words or characters, and how many there should have been."""

    wrong: int = 0
    of: int = 0

    def __add__(self, other: "Errors") -> "Errors":
        """Both together: a long recording counts more than a short one."""
        return Errors(self.wrong + other.wrong, self.of + other.of)

    @property
    def percent(self) -> float:
        """The rate; over 100 where more was invented than was said."""
        return 100 * self.wrong / max(1, self.of)


NOTHING = Errors()


@dataclass(frozen=True)
class Compared:
    """What was said and what was heard, word by word."""

    pairs: tuple[tuple[int | None, int | None], ...]
    """Index of the word that was said and of what was heard in its place, in order; None where there is nothing."""
    said: tuple[str, ...]
    heard: tuple[str, ...]

    def is_wrong(self, pair: tuple[int | None, int | None]) -> bool:
        """Whether another word was heard, or none, or one that nobody said."""
        said, heard = pair
        return said is None or heard is None or self.said[said] != self.heard[heard]


def compare(said: str, heard: str) -> Compared:
    """The two texts, already `normal`, laid beside each other with as few differences as can be."""
    words, other = tuple(said.split()), tuple(heard.split())
    if not words or not other:
        alone = (*((index, None) for index in range(len(words))), *((None, index) for index in range(len(other))))
        return Compared(alone, words, other)
    pairs: list[tuple[int | None, int | None]] = []
    for chunk in jiwer.process_words(said, heard).alignments[0]:
        one = range(chunk.ref_start_idx, chunk.ref_end_idx)
        two = range(chunk.hyp_start_idx, chunk.hyp_end_idx)
        pairs += zip_longest(one, two)
    return Compared(tuple(pairs), words, other)


def word_errors(said: str, heard: str) -> Errors:
    """Words replaced, left out and invented."""
    compared = compare(normal(said), normal(heard))
    return Errors(sum(map(compared.is_wrong, compared.pairs)), len(compared.said))


def character_errors(said: str, heard: str) -> Errors:
    """The same for characters, spaces counted."""
    one, two = normal(said), normal(heard)
    if not one or not two:
        return Errors(max(len(one), len(two)), len(one))
    found = jiwer.process_characters(one, two)
    return Errors(found.substitutions + found.deletions + found.insertions, len(one))


def by_sentence(sentences: Sequence[str], heard: str) -> tuple[Errors, ...]:
    """The word errors of each sentence, the sentences having been said one after the other.

    An invented word counts for the sentence that was being said, or before the first for the first.
    """
    spelt = [normal(sentence).split() for sentence in sentences]
    owner = [number for number, words in enumerate(spelt) for _word in words]
    compared = compare(" ".join(" ".join(words) for words in spelt), normal(heard))
    wrong = [0] * len(sentences)
    current = owner[0] if owner else 0
    for pair in compared.pairs:
        if pair[0] is not None:
            current = owner[pair[0]]
        if sentences:
            wrong[current] += compared.is_wrong(pair)
    return tuple(Errors(count, len(words)) for count, words in zip(wrong, spelt, strict=True))
