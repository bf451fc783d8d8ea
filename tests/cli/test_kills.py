"""Killed at any moment: no program runs on, nothing under a final name is broken, the next run goes on where it was."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import QUICK, Vidkit, names

from benchmarks.kills import Scene, lots

from .programs import dying

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed that way there"),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("kills"))


@pytest.mark.parametrize(
    ("kind", "share"), [pytest.param(kind, share, id=f"{kind}-{share:.2f}") for kind, share in lots(12, seed=20)]
)
def test_at_any_moment(scene: Scene, kind: str, share: float) -> None:
    """No process left; the reel that stood there whole; the next run makes the same film from the windows kept."""
    death = scene.kill(kind, share)
    assert death.faults == (), death


def test_what_was_finished_when_the_system_killed_every_program_is_kept(
    vidkit: Vidkit, tmp_path: Path, clip: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    source = clip(seconds=8, width=320, height=180, sound="mono")
    with monkeypatch.context() as patch:
        patch.setenv("VIDKIT_FFMPEG", str(dying(tmp_path)))
        vidkit("reel", source, *QUICK).refused(7, "signal 9")
    kept = len(list((tmp_path / "cache" / "windows").rglob("*.mp4")))
    assert kept >= 1
    assert names(tmp_path / "reels") == []
    done = vidkit("reel", source, *QUICK, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["reuse"]["windows_reused"] == kept
