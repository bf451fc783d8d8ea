"""Law 2: any window of a plan, rendered alone, shows frame for frame what the whole rendering shows.

And the whole shows what the plan says: the numbers on the pictures tell which frame of which clip stands where.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from media import Recipe
from plan import given as given_clips

from vidkit.brand.card import CardKind
from vidkit.brand.highlight import Highlight
from vidkit.brand.signs.look import Bug, Corner
from vidkit.brand.signs.sign import AskedSign, SignKind
from vidkit.captions.cue import Captions, Cue, Origin, Word
from vidkit.plan.brief import FitWish
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.windows import Alone, Crossfade, Window, cut, needed, whole, windows_of

from .rig import Bench, number_expected, number_shown, planned

pytestmark = pytest.mark.program


def said(*cues: tuple[int, int, str]) -> Captions:
    return Captions(cues=tuple(Cue(a, b, tuple(text.split("|"))) for a, b, text in cues), origin=Origin.RECOGNISED)


PORTRAIT = Recipe(seconds=2)
WIDE = Recipe(seconds=2, width=284, height=160)
PHONE_VFR = Recipe(seconds=2, rate="90", stands=(3, 3, 6, 2, 4))
SLOW = Recipe(seconds=2, rate="7")


def crossfades(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2), intro=20, end=24)


def several(bench: Bench) -> ReelPlan:
    clips = bench.clip(seconds=2), bench.clip(seconds=2, width=284, height=160), bench.clip(seconds=1, sound="mono")
    return planned(*clips, trims=((300, 1500), (None, 1000), (200, None)), end=24)


def one_clip_twice(bench: Bench) -> ReelPlan:
    clip = bench.clip(seconds=4)
    return planned(clip, clip, clip, trims=((2000, 3000), (0, 1000), (1500, 3500)), intro=0)


def captioned(bench: Bench) -> ReelPlan:
    clip = bench.clip(seconds=2)
    captions = (
        said((0, 700, "Hej å välkommen!"), (700, 1900, "Två rader|står här")),
        said((100, 1900, "Över {klippet}")),
    )
    return planned(clip, clip, captions=captions, end=24)


def spoken(bench: Bench) -> ReelPlan:
    """Words with times of their own, and words that share a person's."""
    words = tuple(Word(text, start, start + 200) for text, start in (("Hej", 100), ("å", 240), ("välkommen!", 500)))
    heard = Captions(cues=(Cue(0, 1300, ("Hej å", "välkommen!"), words),), origin=Origin.RECOGNISED)
    clip = bench.clip(seconds=2)
    captions = (heard, said((0, 1900, "-Två {rader}?|-Brottsförebyggandesamordningsgruppen, ja")))
    return planned(clip, clip, captions=captions, end=24, highlight=Highlight.WORD)


def caption_over_a_cut(bench: Bench) -> ReelPlan:
    clip = bench.clip(seconds=2)
    return planned(clip, clip, captions=(said((500, 1500, "Före"), (1500, 2000, "Strax")), said((0, 900, "Efter"))))


def hdr(bench: Bench) -> ReelPlan:
    clip = bench.clip(seconds=1, codec="libx265", pixel_format="yuv420p10le", transfer="arib-std-b67")
    return planned(clip, intro=12, end=12)


def rotated(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2, rotation=90, mirrored=True), bench.clip(seconds=1, rotation=270))


def uneven(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2, rate="90", stands=(3, 3, 6, 2, 4)), trims=((250, None),))


def cinema(bench: Bench) -> ReelPlan:
    clips = bench.clip(seconds=2, rate="25"), bench.clip(seconds=2, rate="24000/1001"), bench.clip(seconds=1, rate="50")
    return planned(*clips, end=20)


def blurred(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2, width=284, height=160), intro=0)


def padded(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2, width=200, height=200), fit=FitWish.PAD)


def cropped(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2, width=200, height=284), fit=FitWish.CROP)


def silent_and_late(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2, picture_at=0.4, sound="mono"), bench.clip(seconds=1))


def seldom(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=4, rate="4"), trims=((500, 3500),))


def held(bench: Bench) -> ReelPlan:
    """One frame of this clip stands for two seconds, as when nothing moves before a phone that saves power."""
    clip = bench.clip(seconds=8, stands=(*[1] * 20, 60))
    return planned(clip, clip, trims=((2500, 4000), (5100, 6000)), intro=0)


def long_gop(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=20, keyframes=600), trims=((12_345, 14_000),))


STEP = AskedSign(kind=SignKind.STEP, texts=("1", "Lås dörren"), at=0.2, seconds=1.4)
NUMBER = AskedSign(kind=SignKind.PHONE, texts=("112", "Vid nödläge"), at=-1.9, seconds=1.2)


def signed(bench: Bench) -> ReelPlan:
    """Over a cut, one right after the other, captions under them, the small mark over all."""
    clip = bench.clip(seconds=2)
    name = AskedSign(kind=SignKind.NAME, texts=("Förnamn", "kommunpolis"), at=1.8, seconds=1.0)
    captions = (said((100, 1900, "Två rader|står här")), said((0, 900, "Efter")), said())
    plan = planned(clip, clip, clip, captions=captions, end=24, signs=(STEP, name, NUMBER), bug=Bug())
    assert len(plan.signs) == 3
    return plan


def signed_at_25(bench: Bench) -> ReelPlan:
    clips = bench.clip(seconds=2, rate="25"), bench.clip(seconds=2, rate="25")
    bug = Bug(corner=Corner.TOP_LEFT, opacity=0.5)
    plan = planned(*clips, signs=(STEP, NUMBER), intro=10, end=10, bug=bug)
    assert len(plan.signs) == 2
    return plan


def very_short(bench: Bench) -> ReelPlan:
    clip = bench.clip(seconds=1)
    return planned(clip, clip, clip, trims=((0, 34), (500, 534), (900, None)), intro=3, end=5)


PLANS: list[Callable[[Bench], ReelPlan]] = [
    crossfades,
    several,
    one_clip_twice,
    captioned,
    spoken,
    caption_over_a_cut,
    hdr,
    rotated,
    uneven,
    cinema,
    blurred,
    padded,
    cropped,
    silent_and_late,
    seldom,
    held,
    long_gop,
    very_short,
]


WITH_SIGNS: list[Callable[[Bench], ReelPlan]] = [signed, signed_at_25]
"""Their signs lie over the numbers in the middle of the pictures."""


def windows_worth_a_look(plan: ReelPlan) -> list[Window]:
    """Starts and ends in the middle of every crossfade and word, on and beside every seam, and where signs move."""
    length = plan.frames
    edges = {0, length}
    for shot, start in zip(plan.shots, plan.starts, strict=True):
        edges |= {start - 1, start + shot.overlap // 2, start + shot.overlap, start + shot.frames // 2}
    for cue in plan.cues:
        edges |= {cue.first + word.first + 2 for word in cue.words}
    for sign in plan.signs:
        edges |= {sign.first - 1, sign.first + 3, sign.first + sign.card.comes, sign.end - 2, sign.end}
    at = sorted(edge for edge in edges if 0 <= edge <= length)
    return [Window(a, b) for a, b in zip(at, at[2:], strict=False)]


@pytest.mark.parametrize("named", PLANS + WITH_SIGNS, ids=lambda named: named.__name__)
def test_any_window_is_a_slice_of_the_whole(named: Callable[[Bench], ReelPlan], bench: Bench) -> None:
    plan = named(bench)
    digests = bench.shown(plan).digests
    assert len(digests) == plan.frames
    for window in windows_worth_a_look(plan):
        assert bench.shown(plan, window).digests == digests[window.first : window.end], window


@pytest.mark.parametrize("named", PLANS, ids=lambda named: named.__name__)
def test_every_frame_is_the_one_that_the_plan_names(named: Callable[[Bench], ReelPlan], bench: Bench) -> None:
    plan = named(bench)
    frames = bench.shown(plan).frames
    for index, (shot, start) in enumerate(zip(plan.shots, plan.starts, strict=True)):
        follows = plan.shots[index + 1].overlap if index + 1 < len(plan.shots) else 0
        alone = range(shot.overlap, shot.frames - follows)
        seen = [number_shown(plan, shot, frames[start + frame]) for frame in alone]
        assert seen == [number_expected(plan, shot, frame, bench.recipes) for frame in alone], index


@pytest.mark.parametrize("mirrored", [False, True], ids=["as it is", "mirrored"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_every_clip_stands_upright(rotation: int, mirrored: bool, bench: Bench) -> None:  # noqa: FBT001
    plan = planned(bench.clip(seconds=0.2, rotation=rotation, mirrored=mirrored), intro=0)
    seen = [number_shown(plan, plan.shots[0], frame) for frame in bench.shown(plan).frames]
    assert seen == list(range(6))  # a number can only be read the right way up


@pytest.mark.parametrize("size", [(320, 568), (568, 320)], ids=["portrait", "wide"])
def test_pixels_that_are_not_square_are_shown_so(size: tuple[int, int], bench: Bench) -> None:
    plan = planned(bench.clip(seconds=0.2, width=size[0], height=size[1], aspect=2), intro=0)
    assert plan.sources[0].picture.coded_width == size[0] // 2
    seen = [number_shown(plan, plan.shots[0], frame) for frame in bench.shown(plan).frames]
    assert seen == list(range(6))


REAL = {
    "iphone_dv84_hlg_1080p_portrait_editlist.mp4": 1300,
    "hdr10_pq_hevc_1080p_sdr_container_vfr.mp4": 0,
    "flir_app_1080x1440_vfr7fps_audio_offset.mp4": 1300,
    "moviepy_fire2_720p_rot180_vfr_r90000.mp4": 700,
    "slowmo_android_240fps_tag_720p.mp4": 0,
    "intel_asl_thanks.mkv": 300,
}
"""Clips out of phones, each odd in its own way, and where in them to begin, in milliseconds."""


@pytest.mark.media
@pytest.mark.parametrize("name", REAL)
def test_any_window_of_a_real_clip_is_a_slice_of_the_whole(name: str, bench: Bench, shared_media: Path) -> None:
    start = REAL[name]
    plan = planned(shared_media / "clips" / name, trims=((start, start + 800),), intro=6, end=6)
    digests = bench.shown(plan).digests
    assert len(digests) == plan.frames
    for window in (Window(3, plan.frames // 2), Window(plan.frames // 2, plan.frames)):
        assert bench.shown(plan, window).digests == digests[window.first : window.end], window


def test_a_crossfade_goes_evenly_from_one_shot_to_the_next(bench: Bench) -> None:
    plan = crossfades(bench)
    shot, start = plan.shots[1], plan.starts[1]
    corner = [
        float(frame[4:24, 4:24].mean()) for frame in bench.shown(plan).frames[start - 1 : start + shot.overlap + 1]
    ]
    steps = [after - before for before, after in pairwise(corner)]
    assert abs(sum(steps)) < 2  # both show the same red corner: nothing flashes or darkens on the way
    assert max(abs(step) for step in steps) < 2


trims = st.tuples(st.integers(0, 2900), st.integers(40, 1500))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.tuples(st.sampled_from([PORTRAIT, WIDE, PHONE_VFR, SLOW]), trims), min_size=1, max_size=3),
    cards=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    over=st.tuples(st.lists(st.tuples(st.integers(0, 30), st.integers(10, 30)), max_size=2), st.booleans()),
    cues=st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900)), max_size=3),
    highlight=st.sampled_from(Highlight),
    data=st.data(),
)
def test_any_window_of_any_plan_is_a_slice_of_the_whole(  # noqa: PLR0917 - what a plan is drawn from
    bench: Bench,
    parts: list[tuple[Recipe, tuple[int, int]]],
    cards: tuple[int, int],
    over: tuple[list[tuple[int, int]], bool],
    cues: list[tuple[int, int]],
    highlight: Highlight,
    data: st.DataObject,
) -> None:
    clips = [bench.clip(**{key: getattr(recipe, key) for key in KEYS}) for recipe, _trim in parts]
    captions = said(*[(at, at + length, f"Ord {n}|sägs nu") for n, (at, length) in enumerate(sorted(cues))])
    plan = planned(
        *clips,
        trims=tuple((start % 1900, start % 1900 + length) for _recipe, (start, length) in parts),
        captions=(captions,) * len(clips),
        intro=cards[0],
        end=cards[1],
        highlight=highlight,
        signs=tuple(msgspec.structs.replace(STEP, at=at / 10, seconds=tenths / 10) for at, tenths in over[0]),
        bug=Bug() if over[1] else None,
    )
    digests = bench.shown(plan).digests
    assert len(digests) == plan.frames
    for _time in range(3):
        first = data.draw(st.integers(0, plan.frames - 1))
        window = Window(first, data.draw(st.integers(first + 1, plan.frames)))
        assert bench.shown(plan, window).digests == digests[window.first : window.end]


KEYS = ("seconds", "width", "height", "rate", "stands")


class TestCutting:
    """What of which shot a window shows, without any picture."""

    @given(
        st.lists(st.integers(1, 40), min_size=1, max_size=4),
        st.integers(0, 40),
        st.integers(0, 40),
        st.data(),
    )
    def test_the_parts_are_the_window(self, lengths: list[int], intro: int, end: int, data: st.DataObject) -> None:
        plan = drawn_up(lengths, intro, end)
        first = data.draw(st.integers(0, plan.frames - 1))
        window = Window(first, data.draw(st.integers(first + 1, plan.frames)))
        parts = cut(plan, window)
        shown = [frame for part in parts for frame in frames_of(part)]
        assert shown == [frame for part in cut(plan, whole(plan)) for frame in frames_of(part)][first : window.end]
        spans = needed(parts)
        for part in parts:
            for stretch in (part.stretch,) if isinstance(part, Alone) else (part.before, part.after):
                span = spans[stretch.shot]
                assert 0 <= span.first <= stretch.first < stretch.end <= span.end <= plan.shots[stretch.shot].frames

    def test_the_windows_of_a_reel_are_the_reel(self) -> None:
        plan = drawn_up([20, 30], 10, 10)
        at = 0
        for window in windows_of(plan):
            assert window.first == at < window.end
            at = window.end
        assert at == plan.frames


Frame = tuple[int, int] | tuple[int, int, int, int]
"""A shot's frame, or two of them in a crossfade."""


def frames_of(part: Alone | Crossfade) -> list[Frame]:
    match part:
        case Alone(stretch):
            return [(stretch.shot, frame) for frame in range(stretch.first, stretch.end)]
        case Crossfade(before, after, first, end):
            assert before.end - before.first == after.end - after.first
            return [(before.shot, before.first + step, after.shot, after.first + step) for step in range(first, end)]


def drawn_up(lengths: list[int], intro: int, end: int) -> ReelPlan:
    """A plan of clips that are not there, of so many frames."""
    clips = [given_clips.a_clip(duration_ms=round(frames * 1000 / 30)) for frames in lengths]
    return given_clips.planned(
        *clips,
        intro=given_clips.a_card(CardKind.INTRO, intro) if intro else None,
        end=given_clips.a_card(CardKind.END, end) if end else None,
    )
