"""`vidkit watch`: clips that come into a folder come out as reels, each once, whole, also after a restart."""

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from running import QUICK, Vidkit, command, fingerprints, finished, names

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there"),
]

Clip = Callable[..., Path]

WAIT_S = 120
WATCHING = "Press Ctrl-C to end."


class Watching:
    """A `vidkit watch` that runs, and what it has said so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command("watch", "inkorg", "-o", "reels", *QUICK),
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
                self.lines.append(line)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def until(self, holds: Callable[[], bool], seconds: float = WAIT_S) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.05)

    def until_said(self, words: str, times: int = 1) -> None:
        self.until(lambda: self.said.count(words) >= times)

    def until_made(self, *wanted: str) -> None:
        self.until(lambda: set(wanted) <= set(finished(self.folder / "reels")))
        # The page is written after the reels.
        page = self.folder / "reels" / "index.html"
        self.until(lambda: page.is_file() and all(f'id="reel-{name}"' in page.read_text("utf-8") for name in wanted))

    def end_at_rest(self) -> int:
        """Ended while it waits, not in what a round still has to do."""
        time.sleep(1.5)
        return self.end()

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        self.reader.join(5)
        assert "Traceback" not in self.said
        return code


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inkorg"
    folder.mkdir()
    return folder


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[[], Watching]]:
    running: list[Watching] = []

    def start() -> Watching:
        running.append(Watching(tmp_path))
        running[-1].until_said(WATCHING)
        return running[-1]

    yield start
    for each in running:
        each.process.kill()
        each.process.wait()
        each.reader.join()


Watch = Callable[[], Watching]


def stamps(reels: Path) -> dict[str, int]:
    return {name: (reels / name / f"{name}.mp4").stat().st_mtime_ns for name in finished(reels) if name[0] != "."}


def test_clips_come_in_and_reels_come_out_each_once(watch: Watch, inbox: Path, tmp_path: Path, clip: Clip) -> None:
    one, two = clip(seconds=1.2, sound="mono"), clip(seconds=1.4, sound="mono")
    shutil.copy(one, inbox / "Brandvarnaren.mp4")
    watched = watch()
    watched.until_made("brandvarnaren")
    for name in ("x.mp4.part", "~x.mp4", ".x.mp4.Ab12", "x.mp4.crdownload", "x.tmp", "y.tmp.mp4"):
        shutil.copy(two, inbox / name)
    shutil.copy(one, inbox / "igen.mp4")  # synced once more, under another name
    (inbox / "igen.srt").write_text("", encoding="utf-8")
    (inbox / "igen.srt").unlink()
    shutil.copy(two, inbox / "IMG_0001.mp4")
    watched.until_made("brandvarnaren", "img-0001")
    before = stamps(tmp_path / "reels")
    (inbox / "Brandvarnaren.mp4").rename(inbox / "Släck elden.mp4")
    time.sleep(6)
    assert stamps(tmp_path / "reels") == before
    assert watched.end_at_rest() == 0
    assert watched.said.splitlines()[-1].startswith("Ended.")

    shutil.rmtree(tmp_path / "reels" / "img-0001")  # taken away, as when it was published
    again = watch()
    shutil.copy(clip(seconds=1.6), inbox / "ny.mp4")
    again.until_made("ny")
    time.sleep(2)
    assert [name for name in finished(tmp_path / "reels") if name[0] != "."] == ["brandvarnaren", "ny"]
    assert {name: stamp for name, stamp in stamps(tmp_path / "reels").items() if name != "ny"} == {
        "brandvarnaren": before["brandvarnaren"]
    }
    assert again.end_at_rest() == 0


def test_a_clip_that_comes_slowly_is_waited_for(watch: Watch, inbox: Path, tmp_path: Path, clip: Clip) -> None:
    content = clip(seconds=3, sound="mono").read_bytes()
    watched = watch()
    piece = len(content) // 4 + 1
    with (inbox / "långsam.mp4").open("wb") as file:
        for start in range(0, len(content), piece):
            file.write(content[start : start + piece])
            file.flush()
            assert names(tmp_path / "reels") == []
            time.sleep(1.5)
    watched.until_made("langsam")
    record = json.loads((tmp_path / "reels" / "langsam" / "langsam.json").read_text("utf-8"))
    assert record["frames"] == 90
    assert "✗" not in watched.said
    assert watched.end_at_rest() == 0


def test_what_is_broken_is_told_once_and_made_when_it_is_mended(
    watch: Watch, inbox: Path, tmp_path: Path, clip: Clip
) -> None:
    content = clip(seconds=1.2, sound="mono").read_bytes()
    (inbox / "halv.mp4").write_bytes(content[: len(content) // 2])
    (inbox / "tom.mp4").touch()
    watched, page = watch(), tmp_path / "reels" / "index.html"
    watched.until_said("goes on by itself")
    shutil.copy(clip(seconds=1.4), inbox / "hel.mp4")
    watched.until_made("hel")
    for name in ("halv", "tom"):
        assert f'id="reel-{name}"' in page.read_text("utf-8")
    assert "cut short" in page.read_text("utf-8")
    (inbox / "tom.mp4").unlink()  # thrown away
    (inbox / "halv.mp4").write_bytes(content)
    watched.until((tmp_path / "reels" / "halv" / "halv.mp4").is_file)
    watched.until(lambda: 'id="reel-tom"' not in page.read_text("utf-8"))
    assert watched.said.count("✗ tom.mp4: ") == watched.said.count("✗ halv.mp4: ") == 1
    assert watched.end_at_rest() == 0


def test_folders_names_that_come_again_and_captions(watch: Watch, inbox: Path, tmp_path: Path, clip: Clip) -> None:
    one, two, three = (clip(seconds=seconds) for seconds in (1.2, 1.4, 1.6))
    (inbox / "Öppet hus").mkdir()
    shutil.copy(one, inbox / "Öppet hus" / "IMG_0001.mp4")
    shutil.copy(two, inbox / "IMG_0001.mp4")
    watched = watch()
    watched.until_made("img-0001", "oppet-hus")
    (inbox / "IMG_0001.mp4").unlink()
    shutil.copy(three, inbox / "IMG_0001.mp4")  # another phone's first clip
    shutil.copy(three, inbox / "Öppet hus" / "IMG_0002.mp4")  # the folder's second, which came later
    watched.until_made("img-0001-2")
    record = tmp_path / "reels" / "oppet-hus" / "oppet-hus.json"
    watched.until(lambda: len(json.loads(record.read_text("utf-8"))["sources"]) == 2)
    assert [name for name in finished(tmp_path / "reels") if name[0] != "."] == ["img-0001", "img-0001-2", "oppet-hus"]
    (inbox / "IMG_0001.txt").write_text("Ring 112", encoding="utf-8")  # its title, which comes last
    post = tmp_path / "reels" / "img-0001-2" / "img-0001-2.txt"
    watched.until(lambda: post.read_text("utf-8").startswith("Ring 112"))
    assert watched.end_at_rest() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_stopped_in_the_middle_it_goes_on(
    number: signal.Signals, watch: Watch, inbox: Path, tmp_path: Path, clip: Clip
) -> None:
    for seconds in (1.2, 6.0, 6.4):
        shutil.copy(clip(seconds=seconds, sound="mono"), inbox / f"klipp {seconds:g}.mp4")
    originals = fingerprints(inbox)
    watched = watch()
    watched.until(lambda: any(name.startswith(".klipp-6") for name in names(tmp_path / "reels")))
    if number == signal.SIGKILL:
        watched.process.kill()
        watched.process.wait()
    else:
        assert watched.end() == 130
        assert not [name for name in names(tmp_path / "reels") if name.endswith(".part")]
    before = stamps(tmp_path / "reels")
    again = watch()
    again.until_made("klipp-1-2", "klipp-6", "klipp-6-4")
    assert {name: stamp for name, stamp in stamps(tmp_path / "reels").items() if name in before} == before
    assert again.end_at_rest() == 0
    assert not [name for name in names(tmp_path / "reels") if name.endswith((".part", ".tmp"))]
    assert fingerprints(inbox) == originals


def test_an_inbox_that_goes_away_for_a_while(watch: Watch, inbox: Path, tmp_path: Path, clip: Clip) -> None:
    watched = watch()
    inbox.rename(tmp_path / "borta")
    watched.until_said("cannot be read")
    (tmp_path / "borta").rename(inbox)
    shutil.copy(clip(seconds=1.2), inbox / "a.mp4")
    watched.until_made("a")
    assert watched.end_at_rest() == 0


def test_what_no_watching_mends_ends_at_once(vidkit: Vidkit, inbox: Path) -> None:
    vidkit("watch", "nowhere", *QUICK).refused(3, "nowhere")
    vidkit("watch", inbox, *QUICK, "--brand", "nobody").refused(4, "nobody")
    vidkit("watch", inbox, *QUICK[:-2], "--captions", "x.srt").refused(2, "x.srt")
