"""Music under the clips: it waits for the sting, is down before a word, comes up in long pauses only."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.cue import Captions, Cue, Origin, Word
from vidkit.ingest.footage import Footage
from vidkit.plan.decisions import MUSIC, MUSIC_IN_CLIPS, in_words
from vidkit.plan.materials import ClipText
from vidkit.plan.reel_plan import Bed, ClipShot, ReelPlan
from vidkit.render.compiler.address import Addresses
from vidkit.render.windows import windows_of

from .given import A_STING, A_TUNE, a_brief, a_clip, planned, said

ELSEWHERE = msgspec.structs.replace(A_TUNE, path="/elsewhere/b.flac")
ANOTHER = msgspec.structs.replace(A_TUNE, digest="8" * 64)


def long_clip(seconds: int = 20, *, sound: bool = True) -> Footage:
    return a_clip(sound=sound, duration_ms=seconds * 1000, frames=seconds * 30)


def with_music(*clips: Footage, **known: Any) -> ReelPlan:
    return planned(*(clips or (long_clip(),)), **{"music": A_TUNE, "sting": A_STING} | known)


def bed_of(plan: ReelPlan) -> Bed:
    assert plan.sound is not None
    assert plan.sound.bed is not None
    return plan.sound.bed


def spoken(plan: ReelPlan) -> list[tuple[int, int]]:
    """In frames from the first clip's beginning."""
    start = plan.starts[1] if len(plan.shots) > 1 else 0
    return [(each.first - start, each.end - start) for each in bed_of(plan).spoken]


def test_it_begins_with_the_first_clip_and_ends_with_the_reel() -> None:
    plan = with_music()
    bed = bed_of(plan)
    assert bed.start == plan.starts[1]
    assert bed.start + bed.frames == plan.frames
    assert bed.fade_in == 45
    assert bed.fade_out == 75
    assert bed.start + bed.frames - bed.fade_out >= plan.starts[-1], "it fades under the end card"


def test_without_a_sting_or_an_intro_nothing_is_waited_for() -> None:
    assert bed_of(with_music(sting=None)).start == 0
    alone = bed_of(with_music(intro=None, end=None))
    assert (alone.start, alone.frames, alone.fade_out) == (0, 600, 30)


def test_a_very_short_reel_has_short_fades() -> None:
    bed = bed_of(with_music(a_clip(duration_ms=900, frames=27), intro=None, end=None))
    assert bed.fade_in + bed.fade_out < bed.frames == 27


def test_a_file_that_is_long_enough_is_not_repeated() -> None:
    assert bed_of(with_music()).samples == A_TUNE.samples
    hour = msgspec.structs.replace(A_TUNE, samples=3600 * A_TUNE.sample_rate)
    assert bed_of(with_music(music=hour)).samples == 0


def test_only_music_of_ones_own_that_is_repeated_melts_into_its_beginning() -> None:
    assert bed_of(with_music()).splice == A_TUNE.sample_rate // 2
    assert bed_of(with_music(music=msgspec.structs.replace(A_TUNE, seamless=True))).splice == 0
    hour = msgspec.structs.replace(A_TUNE, samples=3600 * A_TUNE.sample_rate)
    assert bed_of(with_music(music=hour)).splice == 0
    short = msgspec.structs.replace(A_TUNE, samples=3000)
    assert bed_of(with_music(music=short)).splice == 1000


def test_a_breath_belongs_to_the_sentence_and_a_long_pause_does_not() -> None:
    plan = with_music(captions=(said((1000, 3000, "Ett."), (5000, 6000, "Två."), (9000, 10_000, "Tre.")),))
    assert spoken(plan) == [(30, 180), (270, 300)]


def test_words_tell_more_exactly_than_the_caption_that_stays_after_them() -> None:
    cue = Cue(900, 4000, ("Hej då.",), (Word("Hej", 1000, 1300), Word("då.", 1400, 2000)))
    plan = with_music(captions=(Captions(cues=(cue,), origin=Origin.RECOGNISED),))
    assert spoken(plan) == [(30, 60)]


def test_what_is_said_outside_the_part_that_is_shown_counts_for_nothing() -> None:
    captions = (said((1000, 3000, "Ett."), (14_000, 16_000, "Två.")),)
    plan = with_music(captions=captions, brief=a_brief((10_000, 15_000)))
    assert spoken(plan) == [(120, 144)], "until half-way into the end card"


def test_without_captions_all_that_can_be_heard_may_be_speech() -> None:
    plan = with_music(long_clip(), long_clip(sound=False), brief=a_brief(*[(None, None)] * 2, captions="off"))
    assert spoken(plan) == [(0, 600)]


def test_where_nobody_speaks_there_is_nothing_to_go_under() -> None:
    assert spoken(with_music()) == []
    silent = with_music(long_clip(sound=False), captions=(said((1000, 3000, "Skylt.")),))
    assert bed_of(silent).spoken == (), "a text over a silent picture is read, not heard"


def test_two_kinds_of_music_at_once_only_where_somebody_asks_for_it() -> None:
    own = (said((1000, 4000, "(Musik)"), (6000, 8000, "Hej.")),)
    without = with_music(captions=own, music_caption="(Musik)")
    assert without.sound is not None
    assert without.sound.bed is None
    assert MUSIC_IN_CLIPS in {note.code for note in without.decisions}
    asked = with_music(captions=own, music_caption="(Musik)", brief=a_brief(music="lugn"))
    assert bed_of(asked).digest == A_TUNE.digest
    corrected = with_music(captions=(said((6000, 8000, "Hej.")),), music_caption="(Musik)")
    assert bed_of(corrected).spoken


def test_of_clips_that_nobody_listened_to_all_counts_as_speech() -> None:
    brief = a_brief((None, None), (None, None), captions="off")
    mine = said((1000, 2000, "Hej."), origin=Origin.PERSON)
    texts = (ClipText("min.srt"), ClipText())
    plan = with_music(long_clip(), long_clip(), brief=brief, captions=(mine, Captions()), texts=texts)
    first, second = (shot.frames for shot in plan.shots if isinstance(shot, ClipShot))
    assert spoken(plan) == [(30, 60), (first, first + second)]


def test_it_is_told_by_name_and_never_by_path() -> None:
    (note,) = [note for note in with_music().decisions if note.code == MUSIC]
    assert "tune" in in_words(note)
    assert "/sounds" not in in_words(note)
    assert not [note for note in planned(a_clip()).decisions if note.code in (MUSIC, MUSIC_IN_CLIPS)]


def test_a_reel_of_silent_clips_has_music() -> None:
    plan = with_music(long_clip(sound=False), sting=None)
    assert plan.sound is not None
    assert plan.sound.segments == ()
    assert plan.sound.bed is not None


def test_other_music_makes_other_sound_and_no_picture() -> None:
    plans = [with_music(music=music) for music in (A_TUNE, ANOTHER, None)]
    assert len({plan.digest for plan in plans}) == 3
    assert len({Addresses(plan, "1").sound() for plan in plans}) == 3
    windows = {tuple(Addresses(plan, "1").window(window) for window in windows_of(plan)) for plan in plans}
    assert len(windows) == 1


@pytest.mark.parametrize("field", ["under_lu", "rise_lu", "hold"])
def test_how_it_is_ridden_is_part_of_the_sound(field: str) -> None:
    plan = with_music(captions=(said((1000, 3000, "Ett.")),))
    assert plan.sound is not None
    other = msgspec.structs.replace(bed_of(plan), **{field: getattr(bed_of(plan), field) + 1})
    changed = msgspec.structs.replace(plan, sound=msgspec.structs.replace(plan.sound, bed=other))
    assert Addresses(changed, "1").sound() != Addresses(plan, "1").sound()


def test_a_moved_file_is_the_same_music() -> None:
    here, there = with_music(), with_music(music=ELSEWHERE)
    assert here.digest == there.digest
    assert Addresses(here, "1").sound() == Addresses(there, "1").sound()


spans = st.tuples(st.integers(0, 19_000), st.integers(40, 3000)).map(lambda at: (at[0], min(20_000, at[0] + at[1])))


@given(st.lists(spans, max_size=12))
def test_every_word_is_inside_a_stretch_and_the_music_can_arrive_between_two(words: list[tuple[int, int]]) -> None:
    cues = tuple(Cue(a, b, ("ord",), (Word("ord", a, b),)) for a, b in sorted(set(words)))
    plan = with_music(captions=(Captions(cues=cues, origin=Origin.RECOGNISED),), intro=None, end=None, sting=None)
    bed = bed_of(plan)
    ends = [0]
    for stretch in bed.spoken:
        assert 0 <= stretch.first < stretch.end <= plan.frames
        assert len(ends) == 1 or stretch.first - ends[-1] >= bed.hold + bed.release + bed.attack + bed.ready
        ends.append(stretch.end)
    for begins, ends_ in words:
        middle = (begins + ends_) / 2 * 30 / 1000
        assert any(stretch.first - 1 <= middle <= stretch.end + 1 for stretch in bed.spoken)
