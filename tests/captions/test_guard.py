"""What nobody said is kept out and listed; what somebody said stays."""

import msgspec
import pytest

from vidkit.captions.cue import Doubt, Word
from vidkit.captions.guard import guarded, inventions, utterances, without_loops

from .spoken import said

ALWAYS = [(0, 60_000)]


def texts(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize("text", ["Svensktextning.nu", "Undertexter från Amara.org-gemenskapen.", "TEXTNING.NU!"])
def test_known_inventions_go_even_where_somebody_speaks(text: str) -> None:
    kept, marks = guarded((*said("Hej på dig."), *said(text, start_ms=5000)), ALWAYS, inventions())
    assert texts(kept) == "Hej på dig."
    assert [(mark.doubt, mark.text) for mark in marks] == [(Doubt.DROPPED, text)]


def test_an_invention_inside_a_true_sentence_stays() -> None:
    text = "Läs mer på Svensktextning.nu om du vill."
    assert texts(guarded(said(text), ALWAYS, inventions())[0]) == text


def test_thanks_that_are_said_stay() -> None:
    kept, marks = guarded(said("Tack för att ni tittade!"), ALWAYS, inventions())
    assert texts(kept) == "Tack för att ni tittade!"
    assert not marks


def test_thanks_in_a_murmur_go() -> None:
    kept, marks = guarded(said("Tack för att ni tittade!"), [(300, 700)], inventions())
    assert not kept
    assert "invent" in marks[0].note


def test_improbable_thanks_go() -> None:
    words = [msgspec.structs.replace(word, probability=0.2) for word in said("Tack för att ni tittade!")]
    assert not guarded(words, ALWAYS, inventions())[0]


def test_words_where_nobody_speaks_go() -> None:
    kept, marks = guarded((*said("Hej."), *said("Nu åker vi hem.", start_ms=9000)), [(250, 900)], inventions())
    assert texts(kept) == "Hej."
    assert marks[0].text == "Nu åker vi hem."


def test_a_sentence_that_is_partly_voiced_stays_whole() -> None:
    assert texts(guarded(said("Nu åker vi hem."), [(300, 600)], inventions())[0]) == "Nu åker vi hem."


def test_loops_are_said_once() -> None:
    kept, marks = without_loops(said("Vi går. " + "det är det som " * 5 + "det är."))
    assert texts(kept) == "Vi går. det är det som det är."
    assert len(marks) == 1


def test_people_may_repeat_themselves() -> None:
    for text in ("Nej, nej, nej, nej!", "Tryck en gång. Tryck två gånger. Tryck tre gånger.", "Hej hej. Hej hej."):
        assert without_loops(said(text)) == (said(text), ())


def test_utterances_end_at_pauses_too() -> None:
    words = (*said("hej på dig"), *said("vi ses", start_ms=5000))
    assert [texts(part) for part in utterances(words)] == ["hej på dig", "vi ses"]
