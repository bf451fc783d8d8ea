"""The cache stays small at next to no cost, however many work at once, and whatever lies in it."""

import os
import platform
import shutil
import time
from hashlib import sha256
from pathlib import Path

import pytest

from vidkit.render import maker, tally, upkeep
from vidkit.render.cache import Cache
from vidkit.render.upkeep import HEARD, LIMIT_BYTES, entries, limit_bytes, prune


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def keep(folder: Path, count: int, first: int = 0) -> list[Path]:
    made, store = folder / "made", Cache("windows", ".mp4")
    made.write_bytes(b"x" * 100)
    kept = [store.keep(made, sha256(str(first + number).encode()).hexdigest()) for number in range(count)]
    return [file for file in kept if file is not None]


def test_nothing_is_counted_while_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, 5)
    assert prune(10_000) == 0
    keep(tmp_path, 5, first=5)
    assert tally.total() == 1000
    with monkeypatch.context() as patch:
        patch.delattr(upkeep, "entries")
        assert prune(10_000) == 0
    keep(tmp_path, 95, first=10)  # more than the limit together
    assert prune(10_000) == 1500
    assert tally.total() == sum(entry.size_bytes for entry in entries()) == 9000


@pytest.mark.parametrize("content", ["", "\n100\n", "today 5\n", "1e999 5\n", "\x00\xff", "5\n"])
def test_a_tally_that_says_nothing_is_made_anew(root: Path, tmp_path: Path, content: str) -> None:
    keep(tmp_path, 5)
    (root / tally.NAME).write_text(content, "latin-1")
    assert prune(300) == 300
    assert tally.total() == 200


def test_an_old_tally_is_not_believed(root: Path, tmp_path: Path) -> None:
    keep(tmp_path, 5)
    for when in (time.time() - tally.GOOD_FOR_S - 60, time.time() + 3600):
        (root / tally.NAME).write_text(f"{when:.0f} 0\n")
        assert tally.total() is None
    assert prune(300) == 300


def test_what_another_process_has_thrown_away_is_not_thrown_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that prune at once have the same list: each must not take the whole surplus on itself."""
    for age, file in enumerate(keep(tmp_path, 20)):
        os.utime(file, (time.time() - 1000 + age,) * 2)
    unlink = Path.unlink

    def twice(path: Path, *, missing_ok: bool = False) -> None:
        unlink(path)
        unlink(path, missing_ok=missing_ok)  # as if the other one had been here first

    monkeypatch.setattr(Path, "unlink", twice)
    assert prune(1000) == 0
    assert len(list(entries())) == 9


def test_what_was_heard_is_bounded_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / HEARD).mkdir(parents=True)
    for age in range(10):
        file = root / HEARD / f"{age:064x}.json"
        file.write_text("{}" * 50)
        os.utime(file, (time.time() - age,) * 2)
    monkeypatch.setattr(upkeep, "HEARD_BYTES", 500)
    assert prune() == 600
    assert sorted(file.name[-6] for file in (root / HEARD).iterdir()) == ["0", "1", "2", "3"]


def test_only_what_is_ours_is_ever_seen(root: Path, tmp_path: Path) -> None:
    (own,) = keep(tmp_path, 1)
    shard = own.parent
    address = sha256(b"other").hexdigest()
    (shard / "film-2.mp4").write_bytes(b"mine")
    (shard / f"{address}-{'0' * 32}.mp4").write_bytes(b"in the wrong folder")
    (shard / own.name.replace(".mp4", ".mp4.bak")).write_bytes(b"mine")
    (shard / own.name.replace(own.name[2:6], "zzzz")).write_bytes(b"mine")
    (root / "windows" / "zz").mkdir()
    (root / "windows" / "zz" / own.name).write_bytes(b"mine")
    (shard / own.name.replace(".mp4", ".mkv")).symlink_to(tmp_path / "made")
    (shard / own.name.replace(".mp4", ".png")).mkdir()
    assert [entry.file for entry in entries()] == [own]
    assert len(upkeep.survey().strangers) == 7
    upkeep.clear(upkeep.ALL)
    assert len(upkeep.survey().strangers) == 7


@pytest.mark.parametrize("text", ["inf", "-inf", "nan", "1e400", "four"])
def test_a_limit_that_is_no_number(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_CACHE_GB", text)
    assert limit_bytes() == LIMIT_BYTES


def test_none_at_all_can_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_CACHE_GB", "0")
    keep(tmp_path, 3)
    assert prune() == 300
    assert list(entries()) == []


def test_a_full_disk_while_an_entry_is_copied_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (kept,) = keep(tmp_path, 1)
    address = kept.name.partition("-")[0]

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(shutil, "copyfile", full)
    assert not Cache("windows", ".mp4").take(address, tmp_path / "taken.mp4")
    assert not (tmp_path / "taken.mp4").exists()
    assert kept.exists()


def test_what_a_killed_process_left_goes_at_once(root: Path, tmp_path: Path) -> None:
    keep(tmp_path, 1)
    prune()
    dead, alive = (maker.mark_of(platform.node(), pid) for pid in (2**31 - 5, os.getppid()))
    elsewhere = maker.mark_of("another computer", 2**31 - 5)
    for mark in (dead, alive, elsewhere):
        (root / "windows" / f"part-{mark}-x").mkdir()
    prune()
    assert {part.name for part in (root / "windows").glob("part-*")} == {
        f"part-{mark}-x" for mark in (alive, elsewhere)
    }
