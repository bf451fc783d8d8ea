"""The word list: hints before, certain corrections after, never a correct word touched."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Doubt, Word
from vidkit.captions.glossary import HOTWORD_LETTERS, Glossary, Term, correct, hotwords

from .spoken import said

CENTRE = Glossary(
    (
        Term("Märsta", ("mersta", "merista")),
        Term("Trygghetscentret", ("trygghetscentralen", "trygg hets centret")),
        Term("trygghetsvärd", ("trygghets värd", "trygghetsvärld"), ("trygghetsvärdar",)),
        Term("Brå", ("brå rapport",)),
        Term("MSB", ("m s b", "emesbe")),
        Term("utredningsdirektiv", ("urindirektiv",)),
        Term("Arlandastad"),
    )
)


def corrected(text: str) -> str:
    words, _marks = correct(said(text), CENTRE)
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        ("Vi bor i mersta.", "Vi bor i Märsta."),
        ("Merstas torg är fint.", "Märstas torg är fint."),
        ("Välkommen till trygg hets centret!", "Välkommen till Trygghetscentret!"),
        ("Ta med trygghetscentralens karta.", "Ta med Trygghetscentrets karta."),
        ("En trygghets värd hjälper dig.", "En trygghetsvärd hjälper dig."),
        ("Trygghets värd sökes.", "Trygghetsvärd sökes."),
        ("Nya urindirektiven, sa hon.", "Nya utredningsdirektiven, sa hon."),
        ("Fråga emesbe om det.", "Fråga MSB om det."),
        ("märsta och arlandastad", "Märsta och Arlandastad"),
        ("(mersta)", "(Märsta)"),
        ("“mersta”,", "“Märsta”,"),
    ],
)
def test_mishearings_are_put_right(heard: str, right: str) -> None:
    assert corrected(heard) == right


@pytest.mark.parametrize(
    "text",
    [
        "Vi bor i Märsta.",
        "Märstas torg och Trygghetscentrets dörr.",
        "Två trygghetsvärdar i Arlandastad.",
        "hamersta mersta-vägen",
        "Brå är bra.",
        "MSB:s råd.",
        "En trygg värd.",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    words, marks = correct(said(text), CENTRE)
    assert words == said(text)
    assert marks == ()


def test_each_change_says_what_it_was() -> None:
    words = said("Kom till trygg hets centret nu.")
    _corrected, marks = correct(words, CENTRE)
    assert [(mark.doubt, mark.text, mark.note, mark.start_ms) for mark in marks] == [
        (Doubt.GLOSSARY, "Trygghetscentret", "trygg hets centret", words[2].start_ms)
    ]


def test_several_words_that_become_one_share_its_time() -> None:
    words = said("till trygg hets centret nu")
    fixed, _marks = correct(words, CENTRE)
    assert (fixed[1].start_ms, fixed[1].end_ms) == (words[1].start_ms, words[3].end_ms)


def test_one_word_that_becomes_two_is_shared_out() -> None:
    glossary = Glossary((Term("Nya Märsta", ("nymersta",)),))
    fixed, _marks = correct((Word("nymersta,", 0, 900),), glossary)
    assert [word.text for word in fixed] == ["Nya", "Märsta,"]
    assert (fixed[0].start_ms, fixed[0].end_ms, fixed[1].start_ms, fixed[1].end_ms) == (0, 270, 270, 900)


def test_a_mishearing_that_is_another_term_is_no_mishearing() -> None:
    glossary = Glossary((Term("Valsta", ("Märsta",)), Term("Märsta")))
    assert correct(said("Vi bor i Märsta."), glossary)[1] == ()


def test_hints_are_the_terms_as_many_as_fit() -> None:
    assert hotwords(CENTRE).startswith("Märsta, Trygghetscentret, ")
    many = Glossary(tuple(Term(f"ord{number:04}") for number in range(500)))
    assert len(hotwords(many)) <= HOTWORD_LETTERS
    assert hotwords(Glossary()) == ""


def test_it_is_read_from_a_brands_file() -> None:
    text = b'[[terms]]\nterm = "Valsta"\nmishearings = ["vallsta"]\n'
    assert msgspec.toml.decode(text, type=Glossary) == Glossary((Term("Valsta", ("vallsta",)),))
    with pytest.raises(msgspec.ValidationError, match="mishearing"):
        msgspec.toml.decode(b'[[terms]]\nterm = "V"\nmishearing = []\n', type=Glossary)


spoken_words = st.lists(
    st.sampled_from(["mersta", "Märsta", "trygg", "hets", "centret", "m", "s", "b", "emesbe", "hej.", "på,", "Brå"]),
    max_size=12,
)


@given(texts=spoken_words)
def test_correcting_twice_changes_nothing_more(texts: list[str]) -> None:
    once, _marks = correct(said(" ".join(texts)), CENTRE)
    assert correct(once, CENTRE) == (once, ())


@given(texts=spoken_words)
def test_times_stay_in_order(texts: list[str]) -> None:
    words, _marks = correct(said(" ".join(texts)), CENTRE)
    assert all(word.start_ms <= word.end_ms for word in words)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(words))
