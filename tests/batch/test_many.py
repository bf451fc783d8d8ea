"""Many clips, a tenth broken, each in its own way: all good ones are made, each bad one is named, nothing leaks.

`VIDKIT_TEST_CLIPS=200 pytest tests/batch/test_many.py` takes that many; else it is so few that all tests stay quick.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import held
import pytest
from media import Recipe, ffmpeg, make_clip
from running import QUICK, fingerprints, finished

pytestmark = pytest.mark.program

CLIPS = int(os.environ.get("VIDKIT_TEST_CLIPS", "24"))

GROWTH_MB = 0.2
"""How much more memory the process may hold for each reel that it makes, once all has been done for the first time:
0.02 to 0.03 were seen, and 0.53 with half a megabyte kept of each. What counts as held is told in `held`."""

Break = Callable[[Path, Path], None]
"""Writes a broken clip from a whole one."""


def empty(_whole: Path, broken: Path) -> None:
    broken.touch()


def cut_short(whole: Path, broken: Path) -> None:
    broken.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])


def text(_whole: Path, broken: Path) -> None:
    broken.write_text("Hej, här kommer filmen!\n" * 100, encoding="utf-8")


def sound_only(whole: Path, broken: Path) -> None:
    ffmpeg("-i", whole, "-vn", "-c", "copy", broken)


def picture_file(whole: Path, broken: Path) -> None:
    still = broken.with_suffix(".jpg.tmp")
    ffmpeg("-i", whole, "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg", still)
    still.rename(broken)


def zeros(whole: Path, broken: Path) -> None:
    broken.write_bytes(bytes(whole.stat().st_size))


def without_index(whole: Path, broken: Path) -> None:
    """A recording that was broken off: the index at the end of the file never came."""
    made = whole.read_bytes()
    broken.write_bytes(made[: made.index(b"moov") - 4])


def head_only(whole: Path, broken: Path) -> None:
    broken.write_bytes(whole.read_bytes()[:40])


def closed(whole: Path, broken: Path) -> None:
    shutil.copy(whole, broken)
    broken.chmod(0)


WAYS: dict[str, tuple[Break, str]] = {
    "tom": (empty, "is empty"),
    "halv": (cut_short, "cut short"),
    "brev": (text, "not a video"),
    "ljud": (sound_only, "no picture"),
    "bild": (picture_file, "not a video"),
    "nollor": (zeros, "not a video"),
    "avbruten": (without_index, "cut short"),
    "huvud": (head_only, "cut short"),
    **({"stangd": (closed, "may not be read")} if sys.platform != "win32" and os.geteuid() else {}),
}


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder, and of each broken clip's reel the words that say what is wrong with it."""
    folder, whole = tmp_path / "klipp", make_clip(tmp_path, Recipe(seconds=1.0, sound="mono"), "whole")
    folder.mkdir()
    bad: dict[str, str] = {}
    ways = list(WAYS.items())
    for number in range(max(CLIPS // 10, len(ways))):
        name, (spoil, words) = ways[number % len(ways)]
        spoil(whole, folder / f"{name}-{number}.mp4")
        bad[f"{name}-{number}"] = words
    content = whole.read_bytes()
    for number in range(CLIPS - len(bad)):
        clip = folder / f"klipp-{number}.mp4"
        clip.write_bytes(content + number.to_bytes(8, "big"))  # another clip each time
    (folder / "klipp-0.srt").write_text("1\n00:00:00,100 --> 00:00:00,700\nHej\n", encoding="utf-8")
    (folder / "klipp-1.txt").write_text("Lås dörren", encoding="utf-8")
    (folder / "mapp.mp4").mkdir()
    (folder / "egentligen-en-film.docx").write_bytes(content)
    (folder / "klipp-0.mp4").chmod(0o444)
    yield folder, bad
    for path in folder.iterdir():
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_crowd_of_clips_a_tenth_of_them_broken(crowd: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    folder, bad = crowd
    (tmp_path / "temporary").mkdir()
    good = sorted(f"klipp-{number}" for number in range(CLIPS - len(bad)))
    early, late = good[: len(good) // 2], good[len(good) // 2 :]
    only = [part for name in (*early, *bad) for part in ("--only", name)]
    before = fingerprints(folder)

    (first, then), (ran, now) = held.runs(
        ["batch", folder, *QUICK, *only],  # half of them, and all that can go wrong: what is loaded once, is loaded now
        ["batch", folder, *QUICK, "--json"],
        folder=tmp_path,
        environment={name: str(tmp_path / "temporary") for name in ("TMPDIR", "TEMP", "TMP")},
        seconds=120 + 10 * CLIPS,
    )

    assert (first.code, ran.code) == (1, 1), first.err + ran.err
    rows = {row["name"]: row for row in ran.record["reels"]}
    assert sorted(name for name, row in rows.items() if row["result"] == "unchanged") == early
    assert sorted(name for name, row in rows.items() if row["result"] == "made") == late
    assert finished(tmp_path / "reels") == good
    failed = {name: row for name, row in rows.items() if row["result"] == "failed"}
    assert failed.keys() == bad.keys()
    for name, words in bad.items():
        assert words in failed[name]["fault"], failed[name]
        assert f"{name}.mp4" in failed[name]["fault"]
        assert failed[name]["hint"]
        assert failed[name]["hint"] in ran.err
    assert "Traceback" not in first.err + ran.err
    assert fingerprints(folder) == before
    assert list((tmp_path / "temporary").iterdir()) == []
    assert (then.children, now.children) == (0, 0)
    assert now.threads <= then.threads
    assert now.files <= then.files
    assert now.arenas <= 1
    grown = (now.memory - then.memory) / 1e6
    print(f"{CLIPS} clips, {len(bad)} of them broken: {grown:.2f} MB more for {len(late)} reels more")
    assert grown < GROWTH_MB * len(late)
