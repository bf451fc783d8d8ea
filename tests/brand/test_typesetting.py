"""Text is measured as it is drawn, breaks where it reads well, and is refused when it does not fit."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.painting import FINE, Line
from vidkit.brand.typeface import Typeface, ass_metrics, lacking
from vidkit.brand.typesetting import Slot, fit, measurer, normalised
from vidkit.errors import BrandError
from vidkit.render.program import find_program

FACE = Typeface(package="atkinson-hyperlegible")
VARIABLE = Typeface(package="figtree")
TITLE = Slot(role="title", width=890, largest=132, smallest=60)

letters = st.text("abcdefghijklmnoprstuvyåäöABCÅÄÖ0123456789,.!?-–\"'&%()", min_size=1, max_size=14)


@given(st.lists(letters, min_size=1, max_size=9).map(" ".join))
def test_any_title_fits_by_measure_or_is_refused(title: str) -> None:
    try:
        block = fit(title, FACE, TITLE)
    except BrandError:
        with pytest.raises(BrandError, match=re.escape(normalised(title))):
            fit(title, FACE, TITLE)
        return
    assert 1 <= len(block.lines) <= 2
    assert TITLE.smallest <= block.size_px <= TITLE.largest
    measure = measurer(FACE, block.size_px, bold=True)
    assert all(measure(line) <= TITLE.width for line in block.lines)
    assert " ".join(block.lines).replace("\u00a0", " ").split() == normalised(title).split()


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Banken frågar aldrig efter din kod", ("Banken frågar", "aldrig efter din kod")),
        ("Lås dörren!", ("Lås dörren!",)),
        ("Lås dörren, även när du är hemma", ("Lås dörren, även", "när du är hemma")),
        ("Polisens nummer är 114 14", ("Polisens nummer", "är 114\u00a014")),
        ("Trygg\nhemma", ("Trygg", "hemma")),
        ("  Trygg \r\n\r\n hemma  ", ("Trygg", "hemma")),
        ("Trygghet – för alla", ("Trygghet\u00a0–", "för alla")),
    ],
)
def test_titles_break_where_they_read_well(title: str, lines: tuple[str, ...]) -> None:
    assert fit(title, FACE, TITLE).lines == lines


def test_more_breaks_than_lines_are_taken_for_spaces() -> None:
    assert fit("Lås\ndörren\nnu", FACE, TITLE).lines in {("Lås dörren nu",), ("Lås", "dörren nu"), ("Lås dörren", "nu")}


@pytest.mark.parametrize("title", ["Hej 🎉", "Gå → hem", "Привет"])
def test_a_character_the_typeface_lacks_is_named(title: str) -> None:
    missing = lacking(title, FACE, bold=True)
    assert missing
    with pytest.raises(BrandError) as caught:
        fit(title, FACE, TITLE)
    assert f"“{missing[0]}”" in caught.value.message


def test_a_decomposed_letter_and_an_invisible_one_are_set_as_written() -> None:
    assert fit("Sa\u030a ha\u0308r\u200b", FACE, TITLE).lines == ("Så här",)


def test_a_word_wider_than_a_line_is_named() -> None:
    with pytest.raises(BrandError) as caught:
        fit("Den brottsförebyggandesamordningsfunktionen kommer", FACE, TITLE)
    assert "brottsförebyggandesamordningsfunktionen" in caught.value.hint


def test_a_line_is_as_wide_as_it_was_measured() -> None:
    for text in ("Banken frågar aldrig", "AVATAR Tolkning"):
        mask = Line(text, FACE, 96, bold=True).mask()
        inked = np.flatnonzero(mask.max(axis=0) > 40)
        side_bearings = 0.12 * 96
        assert inked[-1] - inked[0] == pytest.approx(measurer(FACE, 96, bold=True)(text), abs=side_bearings)


def test_letters_move_by_quarters_of_a_pixel() -> None:
    line = Line("Trygg", FACE, 80, bold=True)
    rows = np.arange(line.mask().shape[0])
    middles = [float((mask.sum(axis=1) * rows).sum() / mask.sum()) for mask in map(line.mask, range(FINE))]
    assert np.diff(middles) == pytest.approx(1 / FINE, abs=0.02)


@pytest.mark.program
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("typeface", [FACE, VARIABLE], ids=["fixed", "variable"])
def test_libass_sets_text_as_wide_as_we_measure(tmp_path: Path, typeface: Typeface, *, bold: bool) -> None:
    size, text = 54, "AVATAR: Banken frågar efter din kod"
    family, scale = ass_metrics(typeface.file(bold=bold))
    (tmp_path / "fonts").mkdir()
    font = typeface.file(bold=bold)
    (tmp_path / "fonts" / font.name).write_bytes(font.read_bytes())
    style = f"D,{family},{size * scale:.2f},&HFFFFFF,&HFFFFFF,&H0,&H0,{-int(bold)},0,0,0,100,100,0,0,1,0,0,7,0,0,0,1"
    (tmp_path / "t.ass").write_text(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: 1400\nPlayResY: 120\nKerning: yes\nWrapStyle: 2\n"
        "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, "
        "Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, "
        f"Alignment, MarginL, MarginR, MarginV, Encoding\nStyle: {style}\n"
        "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        f"Dialogue: 0,0:00:00.00,0:00:05.00,D,,0,0,0,,{{\\pos(20,20)}}{text}\n",
        "utf-8",
    )
    picture = "color=black:s=1400x120:r=1:d=1,format=gray,ass=t.ass:fontsdir=fonts"
    done = subprocess.run(
        [
            *(find_program().path, "-v", "error", "-f", "lavfi", "-i", picture),
            *("-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"),
        ],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    drawn = np.frombuffer(done.stdout, np.uint8).reshape(120, 1400)
    theirs = np.flatnonzero(drawn.max(axis=0) > 60)
    ours = np.flatnonzero(Line(text, typeface, size, bold=bold).mask().max(axis=0) > 60)
    assert theirs[-1] - theirs[0] == pytest.approx(ours[-1] - ours[0], rel=0.01)
