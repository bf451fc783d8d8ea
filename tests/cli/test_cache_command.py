"""`vidkit cache`: what is kept is counted, thrown away and read through, and nothing else is ever touched."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from running import QUICK, Vidkit, fingerprints, run

from vidkit.render.cache import Cache

Clip = Callable[..., Path]


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def filled(root: Path, tmp_path: Path) -> dict[str, Path]:
    """One or two of each kind, by kind; beside them a model and two files of somebody's own."""
    made = tmp_path / "made"
    entries: dict[str, Path] = {}
    suffixes = {"windows": ".mp4", "sounds": ".mp4", "stills": ".png", "cards": ".mkv"}
    suffixes |= {"facts": ".json", "moments": ".json", "loudness": ".json"}
    for kind, suffix in suffixes.items():
        made.write_bytes(kind.encode() * 100_000)
        kept = Cache(kind, suffix).keep(made, sha256(kind.encode()).hexdigest())
        assert kept is not None
        entries[kind] = kept
    entries["heard"] = root / "heard" / f"{'a' * 64}.json"
    entries["heard"].parent.mkdir()
    entries["heard"].write_text('{"words": []}')
    for name in ("models/kb-small/model.bin", "windows/semester.mp4", f"windows/{'b' * 64}-{'c' * 32}.mp4"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"precious")
    return entries


def shown(vidkit: Vidkit) -> dict[str, Any]:
    ran = vidkit("cache", "info", "--json")
    assert ran.code == 0
    return ran.record


def test_what_lies_where(vidkit: Vidkit, filled: dict[str, Path], root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(filled["stills"], (1_700_000_000, 1_700_000_000))
    monkeypatch.setenv("VIDKIT_CACHE_GB", "2,5")
    found = shown(vidkit)
    assert found["folder"] == str(root)
    assert {kind["kind"]: (kind["entries"], kind["bytes"]) for kind in found["kinds"]} == {
        kind: (1, file.stat().st_size) for kind, file in filled.items()
    }
    assert found["bytes"] == sum(file.stat().st_size for file in filled.values())
    assert (found["limit_bytes"], found["models_bytes"]) == (2_500_000_000, len("precious"))
    assert found["oldest_use"] == "2023-11-14T22:13:20+00:00"
    assert len(found["strangers"]) == 2


def test_told_to_a_person(vidkit: Vidkit, filled: dict[str, Path], root: Path) -> None:
    ran = vidkit("cache", "info")
    assert ran.code == 0
    for words in (str(root), "Rendered pieces of film", "4.0 GB", "VIDKIT_CACHE_GB", "vidkit models list"):
        assert words in ran.out
    assert "2 files there are none of vidkit's pieces" in ran.err
    assert "semester.mp4" in ran.err


def test_where_there_is_none(vidkit: Vidkit, root: Path) -> None:
    assert shown(vidkit)["bytes"] == 0
    assert vidkit("cache", "info").code == 0
    assert "nothing to throw away" in vidkit("cache", "clear").err
    assert vidkit("cache", "verify").code == 0
    assert not root.exists()


def test_what_was_rendered_goes_and_nothing_else(vidkit: Vidkit, filled: dict[str, Path], root: Path) -> None:
    others = {name: state for name, state in fingerprints(root).items() if "models" in name or "windows" in name}
    ran = vidkit("cache", "clear")
    assert (ran.code, ran.out) == (0, "")
    assert "7 pieces are thrown away; 4 MB became free." in ran.err
    assert "“--all” throws that away too" in ran.err
    assert [file.exists() for file in filled.values()] == [kind == "heard" for kind in filled]
    for name in others:
        if (root / name).name in ("model.bin", "semester.mp4", f"{'b' * 64}-{'c' * 32}.mp4"):
            assert (root / name).read_bytes() == b"precious"


def test_what_was_heard_goes_when_asked_for(vidkit: Vidkit, filled: dict[str, Path], root: Path) -> None:
    ran = vidkit("cache", "clear", "--all", "--json")
    assert (ran.code, ran.record["entries"], ran.record["stuck"]) == (0, 8, [])
    assert not any(file.exists() for file in filled.values())
    assert (root / "models/kb-small/model.bin").exists()


def test_what_is_held_by_another_program_is_told(
    vidkit: Vidkit, filled: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where nothing that is open can be removed."""
    unlink = Path.unlink

    def refusing(path: Path, *, missing_ok: bool = False) -> None:
        if path == filled["cards"]:
            raise PermissionError(13, "")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)
    vidkit("cache", "clear").refused(8, "1 piece could not be thrown away", "permission")
    assert [kind for kind, file in filled.items() if file.exists()] == ["cards", "heard"]


@pytest.mark.parametrize("command", ["info", "clear", "verify"])
def test_a_cache_that_is_no_folder(vidkit: Vidkit, root: Path, command: str) -> None:
    root.write_text("not a folder")
    vidkit("cache", command).refused(8, str(root), "cannot be read")


def test_what_is_damaged_is_found_and_thrown_away(vidkit: Vidkit, filled: dict[str, Path]) -> None:
    assert vidkit("cache", "verify").out == "8 pieces are whole.\n"
    for kind, at in (("windows", 17), ("cards", 0)):
        content = bytearray(filled[kind].read_bytes())
        content[at] ^= 1
        filled[kind].write_bytes(content)
    filled["heard"].write_text('{"words": [')
    ran = vidkit("cache", "verify")
    assert ran.code == 1
    assert "5 pieces are whole.\n3 pieces were damaged and are thrown away" in ran.out
    assert [kind for kind, file in filled.items() if file.exists()] == [
        "sounds",
        "stills",
        "facts",
        "moments",
        "loudness",
    ]
    assert vidkit("cache", "verify", "--json").record == {"whole": 5, "damaged": 0, "stuck": [], "unread": []}


def test_what_cannot_be_read_is_not_called_damaged(
    vidkit: Vidkit, filled: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Path.open

    def refusing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == filled["sounds"]:
            raise PermissionError(13, "")
        return opening(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refusing)
    ran = vidkit("cache", "verify")
    assert ran.code == 1
    assert "7 pieces are whole.\nCould not be read:" in ran.out
    assert all(file.exists() for file in filled.values())


PRUNING = """
import time
from vidkit.render.upkeep import clear
end = time.monotonic() + 3
while time.monotonic() < end:
    clear()
"""


def test_read_through_while_another_process_throws_away(vidkit: Vidkit, tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", PRUNING], stderr=subprocess.PIPE)
    made, store = tmp_path / "made", Cache("windows", ".mp4")
    while other.poll() is None:
        for number in range(30):
            made.write_bytes(os.urandom(5000))
            store.keep(made, sha256(str(number).encode()).hexdigest())
        for command in ("verify", "info"):
            assert vidkit("cache", command).code == 0
    assert other.communicate()[1] == b""


@pytest.mark.program
def test_a_reel_is_made_while_its_pieces_are_thrown_away(tmp_path: Path, clip: Clip) -> None:
    arguments = ("reel", clip(seconds=5, sound="mono"), *QUICK, "--name", "x")
    assert run(*arguments, folder=tmp_path).code == 0
    other = subprocess.Popen([sys.executable, "-c", PRUNING.replace("+ 3", "+ 6")])
    try:
        while other.poll() is None:
            ran = run(*arguments, "--place", str(time.time()), folder=tmp_path)
            assert ran.code == 0, ran.err
    finally:
        other.kill()
        other.wait()


@pytest.mark.program
def test_thrown_away_and_made_again(vidkit: Vidkit, clip: Clip) -> None:
    """Nobody needs what is kept: the same reel comes of it."""
    arguments = ("reel", clip(seconds=3, sound="mono"), *QUICK, "--name", "x", "--json")
    first = vidkit(*arguments).record
    assert shown(vidkit)["bytes"] > 0
    assert vidkit("cache", "clear", "--all").code == 0
    assert shown(vidkit)["bytes"] == 0
    second = vidkit(*arguments, "--place", "Märsta").record
    assert second["reuse"]["windows_reused"] == 0
    assert second["frames"] == first["frames"]
    third = vidkit(*arguments, "--place", "Sigtuna").record
    assert third["reuse"]["windows_reused"] == third["reuse"]["windows"]
