"""The cover: which frame, told in words, and which part of the clip's picture; never stretched, a face never cut."""

from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.card import CardKind
from vidkit.brand.geometry import Box, Size
from vidkit.brand.poster import Form, Opening, Patch, Poster, Role
from vidkit.errors import UsageError
from vidkit.ingest.moment import Face, Moment
from vidkit.plan import decisions as decided
from vidkit.plan.brief import parse_cover
from vidkit.plan.cover_frame import frame_cover
from vidkit.plan.decisions import in_words
from vidkit.plan.grid import frames_at
from vidkit.plan.reel_plan import ClipShot, Decision, ReelPlan
from vidkit.plan.week import NOTHING_SAID, AskedReel, WeekClip, reels_of

from .given import a_brief, a_card, a_clip, a_picture, planned

EVEN = tuple([42] * 22 + [38, 38])


def a_moment(at_ms: int, **known: Any) -> Moment:
    usual: dict[str, Any] = {
        "sharpness": 8.0,
        "mean": 0.5,
        "lost_light": 0.0,
        "lost_dark": 0.0,
        "columns": EVEN,
        "rows": EVEN,
    }
    return Moment(**{"at_ms": at_ms} | usual | known)


def a_face(x: float = 0.4, y: float = 0.3, height: float = 0.15, **known: Any) -> Face:
    usual: dict[str, Any] = {"width": height * 9 / 16, "sureness": 1.2, "sharpness": 6.0}
    return Face(**{"x": x, "y": y, "height": height} | usual | known)


def why(plan: ReelPlan) -> Decision:
    (found,) = (note for note in plan.decisions if note.code.startswith("cover"))
    return found


def taken_at(plan: ReelPlan) -> tuple[int, int]:
    """Which clip, and the frame of it on its own clock."""
    shot = plan.shots[plan.cover.shot]
    assert isinstance(shot, ClipShot)
    return shot.source, shot.first + plan.cover.frame


def chosen(*moments: Moment) -> ReelPlan:
    return planned(a_clip(duration_ms=8000), moments=(moments,))


def test_the_sharp_frame_is_chosen_and_told() -> None:
    plan = chosen(a_moment(1000, sharpness=3), a_moment(2000, sharpness=9), a_moment(3000, sharpness=4))
    assert taken_at(plan) == (0, 60)
    assert why(plan).code == decided.COVER_SHARP
    assert in_words(why(plan)).startswith("The cover is taken at 0:03 of the film: sharp")


@pytest.mark.parametrize(
    "spoilt", [{"lost_light": 0.6, "mean": 0.8}, {"mean": 0.93}, {"mean": 0.06}], ids=["burnt out", "white", "dark"]
)
def test_a_frame_whose_light_is_lost_is_not_chosen_however_sharp(spoilt: dict[str, float]) -> None:
    plan = chosen(a_moment(1000, sharpness=9, **spoilt), a_moment(2000, sharpness=6))
    assert taken_at(plan) == (0, 60)


def test_a_face_is_preferred_to_a_sharper_wall() -> None:
    plan = chosen(a_moment(1000, sharpness=9), a_moment(2000, sharpness=5, faces=(a_face(),)))
    assert taken_at(plan) == (0, 60)
    assert why(plan).code == decided.COVER_FACE


@pytest.mark.parametrize(
    "worse",
    [a_face(height=0.05), a_face(sharpness=2.0), a_face(sureness=0.3), a_face(x=-0.0, y=0.9, height=0.1)],
    ids=["small", "blurred", "turned away", "cut"],
)
def test_of_two_faces_the_better_one_is_chosen(worse: Face) -> None:
    plan = chosen(a_moment(1000, faces=(worse,)), a_moment(2000, faces=(a_face(),)))
    assert taken_at(plan) == (0, 60)


def test_where_all_is_dark_the_person_is_told_to_look() -> None:
    plan = chosen(a_moment(1000, mean=0.06), a_moment(2000, mean=0.06))
    assert why(plan).code == decided.COVER_POOR


def test_of_equals_the_earliest_is_taken() -> None:
    assert taken_at(chosen(a_moment(1000), a_moment(2000), a_moment(3000))) == (0, 30)


def test_a_frame_that_melts_into_another_shot_is_not_chosen() -> None:
    plan = chosen(a_moment(100, sharpness=9), a_moment(4000, sharpness=7), a_moment(7950, sharpness=9))
    assert plan.shots[1].overlap > 3
    assert taken_at(plan) == (0, 120)


def test_a_face_in_the_second_clip_wins() -> None:
    clips = (a_clip("a.mov", duration_ms=4000), a_clip("b.mov", duration_ms=4000))
    plan = planned(*clips, moments=((a_moment(1000),), (a_moment(1000, faces=(a_face(),)),)))
    assert taken_at(plan) == (1, 30)
    assert "b.mov" in in_words(why(plan))


def test_what_is_trimmed_away_is_no_cover() -> None:
    brief = a_brief((3000, 6000))
    plan = planned(a_clip(duration_ms=8000), brief=brief, moments=((a_moment(1000, sharpness=20), a_moment(4000)),))
    assert taken_at(plan) == (0, 120)


# --- asked for


def test_a_time_is_counted_on_the_film_s_own_clock() -> None:
    plan = planned(a_clip(duration_ms=8000), brief=a_brief(cover_ms=5000))
    assert plan.starts[plan.cover.shot] + plan.cover.frame == 150
    assert why(plan).code == decided.COVER_ASKED
    assert "0:05" in in_words(why(plan))


@pytest.mark.parametrize("cover_ms", [0, 1000, 60_000])
def test_a_time_at_which_no_clip_is_shown_is_refused(cover_ms: int) -> None:
    with pytest.raises(UsageError) as refused:
        planned(a_clip(duration_ms=8000), brief=a_brief(cover_ms=cover_ms))
    assert "There is no clip at" in refused.value.message
    assert "from 0:02 to 0:09" in refused.value.hint


@given(cover_ms=st.integers(0, 20_000), intro=st.integers(45, 120))
def test_a_time_is_taken_to_the_frame_or_refused(cover_ms: int, intro: int) -> None:
    clips = (a_clip(duration_ms=3000), a_clip(duration_ms=4000))
    try:
        plan = planned(
            *clips, intro=a_card(CardKind.INTRO, intro), brief=a_brief(*[(None, None)] * 2, cover_ms=cover_ms)
        )
    except UsageError:
        return
    assert plan.starts[plan.cover.shot] + plan.cover.frame == frames_at(cover_ms, plan.rate)
    assert 0 <= plan.cover.frame < plan.shots[plan.cover.shot].frames


@pytest.mark.parametrize(("text", "wanted"), [("0:07", 7000), ("7", 7000), ("1:02,5", 62_500), ("", None), (" ", None)])
def test_a_time_as_it_is_written(text: str, wanted: int | None) -> None:
    assert parse_cover(text) == wanted


@pytest.mark.parametrize("text", ["sju", "0:07-0:09", "-3", "7 s"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time in the film"):
        parse_cover(text)


# --- the part that is seen

sizes = st.tuples(st.integers(180, 4000), st.integers(180, 4000))
shares = st.floats(0, 1)
openings = st.builds(Size, st.integers(100, 960).map(lambda n: 2 * n), st.integers(100, 960).map(lambda n: 2 * n))
strips = st.lists(st.integers(0, 400), min_size=24, max_size=24).map(tuple)
faces = st.builds(
    lambda x, y, side: Face(x=x * (1 - side), y=y * (1 - side), width=side, height=side, sureness=1.0, sharpness=1.0),
    shares, shares, st.floats(0.03, 0.9),
)  # fmt: skip
seen = st.builds(
    lambda face, columns, rows: a_moment(0, faces=(face,) if face else (), columns=columns, rows=rows),
    st.none() | faces, strips, strips,
)  # fmt: skip


@given(sizes, openings, st.none() | seen)
def test_the_part_fills_the_opening_lies_in_the_picture_and_is_not_stretched(
    size: tuple[int, int], opening: Size, moment: Moment | None
) -> None:
    picture = a_picture(width=size[0], height=size[1])
    framing = frame_cover(picture, opening, moment)
    x, y = framing.offset
    assert 0 <= x <= framing.scaled.width - opening.width
    assert 0 <= y <= framing.scaled.height - opening.height
    assert not any(side % 2 for side in (x, y, framing.scaled.width, framing.scaled.height))
    stretched = Fraction(framing.scaled.width, size[0]) / Fraction(framing.scaled.height, size[1])
    slack = 2 / min(framing.scaled.width, framing.scaled.height)
    assert abs(float(stretched) - 1) <= 2 * slack


@given(sizes, openings, faces)
def test_a_face_is_seen_whole_where_there_is_room_for_it(size: tuple[int, int], opening: Size, face: Face) -> None:
    picture = a_picture(width=size[0], height=size[1])
    framing = frame_cover(picture, opening, a_moment(0, faces=(face,)))
    width, height = framing.scaled.width, framing.scaled.height
    left, right = face.x * width - framing.offset[0], (face.x + face.width) * width - framing.offset[0]
    top, bottom = face.y * height - framing.offset[1], (face.y + face.height) * height - framing.offset[1]
    if right - left <= opening.width - 2:
        assert left >= -2
        assert right <= opening.width + 2
    if bottom - top <= opening.height * 0.7:
        assert top >= -2
        assert bottom <= opening.height + 2


@given(seen)
def test_a_picture_is_never_brought_nearer_than_it_has_pixels_for(moment: Moment) -> None:
    framing = frame_cover(a_picture(width=1920, height=1080), Size(960, 870), moment)
    assert framing.scaled.width <= 1920


def test_a_part_with_much_to_see_is_preferred_but_not_at_any_price() -> None:
    wide, opening = a_picture(width=1920, height=1080), Size(960, 870)

    def offset(columns: tuple[int, ...]) -> int:
        return frame_cover(wide, opening, a_moment(0, columns=columns)).offset[0]

    spare = frame_cover(wide, opening, None).scaled.width - opening.width
    middle = spare // 2
    assert abs(offset(EVEN) - middle) <= 2
    assert offset((1000, *[0] * 23)) < middle - spare // 4
    assert abs(offset((70, *[40] * 22, 50)) - middle) <= 2


def test_a_head_that_an_arch_would_cut_is_worth_less() -> None:
    opening = Opening(box=Box(60, 285, 960, 870), form=Form.ARCH)
    poster = Poster(opening=opening, behind=(), front=(), words=Box(60, 1220, 800, 300), on=Role.PRIMARY)
    card = msgspec.structs.replace(a_card(CardKind.COVER, 1), poster=poster)
    # In the upper corner of a picture that has nothing to spare above: the round top hides it.
    corner = a_face(x=0.02, y=0.08, height=0.12, width=0.1)
    clear = a_face(x=0.45, y=0.3, height=0.12, width=0.1)
    moments = (a_moment(1000, faces=(corner,)), a_moment(2000, faces=(clear,)))
    plan = planned(a_clip(duration_ms=8000, width=1100, height=900), cover=card, moments=(moments,))
    assert taken_at(plan) == (0, 60)


def test_a_face_is_put_above_a_plate_that_lies_over_the_picture() -> None:
    plate = Patch(colour=Role.PRIMARY, box=Box(0, 1100, 900, 400))
    opening = Opening(box=Box(0, 0, 1080, 1920))
    poster = Poster(opening=opening, behind=(), front=(plate,), words=Box(60, 1150, 800, 300), on=Role.PRIMARY)
    card = msgspec.structs.replace(a_card(CardKind.COVER, 1), poster=poster)
    face = a_face(y=0.6, height=0.15)
    plan = planned(a_clip(width=1080, height=2400), cover=card, moments=((a_moment(1000, faces=(face,)),),))
    bottom = 0.75 * plan.cover.framing.scaled.height - plan.cover.framing.offset[1]
    assert bottom <= 1400  # as low as the clip's own lower edge lets it
    high = planned(a_clip(width=1080, height=2400), cover=card, moments=((a_moment(1000, faces=(a_face(y=0.3),)),),))
    assert 0.45 * high.cover.framing.scaled.height - high.cover.framing.offset[1] < 1100


def under_a_plate(plate: Box, *moments: Moment, **picture: Any) -> ReelPlan:
    """A cover whose picture is all of the frame, with a plate over it."""
    patch = Patch(colour=Role.PRIMARY, box=plate)
    opening = Opening(box=Box(0, 0, 1080, 1920))
    poster = Poster(opening=opening, behind=(), front=(patch,), words=plate, on=Role.PRIMARY)
    card = msgspec.structs.replace(a_card(CardKind.COVER, 1), poster=poster)
    return planned(a_clip(duration_ms=8000, **picture), cover=card, moments=(moments,))


def stands(plan: ReelPlan, face: Face) -> Box:
    """Where the face is on the cover."""
    size, (x, y) = plan.cover.framing.scaled, plan.cover.framing.offset
    left, top = round(face.x * size.width) - x, round(face.y * size.height) - y
    return Box(left, top, round(face.width * size.width), round(face.height * size.height))


LOW = Box(0, 1100, 900, 400)


def codes(plan: ReelPlan) -> list[str]:
    return [note.code for note in plan.decisions if note.code.startswith("cover")]


def test_a_picture_with_pixels_to_spare_is_brought_nearer_until_the_face_is_clear_of_the_plate() -> None:
    face = a_face(y=0.5, height=0.15)
    plan = under_a_plate(LOW, a_moment(1000, faces=(face,)), width=2160, height=3840)
    assert stands(plan, face).common(LOW).area <= 0.08 * stands(plan, face).area
    assert 0.5 < plan.cover.framing.scaled.width / 2160 <= 0.8, "no nearer than 1.6 times"
    assert stands(plan, face).y >= 0
    assert codes(plan) == [decided.COVER_FACE]


def test_a_face_is_moved_beside_a_narrow_plate() -> None:
    narrow, face = Box(0, 300, 500, 1600), a_face(x=0.4, y=0.4, height=0.2, width=0.2)
    plan = under_a_plate(narrow, a_moment(1000, faces=(face,)), width=2400, height=1920)
    assert stands(plan, face).common(narrow).area <= 0.07 * stands(plan, face).area
    assert stands(plan, face).right <= 1080
    assert codes(plan) == [decided.COVER_FACE]


def test_without_room_the_frame_is_left_as_it_was_and_the_person_is_told() -> None:
    face = a_face(y=0.45, height=0.2)
    plan = under_a_plate(LOW, a_moment(1000, faces=(face,)), width=1080, height=1920)
    assert plan.cover.framing.offset == (0, 0)
    assert codes(plan) == [decided.COVER_FACE, decided.COVER_FACE_HIDDEN]
    told = [in_words(note) for note in plan.decisions if note.code == decided.COVER_FACE_HIDDEN]
    assert told[0].startswith("The cover's title hides part of the face")


def test_of_faces_that_are_all_hidden_the_one_that_is_hidden_least_is_shown() -> None:
    lower, higher = a_face(y=0.55, height=0.2), a_face(y=0.45, height=0.2, sharpness=5.5)
    moments = (a_moment(1000, faces=(lower,)), a_moment(2000, faces=(higher,)))
    assert taken_at(under_a_plate(LOW, *moments, width=1080, height=1920)) == (0, 60)


@given(sizes, openings, faces, st.lists(st.builds(Box, *[st.integers(0, 900)] * 4), max_size=2))
def test_planes_over_the_picture_never_make_it_stretch_or_leave_the_opening_empty(
    size: tuple[int, int], opening: Size, face: Face, planes: list[Box]
) -> None:
    framing = frame_cover(a_picture(width=size[0], height=size[1]), opening, a_moment(0, faces=(face,)), planes)
    x, y = framing.offset
    assert 0 <= x <= framing.scaled.width - opening.width
    assert 0 <= y <= framing.scaled.height - opening.height
    base = max(opening.width / size[0], opening.height / size[1])
    assert framing.scaled.width <= max(base, min(1.6 * base, 1.0)) * size[0] + 2


# --- in a week file


def a_reel(cover: str) -> AskedReel:
    return AskedReel(title="Lås dörren", clips=(WeekClip(file="a.mov"),), cover=cover)


def test_a_week_file_gives_each_reel_its_time() -> None:
    (reel,) = reels_of(a_reel("0:07"), (NOTHING_SAID,), "a.mov")
    (left_out,) = reels_of(a_reel(""), (NOTHING_SAID,), "a.mov")
    assert (reel.brief.cover_ms, left_out.brief.cover_ms) == (7000, None)


def test_a_time_in_a_week_file_that_is_none_is_refused_as_it_is_written_there() -> None:
    with pytest.raises(UsageError, match="sju") as refused:
        reels_of(a_reel("sju"), (NOTHING_SAID,), "a.mov")
    assert 'cover = "0:07"' in refused.value.hint
