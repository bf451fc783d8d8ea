"""What these tests share: a bench for small plans, the command line, and two workers that are there for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from render.conftest import bench, kitchen
from running import place_of_its_own, session_cache, vidkit

from .grid import Grid

__all__ = ["bench", "kitchen", "place_of_its_own", "session_cache", "vidkit"]


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[Grid]:
    """A scheduler without workers."""
    pytest.importorskip("distributed", reason="Dask comes with the extra “cluster”")
    folder = tmp_path / "grid"
    folder.mkdir()
    own = Grid(folder)
    yield own
    own.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, session_cache: Path) -> Iterator[Grid]:
    """A scheduler and two workers that share the tests' cache."""
    pytest.importorskip("distributed", reason="Dask comes with the extra “cluster”")
    own = Grid(tmp_path_factory.mktemp("pair"))
    for name in ("one", "two"):
        own.worker(name, {"VIDKIT_CACHE": str(session_cache), "VIDKIT_OFFLINE": "1"})
    yield own
    own.close()
