"""Signs as they are asked for, and where and when they stand: in nobody's way, and long enough to be read."""

from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vidkit.brand.card import CardKind
from vidkit.brand.geometry import Box
from vidkit.brand.highlight import Highlight
from vidkit.brand.kit import Brand, CaptionStyle
from vidkit.brand.signs.fitting import bug_card, sign_card
from vidkit.brand.signs.look import Bug, Corner
from vidkit.brand.signs.sign import EXAMPLES, LEAST_S, AskedSign, SignKind
from vidkit.errors import BrandError, InputError, UsageError
from vidkit.ingest.moment import Face, Moment
from vidkit.plan.asked_sign import parse_sign, written
from vidkit.plan.decisions import SIGN_AT_TOP, SIGN_LEFT_OUT, SIGN_OVER_FACE, SIGN_SHORT, SIGN_SHOWN, in_words
from vidkit.plan.materials import ReadySign
from vidkit.plan.platform import load_platform
from vidkit.plan.reel_plan import ClipShot, ReelPlan
from vidkit.plan.signs import load_reading

from .given import a_brand, a_brief, a_card, a_clip, planned, said

PLATFORM = load_platform()
SHAPES = sorted(PLATFORM.shapes)


def name(at: float | None = 1.0, seconds: float | None = 3.0, text: str = "Förnamn Efternamn") -> AskedSign:
    return AskedSign(kind=SignKind.NAME, texts=(text,), at=at, seconds=seconds)


def reel(
    *signs: AskedSign,
    own: tuple[AskedSign, ...] = (),
    brand: Brand | None = None,
    shape: str = "reel",
    seconds: int = 10,
    **more: Any,
) -> ReelPlan:
    """A reel of two clips of `seconds` together: `signs` were asked for, `own` are the brand's."""
    brand = brand or a_brand()
    size, safe = PLATFORM.shapes[shape].size, PLATFORM.shapes[shape].safe_box
    clips = [a_clip(f"{n}.mov", duration_ms=seconds * 500, frames=seconds * 15) for n in range(2)]
    asked = (*((sign, True) for sign in signs), *((sign, False) for sign in own))
    ready = tuple(ReadySign(sign, sign_card(brand, sign, size, safe, (30, 1)), own=mine) for sign, mine in asked)
    brief = a_brief((None, None), (None, None), shape=shape, signs=signs, caption_style=more.pop("style", None))
    known = {"captions": (), **more}
    return planned(*clips, brief=brief, brand=brand, signs=ready, bug=bug_card(brand, size, (30, 1)), **known)


def stretches(plan: ReelPlan) -> list[tuple[int, int]]:
    """Frames counted from the first clip's first."""
    return [(sign.first - plan.starts[1], sign.end - plan.starts[1]) for sign in plan.signs]


written_texts = st.text("aåÖ1:@- .", min_size=1).map(lambda text: " ".join(text.split()))


class TestAsking:
    @pytest.mark.parametrize("kind", SignKind)
    def test_every_example_is_read(self, kind: SignKind) -> None:
        sign = parse_sign(EXAMPLES[kind])
        assert sign.kind is kind
        assert (sign.at, sign.seconds) == (None, None)

    @pytest.mark.parametrize(
        ("time", "at", "seconds"),
        [
            ("@2-6", 2, 4),
            ("@ 2 – 6 ", 2, 4),
            ("@0:05-0:09.5", 5, 4.5),
            ("@1:00:02,5-1:00:04", 3602.5, 1.5),
            ("@5", 5, None),
            ("@5-", 5, None),
            ("@-4", -4, None),
            ("", None, None),
        ],
    )
    def test_times_are_read_as_after_trim(self, time: str, at: float | None, seconds: float | None) -> None:
        sign = parse_sign(f"step{time}: 1 | Lås dörren")
        assert (sign.at, sign.seconds, sign.texts) == (at, seconds, ("1", "Lås dörren"))

    def test_a_colon_without_a_space_parts_too(self) -> None:
        assert parse_sign("phone@5:112").texts == ("112",)
        assert parse_sign("Phone@0:05-0:09:114 14|Polisen: inte akut").texts == ("114 14", "Polisen: inte akut")

    @given(
        kind=st.sampled_from([SignKind.NAME, SignKind.PLACE, SignKind.PHONE]),
        texts=st.lists(written_texts, min_size=1, max_size=2),
        at=st.none() | st.integers(0, 9000).map(lambda tenths: tenths / 10),
        seconds=st.none() | st.integers(10, 600).map(lambda tenths: tenths / 10),
    )
    def test_what_is_written_is_read_back(
        self, kind: SignKind, texts: list[str], at: float | None, seconds: float | None
    ) -> None:
        assume(all(texts))
        assume(at is not None or not texts[0].startswith("@"))
        sign = AskedSign(kind=kind, texts=tuple(texts), at=at, seconds=None if at is None else seconds)
        assert parse_sign(written(sign)) == sign

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Förnamn Efternamn", "is not a sign"),
            ("name@soon: Förnamn", "is not a sign"),
            ("name:", "is not a sign"),
            ("banner: Anna", "no kind of sign “banner”"),
            ("name@2-2.5: Förnamn", "between 1 and 60 seconds"),
            ("name@6-2: Förnamn", "between 1 and 60 seconds"),
            ("name: Förnamn | ", "empty text"),
            ("step: Lås dörren", "has 1 texts; “step” takes 2"),
            ("fact: a | b | c | d | e", "“fact” takes 1 to 4"),
        ],
    )
    def test_what_is_no_sign_is_refused(self, text: str, told: str) -> None:
        with pytest.raises(UsageError, match=told) as caught:
            parse_sign(text)
        assert caught.value.hint


class TestWhen:
    def test_times_count_from_the_first_clips_first_frame(self) -> None:
        assert stretches(reel(name(2.0, 3.0))) == [(60, 150)]
        assert stretches(reel(name(2.0, 3.0), intro=a_card(CardKind.INTRO, 90))) == [(60, 150)]

    def test_a_negative_time_counts_from_the_end_of_the_clips(self) -> None:
        assert stretches(reel(name(-5.0, 3.0))) == [(150, 240)]

    def test_a_sign_is_neither_over_the_intro_nor_over_the_end_card(self) -> None:
        plan = reel(name(0.0, 3.0), name(7.0, 3.0, "Någon Annan"))
        intro, first, _last, end = plan.shots
        assert plan.signs[0].first == intro.frames
        assert plan.signs[-1].end == plan.starts[-1]
        assert first.overlap > 0
        assert end.overlap > 0

    def test_without_times_one_comes_after_the_other(self) -> None:
        plan = reel(name(None, None), name(None, None, "Någon Annan"))
        (first, end), (follows, _) = stretches(plan)
        assert first == 12 + 15  # the crossfade, and half a second of picture
        assert end - first >= 2 * 30
        assert follows - end == 9

    def test_without_an_end_it_stands_longer_than_it_takes_to_read(self) -> None:
        plan = reel(name(1.0, None, "Förnamn, kommunpolis i Sigtuna"))
        (first, end), reading = stretches(plan)[0], load_reading()
        assert (end - first) / 30 == pytest.approx(
            reading.comfort * reading.seconds(("Förnamn, kommunpolis i Sigtuna",)), abs=0.04
        )
        assert not [note for note in plan.decisions if note.code == SIGN_SHORT]

    def test_without_an_end_it_goes_before_the_next_one_comes(self) -> None:
        assert stretches(reel(name(1.0, None), name(3.0, 3.0, "Någon Annan"))) == [(30, 90), (90, 180)]

    def test_two_at_once_are_refused_in_one_sentence(self) -> None:
        with pytest.raises(
            InputError, match=r"“Förnamn Efternamn” and “Någon Annan” would stand at the same time, at 3\.0 seconds"
        ):
            reel(name(1.0, 3.0), name(3.0, 3.0, "Någon Annan"))

    def test_one_outside_the_clips_is_refused(self) -> None:
        with pytest.raises(
            InputError, match=r"“Förnamn Efternamn” begins at 12\.0 seconds, but signs must be gone at 9\.6"
        ):
            reel(name(12.0, 3.0))

    def test_more_than_there_is_time_for_are_refused(self) -> None:
        with pytest.raises(InputError, match="no time left in the clips for the sign “Någon Annan”"):
            reel(name(0.0, 10.0), name(None, None, "Någon Annan"))

    def test_one_too_short_to_be_read_is_told_in_words(self) -> None:
        plan = reel(name(1.0, 1.0, "Ring alltid 112 om liv är i fara"))
        (note,) = [note for note in plan.decisions if note.code == SIGN_SHORT]
        assert in_words(note) == (
            "The sign “Ring alltid 112 om liv är i fara” stands for 1.0 seconds; it takes about 2.8 to read it."
        )

    def test_what_is_shown_is_told(self) -> None:
        (note,) = [note for note in reel(name(1.0, 3.0)).decisions if note.code == SIGN_SHOWN]
        assert in_words(note) == "The sign “Förnamn Efternamn” stands from 1.0 to 4.0 seconds of the clips."

    def test_the_brands_own_give_way(self) -> None:
        plan = reel(name(1.0, 3.0), own=(name(2.0, 3.0, "112"), name(6.0, 2.0, "114 14")))
        assert [sign.card.said for sign in plan.signs] == [("Förnamn Efternamn",), ("114 14",)]
        (note,) = [note for note in plan.decisions if note.code == SIGN_LEFT_OUT]
        assert note.subject == "112"

    def test_the_brands_own_are_left_out_of_clips_too_short_for_them(self) -> None:
        assert reel(own=(name(None, None), name(8.0, 4.0)), seconds=2).signs == ()


texts = st.sampled_from(
    [
        (SignKind.NAME, ("Förnamn Efternamn", "kommunpolis i Sigtuna")),
        (SignKind.PLACE, ("Valsta centrum", "3 november")),
        (SignKind.STEP, ("2", "Fråga vem det är innan du öppnar för någon")),
        (SignKind.FACT, ("Ring 112", "vid brand", "vid olycka", "om liv är i fara")),
        (SignKind.PHONE, ("114 14", "Polisen, när det inte är akut")),
    ]
)
asked_signs = st.builds(
    lambda said, at, seconds: AskedSign(kind=said[0], texts=said[1], at=at, seconds=seconds),
    texts,
    st.none() | st.integers(-100, 100).map(lambda tenths: tenths / 10),
    st.none() | st.integers(10, 60).map(lambda tenths: tenths / 10),
)
cues = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(300, 4000), st.sampled_from(["Hej", "Två rader|står här", "a|b|c"])),
    max_size=4,
)


@given(
    own=st.lists(asked_signs, max_size=4),
    shape=st.sampled_from(SHAPES),
    said_cues=cues,
    style=st.sampled_from(Highlight),
    bug=st.none() | st.builds(Bug, corner=st.sampled_from(Corner), margin_px=st.integers(0, 50)),
    size_px=st.sampled_from([36, 54, 66]),
)
def test_no_sign_is_in_anybodys_way(
    own: list[AskedSign],
    shape: str,
    said_cues: list[tuple[int, int, str]],
    style: Highlight,
    bug: Bug | None,
    size_px: int,
) -> None:
    brand = a_brand(bug=bug, captions=CaptionStyle(size_px=size_px))
    captions = said(*[(at, at + length, text) for at, length, text in sorted(said_cues)])
    plan = reel(own=tuple(own), brand=brand, shape=shape, style=style, captions=(captions, captions))
    safe = PLATFORM.shapes[shape].safe_box
    clips = range(plan.shots[0].frames, plan.starts[-1])
    for sign in plan.signs:
        assert contains(safe, sign.box)
        assert not any(value % 2 for value in (sign.box.x, sign.box.y, sign.box.width, sign.box.height))
        assert sign.first in clips
        assert sign.end - 1 in clips
        assert sign.end - sign.first >= max(LEAST_S * 30, sign.card.frames)
        assert not [
            cue for cue in plan.cues if meet(sign.box, cue.box) and cue.first < sign.end > 0 and cue.end > sign.first
        ]
        assert plan.bug is None or not meet(sign.box, plan.bug.box)
    for before, after in zip(plan.signs, plan.signs[1:], strict=False):
        assert before.end <= after.first
    if plan.bug is not None:
        assert contains(safe, plan.bug.box)


def contains(outer: Box, inner: Box) -> bool:
    return outer.x <= inner.x and outer.y <= inner.y and inner.right <= outer.right and inner.bottom <= outer.bottom


def meet(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


class TestWhere:
    def test_captions_stay_where_they_are(self) -> None:
        captions = (said((0, 4000, "Två rader|står här")), said())
        with_sign, without = reel(name(), captions=captions), reel(captions=captions)
        assert with_sign.cues == without.cues

    def test_signs_share_their_foot_whatever_the_captions_say(self) -> None:
        one = reel(name(1.0, 2.0), name(4.0, 2.0), captions=(said((0, 4000, "En rad")), said((0, 4000, "Två|rader"))))
        assert len({sign.box.bottom for sign in one.signs}) == 1

    def test_without_captions_they_stand_where_those_would(self) -> None:
        shape = PLATFORM.shapes["reel"]
        (sign,) = reel(name()).signs
        assert sign.box.bottom == shape.captions.bottom
        assert sign.box.x == shape.safe_box.x

    def test_where_captions_fill_the_picture_there_is_no_room(self) -> None:
        captions = (said((0, 5000, "|".join("rad" for _ in range(18)))), said())
        with pytest.raises(InputError, match="no room in the picture for the sign “Förnamn Efternamn”"):
            reel(name(), captions=captions)

    def test_the_mark_stands_in_its_corner(self) -> None:
        safe = PLATFORM.shapes["reel"].safe_box
        right = reel(brand=a_brand(bug=Bug())).bug
        left = reel(brand=a_brand(bug=Bug(corner=Corner.TOP_LEFT, margin_px=20))).bug
        assert right is not None
        assert left is not None
        assert (right.box.right, right.box.y) == (safe.right, safe.y)
        assert (left.box.x, left.box.y) == (safe.x + 20, safe.y + 20)
        assert reel().bug is None


def a_face(at_ms: int = 2000, **place: float) -> Moment:
    """A moment of a picture with one face, in shares of it."""
    face = Face(**{"x": 0.3, "width": 0.3, "height": 0.2, **place}, sureness=1.0, sharpness=0.5)
    return Moment(at_ms=at_ms, sharpness=0.5, mean=0.5, lost_light=0, lost_dark=0, faces=(face,))


def told_of(plan: ReelPlan) -> list[str]:
    return [each.code for each in plan.decisions if each.code in (SIGN_AT_TOP, SIGN_OVER_FACE)]


class TestFaces:
    USUAL = reel(name()).signs[0].box

    def test_a_face_that_is_clear_of_the_sign_moves_nothing(self) -> None:
        plan = reel(name(), moments=((a_face(y=0.35),), ()))
        assert (plan.signs[0].box, told_of(plan)) == (self.USUAL, [])

    @pytest.mark.parametrize("corner", [Corner.TOP_LEFT, Corner.TOP_RIGHT])
    def test_a_sign_that_would_hide_a_face_stands_at_the_top_clear_of_the_mark(self, corner: Corner) -> None:
        plan = reel(name(), brand=a_brand(bug=Bug(corner=corner)), moments=((a_face(y=0.6),), ()))
        (sign,) = plan.signs
        assert (told_of(plan), sign.box.x) == ([SIGN_AT_TOP], self.USUAL.x)
        assert plan.bug is not None
        assert plan.bug.box.bottom < sign.box.y < 0.2 * 1920
        assert contains(PLATFORM.shapes["reel"].safe_box, sign.box)
        (told,) = [in_words(each) for each in plan.decisions if each.code == SIGN_AT_TOP]
        assert told == "The sign “Förnamn Efternamn” stands at the top: lower down it would hide a face."

    def test_a_touch_of_the_chin_moves_nothing(self) -> None:
        top = self.USUAL.y / 1920
        for share, moved in ((0.05, []), (0.3, [SIGN_AT_TOP])):
            plan = reel(name(), moments=((a_face(y=top - 0.2 + share * 0.2),), ()))
            assert told_of(plan) == moved

    def test_a_face_that_is_everywhere_is_told_of_and_keeps_its_eyes(self) -> None:
        sign = parse_sign("name@1-4: Förnamn Efternamn | trygghetsvärd")
        plan = reel(sign, moments=((a_face(y=0.2, height=0.6, width=0.6, x=0.05),), ()))
        assert (plan.signs[0].box, told_of(plan)) == (reel(sign).signs[0].box, [SIGN_OVER_FACE])

    def test_faces_of_another_time_count_only_where_none_was_seen_nearer(self) -> None:
        clear, below = a_face(1500, y=0.3), a_face(y=0.6)
        later = msgspec.structs.replace(below, at_ms=4900)
        assert told_of(reel(name(1.0, 2.0), moments=((clear, later), ()))) == [SIGN_AT_TOP], "it may have come sooner"
        assert told_of(reel(name(1.0, 2.0), moments=((clear, a_face(3200, y=0.3), later), ()))) == []
        assert told_of(reel(name(1.0, 2.0), moments=((clear,), (below,)))) == [], "the other clip's"

    def test_a_face_is_where_the_framing_puts_it(self) -> None:
        """In a wide clip that is shown whole the middle of the picture is the middle of the frame."""
        size, safe = PLATFORM.shapes["reel"].size, PLATFORM.shapes["reel"].safe_box
        sign = ReadySign(name(), sign_card(a_brand(), name(), size, safe, (30, 1)), own=True)
        wide = a_clip(width=1920, height=1080)
        usual = planned(wide, signs=(sign,)).signs[0].box

        def placed(y: float) -> Box:
            return planned(wide, signs=(sign,), moments=((a_face(y=y, height=0.4),),)).signs[0].box

        shot = planned(wide, signs=(sign,)).shots[1]
        assert isinstance(shot, ClipShot)
        # Counted from the frame's top a face down to here would lie under the sign; the picture ends above that.
        assert shot.framing.offset[1] + shot.framing.scaled.height < usual.y
        assert placed(0.59) == usual


def test_the_numbers_of_reading_are_what_their_source_says() -> None:
    """Two full lines of 42 characters stand 5 to 6 seconds (SLU, Undertextning)."""
    seconds = load_reading().seconds(("x" * 42, "x" * 41))
    assert 5 <= seconds <= 6.5
    assert load_reading().seconds(("112",)) == 2


def test_numbers_that_cannot_be_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_known: object) -> None:
        raise msgspec.DecodeError("no such key")

    monkeypatch.setattr(msgspec.toml, "decode", broken)
    with pytest.raises(BrandError, match=r"reading\.toml cannot be used"):
        load_reading()
