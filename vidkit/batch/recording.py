"""What the record of a reel says of how it was made: from the plan and what it was made of. Writes nothing."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidkit.batch.corrections import clips_stretch
from vidkit.brand.kit import Brand
from vidkit.brand.music import OFF
from vidkit.captions.cue import Mark, Origin
from vidkit.deliver import record as records
from vidkit.deliver.finding import Finding
from vidkit.deliver.page import page_digest
from vidkit.deliver.record import Record, RecordedCaptions, RecordedDecision, RecordedText, Setting, Timing
from vidkit.plan.asked_sign import written
from vidkit.plan.brief import Brief
from vidkit.plan.decisions import in_words
from vidkit.plan.grid import frames_at, milliseconds_at
from vidkit.plan.materials import ClipText, Clock
from vidkit.plan.planner import highlight_of
from vidkit.plan.reel_plan import ClipShot

if TYPE_CHECKING:
    from vidkit.batch.produce import Prepared


def marks_of(ready: "Prepared") -> tuple[Mark, ...]:
    """The places to read again, on the reel's own clock."""
    if ready.materials.clock is not Clock.CLIP or not ready.materials.captions:
        return ()
    plan = ready.plan
    placed = []
    for shot, start in zip(plan.shots, plan.starts, strict=True):
        if not isinstance(shot, ClipShot):
            continue
        for mark in ready.materials.captions[shot.source].marks:
            frame = frames_at(mark.start_ms, plan.rate) - shot.first + start
            at = milliseconds_at(max(start, min(frame, start + shot.frames - 1)), plan.rate)
            placed.append(msgspec.structs.replace(mark, start_ms=at))
    return tuple(sorted(placed, key=lambda mark: mark.start_ms))


def record_of(
    brief: Brief,
    ready: "Prepared",
    findings: tuple[Finding, ...],
    marks: tuple[Mark, ...],
    timings: Sequence[Timing],
) -> Record:
    """What is to be known of the finished reel, but for what its files are."""
    plan = ready.plan
    heard = ready.materials.recognised
    return Record(
        name=plan.name,
        plan_digest=plan.digest,
        made_at=dt.datetime.now(tz=dt.UTC).astimezone().isoformat(timespec="seconds"),
        shape=plan.shape,
        frames=plan.frames,
        rate=(plan.rate.numerator, plan.rate.denominator),
        sources=records.sources_of(plan),
        captions=RecordedCaptions(
            origin=plan.caption_origin,
            engine=heard.engine if heard else "",
            model=heard.model if heard else "",
            model_digest=heard.model_digest if heard else "",
            cues=len(plan.cues),
            file=ready.materials.captions_file,
            texts=_texts(brief, ready),
            clips=clips_stretch(plan),
            marks=marks,
        ),
        page=page_digest(),
        settings=_settings(brief, ready.brand),
        decisions=tuple(
            RecordedDecision(code=note.code, subject=note.subject, values=note.values, words=in_words(note))
            for note in plan.decisions
        ),
        findings=findings,
        timings=tuple(timings),
    )


def _texts(brief: Brief, ready: "Prepared") -> tuple[RecordedText, ...]:
    """Where the captions of each clip come from."""
    plan, materials = ready.plan, ready.materials
    whole = ClipText(materials.captions_file, corrected=bool(materials.captions_file) and _is_no_file(brief.captions))
    told = []
    for shot, start in zip(plan.shots, plan.starts, strict=True):
        if not isinstance(shot, ClipShot):
            continue
        text = materials.texts[shot.source] if materials.texts else whole
        captions = materials.captions[shot.source] if materials.captions and materials.clock is Clock.CLIP else None
        origin = captions.origin if captions and captions.cues else Origin.NONE
        told.append(
            RecordedText(
                origin=Origin.PERSON.value if text.file else origin.value,
                file=text.file,
                corrected=text.corrected,
                start=start,
                first=shot.first,
            )
        )
    return tuple(told)


def _is_no_file(captions: str) -> bool:
    return captions in ("auto", "off")


def _settings(brief: Brief, brand: Brand) -> tuple[Setting, ...]:
    """Every option in force but the clips, whose paths tell of people; a caption file by its bare name."""
    asked = msgspec.to_builtins(brief)
    del asked["clips"]
    if not _is_no_file(asked["captions"]):
        asked["captions"] = Path(asked["captions"]).name
    asked["caption_style"] = highlight_of(brief, brand).value
    asked["signs"] = "; ".join(map(written, brief.signs))
    asked["brand"] = Path(asked["brand"]).stem
    asked["music"] = Path(asked["music"] or brand.sounds.music).stem or OFF
    asked["template"] = Path(asked["template"]).stem
    fields = asked.pop("fields")
    settings = [Setting(name, _shown(value)) for name, value in asked.items()]
    return (*settings, *(Setting(f"fields.{key}", text) for key, text in fields))


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
