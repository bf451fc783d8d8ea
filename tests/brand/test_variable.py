"""Variable fonts: each weight is fixed once, kept, and says of itself what it is."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from vidkit.brand import typeface
from vidkit.brand.typeface import Typeface, face
from vidkit.brand.variable import is_variable, of_weight
from vidkit.errors import BrandError, OutputError

FIXED = Typeface(package="atkinson-hyperlegible")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    of_weight.cache_clear()
    typeface._package_file.cache_clear()
    return tmp_path / "cache"


@pytest.fixture
def figtree() -> Path:
    package = find_spec("fontpkg_figtree")
    assert package is not None
    assert package.origin is not None
    return next(Path(package.origin).parent.glob("files/Figtree[[]*.ttf"))


def test_a_package_with_nothing_but_a_variable_font_gives_both_weights(cache: Path) -> None:
    package = Typeface(package="figtree")
    regular, bold = package.file(), package.file(bold=True)
    assert regular != bold
    assert {regular.parent, bold.parent} == {cache / "fonts"}
    assert face(regular).family == face(bold).family == "Figtree"
    assert face(bold).width("Lås dörren") > face(regular).width("Lås dörren")
    assert not is_variable(regular)
    assert not is_variable(FIXED.file())


@pytest.mark.parametrize(("weight", "is_bold", "stands"), [(400, False, 400), (700, True, 700), (1000, True, 900)])
def test_a_weight_says_of_itself_what_it_is(figtree: Path, weight: int, is_bold: bool, stands: int) -> None:  # noqa: FBT001
    with TTFont(of_weight(figtree, weight)) as font:
        assert font["OS/2"].usWeightClass == stands
        assert bool(font["head"].macStyle & 1) is bool(font["OS/2"].fsSelection & 32) is is_bold
        assert font["name"].getDebugName(2) == ("Bold" if is_bold else "Regular")


def test_the_same_font_is_made_once_and_always_the_same(figtree: Path) -> None:
    made = of_weight(figtree, 700)
    first = made.read_bytes()
    of_weight.cache_clear()
    changed = made.stat().st_mtime_ns
    assert of_weight(figtree, 700).stat().st_mtime_ns == changed
    made.unlink()
    of_weight.cache_clear()
    assert of_weight(figtree, 700).read_bytes() == first


def test_a_variable_file_of_one_s_own_serves_as_both(figtree: Path, tmp_path: Path) -> None:
    own = shutil.copy(figtree, tmp_path / "Egen.ttf")
    typeface = Typeface(regular=str(own))
    assert face(typeface.file(bold=True)).width("Lås") > face(typeface.file()).width("Lås")


def test_a_damaged_variable_font_is_refused_in_one_sentence(figtree: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(figtree.read_bytes()[:20_000])
    with pytest.raises(BrandError, match=r"broken\.ttf"):
        of_weight(broken, 700)


def test_a_cache_that_cannot_be_written_is_said(figtree: Path, cache: Path) -> None:
    cache.write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written to"):
        of_weight(figtree, 400)
