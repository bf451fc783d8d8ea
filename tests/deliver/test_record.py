"""The record: what it keeps, and what it notices."""

from pathlib import Path

import msgspec
import pytest

from deliver.example import PLAN
from vidkit.captions.cue import Doubt, Mark
from vidkit.deliver import record as records
from vidkit.deliver.finding import Finding, Verdict
from vidkit.deliver.record import Record, RecordedCaptions, RecordedDecision, Setting, Timing
from vidkit.errors import OutputError

DIGEST = PLAN.digest


def finished(folder: Path) -> Record:
    """A finished reel in `folder`, small but with every file."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for suffix in ("mp4", "srt", "vtt", "jpg", "html", "txt"):
        names.append(f"las-dorren.{suffix}")
        (folder / names[-1]).write_text(f"made by vidkit: {suffix}", encoding="utf-8")
    record = Record(
        name="las-dorren",
        plan_digest=DIGEST,
        made_at="2026-11-22T15:00:00+01:00",
        shape="reel",
        frames=PLAN.frames,
        rate=(30, 1),
        sources=records.sources_of(PLAN),
        captions=RecordedCaptions(
            origin="recognised",
            engine="faster-whisper",
            model="kb-base",
            model_digest="c" * 64,
            cues=6,
            marks=(Mark(Doubt.LOOKALIKE, "mod", 4200, "mord"),),
        ),
        settings=(Setting("quality", "standard"),),
        decisions=(RecordedDecision(code="rate", values=("30",), words="30 bilder i sekunden."),),
        findings=(Finding(code="size", row="Size", limit="300", found="1", verdict=Verdict.OK, source="Meta"),),
        timings=(Timing(step="rendering", seconds=1.5),),
        files=records.files_of(folder, names),
    )
    records.write_record(record, folder)
    return record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "las-dorren"


def test_a_record_comes_back_as_it_was(folder: Path) -> None:
    record = finished(folder)
    assert records.read_record(folder) == record
    assert [file.name for file in record.files] == sorted(file.name for file in record.files)


def test_it_is_readable_and_names_no_folder_of_the_person(folder: Path) -> None:
    finished(folder)
    text = (folder / "las-dorren.json").read_text(encoding="utf-8")
    assert text.startswith('{\n  "')
    assert text.endswith("}\n")
    assert "30 bilder i sekunden." in text
    assert "/films" not in text
    assert str(folder.parent) not in text


def test_an_unchanged_folder_is_reusable(folder: Path) -> None:
    finished(folder)
    assert records.reusable(folder, DIGEST)
    assert not records.reusable(folder, "0" * 64)


def test_what_a_person_edited_is_named(folder: Path) -> None:
    finished(folder)
    (folder / "las-dorren.srt").write_text("corrected", encoding="utf-8")
    (folder / "las-dorren.txt").unlink()
    (folder / "las-dorren.vtt").write_text("made by vidkit: VTT", encoding="utf-8")  # as long as before
    standing = records.standing(folder, DIGEST)
    assert standing.edited == ("las-dorren.srt", "las-dorren.vtt")
    assert standing.missing == ("las-dorren.txt",)
    assert standing.same_plan
    assert not standing.reusable


def test_a_folder_in_place_of_a_file_counts_as_edited(folder: Path) -> None:
    finished(folder)
    (folder / "las-dorren.srt").unlink()
    (folder / "las-dorren.srt").mkdir()
    assert records.standing(folder, DIGEST).edited == ("las-dorren.srt",)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"made_by": "another"}', b'{"name": "x"}', b"\xff\xfe", b"null"]
)
def test_what_is_no_record(content: bytes, folder: Path) -> None:
    folder.mkdir()
    (folder / "las-dorren.json").write_bytes(content)
    assert records.read_record(folder) is None
    assert records.read_signature(folder) is None
    assert records.standing(folder, DIGEST) == records.Standing(record=None, same_plan=False)


def test_a_newer_vidkits_record_is_ours_but_not_read(folder: Path) -> None:
    newer = msgspec.to_builtins(finished(folder)) | {"schema": records.SCHEMA + 1, "plan_digest": ["changed"]}
    (folder / "las-dorren.json").write_bytes(msgspec.json.encode(newer))
    assert records.read_record(folder) is None
    signature = records.read_signature(folder)
    assert signature is not None
    assert len(signature.files) == 6


def test_a_record_that_cannot_be_written(tmp_path: Path) -> None:
    record = finished(tmp_path / "las-dorren")
    with pytest.raises(OutputError):
        records.write_record(record, tmp_path / "nowhere")
