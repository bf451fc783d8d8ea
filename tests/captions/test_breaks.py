"""Where a Swedish sentence may be broken."""

import pytest

from vidkit.captions.breaks import BEST, FORBIDDEN, GOOD, break_cost, break_costs, ends_clause, ends_sentence


@pytest.mark.parametrize(
    "pair",
    [
        "en hund", "det huset", "att gå", "och sedan", "i Märsta", "på torget", "med oss", "inte nu", "varje dag",
        "25 kronor", "114 14", "10 000", "3 maj", "Anna Karlsson", "klockan 18", "kl. 18", "mycket bra", "min bror",
    ],
)  # fmt: skip
def test_never_broken(pair: str) -> None:
    assert break_cost(*pair.split()) == FORBIDDEN


@pytest.mark.parametrize("pair", ["hund som", "hem och", "kommer. Sedan", "kommer, sedan", "bor i"])
def test_gladly_broken(pair: str) -> None:
    assert break_cost(*pair.split()) <= GOOD


@pytest.mark.parametrize("pair", ["ska inte", "kommer ihåg", "stor hund", "går hem"])
def test_broken_only_in_need(pair: str) -> None:
    assert GOOD < break_cost(*pair.split()) < FORBIDDEN


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
