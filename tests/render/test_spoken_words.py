"""The word that is being said stands on its plate, where it stood before, and nothing else in the picture moves."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from media import Frame

from vidkit.brand.card import CardKind
from vidkit.brand.contrast import BODY_TEXT, luminance, luminance_ratio
from vidkit.brand.geometry import Box
from vidkit.captions.spoken import said
from vidkit.plan.frame import place_caption, plates
from vidkit.plan.grid import Rate
from vidkit.plan.reel_plan import CardShot, PlannedCue, PlannedWord, WordLook
from vidkit.render.compiler.card import compile_card
from vidkit.render.compiler.picture import compile_window
from vidkit.render.compiler.subtitles import LEAD_S, script
from vidkit.render.windows import whole

from .rig import Bench, Shown, card
from .test_captions import A_PLAN, CANVAS, LOOK, MEASURE, SHAPE, STYLE, Ground, black, changed, extent, noisy, white

assert LOOK.word is not None
WORD = LOOK.word

LINES: list[tuple[str, ...]] = [
    ("Hej! Jag heter Anna och arbetar", "på Trygghetscentret i Sigtuna."),
    ("-Är du hemma?", "-Ja, kom in!"),
    ("AVAVA To. Ty, LT Yo-P. fi ff", "“Åäö” (1177) Zażółć"),
    ("Trygghetscentretsbrottsförebyggandesamordningsgrupp",),
    ("Samordningstrygghetscentret brottsförebyggande rådet",),
    (r"Ring {112} \N nu", r"\{x\} {\b1} \h & 50 %"),
    ("  inlett med   blanktecken ",),
]


def spoken_cue(lines: Sequence[str], first: int = 0, each: int = 1) -> PlannedCue:
    """A caption with one stretch of `each` frames without any word, and as much for every word."""
    caption = place_caption(lines, SHAPE, STYLE, MEASURE)
    places = said(lines)
    words = tuple(
        PlannedWord(first=each * (number + 1), line=place.line, start=place.start, stop=place.stop, plate=plate)
        for number, (place, plate) in enumerate(zip(places, plates(caption, places, STYLE, MEASURE), strict=True))
    )
    end = first + each * (len(words) + 1)
    return PlannedCue(first=first, end=end, lines=caption.lines, box=caption.box, scale=caption.scale, words=words)


def pictures(bench: Bench, cue: PlannedCue, ground: Ground, word: WordLook | None, **look: object) -> list[Frame]:
    """Every frame of the caption; without a look for words it is plain."""
    drawn = card(CardKind.INTRO, cue.end, Rate(30), CANVAS)
    fed: Iterator[bytes] = (ground().tobytes() for _frame in range(cue.end))
    file = bench.kitchen.cook(compile_card(drawn, f"ground-{ground.__name__}.mkv"), feed=fed)
    plan = msgspec.structs.replace(
        A_PLAN, shots=(CardShot(card=drawn),), cues=(cue,), look=msgspec.structs.replace(LOOK, word=word, **look)
    )
    recipe = compile_window(plan, whole(plan), {drawn.digest: str(file)}, "spoken.mkv")
    return Shown(bench.kitchen.cook(recipe)).frames


@pytest.mark.program
@pytest.mark.parametrize("lines", LINES, ids=lambda lines: lines[0][:12])
def test_no_letter_moves_when_a_word_is_said(lines: tuple[str, ...], bench: Bench) -> None:
    cue = spoken_cue(lines)
    plain = pictures(bench, cue, black, None, box_opacity=0.0)
    # As the others are, on a plate that cannot be seen: only a shift of the letters would show.
    unseen = WordLook(plate="#000000", text="#FFFFFF", radius_px=10)
    for frame, before in zip(pictures(bench, cue, black, unseen, box_opacity=0.0), plain, strict=True):
        assert np.array_equal(frame, before)


@pytest.mark.program
@pytest.mark.parametrize("lines", LINES, ids=lambda lines: lines[0][:12])
def test_the_word_stands_in_the_middle_of_its_plate(lines: tuple[str, ...], bench: Bench) -> None:
    cue = spoken_cue(lines)
    alone = WordLook(plate="#000000", text="#FFFFFF", radius_px=10)
    letters = pictures(bench, cue, black, alone, box_opacity=0.0, text="#000000")
    assert not letters[0].max() > 16
    for word, frame in zip(cue.words, letters[1:], strict=True):
        drawn = extent(frame.max(axis=2) > 60)
        text = cue.lines[word.line].text[word.start : word.stop]
        left, right = drawn.x - word.plate.x, word.plate.right - drawn.right
        assert min(left, right) >= 3, text
        # The letters' own sides, up to a tenth of an em each, and what libass and the measurer disagree about.
        assert abs(left - right) <= 9, text
        assert word.plate.y <= drawn.y, text
        assert drawn.bottom <= word.plate.bottom, text


@pytest.mark.program
def test_a_plate_is_filled_where_it_was_planned_and_only_while_its_word_is_said(bench: Bench) -> None:
    cue = spoken_cue(LINES[0], each=2)
    white_plates = WordLook(plate="#FFFFFF", text="#FFFFFF", radius_px=4)
    frames = pictures(bench, cue, black, white_plates, box_opacity=0.0, text="#000000")
    assert [bool(frame.max() > 60) for frame in frames] == [False] * 2 + [True] * (cue.end - 2)
    for word in cue.words:
        for frame in frames[word.first : word.first + 2]:
            filled = extent(frame.max(axis=2) > 128)
            assert abs(filled.x - word.plate.x) <= 1
            assert abs(filled.right - word.plate.right) <= 1
            assert abs(filled.y - word.plate.y) <= 1
            assert abs(filled.bottom - word.plate.bottom) <= 1


@pytest.mark.program
@pytest.mark.parametrize("ground", [black, white, noisy], ids=lambda ground: ground.__name__)
def test_only_the_plate_differs_from_plain_and_it_can_be_read_over_anything(ground: Ground, bench: Bench) -> None:
    cue = spoken_cue(LINES[0])
    plain = pictures(bench, cue, ground, None)
    frames = pictures(bench, cue, ground, WORD)
    assert np.array_equal(frames[0], plain[0])
    for word, frame, before in zip(cue.words, frames[1:], plain[1:], strict=True):
        touched, plate = extent(changed(frame, before)), word.plate
        assert plate.x - 2 <= touched.x
        assert touched.right <= plate.right + 2
        assert plate.y - 2 <= touched.y
        assert touched.bottom <= plate.bottom + 2
        assert cue.box.x <= plate.x
        assert plate.right <= cue.box.right
        filled, letters = lightest_and_darkest(frame, plate)
        behind = lightest_and_darkest(before, Box(cue.box.x + 30, cue.box.y + 3, cue.box.width - 60, 8))[0]
        assert luminance_ratio(filled, letters) >= BODY_TEXT
        assert luminance_ratio(filled, behind) >= BODY_TEXT


def lightest_and_darkest(frame: Frame, box: Box) -> tuple[float, float]:
    """Relative luminance of the light and the dark colour in a box that shows two."""
    pixels = frame[box.y + 4 : box.bottom - 4, box.x + 4 : box.right - 4].reshape(-1, 3)
    if not len(pixels):
        pixels = frame[box.y : box.bottom, box.x : box.right].reshape(-1, 3)
    levels = np.array([luminance(*map(float, colour)) for colour in pixels])
    return float(np.percentile(levels, 90)), float(np.percentile(levels, 3))


# --- the script itself


@given(st.integers(0, 900), st.integers(1, 40), st.integers(-300, 900), st.sampled_from([Rate(25), Rate(30)]))
def test_every_line_stands_throughout_and_one_word_after_the_other_lies_over_it(
    first: int, each: int, window: int, rate: Rate
) -> None:
    cue = spoken_cue(LINES[0], first, each)
    written = pysubs2.SSAFile.from_string(script([cue], LOOK, CANVAS, rate, window))
    edges = [*(first + word.first for word in cue.words), cue.end]
    for frame in {cue.first, *edges[:-1], *(edge - 1 for edge in edges)}:
        at = LEAD_S * 1000 + (frame - window) * 1000 / rate.fraction
        shown = [event for event in written.events if event.start <= at < event.end]
        layers = sorted(event.layer for event in shown)
        assert layers == [0, 1, 1] + ([2, 3] if frame >= edges[0] else [])
        assert [event.plaintext for event in shown if event.layer == 1] == [line.text for line in cue.lines]
    assert not [event for event in written.events if event.end <= event.start]
