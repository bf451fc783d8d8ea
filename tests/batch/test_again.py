"""A second run: unchanged it does nothing, changed it makes the reel anew, and a broken folder is made whole."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from running import QUICK, Vidkit, fingerprints, names

pytestmark = pytest.mark.program

Clip = Callable[..., Path]


@pytest.fixture
def source(clip: Clip, tmp_path: Path) -> Path:
    """A clip of the test's own, that it may change."""
    path = tmp_path / "Möte i parken.mp4"
    path.write_bytes(clip(seconds=1.2, sound="stereo").read_bytes())
    return path


def test_an_unchanged_reel_is_left_alone(vidkit: Vidkit, source: Path) -> None:
    first = vidkit("reel", source, *QUICK, "--json")
    assert first.code == 0, first.err
    folder = vidkit.folder / "reels" / "mote-i-parken"
    assert names(folder) == [f"mote-i-parken.{suffix}" for suffix in ("html", "jpg", "json", "mp4", "txt")]
    before = fingerprints(vidkit.folder)
    began = time.monotonic()
    again = vidkit("reel", source, *QUICK, "--json")
    assert time.monotonic() - began < 3
    assert again.code == 0
    assert again.record == first.record == json.loads((folder / "mote-i-parken.json").read_text("utf-8"))
    assert "Nothing has changed" in again.err
    assert "Rendering" not in again.err
    assert fingerprints(vidkit.folder) == before
    source.rename(source.with_name("elsewhere.mp4"))
    moved = vidkit("reel", "elsewhere.mp4", *QUICK, "--name", "mote-i-parken")
    assert "Nothing has changed" in moved.err


def test_what_changed_is_made_anew(vidkit: Vidkit, source: Path, clip: Clip) -> None:
    def made(*options: str) -> str:
        ran = vidkit("reel", source, *QUICK, "--name", "x", "--json", *options)
        assert ran.code == 0, ran.err
        assert ("Rendering" in ran.err) == ("Nothing has changed" not in ran.err)
        assert names(vidkit.folder / "reels") == ["x"]
        return str(ran.record["plan_digest"]) if "Rendering" in ran.err else "unchanged"

    first = made("--title", "En rubrik")
    assert made("--title", "En rubrik") == "unchanged"
    second = made("--title", "En annan rubrik")
    assert "En annan rubrik" in (vidkit.folder / "reels/x/x.txt").read_text("utf-8")
    source.write_bytes(clip(seconds=1.4, sound="mono").read_bytes())
    third = made("--title", "En annan rubrik")
    assert len({first, second, third, "unchanged"}) == 4


@pytest.mark.parametrize("harm", ["missing", "cut", "record missing", "record damaged"])
def test_a_folder_that_is_not_whole_is_made_whole(vidkit: Vidkit, source: Path, harm: str) -> None:
    assert vidkit("reel", source, *QUICK, "--name", "x").code == 0
    folder = vidkit.folder / "reels" / "x"
    whole = names(folder)
    match harm:
        case "missing":
            (folder / "x.jpg").unlink()
        case "cut":
            (folder / "x.mp4").write_bytes((folder / "x.mp4").read_bytes()[:5000])
        case "record missing":
            (folder / "x.json").unlink()
        case _:
            (folder / "x.json").write_text("{", encoding="utf-8")
    again = vidkit("reel", source, *QUICK, "--name", "x")
    if harm.startswith("record"):
        again.refused(8, "x", "not made by vidkit")
        return
    assert again.code == 0, again.err
    left = [name for name in names(folder) if ".edited" not in name]
    assert left == whole
    assert vidkit("check", folder / "x.mp4", "--rules", "web").code == 0
    assert "Nothing has changed" in vidkit("reel", source, *QUICK, "--name", "x").err


def test_what_a_person_put_into_the_folder_stays(vidkit: Vidkit, source: Path) -> None:
    assert vidkit("reel", source, *QUICK, "--name", "x").code == 0
    folder = vidkit.folder / "reels" / "x"
    (folder / "x.txt").write_text("Min egen text", encoding="utf-8")
    (folder / "att göra.md").write_text("Fråga Anna", encoding="utf-8")
    again = vidkit("reel", source, *QUICK, "--name", "x")
    assert "Your changed x.txt is kept as x.edited.txt." in again.err
    assert (folder / "x.edited.txt").read_text("utf-8") == "Min egen text"
    assert (folder / "att göra.md").read_text("utf-8") == "Fråga Anna"
    assert "Nothing has changed" in vidkit("reel", source, *QUICK, "--name", "x").err
