"""How each reel of a folder stands: asked for, in hand, failed, finished, corrected since, to be read."""

import json
import time
from datetime import date
from pathlib import Path

import msgspec
import pytest

from deliver.finished import finding, finish
from vidkit.captions.cue import Doubt, Mark
from vidkit.deliver.finding import Verdict
from vidkit.deliver.overview import Entry, State, overview
from vidkit.deliver.record import read_record
from vidkit.deliver.week_state import NAME, Row, Told, WeekState, note_publishing, read_state, write_state
from vidkit.deliver.workfolder import work_folder
from vidkit.plan.week_days import Publishing

MARK = Mark(Doubt.FIGURE, "112", 3600)
TOLD = Told("It is cut short.", "Copy it again.")


def seen(out: Path, *rows: Row) -> dict[str, Entry]:
    return {entry.name: entry for entry in overview(out, WeekState(rows=rows))}


def row(name: str, fault: Told | None = None, day: str = "") -> Row:
    return Row(name=name, source=f"{name}.mov", fault=fault, publishing=Publishing(day, day))


def test_how_each_reel_stands(tmp_path: Path) -> None:
    finish(tmp_path, "done")
    finish(tmp_path, "read", marks=(MARK,))
    finish(tmp_path, "short", findings=(finding("a", Verdict.FAIL), finding("b", Verdict.WARN)), marks=(MARK,))
    finish(tmp_path, "corrected", marks=(MARK,))
    (tmp_path / "corrected" / "corrected.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHej\n", encoding="utf-8")
    finish(tmp_path, "again")
    finish(tmp_path, "filmless")
    (tmp_path / "filmless" / "filmless.mp4").unlink()
    with work_folder(tmp_path, "hand"):
        found = seen(tmp_path, row("broken", TOLD), row("later"), row("again", TOLD), row("hand"))
    assert {name: entry.state for name, entry in found.items()} == {
        "broken": State.FAILED,
        "later": State.WAITING,
        "again": State.FAILED,
        "hand": State.MAKING,
        "done": State.DONE,
        "read": State.READ,
        "short": State.SHORT,
        "corrected": State.CHANGED,
        "filmless": State.WAITING,
    }
    assert found["again"].record is not None
    assert found["broken"].fault == TOLD
    assert found["done"].seconds == 18


def test_by_day_and_those_without_one_last(tmp_path: Path) -> None:
    finish(tmp_path, "old", publishing=Publishing("monday", "2026-11-16"))
    finish(tmp_path, "other")
    rows = (row("b", day="2026-11-24"), row("a"), row("c", day="2026-11-23"), row("d", day="2026-11-24"))
    assert [entry.name for entry in overview(tmp_path, WeekState(rows=rows))] == ["old", "c", "b", "d", "a", "other"]
    assert seen(tmp_path, *rows)["old"].day == date(2026, 11, 16)


def test_what_is_no_reel_of_ours_is_left_alone(tmp_path: Path) -> None:
    finish(tmp_path, "mine")
    finish(tmp_path / "elsewhere", "linked")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere" / "linked")
    (tmp_path / "empty").mkdir()
    (tmp_path / "mine.json").write_text("{}", encoding="utf-8")
    (tmp_path / "mine").rename(tmp_path / "renamed")  # a record speaks for the folder of its own name only
    assert seen(tmp_path) == {}


def test_what_is_remembered_comes_back(tmp_path: Path) -> None:
    state = WeekState(week="../klipp", at="2026-11-22T15:00:00+01:00", rows=(row("a", TOLD, "2026-11-23"),))
    write_state(state, tmp_path)
    assert read_state(tmp_path) == state
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"made_by": "another"}', b"\xff", b'{"made_by":"vidkit","schema":9}']
)
def test_what_cannot_be_read_is_as_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert read_state(tmp_path) == WeekState()
    assert read_state(tmp_path / "nowhere") == WeekState()


def test_a_day_goes_into_the_record_and_changes_nothing_else(tmp_path: Path) -> None:
    before = finish(tmp_path, "a")
    publishing = Publishing("monday", "2026-11-23")
    note_publishing(tmp_path / "a", publishing, "week.toml")
    after = read_record(tmp_path / "a")
    assert after == msgspec.structs.replace(before, publishing=publishing, week="week.toml")
    stamp = (tmp_path / "a" / "a.json").stat().st_mtime_ns
    note_publishing(tmp_path / "a", publishing, "week.toml")
    assert (tmp_path / "a" / "a.json").stat().st_mtime_ns == stamp


def test_records_of_before_there_were_days_still_read(tmp_path: Path) -> None:
    finish(tmp_path, "a")
    path = tmp_path / "a" / "a.json"
    old = json.loads(path.read_text("utf-8"))
    del old["publishing"], old["week"]
    path.write_text(json.dumps(old), encoding="utf-8")
    assert seen(tmp_path)["a"].state is State.DONE


def test_two_hundred_reels_are_looked_at_in_a_second(tmp_path: Path) -> None:
    marks = (MARK,) * 5
    findings = tuple(finding(str(number), Verdict.OK) for number in range(30))
    for number in range(200):
        finish(tmp_path, f"reel-{number}", marks=marks, findings=findings)
    began = time.monotonic()
    assert len(overview(tmp_path, WeekState())) == 200
    assert time.monotonic() - began < 1
