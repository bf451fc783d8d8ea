"""Words beside the voice that was measured: the first begins with it, the last ends with it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Word
from vidkit.captions.timing import in_order, with_the_voice


def times(words: list[Word], *voiced: tuple[int, int]) -> list[tuple[int, int]]:
    return [(word.start_ms, word.end_ms) for word in with_the_voice(words, voiced)]


def test_the_first_word_begins_and_the_last_ends_with_the_voice() -> None:
    words = [Word("Ja,", 1150, 1300), Word("vatten!", 1300, 1700)]
    assert times(words, (1000, 2300)) == [(1000, 1300), (1300, 2300)]


def test_a_pause_in_the_same_breath_stays() -> None:
    words = [Word("Ja,", 1000, 1300), Word("vatten!", 1800, 2300)]
    assert times(words, (1000, 2300)) == [(1000, 1300), (1800, 2300)]


@pytest.mark.parametrize(
    ("words", "voiced"),
    [
        ([Word("sen", 1400, 2000)], (1000, 2000)),  # too long after: something else was heard
        ([Word("Ja.", 1000, 1300)], (1000, 2400)),  # a laugh
        ([Word("som", 700, 1050), Word("sju", 1100, 2000)], (1000, 2000)),  # a word goes on into it
        ([Word("Ja.", 1000, 2100)], (1000, 2000)),
        ([Word("Ja.", 200, 300)], (1000, 2000)),
    ],
)
def test_what_the_voice_does_not_tell_stays(words: list[Word], voiced: tuple[int, int]) -> None:
    assert times(words, voiced) == [(word.start_ms, word.end_ms) for word in words]


numbers = st.integers(0, 20_000)
words_in_order = st.lists(st.tuples(numbers, numbers), max_size=12).map(
    lambda pairs: in_order([Word(str(index), *sorted(pair)) for index, pair in enumerate(sorted(pairs))])
)
stretches = (
    st.lists(numbers, max_size=10, unique=True).map(sorted).map(lambda at: list(zip(at[::2], at[1::2], strict=False)))
)


@given(words=words_in_order, voiced=stretches)
def test_no_word_is_lost_and_none_takes_the_time_of_another(
    words: tuple[Word, ...], voiced: list[tuple[int, int]]
) -> None:
    found = with_the_voice(words, voiced)
    assert [word.text for word in found] == [word.text for word in words]
    assert all(word.start_ms <= word.end_ms for word in found)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(found))
    for was, now in zip(words, found, strict=True):
        assert now.start_ms <= was.start_ms
        assert now.end_ms >= was.end_ms
