"""Where a Swedish sentence may be broken."""

import pytest

from vidkit.captions.breaks import (
    BEST,
    FORBIDDEN,
    GOOD,
    begins_speaker,
    break_cost,
    break_costs,
    ends_clause,
    ends_sentence,
    word_lists,
)


@pytest.mark.parametrize(
    "pair",
    [
        "en hund", "det huset", "att gå", "och sedan", "i Märsta", "på torget", "med oss", "inte nu", "varje dag",
        "25 kronor", "114 14", "10 000", "3 maj", "Anna Karlsson", "klockan 18", "kl. 18", "mycket bra", "min bror",
        "hur många", "vad som", "kommunpolis Anna", "lite för", "såna kort", "112 gånger",
    ],
)  # fmt: skip
def test_never_broken(pair: str) -> None:
    assert break_cost(*pair.split()) == FORBIDDEN


@pytest.mark.parametrize(
    "pair", ["hund som", "hem och", "kommer. Sedan", "kommer, sedan", "bor i", "mycket för", "många som", "upp -Ja"]
)
def test_gladly_broken(pair: str) -> None:
    assert break_cost(*pair.split()) <= GOOD


@pytest.mark.parametrize(
    "pair",
    [
        "ska inte", "kommer ihåg", "stor hund", "går hem", "vi behöver", "orkar jag", "gick vi", "hjälper oss",
        "tycker om", "kommunens hemsida", "två timmar", "trygghetsskapande åtgärder", "15 platser", "brukar vara",
    ],
)  # fmt: skip
def test_broken_only_in_need(pair: str) -> None:
    assert GOOD < break_cost(*pair.split()) < FORBIDDEN


def test_a_verb_keeps_its_particle_and_lets_go_of_what_follows() -> None:
    text = "Den som tycker om barn kan hjälpa till att sätta på klistermärken."
    words = text.split()
    costs = dict(zip(words, break_costs(words), strict=True))
    assert costs["om"] < costs["tycker"] < FORBIDDEN
    assert costs["till"] <= GOOD < costs["hjälpa"]
    assert costs["på"] < costs["sätta"] < FORBIDDEN


def test_a_subject_after_its_verb_is_no_article() -> None:
    assert break_cost("det", "i", earlier="brann") <= GOOD
    assert break_cost("det", "huset", earlier="brann") == FORBIDDEN
    assert break_cost("den", "som", earlier="ringer") == FORBIDDEN
    assert break_cost("det", "i", earlier="och") == FORBIDDEN


def test_the_words_are_in_one_list_of_a_kind() -> None:
    lists = word_lists()
    assert not lists.never_last & (lists.before_noun | lists.helping_verbs | lists.pronouns | lists.adjectives)
    assert all(word == word.casefold() for word in lists.no_names | lists.units | lists.adjectives)


@pytest.mark.parametrize(("word", "speaks"), [("-Hej", True), ("–Nej", True), ("-", False), ("-5", False)])
def test_another_speaker(word: str, speaks: bool) -> None:  # noqa: FBT001 - the expected answer
    assert begins_speaker(word) is speaks


def test_costs_of_a_sentence_end_with_its_end() -> None:
    assert break_costs(("Hej,", "Anna", "Ek.")) == (BEST, FORBIDDEN, BEST)
    assert break_costs(()) == ()


@pytest.mark.parametrize("word", ["slut.", "slut!", "slut?”", "slut…", 'slut."'])
def test_sentence_ends(word: str) -> None:
    assert ends_sentence(word)


@pytest.mark.parametrize("word", ["18:00", "1,5", "ord", "ord,", "ord:"])
def test_no_sentence_ends(word: str) -> None:
    assert not ends_sentence(word)


def test_marks_inside_a_figure_are_no_clause_ends() -> None:
    assert not ends_clause("18:00")
    assert ends_clause("först,")
