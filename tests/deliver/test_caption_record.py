"""What stands in a folder of captions, whose it is, and that putting files there loses nothing of a person's."""

import datetime as dt
import os
import platform
from pathlib import Path

import msgspec
import pytest
from running import names

from vidkit.captions.cue import Cue
from vidkit.deliver.caption_folder import put_files
from vidkit.deliver.caption_record import CaptionRecord, caption_standing, to_json
from vidkit.deliver.record import RecordedSource, files_of
from vidkit.deliver.text_history import history_of
from vidkit.errors import OutputError
from vidkit.render import maker

RECORD = CaptionRecord(
    kind="captions",
    clip=RecordedSource(name="x.mp4", sha256="f" * 64, size_bytes=1),
    length_ms=1000,
    language="sv",
    profile="sv-reel",
    origin="recognised",
    text=history_of(["Hej."], None, dt.date(2026, 11, 22)),
    cues=(Cue(0, 1000, ("Hej.",)),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Captions of `x` as vidkit left them."""
    for name in ("x.srt", "x.vtt", "x.txt"):
        (tmp_path / name).write_text(name)
    recorded(tmp_path)
    return tmp_path


def recorded(folder: Path, **changes: object) -> None:
    files = files_of(folder, [name for name in names(folder) if not name.endswith(".json")])
    (folder / "x.json").write_bytes(to_json(msgspec.structs.replace(RECORD, files=files, **changes)))


def test_a_folder_without_captions(tmp_path: Path) -> None:
    standing = caption_standing(tmp_path / "none", "x")
    assert (standing.record, standing.edited, standing.words, standing.foreign) == (None, (), None, False)


def test_what_vidkit_wrote_is_its_own(folder: Path) -> None:
    standing = caption_standing(folder, "x")
    assert (standing.ours, standing.edited, standing.words) == (("x.srt", "x.vtt", "x.txt"), (), None)


def test_what_was_changed_last_has_the_words(folder: Path) -> None:
    for name, at in (("x.srt", 2_000_000_000), ("x.vtt", 1_900_000_000), ("x.txt", 2_100_000_000)):
        (folder / name).write_text("ändrad")
        os.utime(folder / name, (at, at))
    standing = caption_standing(folder, "x")
    assert (standing.edited, standing.words) == (("x.srt", "x.vtt", "x.txt"), folder / "x.srt")


def test_words_that_were_a_persons_stay_a_persons(folder: Path) -> None:
    recorded(folder, origin="person", file="x.vtt")
    standing = caption_standing(folder, "x")
    assert (standing.words, standing.ours) == (folder / "x.vtt", ("x.srt", "x.txt"))


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"made_by": "vidkit", "schema": 1, "name": "x"}'])
def test_a_file_of_the_records_name_that_is_none(folder: Path, text: str) -> None:
    (folder / "x.json").write_text(text)
    standing = caption_standing(folder, "x")
    assert standing.foreign
    assert standing.words is not None


def test_putting_keeps_what_is_a_persons_and_leaves_what_is_the_same(folder: Path) -> None:
    before = (folder / "x.txt").stat().st_mtime_ns
    written, kept = put_files(folder, {"x.srt": b"ny", "x.txt": b"x.txt", "y.vtt": b"ny"}, {"x.srt"})
    assert written == ("x.srt", "y.vtt")
    assert [(file.name, file.kept_as) for file in kept] == [("x.srt", "x.edited.srt")]
    assert (folder / "x.edited.srt").read_text() == "x.srt"
    assert (folder / "x.srt").read_text() == "ny"
    assert (folder / "x.txt").stat().st_mtime_ns == before


def test_what_a_killed_run_left_half_written_goes(folder: Path) -> None:
    dead, elsewhere = maker.mark_of(platform.node(), 2**31 - 5), maker.mark_of("another computer", 1)
    for name in (f".x.srt.{dead}.part", f".y.srt.{dead}.part", f".x.srt.{elsewhere}.part", ".x.srt.part"):
        (folder / name).write_text("half", encoding="utf-8")
    put_files(folder, {"x.srt": b"ny"}, ())
    left = [name for name in names(folder) if name.startswith(".")]
    assert sorted(left) == sorted([f".y.srt.{dead}.part", f".x.srt.{elsewhere}.part", ".x.srt.part"])


def test_a_full_disk_leaves_all_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: (folder / name).read_bytes() for name in names(folder)}

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="no space left"):
        put_files(folder, {"x.srt": b"ny", "z.txt": b"ny"}, ())
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before
