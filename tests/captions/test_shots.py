"""Cues and the picture's cuts: inside a shot where the words allow, never a few frames beside a cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Cue, Word
from vidkit.captions.profile import load_profile, profile_names
from vidkit.captions.segment import segment
from vidkit.captions.timing import NEAR_MS, PAST_MS, Shots

from .spoken import FRAME_MS, WIDTH, lines, measure, said

REEL = load_profile("sv-reel")
GAP = 67
"""Two frames at 30 a second."""


def cut(words: tuple[Word, ...], shots: Shots) -> tuple[Cue, ...]:
    return segment(words, REEL, measure=measure, width=WIDTH, frame_ms=FRAME_MS, shots=shots)


def test_a_cue_ends_before_the_cut_rather_than_linger_over_it() -> None:
    words = said("Hej och välkommen till oss.")
    spoken = words[-1].end_ms
    (cue,) = cut(words, Shots(changes=(spoken + 300,)))
    assert cue.end_ms == spoken + 300 - GAP


def test_a_cue_that_would_end_right_before_a_cut_stays_until_it() -> None:
    words = said("Hej och välkommen till oss.")
    change = words[-1].end_ms + REEL.hold_ms + 200
    (cue,) = cut(words, Shots(changes=(change,)))
    assert cue.end_ms == change - GAP


def test_a_cue_comes_with_the_cut_that_is_near() -> None:
    words = said("Hej och välkommen till oss.", start_ms=2000)
    for change in (2000 - NEAR_MS, 2000 - 40, 2000 + 40, 2000 + NEAR_MS):
        (cue,) = cut(words, Shots(changes=(change,)))
        assert cue.start_ms == change
    (cue,) = cut(words, Shots(changes=(2000 - NEAR_MS - 1,)))
    assert cue.start_ms == 2000


def test_a_sentence_is_parted_at_the_cut() -> None:
    words = said("Vi går hem nu och sedan äter vi.")
    assert len(cut(words, Shots())) == 1
    seam = next(word.start_ms for word in words if word.text == "och")
    first, second = cut(words, Shots(changes=(seam + 50,)))
    assert lines((first, second)) == ["Vi går hem nu", "och sedan äter vi."]
    assert first.end_ms == seam + 50 - GAP
    assert 0 <= second.start_ms - (seam + 50) <= 1


def test_what_leans_on_the_next_word_stays_whole_over_a_cut() -> None:
    words = said("Ring polisen på 114 14.")
    inside = next(word.end_ms for word in words if word.text == "114")
    (cue,) = cut(words, Shots(changes=(inside,)))
    assert cue.end_ms - inside >= PAST_MS


def test_no_cue_stands_where_nothing_is_shown() -> None:
    words = said("Hej och välkommen till oss.", start_ms=0)
    (cue,) = cut(words, Shots(first_ms=200, end_ms=words[-1].end_ms + 100))
    assert (cue.start_ms, cue.end_ms) == (200, words[-1].end_ms + 100)


def test_two_frames_are_free_before_the_next_clip() -> None:
    words = said("Hej och välkommen till oss.")
    end = words[-1].end_ms + 50
    (cue,) = cut(words, Shots(changes=(end,), end_ms=end))
    assert cue.end_ms == end - GAP


TEXT = "Hej där! Skulle du vilja hjälpa oss? Vi ska ordna ett kalas, men vi behöver någon som kan."
times = st.lists(st.integers(0, 12_000), max_size=5, unique=True).map(lambda found: tuple(sorted(found)))


@given(
    speed=st.floats(8, 25),
    pause=st.integers(0, 1500),
    changes=times,
    first=st.integers(0, 1000),
    end=st.none() | st.integers(1000, 12_000),
    name=st.sampled_from(profile_names()),
)
def test_cuts_never_lose_a_word_or_stack_two_cues(
    speed: float, pause: int, changes: tuple[int, ...], first: int, end: int | None, name: str
) -> None:
    words = said(TEXT, speed=speed, pause_ms=pause)
    shots = Shots(changes=changes, first_ms=first, end_ms=end)
    cues = segment(words, load_profile(name), measure=measure, width=WIDTH, frame_ms=FRAME_MS, shots=shots)
    assert [word.text for cue in cues for word in cue.words] == TEXT.split()
    assert all(isinstance(time, int) for cue in cues for time in (cue.start_ms, cue.end_ms))
    assert all(first <= cue.start_ms < cue.end_ms for cue in cues)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))


@given(change=st.integers(0, 12_000), speed=st.floats(8, 16))
def test_no_cue_that_was_long_enough_is_held_over_a_cut(change: int, speed: float) -> None:
    for cue in cut(said(TEXT, speed=speed), Shots(changes=(change,))):
        over = cue.words[-1].end_ms + NEAR_MS < change < cue.end_ms
        assert not over or change - GAP - cue.start_ms < REEL.shortest_fail_ms
