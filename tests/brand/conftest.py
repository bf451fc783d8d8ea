"""What brand tests share: the brand, the shapes, and a language that does not depend on the machine."""

from pathlib import Path

import pytest
from hypothesis import settings

from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand, load_brand

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SHAPES = {
    "reel": (Size(1080, 1920), Box(60, 220, 890, 1300)),
    "feed": (Size(1080, 1350), Box(60, 60, 960, 1230)),
    "square": (Size(1080, 1080), Box(60, 60, 960, 960)),
    "wide": (Size(1920, 1080), Box(96, 54, 1728, 972)),
}
"""Frame and box for text, as the platform's file gives them."""

KEPT_BY_EVERY_CROP = Box(60, 285, 890, 1235)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", "en")


@pytest.fixture(scope="session")
def brand() -> Brand:
    return load_brand("trygghetscentret")


@pytest.fixture(scope="session")
def other() -> Brand:
    """A municipality that looks quite different."""
    return load_brand(str(Path(__file__).parent / "exempelkommun"))


@pytest.fixture(params=sorted(SHAPES))
def shape(request: pytest.FixtureRequest) -> tuple[Size, Box]:
    return SHAPES[request.param]
