"""`vidkit reel --watch`: what is changed while it runs is in the film seconds later, and nothing stops the watching."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from running import Vidkit, command, fingerprints, names

from vidkit import resources

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there"),
]

Clip = Callable[..., Path]

DRAFT = ("--quality", "draft", "--shape", "wide", "--name", "x")
WATCHING = "Watching the clips, the captions and the brand. Press Ctrl-C to end."
AGAIN = "Up to date again after"
WAIT_S = 60


class Watching:
    """A `vidkit reel --watch` that runs, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str | Path) -> None:
        self.folder = folder
        self._lines: list[str] = []
        self._read = 0
        self.process = subprocess.Popen(
            command("reel", *arguments, "--watch"),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        assert self.process.stderr is not None
        self.reader = threading.Thread(target=self._listen, args=(self.process.stderr,), daemon=True)
        self.reader.start()

    def _listen(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._lines.append(line)

    def until(self, words: str, seconds: float = WAIT_S) -> str:
        """What is said from now on, up to the line with `words`."""
        end = time.monotonic() + seconds
        while not any(words in line for line in self._lines[self._read :]):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.02)
        begin = self._read
        self._read = 1 + next(at for at in range(begin, len(self._lines)) if words in self._lines[at])
        return "".join(self._lines[begin : self._read])

    def silent_for(self, seconds: float) -> None:
        time.sleep(seconds)
        assert self._lines[self._read :] == []

    @property
    def said(self) -> str:
        return "".join(self._lines)

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=25)
        self.reader.join(5)
        assert "Traceback" not in self.said
        return code

    @property
    def record(self) -> dict[str, Any]:
        read = json.loads((self.folder / "reels" / "x" / "x.json").read_text("utf-8"))
        assert isinstance(read, dict)
        return read

    def reel(self, suffix: str) -> Path:
        return self.folder / "reels" / "x" / f"x{suffix}"


Watch = Callable[..., Watching]


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    running: list[Watching] = []

    def start(*arguments: str | Path) -> Watching:
        running.append(Watching(tmp_path, *arguments, *DRAFT))
        return running[-1]

    yield start
    for each in running:
        each.process.kill()
        each.process.wait()
        each.reader.join()


@pytest.fixture
def source(tmp_path: Path, clip: Clip) -> Path:
    return Path(shutil.copy(clip(seconds=8, sound="mono"), tmp_path / "clip.mp4"))


def subtitles(path: Path, *texts: str) -> Path:
    """Two seconds for each, from the first second on."""
    rows = [f"{n}\n00:00:0{2 * n - 1},000 --> 00:00:0{2 * n},500\n{text}\n" for n, text in enumerate(texts, 1)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def by_rename(path: Path, content: bytes) -> None:
    """As many editors save."""
    beside = path.with_name(f"~{path.name}.tmp")
    beside.write_bytes(content)
    beside.replace(path)


BARE = ("--no-intro", "--no-outro")


def test_a_corrected_word_is_in_the_film_seconds_later(watch: Watch, tmp_path: Path, source: Path) -> None:
    srt = subtitles(tmp_path / "my.srt", "Lås dörren om dej.", "Ring när du är hemma.", "Vi hjälps åt.")
    watched = watch(source, "--captions", srt, *BARE)
    watched.until(WATCHING)
    film = watched.reel(".mp4").read_bytes()
    watched.silent_for(1.5)  # what it has written itself is no change
    began = time.monotonic()
    by_rename(srt, srt.read_bytes().replace(b"dej", b"dig"))
    said = watched.until(AGAIN)
    assert time.monotonic() - began < 20
    assert said.startswith("Changed: captions (my.srt). Up to date again after"), said
    assert "Lås dörren om dig." in watched.reel(".srt").read_text("utf-8")
    assert watched.reel(".mp4").read_bytes() != film
    reuse = watched.record["reuse"]
    assert 0 < reuse["windows"] - reuse["windows_reused"] < reuse["windows"]
    assert reuse["sound_reused"]
    srt.write_bytes(srt.read_bytes())  # saved without a change
    os.utime(srt)
    watched.silent_for(2)
    assert watched.end() == 0
    assert watched.said.splitlines()[-1] == "Ended. The reel in reels/x is up to date."


def test_corrections_in_the_finished_folder(vidkit: Vidkit, watch: Watch, tmp_path: Path, source: Path) -> None:
    """Saved twice, the second time while the first is being made: the last one counts, and none is left over."""
    srt = subtitles(tmp_path / "my.srt", "Lås dörren om dej.", "Ring när du är hemma.")
    assert vidkit("reel", source, "--captions", srt, *BARE, *DRAFT).code == 0
    finished = tmp_path / "reels" / "x" / "x.srt"
    finished.write_text(finished.read_text("utf-8").replace("dej", "dig"), encoding="utf-8")
    watched = watch(source, *BARE)
    watched.until(WATCHING)
    assert "dig." in finished.read_text("utf-8")
    finished.write_text(finished.read_text("utf-8").replace("hemma", "framme"), encoding="utf-8")
    deadline = time.monotonic() + WAIT_S
    while not any(name.startswith(".x.") for name in names(tmp_path / "reels")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    finished.write_text(finished.read_text("utf-8").replace("framme", "tillbaka"), encoding="utf-8")
    watched.until(AGAIN)
    watched.until(AGAIN)
    assert "Ring när du är tillbaka." in finished.read_text("utf-8")
    assert "Ring när du är tillbaka." in watched.reel(".html").read_text("utf-8")
    watched.silent_for(2)
    assert watched.end() == 0
    assert not [name for name in names(tmp_path / "reels" / "x") if "edited" in name]
    assert names(tmp_path / "reels") == ["x"]


def a_brand(folder: Path) -> Path:
    """The brand that comes with the program, with marks of its own."""
    folder.mkdir()
    shutil.copy(resources.templates() / "brands" / "trygghetscentret.toml", folder / "ours.toml")
    shutil.copytree(resources.assets() / "marks", folder / "marks")
    return folder / "ours.toml"


def test_a_brand_that_changes(watch: Watch, tmp_path: Path, source: Path) -> None:
    brand = a_brand(tmp_path / "brand")
    mark = brand.parent / "marks" / "porten-on-dark.png"
    watched = watch(source, "--brand", brand, "--captions", "off", "--title", "Lås dörren", "--no-outro")
    watched.until(WATCHING)
    seen = {watched.record["plan_digest"]}
    text = brand.read_text("utf-8")
    by_rename(brand, text.replace("[intro]", "[intro]\nseconds = 2.2", 1).encode())
    assert "brand (ours.toml)" in watched.until(AGAIN)
    seen.add(watched.record["plan_digest"])
    shutil.copy(brand.parent / "marks" / "porten-on-light.png", mark)
    assert "brand (porten-on-dark.png)" in watched.until(AGAIN)
    seen.add(watched.record["plan_digest"])
    assert len(seen) == 3
    by_rename(brand, b"name = \n")
    watched.until("is not valid TOML")
    by_rename(brand, text.encode())
    watched.until(AGAIN)
    mark.unlink()  # looked for among vidkit's own next
    watched.until(AGAIN)
    assert watched.end() == 0


def test_a_clip_that_is_copied_slowly(watch: Watch, tmp_path: Path, source: Path, clip: Clip) -> None:
    watched = watch(source, "--captions", "off", *BARE)
    watched.until(WATCHING)
    frames = watched.record["frames"]
    content = clip(seconds=5, sound="mono").read_bytes()
    piece = len(content) // 6 + 1
    with source.open("wb") as file:
        for start in range(0, len(content), piece):
            file.write(content[start : start + piece])
            file.flush()
            time.sleep(0.8)
    said = watched.until(AGAIN)
    assert [line for line in said.splitlines() if not line.startswith(("Changed: clip (clip.mp4).", "Waiting"))] == []
    assert "Waiting until clip.mp4 is whole." in said
    assert watched.record["frames"] == 150 != frames
    assert watched.end() == 0


def test_a_fault_is_told_once_and_mended(watch: Watch, tmp_path: Path, source: Path) -> None:
    srt = subtitles(tmp_path / "my.srt", "Lås dörren om dig.")
    watched = watch(source, "--captions", srt, *BARE)
    watched.until(WATCHING)
    before = fingerprints(tmp_path / "reels" / "x")
    whole = srt.read_bytes()
    srt.write_bytes(b"1\n00:00:0")
    said = watched.until("goes on by itself")
    assert "There is not a single caption in “my.srt”." in said
    film = source.read_bytes()
    source.write_bytes(film[: len(film) // 3])
    watched.until("goes on by itself")
    assert fingerprints(tmp_path / "reels" / "x") == before
    source.unlink()
    watched.until("clip.mp4")
    by_rename(source, film)
    watched.until("There is not a single caption")
    srt.write_bytes(whole.replace(b"dig", b"oss"))
    watched.until(AGAIN)
    assert "om oss" in watched.reel(".srt").read_text("utf-8")
    srt.unlink()
    watched.until("There is no caption file")
    assert watched.end() == 3
    assert "Ended. The reel in reels/x is not up to date." in watched.said


def test_begun_with_what_is_broken(watch: Watch, tmp_path: Path, source: Path) -> None:
    srt = tmp_path / "my.srt"
    srt.write_bytes(b"")
    watched = watch(source, "--captions", srt, *BARE)
    watched.until(WATCHING)
    assert not watched.reel(".mp4").exists()
    subtitles(srt, "Lås dörren om dig.")
    watched.until(AGAIN)
    assert watched.reel(".mp4").exists()
    assert watched.end() == 0


def test_what_no_watching_mends_ends_at_once(vidkit: Vidkit, tmp_path: Path, source: Path) -> None:
    vidkit("reel", tmp_path / "other.mp4", *DRAFT, "--watch").refused(3, "other.mp4")
    vidkit("reel", source, *DRAFT, "--captions", "other.srt", "--watch").refused(3, "other.srt")
    vidkit("reel", source, *DRAFT, "--brand", "other", "--watch").refused(4, "other")
    vidkit("reel", source, *DRAFT, "--profile", "other", "--watch").refused(2, "other")
    vidkit("reel", source, *DRAFT, "--json", "--watch").refused(2, "--json")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_stopped_while_a_reel_is_made(watch: Watch, tmp_path: Path, source: Path, number: signal.Signals) -> None:
    srt = subtitles(tmp_path / "my.srt", "Lås dörren om dej.", "Ring när du är hemma.")
    watched = watch(source, "--captions", srt, *BARE)
    watched.until(WATCHING)
    before = fingerprints(tmp_path / "reels" / "x")
    subtitles(srt, "Lås.", "Ring.", "Hjälp.")
    deadline = time.monotonic() + WAIT_S
    while not any(name.startswith(".x.") for name in names(tmp_path / "reels")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert watched.end(number) == 130
    assert watched.said.splitlines()[-1] == "Stopped. Nothing half-made was left behind."
    assert names(tmp_path / "reels") == ["x"]
    assert fingerprints(tmp_path / "reels" / "x") == before


def test_told_by_the_system_while_it_waits(watch: Watch, source: Path) -> None:
    watched = watch(source, "--captions", "off", *BARE)
    watched.until(WATCHING)
    assert watched.end(signal.SIGTERM) == 130


def test_a_folder_that_cannot_be_written_is_tried_again(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that is watched changes when a program lets go of the folder."""
    from vidkit.batch import watching
    from vidkit.batch.watching import Watch
    from vidkit.cli.asking import asked_clips
    from vidkit.deliver import folder
    from vidkit.errors import OutputError
    from vidkit.events import silent
    from vidkit.plan.brief import Brief, Quality

    monkeypatch.setattr(watching, "AGAIN_S", 0.5)
    clips = asked_clips([source], None)
    brief = Brief(clips=clips, shape="wide", captions="off", quality=Quality.DRAFT, intro=False, outro=False)
    watched = Watch(brief, tmp_path)
    assert not isinstance(watched.update(silent), OutputError)
    source.write_bytes(source.read_bytes() + b"\0" * 8)
    assert [change.path for change in watched.wait(silent)] == [source]
    with monkeypatch.context() as patch:

        def held(*_folders: Path) -> None:
            raise PermissionError(13, "")

        patch.setattr(folder, "_swap", held)
        assert isinstance(watched.update(silent), OutputError)
    assert watched.wait(silent) == ()
    assert not isinstance(watched.update(silent), OutputError)
