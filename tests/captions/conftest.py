"""What caption tests share: speech with its text, a cache of their own, no network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vidkit import resources
from vidkit.captions.recognise import choice, embedded, hub


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_OFFLINE", "1")
    monkeypatch.setenv("VIDKIT_LANG", "en")
    monkeypatch.setattr(hub, "_listings", {})
    monkeypatch.setattr(choice, "_given_up", {})


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the test's own."""
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The embedded model, joined once a session."""
    if not embedded.packages_there():
        pytest.skip("the packages of the embedded model are not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDKIT_CACHE", str(tmp_path_factory.mktemp("models")))
        yield embedded.joined()


@pytest.fixture(scope="session")
def sample_speech() -> Path:
    """The product's own sample of speech; its text stands beside it."""
    return resources.assets() / "samples" / "banken.flac"


@pytest.fixture(scope="session")
def speech(shared_media: Path) -> Path:
    """The folder of real speech with known text and times."""
    folder = shared_media / "speech"
    if not folder.is_dir():
        pytest.skip("no real speech here")
    return folder
