"""Captions beside clips of one reel: each clip's own where it has any, the others heard, corrections never lost."""

import json
import os
import time
from collections.abc import Callable
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from captions.spoken import said
from hypothesis import given
from hypothesis import strategies as st
from plan.given import a_clip
from running import Ran, Vidkit, fingerprints

from vidkit.batch import ears
from vidkit.batch.person_captions import (
    CaptionFile,
    ClipCaptions,
    ClipFiles,
    Corrected,
    OwnFile,
    Stretch,
    by_clip,
    settled,
)
from vidkit.captions.cue import Captions, Cue, Doubt, Heard, Mark
from vidkit.captions.formats import read_captions, to_srt, to_vtt
from vidkit.captions.recognise.choice import Choice
from vidkit.plan.brief import AskedClip, Trim
from vidkit.plan.grid import Rate, milliseconds_at
from vidkit.plan.materials import ClipText, Clock

Clip = Callable[..., Path]

DRAFT = ("--shape", "wide", "--quality", "draft", "--no-outro")
BARE = (*DRAFT, "--no-intro")
SPOKEN = "Ring oss nu."
MINUTE_S = 60


class FakeEar:
    """Hears the same in every clip, and is not sure of it."""

    heard: list[str]

    def __init__(self, choice: Choice) -> None:
        del choice

    def close(self) -> None:
        pass

    def is_known(self, *_details: object, **_more: object) -> bool:
        return True

    def hear(self, *_details: object, fingerprint: str, **_more: Any) -> Heard:
        FakeEar.heard.append(fingerprint)
        words = said(SPOKEN)
        return Heard(
            words=words,
            language="sv",
            engine="fake",
            model="fake",
            model_digest="f" * 64,
            marks=(Mark(Doubt.DROPPED, "Tack", words[0].start_ms),),
        )


@pytest.fixture(autouse=True)
def ear(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = Choice(engine="fake", folder=Path(), name="fake", digest="f" * 64, why="A fake.")
    monkeypatch.setattr(ears, "choose", lambda *_details, **_more: choice)
    monkeypatch.setattr(ears, "Ear", FakeEar)
    FakeEar.heard = []


def srt(*cues: tuple[int, int, str]) -> str:
    return to_srt([Cue(start, end, (text,)) for start, end, text in cues])


@pytest.fixture
def folder(tmp_path: Path, clip: Clip) -> Path:
    """A week of one reel of two clips of 2 and 2.5 seconds, the first with captions of its own."""
    onsdag = tmp_path / "veckan" / "onsdag"
    onsdag.mkdir(parents=True)
    (onsdag / "a.mp4").write_bytes(clip(seconds=2, sound="mono").read_bytes())
    (onsdag / "b.mp4").write_bytes(clip(seconds=2.5, sound="mono").read_bytes())
    (onsdag / "a.srt").write_text(srt((200, 900, "Lås dörren."), (1000, 1900, "Även hemma.")), encoding="utf-8")
    return onsdag


class Reel:
    """The reel of the folder, made again and again."""

    def __init__(self, vidkit: Vidkit, folder: Path) -> None:
        self._vidkit, self._week = vidkit, folder.parent
        self.folder = vidkit.folder / "reels" / "onsdag"

    def result(self, *options: str) -> str:
        ran = self.run(*options)
        assert ran.code == 0, ran.err
        return str(ran.record["reels"][0]["result"])

    def run(self, *options: str) -> Ran:
        return self._vidkit("batch", self._week, *(options or BARE), "--json")

    @property
    def captions(self) -> dict[str, Any]:
        record = json.loads((self.folder / "onsdag.json").read_text("utf-8"))
        captions = record["captions"]
        assert isinstance(captions, dict)
        return captions | {"decisions": [decision["words"] for decision in record["decisions"]]}

    def texts(self) -> list[str]:
        return [cue.text for cue in read_captions(self.folder / "onsdag.srt").cues]

    def times(self) -> list[int]:
        return [cue.start_ms for cue in read_captions(self.folder / "onsdag.srt").cues]

    def sources(self) -> list[tuple[str, str, bool]]:
        return [(text["origin"], text["file"], text["corrected"]) for text in self.captions["texts"]]

    def correct(self, before: str, after: str, suffix: str = ".srt") -> None:
        file = self.folder / f"onsdag{suffix}"
        assert before in file.read_text("utf-8")
        file.write_text(file.read_text("utf-8").replace(before, after), encoding="utf-8")


@pytest.fixture
def reel(vidkit: Vidkit, folder: Path) -> Reel:
    return Reel(vidkit, folder)


def write_later(file: Path, text: str, than: Path) -> None:
    """Saved a minute after `than`."""
    file.write_text(text, encoding="utf-8")
    at = than.stat().st_mtime + MINUTE_S
    os.utime(file, (at, at))


def test_one_clips_own_and_the_other_recognised(reel: Reel, folder: Path) -> None:
    before = fingerprints(folder)
    assert reel.result() == "made"
    assert fingerprints(folder) == before
    assert reel.texts() == ["Lås dörren.", "Även hemma.", SPOKEN]
    assert reel.times()[:2] == [200, 1000]
    assert reel.times()[2] >= 2000
    captions = reel.captions
    assert (captions["origin"], captions["file"], captions["engine"]) == ("mixed", "", "fake")
    assert reel.sources() == [("person", "a.srt", False), ("recognised", "", False)]
    assert [mark["start_ms"] >= 2000 for mark in captions["marks"]] == [True], "only what was heard is to be read again"
    told = captions["decisions"]
    assert "a.mp4: its captions are taken from a.srt." in told
    assert "Captions of the other clips were made by fake with the model fake." in told
    assert len(FakeEar.heard) == 1
    assert reel.result() == "unchanged"


def test_every_clip_with_its_own_needs_no_ear(reel: Reel, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ears, "choose", lambda *_details, **_more: pytest.fail("nothing is to be heard"))
    (folder / "b.vtt").write_text(to_vtt([Cue(300, 900, ("Ring 114 14.",))]), encoding="utf-8")
    assert reel.result() == "made"
    assert reel.texts() == ["Lås dörren.", "Även hemma.", "Ring 114 14."]
    assert reel.times()[2] == 2300
    assert (reel.captions["origin"], reel.captions["marks"]) == ("person", [])
    assert reel.sources() == [("person", "a.srt", False), ("person", "b.vtt", False)]


def test_the_order_of_filming_is_the_captions_order(reel: Reel, folder: Path, clip: Clip) -> None:
    for name, seconds, day in (("a", 2, 2), ("b", 2.5, 1)):
        tags = (("creation_time", f"2026-03-0{day}T10:00:00Z"),)
        (folder / f"{name}.mp4").write_bytes(clip(seconds=seconds, sound="mono", tags=tags).read_bytes())
    assert reel.result() == "made"
    assert reel.texts() == [SPOKEN, "Lås dörren.", "Även hemma."]
    assert reel.times()[1:] == [2700, 3500]


def test_a_changed_file_makes_the_reel_anew_and_the_page_says_so(reel: Reel, folder: Path) -> None:
    assert reel.result() == "made"
    assert "rättad" not in (reel.folder / "onsdag.html").read_text("utf-8")
    (folder / "a.srt").write_text(srt((300, 1500, "Lås båda dörrarna.")), encoding="utf-8")
    assert reel.result() == "made"
    assert reel.texts() == ["Lås båda dörrarna.", SPOKEN]
    page = (reel.folder / "onsdag.html").read_text("utf-8")
    assert "Lås båda dörrarna." in page
    assert "Texten senast rättad" in page
    (folder / "a.srt").unlink()
    assert reel.result() == "made"
    assert reel.texts() == [SPOKEN, SPOKEN]
    assert reel.captions["origin"] == "recognised"
    assert reel.result() == "unchanged"


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_a_correction_in_the_finished_folder_wins_until_the_clips_own_file_changes(
    reel: Reel, folder: Path, suffix: str
) -> None:
    assert reel.result() == "made"
    reel.correct("Lås dörren.", "Lås porten.", suffix)
    reel.correct(SPOKEN, "Ring oss i dag.", suffix)
    FakeEar.heard = []
    assert reel.result() == "made"
    assert reel.texts() == ["Lås porten.", "Även hemma.", "Ring oss i dag."]
    assert reel.captions["origin"] == "person"
    assert reel.sources() == [("person", f"onsdag{suffix}", True)] * 2
    assert reel.result() == "unchanged"

    finished = reel.folder / f"onsdag{suffix}"
    write_later(folder / "a.srt", srt((400, 1500, "Lås grinden.")), finished)
    assert reel.result() == "made"
    assert reel.texts() == ["Lås grinden.", "Ring oss i dag."], "what was corrected of the other clip stays"
    assert reel.sources() == [("person", "a.srt", False), ("person", f"onsdag{suffix}", True)]
    assert reel.result() == "unchanged"

    reel.correct("Lås grinden.", "Lås luckan.", suffix)
    later = (folder / "a.srt").stat().st_mtime + MINUTE_S
    os.utime(finished, (later, later))
    assert reel.result() == "made"
    assert reel.texts() == ["Lås luckan.", "Ring oss i dag."]
    assert FakeEar.heard == [], "nothing was recognised over a person's words"


def test_a_correction_follows_its_clip(reel: Reel, folder: Path, clip: Clip) -> None:
    """A clip comes before the others, and the intro with it: each keeps its words."""
    assert reel.result() == "made"
    reel.correct(SPOKEN, "Ring oss i dag.")
    write_later(folder / "a.srt", srt((400, 1500, "Lås grinden.")), reel.folder / "onsdag.srt")
    assert reel.result() == "made"
    (folder / "A första.mp4").write_bytes(clip(seconds=3, sound="mono").read_bytes())
    at = reel.times()
    assert reel.result(*DRAFT) == "made"
    assert reel.texts() == [SPOKEN, "Lås grinden.", "Ring oss i dag."]
    assert reel.captions["origin"] == "mixed"
    assert reel.sources()[0] == ("recognised", "", False)
    moved = reel.times()
    assert moved[2] - moved[1] == at[1] - at[0]
    assert moved[1] > 3400
    assert reel.result(*DRAFT) == "unchanged"


def test_a_correction_follows_the_trim_of_its_clip(reel: Reel, folder: Path) -> None:
    def asked(trim: str) -> None:
        b = f'{{ file = "onsdag/b.mp4", trim = "{trim}" }}'
        clips = f'clips = [{{ file = "onsdag/a.mp4", captions = "onsdag/a.srt" }}, {b}]'
        week_file(folder, f'[[reels]]\nname = "onsdag"\n{clips}\n')

    asked("0.2-")
    assert reel.result() == "made"
    finished = reel.folder / "onsdag.srt"
    late = srt((200, 900, "Lås dörren."), (2700, 3300, "Ring oss i dag."))
    finished.write_text(late, encoding="utf-8")
    write_later(folder / "a.srt", srt((400, 1500, "Lås grinden.")), finished)
    assert reel.result() == "made"
    assert reel.times() == [400, 2700]
    asked("0.1-")
    assert reel.result() == "made"
    assert (reel.texts(), reel.times()) == (["Lås grinden.", "Ring oss i dag."], [400, 2800])
    asked("2-")
    assert reel.result() == "made"
    assert reel.texts() == ["Lås grinden."]
    assert reel.captions["origin"] == "person"


def test_words_that_were_taken_away_in_the_finished_folder_stay_away(reel: Reel, folder: Path) -> None:
    assert reel.result() == "made"
    finished = reel.folder / "onsdag.srt"
    finished.write_text(srt((200, 900, "Lås dörren.")), encoding="utf-8")
    write_later(folder / "a.srt", srt((400, 1500, "Lås grinden.")), finished)
    FakeEar.heard = []
    assert reel.result() == "made"
    assert (reel.texts(), FakeEar.heard) == (["Lås grinden."], [])
    assert reel.result() == "unchanged"


def test_corrections_in_a_folder_that_knows_nothing_of_single_clips_hold_for_the_whole_reel(
    reel: Reel, folder: Path
) -> None:
    """As in one that an earlier vidkit made."""
    assert reel.result() == "made"
    file = reel.folder / "onsdag.json"
    record = json.loads(file.read_text("utf-8"))
    del record["captions"]["texts"]
    file.write_text(json.dumps(record), encoding="utf-8")
    reel.correct(SPOKEN, "Ring oss i dag.")
    an_hour_ago = time.time() - 60 * MINUTE_S
    os.utime(reel.folder / "onsdag.srt", (an_hour_ago, an_hour_ago))
    (folder / "a.srt").write_text(srt((400, 1500, "Lås grinden.")), encoding="utf-8")
    assert reel.result() == "made"
    assert reel.texts() == ["Lås dörren.", "Även hemma.", "Ring oss i dag."]
    assert reel.result() == "unchanged"


def test_none_at_all(reel: Reel) -> None:
    assert reel.result(*BARE, "--captions", "off") == "made"
    assert not (reel.folder / "onsdag.srt").exists()
    assert reel.captions["origin"] == "none"


def test_all_that_is_wrong_is_told_at_once(reel: Reel, folder: Path) -> None:
    (folder / "a.vtt").write_text("WEBVTT\n", encoding="utf-8")
    (folder / "c.srt").write_text(srt((0, 900, "Hej.")), encoding="utf-8")
    (folder / "b.srt").write_text("hej hej", encoding="utf-8")
    before = fingerprints(folder)
    ran = reel.run()
    assert ran.code == 3
    fault = ran.record["reels"][0]["fault"]
    for words in ("“a.mp4” has several captions: “a.srt”, “a.vtt”.", "“c.srt” belongs to no clip", "b.srt"):
        assert words in fault
    assert "onsdag.srt" in ran.record["reels"][0]["hint"]
    assert fingerprints(folder) == before


def week_file(folder: Path, text: str) -> None:
    (folder.parent / "week.toml").write_text(text, encoding="utf-8")


def test_a_week_file_names_the_captions_of_a_clip(reel: Reel, folder: Path) -> None:
    (folder / "a.srt").rename(folder.parent / "text.srt")
    week_file(
        folder,
        """\
[[reels]]
name = "onsdag"
clips = [
  { file = "onsdag/b.mp4", trim = "0-2" },
  { file = "onsdag/a.mp4", trim = "0.5-", captions = "text.srt" },
]
""",
    )
    assert reel.result() == "made"
    assert reel.texts() == [SPOKEN, "Lås dörren.", "Även hemma."]
    assert reel.times()[1:] == [2000, 2500], "they count from the start of the clip, of which half a second is cut off"
    assert reel.sources() == [("recognised", "", False), ("person", "text.srt", False)]


def test_in_a_week_file_the_others_may_go_without(reel: Reel, folder: Path) -> None:
    week_file(
        folder,
        """\
[defaults]
captions = "off"
[[reels]]
name = "onsdag"
clips = [{ file = "onsdag/a.mp4", captions = "onsdag/a.srt" }, "onsdag/b.mp4"]
""",
    )
    assert reel.result() == "made"
    assert reel.texts() == ["Lås dörren.", "Även hemma."]
    assert "Captions of the other clips were turned off." in reel.captions["decisions"]
    reel.correct("Lås dörren.", "Lås porten.")
    assert reel.result() == "made"
    assert reel.texts() == ["Lås porten.", "Även hemma."]
    assert FakeEar.heard == []


def test_a_file_without_a_word_in_what_is_shown_is_told(reel: Reel, folder: Path) -> None:
    week_file(
        folder,
        """\
[[reels]]
name = "onsdag"
clips = [{ file = "onsdag/a.mp4", trim = "0-1", captions = "late.srt" }, "onsdag/b.mp4"]
""",
    )
    (folder.parent / "late.srt").write_text(srt((1500, 1900, "Sent.")), encoding="utf-8")
    assert reel.result() == "made"
    assert "a.mp4: no caption in late.srt falls inside what is shown of it." in reel.captions["decisions"]
    assert reel.captions["origin"] == "recognised"


def test_a_written_week_file_asks_for_the_same(vidkit: Vidkit, folder: Path, reel: Reel) -> None:
    assert vidkit("week", "new", folder.parent).code == 0
    assert '{ file = "onsdag/a.mp4", captions = "onsdag/a.srt" }' in (folder.parent / "week.toml").read_text("utf-8")
    assert reel.result() == "made"
    (folder.parent / "week.toml").unlink()
    assert reel.result() == "unchanged"


@pytest.mark.usefixtures("folder")
def test_what_is_wrong_in_a_week_file_is_told_with_key_and_line(vidkit: Vidkit, folder: Path) -> None:
    (folder / "b.srt").write_text("hej hej", encoding="utf-8")
    (folder / "hela.srt").write_text(srt((0, 900, "Hej.")), encoding="utf-8")
    week_file(
        folder,
        """\
[[reels]]
name = "ett"
captions = "onsdag/hela.srt"
clips = [{ file = "onsdag/a.mp4", captions = "onsdag/a.srt" }, "onsdag/b.mp4"]
[[reels]]
name = "två"
clips = [{ file = "onsdag/a.mp4", captions = "off" }, { file = "onsdag/b.mp4", captions = "onsdag/b.srt" }]
[[reels]]
name = "tre"
clips = [{ file = "onsdag/a.mp4", captions = "onsdag/aa.srt" }]
""",
    )
    ran = vidkit("batch", folder.parent, *BARE)
    assert ran.code == 3
    told = [line.partition(", line ")[2] for line in ran.err.splitlines() if "week.toml, line" in line]
    assert [int(line.split(":")[0]) for line in told] == [4, 7, 7, 10]
    assert "“reels[0].clips[0].captions” names “onsdag/a.srt” for one clip" in told[0]
    assert "“onsdag/hela.srt”" in told[0]
    assert "“reels[1].clips[0].captions” is “off”" in told[1]
    assert "b.srt" in told[2]
    assert "aa.srt" in told[3]
    assert "Did you mean “a.srt”?" in ran.err


def test_a_dry_run_tells_whose_captions(vidkit: Vidkit, folder: Path) -> None:
    ran = vidkit("batch", folder.parent, "--dry-run")
    assert "Captions: a.srt" in ran.out
    row = vidkit("batch", folder.parent, "--dry-run", "--json").record["reels"][0]
    assert [Path(each).name for each in row["clip_captions"]] == ["a.srt", ""]


RATE = Rate(30)
lengths = st.lists(st.integers(3, 200), min_size=1, max_size=5)


@given(lengths, st.lists(st.integers(0, 50), min_size=5, max_size=5), st.lists(st.integers(0, 2000), unique=True))
def test_what_is_parted_among_clips_can_be_joined_again(lengths: list[int], firsts: list[int], at: list[int]) -> None:
    """No caption is lost or told twice, and each keeps its place in the film."""
    starts = [10 + sum(lengths[:place]) for place in range(len(lengths))]
    stretches = tuple(Stretch(start, first) for start, first in zip(starts, firsts, strict=False))
    edges = [milliseconds_at(frame, RATE) for frame in sorted(at)]
    cues = tuple(Cue(start, end, (str(start),)) for start, end in pairwise(edges))
    file = CaptionFile(Path("x.srt"), Clock.REEL)
    parted = by_clip(Captions(cues=cues), Corrected(file, RATE, stretches, {}))
    back = []
    for captions, stretch in zip(parted, stretches, strict=True):
        later = milliseconds_at(stretch.start, RATE) - milliseconds_at(stretch.first, RATE)
        back += [Cue(cue.start_ms + later, cue.end_ms + later, cue.lines) for cue in captions.cues]
    assert tuple(back) == cues


class Told(Enum):
    """The file that was given for a clip."""

    NONE = "none"
    EARLIER = "earlier"
    """Changed before what was corrected in the finished folder."""
    LATER = "later"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clip's own captions, and with those of a finished reel of four clips of a second each."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "own.srt").write_text(srt((100, 900, "egen"), (1500, 1900, "bortklippt")), encoding="utf-8")
    cues = [(1000 * number + 200, 1000 * number + 800, f"mapp {number}") for number in range(4)]
    cues += [(4500, 4900, "efter slutet")]
    (folder / "x.srt").write_text(srt(*cues), encoding="utf-8")
    return folder


@given(st.lists(st.tuples(st.sampled_from(Told), st.booleans()), min_size=1, max_size=4))
def test_what_holds_for_each_clip(written: Path, clips: list[tuple[Told, bool]]) -> None:
    """Its own file where that is the last word, else what was corrected of it, else its own file, else nothing."""
    own = tuple(None if told is Told.NONE else OwnFile(written / "own.srt", told is Told.LATER) for told, _ in clips)
    corrected = Corrected(
        file=CaptionFile(written / "x.srt", Clock.FILM),
        rate=RATE,
        stretches=tuple(Stretch(30 * place, 0) for place in range(4)),
        theirs={f"{place}": (place,) for place, (_told, known) in enumerate(clips) if known},
    )
    footage = [msgspec.structs.replace(a_clip(), fingerprint=f"{place}") for place in range(len(clips))]
    asked = [AskedClip(f"{place}.mp4", Trim(0, 1000)) for place in range(len(clips))]
    found = settled(ClipFiles(own, corrected), asked, footage, "sv")
    if isinstance(found, CaptionFile):
        assert found == corrected.file
        assert all(known and told is not Told.LATER for told, known in clips)
        return
    for place, (told, known) in enumerate(clips):
        read = found.read[place]
        words = [(cue.start_ms, cue.text) for cue in read.cues] if read else None
        if known and told is not Told.LATER:
            assert (words, found.texts[place]) == ([(200, f"mapp {place}")], ClipText("x.srt", corrected=True))
        elif told is Told.NONE:
            assert (words, found.texts[place]) == (None, ClipText())
        else:
            assert (words, found.texts[place]) == ([(100, "egen")], ClipText("own.srt"))


def test_a_clip_that_comes_twice_has_the_words_of_each_time(written: Path) -> None:
    twice = [msgspec.structs.replace(a_clip(), fingerprint="a")] * 3
    corrected = Corrected(
        file=CaptionFile(written / "x.srt", Clock.FILM),
        rate=RATE,
        stretches=tuple(Stretch(30 * place, 90) for place in range(4)),
        theirs={"a": (1, 3)},
    )
    last = OwnFile(written / "own.srt", last=True)
    asked = [AskedClip("a.mp4"), AskedClip("a.mp4", Trim(3000, 4000)), AskedClip("a.mp4", Trim(0, 1000))]
    found = settled(ClipFiles((None, None, last), corrected), asked, twice, "sv")
    assert isinstance(found, ClipCaptions)
    assert [[(cue.start_ms, cue.text) for cue in read.cues] for read in found.read if read] == [
        [(3200, "mapp 1")],
        [(3200, "mapp 3")],
        [(100, "egen")],
    ]
