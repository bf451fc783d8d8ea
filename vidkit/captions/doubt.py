"""Which words a person should read again: unsure, figures, names, dangerous look-alikes. Pure."""

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from vidkit import resources
from vidkit.captions import breaks
from vidkit.captions.cue import Doubt, Mark, Word

UNSURE = 0.55
"""Whisper's own probability of a word, under which it is told.

Together with what other hearings had instead (`hearing.disputed`), on seven recordings of real people and the embedded
model: of 352 words 44 were wrong; 14 % were marked, 58 % of these were wrong, and 64 % of the wrong ones were marked.
By a probability of 0.5 alone: 6 %, 64 % and 32 %. On clear speech 8 words in a hundred are marked, and 12 of 19 wrong
ones found.
"""


class Lookalikes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The list in `templates/captions/lookalikes.toml`. An asterisk stands for any letters or none."""

    source: str
    as_of: str
    pairs: tuple[tuple[str, str], ...]
    one_way: tuple[tuple[str, str], ...] = ()
    """The first is taken for the second, and not the other way round."""

    def other(self, word: str) -> str:
        """What `word`, in lower case, is taken for; empty where it is not in the list."""
        both_ways = (way for one, two in self.pairs for way in ((one, two), (two, one)))
        return next((other for one, two in (*both_ways, *self.one_way) if (other := _instead(word, one, two))), "")


def _instead(word: str, pattern: str, instead: str) -> str:
    """`instead` with the letters that the asterisks of `pattern` stand for in `word`; empty where it does not fit."""
    found = _fitting(pattern.casefold()).fullmatch(word)
    if found is None:
        return ""
    letters = iter(found.groups())
    return "".join(next(letters) if sign == "*" else sign for sign in instead)


@cache
def _fitting(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(\w*)".join(re.escape(part) for part in pattern.split("*")))


@cache
def lookalikes() -> Lookalikes:
    """The list that comes with the program."""
    text = (resources.templates() / "captions" / "lookalikes.toml").read_bytes()
    return msgspec.toml.decode(text, type=Lookalikes)


def doubts(words: Sequence[Word], pairs: Lookalikes) -> tuple[Mark, ...]:
    """One mark for each word that should be read again, for its gravest reason, in order.

    A capital at the start of a sentence makes no name.
    """
    marks = []
    for index, word in enumerate(words):
        bare = word.text.strip(".,;:!?…–—\"'”’»«()[]{}")
        starts = index == 0 or breaks.ends_sentence(words[index - 1].text)
        if other := pairs.other(bare.casefold()):
            marks.append(Mark(Doubt.LOOKALIKE, bare, word.start_ms, other))
        elif any(sign.isdigit() for sign in bare):
            marks.append(Mark(Doubt.FIGURE, bare, word.start_ms))
        elif word.probability < UNSURE:
            marks.append(Mark(Doubt.UNSURE, bare, word.start_ms))
        elif bare[:1].isupper() and not starts:
            marks.append(Mark(Doubt.NAME, bare, word.start_ms))
    return tuple(marks)
