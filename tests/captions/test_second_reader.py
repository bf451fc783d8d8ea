"""What others make of the same files: a browser of VTT, pysubs2 of what it writes itself."""

import base64
from pathlib import Path

import pysubs2
import pytest
from deliver.browser import chromium
from hypothesis import given, settings
from hypothesis import strategies as st

from vidkit.captions import encoding
from vidkit.captions.cue import Cue
from vidkit.captions.formats import read_captions, to_vtt
from vidkit.captions.lines import blocks
from vidkit.errors import InputError

READ = """async files => {
  const read = file => new Promise(done => {
    const track = document.createElement('track');
    const bytes = Uint8Array.from(atob(file), sign => sign.charCodeAt(0));
    track.src = URL.createObjectURL(new Blob([bytes]));
    track.onerror = () => done(null);
    track.onload = () => done([...track.track.cues].map(cue => [
      Math.round(1000 * cue.startTime), Math.round(1000 * cue.endTime), cue.getCueAsHTML().textContent]));
    const film = document.createElement('video');
    film.appendChild(track);
    document.body.appendChild(film);
    track.track.mode = 'hidden';
  });
  const found = [];
  for (const file of files) found.push(await read(file));
  return found;
}"""

REFUSED = {
    "arrows.vtt",
    "nulls.vtt",
    "timings-eof.vtt",
    "timings-garbage.vtt",
    "timings-too-long.vtt",
    "timings-too-short.vtt",
}
"""A browser passes over what is no time; a person is told the line."""

READS_MORE = {"timings-60.vtt": 4, "whitespace-chars.vtt": 1}
"""How many captions more than a browser: sixty seconds are a minute, and any white space is some."""

Read = list[tuple[int, int, str]]


def in_a_browser(contents: list[bytes]) -> list[Read | None]:
    with chromium() as browser:
        found = browser.new_page().evaluate(READ, [base64.b64encode(content).decode() for content in contents])
    return [read and [(start, end, squeezed(text)) for start, end, text in read if text.strip()] for read in found]


def by_us(path: Path) -> Read:
    found = blocks(encoding.decode(path.read_bytes(), path.name), path.name)
    return [(block.start_ms, block.end_ms, squeezed(" ".join(block.lines))) for block in found if block.lines]


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.browser
@pytest.mark.media
def test_a_browser_reads_the_same_words_at_the_same_times(shared_media: Path) -> None:
    files = sorted((shared_media / "subtitles").rglob("*.vtt"))
    assert files
    for path, theirs in zip(files, in_a_browser([path.read_bytes() for path in files]), strict=True):
        if theirs is None:
            continue  # no VTT by the letter
        if path.name in REFUSED:
            with pytest.raises(InputError, match="line"):
                by_us(path)
            continue
        ours = by_us(path)
        assert len(ours) == len(theirs) + READS_MORE.get(path.name, 0), path.name
        assert not set(theirs) - set(ours), path.name


@pytest.mark.browser
def test_a_browser_reads_what_we_write(tmp_path: Path) -> None:
    cues = (
        Cue(0, 1000, ("Fisk & skaldjur <3 --> {x}",)),
        Cue(3_599_999, 3_600_001, ("NOTE på gränsen",)),
        Cue(360_000_000, 360_000_999, ("WEBVTT", "&amp; så vidare")),
    )
    (read,) = in_a_browser([to_vtt(cues).encode()])
    assert read == [(cue.start_ms, cue.end_ms, cue.text) for cue in cues]
    (tmp_path / "x.vtt").write_text(to_vtt(cues), "utf-8")
    assert read_captions(tmp_path / "x.vtt").cues == cues


texts = st.lists(st.text("abcåäö ,.!?–0123456789", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=3)


@settings(deadline=None)
@given(
    events=st.lists(st.tuples(st.integers(1, 9_000_000), st.integers(1, 9000), texts), min_size=1, max_size=5),
    form=st.sampled_from(["srt", "vtt"]),
)
def test_what_pysubs2_writes_is_read_to_the_millisecond(events: list[tuple[int, int, list[str]]], form: str) -> None:
    subtitles = pysubs2.SSAFile()
    for start, length, lines in events:
        subtitles.append(pysubs2.SSAEvent(start=start, end=start + length, text=r"\N".join(lines)))
    found = blocks(subtitles.to_string(form), "x")
    assert sorted((block.start_ms, block.end_ms, " ".join(block.lines).split()) for block in found) == sorted(
        (event.start, event.end, event.plaintext.split()) for event in subtitles
    )
