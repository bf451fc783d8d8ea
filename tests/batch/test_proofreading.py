"""A person's caption file gone through and mended: no word lost, no finding added, the file as it was kept."""

import os
import re
from pathlib import Path

import pysubs2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import names

from vidkit.batch.proofreading import Proof, Rules, mend_file, proofread, rules_of
from vidkit.brand.kit import load_brand
from vidkit.captions.cue import Cue
from vidkit.captions.encoding import Decoded
from vidkit.captions.formats import clock, read_captions, to_srt, to_vtt
from vidkit.captions.lint import Rule, Severity
from vidkit.captions.profile import Grade, load_profile
from vidkit.errors import InputError, OutputError

REEL = Rules(load_profile("sv-reel"))
IN_THE_PICTURE = rules_of(load_profile("sv-reel"), load_brand("trygghetscentret"))
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
    first, third = proof.changes
    assert (first.number, first.after.lines) == (1, ("Vi träffas på torget i kväll.",))
    assert (third.number, third.after.text, len(third.after.lines)) == (3, UNTOLD.text, 2)
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


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman", "cp850", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_line_ends_and_marks_are_kept(file: Path, encoding: str, newline: str) -> None:
    text = to_srt((HASTY, GOOD)).replace("\n", newline)
    file.write_bytes(text.encode(encoding))
    assert not mend_file(file, REEL).reencoded
    better = text.replace(f"på{newline}torget", "på torget").replace("01,200", "02,072")
    assert file.read_bytes() == better.encode(encoding)


def test_mixed_line_ends_are_kept_row_by_row(file: Path) -> None:
    rows = to_srt((HASTY, GOOD)).split("\n")
    text = "".join(row + end for row, end in zip(rows, ["\r\n", "\n", "\r"] * 9, strict=False)).rstrip("\r\n")
    file.write_bytes(text.encode())
    mend_file(file, REEL)
    assert file.read_bytes() == text.replace("på\rtorget", "på torget").replace("01,200", "02,072").encode()


def test_what_cannot_be_written_as_it_was_is_written_in_utf8_and_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Decoded, "encoded", lambda _self, text: text.encode("ascii"))
    assert mend_file(file, REEL).reencoded
    assert "träffas på torget" in file.read_text("utf-8")


def test_a_file_with_a_broken_letter_is_told_and_left(file: Path) -> None:
    long = Cue(8000, 12_000, ("Både små och stora båtar går på sjön",))
    raw = to_srt((HASTY, GOOD, long)).encode().replace("kväll".encode(), "kv\xe4ll".encode("latin-1"))
    file.write_bytes(raw)
    proof = mend_file(file, REEL)
    assert Rule.LETTERS in {finding.rule for finding in proof.cues[0].findings}
    assert (proof.changes, file.read_bytes()) == ((), raw)


@pytest.mark.parametrize("rate", [24, 25, 30, 50, 60])
def test_gaps_of_two_frames_are_right_at_any_rate_of_the_film(tmp_path: Path, rate: int) -> None:
    gap = round(2000 / rate)
    file = tmp_path / "x.srt"
    file.write_text(to_srt([Cue(at, at + 3000 - gap, GOOD.lines) for at in range(0, 12_000, 3000)]), "utf-8")
    assert proofread(file, REEL).count(Grade.GREEN) == 4


def test_lines_are_held_against_the_picture_in_pixels(tmp_path: Path) -> None:
    file = tmp_path / "x.srt"
    wide, narrow = "mmmmm mmmmm mmmmm mmmmm mmm", "illi illi illi illi illi illi il"
    file.write_text(to_srt((Cue(0, 4000, (wide,)), Cue(5000, 9000, (narrow,)))), "utf-8")
    first, second = proofread(file, IN_THE_PICTURE).cues
    (finding,) = first.findings
    assert (finding.rule, finding.limit, second.findings) == (Rule.WIDTH, 838, ())
    assert finding.found > 838
    assert 0 < int(finding.wanted) < 54, "the size of type at which the line would fit"
    assert proofread(file, Rules(load_profile("sv-tv"))).passed
    (change,) = mend_file(file, IN_THE_PICTURE).changes
    assert (change.number, len(change.after.lines)) == (1, 2)
    assert proofread(file, IN_THE_PICTURE).passed


def test_what_the_typeface_lacks_is_red(tmp_path: Path) -> None:
    file = tmp_path / "x.srt"
    file.write_text(to_srt((Cue(0, 4000, ("Hej på dig! 😀",)),)), "utf-8")
    (proofed,) = proofread(file, IN_THE_PICTURE).cues
    assert [(finding.rule, finding.text) for finding in proofed.findings] == [(Rule.GLYPH, "😀")]
    assert proofed.grade is Grade.RED


def test_empty_captions_and_those_out_of_turn_are_told_and_left(tmp_path: Path) -> None:
    file = tmp_path / "x.srt"
    text = (
        "1\n00:00:05,000 --> 00:00:07,000\nFörst i filen.\n\n2\n00:00:01,000 --> 00:00:02,000\n\n"
        "3\n00:00:01,500 --> 00:00:03,500\nFörst i filmen.\n"
    )
    file.write_text(text, "utf-8")
    found = [(one.number, finding.rule) for one in proofread(file, REEL).cues for finding in one.findings]
    assert found == [(2, Rule.EMPTY), (2, Rule.ORDER), (3, Rule.ORDER)]
    assert mend_file(file, REEL).changes == ()
    assert file.read_text("utf-8") == text


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


WORDS = st.sampled_from(
    [
        *("Hej", "på", "torget,", "i", "kväll.", "inte", "att", "Märsta", "en", "ett", "och", "men", "som"),
        *("114 14", "112", "ca", "18.00", "bl.a.", "-Ja!", "–", "av-", "(Musik)", "&", "&amp;", "😀", "Ã¥"),
        *("<i>kod</i>", "<b>du", "</b>", "{\\an8}", "<v Anna>", "ordningsvaktsutbildningsansvarig", "en\u00a0sak"),
    ]
)
rows = st.lists(WORDS, max_size=9).map(" ".join)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file as people make them: any order, overlaps, empty captions, notes, numbers or none, any line end."""
    vtt = draw(st.booleans())
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    parts = ["WEBVTT - min fil\n\nNOTE läs igen\n"] if vtt else []
    at = 0
    for number in range(1, draw(st.integers(1, 6)) + 1):
        at = max(0, at + draw(st.integers(-2500, 3000)))
        end = at + draw(st.integers(1, 9000))
        times = f"{clock(at, '.' if vtt else ',')} --> {clock(end, '.' if vtt else ',')}"
        times += draw(st.sampled_from(["", " align:start line:0"])) if vtt else ""
        head = [str(number)] if draw(st.booleans()) else []
        body = draw(st.lists(rows, max_size=3))
        parts.append("\n".join([*head, times, *body]) + "\n")
        at = draw(st.sampled_from([at, end, end + 66, end + 300]))
    return "\n".join(parts).replace("\n", newline)


def standing(proof: Proof) -> list[tuple[int, list[str]]]:
    return [(one.cue.start_ms, one.cue.text.split()) for one in proof.cues]


def faults(proof: Proof) -> list[dict[Rule, tuple[int, int]]]:
    """For each caption and rule, how many findings are red and how many there are."""
    found = []
    for one in proof.cues:
        rules = {finding.rule for finding in one.findings}
        found.append(
            {
                rule: (
                    sum(finding.severity is Severity.FAIL for finding in one.findings if finding.rule is rule),
                    sum(finding.rule is rule for finding in one.findings),
                )
                for rule in rules
            }
        )
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=files(), rules=st.sampled_from([REEL, IN_THE_PICTURE, Rules(load_profile("sv-tv"))]))
def test_mending_keeps_every_word_makes_nothing_worse_and_is_done_at_once(
    tmp_path: Path, text: str, rules: Rules
) -> None:
    file = tmp_path / "x.srt"
    file.write_bytes(text.encode())
    try:
        before = proofread(file, rules)
    except InputError:
        return
    once = mend_file(file, rules)
    assert standing(once) == standing(before)
    for now, was in zip(faults(once), faults(before), strict=True):
        assert all(count <= was.get(rule, (0, 0)) for rule, count in now.items()), (now, was)
    mended = file.read_bytes()
    if once.changes:
        assert (tmp_path / once.original).read_bytes() == text.encode()
    assert untouched(mended) == untouched(text.encode())
    assert mend_file(file, rules).changes == ()
    assert file.read_bytes() == mended


def untouched(raw: bytes) -> list[str]:
    """Everything in a file but white space and the times at which captions go."""
    return re.sub(r"(?<=--> )[\d:.,]+", "", raw.decode()).split()
