"""`vidkit caption`: files for films and recordings, a person's words never lost, one bad clip among good ones."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from captions.spoken import said
from deliver.markup import Page
from media import ffmpeg
from running import Vidkit, fingerprints, names

from vidkit import resources
from vidkit.batch import ears
from vidkit.captions.cue import Doubt, Heard, Mark
from vidkit.captions.formats import read_captions
from vidkit.captions.recognise.choice import Choice
from vidkit.errors import MissingError

Clip = Callable[..., Path]

ALL = ("--formats", "srt,vtt,ass,txt,json,html")
TEXT = "Banken frågar aldrig efter din kod. Bo i Sigtuna ringer 112. Lägg på luren och ring sedan upp igen."


class FakeEar:
    """Hears the same in every clip, and remembers what it was asked."""

    made: int
    heard: list[str]
    text: str
    terms: tuple[str, ...]

    def __init__(self, choice: Choice) -> None:
        del choice
        type(self).made += 1

    def is_known(self, fingerprint: str, **_details: object) -> bool:
        return fingerprint in self.heard

    def hear(self, speech: Callable[[], Any], *, fingerprint: str, glossary: Any, **_details: object) -> Heard:
        assert len(speech()), "there is sound"
        type(self).heard = [*self.heard, fingerprint]
        type(self).terms = tuple(term.term for term in glossary.terms)
        words = said(self.text) if self.text else ()
        marks = (Mark(Doubt.DROPPED, "Textning.nu", 0),) if not words else ()
        return Heard(words=words, language="sv", engine="fake", model="fake", model_digest="f" * 64, marks=marks)

    def close(self) -> None:
        return


@pytest.fixture(autouse=True)
def ear(monkeypatch: pytest.MonkeyPatch) -> type[FakeEar]:
    FakeEar.made, FakeEar.heard, FakeEar.text, FakeEar.terms = 0, [], TEXT, ()
    choice = Choice(engine="fake", folder=Path(), name="fake", digest="f" * 64, why="A fake.")
    monkeypatch.setattr(ears, "choose", lambda *_details, **_more: choice)
    monkeypatch.setattr(ears, "Ear", FakeEar)
    return FakeEar


@pytest.fixture
def film(vidkit: Vidkit, clip: Clip) -> str:
    (vidkit.folder / "Möte i parken.mp4").write_bytes(clip(seconds=1.0, sound="mono").read_bytes())
    return "Möte i parken.mp4"


@pytest.fixture
def memo(vidkit: Vidkit, film: str) -> str:
    ffmpeg("-i", vidkit.folder / film, "-vn", "-c", "copy", vidkit.folder / "memo.m4a")
    return "memo.m4a"


def captions(vidkit: Vidkit, name: str) -> Path:
    return vidkit.folder / "captions" / name


def correct(path: Path, was: str, now: str) -> str:
    """A person corrects a word, some time later."""
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, now), "utf-8")
    later = path.stat().st_mtime + 10
    os.utime(path, (later, later))
    return path.read_text("utf-8")


def test_the_usual_files(vidkit: Vidkit, film: str) -> None:
    before = fingerprints(vidkit.folder)
    ran = vidkit("caption", film)
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert names(vidkit.folder / "captions") == [f"Möte i parken.{kind}" for kind in ("json", "srt", "vtt")]
    assert "A fake." in ran.err
    assert "in the captions to read again: " in ran.err
    assert "a figure: “112”" in ran.err
    record = json.loads(captions(vidkit, "Möte i parken.json").read_text("utf-8"))
    assert (record["origin"], record["engine"], record["clip"]["name"]) == ("recognised", "fake", film)
    assert [mark["doubt"] for mark in record["marks"]] == ["name", "figure"]
    assert " ".join(" ".join(cue["lines"]) for cue in record["cues"]) == TEXT
    assert {name: print_ for name, print_ in fingerprints(vidkit.folder).items() if name in before} == before


def test_every_form(vidkit: Vidkit, film: str) -> None:
    assert vidkit("caption", film, *ALL).code == 0
    cues = read_captions(captions(vidkit, "Möte i parken.srt")).cues
    for ending in ("vtt", "ass"):
        assert [cue.text for cue in read_captions(captions(vidkit, f"Möte i parken.{ending}")).cues] == [
            cue.text for cue in cues
        ]
    assert captions(vidkit, "Möte i parken.txt").read_text("utf-8").split() == TEXT.split()
    page = captions(vidkit, "Möte i parken.html").read_text("utf-8")
    assert '<source src="../M%C3%B6te%20i%20parken.mp4" type="video/mp4">' in page
    assert 'src="M%C3%B6te%20i%20parken.vtt"' in page
    assert 'width="160" height="284"' in page
    assert "Banken frågar aldrig efter din kod." in page
    assert Page(page).faults == []
    assert "Texten skriven" in page
    assert "rättad" not in page
    script = captions(vidkit, "Möte i parken.ass").read_text("utf-8")
    assert "PlayResX: 160" in script
    assert "Style: Default,Atkinson Hyperlegible" in script


def test_a_recording_without_picture(vidkit: Vidkit, memo: str) -> None:
    assert vidkit("caption", memo, *ALL).code == 0
    page = captions(vidkit, "memo.html").read_text("utf-8")
    assert Page(page).faults == []
    assert "<audio " in page
    assert "</audio>" in page
    assert "<video" not in page
    assert "Inspelningen memo" in page
    assert '<source src="../memo.m4a">' in page


def test_a_page_alone_carries_its_captions(vidkit: Vidkit, film: str) -> None:
    assert vidkit("caption", film, "--formats", "html").code == 0
    page = captions(vidkit, "Möte i parken.html").read_text("utf-8")
    assert 'src="data:text/vtt;base64,' in page
    assert "download" not in page


def test_a_second_run_changes_nothing(vidkit: Vidkit, film: str) -> None:
    vidkit("caption", film, *ALL)
    before = fingerprints(vidkit.folder)
    again = vidkit("caption", film, *ALL)
    assert again.code == 0
    assert "nothing has changed in captions" in again.err
    assert fingerprints(vidkit.folder) == before


def test_the_model_is_loaded_once(vidkit: Vidkit, film: str, memo: str, ear: type[FakeEar]) -> None:
    ran = vidkit("caption", film, memo, "--json")
    assert (ran.code, ear.made, len(ear.heard)) == (0, 1, 2)
    rows = json.loads(ran.out)
    assert [(row["clip"], row["written"]) for row in rows] == [
        (film, ["Möte i parken.srt", "Möte i parken.vtt", "Möte i parken.json"]),
        (memo, ["memo.srt", "memo.vtt", "memo.json"]),
    ]
    assert rows[0]["record"]["cues"]


@pytest.mark.parametrize("ending", ["srt", "vtt"])
def test_a_persons_words_are_the_truth(vidkit: Vidkit, film: str, ear: type[FakeEar], ending: str) -> None:
    vidkit("caption", film, *ALL)
    own = captions(vidkit, f"Möte i parken.{ending}")
    corrected = correct(own, "luren", "luren nu")
    ran = vidkit("caption", film, *ALL)
    assert ran.code == 0
    assert f"your words in Möte i parken.{ending} are used" in ran.err
    assert "to read again" not in ran.err
    assert len(ear.heard) == 1
    assert own.read_text("utf-8") == corrected
    for kind in ("srt", "vtt", "ass", "txt", "html"):
        assert "luren nu" in " ".join(captions(vidkit, f"Möte i parken.{kind}").read_text("utf-8").split())
    assert "Texten senast rättad" in captions(vidkit, "Möte i parken.html").read_text("utf-8")
    other = captions(vidkit, f"Möte i parken.{'vtt' if ending == 'srt' else 'srt'}")
    assert read_captions(other).cues == read_captions(own).cues
    record = json.loads(captions(vidkit, "Möte i parken.json").read_text("utf-8"))
    assert (record["origin"], record["file"], record["edited"]) == ("person", own.name, [own.name])
    before = fingerprints(vidkit.folder)
    assert "nothing has changed" in vidkit("caption", film, *ALL).err
    assert len(ear.heard) == 1
    assert fingerprints(vidkit.folder) == before


def test_replace_keeps_the_words_under_another_name(vidkit: Vidkit, film: str, ear: type[FakeEar]) -> None:
    vidkit("caption", film)
    corrected = correct(captions(vidkit, "Möte i parken.srt"), "luren", "luren nu")
    vidkit("caption", film)
    ran = vidkit("caption", film, "--replace")
    assert ran.code == 0
    assert "Your changed Möte i parken.srt is kept as Möte i parken.edited.srt." in ran.err
    assert len(ear.heard) == 2
    assert captions(vidkit, "Möte i parken.edited.srt").read_text("utf-8") == corrected
    assert "luren nu" not in captions(vidkit, "Möte i parken.srt").read_text("utf-8")
    vidkit("caption", film)
    assert len(ear.heard) == 3, "what was put aside is not taken for the truth again"


def test_replaced_words_without_a_new_file_are_out_of_the_way(vidkit: Vidkit, film: str, ear: type[FakeEar]) -> None:
    captions(vidkit, "").mkdir()
    srt = captions(vidkit, "Möte i parken.srt")
    srt.write_text("1\n00:00:00,000 --> 00:00:02,000\nHej då.\n", "utf-8")
    assert vidkit("caption", film, "--formats", "vtt,json", "--replace").code == 0
    assert names(srt.parent) == [f"Möte i parken.{kind}" for kind in ("edited.srt", "json", "vtt")]
    assert len(ear.heard) == 1


def test_captions_from_elsewhere_are_used_and_exported(vidkit: Vidkit, film: str, ear: type[FakeEar]) -> None:
    captions(vidkit, "").mkdir()
    srt = captions(vidkit, "Möte i parken.srt")
    srt.write_bytes("1\r\n0:1,5 --> 0:3\r\n<i>Hej på dig</i>\r\n".encode("cp1252"))
    before = srt.read_bytes()
    assert vidkit("caption", film).code == 0
    assert srt.read_bytes() == before
    assert "00:00:01.500 --> 00:00:03.000\nHej på dig" in captions(vidkit, "Möte i parken.vtt").read_text("utf-8")
    assert ear.made == 0


def test_what_else_a_person_changed_is_kept(vidkit: Vidkit, film: str) -> None:
    vidkit("caption", film, *ALL)
    captions(vidkit, "Möte i parken.txt").write_text("mina anteckningar", "utf-8")
    ran = vidkit("caption", film, *ALL)
    assert "Möte i parken.txt is kept as Möte i parken.edited.txt" in ran.err
    assert captions(vidkit, "Möte i parken.edited.txt").read_text("utf-8") == "mina anteckningar"
    assert "Banken" in captions(vidkit, "Möte i parken.txt").read_text("utf-8")


def test_old_and_new_files_never_tell_different_things(vidkit: Vidkit, film: str, ear: type[FakeEar]) -> None:
    vidkit("caption", film, *ALL)
    ear.text = "Något helt annat sägs här."
    assert vidkit("caption", film, "--formats", "srt").code == 0
    for ending in ("srt", "vtt", "ass", "txt", "html"):
        assert "helt annat" in " ".join(captions(vidkit, f"Möte i parken.{ending}").read_text("utf-8").split())


def test_another_film_of_the_same_name_is_told(vidkit: Vidkit, film: str, clip: Clip) -> None:
    vidkit("caption", film)
    correct(captions(vidkit, "Möte i parken.srt"), "luren", "luren nu")
    (vidkit.folder / film).write_bytes(clip(seconds=1.5, sound="mono").read_bytes())
    assert "check that they still fit" in vidkit("caption", film).err


def test_one_bad_clip_does_not_stop_the_rest(vidkit: Vidkit, film: str) -> None:
    (vidkit.folder / "brev.mp4").write_text("hej" * 500, "utf-8")
    ran = vidkit("caption", "brev.mp4", "borta.mp4", film)
    assert (ran.code, ran.out) == (1, "")
    assert "brev.mp4: “brev.mp4” is not a video" in ran.err
    assert "borta.mp4: There is no file" in ran.err
    assert captions(vidkit, "Möte i parken.srt").is_file()
    rows = json.loads(vidkit("caption", "brev.mp4", film, "--json").out)
    assert "is not a video" in rows[0]["fault"]
    assert rows[1]["written"] == []
    assert vidkit("caption", "brev.mp4", "borta.mp4").code == 3
    vidkit("caption", "brev.mp4").refused(3, "is not a video")


def test_a_film_without_sound(vidkit: Vidkit, clip: Clip) -> None:
    vidkit("caption", clip(seconds=1.0)).refused(3, "no sound")
    assert names(vidkit.folder / "captions") == []


def test_where_nobody_speaks_the_captions_are_empty(vidkit: Vidkit, film: str, ear: type[FakeEar]) -> None:
    ear.text = ""
    ran = vidkit("caption", film, *ALL)
    assert ran.code == 0
    assert "nobody speaks there" in ran.err
    assert captions(vidkit, "Möte i parken.srt").read_bytes() == b""
    assert "Ingen talar i filmen." in captions(vidkit, "Möte i parken.html").read_text("utf-8")
    assert "nothing has changed" in vidkit("caption", film, *ALL).err


def test_no_model_is_said_of_every_clip_that_needs_one(
    vidkit: Vidkit, film: str, memo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def none(*_details: object, **_more: object) -> Choice:
        asked.append(1)
        raise MissingError("There is no speech model on this computer.", "Get one.")

    monkeypatch.setattr(ears, "choose", none)
    captions(vidkit, "").mkdir()
    captions(vidkit, "memo.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nHej då.\n", "utf-8")
    ran = vidkit("caption", film, memo)
    assert (ran.code, len(asked)) == (1, 1)
    assert captions(vidkit, "memo.vtt").is_file(), "a person's words need no model"
    vidkit("caption", film).refused(5, "no speech model")


def test_the_word_list_comes_beside_the_brands(vidkit: Vidkit, film: str, ear: type[FakeEar]) -> None:
    (vidkit.folder / "ord.toml").write_text('terms = [{ term = "Brå", mishearings = ["bra"] }]', "utf-8")
    vidkit("caption", film, "--glossary", "ord.toml", "-o", "a")
    assert ear.terms[0] == "Brå"
    assert "Trygghetscentret" in ear.terms
    (vidkit.folder / "ord.txt").write_text("Nymärsta\n\n  EST-möte \n", "utf-8")
    vidkit("caption", film, "--glossary", "ord.txt", "-o", "b")
    assert ear.terms[:2] == ("Nymärsta", "EST-möte")
    (vidkit.folder / "fel.toml").write_text('terms = [{ trem = "Brå" }]', "utf-8")
    vidkit("caption", film, "--glossary", "fel.toml").refused(4, "fel.toml", "trem")
    vidkit("caption", film, "--glossary", "borta.txt").refused(4, "borta.txt")


def test_profiles_break_lines_their_own_way(vidkit: Vidkit, film: str) -> None:
    vidkit("caption", film, "--profile", "sv-tv", "-o", "tv")
    vidkit("caption", film, "-o", "reel")
    tv, reel = (read_captions(vidkit.folder / name / "Möte i parken.srt").cues for name in ("tv", "reel"))
    assert max(len(line) for cue in tv for line in cue.lines) > max(len(line) for cue in reel for line in cue.lines)
    assert " ".join(cue.text for cue in tv) == " ".join(cue.text for cue in reel) == TEXT


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--formats", "srt,doc"), 2, "doc"),
        (("--formats", ","), 2, "no form of captions"),
        (("--profile", "sv-radio"), 2, "sv-radio"),
        (("--brand", "okänd"), 4, "okänd"),
    ],
)
def test_wrong_wishes(vidkit: Vidkit, film: str, options: tuple[str, ...], code: int, words: str) -> None:
    vidkit("caption", film, *options).refused(code, words)
    assert names(vidkit.folder / "captions") == []


def test_two_clips_of_one_name_are_refused(vidkit: Vidkit, film: str) -> None:
    vidkit("caption", film, "elsewhere/möte i parken.mov").refused(2, "of the same name")


def test_a_file_that_is_no_record_is_not_written_over(vidkit: Vidkit, film: str) -> None:
    captions(vidkit, "").mkdir()
    captions(vidkit, "Möte i parken.json").write_text('{"mitt": 1}', "utf-8")
    before = fingerprints(vidkit.folder)
    vidkit("caption", film).refused(8, "does not tell of captions")
    assert fingerprints(vidkit.folder) == before


@pytest.mark.speech
def test_real_speech(vidkit: Vidkit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for name, value in (("VIDKIT_OFFLINE", "1"), ("VIDKIT_LANG", "en"), ("VIDKIT_CACHE", str(vidkit.folder / "cache"))):
        monkeypatch.setenv(name, value)
    sample = resources.assets() / "samples" / "banken.flac"
    ran = vidkit("caption", sample, "--model", "embedded", "--formats", "srt,txt")
    assert ran.code == 0, ran.err
    heard = captions(vidkit, "banken.txt").read_text("utf-8").split()
    spoken = (sample.with_suffix(".txt")).read_text("utf-8").split()
    assert len(set(spoken) - set(heard)) <= len(spoken) // 10
    assert vidkit("check", captions(vidkit, "banken.srt")).code == 0
