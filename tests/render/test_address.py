"""Law 3: a window is addressed by what it shows, not by where it stands. What is changed elsewhere moves nothing."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan import given as given_clips

from vidkit.brand.card import Card, CardKind, TextBlock
from vidkit.captions.cue import Captions, Cue, Origin
from vidkit.ingest.footage import Footage
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.compiler.address import Addresses
from vidkit.render.windows import WINDOW_S, windows_of

INTRO = given_clips.a_card(CardKind.INTRO, 60)
END = given_clips.a_card(CardKind.END, 90)


def clip(name: str, seconds: int = 20) -> Footage:
    footage = given_clips.a_clip(name, duration_ms=seconds * 1000, frames=seconds * 30)
    return msgspec.structs.replace(footage, fingerprint=(name.encode().hex() * 64)[:64])


def said(*texts: str) -> Captions:
    cues = tuple(Cue(3000 * n + 500, 3000 * n + 2500, (text,)) for n, text in enumerate(texts))
    return Captions(cues=cues, origin=Origin.RECOGNISED)


WORDS = ("Lås dörren.", "Släck lampan.", "Stäng fönstret.", "Ring en granne.")


def plan(
    *clips: Footage, words: tuple[str, ...] = WORDS, intro: Card = INTRO, end: Card = END, **more: Any
) -> ReelPlan:
    clips = clips or (clip("a.mov"),)
    captions = (said(*words), *(Captions() for _ in clips[1:]))
    return given_clips.planned(*clips, captions=captions, intro=intro, end=end, **more)


def addresses(of: ReelPlan, version: str = "1") -> list[str]:
    known = Addresses(of, version)
    return [known.window(window) for window in windows_of(of)]


def made_anew(before: ReelPlan, after: ReelPlan) -> float:
    """Seconds of film that `after` has and `before` did not."""
    known = set(addresses(before))
    new = Addresses(after, "1")
    return sum(window.frames for window in windows_of(after) if new.window(window) not in known) / 30


def test_nothing_changed_nothing_made() -> None:
    assert made_anew(plan(), plan()) == 0
    assert len(set(addresses(plan()))) == len(addresses(plan()))


def test_a_corrected_word_makes_the_windows_that_show_it() -> None:
    changed = plan(words=(WORDS[0], "Släck lampan!", *WORDS[2:]))
    assert 2 <= made_anew(plan(), changed) <= 2 * WINDOW_S


@given(st.data())
def test_a_caption_no_longer_than_a_window_lies_in_one_where_its_neighbours_let_it(data: st.DataObject) -> None:
    first = data.draw(st.integers(3000, 14_000), label="first")
    length = data.draw(st.integers(300, 2000), label="length")
    words = Captions(cues=(Cue(first, first + length, ("Lås dörren.",)),), origin=Origin.PERSON)
    drawn = given_clips.planned(clip("a.mov"), captions=(words,), intro=INTRO, end=END)
    (cue,) = drawn.cues
    assert sum(window.first < cue.end and window.end > cue.first for window in windows_of(drawn)) == 1


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(200, 6000)), max_size=8))
def test_no_window_is_too_short_to_be_worth_it_or_much_longer_than_it_need_be(cues: list[tuple[int, int]]) -> None:
    at, placed = 0, []
    for pause, length in cues:
        placed.append(Cue(at + pause, at + pause + length, ("Lås dörren.",)))
        at += pause + length
    words = Captions(cues=tuple(cue for cue in placed if cue.end_ms < 19_000), origin=Origin.PERSON)
    drawn = given_clips.planned(clip("a.mov"), captions=(words,), intro=INTRO, end=END)
    lengths = [window.frames / 30 for window in windows_of(drawn)]
    assert sum(window.frames for window in windows_of(drawn)) == drawn.frames
    assert all(WINDOW_S / 2 <= length <= 2.5 * WINDOW_S for length in lengths)


def test_another_title_makes_the_intro_alone() -> None:
    other = msgspec.structs.replace(INTRO, texts=(TextBlock("title", ("Hej då",), 20),))
    assert made_anew(plan(), plan(intro=other)) == pytest.approx(2)


def test_a_longer_intro_moves_nothing() -> None:
    assert made_anew(plan(), plan(intro=given_clips.a_card(CardKind.INTRO, 75))) == pytest.approx(2.5)


def test_another_end_card_makes_itself_and_its_crossfade() -> None:
    other = msgspec.structs.replace(END, texts=(TextBlock("title", ("Hej då",), 20),))
    assert made_anew(plan(), plan(end=other)) == pytest.approx(3)


@pytest.mark.parametrize("first", [True, False])
def test_an_added_clip_makes_itself_and_the_seam(first: bool) -> None:  # noqa: FBT001
    new = clip("b.mov", 6)
    clips = (new, clip("a.mov")) if first else (clip("a.mov"), new)
    captions = (Captions(), said(*WORDS)) if first else (said(*WORDS), Captions())
    changed = given_clips.planned(*clips, captions=captions, intro=INTRO, end=END)
    # The clip itself, and at most a window and a half at each of its ends and at the neighbour's.
    assert 6 <= made_anew(plan(), changed) <= 6 + 2 * 1.5 * WINDOW_S + 3


@pytest.mark.parametrize("trim", [(1300, None), (None, 18_400)])
def test_a_trimmed_end_leaves_the_rest(trim: tuple[int | None, int | None]) -> None:
    before = plan(words=())
    brief = given_clips.a_brief(trim)
    changed = given_clips.planned(clip("a.mov"), brief=brief, captions=(Captions(),), intro=INTRO, end=END)
    # Intro or end card melt into another part of the clip; the clip's own windows but the outermost stay.
    assert made_anew(before, changed) <= 3 + 1.5 * WINDOW_S


def test_words_beside_the_film_and_loudness_make_no_picture() -> None:
    before = plan()
    publication = msgspec.structs.replace(before.publication, post_text="Något annat", summary="Annat")
    after = msgspec.structs.replace(before, publication=publication)
    assert made_anew(before, after) == 0
    assert Addresses(before, "1").sound() == Addresses(after, "1").sound()
    assert before.sound is not None
    quieter = msgspec.structs.replace(before.sound.levels, target_lufs=-16.0)
    other = msgspec.structs.replace(before, sound=msgspec.structs.replace(before.sound, levels=quieter))
    assert made_anew(before, other) == 0
    assert Addresses(before, "1").sound() != Addresses(other, "1").sound()


def test_a_moved_clip_is_the_same_clip_and_a_changed_one_is_not() -> None:
    moved = msgspec.structs.replace(clip("a.mov"), path="/elsewhere/b.mov")
    assert made_anew(plan(), plan(moved)) == 0
    changed = msgspec.structs.replace(clip("a.mov"), fingerprint="9" * 64)
    assert made_anew(plan(), plan(changed)) >= 20


def test_another_program_or_encoder_makes_everything_anew() -> None:
    before = plan()
    assert not set(addresses(before)) & set(addresses(before, "2"))
    finer = msgspec.structs.replace(before, encoding=msgspec.structs.replace(before.encoding, crf=18))
    assert not set(addresses(before)) & set(addresses(finer))


def test_another_typeface_makes_what_it_is_seen_in() -> None:
    before = plan()
    assert before.look is not None
    after = msgspec.structs.replace(before, look=msgspec.structs.replace(before.look, font_digest="e" * 64))
    same = [a == b for a, b in zip(addresses(before), addresses(after), strict=True)]
    shows = [any(cue.first < w.end and cue.end > w.first for cue in before.cues) for w in windows_of(before)]
    assert same == [not shown for shown in shows]
    assert any(same)


def test_silence_is_as_long_as_its_film() -> None:
    short, long = (given_clips.planned(a_silent_clip(seconds), intro=None, end=None) for seconds in (4, 5))
    assert short.sound is long.sound is None
    assert Addresses(short, "1").sound() != Addresses(long, "1").sound()


def a_silent_clip(seconds: int) -> Footage:
    return given_clips.a_clip(sound=False, duration_ms=seconds * 1000, frames=seconds * 30)


def test_still_and_sound_have_addresses_of_their_own() -> None:
    known = Addresses(plan(), "1")
    silent = Addresses(given_clips.planned(given_clips.a_clip(sound=False), intro=None, end=None), "1")
    assert len({known.still(), known.sound(), silent.sound(), silent.still()}) == 4
