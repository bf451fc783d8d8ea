"""What render tests share: the real program in a folder of its own, and a plan's decoded frames."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program

from .rig import Bench

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", "en")


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    """A kitchen of the test's own."""
    folder = tmp_path / "kitchen"
    folder.mkdir()
    return Kitchen(folder, find_program(), Stop())


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory, clip: Callable[..., Path]) -> Bench:
    """Where plans are cooked and looked at; what one test has cooked, another finds ready."""
    folder = tmp_path_factory.mktemp("bench")
    return Bench(Kitchen(folder, find_program(), Stop()), clip)
