"""Finished reels as they lie in a folder, without any film having been made: records, captions, texts."""

from collections.abc import Mapping
from pathlib import Path

from vidkit.captions.cue import Cue, Mark
from vidkit.captions.formats import to_srt, to_vtt
from vidkit.deliver import record as records
from vidkit.deliver.finding import Finding, Verdict
from vidkit.deliver.record import Record, RecordedCaptions, Setting
from vidkit.plan.week_days import Publishing

CUES = (Cue(1000, 3000, ("Hej! Jag visar", "hur du låser.")), Cue(3500, 6000, ("Ring 112 om det är akut.",)))
NO_DAY = Publishing()
POST = "Lås dörren!\n\nKommunens kontaktcenter: 08-591 260 00\n\n#Trygghetscentret\n"


def finding(code: str, verdict: Verdict) -> Finding:
    return Finding(code=code, row=f"Row {code}", limit="at most 3", found=f"found {code}", verdict=verdict, source="x")


def finish(
    out: Path,
    name: str,
    *,
    title: str = "",
    marks: tuple[Mark, ...] = (),
    findings: tuple[Finding, ...] = (),
    cues: tuple[Cue, ...] = CUES,
    post: str = POST,
    publishing: Publishing = NO_DAY,
    film: bytes = b"a film",
    more: Mapping[str, bytes] | None = None,
) -> Record:
    """The folder of a finished reel in `out`, and its record."""
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.mp4": film, f"{name}.txt": post.encode(), f"{name}.html": b"<p>", **(more or {})}
    if cues:
        files |= {f"{name}.srt": to_srt(cues).encode(), f"{name}.vtt": to_vtt(cues, marks).encode()}
    for file, content in files.items():
        (folder / file).write_bytes(content)
    record = Record(
        name=name,
        plan_digest="d" * 64,
        made_at="2026-11-22T15:00:00+01:00",
        shape="reel",
        frames=540,
        rate=(30, 1),
        sources=(),
        captions=RecordedCaptions(origin="recognised", cues=len(cues), marks=marks),
        settings=(Setting("title", title),),
        findings=findings,
        files=records.files_of(folder, files),
        publishing=publishing,
    )
    records.write_record(record, folder)
    return record
