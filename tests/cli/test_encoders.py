"""`--encoder`: what is used, what is said of it, and that a reel is made whatever the computer's own encoder does."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from graphics import log_of, with_encoder
from running import QUICK, Ran, Vidkit, fingerprints

pytestmark = pytest.mark.program

Clip = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No windows of other tests: what is looked at here is what makes them."""
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A computer with an encoder of its own, in some mood."""

    def given(**how: str) -> Path:
        program = with_encoder(tmp_path, **how)
        monkeypatch.setenv("VIDKIT_FFMPEG", str(program))
        return program

    return given


def said(ran: Ran, code: str) -> str:
    """The sentence of a decision in the record, which the person reads as well."""
    assert ran.code == 0, ran.err
    (words,) = (note["words"] for note in ran.record["decisions"] if note["code"] == code)
    assert words in " ".join(ran.err.split())
    return str(words)


def test_libx264_makes_the_film_unless_something_else_is_asked_for(
    vidkit: Vidkit, clip: Clip, computer: Callable[..., Path]
) -> None:
    program = computer()
    ran = vidkit("reel", clip(seconds=1.0), *QUICK, "--json")
    assert not [note for note in ran.record["decisions"] if note["code"].startswith("encoder")]
    assert log_of(program) == []


@pytest.mark.parametrize("asked", ["auto", "h264_qsv"])
def test_the_computers_own_encoder_is_used_where_it_works(
    vidkit: Vidkit, clip: Clip, computer: Callable[..., Path], asked: str
) -> None:
    program = computer(has="h264_qsv")
    ran = vidkit("reel", clip(seconds=1.0), *QUICK, "--encoder", asked, "--json")
    assert "h264_qsv" in said(ran, "encoder-hardware")
    assert any("trial" not in line for line in log_of(program))
    assert {"name": "encoder", "value": asked} in ran.record["settings"]
    again = vidkit("reel", clip(seconds=1.0), *QUICK, "--encoder", asked)
    assert "Nothing has changed" in again.err


@pytest.mark.parametrize(("asked", "code"), [("auto", "encoder-none"), ("h264_amf", "encoder-unusable")])
def test_without_one_that_works_libx264_makes_the_film(
    vidkit: Vidkit, clip: Clip, computer: Callable[..., Path], asked: str, code: str
) -> None:
    computer(mood="refuses")
    ran = vidkit("reel", clip(seconds=1.0), *QUICK, "--encoder", asked, "--json")
    assert "libx264" in said(ran, code)
    default = vidkit("reel", clip(seconds=1.0), *QUICK)
    assert "Nothing has changed" in default.err


@pytest.mark.parametrize("mood", ["fails half-way", "forgets the colours in earnest"])
def test_one_that_fails_in_earnest_is_told_and_the_whole_film_made_anew(
    vidkit: Vidkit, clip: Clip, computer: Callable[..., Path], mood: str
) -> None:
    program = computer(mood=mood)
    before = fingerprints(clip(seconds=3.0).parent)
    ran = vidkit("reel", clip(seconds=3.0), *QUICK, "--encoder", "auto", "--json")
    assert "h264_nvenc" in said(ran, "encoder-broke")
    assert ran.record["reuse"]["windows_reused"] == 0
    assert fingerprints(clip(seconds=3.0).parent) == before
    tried = len(log_of(program))
    again = vidkit("reel", clip(seconds=3.0), *QUICK, "--encoder", "auto")
    assert "Nothing has changed" in again.err, again.err
    assert not [line for line in log_of(program)[tried:] if "h264_nvenc" in line], "it is left alone for a day"


def test_a_plan_says_which_encoder_it_is_for(vidkit: Vidkit, clip: Clip, computer: Callable[..., Path]) -> None:
    computer()
    clip_ = clip(seconds=1.0)
    planned = json.loads(vidkit("plan", clip_, *QUICK, "--encoder", "auto").out)
    assert planned["encoding"]["encoder"] == "h264_nvenc"
    assert json.loads(vidkit("plan", clip_, *QUICK).out)["encoding"]["encoder"] == "libx264"
    assert "h264_nvenc" in vidkit("plan", clip_, *QUICK, "--encoder", "auto", "--explain").out


def test_an_encoder_that_there_is_none_of_is_refused(vidkit: Vidkit, clip: Clip) -> None:
    ran = vidkit("reel", clip(seconds=1.0), *QUICK, "--encoder", "mpeg2video")
    assert ran.code == 2
    assert "h264_nvenc" in ran.err


@pytest.mark.parametrize("mood", ["works", "refuses"])
def test_doctor_names_the_encoders_that_work(vidkit: Vidkit, computer: Callable[..., Path], mood: str) -> None:
    computer(mood=mood)
    ran = vidkit("doctor")
    (row,) = (line for line in ran.out.splitlines() if "own encoders" in line)
    assert row.startswith("✓")
    assert ("h264_nvenc" in row) == (mood == "works")
