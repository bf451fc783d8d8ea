"""A person's captions made to fit the picture: every word kept, and done once is done."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Captions, Cue, Origin
from vidkit.captions.profile import Profile, load_profile, profile_names
from vidkit.captions.rewrap import rewrapped

from .spoken import LETTER, WIDTH, measure

REEL = load_profile("sv-reel")


def wrapped(captions: Captions, profile: Profile = REEL, width: float = WIDTH) -> Captions:
    return rewrapped(captions, profile, measure=measure, width=width)


def written(*cues: Cue) -> Captions:
    return Captions(cues=cues, origin=Origin.PERSON)


def test_what_fits_is_left_as_it_was_written() -> None:
    captions = written(Cue(0, 2000, ("Hej", "och välkommen.")), Cue(2000, 2100, ("Nej,",)))
    assert wrapped(captions) == captions


def test_a_wide_line_is_broken_where_a_subtitler_would() -> None:
    (cue,) = wrapped(written(Cue(0, 4000, ("Banken frågar aldrig efter din kod på telefon.",)))).cues
    assert cue == Cue(0, 4000, ("Banken frågar aldrig", "efter din kod på telefon."))


def test_speakers_keep_a_line_each() -> None:
    cues = wrapped(written(Cue(0, 4000, ("-Ska vi ta bussen hem?", "-Ja.", "-Bra.")))).cues
    assert [line for cue in cues for line in cue.lines] == ["-Ska vi ta bussen hem?", "-Ja.", "-Bra."]
    assert [cue.end_ms for cue in cues][-1] == 4000


word = st.text("abcdeåäö.,?-", min_size=1, max_size=12)
line = st.lists(word, min_size=1, max_size=12).map(" ".join)


@st.composite
def captions(draw: st.DrawFn) -> Captions:
    at, cues = 0, []
    for _ in range(draw(st.integers(0, 4))):
        start = at + draw(st.integers(0, 800))
        at = start + draw(st.integers(1, 9000))
        cues.append(Cue(start, at, tuple(draw(st.lists(line, min_size=1, max_size=3)))))
    return written(*cues)


@given(given_=captions(), name=st.sampled_from(profile_names()), letters=st.integers(14, 40))
def test_every_word_stays_and_the_second_time_changes_nothing(given_: Captions, name: str, letters: int) -> None:
    profile, width = load_profile(name), letters * LETTER
    once = wrapped(given_, profile, width)
    assert " ".join(cue.text for cue in once.cues).split() == " ".join(cue.text for cue in given_.cues).split()
    assert all(len(cue.lines) <= profile.lines for cue in once.cues)
    assert all(measure(line) <= width or " " not in line for cue in once.cues for line in cue.lines)
    assert all(isinstance(time, int) for cue in once.cues for time in (cue.start_ms, cue.end_ms))
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(once.cues))
    assert wrapped(once, profile, width) == once
