"""Captions are drawn as they are written, where they were placed, when they were planned, and can be read."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import msgspec
import numpy as np
import numpy.typing as npt
import pysubs2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from media import Frame
from plan.given import a_brief, a_clip, a_platform, planned

from vidkit.batch.materials import caption_look
from vidkit.brand.card import CardKind
from vidkit.brand.contrast import CAPTION_TEXT, luminance, luminance_ratio
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import CaptionStyle
from vidkit.brand.typesetting import measurer
from vidkit.plan.frame import place_caption, text_width
from vidkit.plan.grid import Rate
from vidkit.plan.platform import Band, Margins, Shape
from vidkit.plan.reel_plan import CardShot, PlacedLine, PlannedCue, ReelPlan
from vidkit.render.compiler.card import compile_card
from vidkit.render.compiler.picture import compile_window
from vidkit.render.compiler.subtitles import LEAD_S, script
from vidkit.render.windows import whole

from .rig import WITHOUT_LOSS, Bench, Shown, brand, card

CANVAS = Size(1080, 240)
SHAPE = Shape(
    width=CANVAS.width,
    height=CANVAS.height,
    safe=Margins(top=20, bottom=20, left=60, right=130),
    captions=Band(top=20, bottom=220),
    cover_keeps=Margins(top=0, bottom=0, left=0, right=0),
    rules="reel",
    source="made up",
)
STYLE = CaptionStyle()
OURS = msgspec.structs.replace(brand(), captions=STYLE)
LOOK = caption_look(OURS)
MEASURE = measurer(OURS.typeface, STYLE.size_px, bold=True)
A_PLAN: ReelPlan = msgspec.structs.replace(
    planned(a_clip(), intro=None, end=None, platform=a_platform(small=SHAPE), brief=a_brief(shape="small")),
    encoding=WITHOUT_LOSS,
)
SPECIAL = r"\{}nNhbipk0123456789,;:%&<>\"'#=()[]!?*/_- åäöÅÄÖéüABEHWabdegjly–…”"
Ground = Callable[[], Frame]


def black() -> Frame:
    return np.zeros((CANVAS.height, CANVAS.width, 3), np.uint8)


def white() -> Frame:
    return np.full((CANVAS.height, CANVAS.width, 3), 255, np.uint8)


def noisy() -> Frame:
    return np.random.default_rng(1).integers(0, 256, (CANVAS.height, CANVAS.width, 3), np.uint8)


def cue(lines: Sequence[str], first: int, end: int) -> PlannedCue:
    placed = place_caption(lines, SHAPE, STYLE, MEASURE)
    return PlannedCue(first=first, end=end, lines=placed.lines, box=placed.box, scale=placed.scale)


def captioned(bench: Bench, cues: Sequence[PlannedCue], ground: Ground, frames: int, **look: object) -> list[Frame]:
    """Pictures of that ground with captions over them."""
    drawn = card(CardKind.INTRO, frames, Rate(30), CANVAS)
    fed: Iterator[bytes] = (ground().tobytes() for _frame in range(frames))
    file = bench.kitchen.cook(compile_card(drawn, f"ground-{ground.__name__}.mkv"), feed=fed)
    plan = msgspec.structs.replace(
        A_PLAN, shots=(CardShot(card=drawn),), cues=tuple(cues), look=msgspec.structs.replace(LOOK, **look)
    )
    recipe = compile_window(plan, whole(plan), {drawn.digest: str(file)}, "captioned.mkv")
    return Shown(bench.kitchen.cook(recipe)).frames


def ink(frame: Frame) -> npt.NDArray[np.bool_]:
    """Where white text stands on black."""
    strong: npt.NDArray[np.bool_] = frame.astype(int).mean(axis=2) > 60
    return strong


def extent(found: npt.NDArray[np.bool_]) -> Box:
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    assert len(rows), "nothing is drawn"
    return Box(int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


SURE = "H"
"""Stands at both ends of a line, so that the ink's width is the line's less what H leaves free at its sides."""

texts = st.text(SPECIAL, max_size=16).map(lambda text: SURE + re.sub(" +", " ", text) + SURE)


@pytest.mark.program
@settings(max_examples=6)
@given(st.lists(texts, min_size=20, max_size=20))
@example([SURE + text + SURE for text in (r"\N", r"a\Nb", r"\n", r"\h", "{x}", r"{\b1}", r"\{x\}", "{", "}", "\\")])
@example(
    [SURE + text + SURE for text in ("a, b", "åäö", "<i>x</i>", "&amp;", r"C:\nytt\hem", r"\\", "{\\p1}m 0 0", "%")]
)
@example([SURE + text + SURE for text in ("AVAVAVAVAV", "To.T.Ty.Yo.P.", "LTLTLTLT")])
def test_any_text_is_drawn_as_it_is_written(bench: Bench, texts: list[str]) -> None:
    texts = [SURE * 2, *texts]
    cues = [cue((text,), number, number + 1) for number, text in enumerate(texts)]
    frames = captioned(bench, cues, black, len(texts), box_opacity=0.0)
    sides = MEASURE(SURE * 2) - extent(ink(frames[0])).width
    assert 0 < sides < STYLE.size_px / 2
    for text, planned_cue, frame in zip(texts, cues, frames, strict=True):
        drawn, wanted = extent(ink(frame)), MEASURE(text) * planned_cue.scale
        assert abs(drawn.width + sides * planned_cue.scale - wanted) <= max(2, 0.02 * wanted), text
        assert drawn.height <= STYLE.size_px * 1.2, text  # one line of it
        middle = drawn.x + drawn.width / 2
        assert abs(middle - planned_cue.lines[0].centre_x) <= 2, text


def changed(one: Frame, other: Frame) -> npt.NDArray[np.bool_]:
    differs: npt.NDArray[np.bool_] = np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 8
    return differs


CAPTIONS = [
    ("Kort.",),
    ("Hej! Jag heter Anna och arbetar", "på Trygghetscentret i Sigtuna."),
    ("Ring 112 {om} det är akut,", r"annars 114 14 \N eller gå hit"),
    ("Trygghetscentretsbrottsförebyggandesamordningsgrupp",),
    ("  inlett med blanktecken ",),
]


@pytest.mark.program
@pytest.mark.parametrize("ground", [black, white, noisy], ids=lambda ground: ground.__name__)
def test_a_caption_stays_in_its_box_and_can_be_read_over_anything(ground: Ground, bench: Bench) -> None:
    cues = [cue(lines, number, number + 1) for number, lines in enumerate(CAPTIONS)]
    frames = captioned(bench, cues, ground, len(cues) + 1)
    bare = frames[-1]
    for planned_cue, frame in zip(cues, frames, strict=False):
        box, lines = planned_cue.box, planned_cue.lines
        touched = extent(changed(frame, bare))
        # 4:2:0 shares colour among pairs of pixels: an edge may reach one further.
        assert box.x - 2 <= touched.x
        assert touched.right <= box.right + 2
        assert box.y - 2 <= touched.y
        assert touched.bottom <= box.bottom + 2
        assert SHAPE.safe_box.x <= box.x
        assert box.right <= SHAPE.safe_box.right
        inside = frame[box.y + 2 : box.bottom - 2, box.x + STYLE.radius_px : box.right - STYLE.radius_px].astype(float)
        levels = luminance_of(inside)
        text = np.percentile(levels, 99.5)
        # Rows above and below the letters show the box alone; the lightest place of it counts.
        plain = luminance_of(
            frame[box.y + 3 : box.y + STYLE.padding_y_px - 2, box.x + 30 : box.right - 30].astype(float)
        )
        assert luminance_ratio(float(text), float(np.percentile(plain, 99))) >= CAPTION_TEXT, lines


def luminance_of(pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    flat = pixels.reshape(-1, 3)
    return np.array([luminance(*map(float, colour)) for colour in np.unique(flat, axis=0)]) if len(flat) else flat


@pytest.mark.program
def test_a_word_wider_than_a_line_is_drawn_as_wide_as_a_line(bench: Bench) -> None:
    planned_cue = cue(("H" * 60,), 0, 1)
    (frame,) = captioned(bench, [planned_cue], black, 1, box_opacity=0.0)
    assert extent(ink(frame)).width == pytest.approx(text_width(SHAPE, STYLE), rel=0.02)


@pytest.mark.program
def test_captions_come_and_go_on_their_own_frames(bench: Bench) -> None:
    cues = [cue(("A",), 3, 4), cue(("B",), 4, 9), cue(("C",), 11, 20)]
    frames = captioned(bench, cues, black, 24, box_opacity=0.0)
    assert [bool(ink(frame).any()) for frame in frames] == [3 <= n < 9 or 11 <= n < 20 for n in range(24)]


# --- the script itself


frames_ = st.integers(0, 900 * 30)


@given(frames_, st.integers(1, 3000), frames_, st.sampled_from([Rate(25), Rate(30)]))
def test_written_times_reach_no_other_frame(first: int, length: int, window: int, rate: Rate) -> None:
    shown = cue(("A",), first, first + length)
    written = pysubs2.SSAFile.from_string(script([shown], LOOK, CANVAS, rate, window))
    for event in written.events:
        for frame, inside in ((-1, False), (0, True), (length - 1, True), (length, False)):
            at = int((LEAD_S + Fraction(first - window + frame) / rate.fraction) * 1000)
            assert (event.start <= at < event.end) == inside


@given(st.text(max_size=40))
def test_a_line_is_one_event_whatever_stands_in_it(text: str) -> None:
    line = PlacedLine(text, 100, 50)
    shown = PlannedCue(first=0, end=9, lines=(line,), box=Box(0, 0, 200, 80))
    written = script([shown], LOOK, CANVAS, Rate(30), 0)
    lines = re.split(r"[\r\n]", written.split("[Events]")[1].strip())
    assert [each.split(":")[0] for each in lines] == ["Format", "Dialogue", "Dialogue"]
    assert "\0" not in written


def test_a_script_is_what_libass_and_pysubs2_both_read() -> None:
    shown = cue(("Hej!", "Åter"), 30, 60)
    written = pysubs2.SSAFile.from_string(script([shown], LOOK, CANVAS, Rate(30), 0))
    assert (written.info["PlayResX"], written.info["PlayResY"]) == ("1080", "240")
    assert written.info["YCbCr Matrix"] == "TV.709"
    assert written.info["WrapStyle"] == "2"
    style = written.styles["Text"]
    assert style.fontname == LOOK.family
    assert style.fontsize == pytest.approx(LOOK.ass_size, abs=0.001)
    assert [event.plaintext for event in written.events if event.style == "Text"] == ["Hej!", "Åter"]
    assert [event.layer for event in written.events] == [0, 1, 1]
