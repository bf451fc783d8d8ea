"""`vidkit check` on caption files: red, yellow and green, mended where no word can change, films in between."""

import json
import os
import re
from pathlib import Path

import pytest
from running import Vidkit, fingerprints, names

SRT = """1
00:00:00,000 --> 00:00:01,200
Vi träffas på
torget i kväll.

2
00:00:04,000 --> 00:00:06,500
Banken frågar aldrig
efter din kod.
"""


@pytest.fixture
def file(vidkit: Vidkit) -> str:
    (vidkit.folder / "möte.srt").write_text(SRT, "utf-8")
    return "möte.srt"


def test_a_report_caption_by_caption(vidkit: Vidkit, file: str) -> None:
    before = fingerprints(vidkit.folder)
    ran = vidkit("check", file)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "möte.srt, by the rules sv-reel",
        "  ✗ 1  0:00.0–0:01.2  Vi träffas på / torget i kväll.",
        "      yellow: line break: a line break that parts what belongs together: “på | torget”",
        "      red: time to read: 24.2 characters a second, at most 17",
        "  ✓ 2  0:04.0–0:06.5  Banken frågar aldrig / efter din kod.",
        "möte.srt: 2 captions: 1 green, 0 yellow, 1 red",
    ]
    assert fingerprints(vidkit.folder) == before


def test_the_profile_decides(vidkit: Vidkit, file: str) -> None:
    assert json.loads(vidkit("check", file, "--json").out)[0]["counts"] == {"green": 1, "yellow": 0, "red": 1}
    slow = json.loads(vidkit("check", file, "--profile", "sv-lattlast", "--json").out)[0]
    assert (slow["profile"], slow["counts"]) == ("sv-lattlast", {"green": 0, "yellow": 0, "red": 2})
    vidkit("check", file, "--profile", "sv-radio").refused(2, "sv-radio")


def test_mending_says_what_it_did(vidkit: Vidkit, file: str) -> None:
    ran = vidkit("check", file, "--fix")
    assert ran.code == 0
    assert ran.out.splitlines()[1:4] == [
        "  caption 1, mended:",
        "      Vi träffas på / torget i kväll. → Vi träffas på torget i kväll.",
        "      0:00.0–0:01.2 → 0:00.0–0:02.1",
    ]
    assert "1 caption was mended. The file as it was is kept as möte.original.srt." in ran.out
    assert (vidkit.folder / "möte.original.srt").read_text("utf-8") == SRT
    after = fingerprints(vidkit.folder)
    assert "nothing needed to be mended" in vidkit("check", file, "--fix").out
    assert fingerprints(vidkit.folder) == after


def test_for_machines(vidkit: Vidkit, file: str) -> None:
    (row,) = json.loads(vidkit("check", file, "--fix", "--json").out)
    assert (row["file"], row["passed"], row["original"]) == (file, True, "möte.original.srt")
    (change,) = row["changes"]
    assert change["before"] == {"start_ms": 0, "end_ms": 1200, "lines": ["Vi träffas på", "torget i kväll."]}
    assert change["after"] == {"start_ms": 0, "end_ms": 2072, "lines": ["Vi träffas på torget i kväll."]}
    assert [caption["grade"] for caption in row["captions"]] == ["green", "green"]


def test_a_finding_for_machines(vidkit: Vidkit, file: str) -> None:
    (row,) = json.loads(vidkit("check", file, "--json").out)
    assert row["captions"][0]["findings"][1] == {
        "rule": "speed",
        "grade": "red",
        "found": 24.167,
        "limit": 17.0,
        "text": "",
        "wanted": "",
        "words": "24.2 characters a second, at most 17",
    }


def test_what_is_left_takes_a_person(vidkit: Vidkit) -> None:
    (vidkit.folder / "x.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.500\n" + "a" * 50 + "\n", "utf-8")
    ran = vidkit("check", "x.vtt", "--fix")
    assert ran.code == 1
    assert "1 red" in ran.out
    assert "takes other words" in vidkit("check", "x.vtt", "--fix").out


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("gone.srt", None, "gone.srt"),
        ("empty.srt", "", "not a single caption"),
        ("letter.txt", "Hej, här kommer texten!", "not a single caption"),
        ("letter.vtt", "Hej, här kommer texten!", "not a single caption"),
        ("times.srt", "1\n00:00:01,000 --> 00:00:xx,000\nhej\n", "line 2"),
        ("nowhere.srt", "1\n00:00:02,000 --> 00:00:02,000\nhej\n", "in the moment"),
        ("backwards.srt", "1\n00:00:02,000 --> 00:00:01,000\nhej\n", "line 2"),
    ],
)
def test_files_that_are_none(vidkit: Vidkit, name: str, text: str | None, words: str) -> None:
    if text is not None:
        (vidkit.folder / name).write_text(text, "utf-8")
    vidkit("check", name).refused(3, name, words)
    vidkit("check", name, "--fix").refused(3, name, words)
    assert names(vidkit.folder) == ([] if text is None else [name])


def test_a_line_is_told_in_pixels_of_the_brands_typeface(vidkit: Vidkit) -> None:
    text = "1\n00:00:00,000 --> 00:00:04,000\nmmmmmmm mmmmmmm mmmmmmm mmm\n"
    (vidkit.folder / "x.srt").write_text(text, "utf-8")
    (row,) = [line for line in vidkit("check", "x.srt").out.splitlines() if "red" in line and "width" in line]
    assert "at most 838" in row
    (finding,) = json.loads(vidkit("check", "x.srt", "--json").out)[0]["captions"][0]["findings"]
    assert (finding["rule"], finding["limit"]) == ("width", 838)
    assert int(finding["wanted"]) == int(54 * 838 / finding["found"])
    assert vidkit("check", "x.srt", "--profile", "sv-tv").code == 0
    vidkit("check", "x.srt", "--brand", "another").refused(4, "another")


def test_in_a_terminal_nothing_is_wider_than_it_is(vidkit: Vidkit, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (vidkit.folder / file).write_text(SRT.replace("i kväll", "i kväll med ordningsvakter och fältassistenter"), "utf-8")
    plain = vidkit("check", file).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    coloured = vidkit("check", file).out
    assert "\x1b[" in coloured
    shown = re.sub("\x1b\\[[0-9;]*m", "", coloured)
    assert max(map(len, plain.splitlines())) > 60 >= max(map(len, shown.splitlines()))
    assert shown.split() == plain.split()
    for line in shown.splitlines():
        assert ("✗" in line) or ("✓" in line) or not re.match(r"  \S+ \d+  \d", line), "a sign, whatever the colour"


def test_every_file_is_reported_whatever_the_others_are(vidkit: Vidkit, file: str) -> None:
    (vidkit.folder / "tom.srt").write_bytes(b"")
    (vidkit.folder / "bild.srt").write_bytes(bytes(range(256)) * 20)
    (vidkit.folder / "mapp.vtt").mkdir()
    ran = vidkit("check", "tom.srt", "bild.srt", "mapp.vtt", file, "--json")
    assert ran.code == 3
    rows = json.loads(ran.out)
    assert [row["file"] for row in rows] == ["tom.srt", "bild.srt", "mapp.vtt", file]
    assert all(row["fault"] and row["hint"] and not row["passed"] for row in rows[:3])
    assert rows[3]["counts"] == {"green": 1, "yellow": 0, "red": 1}
    assert vidkit("check", "tom.srt", file, "--fix").code == 3
    assert (vidkit.folder / "möte.original.srt").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(vidkit: Vidkit) -> None:
    os.mkfifo(vidkit.folder / "x.srt")
    vidkit("check", "x.srt").refused(3, "x.srt", "no file")


def test_films_and_captions_in_one_call(vidkit: Vidkit, file: str) -> None:
    Path(vidkit.folder / "letter.mp4").write_text("hej" * 500, encoding="utf-8")
    ran = vidkit("check", "letter.mp4", file, "--json")
    assert ran.code == 3
    film, captions = json.loads(ran.out)
    assert (film["file"], film["passed"], captions["file"], captions["passed"]) == ("letter.mp4", False, file, False)
    assert "letter.mp4" in ran.err


def test_a_film_cannot_be_mended(vidkit: Vidkit) -> None:
    vidkit("check", "x.mp4", "--fix").refused(2, "Only caption files")
