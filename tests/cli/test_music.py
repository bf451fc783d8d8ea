"""Asking for music: by name, by file, not at all; what cannot be is told before any work."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from running import QUICK, Vidkit

pytestmark = pytest.mark.program

Clip = Callable[..., Path]


@pytest.fixture
def source(clip: Clip) -> Path:
    return clip(seconds=1.2, sound="stereo")


def own_music(folder: Path, name: str = "egen.wav", *, hertz: float = 440) -> Path:
    file = folder / name
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes((3000 * np.sin(2 * np.pi * hertz * np.arange(32_000) / 16_000)).astype("<i2").tobytes())
    return file


def planned(vidkit: Vidkit, source: Path, *options: str | Path) -> dict[str, object] | None:
    ran = vidkit("plan", source, *QUICK, *options)
    assert ran.code == 0, ran.err
    bed: dict[str, object] | None = ran.record["sound"]["bed"]
    return bed


def test_music_is_taken_by_name_by_file_and_from_the_brand(vidkit: Vidkit, source: Path, tmp_path: Path) -> None:
    assert planned(vidkit, source) is None
    named = planned(vidkit, source, "--music", "lugn")
    assert named is not None
    own = own_music(tmp_path)
    assert planned(vidkit, source, "--music", own) == planned(vidkit, source, "--music", "egen.wav") != named
    brand = tmp_path / "min.toml"
    brand.write_text('extends = "trygghetscentret"\n[sounds]\nmusic = "lugn"\nmusic_under_lu = 30\n', "utf-8")
    of_the_brand = planned(vidkit, source, "--brand", brand)
    assert of_the_brand is not None
    assert (of_the_brand["digest"], of_the_brand["under_lu"]) == (named["digest"], 30)
    assert of_the_brand["splice"] == named["splice"] == 0, "those that come with vidkit go round by themselves"
    assert planned(vidkit, source, "--brand", brand, "--music", "off") is None


def test_music_that_cannot_be_is_told_in_a_sentence(vidkit: Vidkit, source: Path, tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("Do re mi", "utf-8")
    (tmp_path / "stum.wav").write_bytes(own_music(tmp_path).read_bytes()[:44])
    for asked, told in {
        "lungn": "There is no music “lungn”.",
        "text.mp3": "“text.mp3” holds no sound that can be read.",
        "stum.wav": "“stum.wav” holds no sound that can be read.",
        ".": "There is no music “.”.",
    }.items():
        ran = vidkit("reel", source, *QUICK, "--music", asked)
        assert ran.code == 3
        assert told in ran.err
        assert "lugn, off" in ran.err
        assert "Reading" not in ran.err, "before any work"
    assert not (vidkit.folder / "reels").exists()


def test_a_reel_with_music_is_made_and_says_so_without_a_path(vidkit: Vidkit, source: Path, tmp_path: Path) -> None:
    own = own_music(tmp_path)
    ran = vidkit("reel", source, *QUICK, "--music", own, "--json", "--name", "x")
    assert ran.code == 0, ran.err
    assert {"name": "music", "value": "egen"} in ran.record["settings"]
    assert any("Music lies under the clips: egen." in each["words"] for each in ran.record["decisions"])
    assert str(tmp_path) not in (vidkit.folder / "reels" / "x" / "x.json").read_text("utf-8")
    own_music(tmp_path, hertz=880)
    again = vidkit("reel", source, *QUICK, "--music", own, "--json", "--name", "x").record
    assert again["plan_digest"] != ran.record["plan_digest"], "another melody under the same name"
    reuse = again["reuse"]
    assert reuse["windows_reused"] == reuse["windows"] > 0
    assert not reuse["sound_reused"]


def test_a_week_has_music_for_all_and_for_one(vidkit: Vidkit, source: Path, tmp_path: Path) -> None:
    week = tmp_path / "vecka"
    week.mkdir()
    own_music(week)
    (week / "a.mp4").write_bytes(source.read_bytes())
    file = week / "week.toml"
    head = '[defaults]\nmusic = "lugn"\nquality = "draft"\ncaptions = "off"\n'
    reels = '[[reels]]\nname = "ett"\nclips = ["a.mp4"]\n[[reels]]\nname = "tva"\nclips = ["a.mp4"]\nmusic = "{}"\n'
    file.write_text(head + reels.format("lungn"), "utf-8")
    ran = vidkit("batch", file, "--dry-run")
    assert ran.code == 3
    assert "week.toml, line 11: There is no music “lungn”." in ran.err
    file.write_text(head + reels.format("egen.wav"), "utf-8")
    ran = vidkit("batch", file, "--dry-run")
    assert ran.code == 0, ran.err
