"""A person's caption file gone through and mended: no word lost, no finding added, the file as it was kept."""

import os
from pathlib import Path

import pysubs2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import names

from vidkit.batch.proofreading import Grade, Proof, mend_file, proofread
from vidkit.captions.cue import Cue
from vidkit.captions.formats import read_captions, to_srt, to_vtt
from vidkit.captions.profile import load_profile
from vidkit.errors import InputError, OutputError

REEL = load_profile("sv-reel")
GOOD = Cue(4000, 6500, ("Banken frågar aldrig", "efter din kod."))
HASTY = Cue(0, 1200, ("Vi träffas på", "torget i kväll."))
UNTOLD = Cue(7000, 8000, ("Det här är en rad som är alldeles för lång för att stå här",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "möte.srt"
    path.write_text(to_srt((HASTY, GOOD, UNTOLD)), "utf-8")
    return path


def test_each_caption_has_its_colour(file: Path) -> None:
    before = file.read_bytes()
    proof = proofread(file, REEL)
    assert [proofed.grade for proofed in proof.cues] == [Grade.RED, Grade.GREEN, Grade.RED]
    assert not proof.passed
    assert file.read_bytes() == before


def test_the_file_as_it_was_is_kept(file: Path) -> None:
    before = file.read_bytes()
    file.chmod(0o640)
    proof = mend_file(file, REEL)
    assert proof.original == "möte.original.srt"
    assert (file.parent / proof.original).read_bytes() == before
    assert file.stat().st_mode & 0o777 == 0o640 or os.name == "nt"
    assert [(change.number, change.after.lines) for change in proof.changes] == [
        (1, ("Vi träffas på torget i kväll.",)),
        (3, ("Det här är en rad som är alldeles", "för lång för att stå här")),
    ]
    assert read_captions(file).cues == tuple(proofed.cue for proofed in proof.cues)
    assert names(file.parent) == ["möte.original.srt", "möte.srt"]


def test_a_second_original_does_not_replace_the_first(file: Path) -> None:
    text = file.read_bytes()
    mend_file(file, REEL)
    file.write_bytes(text)
    assert mend_file(file, REEL).original == "möte.original-2.srt"


def test_what_needs_nothing_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "bra.vtt"
    file.write_text(to_vtt((GOOD,)), "utf-8")
    before = file.stat().st_mtime_ns
    proof = mend_file(file, REEL)
    assert (proof.passed, proof.changes, proof.original) == (True, (), "")
    assert file.stat().st_mtime_ns == before
    assert names(tmp_path) == ["bra.vtt"]


@pytest.mark.parametrize(("encoding", "told"), [("utf-8-sig", False), ("cp1252", True), ("utf-16", True)])
def test_line_ends_and_marks_are_kept_and_the_encoding_told(file: Path, encoding: str, *, told: bool) -> None:
    raw = to_srt((HASTY,)).replace("\n", "\r\n").encode(encoding)
    file.write_bytes(raw)
    assert mend_file(file, REEL).reencoded is told
    written = file.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf1\r\n" if encoding == "utf-8-sig" else b"1\r\n")
    assert "träffas på torget i kväll.\r\n" in written.decode()


@pytest.mark.parametrize("rate", [24, 25, 30, 50, 60])
def test_gaps_of_two_frames_are_right_at_any_rate_of_the_film(tmp_path: Path, rate: int) -> None:
    gap = round(2000 / rate)
    file = tmp_path / "x.srt"
    file.write_text(to_srt([Cue(at, at + 3000 - gap, GOOD.lines) for at in range(0, 12_000, 3000)]), "utf-8")
    assert proofread(file, REEL).count(Grade.GREEN) == 4


def test_captions_that_begin_together_are_told_and_left(tmp_path: Path) -> None:
    file = tmp_path / "x.srt"
    file.write_text(to_srt((GOOD, Cue(4000, 6000, ("Hej då.",)))), "utf-8")
    assert proofread(file, REEL).count(Grade.RED) == 1
    assert mend_file(file, REEL).changes == ()


def test_other_formats_are_checked_but_not_mended(tmp_path: Path) -> None:
    file = tmp_path / "x.ass"
    file.write_text(pysubs2.SSAFile.from_string(to_srt((HASTY,))).to_string("ass"), "utf-8")
    assert proofread(file, REEL).count(Grade.RED) == 1
    with pytest.raises(InputError, match="not mended"):
        mend_file(file, REEL)


def test_a_file_without_captions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.srt").write_text("hej", "utf-8")
    with pytest.raises(InputError, match="not a single caption"):
        proofread(tmp_path / "x.srt", REEL)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed_leaves_all_as_it_was(file: Path) -> None:
    before = file.read_bytes()
    file.parent.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            mend_file(file, REEL)
    finally:
        file.parent.chmod(0o700)
    assert file.read_bytes() == before


def test_a_full_disk_leaves_all_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.read_bytes()

    def full(*_details: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="the disk is full"):
        mend_file(file, REEL)
    assert file.read_bytes() == before
    assert not [name for name in names(file.parent) if name.endswith(".part")]


pieces = st.tuples(
    st.integers(-800, 3000),
    st.integers(1, 9000),
    st.lists(st.text("abc de.,på\u00a0", min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=3),
)


def written(found: list[tuple[int, int, list[str]]]) -> str:
    cues, at = [], 0
    for gap, length, lines in found:
        at = max(0, at + gap)
        cues.append(Cue(at, at + length, tuple(lines)))
        at += length
    return to_srt(cues)


def grades(proof: Proof) -> list[tuple[int, int]]:
    return [(proofed.grade is Grade.RED, len(proofed.findings)) for proofed in proof.cues]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.lists(pieces, min_size=1, max_size=6).map(written))
def test_mending_keeps_every_word_adds_no_finding_and_is_done_at_once(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.srt"
    file.write_text(text, "utf-8")
    before = proofread(file, REEL)
    once = mend_file(file, REEL)
    assert [(one.cue.start_ms, one.cue.text.split()) for one in once.cues] == [
        (one.cue.start_ms, one.cue.text.split()) for one in before.cues
    ]
    assert all(now <= was for now, was in zip(grades(once), grades(before), strict=True))
    mended = file.read_bytes()
    assert mend_file(file, REEL).changes == ()
    assert file.read_bytes() == mended
