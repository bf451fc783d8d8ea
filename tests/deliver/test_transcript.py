"""From captions to text that can be read without the film."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliver.example import PLAN, cue, with_publication
from vidkit.brand.geometry import Box
from vidkit.brand.kit import load_brand
from vidkit.brand.signs.fitting import sign_card
from vidkit.brand.signs.sign import AskedSign, SignKind
from vidkit.deliver.transcript import Passage, PassageKind, transcribe
from vidkit.plan.reel_plan import PlannedSign, ReelPlan

SPEECH, SOUND = PassageKind.SPEECH, PassageKind.SOUND


def spoken(*cues: tuple[float, float, str]) -> ReelPlan:
    """A reel of nothing but these captions, lines divided by `/`."""
    return msgspec.structs.replace(
        with_publication(shown=""),
        shots=PLAN.shots[1:2],
        cues=tuple(cue(start, end, tuple(text.split("/"))) for start, end, text in cues),
    )


def said(*cues: tuple[float, float, str]) -> list[str]:
    return [passage.text for passage in transcribe(spoken(*cues)).passages]


def test_the_example_in_the_order_of_the_film() -> None:
    transcript = transcribe(PLAN)
    assert transcript.passages == (
        Passage(0, PassageKind.TEXT, "Lås dörren! Trygghetscentret. Sigtuna kommun."),
        Passage(2400, SOUND, "(Dörren slår igen)"),
        Passage(
            4200,
            SPEECH,
            "Hej! Jag heter Anna och arbetar på Trygghetscentret i Sigtuna. "
            "I dag visar jag hur du låser dörren ordentligt även när du bara går ut en kort stund.",
        ),
        Passage(8000, PassageKind.SHOWN, "Anna vrider nyckeln två varv och känner på handtaget."),
        Passage(14000, SPEECH, "– Varför är det så viktigt?"),
        Passage(14000, SPEECH, "– De flesta inbrott tar en minut. Ring 112 om det är akut, annars 114 14."),
        Passage(18400, PassageKind.TEXT, "Vill du veta mer? Akut hjälp: 112."),
    )
    assert transcript.shown == ("Filmen är inspelad i ett trapphus.",)


@pytest.mark.parametrize(
    ("kind", "texts", "told"),
    [
        (SignKind.NAME, ("Förnamn Efternamn", "kommunpolis"), "Förnamn Efternamn, kommunpolis."),
        (SignKind.PLACE, ("Valsta centrum",), "Valsta centrum."),
        (SignKind.STEP, ("1", "Lås dörren!"), "1. Lås dörren!"),
        (SignKind.FACT, ("Ring alltid 112", "vid brand", "vid olycka"), "Ring alltid 112: vid brand, vid olycka."),
        (SignKind.FACT, ("Visste du?", "Banken ringer aldrig."), "Visste du? Banken ringer aldrig."),
        (SignKind.FACT, ("Lås alltid dörren",), "Lås alltid dörren."),
        (SignKind.PHONE, ("114 14", "Polisen, när det inte är akut:"), "Polisen, när det inte är akut: 114 14."),
    ],
)
def test_what_a_sign_says_stands_where_it_is_shown(kind: SignKind, texts: tuple[str, ...], told: str) -> None:
    brand = load_brand("trygghetscentret")
    asked = AskedSign(kind=kind, texts=texts)
    card = sign_card(brand, asked, PLAN.size, Box(60, 220, 890, 1300), (30, 1))
    sign = PlannedSign(card=card, first=300, end=400, box=Box(60, 900, card.size.width, card.size.height))
    plan = msgspec.structs.replace(PLAN, signs=(sign,))
    assert Passage(10_000, PassageKind.TEXT, told) in transcribe(plan).passages


def test_a_sentence_over_several_captions_is_one() -> None:
    assert said((0, 2, "Vi låser/dörren"), (2, 4, "och släcker lampan.")) == ["Vi låser dörren och släcker lampan."]


def test_dashes_of_a_sentence_in_two_captions_go() -> None:
    assert said((0, 2, "Vi låser dörren –"), (2.1, 4, "– och går.")) == ["Vi låser dörren och går."]
    assert said((0, 2, "Vi låser dörren -"), (2.1, 4, "-och går.")) == ["Vi låser dörren och går."]


def test_a_pause_makes_a_paragraph() -> None:
    assert said((0, 1, "Ett."), (1.2, 2, "Två."), (4, 5, "Tre.")) == ["Ett. Två.", "Tre."]


def test_a_pause_inside_a_sentence_has_to_be_longer() -> None:
    assert said((0, 1, "Och då"), (3, 4, "låste jag.")) == ["Och då låste jag."]
    assert said((0, 1, "Och då"), (5, 6, "låste jag.")) == ["Och då", "låste jag."]


def test_three_sentences_are_enough() -> None:
    assert said((0, 1, "A. B."), (1, 2, "C. D."), (2, 3, "E.")) == ["A. B. C.", "D. E."]


def test_text_without_full_stops_is_divided_at_captions() -> None:
    paragraphs = said(*((second, second + 1, "ord " * 10 + "ord") for second in range(16)))
    assert all(len(paragraph) < 400 for paragraph in paragraphs)
    assert " ".join(paragraphs).split() == ["ord"] * 11 * 16


def test_full_stops_that_end_no_sentence() -> None:
    assert said((0, 2, "Kl. 18 den 3. september/kommer vi.")) == ["Kl. 18 den 3. september kommer vi."]


@pytest.mark.parametrize("text", ["(Bil startar)", "[Bil startar]", "( Bil/startar )"])
def test_sounds_stand_alone(text: str) -> None:
    plan = spoken((0, 1, "Lyssna."), (1, 2, text), (2, 3, "Hör du?"))
    assert [passage.kind for passage in transcribe(plan).passages] == [SPEECH, SOUND, SPEECH]
    assert transcribe(plan).passages[1].text == "(Bil startar)"


def test_a_sound_on_the_line_of_a_caption() -> None:
    assert said((0, 2, "(Musik)/Hej!")) == ["(Musik)", "Hej!"]


@pytest.mark.parametrize("dash", ["-", "- ", "–", "– ", "— "])
def test_speakers_take_turns(dash: str) -> None:
    assert said((0, 2, f"{dash}Hej!/{dash}Hallå där,"), (2, 3, "hur mår du?")) == ["– Hej!", "– Hallå där, hur mår du?"]


def test_a_name_begins_a_turn() -> None:
    assert said((0, 2, "Anna: Hej./Någon Annan: Hallå där,"), (2, 3, "hur mår du?")) == [
        "Anna: Hej.",
        "Någon Annan: Hallå där, hur mår du?",
    ]
    assert said((0, 2, "Anna: Hej."), (2, 3, "Bo: Hallå.")) == ["Anna: Hej.", "Bo: Hallå."]


@pytest.mark.parametrize("text", ["Kom ihåg: lås dörren.", "Klockan 18:00 kommer vi.", "Sigtuna:", "112: ring."])
def test_what_is_no_name_begins_no_turn(text: str) -> None:
    assert said((0, 2, "Hej."), (2, 3, text)) == [f"Hej. {text}"]


def test_a_name_in_the_middle_of_a_sentence_is_no_speaker() -> None:
    assert said((0, 2, "Vi bor i"), (2, 3, "Sigtuna: en stad.")) == ["Vi bor i Sigtuna: en stad."]


@given(st.lists(st.tuples(st.text("abåÄ .?!–-()", max_size=30), st.integers(0, 4000)), max_size=12))
def test_no_word_is_lost_or_moved(texts: list[tuple[str, int]]) -> None:
    at, cues = 0, []
    for text, pause in texts:
        if text.strip():
            cues.append((at / 1000, (at + 1000) / 1000, text))
        at += 1000 + pause
    letters = [letter for _start, _end, text in cues for letter in text if letter.isalnum()]
    assert [letter for text in said(*cues) for letter in text if letter.isalnum()] == letters


def test_what_is_shown_with_and_without_times() -> None:
    transcript = transcribe(with_publication(shown="1:02:03 Sent\n\n 0:07 – En hand.\nAllt är grönt.\n12:99x\n0:05"))
    shown = [passage for passage in transcript.passages if passage.kind is PassageKind.SHOWN]
    assert [(passage.start_ms, passage.text) for passage in shown] == [(7000, "En hand."), (3_723_000, "Sent")]
    assert transcript.shown == ("Allt är grönt.", "12:99x", "0:05")
