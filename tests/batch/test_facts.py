"""A clip that was looked at is known again by its content, wherever it lies, and nothing else is taken for it."""

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from media import Recipe, make_clip

from vidkit.batch import facts as facts_
from vidkit.batch.facts import facts
from vidkit.errors import InputError
from vidkit.ingest.footage import Footage
from vidkit.ingest.probe import look

pytestmark = pytest.mark.program


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Which clips were looked at."""
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    seen: list[Path] = []

    def seeing(path: Path) -> Footage:
        seen.append(path)
        return look(path)

    monkeypatch.setattr(facts_, "look", seeing)
    return seen


def test_looked_at_once_by_any_name(looked: list[Path], tmp_path: Path) -> None:
    clip = make_clip(tmp_path, Recipe(seconds=0.5, sound="mono"))
    moved = tmp_path / "annan mapp" / "Måndag.mp4"
    moved.parent.mkdir()
    shutil.copy(clip, moved)
    first, again, copied = facts(clip), facts(clip), facts(moved)
    assert first == again == look(clip)
    assert copied == msgspec.structs.replace(first, path=str(moved))
    assert looked == [clip]


def test_another_byte_is_another_clip(looked: list[Path], tmp_path: Path) -> None:
    clip = make_clip(tmp_path, Recipe(seconds=0.5))
    times = clip.stat()
    first = facts(clip)
    content = clip.read_bytes()
    clip.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(clip, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert facts(clip).fingerprint != first.fingerprint
    assert looked == [clip, clip]


def test_what_cannot_be_used_is_refused_each_time_and_nothing_damaged_is_believed(
    looked: list[Path], tmp_path: Path
) -> None:
    empty = tmp_path / "tom.mp4"
    empty.touch()
    for _time in range(2):
        with pytest.raises(InputError, match="is empty"):
            facts(empty)
        with pytest.raises(InputError, match="no file"):
            facts(tmp_path / "saknas.mp4")
    clip = make_clip(tmp_path, Recipe(seconds=0.5))
    first = facts(clip)
    (kept,) = (tmp_path / "cache" / "facts").rglob("*.json")
    kept.write_text("{}", encoding="utf-8")
    assert facts(clip) == first
    assert looked[-2:] == [clip, clip]
