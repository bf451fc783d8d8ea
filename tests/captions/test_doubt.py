"""Which words a person is told to read again."""

import msgspec
import pytest

from vidkit.captions.cue import Doubt, Word
from vidkit.captions.doubt import UNSURE, doubts, lookalikes

from .spoken import said


def test_doubts_of_every_kind() -> None:
    words = list(said("Det krävs mod. Ring 112 eller Anna i Märsta i dag."))
    words[-1] = msgspec.structs.replace(words[-1], probability=0.2)
    assert [(mark.doubt, mark.text, mark.note) for mark in doubts(words, lookalikes())] == [
        (Doubt.LOOKALIKE, "mod", "mord"),
        (Doubt.FIGURE, "112", ""),
        (Doubt.NAME, "Anna", ""),
        (Doubt.NAME, "Märsta", ""),
        (Doubt.UNSURE, "dag", ""),
    ]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("mod", "mord"),
        ("mord", "mod"),
        ("modet", "mordet"),
        ("mordet", "modet"),
        ("mods", "mords"),
        ("modiga", "mordiska"),
        ("mordiskt", "modigt"),
        ("modigare", "mordiskare"),
        ("övermod", "övermord"),
        ("morden", "moden"),
        ("mordförsök", "modförsök"),
        ("mordbranden", "modbranden"),
        ("självmord", "självmod"),
        ("självmordet", "självmodet"),
        ("självmordsförsök", "självmodsförsök"),
        ("modlös", "mordlös"),
        ("skydd", "skit"),
        ("skit", "skydd"),
        ("skydda", "skita"),
        ("skyddet", "skiten"),
        ("skiten", "skyddet"),
        ("skyddsrum", "skitrum"),
        ("skitrum", "skyddsrum"),
        ("skyddsrummet", "skitrummet"),
        ("skitrummen", "skyddsrummen"),
        ("brandskydd", "brandskit"),
        ("brandskyddet", "brandskiten"),
        ("befolkningsskydd", "befolkningsskit"),
        ("oskyddade", "oskitade"),
        ("utredningsdirektivet", "urindirektivet"),
        ("hizbollah", "husbollar"),
        ("husbollar", "Hizbollah"),
    ],
)
def test_the_words_that_hurt_are_always_told_with_their_forms_and_compounds(word: str, other: str) -> None:
    for text in (word, word.capitalize() + "!"):
        (mark,) = doubts([Word(text, 0, 500, 1.0)], lookalikes())
        assert mark.doubt is Doubt.LOOKALIKE
        assert mark.note.casefold() == other.casefold()


@pytest.mark.parametrize("word", ["modern", "modell", "moder", "modul", "order", "morgon", "kommun", "ord"])
def test_words_that_only_begin_alike_are_not_told(word: str) -> None:
    told = doubts([Word("Hej,", 0, 400), Word(word, 500, 900)], lookalikes())
    assert told == ()


def test_a_word_that_was_hard_to_hear_is_told() -> None:
    words = [Word("Hej", 0, 400, UNSURE), Word("du.", 500, 900, UNSURE - 0.01)]
    assert [mark.text for mark in doubts(words, lookalikes())] == ["du"]
