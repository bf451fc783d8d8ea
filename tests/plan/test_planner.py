"""What the planner decides, and that whatever it is given the plan is whole: every frame, every cue, every word."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.card import CardKind
from vidkit.captions.cue import Captions, Origin
from vidkit.errors import InputError, UsageError
from vidkit.ingest.footage import Footage
from vidkit.plan import decisions as decided
from vidkit.plan.brief import EncoderWish, FitWish, Quality
from vidkit.plan.decisions import in_words
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.materials import ClipText, Clock
from vidkit.plan.planner import CINEMA, PHONE, choose_rate
from vidkit.plan.reel_plan import CardShot, ClipShot, Decision, Fit, ReelPlan
from vidkit.plan.soundtrack import LIFT_AMBIENCE_DB, LIFT_SPEECH_DB

from .given import A_STING, a_brand, a_brief, a_card, a_clip, a_platform, a_shape, materials, planned, said

SECOND = 1000


def codes(plan: ReelPlan, subject: str = "") -> list[str]:
    return [note.code for note in plan.decisions if note.subject == subject]


def decision(plan: ReelPlan, code: str) -> Decision:
    (found,) = (note for note in plan.decisions if note.code == code)
    return found


# --- rate


@pytest.mark.parametrize(
    ("rates", "chosen"),
    [
        ([(30, 1)], PHONE),
        ([(30000, 1001)], PHONE),
        ([(60, 1)], PHONE),
        ([(240, 1)], PHONE),
        ([(24000, 1001)], CINEMA),
        ([(24, 1)], CINEMA),
        ([(25, 1)], CINEMA),
        ([(50, 1)], CINEMA),
        ([(2497, 100)], CINEMA),
        ([(25, 1), (24, 1), (50, 1)], CINEMA),
        ([(25, 1), (30, 1)], PHONE),
        ([(2645, 100)], PHONE),
        ([(0, 1)], PHONE),
    ],
)
def test_the_reel_s_rate(rates: list[tuple[int, int]], chosen: Rate) -> None:
    assert choose_rate([a_clip(average_rate=rate) for rate in rates]) == chosen


def test_the_rate_is_said() -> None:
    assert codes(planned(a_clip()))[0] == decided.RATE_PHONE
    assert codes(planned(a_clip(average_rate=(25, 1)), rate=CINEMA))[0] == decided.RATE_CINEMA


# --- shots


lengths = st.integers(1, 20_000)
crossfades = st.floats(0, 3)
cards = st.integers(0, 200)


@given(st.lists(lengths, min_size=1, max_size=4), cards, cards, crossfades, st.sampled_from([PHONE, CINEMA]))
def test_shots_tile_the_reel_and_no_crossfade_is_longer_than_half_a_shot(
    durations: list[int], intro: int, end: int, crossfade: float, rate: Rate
) -> None:
    brand = a_brand()
    plan = planned(
        *[a_clip(duration_ms=ms) for ms in durations],
        brand=a_brand(intro=type(brand.intro)(crossfade=crossfade)),
        intro=a_card(CardKind.INTRO, intro, rate=rate) if intro else None,
        end=a_card(CardKind.END, end, rate=rate) if end else None,
        rate=rate,
    )
    shots, starts = plan.shots, plan.starts
    assert [isinstance(shot, CardShot) for shot in shots] == [
        *([True] if intro else []),
        *[False] * len(durations),
        *([True] if end else []),
    ]
    assert shots[0].overlap == 0
    assert plan.frames == sum(shot.frames - shot.overlap for shot in shots) == starts[-1] + shots[-1].frames
    for index in range(1, len(shots)):
        before, shot = shots[index - 1], shots[index]
        assert 0 <= shot.overlap <= min(before.frames, shot.frames) // 2
        assert starts[index] == starts[index - 1] + before.frames - shot.overlap
        # A frame belongs to two shots at most: a crossfade never reaches into the next.
        assert before.overlap + shot.overlap <= before.frames
    assert all(shot.overlap == 0 for shot in shots[1:] if isinstance(shot, ClipShot) and shot.source > 0)


@given(st.lists(st.integers(1, 9000), min_size=1, max_size=3), st.data())
def test_trims_take_the_frames_they_name(durations: list[int], data: st.DataObject) -> None:
    clips = [a_clip(duration_ms=ms) for ms in durations]
    trims: list[tuple[int | None, int | None]] = []
    for ms in durations:
        start = data.draw(st.none() | st.integers(0, max(0, ms - 17)))
        end = data.draw(st.none() | st.integers((start or 0) + 1, 2 * ms + 2))
        trims.append((start, end))
    length = [max(1, frames_at(ms, PHONE)) for ms in durations]
    if any(frames_at(start or 0, PHONE) >= most for (start, _end), most in zip(trims, length, strict=True)):
        with pytest.raises(InputError):
            planned(*clips, brief=a_brief(*trims))
        return
    plan = planned(*clips, brief=a_brief(*trims))
    shots = [shot for shot in plan.shots if isinstance(shot, ClipShot)]
    for shot, (start, end), most in zip(shots, trims, length, strict=True):
        assert shot.first == frames_at(start or 0, PHONE)
        assert shot.frames >= 1
        wanted = most if end is None else min(most, frames_at(end, PHONE))
        assert shot.first + shot.frames == max(wanted, shot.first + 1) <= most


def test_a_trim_that_starts_after_the_end_names_the_clip() -> None:
    with pytest.raises(InputError) as refused:
        planned(a_clip("hej.mov", duration_ms=4000), brief=a_brief((5000, None)))
    assert "hej.mov" in refused.value.message
    assert "4.0" in refused.value.message
    assert "5.0" in refused.value.message
    assert "--trim" in refused.value.hint


def test_a_reel_longer_than_the_platform_takes_is_refused() -> None:
    with pytest.raises(InputError, match="61") as refused:
        planned(a_clip(duration_ms=61_000), brief=a_brief(shape="story"), intro=None, end=None)
    assert "--trim" in refused.value.hint
    assert planned(a_clip(duration_ms=60_000), brief=a_brief(shape="story"), intro=None, end=None).frames == 1800


def test_a_shape_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="poster") as refused:
        planned(a_clip(), brief=a_brief(shape="poster"))
    assert "reel" in refused.value.hint
    assert "square" in refused.value.hint


def test_the_plan_is_in_the_shape_and_quality_that_were_asked() -> None:
    plan = planned(a_clip(), brief=a_brief(shape="small", quality=Quality.HIGH), platform=a_platform(small=a_shape()))
    assert (plan.shape, plan.size.width, plan.size.height) == ("small", 180, 320)
    assert (plan.encoding.preset, plan.encoding.crf) == ("medium", 17)
    assert plan.encoding.key_every == 60
    assert planned(a_clip(), rate=CINEMA).encoding.key_every == 50


@pytest.mark.parametrize(
    ("wish", "found", "code"),
    [
        ("libx264", {}, None),
        ("auto", {}, "encoder-none"),
        ("auto", {"encoder": "h264_amf"}, "encoder-hardware"),
        ("h264_amf", {"encoder": "h264_amf"}, "encoder-hardware"),
        ("h264_amf", {}, "encoder-unusable"),
        ("auto", {"encoder_broke": "h264_amf"}, "encoder-broke"),
    ],
)
def test_what_encodes_is_said_where_it_was_asked_for(wish: str, found: dict[str, Any], code: str | None) -> None:
    plan = planned(a_clip(), brief=a_brief(encoder=EncoderWish(wish)), **found)
    assert plan.encoding.encoder == found.get("encoder", "libx264")
    notes = [note for note in plan.decisions if note.code.startswith("encoder")]
    assert [note.code for note in notes] == ([code] if code else [])
    assert all(("h264_amf" if code != "encoder-none" else "libx264") in in_words(note) for note in notes)


def test_a_film_by_libx264_is_the_same_whyever_it_was_that() -> None:
    """So that a run which fell back is found up to date by one that asks for libx264."""
    wishes = [planned(a_clip(), brief=a_brief(encoder=wish)).digest for wish in EncoderWish]
    broke = planned(a_clip(), brief=a_brief(encoder=EncoderWish.AUTO), encoder_broke="h264_qsv").digest
    assert len({*wishes, broke}) == 1
    assert planned(a_clip(), encoder="h264_qsv").digest not in wishes


# --- captions


def spans(plan: ReelPlan) -> list[tuple[int, int, str]]:
    return [(cue.first, cue.end, cue.text) for cue in plan.cues]


def test_cues_move_with_the_intro() -> None:
    plan = planned(a_clip(), captions=(said((1000, 2000, "Hej!")),))
    start = plan.starts[1]
    assert spans(plan) == [(start + 30, start + 60, "Hej!")]


def test_cues_move_back_with_a_trim() -> None:
    captions = said((0, 500, "borta"), (900, 1500, "halv"), (2000, 2500, "hel"), (2900, 4000, "slut"))
    plan = planned(a_clip(), brief=a_brief((1000, 3000)), captions=(captions,), intro=None, end=None)
    assert spans(plan) == [(0, 15, "halv"), (30, 45, "hel"), (57, 60, "slut")]


def test_cues_of_each_clip_stand_over_that_clip() -> None:
    captions = (said((0, 4000, "ett"), (5000, 6000, "efter slutet")), said((0, 1000, "två")))
    plan = planned(a_clip(), a_clip(), captions=captions, intro=None, end=None)
    assert spans(plan) == [(0, 120, "ett"), (120, 150, "två")]


def test_the_same_clip_twice_has_its_captions_twice() -> None:
    clip, captions = a_clip(), said((500, 900, "igen"))
    plan = planned(clip, clip, captions=(captions, captions), intro=None, end=None)
    assert [text for *_, text in spans(plan)] == ["igen", "igen"]


def test_a_person_s_file_over_several_clips_runs_on_over_them_as_trimmed() -> None:
    plan = planned(
        a_clip(),
        a_clip(),
        brief=a_brief((0, 1000), (2000, 3000)),
        captions=(said((500, 1500, "över klippet"), origin=Origin.PERSON),),
        clock=Clock.FILM,
        end=None,
    )
    start = plan.starts[1]
    assert spans(plan) == [(start + 15, start + 45, "över klippet")]


def test_a_corrected_reel_s_times_are_the_reel_s_own() -> None:
    captions = said((0, 1000, "på introt"), (3000, 4000, "mitt i"), origin=Origin.PERSON)
    plan = planned(a_clip(), captions=(captions,), clock=Clock.REEL)
    assert spans(plan) == [(90, 120, "mitt i")]


def test_no_caption_stands_over_a_card() -> None:
    plan = planned(a_clip(), captions=(said((0, 4000, "hela klippet")),))
    intro, clip, end = plan.shots
    (cue,) = plan.cues
    assert cue.first == intro.frames - clip.overlap + clip.overlap // 2
    assert cue.end == plan.starts[2] + end.overlap // 2


def test_a_caption_of_no_length_is_seen_for_a_frame() -> None:
    plan = planned(a_clip(), captions=(said((1000, 1000, "hej")),), intro=None, end=None)
    assert spans(plan) == [(30, 31, "hej")]


cues = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 3000), st.text("abc ", min_size=1, max_size=40)), max_size=8
)


@given(
    st.lists(cues, min_size=1, max_size=3),
    st.sampled_from(list(Clock)),
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(34, 6000),
)
def test_cues_are_ordered_disjoint_and_inside_what_is_seen_of_the_clips(
    heard: list[list[tuple[int, int, str]]], clock: Clock, intro: int, end: int, duration: int
) -> None:
    captions = tuple(said(*[(start, start + length, text) for start, length, text in cues]) for cues in heard)
    plan = planned(
        *[a_clip(duration_ms=duration)] * len(captions),
        captions=captions if clock is Clock.CLIP else captions[:1],
        clock=clock,
        intro=a_card(CardKind.INTRO, intro) if intro else None,
        end=a_card(CardKind.END, end) if end else None,
    )
    clips = [(shot, at) for shot, at in zip(plan.shots, plan.starts, strict=True) if isinstance(shot, ClipShot)]
    opens = clips[0][1] + clips[0][0].overlap // 2
    last = plan.shots[-1]
    closes = plan.starts[-1] + (last.overlap // 2 if isinstance(last, CardShot) else last.frames)
    at = opens
    for cue in plan.cues:
        assert at <= cue.first < cue.end <= closes
        at = cue.end
    safe = a_platform().shapes["reel"].safe_box
    assert all(cue.box.x >= safe.x and cue.box.right <= safe.right for cue in plan.cues)


@given(st.lists(st.integers(100, 2000), min_size=1, max_size=8))
def test_cues_in_turn_are_all_there_word_for_word(steps: list[int]) -> None:
    at, given_cues = 0, []
    for number, step in enumerate(steps):
        given_cues.append((at, at + step, f"nummer {number}"))
        at += step
    plan = planned(a_clip(duration_ms=at), captions=(said(*given_cues),), intro=None, end=None)
    assert [cue.text for cue in plan.cues] == [text for *_, text in given_cues]


# --- what is said of it


@pytest.mark.parametrize(
    ("clip", "code", "values"),
    [
        ({}, decided.KEPT_WHOLE, None),
        ({"width": 1080, "height": 1440}, decided.CROPPED, ("75",)),
        ({"width": 1920, "height": 1080}, decided.BLURRED, ("32",)),
        ({"transfer": "arib-std-b67"}, decided.TONE_MAPPED, ("HLG",)),
        ({"transfer": "smpte2084"}, decided.TONE_MAPPED, ("PQ",)),
        ({"constant_rate": False, "average_rate": (293, 10)}, decided.MADE_CONSTANT, ("29.3",)),
        ({"average_rate": (240, 1)}, decided.SLOW_MOTION, ("240",)),
        ({"capture_rate": 120.0}, decided.SLOW_MOTION, ("120",)),
        ({"width": 320, "height": 568}, decided.SMALL_PICTURE, ("320", "568")),
        ({"sound": False}, decided.NO_SOUND, ()),
    ],
)
def test_what_is_decided_of_a_clip_is_said(clip: dict[str, Any], code: str, values: tuple[str, ...] | None) -> None:
    plan = planned(a_clip("hej.mov", **clip))
    note = decision(plan, code)
    assert note.subject == "hej.mov"
    assert values is None or note.values == values


def test_a_usual_clip_is_worth_few_words() -> None:
    assert codes(planned(a_clip("a.mov")), "a.mov") == [decided.KEPT_WHOLE]


def test_lines_that_were_broken_anew_are_said() -> None:
    plan = planned(a_clip(), captions=SPOKEN, rewrapped=True, captions_file="min.srt")
    assert decision(plan, decided.REWRAPPED).subject == "min.srt"


def test_padding_is_said() -> None:
    plan = planned(a_clip(width=1920, height=1080), brief=a_brief(fit=FitWish.PAD))
    assert decided.PADDED in codes(plan, "IMG_0001.MOV")
    (shot,) = (shot for shot in plan.shots if isinstance(shot, ClipShot))
    assert shot.framing.colour == a_brand().pad_colour
    assert shot.framing.fit is Fit.PAD


@pytest.mark.parametrize(
    ("trim", "values"), [((1000, 2500), ("1.0", "2.5")), ((None, 2000), ("0.0", "2.0")), ((500, None), ("0.5", "4.0"))]
)
def test_trims_are_said(trim: tuple[int | None, int | None], values: tuple[str, str]) -> None:
    assert decision(planned(a_clip(), brief=a_brief(trim)), decided.TRIMMED).values == values


SPOKEN = (said((0, 1000, "Hej!")),)


@pytest.mark.parametrize(
    ("known", "asked", "code", "origin"),
    [
        ({"captions": SPOKEN}, {}, decided.CAPTIONS_RECOGNISED, "recognised"),
        (
            {"captions": (said((0, 900, "Hej!"), origin=Origin.PERSON),), "captions_file": "min.srt"},
            {"captions": "min.srt"},
            decided.CAPTIONS_PERSON,
            "person",
        ),
        ({"captions": (Captions(),)}, {}, decided.NO_SPEECH, "none"),
        ({}, {}, decided.NO_SPEECH, "none"),
        (
            {"captions": (said((99_000, 99_900, "Sent")),), "clock": Clock.FILM, "captions_file": "a.srt"},
            {},
            decided.CAPTIONS_OUTSIDE,
            "none",
        ),
        ({}, {"captions": "off"}, decided.CAPTIONS_OFF, "none"),
    ],
)
def test_where_captions_come_from_is_said(known: dict[str, Any], asked: dict[str, Any], code: str, origin: str) -> None:
    plan = planned(a_clip(), brief=a_brief(**asked), **known)
    assert code in [note.code for note in plan.decisions]
    assert plan.caption_origin == origin
    assert (plan.look is None) == (not plan.cues)


MINE, HEARD = said((0, 1000, "Mitt."), origin=Origin.PERSON), said((0, 1000, "Hört."))
OWN, OTHER = ClipText("min.srt"), ClipText()


@pytest.mark.parametrize(
    ("captions", "texts", "asked", "codes", "origin"),
    [
        ((MINE, HEARD), (OWN, OTHER), "auto", {decided.CAPTIONS_OF_CLIP, decided.OTHERS_RECOGNISED}, "mixed"),
        ((HEARD, MINE), (OTHER, OWN), "auto", {decided.CAPTIONS_OF_CLIP, decided.OTHERS_RECOGNISED}, "mixed"),
        ((MINE, Captions()), (OWN, OTHER), "auto", {decided.CAPTIONS_OF_CLIP, decided.OTHERS_SILENT}, "person"),
        ((MINE, Captions()), (OWN, OTHER), "off", {decided.CAPTIONS_OF_CLIP, decided.OTHERS_OFF}, "person"),
        ((MINE, MINE), (OWN, OWN), "auto", {decided.CAPTIONS_OF_CLIP}, "person"),
        (
            (Captions(), HEARD),
            (OWN, OTHER),
            "auto",
            {decided.CAPTIONS_OUTSIDE_CLIP, decided.OTHERS_RECOGNISED},
            "recognised",
        ),
        (
            (Captions(), HEARD),
            (ClipText("x.srt", corrected=True), OTHER),
            "auto",
            {decided.CAPTIONS_OF_CLIP, decided.OTHERS_RECOGNISED},
            "recognised",
        ),
    ],
)
def test_where_captions_come_from_is_said_clip_by_clip(
    captions: tuple[Captions, ...], texts: tuple[ClipText, ...], asked: str, codes: set[str], origin: str
) -> None:
    brief = a_brief((None, None), (None, None), captions=asked)
    plan = planned(a_clip(), a_clip(), brief=brief, captions=captions, texts=texts)
    assert {note.code for note in plan.decisions if note.code.startswith("captions-")} == codes
    assert plan.caption_origin == origin


def test_lines_broken_anew_are_told_once_for_each_file() -> None:
    wide = ClipText("min.srt", rewrapped=True)
    plan = planned(a_clip(), a_clip(), captions=(MINE, MINE), texts=(wide, wide))
    assert decision(plan, decided.REWRAPPED).subject == "min.srt"


# --- sound


def segments(plan: ReelPlan) -> list[tuple[int, int, int, int]]:
    assert plan.sound is not None
    return [(each.source, each.first, each.frames, each.start) for each in plan.sound.segments]


def test_each_clip_is_heard_under_its_own_frames() -> None:
    plan = planned(a_clip(), a_clip(sound=False), a_clip(), brief=a_brief((1000, 2000), (None, None), (None, None)))
    starts = plan.starts
    assert segments(plan) == [(0, 30, 30, starts[1]), (2, 0, 120, starts[3])]


def test_a_reel_without_any_sound_has_none() -> None:
    assert planned(a_clip(sound=False), intro=None, end=None).sound is None


def test_the_sting_sounds_under_an_intro_only() -> None:
    with_intro = planned(a_clip(sound=False), sting=A_STING)
    assert with_intro.sound is not None
    assert with_intro.sound.sting == A_STING
    assert with_intro.sound.segments == ()
    without = planned(a_clip(), intro=None, sting=A_STING)
    assert without.sound is not None
    assert without.sound.sting is None


def test_ambience_is_lifted_less_than_a_voice() -> None:
    lifts = []
    for captions, asked in ((SPOKEN, "auto"), ((), "auto"), ((), "off")):
        sound = planned(a_clip(), brief=a_brief(captions=asked), captions=captions).sound
        assert sound is not None
        lifts.append(sound.levels.lift_most_db)
    assert lifts == [LIFT_SPEECH_DB, LIFT_AMBIENCE_DB, LIFT_SPEECH_DB]


@given(st.lists(st.integers(34, 3000), min_size=1, max_size=3))
def test_fades_of_sound_are_no_longer_than_the_sound(durations: list[int]) -> None:
    plan = planned(*[a_clip(duration_ms=ms) for ms in durations])
    assert plan.sound is not None
    for segment in plan.sound.segments:
        assert 0 <= segment.fade_in <= segment.frames // 2
        assert 0 <= segment.fade_out <= segment.frames // 2


# --- cover


@given(lengths, cards)
def test_the_cover_is_a_frame_of_the_first_clip(duration: int, intro: int) -> None:
    plan = planned(a_clip(duration_ms=duration), a_clip(), intro=a_card(CardKind.INTRO, intro) if intro else None)
    shot = plan.shots[plan.cover.shot]
    assert isinstance(shot, ClipShot)
    assert shot.source == 0
    assert 0 <= plan.cover.frame < shot.frames


def test_the_same_values_give_the_same_plan() -> None:
    clips: list[Footage] = [a_clip(), a_clip(width=1920, height=1080)]
    assert planned(*clips, captions=SPOKEN * 2) == planned(*clips, captions=SPOKEN * 2)
    assert materials(*clips).rate.fraction == Fraction(30)
