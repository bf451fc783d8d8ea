"""The word list: hints before, certain corrections after, never a correct word touched."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.kit import load_brand
from vidkit.captions.cue import Doubt, Word
from vidkit.captions.glossary import HOTWORD_LETTERS, Glossary, Term, correct, hotwords, spellings

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


OWN = load_brand("trygghetscentret").glossary
"""The list that comes with the program."""

NAMES = tuple(term.term for term in OWN.terms if term.term[0].isalpha())

RESEMBLING = """
trygghet trygghets trygghetscentrum centret centrets värd värden värdet världen vakt vakten vaktar ordning ordningsmakt
ordningsmakten fält assistent assistenten grann granne samverkan brott brottet förebygga förebyggande kris beredskap
beredskapen hem hemma redskap bra bro brås bråk brån msk mest est ester esten esterna oro orolig anmälan anmäla masta
masten mesta mästare märkt märket stening steningen städning val valsen vals sta stad staden staten rosen rosor berg
sig tuna tunna siktar sikt vatten torn tornet parken park ny nya ett två fjorton tretton elva 11 12 14 1 2 77 114 1178
"""
"""Words of the language that look or sound like those of the list."""

ORDINARY = tuple(RESEMBLING.split())


def corrected(text: str, glossary: Glossary = CENTRE) -> str:
    words, _marks = correct(said(text), glossary)
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


def test_spellings_are_the_hints_words_in_all_their_forms() -> None:
    found = spellings(Glossary((Term("Märsta"), Term("man", inflections=("män",)), Term("Nya Valsta"), Term("MSB"))))
    assert {"märsta", "märstas", "man", "mannen", "män", "mäns", "msb", "msb:s"} - found == {"mannen"}
    assert not any("valsta" in spelling for spelling in found)
    many = Glossary(tuple(Term(f"ord{number:04}") for number in range(500)))
    assert all(spelling[:7] in hotwords(many) for spelling in spellings(many))


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


@pytest.mark.parametrize(
    "term",
    [
        *("Trygghetscentret", "Sigtuna", "Märsta", "Valsta", "Steninge", "Rosersberg", "Arlandastad", "Nymärsta"),
        *(
            "Vattentornsparken",
            "ordningsvakt",
            "trygghetsvärd",
            "fältassistent",
            "grannsamverkan",
            "brottsförebyggande",
        ),
        *("krisberedskap", "hemberedskap", "orosanmälan", "Brå", "MSB", "EST", "112", "114 14", "113 13", "1177"),
    ],
)
def test_the_list_has_the_names_that_must_never_go_wrong_with_mishearings(term: str) -> None:
    (found,) = [known for known in OWN.terms if known.term == term]
    assert found.mishearings
    for heard in found.mishearings:
        assert corrected(f"Det är {heard} här.", OWN) == f"Det är {term} här."


def test_no_mishearing_is_a_word_of_the_language() -> None:
    assert not set(ORDINARY).intersection(heard for term in OWN.terms for heard in term.mishearings)


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        ("Merstas torg", "Märstas torg"),
        ("trygghets centrets dörr", "Trygghetscentrets dörr"),
        ("fyra feltassistenter", "fyra fältassistenter"),
        ("ordnings vakterna i siktuna", "ordningsvakterna i Sigtuna"),
        ("Orosanmelningar", "Orosanmelningar"),  # not a form of a known mishearing: left, not guessed at
        ("Ring ett ett två.", "Ring 112."),
        ("Räkna: ett, ett, två.", "Räkna: ett, ett, två."),
        ("Det ger trygghet. Trygghets centret", "Det ger trygghet. Trygghetscentret"),
        ("Det är för trygghets. Centret är öppet.", "Det är för trygghets. Centret är öppet."),
        ("Hon brås på sin mormor.", "Hon brås på sin mormor."),
        ("Brås rapport och brå", "Brås rapport och Brå"),
        ("Steningen av en est i steninge", "Steningen av en est i Steninge"),
        ("Sigtunas Märsta-Valsta är msb:s", "Sigtunas Märsta-Valsta är MSB:s"),
    ],
)
def test_the_list_keeps_to_words_and_forms(heard: str, right: str) -> None:
    assert corrected(heard, OWN) == right


signs = st.sampled_from(["", "", "", ",", ".", "!", "?", ":"])


@given(texts=st.lists(st.tuples(st.sampled_from([*NAMES, *ORDINARY]), signs.filter(bool)), max_size=12))
def test_ordinary_words_and_right_names_pass_untouched(texts: list[tuple[str, str]]) -> None:
    words = said(" ".join(word + sign for word, sign in texts))
    assert correct(words, OWN) == (words, ())


@given(
    texts=st.lists(
        st.tuples(
            st.sampled_from([*NAMES, *ORDINARY, *(heard for term in OWN.terms for heard in term.mishearings)]), signs
        ),
        max_size=12,
    )
)
def test_what_changes_is_told_and_all_else_stays(texts: list[tuple[str, str]]) -> None:
    words = said(" ".join(word + sign for word, sign in texts))
    fixed, marks = correct(words, OWN)
    assert {mark.doubt for mark in marks} <= {Doubt.GLOSSARY}
    rest = [word for word in words if not any(_covers(mark.note, mark.start_ms, word, words) for mark in marks)]
    assert [word for word in fixed if word in rest] == rest
    assert (marks == ()) == (fixed == words)


def _covers(note: str, start_ms: int, word: Word, words: tuple[Word, ...]) -> bool:
    """Whether the word is one of those that a mark says were changed."""
    first = next(index for index, candidate in enumerate(words) if candidate.start_ms == start_ms)
    return words.index(word) in range(first, first + len(note.split()))


@pytest.mark.media
def test_true_texts_pass_untouched(shared_media: Path) -> None:
    texts = sorted((shared_media / "speech").glob("*.txt")) + sorted((shared_media / "clips").glob("*.txt"))
    assert len(texts) >= 10
    for path in texts:
        words = said(path.read_text("utf-8"))
        assert correct(words, OWN) == (words, ()), path.name
