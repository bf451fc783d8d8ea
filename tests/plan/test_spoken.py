"""Which words of a caption stand out, and when: in order, without gaps, as they were heard or by their length."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.highlight import Highlight
from vidkit.brand.kit import CaptionStyle
from vidkit.captions.cue import Captions, Cue, Origin, Word
from vidkit.captions.spoken import said
from vidkit.plan import decisions as decided
from vidkit.plan.frame import place_caption, plates
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.materials import Clock
from vidkit.plan.planner import highlight_of
from vidkit.plan.platform import load_platform
from vidkit.plan.reel_plan import PlannedCue, ReelPlan, from_json, to_json
from vidkit.plan.spoken import LEAST_MS, spoken

from .given import a_brand, a_brief, a_clip, measured, planned

PHONE = Rate(30)
LEAST = frames_at(LEAST_MS, PHONE)
STYLE = CaptionStyle()
SHAPE = load_platform().shapes["reel"]
WORD = a_brief(caption_style=Highlight.WORD)


def heard(*words: tuple[str, int, int], end: int = 0, lines: tuple[str, ...] = ()) -> Cue:
    """A recognised cue of words with their times."""
    known = tuple(Word(*word) for word in words)
    return Cue(known[0].start_ms, end or known[-1].end_ms, lines or (" ".join(word.text for word in known),), known)


def shown(cue: Cue, shift: int = 0) -> list[tuple[str, int, int]]:
    return [
        (cue.lines[word.place.line][word.place.start : word.place.stop], word.first, word.end)
        for word in spoken(cue, PHONE, shift)
    ]


def texts(*lines: str) -> list[str]:
    return [lines[place.line][place.start : place.stop] for place in said(lines)]


# --- which words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("Hej, du!", "Åter."), ["Hej,", "du!", "Åter."]),
        (("-Är du där?", "-Ja!"), ["-Är", "du", "där?", "-Ja!"]),
        (("– Är du där?", "– Ja!"), ["Är", "du", "där?", "Ja!"]),
        (("Vi – du och jag – går …",), ["Vi", "du", "och", "jag", "går"]),
        (("(Bil startar)",), []),
        (("(Musik spelas", "och någon sjunger)"), []),
        (("-(skrattar) Ja,", "[applåder] tack!"), ["Ja,", "tack!"]),
        (("Ring oss (dygnet runt).",), ["Ring", "oss", "(dygnet", "runt)."]),
        (("50 % av 10\u00a0000 & mer ♪",), ["50", "%", "av", "10\u00a0000", "&", "mer"]),
        (("  inlett   med  ",), ["inlett", "med"]),
        (("Привет, Γειά", "Zażółć"), ["Привет,", "Γειά", "Zażółć"]),
        (("(", ")"), []),
        ((), []),
    ],
)
def test_what_is_said_stands_out_with_its_punctuation(lines: tuple[str, ...], words: list[str]) -> None:
    assert texts(*lines) == words


# --- when


def test_a_word_that_was_heard_begins_with_its_own_sound_and_stays_until_the_next() -> None:
    cue = heard(("Hej", 1000, 1200), ("och", 1500, 1700), ("välkommen!", 1700, 2300), end=2800)
    assert shown(cue) == [("Hej", 30, 45), ("och", 45, 51), ("välkommen!", 51, 84)]
    assert shown(cue, shift=-20) == [("Hej", 10, 25), ("och", 25, 31), ("välkommen!", 31, 64)]


def test_nothing_stands_out_before_the_first_word() -> None:
    word = Word("Hej!", 1500, 1900)
    assert shown(Cue(1000, 2500, ("Hej!",), (word,))) == [("Hej!", 45, 75)]


def test_a_word_too_short_to_be_seen_is_given_three_frames_and_the_next_waits() -> None:
    cue = heard(("långt", 0, 400), ("det", 400, 440), ("ska", 440, 580), ("flytta", 580, 900))
    assert shown(cue) == [("långt", 0, 12), ("det", 12, 15), ("ska", 15, 18), ("flytta", 18, 27)]


def test_the_last_word_of_a_caption_that_goes_early_is_still_seen() -> None:
    cue = heard(("Vi", 0, 300), ("går", 300, 900), ("nu", 990, 1200), end=1000)
    assert shown(cue)[-1] == ("nu", 27, 30)


def test_words_of_a_person_share_the_time_by_their_length() -> None:
    cue = Cue(0, 3300, ("Aa bbbb", "cccc"))
    assert shown(cue) == [("Aa", 0, 18), ("bbbb", 18, 54), ("cccc", 54, 99)]


def test_a_corrected_word_has_no_time_of_its_own() -> None:
    was = heard(("Mord", 0, 900), ("ger", 2900, 3000), ("styrka", 3000, 3300))
    corrected = Cue(was.start_ms, was.end_ms, ("Mod ger styrka",), was.words)
    assert shown(corrected) == shown(Cue(0, 3300, ("Mod ger styrka",)))


def test_a_term_of_two_words_shares_what_was_heard_of_it() -> None:
    cue = heard(("Ring", 0, 600), ("114 14", 600, 1600), ("nu", 1600, 2000))
    assert shown(cue) == [("Ring", 0, 18), ("114", 18, 36), ("14", 36, 48), ("nu", 48, 60)]


def test_a_sound_takes_no_time_from_the_words() -> None:
    assert shown(Cue(0, 2300, ("(skrattar) Ja du",))) == [("Ja", 0, 30), ("du", 30, 69)]


words = st.text("abcåäö.,!?-–%10", min_size=1, max_size=12).filter(lambda text: any(map(str.isalnum, text)))
timed_words = st.lists(st.tuples(words, st.integers(0, 900), st.integers(0, 500)), min_size=1, max_size=12)
rates = st.sampled_from([Rate(25), Rate(30)])


@st.composite
def cues(draw: st.DrawFn) -> Cue:
    """Captions with and without times, on one line or two, some shorter than their words."""
    at, known = draw(st.integers(0, 5000)), []
    for text, length, pause in draw(timed_words):
        known.append(Word(text, at, at + length))
        at += length + pause
    start = max(0, known[0].start_ms - draw(st.integers(0, 400)))
    end = draw(st.integers(start, at + 500))
    cut = draw(st.integers(0, len(known)))
    lines = tuple(" ".join(word.text for word in part) for part in (known[:cut], known[cut:]) if part)
    return Cue(start, end, lines, tuple(known) if draw(st.booleans()) else ())


@given(cues(), rates, st.integers(-90, 90))
def test_words_stand_out_in_turn_and_inside_their_caption(cue: Cue, rate: Rate, shift: int) -> None:
    found = spoken(cue, rate, shift)
    first = frames_at(cue.start_ms, rate) + shift
    end = max(first + 1, frames_at(cue.end_ms, rate) + shift)
    places = said(cue.lines)
    room = (end - first) // len(places)
    assert first <= found[0].first
    assert found[-1].end == end
    assert all(before.end == after.first for before, after in pairwise(found))
    assert all(word.end - word.first >= max(1, min(room, frames_at(LEAST_MS, rate))) for word in found)
    order = [place for place in places if place in {word.place for word in found}]
    assert [word.place for word in found] == order
    if room:
        assert order == list(places)


@given(cues(), rates)
def test_a_word_with_the_time_for_it_begins_when_it_was_heard(cue: Cue, rate: Rate) -> None:
    own = [frames_at(word.start_ms, rate) for word in cue.words]
    end = frames_at(cue.end_ms, rate)
    least = frames_at(LEAST_MS, rate)
    if own and all(b - a >= least for a, b in pairwise([*own, end])):
        assert [word.first for word in spoken(cue, rate, 0)] == own


# --- where


@given(st.lists(st.lists(words, min_size=1, max_size=5), min_size=1, max_size=2))
def test_a_plate_holds_its_word_and_nothing_of_the_others(drawn: list[list[str]]) -> None:
    lines = [" ".join(line) for line in drawn]
    caption = place_caption(lines, SHAPE, STYLE, measured)
    places = said(lines)
    for place, plate in zip(places, plates(caption, places, STYLE, measured), strict=True):
        line = caption.lines[place.line]
        letter = 20 * caption.scale
        left = line.centre_x - len(line.text) * letter / 2
        assert plate.x <= left + place.start * letter + 1
        assert plate.right >= left + place.stop * letter - 1
        assert plate.x >= left + (place.start - 1) * letter + letter / 2 - 1 or place.start == 0
        assert plate.right <= left + place.stop * letter + letter / 2 + 1
        assert caption.box.x <= plate.x < plate.right <= caption.box.right
        assert caption.box.y <= plate.y < plate.bottom <= caption.box.bottom
        assert abs(plate.y + plate.height / 2 - line.middle_y) <= 1
    heights = [line.middle_y for line in caption.lines]
    assert all(plate.height < b - a for a, b in pairwise(heights) for plate in plates(caption, places, STYLE, measured))


# --- in the plan


def with_words(*given_cues: Cue, origin: Origin = Origin.RECOGNISED, **known: Any) -> ReelPlan:
    captions = Captions(cues=given_cues, origin=origin)
    usual: dict[str, Any] = {"brief": WORD, "captions": (captions,), "intro": None, "end": None}
    return planned(a_clip(), **usual | known)


def frames_of(cue: PlannedCue) -> list[tuple[str, int]]:
    return [(cue.lines[word.line].text[word.start : word.stop], cue.first + word.first) for word in cue.words]


SAID = heard(("Hej", 1000, 1200), ("och", 1500, 1700), ("välkommen!", 1700, 2300), end=2800)


def test_the_plan_counts_words_from_their_caption() -> None:
    (cue,) = with_words(SAID).cues
    assert [word.first for word in cue.words] == [0, 15, 21]
    assert frames_of(cue) == [("Hej", 30), ("och", 45), ("välkommen!", 51)]


def test_words_said_before_a_trim_do_not_stand_out() -> None:
    plan = with_words(SAID, brief=a_brief((1600, 2500), caption_style=Highlight.WORD))
    (cue,) = plan.cues
    assert (cue.first, cue.end) == (0, 27)
    assert frames_of(cue) == [("och", 0), ("välkommen!", 3)]


def test_a_caption_cut_short_by_the_next_loses_its_last_words() -> None:
    first, _next = with_words(SAID, heard(("Nu!", 1600, 2600))).cues
    assert frames_of(first) == [("Hej", 30), ("och", 45)]


@given(st.lists(cues(), min_size=1, max_size=3), st.sampled_from(list(Clock)), st.integers(100, 6000))
def test_any_plan_s_words_are_in_order_and_inside(given_cues: list[Cue], clock: Clock, duration: int) -> None:
    captions = Captions(cues=tuple(given_cues), origin=Origin.RECOGNISED)
    plan = planned(a_clip(duration_ms=duration), brief=WORD, captions=(captions,), clock=clock)
    assert from_json(to_json(plan)) == plan
    for cue in plan.cues:
        starts = [word.first for word in cue.words]
        assert starts == sorted(set(starts))
        assert all(0 <= start < cue.end - cue.first for start in starts)
        for word in cue.words:
            assert cue.lines[word.line].text[word.start : word.stop].strip()
            assert cue.box.x <= word.plate.x < word.plate.right <= cue.box.right


def test_the_brand_decides_unless_somebody_asks() -> None:
    plain = a_brand()
    lively = a_brand(captions=CaptionStyle(style=Highlight.WORD))
    assert highlight_of(a_brief(), plain) is Highlight.PLAIN
    assert highlight_of(a_brief(), lively) is Highlight.WORD
    assert highlight_of(a_brief(caption_style=Highlight.PLAIN), lively) is Highlight.PLAIN
    assert with_words(SAID, brief=a_brief(), brand=lively).cues[0].words


def test_another_style_is_another_film_in_the_same_places() -> None:
    plain, word = with_words(SAID, brief=a_brief()), with_words(SAID)
    assert plain.digest != word.digest
    assert [(cue.first, cue.end, cue.lines, cue.box) for cue in plain.cues] == [
        (cue.first, cue.end, cue.lines, cue.box) for cue in word.cues
    ]
    assert not any(cue.words for cue in plain.cues)
    assert plain.look is not None
    assert plain.look.word is None


def test_when_a_word_stands_out_is_part_of_the_film() -> None:
    later = heard(("Hej", 1000, 1200), ("och", 1534, 1700), ("välkommen!", 1700, 2300), end=2800)
    assert with_words(SAID).digest != with_words(later).digest
    assert with_words(SAID, brief=a_brief()).digest == with_words(later, brief=a_brief()).digest


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"brief": a_brief()}, decided.STYLE_PLAIN),
        ({}, decided.STYLE_WORD),
        ({"origin": Origin.PERSON, "captions_file": "min.srt"}, decided.STYLE_WORD_SHARED),
    ],
)
def test_the_style_is_said(known: dict[str, Any], code: str) -> None:
    notes = with_words(SAID, **known).decisions
    assert code in [note.code for note in notes]
    assert "style" in decided.in_words(next(note for note in notes if note.code == code))


def test_without_captions_there_is_no_style_to_tell() -> None:
    codes = [note.code for note in planned(a_clip(), brief=WORD).decisions]
    assert not {decided.STYLE_PLAIN, decided.STYLE_WORD, decided.STYLE_WORD_SHARED} & set(codes)
