"""Fixtures for everyone: tiny clips made once a session, and the real ones where they are there."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from golden import Golden
from media import Recipe, make_clip


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`clip(seconds=2, rotation=90)` is the path of a clip made to that `Recipe`, made once a session."""
    folder = tmp_path_factory.mktemp("clips")

    def made(**wishes: Any) -> Path:
        return make_clip(folder, Recipe(**wishes))

    return made


@pytest.fixture(scope="session")
def shared_media() -> Path:
    """The folder of real phone clips; the test is skipped where it is not there. Goes with the marker `media`."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "media"
    folder = Path(os.environ.get("VIDKIT_SHARED_MEDIA", beside))
    if not folder.is_dir():
        pytest.skip("no real phone clips here: VIDKIT_SHARED_MEDIA names their folder")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden pictures anew")


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares pictures with those in `tests/golden/`, or writes them with `--update-golden`."""
    return Golden(update=bool(request.config.getoption("--update-golden")))
