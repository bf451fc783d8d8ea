"""`vidkit status`, and the page and table that a batch leaves behind: faults, days, a person's own files."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from running import QUICK, Vidkit, fingerprints

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

WEEK = """\
[[reels]]
title = "Lås dörren"
clips = ["a.mp4"]
day = "{day}"
[[reels]]
title = "Halv"
clips = ["halv.mp4"]
"""


@pytest.fixture
def clips(tmp_path: Path, clip: Clip) -> Path:
    folder = tmp_path / "klipp"
    folder.mkdir()
    content = clip(seconds=1.2, sound="mono").read_bytes()
    (folder / "a.mp4").write_bytes(content)
    (folder / "halv.mp4").write_bytes(content[: len(content) // 2])
    (folder / "week.toml").write_text(WEEK.format(day="monday"), encoding="utf-8")
    return folder


def rows(vidkit: Vidkit, *arguments: str | Path) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in vidkit("status", "reels", "--json", *arguments).record["reels"]}


def test_what_failed_is_known_after_the_terminal_is_closed(vidkit: Vidkit, clips: Path) -> None:
    before = fingerprints(clips)
    assert vidkit("batch", clips, *QUICK).code == 1
    assert fingerprints(clips) == before
    ran = vidkit("status", "reels")
    assert ran.code == 1
    for words in ("✓ ready", "✗ not made", "“halv.mp4” is damaged or cut short.", "1 of 2 reels are ready."):
        assert words in ran.out
    found = rows(vidkit)
    assert {name: row["state"] for name, row in found.items()} == {"las-dorren": "done", "halv": "failed"}
    assert found["halv"]["fault"] in (vidkit.folder / "reels" / "index.html").read_text("utf-8")
    (clips / "halv.mp4").write_bytes((clips / "a.mp4").read_bytes())
    assert vidkit("batch", clips, *QUICK).code == 0
    ran = vidkit("status", "reels")
    assert (ran.code, "✗" in ran.out) == (0, False)


def test_another_day_makes_no_other_film(vidkit: Vidkit, clips: Path) -> None:
    vidkit("batch", clips, *QUICK)
    folder = vidkit.folder / "reels" / "las-dorren"
    before = fingerprints(folder)
    monday = date.fromisoformat(rows(vidkit)["las-dorren"]["day"])
    assert monday.weekday() == 0
    (clips / "week.toml").write_text(WEEK.format(day="2031-05-06"), encoding="utf-8")
    ran = vidkit("batch", clips, *QUICK, "--json")
    assert ran.record["reels"][0]["result"] == "unchanged"
    after = fingerprints(folder)
    assert {name for name in before if before[name] != after[name]} == {"las-dorren.json"}
    record = json.loads((folder / "las-dorren.json").read_text("utf-8"))
    assert (record["publishing"]["day"], record["week"]) == ("2031-05-06", "week.toml")
    page = (vidkit.folder / "reels" / "index.html").read_text("utf-8")
    assert "Tuesday 6 May" in page
    assert "2031-05-06" in (vidkit.folder / "reels" / "reels.csv").read_text("utf-8-sig")
    # Made anew by itself it keeps its day.
    (folder / "las-dorren.txt").unlink()
    assert vidkit("reel", clips / "a.mp4", "--title", "Lås dörren", *QUICK).code == 0
    vidkit("status", "reels", "--page")
    assert json.loads((folder / "las-dorren.json").read_text("utf-8"))["publishing"]["day"] == "2031-05-06"


def test_files_of_a_persons_own_are_left_alone_and_cost_no_reel(vidkit: Vidkit, clips: Path) -> None:
    reels = vidkit.folder / "reels"
    reels.mkdir()
    (reels / "index.html").write_text("<h1>Min sida</h1>", encoding="utf-8")
    (reels / "reels.csv").write_text("mitt", encoding="utf-8")
    ran = vidkit("batch", clips, *QUICK, "--only", "las-dorren")
    assert ran.code == 0
    assert len(re.findall(r"^! There already is", ran.err, re.MULTILINE)) == 2
    assert (reels / "index.html").read_text("utf-8") == "<h1>Min sida</h1>"
    assert (reels / "reels.csv").read_text("utf-8") == "mitt"
    for name in ("index.html", "reels.csv"):
        (reels / name).unlink()
    assert vidkit("status", "reels", "--page").err == ""
    assert (reels / "index.html").is_file()
    (reels / "reels.csv").write_text("planer", encoding="utf-8")
    assert "kept as reels.edited.csv" in vidkit("status", "reels", "--page").err
    assert (reels / "reels.edited.csv").read_text("utf-8") == "planer"


def test_nothing_is_written_again_where_nothing_has_changed(vidkit: Vidkit, clips: Path) -> None:
    (clips / "week.toml").write_text(
        WEEK.format(day="monday").partition('[[reels]]\ntitle = "Halv"')[0], encoding="utf-8"
    )
    vidkit("batch", clips, *QUICK)
    stamps = fingerprints(vidkit.folder / "reels")
    assert vidkit("batch", clips, *QUICK).code == 0
    vidkit("status", "reels", "--page")
    after = fingerprints(vidkit.folder / "reels")
    assert {name for name in stamps if stamps[name] != after[name]} <= {".vidkit-week.json"}


def test_what_nobody_has_begun_with(vidkit: Vidkit, clips: Path) -> None:
    (vidkit.folder / "reels").mkdir()
    assert "no reel" in vidkit("status", "reels").out
    found = rows(vidkit, "--week", clips)
    assert {name: row["state"] for name, row in found.items()} == {"las-dorren": "waiting", "halv": "waiting"}
    assert found["las-dorren"]["day_said"] == "monday"
    vidkit("status", "nowhere").refused(3, "nowhere")
    vidkit("status", "reels", "--week", "nowhere").refused(3, "nowhere")
