"""Several hearings of the same words: what stays, what is doubtful, what was made up."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Doubt, Word
from vidkit.captions.recognise.hearing import confirmed, disputed, with_terms

from .spoken import said


def heard(text: str, probability: float = 0.95) -> list[Word]:
    return [msgspec.structs.replace(word, probability=probability) for word in said(text)]


def places(text: str, *others: str, probability: float = 0.95) -> list[tuple[str, str]]:
    marks = disputed(heard(text, probability), [heard(other) for other in others])
    assert all(mark.doubt is Doubt.UNSURE for mark in marks)
    return [(mark.text, mark.note) for mark in marks]


@pytest.mark.parametrize(
    ("text", "other", "found"),
    [
        ("hur långt det ska flytta kroken", "Hur långt jag ska flytta kroken!", [("det", "jag")]),
        ("Tryck på pumpen.", "tryck på, pumpen", []),
        ("blås öppar långer nu", "blås upp ballonger nu", [("öppar", "upp"), ("långer", "ballonger")]),
        ("vi öppar långer nu", "vi blåser upp ballonger nu", [("öppar långer", "blåser upp ballonger")]),
        ("Nej, inte nu.", "Nej, nu.", [("inte", "")]),
    ],
)
def test_words_that_were_heard_otherwise_are_told_with_what_they_may_be(
    text: str, other: str, found: list[tuple[str, str]]
) -> None:
    assert places(text, other) == found


def test_a_sure_word_is_doubted_only_where_all_others_disagree() -> None:
    assert places("jag ska", "det ska", "jag ska") == []
    assert places("jag ska", "det ska", "du ska") == [("jag", "det")]
    assert places("jag ska", "det ska", "jag ska", probability=0.8) == [("jag", "det")]


def test_loops_have_no_say() -> None:
    assert places("jag ska", "nej " * 12) == []


def test_what_no_other_hearing_confirms_was_made_up() -> None:
    words, marks = confirmed(heard("Hej på dig. En del av dem.", 0.5), [heard("hej, du"), heard("helvete")])
    assert " ".join(word.text for word in words) == "Hej på dig."
    assert [(mark.doubt, mark.text) for mark in marks] == [(Doubt.DROPPED, "En del av dem.")]


@pytest.mark.parametrize(
    ("text", "probability", "others"),
    [
        ("En del av dem.", 0.9, ["helvete"]),  # the engine was sure
        ("Oops.", 0.4, ["ops"]),  # a single word
        ("En del av dem.", 0.3, []),  # heard once
        ("En del av dem.", 0.3, ["nej " * 12]),  # the other looped
        ("En del av dem.", 0.3, ["helvete", "den del"]),  # one word is confirmed
    ],
)
def test_what_may_have_been_said_stays(text: str, probability: float, others: list[str]) -> None:
    words = heard(text, probability)
    assert confirmed(words, [heard(other) for other in others]) == (tuple(words), ())


TERMS = frozenset({"märsta", "märstas", "vattentornsparken", "brå", "trygghetsvärdarna"})


@pytest.mark.parametrize(
    ("text", "hinted", "found"),
    [
        ("Vi bor i Mästa!", "vi bor i Märsta,", "Vi bor i Märsta!"),
        ("i mästas park", "i Märstas park", "i Märstas park"),
        ("vid vatten torns parken nu", "vid Vattentornsparken nu", "vid Vattentornsparken nu"),
        ("Kom så blåser vi upp ballonger!", "Kom så öppar långer!", "Kom så blåser vi upp ballonger!"),
        ("jag blåser vi upp i mästa", "jag öppar i Märsta", "jag blåser vi upp i Märsta"),
        ("nu blåser vi upp mästa", "nu öppar Märsta", "nu blåser vi upp Märsta"),
        ("Det är bra.", "Det är Brå.", "Det är bra."),
        ("Hej på dig.", "Hej Märsta.", "Hej på dig."),
        ("Hej.", "Hej. Märsta.", "Hej."),
        ("Vi bor i Mästa.", "Märsta, " * 12, "Vi bor i Mästa."),
        ("Märsta och mästa", "Märsta och Märsta", "Märsta och Märsta"),
    ],
)
def test_from_the_hearing_with_the_hint_comes_a_term_for_what_sounds_like_it(
    text: str, hinted: str, found: str
) -> None:
    assert " ".join(word.text for word in with_terms(heard(text), heard(hinted), TERMS)) == found


def test_a_term_takes_the_time_of_what_stood_there() -> None:
    words = heard("vid vatten torns parken nu")
    _vid, park, _nu = with_terms(words, heard("så vid Vattentornsparken nu", 0.4), TERMS)
    assert (park.start_ms, park.end_ms, park.probability) == (words[1].start_ms, words[3].end_ms, 0.4)


texts = st.lists(st.sampled_from(["hej", "på", "dig.", "vi", "ses", "nu!"]), min_size=1, max_size=12).map(" ".join)


@given(text=texts)
def test_hearings_that_agree_doubt_nothing(text: str) -> None:
    assert disputed(heard(text, 0.2), [heard(text), heard(text)]) == ()
    assert confirmed(heard(text, 0.2), [heard(text)])[1] == ()


@given(text=texts, other=texts)
def test_every_mark_stands_on_a_word(text: str, other: str) -> None:
    words = heard(text)
    starts = [mark.start_ms for mark in disputed(words, [heard(other)])]
    assert starts == sorted(set(starts))
    assert set(starts) <= {word.start_ms for word in words}


@given(text=texts, other=texts)
def test_a_hint_of_words_that_nobody_said_changes_nothing(text: str, other: str) -> None:
    words = heard(text)
    assert with_terms(words, heard(other), TERMS) == words
    assert with_terms(words, heard(other), frozenset()) == words
