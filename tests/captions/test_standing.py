"""A person's caption file as it stands, and mended: whatever is not mended stays, byte for byte."""

import msgspec
import pytest

from vidkit.captions.cue import Cue
from vidkit.captions.standing import as_it_stands, patched
from vidkit.errors import InputError

VTT = """WEBVTT - min fil

STYLE
::cue { color: red }

NOTE två rader
om filen

intro
00:00.000 --> 00:01.200 align:start
<v Anna Karin>Vi <i>träffas på</i>
torget i kväll.

NOTE slut

00:03.000 --> 00:06.000
Hej &amp; hå.
"""


def test_the_captions_are_in_the_order_of_the_file_with_those_that_are_empty() -> None:
    text = "1\n00:00:05,000 --> 00:00:07,000\nsist\n\n2\n00:00:01,000 --> 00:00:02,000\n\n3\n0:1,0 --> 0:3,0\nförst\n"
    standing = as_it_stands(text, "x.srt")
    assert [cue.text for cue in standing.cues] == ["sist", "", "först"]


def test_captions_that_overlap_are_left_so() -> None:
    text = "00:00:00,000 --> 00:00:03,000\na\n\n00:00:02,000 --> 00:00:04,000\nb\n"
    assert [(cue.start_ms, cue.end_ms) for cue in as_it_stands(text, "x.srt").cues] == [(0, 3000), (2000, 4000)]


def test_a_time_that_runs_backwards_is_named() -> None:
    with pytest.raises(InputError, match="line 2"):
        as_it_stands("1\n00:00:05,000 --> 00:00:02,000\nhej\n", "x.srt")


def test_nothing_mended_is_the_same_file() -> None:
    standing = as_it_stands(VTT, "x.vtt")
    assert patched(standing, standing.cues) == VTT


def test_only_what_is_mended_changes() -> None:
    standing = as_it_stands(VTT, "x.vtt")
    first, second = standing.cues
    better = msgspec.structs.replace(first, end_ms=2072, lines=("Vi träffas", "på torget i kväll."))
    assert patched(standing, (better, second)) == VTT.replace("00:01.200 align", "00:00:02.072 align").replace(
        "<i>träffas på</i>\ntorget", "<i>träffas\npå</i> torget"
    )


@pytest.mark.parametrize(
    ("row", "mended"),
    [
        ("00:00:01,000 --> 00:00:02,000", "00:00:01,000 --> 00:00:03,500"),
        ("00:00:01.000 --> 00:00:02.000", "00:00:01.000 --> 00:00:03.500"),
        ("0:01 -> 0:02", "0:01 -> 00:00:03,500"),
        ("00:00:01,000 --> 00:00:02,000  X1:40 Y1:20", "00:00:01,000 --> 00:00:03,500  X1:40 Y1:20"),
    ],
)
def test_times_are_written_as_the_file_writes_them(row: str, mended: str) -> None:
    standing = as_it_stands(f"1\n{row}\nhej\n", "x.srt")
    longer = msgspec.structs.replace(standing.cues[0], end_ms=3500)
    assert patched(standing, (longer,)) == f"1\n{mended}\nhej\n"


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        ("<i>en rad\ntill här</i>", "<i>en rad till\nhär</i>"),
        ("<i> en rad\ntill här </i>", "<i> en rad till\nhär </i>"),
        ("{\\an8}en <b>rad\ntill</b> här", "{\\an8}en <b>rad till</b>\nhär"),
        ('<font color="#ff0000">en rad</font>\ntill här', '<font color="#ff0000">en rad</font> till\nhär'),
    ],
)
def test_tags_stay_where_they_stood_among_the_words(body: str, mended: str) -> None:
    standing = as_it_stands(f"1\n00:00:01,000 --> 00:00:02,000\n{body}\n\n\nslut\n", "x.srt")
    (cue,) = standing.cues
    assert cue.lines == ("en rad", "till här", "slut")
    standing = as_it_stands(f"1\n00:00:01,000 --> 00:00:02,000\n{body}\n\n\n", "x.srt")
    better = msgspec.structs.replace(standing.cues[0], lines=("en rad till", "här"))
    assert patched(standing, (better,)) == f"1\n00:00:01,000 --> 00:00:02,000\n{mended}\n\n\n"


def test_each_row_keeps_its_line_end() -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,000\ren rad\r\ntill här\n\r\n"
    standing = as_it_stands(text, "x.srt")
    (cue,) = standing.cues
    one = msgspec.structs.replace(cue, lines=("en rad till här",))
    assert patched(standing, (one,)) == "1\r\n00:00:01,000 --> 00:00:02,000\ren rad till här\n\r\n"
    three = msgspec.structs.replace(cue, lines=("en", "rad", "till här"))
    assert patched(standing, (three,)) == "1\r\n00:00:01,000 --> 00:00:02,000\ren\r\nrad\r\ntill här\n\r\n"


@pytest.mark.parametrize("body", ["en\u00a0rad till\nhär", "< b >en rad< /b >\ntill här"])
def test_lines_that_cannot_be_broken_anew_without_loss_are_left(body: str) -> None:
    standing = as_it_stands(f"1\n00:00:01,000 --> 00:00:02,000\n{body}\n", "x.srt")
    (cue,) = standing.cues
    whole = Cue(cue.start_ms, cue.end_ms, (" ".join(cue.text.split()),))
    assert body in patched(standing, (whole,)) or "<" in body
