"""Captions against a profile, and what may be mended without touching a word."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidkit.captions.cue import Cue, Word
from vidkit.captions.finding import sentence
from vidkit.captions.lint import Box, Finding, Rule, Severity, lint
from vidkit.captions.mending import mend
from vidkit.captions.profile import Grade, load_profile
from vidkit.captions.segment import segment
from vidkit.captions.wording import wording

from .spoken import FRAME_MS, WIDTH, measure, said

REEL = load_profile("sv-reel")
GOOD = Cue(0, 2500, ("Banken frågar aldrig", "efter din kod."))


def rules(*cues: Cue) -> list[tuple[Rule, Severity]]:
    return [(finding.rule, finding.severity) for finding in lint(cues, REEL, lists=wording())]


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
        (Cue(0, 3000, ("Vi träffas i kväll, klockan", "19, där.")), (Rule.BREAK, Severity.WARN)),
        (Cue(0, 4000, ("Vi ses i parken, sedan går vi", "hem.")), (Rule.UPPER, Severity.WARN)),
        (Cue(0, 3000, ("Vi arbetar med sam-", "verkan.")), (Rule.HYPHEN, Severity.WARN)),
        (Cue(0, 3000, ("Kommer du?", "-Ja.")), (Rule.SPEAKERS, Severity.WARN)),
        (Cue(0, 3000, ("Vi ses bl.a. där.",)), (Rule.ABBREVIATION, Severity.WARN)),
        (Cue(0, 3000, ("Vi ses 18.00.",)), (Rule.CLOCK, Severity.WARN)),
        (Cue(0, 3000, ("Ring ett ett två.",)), (Rule.FIGURE, Severity.WARN)),
        (Cue(0, 3000, ("PÃ¥ torget.",)), (Rule.LETTERS, Severity.FAIL)),
        (Cue(0, 3000, ()), (Rule.EMPTY, Severity.WARN)),
        (Cue(0, 3000, ("Hej.",), (Word("Hej.", 0, 1900),)), (Rule.HOLD, Severity.WARN)),
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


@pytest.mark.parametrize(
    ("texts", "at"),
    [
        (("Vi ses på torget", "i kväll."), []),
        (("Vi ses på torget –", "– i kväll."), []),
        (("Vi ses på torget –", "i kväll."), [1]),
        (("Vi ses på torget", "– i kväll."), [1]),
        (("Vi ses –", "– i dag.", "Och vi går", "hem sedan."), [3]),
        (("Men jag –", "-Tyst nu!"), []),
    ],
)
def test_dashes_stand_in_pairs_and_throughout(texts: tuple[str, ...], at: list[int]) -> None:
    cues = [Cue(index * 3000, index * 3000 + 2400, (text,)) for index, text in enumerate(texts)]
    assert [finding.number for finding in lint(cues, REEL) if finding.rule is Rule.DASH] == at


def test_the_order_of_the_file_is_told_and_gaps_are_those_on_the_screen() -> None:
    late, early = Cue(5000, 7000, ("Sedan.",)), Cue(1000, 3000, ("Först.",))
    assert rules(late, early) == [(Rule.ORDER, Severity.WARN)]
    assert [finding.number for finding in lint((late, early), REEL)] == [2]
    assert rules(Cue(4000, 5500, ("Hej då.",)), Cue(1000, 4900, ("Kom nu hit.",))) == [
        (Rule.OVERLAP, Severity.FAIL),
        (Rule.ORDER, Severity.WARN),
    ]
    assert rules(GOOD, Cue(2500, 2600, ()), Cue(3000, 4500, ("Hej då.",))) == [(Rule.EMPTY, Severity.WARN)]


def test_what_the_profile_grades_green_is_not_looked_at_and_red_is_grave() -> None:
    cue = Cue(0, 3000, ("Vi träffas på", "torget i kväll."))
    replace = msgspec.structs.replace
    assert lint((cue,), replace(REEL, grade=replace(REEL.grade, breaks=Grade.GREEN))) == ()
    (finding,) = lint((cue,), replace(REEL, grade=replace(REEL.grade, breaks=Grade.RED)))
    assert finding.severity is Severity.FAIL


def test_the_upper_line_may_be_longer_where_it_reads_better() -> None:
    assert rules(Cue(0, 4000, ("Banken frågar aldrig,", "efter din kod."))) == []
    assert rules(Cue(0, 4000, ("Kommer du hit, eller ska vi", "gå?"))) != []


def test_a_character_that_the_typeface_lacks() -> None:
    box = Box(measure, WIDTH, 54, lambda text: "".join(sign for sign in text if sign > "\uffff"))
    (finding,) = lint((Cue(0, 3000, ("Hej 😀",)),), REEL, box=box)
    assert (finding.rule, finding.severity, finding.text) == (Rule.GLYPH, Severity.FAIL, "😀")


def test_a_particle_may_end_a_line_when_its_verb_stands_before_it() -> None:
    assert rules(Cue(0, 4000, ("Tack för att du hjälpte till", "att ordna ett kalas."))) == []
    assert rules(Cue(0, 4000, ("Tack för att du gick till", "torget i kväll, Anna."))) == [(Rule.BREAK, Severity.WARN)]


def test_pixels_are_checked_where_they_are_known() -> None:
    (finding,) = lint((GOOD,), REEL, box=Box(measure, 500, 54))
    assert (finding.rule, finding.text) == (Rule.WIDTH, "Banken frågar aldrig")
    assert (finding.found, finding.limit, finding.wanted) == (540, 500, "50"), "540 pixels at 54, so 500 at 50"
    assert "50" in sentence(finding)


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_has_a_sentence(rule: Rule) -> None:
    assert sentence(Finding(rule, Severity.WARN, 1, 0, 3.5, 2.0, "en | hund"))


def test_mending_breaks_lines_and_gives_time() -> None:
    cues = (Cue(0, 1200, ("Vi träffas på", "torget i kväll.")), Cue(4000, 4700, ("Hej då.",)))
    mended = mend(cues, REEL, box=Box(measure, WIDTH))
    assert mended == (Cue(0, 2072, ("Vi träffas på torget i kväll.",)), Cue(4000, 5000, ("Hej då.",)))
    assert lint(mended, REEL) == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("Vi arbetar för sam-", "verkan på"),
        ("(Musik)", "(Applåder) och"),
        ("ANNA: Kommer du på", "BO: Nej"),
        ("Vi ses på", "♪ sång"),
        ("Ring oss på", "-Nej"),
    ],
)
def test_lines_that_begin_where_they_do_for_a_reason_are_left(lines: tuple[str, ...]) -> None:
    cue = Cue(0, 300, lines)
    assert mend((cue,), REEL)[0].lines == lines


def test_an_overlap_is_cut_only_where_the_words_can_still_be_read() -> None:
    short, long = ("Hej på dig.",), ("Det här tar mer än en sekund att läsa.",)
    following = Cue(1200, 3200, ("Hej då.",))
    assert mend((Cue(0, 1500, short), following), REEL)[0].end_ms == 1133
    assert mend((Cue(0, 2800, long), following), REEL)[0].end_ms == 2800


def test_mending_leaves_two_speakers_and_good_captions_alone() -> None:
    cues = (Cue(0, 2500, ("-Kommer du med?", "-Ja, jag är på")), GOOD)
    assert mend(cues[1:], REEL) == cues[1:]
    assert mend(cues[:1], REEL)[0].lines == cues[0].lines


some_cues = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(1, 9000), st.text("abc de.,", min_size=1, max_size=90)), max_size=8
)


@settings(deadline=None)
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
    assert lint(cues, profile, box=Box(measure, WIDTH)) == ()
