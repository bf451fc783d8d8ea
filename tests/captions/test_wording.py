"""How captions are worded: what a list can tell, and what it must leave alone."""

import pytest

from vidkit.captions.wording import (
    broken_letters,
    lacks_dashes,
    parted_word,
    points,
    speaker_fault,
    wording,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi ses bl.a. i Märsta", {"bl.a.": "bland annat"}),
        ("Vi ses bl. a. eller bl a i Märsta", {"bl. a.": "bland annat", "bl a": "bland annat"}),
        (
            "T.ex. ca 25 % av alla, osv.",
            {"T.ex.": "till exempel", "ca": "cirka", "%": "procent", "osv": "och så vidare"},
        ),
        ("kl 18, m.m.", {"kl": "klockan", "m.m.": "med mera"}),
        ("några km bort", {"km": "kilometer"}),
        ("5 km, 10\u00a0kg och 300 kr", {}),
        ("Capacitet, kläder och tex-fil", {}),
        ("Evas telefon. Hon är rektor.", {}),
    ],
)
def test_abbreviations(text: str, found: dict[str, str]) -> None:
    assert dict(wording().shortened(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("klockan 18.00 till 7.30.", [("18.00", "18:00"), ("7.30", "7:30")]),
        ("18:00, 1,5 timmar, 24.12.2024, 192.168.1.10 och 3.50 kr", []),
        ("Den 23.12. eller 24.12. Kapitel 3.75", []),
    ],
)
def test_clocks_with_a_point(text: str, found: list[tuple[str, str]]) -> None:
    assert list(points(text)) == found


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Ring ett ett två!", "112"),
        ("Etthundratolv svarar", "112"),
        ("Hundrafjorton fjorton är polisen", "114 14"),
        ("ring 11414", "114 14"),
        ("elva sjuttiosju", "1177"),
        ("1-1-2", "112"),
    ],
)
def test_numbers_to_ring_stand_in_figures(text: str, figures: str) -> None:
    assert [wanted for _found, wanted in wording().rung(text)] == [figures]


def test_numbers_in_figures_are_left() -> None:
    assert list(wording().rung("112, 114 14, 113 13, 1177 och 08-11 41 40")) == []


@pytest.mark.parametrize(
    ("upper", "lower", "parted"),
    [
        ("en lång av-", "stavning här", "av- stavning"),
        ("barn-", "och ungdomsvård", ""),
        ("Kom –", "genast", ""),
        ("Trygghets-", "Centret", ""),
    ],
)
def test_words_parted_over_lines(upper: str, lower: str, parted: str) -> None:
    assert parted_word(upper, lower) == parted


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (("-Kommer du?", "-Ja."), ""),
        (("- Kommer du?", "- Ja."), "- Kommer du?"),
        (("Kommer du?", "-Ja."), "Kommer du?"),
        (("–Kommer du?", "–Ja."), "–Kommer du?"),
        (("Kommer du", "i kväll?"), ""),
        (("-Kommer du i", "kväll?"), ""),
    ],
)
def test_two_speakers(lines: tuple[str, ...], fault: str) -> None:
    assert speaker_fault(lines) == fault


def test_a_sentence_that_goes_on_without_a_sign() -> None:
    assert lacks_dashes("Vi träffas på torget", "i kväll.")
    assert not lacks_dashes("Vi träffas på torget,", "i kväll.")
    assert not lacks_dashes("Vi träffas på torget.", "I kväll.")
    assert not lacks_dashes("Vi träffas på torget", "-i kväll.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pÃ¥ dig", ("Ã¥", "å")),
        ("â€œHejâ€\u009d", ("â€œ", "“")),
        ("kv\ufffdll", ("\ufffd", "")),
        ("Fisk &amp; skaldjur", ("&amp;", "&")),
        ("Åäö é ü “hej” – 5 €… AT&T; &c", None),
    ],
)
def test_letters_broken_by_an_old_encoding(text: str, found: tuple[str, str] | None) -> None:
    assert broken_letters(text) == found
