"""Names that every file system takes, and the parts of clips as people write them."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vidkit.errors import UsageError
from vidkit.plan.brief import NAME_LENGTH, RESERVED, AskedClip, Brief, Trim, parse_trim, reel_name, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lås dörren!", "las-dorren"),
        ("  Är du ENSAM?  ", "ar-du-ensam"),
        ("112 – ring", "112-ring"),
        ("Straße Ærø Łódź", "strasse-aero-lodz"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\nb\tc", "a-b-c"),
        ("-x", "x"),
        ("ﬁlm №1", "film-no1"),
        ("𝐇𝐄𝐉", "hej"),
        ("!!!", "reel"),
        ("", "reel"),
        ("😀", "reel"),
        ("CON", "con-reel"),
        ("com¹", "com1-reel"),
        ("a" * 200, "a" * NAME_LENGTH),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_names(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text())
@example("ÅÄÖ" * 40)
@example("nul")
@example("İı")
def test_any_text_gives_a_name_that_every_file_system_takes(text: str) -> None:
    name = safe_name(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= NAME_LENGTH
    assert name not in RESERVED
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"name": "Min film", "title": "Lås"}, "min-film"),
        ({"title": "Lås dörren!"}, "las-dorren"),
        ({}, "img-1-2"),
    ],
)
def test_a_reel_is_named_by_name_then_title_then_first_clip(asked: dict[str, str], name: str) -> None:
    for path in ("/films/IMG_1.2.MOV", "C:\\films\\IMG_1.2.MOV"):
        assert reel_name(Brief(clips=(AskedClip(path), AskedClip("/b.mov")), **asked)) == name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "trim"),
    [
        ("5-12", Trim(5000, 12_000)),
        ("0:05-1:12.5", Trim(5000, 72_500)),
        ("1:00:00-1:00:01", Trim(3_600_000, 3_601_000)),
        ("5-", Trim(5000, None)),
        ("-12", Trim(None, 12_000)),
        ("-", Trim(None, None)),
        ("  5,5 – 6,25 ", Trim(5500, 6250)),
        ("0.001-0.002", Trim(1, 2)),
        ("0-0.001", Trim(0, 1)),
    ],
)
def test_parts_of_clips(text: str, trim: Trim) -> None:
    assert parse_trim(text) == trim


@pytest.mark.parametrize("text", ["", "5", "a-b", "12-5", "5-5", "0-0", "-0", "5--6", "1:2:3:4-5", "5s-6s", "1.2345-2"])
def test_what_is_no_part_of_a_clip_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_trim(text)
    assert text in refused.value.message
    assert "--trim" in refused.value.hint


@given(st.from_regex(r"[0-9:.,\- –]{0,40}", fullmatch=True))
def test_anything_like_a_part_is_one_or_is_refused(text: str) -> None:
    try:
        trim = parse_trim(text)
    except UsageError:
        return
    assert trim.end_ms is None or trim.end_ms > (trim.start_ms or 0) >= 0


def test_numbers_beyond_all_measure_are_refused() -> None:
    with pytest.raises(UsageError):
        parse_trim("9" * 400 + "-")


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_milliseconds_survive_being_written_as_a_clock(start: int, length: int) -> None:
    end = start + length
    written = f"{start // 60000}:{start % 60000 / 1000:06.3f}-{end / 1000:.3f}"
    if start // 60000 < 1000:  # as many digits as minutes may have
        assert parse_trim(written) == Trim(start, end)
