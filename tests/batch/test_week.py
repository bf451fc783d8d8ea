"""A week at once: nothing stops the rest, nothing is made twice, originals stay as they are, one model for all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped, unused-ignore]
import pytest
from media import Recipe, ffmpeg, make_clip
from running import QUICK, Vidkit, fingerprints, finished, names

from vidkit.batch import week as running
from vidkit.batch.ears import Ears
from vidkit.batch.produce import get_ready
from vidkit.captions.cue import Word
from vidkit.captions.recognise import listening
from vidkit.captions.recognise.choice import Choice
from vidkit.captions.recognise.voice import Stretch
from vidkit.deliver.workfolder import work_folder
from vidkit.events import silent

pytestmark = pytest.mark.program

Clip = Callable[..., Path]
Made = dict[str, dict[str, Any]]

SRT = "1\n00:00:00,100 --> 00:00:00,900\n{}\n"


@pytest.fixture
def clips(tmp_path: Path, clip: Clip) -> Path:
    """A folder with two good clips."""
    folder = tmp_path / "klipp"
    folder.mkdir()
    for name in ("Brandvarnaren.mp4", "IMG_0001.mp4"):
        (folder / name).write_bytes(clip(seconds=1.2, sound="mono").read_bytes())
    return folder


def rows(report: dict[str, Any]) -> Made:
    return {row["name"]: row for row in report["reels"]}


def test_twenty_clips_some_of_them_broken(vidkit: Vidkit, clips: Path) -> None:
    whole = (clips / "IMG_0001.mp4").read_bytes()
    for number in range(2, 11):
        (clips / f"IMG_{number:04}.mp4").write_bytes(whole)
    (clips / "tom.mp4").touch()
    (clips / "brev.mp4").write_text("Hej, här kommer filmen!\n" * 100, encoding="utf-8")
    (clips / "halv.mp4").write_bytes(whole[: len(whole) // 2])
    ffmpeg("-i", clips / "IMG_0001.mp4", "-vn", "-c", "copy", clips / "memo.mp4")
    (clips / f"{'Ett mycket långt namn ' * 9}.mp4").write_bytes(whole)
    (clips / "lika.mp4").write_bytes(whole)
    (clips / "Lika.mov").write_bytes(whole)
    (clips / "serie").mkdir()
    (clips / "serie" / "a.mp4").write_bytes(whole)
    (clips / "serie" / "b.mp4").touch()
    (clips / "emoji.mp4").write_bytes(whole)
    (clips / "emoji.txt").write_text("Lås 🔒", encoding="utf-8")
    for name in ("bild.jpg", "Thumbs.db", "._IMG_0001.mp4", "lista.docx"):
        (clips / name).write_bytes(b"x")
    before, process = fingerprints(clips), psutil.Process()
    children, files = len(process.children(recursive=True)), len(process.open_files())

    ran = vidkit("batch", clips, *QUICK[:3], "draft", "--no-outro", "--captions", "off", "--json")

    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert fingerprints(clips) == before
    assert len(process.children(recursive=True)) == children
    assert len(process.open_files()) == files
    found = rows(ran.record)
    bad = {name: row["fault"] for name, row in found.items() if row["result"] == "failed"}
    good = sorted(name for name, row in found.items() if row["result"] == "made")
    assert good == sorted(["brandvarnaren", *(f"img-{number:04}" for number in range(1, 11))])
    assert finished(vidkit.folder / "reels") == good
    for name, words in {
        "tom": "is empty",
        "brev": "not a video",
        "halv": "cut short",
        "memo": "no picture",
        "ett-mycket": "too long",
        "lika": "Lika.mov",
        "serie": "b.mp4",
        "emoji": "🔒",
    }.items():
        assert any(each.startswith(name) and words in fault for each, fault in bad.items()), (name, bad)
    for fault in bad.values():
        assert fault in ran.err
    assert {each["name"] for each in ran.record["passed"]} == {"bild.jpg", "Thumbs.db", "._IMG_0001.mp4", "lista.docx"}
    assert "bild.jpg, lista.docx" in ran.err


def test_made_once_and_then_only_what_has_changed(vidkit: Vidkit, clips: Path, clip: Clip) -> None:
    first = vidkit("batch", clips, *QUICK, "--json")
    assert first.code == 0
    assert {row["result"] for row in first.record["reels"]} == {"made"}
    (clips / "ny.mp4").write_bytes(clip(seconds=1.0).read_bytes())
    (clips / "IMG_0001.mp4").write_bytes(clip(seconds=1.4).read_bytes())
    again = rows(vidkit("batch", clips, *QUICK, "--json").record)
    assert {name: row["result"] for name, row in again.items()} == {
        "brandvarnaren": "unchanged",
        "img-0001": "made",
        "ny": "made",
    }
    table = vidkit("batch", clips, *QUICK).err
    assert "3 of 3 reels are ready." in table
    assert table.count("unchanged") == 6  # a line each, and one in the table


def test_the_output_folder_may_lie_among_the_clips(vidkit: Vidkit, clips: Path) -> None:
    for _time in range(2):
        ran = vidkit("batch", clips, *QUICK, "--out", clips / "färdigt", "--json")
        assert ran.code == 0
        assert len(ran.record["reels"]) == 2
    assert vidkit("batch", clips, *QUICK, "--out", clips, "--only", "IMG_0001.mp4").code == 0
    ran = vidkit("batch", clips, "--dry-run", "--json")
    assert {(each["name"], each["why"]) for each in ran.record["passed"]} == {
        ("färdigt/", "no-clips"),
        ("img-0001/", "ours"),
        ("index.html", "ours"),
        ("reels.csv", "ours"),
        (".vidkit-week.json", "hidden"),
    }


def test_clips_of_a_folder_in_the_order_in_which_they_were_filmed(vidkit: Vidkit, tmp_path: Path) -> None:
    folder = tmp_path / "klipp" / "Måndag"
    folder.mkdir(parents=True)

    def filmed(name: str, when: str) -> None:
        tags = (("creation_time", when),) if when else ()
        make_clip(folder, Recipe(seconds=0.5, tags=tags), name)

    filmed("a", "2026-03-03T10:00:00Z")
    filmed("b", "2026-03-01T10:00:00Z")
    filmed("c", "2026-03-02T10:00:00Z")
    (folder / "title.txt").write_bytes("\ufeffSläck ljuset\r\n\r\nSå gör du.\r\n".encode("utf-16-le"))

    def order() -> list[str]:
        ran = vidkit("batch", folder.parent, "--dry-run", "--json")
        assert ran.record["reels"][0]["title"] == "Släck ljuset"
        return [Path(clip).stem for clip in ran.record["reels"][0]["clips"]]

    assert order() == ["b", "c", "a"]
    filmed("d", "")
    assert order() == ["a", "b", "c", "d"]
    assert names(vidkit.folder) == ["klipp"]


def test_captions_beside_a_clip_and_corrections_in_the_finished_folder(vidkit: Vidkit, clips: Path) -> None:
    (clips / "IMG_0001.mp4").unlink()
    beside = clips / "Brandvarnaren.srt"
    beside.write_text(SRT.format("Från mappen"), encoding="utf-8")
    finished = vidkit.folder / "reels" / "brandvarnaren" / "brandvarnaren.srt"

    def result() -> str:
        ran = vidkit("batch", clips, *QUICK[:-2], "--json")
        assert ran.code == 0, ran.err
        return str(ran.record["reels"][0]["result"])

    assert result() == "made"
    assert "Från mappen" in finished.read_text("utf-8")
    assert result() == "unchanged"
    finished.write_text(SRT.format("Rättat"), encoding="utf-8")
    assert result() == "made"
    assert "Rättat" in finished.read_text("utf-8")
    assert result() == "unchanged"
    beside.write_text(SRT.format("Ändrat i mappen"), encoding="utf-8")
    later = finished.stat().st_mtime + 60
    os.utime(beside, (later, later))
    assert result() == "made"
    assert "Ändrat" in finished.read_text("utf-8")
    assert beside.read_text("utf-8") == SRT.format("Ändrat i mappen")


def test_another_run_at_the_same_reel_is_one_line(vidkit: Vidkit, clips: Path) -> None:
    with work_folder(vidkit.folder / "reels", "brandvarnaren"):
        ran = vidkit("batch", clips, *QUICK, "--json")
    assert ran.code == 1
    assert [(row["name"], row["result"]) for row in ran.record["reels"]] == [
        ("brandvarnaren", "failed"),
        ("img-0001", "made"),
    ]
    assert "another vidkit" in ran.record["reels"][0]["fault"]
    assert "the others come first" in ran.err
    assert vidkit("batch", clips, *QUICK).code == 0


def test_all_that_fail_end_with_the_first_ones_code(vidkit: Vidkit, clips: Path) -> None:
    assert vidkit("batch", clips, *QUICK, "--brand", "nobody").code == 4
    for path in clips.iterdir():
        path.write_bytes(b"")
    assert vidkit("batch", clips, *QUICK).code == 3


def test_a_fault_of_ours_costs_one_reel(
    vidkit: Vidkit, clips: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stumble(brief: Any, *others: Any) -> Any:
        if brief.name == "brandvarnaren":
            raise RuntimeError("a step too far")
        return get_ready(brief, *others)

    monkeypatch.setattr(running, "get_ready", stumble)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = vidkit("batch", clips, *QUICK)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "not your fault" in ran.err
    (report,) = tmp_path.glob("vidkit-*.txt")
    assert "a step too far" in report.read_text("utf-8")
    assert finished(vidkit.folder / "reels") == ["img-0001"]


def test_one_model_for_the_whole_week(vidkit: Vidkit, clips: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clips / "IMG_0001.mp4").write_bytes((clips / "IMG_0001.mp4").read_bytes() + bytes(8))  # another clip
    loaded, heard = [], []

    class Engine:
        def listen(self, samples: Any, **_options: Any) -> list[Word]:
            heard.append(len(samples))
            return []

        def notice(self) -> str:
            return ""

    def load(choice: Choice) -> Engine:
        loaded.append(choice.name)
        return Engine()

    choice = Choice(engine="faster-whisper", folder=clips, name="toy", digest=f"week-{clips}", why="A toy.")
    monkeypatch.setattr("vidkit.batch.ears.choose", lambda *_asked, **_options: choice)
    monkeypatch.setattr(listening, "load_engine", load)
    monkeypatch.setattr("vidkit.captions.recognise.voice.speech", lambda _samples: (Stretch(0, 900),))
    ran = vidkit("batch", clips, *QUICK[:-2])
    assert ran.code == 0, ran.err
    assert len(heard) >= 2
    assert loaded == ["toy"]
    assert ran.err.count("A toy.") == 1


def test_a_model_that_cannot_be_had_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from vidkit.errors import MissingError

    asked = []

    def choose(*names: object, **_options: object) -> Choice:
        asked.append(names)
        raise MissingError("There is none.")

    monkeypatch.setattr("vidkit.batch.ears.choose", choose)
    with Ears() as ears:
        for _reel in range(3):
            with pytest.raises(MissingError):
                ears.ear("auto", "auto", silent)
    assert len(asked) == 1
