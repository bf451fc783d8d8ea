"""A week as a value: what was said where, names, days, titles, and what lies in a folder sorted out by names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.kit import Highlight
from vidkit.errors import UsageError
from vidkit.plan.brief import NAME_LENGTH, Quality, Trim
from vidkit.plan.week import (
    NOTHING_SAID,
    AskedReel,
    Passed,
    Passing,
    Said,
    WeekClip,
    Wishes,
    day_of,
    only,
    reels_of,
    refuse_same_names,
    title_of,
)
from vidkit.plan.week_folder import clips_alone, clips_together, in_order

ENDINGS = (".mp4", ".mov", ".srt", ".vtt", ".pdf")


def asked(title: str = "", name: str = "", clip: str = "a.mp4", trim: str = "") -> AskedReel:
    return AskedReel(title=title, name=name, clips=(WeekClip(file=clip, trim=trim),))


def said(**wishes: object) -> Said:
    return Said(Wishes(**wishes), frozenset(wishes))  # type: ignore[arg-type]


def test_who_speaks_later_is_heard() -> None:
    defaults, own, line = said(place="Märsta", quality=Quality.HIGH), said(place="Sigtuna"), said(quality=Quality.DRAFT)
    (reel,) = reels_of(asked(trim="3-12"), (defaults, own, line), "a.mp4")
    assert (reel.brief.place, reel.brief.quality) == ("Sigtuna", Quality.DRAFT)
    assert reel.brief.clips[0].trim == Trim(3000, 12000)


def test_several_shapes_are_several_reels_and_the_first_keeps_the_name() -> None:
    long = "x" * (NAME_LENGTH + 20)
    reels = reels_of(asked(name=long), (said(shapes=("reel", "wide", "reel")),), "")
    assert [reel.brief.shape for reel in reels] == ["reel", "wide"]
    assert reels[0].name == "x" * NAME_LENGTH
    assert reels[1].name.endswith("-wide")
    assert len(reels[1].name) <= NAME_LENGTH


def test_the_brand_decides_on_the_style_of_captions_unless_somebody_says_it() -> None:
    assert reels_of(asked(), (NOTHING_SAID,), "")[0].brief.caption_style is None
    plain = Said(Wishes(), frozenset({"caption_style"}))
    assert reels_of(asked(), (plain,), "")[0].brief.caption_style is Highlight.PLAIN


def test_one_shape_said_later_holds_before_several() -> None:
    (reel,) = reels_of(asked(), (said(shapes=("reel", "wide")), said(shape="square")), "")
    assert reel.brief.shape == "square"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Måndag", "monday"),
        (" sunday", "sunday"),
        ("lo\N{COMBINING DIAERESIS}rdag", "saturday"),  # letters taken apart
        ("2026-11-23", "2026-11-23"),
        ("", ""),
    ],
)
def test_days(text: str, day: str) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["2026-02-30", "månda", "23/11"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(UsageError, match="no day"):
        day_of(text)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_1234",
        "img_1234",
        "IMG_E1234",
        "IMG_1234 (2)",
        "DSC_0001",
        "GOPR0042",
        "P1010001",
        "20261123_101500",
        "VID_20261123_101500",
        "PXL_20261123_101500123",
        "VID-20261123-WA0003",
        "VID_20261123_101500~2",
    ],
)
def test_what_a_phone_calls_a_clip_is_no_title(name: str) -> None:
    assert title_of(name) == ""


@pytest.mark.parametrize(
    ("name", "title"),
    [("Lås_dörren", "Lås dörren"), ("20261123 Lås dörren", "20261123 Lås dörren"), ("Brand 2026", "Brand 2026")],
)
def test_what_a_person_calls_it_is_one(name: str, title: str) -> None:
    assert title_of(name) == title


def test_none_of_two_reels_of_one_name_takes_the_others_place() -> None:
    reels = [reel for clip in ("IMG_1.mov", "b.mp4", "IMG_1.mp4") for reel in reels_of(asked(clip=clip), (), clip)]
    checked = refuse_same_names(reels)
    assert [reel.fault is not None for reel in checked] == [True, False, True]
    assert "IMG_1.mov, IMG_1.mp4" in str(checked[0].fault)


def test_only_those_that_are_named() -> None:
    reels = [
        *reels_of(asked(title="Lås dörren"), (said(shapes=("reel", "wide")),), "a.mp4"),
        *reels_of(asked(clip="b.mp4"), (NOTHING_SAID,), "b.mp4"),
    ]
    assert [reel.name for reel in only(reels, ["las-dorren"])] == ["las-dorren", "las-dorren-wide"]
    assert [reel.name for reel in only(reels, ["las-dorren-wide", "b.mp4"])] == ["las-dorren-wide", "b"]
    assert only(reels, []) == tuple(reels)
    with pytest.raises(UsageError, match="no reel “c”"):
        only(reels, ["b", "c"])


def test_names_are_put_in_order_as_people_count() -> None:
    assert in_order(["klipp 10.mp4", "Klipp 2.mp4", "klipp 1.mp4"]) == ("klipp 1.mp4", "Klipp 2.mp4", "klipp 10.mp4")


@given(st.lists(st.text(alphabet="aA19²٣ .", min_size=1), unique=True))
def test_any_names_can_be_put_in_order(names: list[str]) -> None:
    assert sorted(in_order(names)) == sorted(names)
    assert in_order(names) == in_order(names[::-1])


def test_each_clip_with_what_belongs_to_it() -> None:
    files = ["a.MOV", "a.srt", "A.vtt", "a.txt", "b.mp4", "bild.jpg", "._b.mp4", "Thumbs.db", "c.srt"]
    heap = clips_alone(files)
    assert [(pile.name, pile.captions, pile.text) for pile in heap.piles] == [("a", "a.srt", "a.txt"), ("b", "", "")]
    assert set(heap.passed) == {
        Passed("A.vtt", Passing.OTHER),
        Passed("bild.jpg", Passing.OTHER),
        Passed("c.srt", Passing.OTHER),
        Passed("._b.mp4", Passing.HIDDEN),
        Passed("Thumbs.db", Passing.HIDDEN),
    }


def test_names_in_which_a_system_took_letters_apart_belong_together() -> None:
    (pile,) = clips_alone(["Lås.mp4", "La\N{COMBINING RING ABOVE}s.srt"]).piles
    assert pile.captions == "La\N{COMBINING RING ABOVE}s.srt"


@pytest.mark.parametrize(
    ("files", "captions", "own"),
    [
        (["a.mp4", "b.mp4"], "", ()),
        (["a.mp4", "b.mp4", "Måndag.srt"], "Måndag.srt", ()),
        (["a.mp4", "b.mp4", "textning.vtt"], "textning.vtt", ()),
        (["a.mp4", "b.mp4", "b.srt"], "", ("", "b.srt")),
        (["a.mp4", "b.mp4", "B.vtt", "a.srt"], "", ("a.srt", "B.vtt")),
        (["a.mp4", "b.mp4", "b.srt", "måndag.srt"], "måndag.srt", ()),
        (["a.mp4", "a.srt"], "a.srt", ()),
    ],
)
def test_captions_of_a_reel_of_several_clips(files: list[str], captions: str, own: tuple[str, ...]) -> None:
    (pile,) = clips_together("Måndag", files).piles
    assert (pile.captions, pile.own, pile.fault) == (captions, own, None)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (["a.mp4", "b.mp4", "a.srt", "A.vtt"], ("“a.mp4” has several captions: “a.srt”, “A.vtt”.",)),
        (["a.mp4", "a.mov", "a.srt"], ("“a.srt” could belong to any of “a.mov”, “a.mp4”.",)),
        (
            ["a.mp4", "b.mp4", "a.srt", "textning.srt"],
            ("“textning.srt” belongs to no clip",),
        ),
        (["a.mp4", "b.mp4", "a.srt", "a.vtt", "c.srt"], ("“a.mp4” has several", "“c.srt” belongs to no clip")),
    ],
)
def test_captions_that_cannot_be_told_apart(files: list[str], words: tuple[str, ...]) -> None:
    (pile,) = clips_together("Måndag", files).piles
    assert pile.fault is not None
    for each in words:
        assert each in pile.fault.message


@given(st.sets(st.sampled_from([f"{stem}{end}" for stem in ("a", "A", "b", "Måndag", "x", "y") for end in ENDINGS])))
def test_no_captions_are_lost(files: set[str]) -> None:
    """Each file with captions is used, or passed over and told so, or told to be in the way: one of the three."""
    heap = clips_together("Måndag", sorted(files))
    for pile in heap.piles:
        passed = {each.name.partition("/")[2] for each in heap.passed}
        told = pile.fault.message if pile.fault else ""
        for name in (each for each in files if each.endswith((".srt", ".vtt"))):
            used = name == pile.captions or name in pile.own
            assert used + (name in passed) + (f"“{name}”" in told) == 1, name
        assert pile.own == () or len(pile.own) == len(pile.clips)


def test_a_folder_without_clips_is_passed_over() -> None:
    assert clips_together("dokument", ["a.pdf"]).passed == (Passed("dokument/", Passing.NO_CLIPS),)
