"""Captions against a profile, and what may be mended without touching a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Cue
from vidkit.captions.lint import Finding, Rule, Severity, lint, mend, sentence
from vidkit.captions.profile import load_profile
from vidkit.captions.segment import segment

from .spoken import FRAME_MS, WIDTH, measure, said

REEL = load_profile("sv-reel")
GOOD = Cue(0, 2500, ("Banken frågar aldrig", "efter din kod."))


def rules(*cues: Cue) -> list[tuple[Rule, Severity]]:
    return [(finding.rule, finding.severity) for finding in lint(cues, REEL)]


def test_good_captions_have_no_findings() -> None:
    assert rules(GOOD, Cue(2567, 4000, ("Hej då.",))) == []


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        (Cue(0, 4000, ("a", "b", "c")), (Rule.LINES, Severity.FAIL)),
        (Cue(0, 5000, ("Det här är en rad på trettiofem tkn",)), (Rule.LENGTH, Severity.WARN)),
        (Cue(0, 6000, ("Det här är en rad som är på långt över fyrtiotvå tecken",)), (Rule.LENGTH, Severity.FAIL)),
        (Cue(0, 2000, ("Trettio tecken är det i denna.",)), (Rule.SPEED, Severity.WARN)),
        (Cue(0, 1500, ("Trettio tecken är det i denna.",)), (Rule.SPEED, Severity.FAIL)),
        (Cue(0, 900, ("Hej.",)), (Rule.SHORTEST, Severity.WARN)),
        (Cue(0, 800, ("Hej.",)), (Rule.SHORTEST, Severity.FAIL)),
        (Cue(0, 6500, ("Hej.",)), (Rule.LONGEST, Severity.WARN)),
        (Cue(0, 7500, ("Hej.",)), (Rule.LONGEST, Severity.FAIL)),
        (Cue(0, 3000, ("Vi träffas på", "torget i kväll.")), (Rule.BREAK, Severity.WARN)),
    ],
)
def test_each_rule(cue: Cue, expected: tuple[Rule, Severity]) -> None:
    assert rules(cue) == [expected]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (2400, [(Rule.OVERLAP, Severity.FAIL)]),
        (2520, [(Rule.GAP, Severity.WARN)]),
        (2566, []),
        (2567, []),
        (2800, [(Rule.GAP, Severity.WARN)]),
        (3000, []),
    ],
)
def test_gaps(start: int, expected: list[tuple[Rule, Severity]]) -> None:
    assert rules(GOOD, Cue(start, start + 2000, ("Hej då.",))) == expected


def test_pixels_are_checked_where_they_are_known() -> None:
    (finding,) = lint((GOOD,), REEL, measure=measure, width=500)
    assert (finding.rule, finding.text) == (Rule.WIDTH, "Banken frågar aldrig")


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_has_a_sentence(rule: Rule) -> None:
    assert sentence(Finding(rule, Severity.WARN, 1, 0, 3.5, 2.0, "en | hund"))


def test_mending_breaks_lines_and_gives_time() -> None:
    cues = (Cue(0, 1200, ("Vi träffas på", "torget i kväll.")), Cue(4000, 4700, ("Hej då.",)))
    mended = mend(cues, REEL, measure=measure, width=WIDTH)
    assert mended == (Cue(0, 2072, ("Vi träffas på torget i kväll.",)), Cue(4000, 5000, ("Hej då.",)))
    assert lint(mended, REEL) == ()


def test_mending_leaves_two_speakers_and_good_captions_alone() -> None:
    cues = (Cue(0, 2500, ("-Kommer du med?", "-Ja, jag är på")), GOOD)
    assert mend(cues[1:], REEL) == cues[1:]
    assert mend(cues[:1], REEL)[0].lines == cues[0].lines


some_cues = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(1, 9000), st.text("abc de.,", min_size=1, max_size=90)), max_size=8
)


@given(pieces=some_cues)
def test_mending_keeps_every_word_and_start(pieces: list[tuple[int, int, str]]) -> None:
    cues, at = [], 0
    for gap, length, text in pieces:
        if text.strip():
            cues.append(Cue(at + gap, at + gap + length, (" ".join(text.split()),)))
            at += gap + length
    mended = mend(cues, REEL)
    assert [(cue.start_ms, cue.text) for cue in mended] == [(cue.start_ms, cue.text) for cue in cues]
    assert all(cue.start_ms < cue.end_ms for cue in mended)
    assert not [finding for finding in lint(mended, REEL) if finding.rule is Rule.OVERLAP]


@pytest.mark.parametrize("name", ["sv-reel", "sv-lattlast", "sv-tv"])
def test_what_we_make_ourselves_keeps_the_rules(name: str) -> None:
    profile = load_profile(name)
    words = said(
        "Hej och välkommen till oss. Banken frågar aldrig efter din kod. Ring 114 14 om det inte är bråttom, "
        "och 112 om det är akut. Trygghetscentret i Märsta har öppet mellan klockan 10 och 18 varje dag.",
        speed=profile.speed_aim - 3,
        pause_ms=600,
    )
    cues = segment(words, profile, measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert lint(cues, profile, measure=measure, width=WIDTH) == ()
