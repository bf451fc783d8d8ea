"""What is kept is whole, is found again, is not trusted blindly and does not grow without end."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vidkit.render import upkeep
from vidkit.render.cache import Cache, is_whole
from vidkit.render.upkeep import ABANDONED_S, clear, entries, limit_bytes, prune

HERE, THERE = "ab" * 32, "cd" * 32


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def store() -> Cache:
    return Cache("windows", ".mp4")


def a_file(folder: Path, content: bytes = b"picture") -> Path:
    path = folder / "made.mp4"
    path.write_bytes(content)
    return path


def kept_files() -> list[Path]:
    return sorted(entry.file for entry in entries())


def test_what_is_kept_is_found_again(store: Cache, tmp_path: Path) -> None:
    store.keep(a_file(tmp_path), HERE)
    target = tmp_path / "taken.mp4"
    assert store.take(HERE, target)
    assert target.read_bytes() == b"picture"
    assert not store.take(THERE, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_what_was_taken_outlives_the_cache(store: Cache, tmp_path: Path) -> None:
    store.keep(a_file(tmp_path), HERE)
    store.take(HERE, tmp_path / "taken.mp4")
    clear()
    assert (tmp_path / "taken.mp4").read_bytes() == b"picture"
    assert kept_files() == []


@pytest.mark.parametrize("position", [0, 3, 6])
@pytest.mark.parametrize("linked", [True, False], ids=["linked", "copied"])
def test_a_flipped_bit_is_found(
    position: int,
    linked: bool,  # noqa: FBT001
    store: Cache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not linked:
        monkeypatch.setattr(os, "link", refused)
    kept = store.keep(a_file(tmp_path), HERE)
    assert kept is not None
    content = bytearray(kept.read_bytes())
    content[position] ^= 0x10
    kept.write_bytes(content)
    assert not is_whole(kept)
    assert not store.take(HERE, tmp_path / "taken.mp4")
    assert not (tmp_path / "taken.mp4").exists()
    assert kept_files() == []  # and is thrown away


def refused(*_arguments: object, **_options: object) -> None:
    raise OSError(1, "Operation not permitted")


def test_a_damaged_entry_does_not_hide_a_whole_one(store: Cache, tmp_path: Path) -> None:
    """Two processes that make the same window at once may get two files that differ in their bytes."""
    first = store.keep(a_file(tmp_path, b"one"), HERE)
    store.keep(a_file(tmp_path, b"two"), HERE)
    assert first is not None
    first.write_bytes(b"!!!")
    assert store.take(HERE, tmp_path / "taken.mp4")
    assert (tmp_path / "taken.mp4").read_bytes() == b"two"


def test_the_least_recently_used_goes_first(store: Cache, tmp_path: Path) -> None:
    addresses = [f"{number:064x}" for number in range(10)]
    for age, address in enumerate(reversed(addresses)):
        kept = store.keep(a_file(tmp_path, address.encode()), address)
        assert kept is not None
        os.utime(kept, (time.time() - 1000 - age,) * 2)
    assert store.take(addresses[0], tmp_path / "taken.mp4")  # the oldest, but used just now
    gone = prune(5 * 64)
    assert gone == 6 * 64  # down to nine tenths of the limit, so that the next entry need not prune again
    left = [address for address in addresses if store.take(address, tmp_path / "taken.mp4")]
    assert left == [addresses[0], *addresses[-3:]]


def test_nothing_goes_while_there_is_room(store: Cache, tmp_path: Path) -> None:
    store.keep(a_file(tmp_path), HERE)
    assert prune() == 0
    assert len(kept_files()) == 1


def test_a_disk_that_is_nearly_full_gets_its_room_back(
    store: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep(a_file(tmp_path), HERE)
    monkeypatch.setattr(upkeep, "SPARE_BYTES", 10**18)
    assert prune() == 0  # the last reels' pieces stay
    monkeypatch.setattr(upkeep, "LEAST_BYTES", 5)
    assert prune() == len(b"picture")


def test_the_limit_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = limit_bytes()
    for text, expected in (("2", 2_000_000_000), ("0,5", 500_000_000), ("much", usual), ("", usual)):
        monkeypatch.setenv("VIDKIT_CACHE_GB", text)
        assert limit_bytes() == expected


def test_what_dead_processes_left_half_made_is_swept(root: Path) -> None:
    old, new = root / "windows" / "part-old", root / "windows" / "part-new"
    for part in (old, new):
        part.mkdir(parents=True)
        (part / "half.mp4").write_bytes(b"half")
    os.utime(old, (time.time() - ABANDONED_S - 10,) * 2)
    prune()
    assert (old.exists(), new.exists()) == (False, True)
    assert kept_files() == []


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "file"))
    store = Cache("windows", ".mp4")
    assert store.keep(a_file(tmp_path), HERE) is None
    assert not store.take(HERE, tmp_path / "taken.mp4")
    assert prune() == 0


BUSY = """
import sys
from pathlib import Path
from vidkit.render.cache import Cache
from vidkit.render.upkeep import prune
store, folder = Cache("windows", ".mp4"), Path(sys.argv[1])
folder.mkdir()
for turn in range(150):
    address = f"{turn % 7:064x}"
    target = folder / "taken.mp4"
    if store.take(address, target):
        assert target.read_bytes() == address.encode() * 50, "not what was kept"
        target.unlink()
    else:
        made = folder / "made.mp4"
        made.write_bytes(address.encode() * 50)
        store.keep(made, address)
    if turn % 10 == 9:
        prune(10_000)
"""


def test_processes_at_work_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", BUSY, str(tmp_path / f"own-{number}")], stderr=subprocess.PIPE)
        for number in range(3)
    ]
    said = [process.communicate(timeout=60)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    assert all(is_whole(file) for file in kept_files())
