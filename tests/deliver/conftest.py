"""Fixtures for the finished folder: films made to order, the platform."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deliver.films import Film, make_film
from vidkit.plan.platform import Platform, load_platform


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`film(suffix=".mov")` is the path of a film made to that `Film`, made once a session."""
    folder = tmp_path_factory.mktemp("films")

    def made(**wishes: Any) -> Path:
        return make_film(folder, Film(**wishes))

    return made


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is heard of films is kept, but not among what the person who runs the tests keeps."""
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "kept"))


@pytest.fixture(scope="session")
def platform() -> Platform:
    return load_platform()
