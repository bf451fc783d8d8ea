"""`(Musik)` among the captions: once, where there is room, never over what is said."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Cue, Doubt, Music
from vidkit.captions.profile import Profile, load_profile, profile_names
from vidkit.captions.sounds import STANDS_MS, with_music

from .spoken import FRAME_MS

REEL = load_profile()


def told(cues: tuple[Cue, ...], *music: Music, profile: Profile = REEL) -> list[Cue]:
    both, _marks = with_music(cues, music, profile, frame_ms=FRAME_MS)
    return [cue for cue in both if cue not in cues]


def test_music_alone_is_told_of_where_it_begins() -> None:
    assert told((), Music(2000, 40_000)) == [Cue(2000, 2000 + STANDS_MS, ("(Musik)",))]


def test_each_is_marked_to_be_listened_to() -> None:
    _cues, marks = with_music((), (Music(2000, 9000),), REEL, frame_ms=FRAME_MS)
    assert [(mark.doubt, mark.text, mark.start_ms) for mark in marks] == [(Doubt.SOUND, "(Musik)", 2000)]


def test_it_ends_with_the_music() -> None:
    assert told((), Music(2000, 4500))[0].end_ms == 4500


def test_it_makes_way_for_what_is_said() -> None:
    said = (Cue(0, 2500, ("Hej.",)), Cue(4200, 6000, ("Då går vi.",)))
    (cue,) = told(said, Music(2300, 4200))
    assert cue.start_ms >= 2500 + 2 * FRAME_MS
    assert cue.end_ms <= 4200 - 2 * FRAME_MS


def test_it_is_left_out_where_nobody_could_read_it() -> None:
    said = (Cue(0, 2500, ("Hej.",)), Cue(3600, 6000, ("Då går vi.",)))
    assert told(said, Music(2500, 5600)) == []


def test_music_that_goes_on_is_told_of_once() -> None:
    assert len(told((), Music(0, 8000), Music(20_000, 40_000), Music(60_000, 70_000))) == 1
    assert len(told((), Music(0, 8000), Music(50_000, 60_000))) == 2


def test_it_stands_only_where_the_clip_is_shown() -> None:
    (cue,), _marks = with_music((), [Music(0, 9000)], REEL, frame_ms=FRAME_MS, first_ms=3000, end_ms=5000)
    assert (cue.start_ms, cue.end_ms) == (3000, 5000)
    assert with_music((), [Music(0, 3500)], REEL, frame_ms=FRAME_MS, first_ms=3000) == ((), ())


def test_a_profile_without_the_word_tells_of_none() -> None:
    assert told((), Music(0, 9000), profile=msgspec.structs.replace(REEL, music="")) == []


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_has_its_word_for_it(name: str) -> None:
    (cue,) = told((), Music(0, 60_000), profile=load_profile(name))
    assert load_profile(name).shortest_ms <= cue.end_ms - cue.start_ms <= load_profile(name).longest_ms
    assert cue.lines == ("(Musik)",)


stretches = st.lists(st.tuples(st.integers(0, 4000), st.integers(200, 9000)), max_size=8)


def laid_out(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    placed, at = [], 0
    for gap, length in parts:
        placed.append((at + gap, at + gap + length))
        at += gap + length
    return placed


@given(said=stretches, played=stretches)
def test_what_is_said_stays_and_nothing_overlaps(said: list[tuple[int, int]], played: list[tuple[int, int]]) -> None:
    cues = tuple(Cue(start, end, ("Hej.",)) for start, end in laid_out(said))
    both, marks = with_music(cues, [Music(*part) for part in laid_out(played)], REEL, frame_ms=FRAME_MS)
    assert tuple(cue for cue in both if cue.lines == ("Hej.",)) == cues
    new = [cue for cue in both if cue.lines != ("Hej.",)]
    assert len(marks) == len(new)
    assert all(cue.end_ms - cue.start_ms >= REEL.shortest_ms for cue in new)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(both))
