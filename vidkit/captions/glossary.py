"""The words an organisation must get right: hints for the engine before, a deterministic correction after.

Pure, and part of the brand's file. What is corrected is always reported.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from vidkit.captions.cue import Doubt, Mark, Word

HOTWORD_LETTERS = 600
"""About 223 tokens fit before a window of speech, and Swedish takes a token for every three letters."""

_ENDINGS = ("", "s", "n", "en", "et", "t", "ns", "ens", "ets", "ts", "er", "ar", "or", "erna", "arna", "orna", "ernas")
"""Genitive, definite and plural: what may follow a term or a mishearing, and is kept. A name has the genitive only."""

_WORD = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name or a word as it must be written."""

    term: str
    mishearings: tuple[str, ...] = ()
    """What engines have been seen to write instead; may be several words."""
    inflections: tuple[str, ...] = ()
    """Forms that a plain ending does not give: `män` for `man`."""
    ordinary: tuple[str, ...] = ()
    """Words that are spelt like a form of the term but are their own, and are never touched: `brås` beside `Brå`."""


class Glossary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All such words of a brand."""

    terms: tuple[Term, ...] = ()


def hotwords(glossary: Glossary) -> str:
    """The terms as a hint to the engine: separated by commas, in the glossary's order, as many as it can take."""
    hint = ""
    for term in glossary.terms:
        longer = f"{hint}, {term.term}" if hint else term.term
        if len(longer) > HOTWORD_LETTERS:
            break
        hint = longer
    return hint


def spellings(glossary: Glossary) -> frozenset[str]:
    """Every spelling, in lower case, of the words that `hotwords` tells the engine to expect.

    With inflections and endings; of terms of one word only.
    """
    hinted = hotwords(glossary).split(", ")
    forms = [form for form in _every_form(term for term in glossary.terms if term.term in hinted) if " " not in form]
    return frozenset(_bare(form + ending) for form in forms for ending in ("", *_endings(form)))


def correct(words: Sequence[Word], glossary: Glossary) -> tuple[tuple[Word, ...], tuple[Mark, ...]]:
    """The words with known mishearings put right, and a mark for each change with what it was.

    Looks at whole words only, the longest mishearing first, and never past a punctuation mark. An ending (Märstas,
    ordningsvakterna) is kept. A word that is right already is not touched, except that a proper name gets its capital.
    Several words that become one share its time.
    """
    rules, names = _rules(glossary)
    if not rules and not names:
        return tuple(words), ()
    bare = [_bare(word.text) for word in words]
    parted = [bool(_parts(word.text)[2].strip("-")) for word in words]
    corrected: list[Word] = []
    marks: list[Mark] = []
    index = 0
    while index < len(words):
        count, right = _at(bare, parted, index, rules, names)
        heard = words[index : index + count]
        was = " ".join(word.text for word in heard)
        fixed = _dressed(right, heard) if right else was
        if fixed == was:
            corrected.append(words[index])
            index += 1
            continue
        corrected += _spread(fixed, heard)
        marks.append(Mark(Doubt.GLOSSARY, fixed.strip(".,;:!?"), heard[0].start_ms, was.strip(".,;:!?")))
        index += count
    return tuple(corrected), tuple(marks)


def _at(
    bare: Sequence[str],
    parted: Sequence[bool],
    index: int,
    rules: dict[tuple[str, ...], str],
    names: dict[str, str],
) -> tuple[int, str]:
    """How many words from `index` are one mishearing, and what they should be; empty where nothing is wrong."""
    longest = max((len(heard) for heard in rules), default=1)
    for count in range(min(longest, len(bare) - index), 0, -1):
        key = tuple(bare[index : index + count])
        if key in rules and not any(parted[index : index + count - 1]):
            return count, rules[key]
    return 1, names.get(bare[index], "")


@lru_cache(maxsize=8)
def _rules(glossary: Glossary) -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    """What mishearings become, and names by their spelling in lower case."""
    right_words = {
        _bare(word + ending)
        for word in _every_form(glossary.terms)
        for ending in ("", *_endings(word))
        if " " not in word
    }
    ordinary = {_bare(word) for term in glossary.terms for word in term.ordinary}
    rules: dict[tuple[str, ...], str] = {}
    names: dict[str, str] = {}
    for term in glossary.terms:
        for heard in term.mishearings:
            for wrong, right in _inflected(heard, term.term):
                key = tuple(_bare(word) for word in wrong.split())
                # A mishearing that is another term's right spelling would make a correct word wrong.
                if key and not (len(key) == 1 and key[0] in right_words | ordinary):
                    rules.setdefault(key, right)
        if " " not in term.term and term.term != term.term.lower():
            for form in (term.term, *(term.term + ending for ending in _endings(term.term)), *term.inflections):
                if _bare(form) not in ordinary:
                    names.setdefault(_bare(form), form)
    return rules, names


def _every_form(terms: Iterable[Term]) -> Iterable[str]:
    for term in terms:
        yield term.term
        yield from term.inflections


def _inflected(heard: str, right: str) -> Iterable[tuple[str, str]]:
    """The mishearing with each ending it may carry, and the right word with the same."""
    yield heard, right
    for ending in _endings(right):
        yield heard + ending, right + ending


def _endings(word: str) -> tuple[str, ...]:
    if not word[-1:].isalpha():
        return ()
    # An abbreviation takes a colon: MSB:s. Words in -s have no genitive ending of their own.
    if word.isupper():
        return (":s", "s", ":n", ":en")
    # A name has neither plural nor definite form: "steningen" is no form of Steninge.
    if word[:1].isupper():
        return () if word.endswith("s") else ("s",)
    return tuple(ending for ending in _ENDINGS[1:] if not (word.endswith("s") and ending == "s"))


def _bare(text: str) -> str:
    return _parts(text)[1].casefold()


def _parts(text: str) -> tuple[str, str, str]:
    """The signs before the word, the word, and the signs after it."""
    found = _WORD.match(text)
    return (found[1], found[2], found[3]) if found else ("", text, "")


def _dressed(right: str, heard: Sequence[Word]) -> str:
    """`right` with the punctuation around what was heard, and its capital at a sentence's start."""
    lead, first, _signs = _parts(heard[0].text)
    tail = _parts(heard[-1].text)[2]
    if first[:1].isupper() and right[:1].islower():
        right = right[:1].upper() + right[1:]
    return f"{lead}{right}{tail}"


def _spread(text: str, heard: Sequence[Word]) -> list[Word]:
    """The words of `text` over the time of `heard`, each in proportion to its letters."""
    parts = text.split()
    start, end = heard[0].start_ms, heard[-1].end_ms
    probability = min(word.probability for word in heard)
    letters = sum(len(part) for part in parts)
    spread, passed = [], 0
    for part in parts:
        begins = start + (end - start) * passed // letters
        passed += len(part)
        spread.append(Word(part, begins, start + (end - start) * passed // letters, probability))
    return spread
