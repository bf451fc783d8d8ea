"""The whole way with real speech: the sample clip in, a captioned reel out, every word of it right."""

import re
from html import unescape
from pathlib import Path

import pytest
from running import Vidkit

from vidkit import resources
from vidkit.captions.formats import read_captions
from vidkit.captions.recognise import embedded

from .second_reader import assert_agreed

pytestmark = [
    pytest.mark.speech,
    pytest.mark.program,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:tokenizers"),
]

SAMPLE = resources.assets() / "samples" / "banken.mp4"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_the_sample(vidkit: Vidkit) -> None:
    """Takes half a minute: a whole reel of 17 seconds, with speech recognised by the embedded model."""
    if not embedded.packages_there():
        pytest.skip("the packages of the embedded model are not installed")
    asked = (SAMPLE, "--title", "Banken frågar aldrig", "--quality", "draft")
    ran = vidkit("reel", *asked, "--json")
    assert ran.code == 0, ran.err
    record = ran.record
    folder = vidkit.folder / "reels" / "banken-fragar-aldrig"
    stem = folder / folder.name

    said = words(SAMPLE.with_suffix(".txt").read_text("utf-8"))
    srt, vtt = read_captions(stem.with_suffix(".srt")), read_captions(stem.with_suffix(".vtt"))
    assert words(" ".join(cue.text for cue in srt.cues)) == said
    assert srt.cues == vtt.cues
    assert srt.cues[0].start_ms > 1500, "the intro moves them"
    assert all(len(cue.lines) <= 2 for cue in srt.cues)
    assert stem.with_suffix(".vtt").read_text("utf-8").startswith("WEBVTT\n")
    import pysubs2

    for suffix in (".srt", ".vtt"):
        other = pysubs2.load(str(stem.with_suffix(suffix)))
        assert [(event.start, event.end) for event in other] == [(cue.start_ms, cue.end_ms) for cue in srt.cues]

    page = iter(words(unescape(re.sub(r"<[^>]+>", " ", stem.with_suffix(".html").read_text("utf-8")))))
    assert all(word in page for word in said), "every word stands on the page, in order; times stand between"
    assert "Banken frågar aldrig" in stem.with_suffix(".txt").read_text("utf-8")
    from PIL import Image

    with Image.open(stem.with_suffix(".jpg")) as cover:
        assert (cover.format, cover.size) == ("JPEG", (1080, 1920))

    assert (record["captions"]["origin"], record["captions"]["model"]) == ("recognised", "embedded")
    assert re.fullmatch(r"[0-9a-f]{64}", record["captions"]["model_digest"])
    assert {timing["step"] for timing in record["timings"]} >= {"reading", "listening", "rendering", "checking"}
    film = stem.with_suffix(".mp4")
    assert vidkit("check", film).code == 0
    assert_agreed(film, frames=record["frames"], rate=record["rate"][0], size=(1080, 1920))
    assert "Nothing has changed" in vidkit("reel", *asked).err


def test_what_is_said_of_the_small_model(vidkit: Vidkit) -> None:
    ran = vidkit("plan", SAMPLE, "--trim", "0-4")
    assert ran.code == 0, ran.err
    assert "The small speech model is used instead" in ran.err
    assert "vidkit models get kb-" in ran.err


def test_a_clip_without_speech_says_so(vidkit: Vidkit, tmp_path: Path) -> None:
    from media import ffmpeg

    silent = tmp_path / "silent.mp4"
    ffmpeg("-i", SAMPLE, "-t", "1", "-c:v", "copy", "-af", "volume=0", silent)
    ran = vidkit("plan", silent, "--explain")
    assert ran.code == 0, ran.err
    assert "No speech was heard" in ran.out
