"""Segmenting: every word once, in order, broken as a subtitler would, in time."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Word
from vidkit.captions.profile import Profile, load_profile, profile_names
from vidkit.captions.segment import break_lines, overwide, segment
from vidkit.captions.timing import SYNC_FRAMES

from .spoken import FRAME_MS, LETTER, WIDTH, lines, measure, said

REEL = load_profile("sv-reel")
EASY = load_profile("sv-lattlast")


def cut(text: str, profile: Profile = REEL) -> list[str]:
    return lines(segment(said(text), profile, measure=measure, width=WIDTH, frame_ms=FRAME_MS))


def test_nothing_said_gives_no_cues() -> None:
    assert segment((), REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hej och välkommen till oss.", ["Hej och välkommen till oss."]),
        ("Banken frågar aldrig efter din kod.", ["Banken frågar aldrig / efter din kod."]),
        (
            "Ring 114 14 om det inte är bråttom, och 112 om det är akut.",
            ["Ring 114 14 / om det inte är bråttom,", "och 112 om det är akut."],
        ),
        (
            "Vi ska ordna ett kalas, men vi behöver någon som hjälper oss.",
            ["Vi ska ordna ett kalas,", "men vi behöver någon / som hjälper oss."],
        ),
        (
            "Alla gäster ska få varsitt kort som passar just dem.",
            ["Alla gäster ska få varsitt kort / som passar just dem."],
        ),
    ],
)
def test_breaks_as_a_subtitler_would(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hej, jag heter Anna Karlsson och är kommunpolis här i Märsta.",
            ["Hej, jag heter Anna Karlsson / och är kommunpolis här i Märsta."],
        ),
        (
            "Ring 112 om det är akut och 114 14 om det inte är bråttom.",
            ["Ring 112 om det är akut", "och 114 14 / om det inte är bråttom."],
        ),
        (
            "Kom ihåg att stänga av spisen och dra ur sladden innan du åker hemifrån.",
            ["Kom ihåg att stänga av spisen", "och dra ur sladden / innan du åker hemifrån."],
        ),
        (
            "Lämna aldrig ut dina koder, inte ens om den som ringer säger sig komma från banken.",
            ["Lämna aldrig ut dina koder,", "inte ens om den som ringer / säger sig komma från banken."],
        ),
        (
            "Vi har öppet måndag till fredag mellan klockan 10 och 16.",
            ["Vi har öppet måndag till fredag / mellan klockan 10 och 16."],
        ),
        (
            "Annars orkar jag nog inte flytta släpet. Tack så mycket för hjälpen allihopa.",
            ["Annars orkar jag nog / inte flytta släpet.", "Tack så mycket / för hjälpen allihopa."],
        ),
        (
            "Så här gör du: lägg på luren, ring någon du litar på och berätta vad som har hänt.",
            ["Så här gör du: lägg på luren,", "ring någon du litar på / och berätta vad som har hänt."],
        ),
        (
            "När larmet går ska du gå inomhus, stänga dörrar och fönster och lyssna på radion.",
            ["När larmet går / ska du gå inomhus,", "stänga dörrar och fönster / och lyssna på radion."],
        ),
        (
            "Igår kväll brann det i ett soprum på Valstavägen, men ingen människa kom till skada.",
            ["Igår kväll brann det / i ett soprum på Valstavägen,", "men ingen människa kom / till skada."],
        ),
    ],
)
def test_what_staff_say_in_their_films(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_short_sentences_share_a_line_rather_than_stand_over_each_other() -> None:
    words = said("Ja! Min present!", speed=20, pause_ms=0)
    assert lines(segment(words, REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS)) == ["Ja! Min present!"]


def test_counting_with_pauses_shows_no_number_before_it_is_said() -> None:
    words = [word for at in range(4) for word in said(f"{at + 1},", start_ms=450 + 1800 * at)]
    cues = segment(words, REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert lines(cues) == ["1,", "2,", "3,", "4,"]


def test_a_pause_parts_what_speed_would_join() -> None:
    fast = said("Jag flyttar tillbaka kroken till där jag var förut.", speed=20, start_ms=5000)
    first, *_rest = segment(
        (*said("Nu åkte vi lite för långt.", start_ms=1000), *fast),
        REEL,
        measure=measure,
        width=WIDTH,
        frame_ms=FRAME_MS,
    )
    assert first.text == "Nu åkte vi lite för långt."


def test_two_speakers_have_a_line_each() -> None:
    assert cut("-Kommer du med? -Ja.") == ["-Kommer du med?", "-Ja."]
    assert cut("-Kommer du med, -ja.") == ["-Kommer du med, / -ja."]


def test_what_is_hard_to_read_comes_a_little_early_after_a_pause() -> None:
    fast = said("Alla gäster ska få varsitt kort. Kom så går vi hem.", speed=17, start_ms=4000, pause_ms=0)
    cues = segment((*said("Hej där."), *fast), REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert cues[1].text == "Alla gäster ska få varsitt kort."
    assert 4000 - SYNC_FRAMES * FRAME_MS <= cues[1].start_ms < 4000


def test_what_is_hard_to_read_is_held_a_little_longer() -> None:
    (cue,) = segment(
        said("Alla gäster ska få varsitt kort.", speed=22), REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS
    )
    assert REEL.hold_ms < cue.end_ms - cue.words[-1].end_ms <= REEL.hold_ms + REEL.close_gap_ms


def test_sentences_stand_in_their_own_cues() -> None:
    assert cut("Det gör jag gärna. Kom och prata med oss i dag.") == [
        "Det gör jag gärna.",
        "Kom och prata med oss i dag.",
    ]


@pytest.mark.parametrize(
    "together",
    ["Anna Karlsson", "25 kronor", "klockan 18", "114 14", "ett kalas", "kommer ihåg", "på torget", "inte bråttom"],
)
def test_what_belongs_together_is_not_parted(together: str) -> None:
    text = f"När vi ses igen nästa vecka ska jag {together} och sedan går vi hem tillsammans."
    ends = [line.split()[-1] for cue in cut(text) for line in cue.split(" / ")]
    assert together.partition(" ")[0] not in ends


def test_a_sentences_first_word_is_no_name() -> None:
    # "Vi" and "Märsta" both have capitals, but only one is a name.
    assert cut("Vi Märstabor som bor här ute tycker om att gå i skogen på kvällarna.")


def test_a_long_pause_parts_cues() -> None:
    first, second = said("Det var en gång"), said("en liten hund.", start_ms=4000)
    cues = segment((*first, *second), REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert lines(cues) == ["Det var en gång", "en liten hund."]


def test_a_word_wider_than_the_box_stands_alone_and_is_found() -> None:
    address = "sigtuna.se/trygghet/kontakta-trygghetscentret"
    cues = segment(said(f"Läs mer på {address} i dag."), REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert [line for cue in cues for line in cue.lines if address in line] == [address]
    assert [address in cue.text for cue in overwide(cues, measure=measure, width=WIDTH)] == [True]


def test_pixels_decide_not_letters() -> None:
    wide = segment(
        said("Mmmmmmm mmmmmmm mmmmmmm."), REEL, measure=lambda text: 60 * len(text), width=WIDTH, frame_ms=FRAME_MS
    )
    assert all(60 * len(line) <= WIDTH for cue in wide for line in cue.lines)


def test_easy_reading_keeps_32_letters_whatever_the_room() -> None:
    cues = segment(
        said("Trygghetscentret i Märsta har öppet varje dag mellan klockan tio och klockan arton."),
        EASY,
        measure=lambda _text: 1.0,
        width=WIDTH,
        frame_ms=FRAME_MS,
    )
    assert max(len(line) for cue in cues for line in cue.lines) <= 32


def test_the_first_word_waits_for_the_voice() -> None:
    words = (Word("Hej", 0, 900), Word("där.", 900, 1300))
    cues = segment(words, REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS, onsets=(600,))
    assert cues[0].start_ms == 600
    assert cues[0].words[0].start_ms == 600


def test_a_cue_is_held_but_not_for_long() -> None:
    cues = segment(
        (*said("Hej och välkommen till oss."), *said("Vi ses.", start_ms=9000)),
        REEL,
        measure=measure,
        width=WIDTH,
        frame_ms=FRAME_MS,
    )
    assert cues[0].end_ms - cues[0].words[-1].end_ms == REEL.hold_ms


def test_short_gaps_are_closed_to_two_frames() -> None:
    cues = segment(
        said("Kom hit nu. Vi väntar på dig. Skynda dig.", pause_ms=200),
        REEL,
        measure=measure,
        width=WIDTH,
        frame_ms=FRAME_MS,
    )
    gaps = [after.start_ms - before.end_ms for before, after in pairwise(cues)]
    assert gaps
    assert set(gaps) == {67}


def test_no_gap_flickers() -> None:
    for pause in range(0, 2500, 50):
        cues = segment(
            said("Kom hit nu genast. Vi väntar på dig.", pause_ms=pause),
            REEL,
            measure=measure,
            width=WIDTH,
            frame_ms=FRAME_MS,
        )
        for before, after in pairwise(cues):
            gap = after.start_ms - before.end_ms
            assert gap == 67 or gap >= REEL.close_gap_ms


def test_break_lines_sets_a_text_or_says_that_it_does_not_fit() -> None:
    assert break_lines("Banken frågar aldrig efter din kod.", REEL, measure=measure, width=WIDTH) == (
        "Banken frågar aldrig",
        "efter din kod.",
    )
    assert break_lines("ord " * 60, REEL, measure=measure, width=WIDTH) is None
    assert break_lines("", REEL, measure=measure, width=WIDTH) == ()


def test_an_hour_of_speech_is_cut_in_seconds() -> None:
    words = said("Vi går en runda i kväll och pratar med alla som vill. " * 400)
    cues = segment(words, REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS)
    assert sum(len(cue.words) for cue in cues) == len(words)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
heard = st.lists(
    st.builds(Word, texts, st.integers(-500, 60_000), st.integers(-500, 60_000), st.floats(0, 1)), max_size=40
)


@given(
    words=heard,
    name=st.sampled_from(profile_names()),
    width=st.floats(50, 2000),
    onsets=st.lists(st.integers(0, 60_000), max_size=5),
)
def test_every_word_is_kept_in_order(words: list[Word], name: str, width: float, onsets: list[int]) -> None:
    cues = segment(words, load_profile(name), measure=measure, width=width, frame_ms=FRAME_MS, onsets=onsets)
    assert [word.text for cue in cues for word in cue.words] == [word.text for word in words]
    assert " ".join(line for cue in cues for line in cue.lines) == " ".join(word.text for word in words)


@given(words=heard, name=st.sampled_from(profile_names()), frame_ms=st.floats(10, 50))
def test_cues_are_in_order_and_never_two_at_once(words: list[Word], name: str, frame_ms: float) -> None:
    cues = segment(words, load_profile(name), measure=measure, width=WIDTH, frame_ms=frame_ms)
    assert all(0 <= cue.start_ms < cue.end_ms for cue in cues)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))


@given(words=heard, hold=st.integers(0, 3000), more=st.integers(0, 3000))
def test_a_longer_hold_never_overlaps_the_next(words: list[Word], hold: int, more: int) -> None:
    for hold_ms in (hold, min(3000, hold + more)):
        patient = msgspec.structs.replace(REEL, hold_ms=hold_ms)
        cues = segment(words, patient, measure=measure, width=WIDTH, frame_ms=FRAME_MS)
        assert all(isinstance(time, int) for cue in cues for time in (cue.start_ms, cue.end_ms))
        assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))


@given(words=heard, frame_ms=st.floats(10, 50))
def test_no_cue_comes_more_than_three_frames_beside_its_voice(words: list[Word], frame_ms: float) -> None:
    for cue in segment(words, REEL, measure=measure, width=WIDTH, frame_ms=frame_ms):
        # Words that are said at one time are told apart by a millisecond each.
        assert abs(cue.start_ms - cue.words[0].start_ms) <= SYNC_FRAMES * frame_ms + len(words)


@given(words=heard, name=st.sampled_from(profile_names()))
def test_only_a_single_word_may_be_wider_than_the_box(words: list[Word], name: str) -> None:
    profile = load_profile(name)
    for cue in segment(words, profile, measure=measure, width=10 * LETTER, frame_ms=FRAME_MS):
        assert 1 <= len(cue.lines) <= profile.lines
        assert all(measure(line) <= 10 * LETTER or " " not in line for line in cue.lines)
