"""A person's captions: named as a file, or corrected in the finished folder: used as written, never lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Ran, Vidkit, fingerprints, names

from vidkit import resources
from vidkit.captions.cue import Cue
from vidkit.captions.formats import read_captions, to_srt, to_vtt
from vidkit.captions.recognise import listening

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

WIDE = ("--shape", "wide", "--quality", "draft", "--no-outro", "--name", "x")
BARE = (*WIDE, "--no-intro")

CUES = (Cue(200, 900, ("Lås dörren – även", "när du är hemma!")), Cue(1000, 1900, ("Ring 114 14 & fråga <nu>.",)))

SRT = to_srt(CUES)
VTT = to_vtt(CUES)


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be recognised."""

    def hear(*_arguments: object, **_options: object) -> None:
        raise AssertionError("recognised over a person's captions")

    monkeypatch.setattr(listening.Ear, "hear", hear)


def texts(path: Path) -> list[str]:
    return [" / ".join(cue.lines) for cue in read_captions(path).cues]


def times(path: Path) -> list[tuple[int, int]]:
    return [(cue.start_ms, cue.end_ms) for cue in read_captions(path).cues]


def made(ran: Ran) -> Ran:
    assert ran.code == 0, ran.err
    return ran


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hej.srt", SRT.encode()),
        ("hej.vtt", VTT.encode()),
        ("dos.srt", SRT.replace("\n", "\r\n").encode("cp1252")),
        ("bom.vtt", b"\xef\xbb\xbf" + VTT.replace("\n", "\r\n").encode()),
        ("sixteen.srt", SRT.encode("utf-16")),
        ("it's: 50% [a],b;.srt", SRT.encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.usefixtures("deaf")
def test_a_file_that_is_named(vidkit: Vidkit, clip: Clip, name: str, content: bytes) -> None:
    (vidkit.folder / name).write_bytes(content)
    source = clip(seconds=2, sound="mono")
    ran = made(vidkit("reel", source, *BARE, "--captions", name, "--json"))
    assert ran.record["captions"]["origin"] == "person"
    assert ran.record["captions"]["file"] == name
    assert (vidkit.folder / name).read_bytes() == content
    for suffix in (".srt", ".vtt"):
        file = vidkit.folder / "reels" / "x" / f"x{suffix}"
        assert [text.replace(" / ", " ") for text in texts(file)] == [cue.text for cue in CUES]
        assert times(file) == [(200, 900), (1000, 1900)]
    assert "Nothing has changed" in vidkit("reel", source, *BARE, "--captions", name).err


@pytest.mark.usefixtures("deaf")
def test_one_clip_is_timed_by_the_clip_and_several_by_the_film(vidkit: Vidkit, clip: Clip) -> None:
    (vidkit.folder / "hej.srt").write_text(SRT, encoding="utf-8")
    (vidkit.folder / "late.srt").write_text(to_srt((Cue(2200, 2900, ("Andra klippet.",)),)), encoding="utf-8")
    folder = vidkit.folder / "reels" / "x"
    one, two = clip(seconds=2, sound="mono"), clip(seconds=2.5, sound="mono")
    made(vidkit("reel", one, *BARE, "--captions", "hej.srt", "--trim", "0.5-"))
    assert times(folder / "x.srt") == [(0, 400), (500, 1400)]
    made(vidkit("reel", one, two, *BARE, "--captions", "late.srt"))
    assert times(folder / "x.srt") == [(2200, 2900)]
    made(vidkit("reel", one, two, *BARE, "--captions", "late.srt", "--trim", "1-"))
    assert times(folder / "x.srt") == [(2200, 2900)]
    made(vidkit("reel", one, *WIDE, "--captions", "hej.srt", "--title", "Hej"))
    [(start, _end), _second] = times(folder / "x.srt")
    assert start > 1500, "the intro moves them"


@pytest.fixture
def captioned(vidkit: Vidkit, clip: Clip) -> tuple[Path, Path]:
    """A clip, and the folder of the reel made of it with captions that were, for all the record says, recognised."""
    source = clip(seconds=2, sound="mono")
    (vidkit.folder / "first.srt").write_text(SRT, encoding="utf-8")
    made(vidkit("reel", source, *BARE, "--captions", "first.srt"))
    return source, vidkit.folder / "reels" / "x"


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
@pytest.mark.parametrize("saved", ["utf-8", "cp1252"])
@pytest.mark.usefixtures("deaf")
def test_a_correction_is_used_and_kept(vidkit: Vidkit, captioned: tuple[Path, Path], suffix: str, saved: str) -> None:
    source, folder = captioned
    assert "rättad" not in (folder / "x.html").read_text("utf-8")
    file = folder / f"x{suffix}"
    corrected = file.read_text("utf-8").replace("114 14", "112").replace("dörren", "porten").replace("\n", "\r\n")
    file.write_bytes(corrected.encode(saved))
    ran = made(vidkit("reel", source, *BARE, "--json"))
    assert (ran.record["captions"]["origin"], ran.record["captions"]["file"]) == ("person", f"x{suffix}")
    assert f"Your changed x{suffix} is kept as x.edited{suffix}." in ran.err
    assert (folder / f"x.edited{suffix}").read_bytes() == corrected.encode(saved)
    for name in ("x.srt", "x.vtt"):
        assert texts(folder / name) == ["Lås porten – även / när du är hemma!", "Ring 112 & fråga <nu>."]
        assert times(folder / name) == [(200, 900), (1000, 1900)]
    page = (folder / "x.html").read_text("utf-8")
    assert "Lås porten" in page
    assert "Texten senast rättad" in page
    assert ran.record["text"]["corrected"] >= ran.record["text"]["written"]
    before = fingerprints(folder)
    third = made(vidkit("reel", source, *BARE))
    assert "Nothing has changed" in third.err
    assert fingerprints(folder) == before


@pytest.mark.usefixtures("deaf")
def test_a_second_correction_in_the_other_file(vidkit: Vidkit, captioned: tuple[Path, Path]) -> None:
    source, folder = captioned
    for name, word in (("x.srt", "porten"), ("x.vtt", "grinden")):
        file = folder / name
        file.write_text(re.sub(r"Lås \w+", f"Lås {word}", file.read_text("utf-8")), encoding="utf-8")
        made(vidkit("reel", source, *BARE))
        assert word in texts(folder / "x.srt")[0]
        assert word in texts(folder / "x.vtt")[0]
    assert "Nothing has changed" in vidkit("reel", source, *BARE).err


@pytest.mark.usefixtures("deaf")
def test_a_correction_follows_the_clips_when_the_intro_comes(vidkit: Vidkit, captioned: tuple[Path, Path]) -> None:
    source, folder = captioned
    file = folder / "x.srt"
    file.write_text(file.read_text("utf-8").replace("dörren", "porten"), encoding="utf-8")
    made(vidkit("reel", source, *WIDE, "--title", "Hej"))
    moved = times(folder / "x.srt")
    shift = moved[1][0] - 1000
    assert shift > 1500
    assert moved[1] == (1000 + shift, 1900 + shift)
    assert "porten" in texts(folder / "x.srt")[0]
    assert "Nothing has changed" in vidkit("reel", source, *WIDE, "--title", "Hej").err
    back = made(vidkit("reel", source, *BARE))
    assert "check that they still fit" not in back.err
    assert times(folder / "x.srt")[1] == (1000, 1900)


@pytest.mark.usefixtures("deaf")
def test_other_clips_under_a_correction_are_told(vidkit: Vidkit, captioned: tuple[Path, Path], clip: Clip) -> None:
    _source, folder = captioned
    file = folder / "x.srt"
    file.write_text(file.read_text("utf-8").replace("dörren", "porten"), encoding="utf-8")
    ran = made(vidkit("reel", clip(seconds=2.5, sound="mono"), *BARE))
    assert "check that they still fit" in ran.err
    assert "porten" in texts(folder / "x.srt")[0]


@pytest.mark.usefixtures("deaf")
def test_captions_off_loses_no_correction(vidkit: Vidkit, captioned: tuple[Path, Path]) -> None:
    source, folder = captioned
    file = folder / "x.srt"
    corrected = file.read_text("utf-8").replace("dörren", "porten")
    file.write_text(corrected, encoding="utf-8")
    made(vidkit("reel", source, *BARE))
    made(vidkit("reel", source, *BARE, "--captions", "off"))
    assert "x.srt" not in names(folder)
    assert corrected in [path.read_text("utf-8") for path in folder.glob("x.edited*.srt")]


@pytest.mark.usefixtures("deaf")
def test_a_correction_that_cannot_be_read_is_told_and_left(vidkit: Vidkit, captioned: tuple[Path, Path]) -> None:
    source, folder = captioned
    (folder / "x.srt").write_text("hej hej", encoding="utf-8")
    before = fingerprints(folder)
    vidkit("reel", source, *BARE).refused(3, "x.srt")
    assert fingerprints(folder) == before


@pytest.mark.speech
@pytest.mark.filterwarnings("ignore::DeprecationWarning:tokenizers")
def test_replace_listens_anew_and_keeps_what_was_corrected(vidkit: Vidkit) -> None:
    asked = (resources.assets() / "samples" / "banken.mp4", *BARE, "--trim", "0-5", "--json")
    assert made(vidkit("reel", *asked)).record["captions"]["origin"] == "recognised"
    folder = vidkit.folder / "reels" / "x"
    heard = texts(folder / "x.srt")
    corrected = (folder / "x.srt").read_text("utf-8").replace("Banken", "BANKEN")
    (folder / "x.srt").write_text(corrected, encoding="utf-8")
    assert made(vidkit("reel", *asked)).record["captions"]["origin"] == "person"
    again = made(vidkit("reel", *asked, "--replace"))
    assert again.record["captions"]["origin"] == "recognised"
    assert texts(folder / "x.srt") == heard
    assert [path for path in folder.glob("x.edited*.srt") if "BANKEN" in path.read_text("utf-8")]
    assert "Nothing has changed" in made(vidkit("reel", *asked, "--replace")).err
