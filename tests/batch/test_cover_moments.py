"""What is measured for the cover is measured once, under the clip's fingerprint, and a lost cache costs only time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vidkit.batch import cover_moments as measuring
from vidkit.batch.cover_moments import asked_moment, cover_moments
from vidkit.ingest.probe import look
from vidkit.plan.brief import AskedClip, Brief, Trim
from vidkit.render.upkeep import entries

Clip = Callable[..., Path]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def asked(path: Path, start_ms: int | None = None, end_ms: int | None = None) -> Brief:
    return Brief(clips=(AskedClip(str(path), Trim(start_ms, end_ms)),))


def test_a_second_run_decodes_nothing(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clip(seconds=3)
    footage = (look(path),)
    first = cover_moments(asked(path), footage)
    assert len(first[0]) > 4
    monkeypatch.setattr(measuring, "moments", lambda *_: pytest.fail("measured again"))
    assert cover_moments(asked(path), footage) == first
    assert [entry.kind for entry in entries()] == ["moments"]


def test_only_what_is_shown_is_measured_without_its_ends(clip: Clip) -> None:
    path = clip(seconds=6)
    (found,) = cover_moments(asked(path, 1000, 4000), (look(path),))
    assert all(1300 <= one.at_ms < 3700 for one in found)


def test_the_shortest_clip_has_a_moment(clip: Clip) -> None:
    path = clip(seconds=0.1)
    (found,) = cover_moments(asked(path), (look(path),))
    assert len(found) == 1


def test_damage_and_a_read_only_cache_cost_only_time(clip: Clip, cache: Path) -> None:
    path = clip(seconds=3)
    footage = (look(path),)
    first = cover_moments(asked(path), footage)
    (entry,) = entries()
    entry.file.write_bytes(b"{")
    assert cover_moments(asked(path), footage) == first
    for each in entries():
        each.file.unlink()
    (cache / "moments").rename(cache / "gone")
    (cache / "moments").write_bytes(b"a file in the way")
    assert cover_moments(asked(path), footage) == first


def test_a_clip_that_has_gone_has_no_moments(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "gone.mp4"
    path.write_bytes(clip(seconds=1).read_bytes())
    footage = (look(path),)
    path.unlink()
    assert cover_moments(asked(path), footage) == ((),)


def test_the_moment_that_was_asked_for_is_that_of_its_clip(clip: Clip) -> None:
    footage = (look(clip(seconds=1)), look(clip(seconds=3)))
    none, found = asked_moment(footage, 1, 2010)
    assert none == ()
    assert [one.at_ms for one in found] == [2000]
