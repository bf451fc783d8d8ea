"""Captions without a reel: from films and recordings to caption files, with one model loaded once. Prints nothing.

A person's corrected SRT or VTT is the truth: its words and times are used, the other files follow it, and nothing is
recognised over it unless asked for. One bad clip never stops the rest.
"""

import datetime as dt
import hashlib
from collections.abc import Set as AbstractSet
from pathlib import Path

import msgspec

from vidkit.batch.caption_desk import Desk, Listened, look_at
from vidkit.batch.caption_texts import text_of
from vidkit.captions.cue import Captions, Origin
from vidkit.captions.formats import read_captions
from vidkit.captions.lint import lint
from vidkit.captions.wording import wording
from vidkit.deliver.caption_folder import keep, put_files
from vidkit.deliver.caption_record import WORDS, CaptionRecord, CaptionStanding, caption_standing, to_json
from vidkit.deliver.faults import writing
from vidkit.deliver.folder import Kept
from vidkit.deliver.record import RecordedFile, RecordedSource
from vidkit.deliver.text_history import history_of
from vidkit.errors import OutputError, UsageError, VidkitError
from vidkit.events import Listener
from vidkit.i18n import gettext as _
from vidkit.plan.caption_brief import CaptionBrief, CaptionFormat


class Captioned(msgspec.Struct, frozen=True, kw_only=True):
    """A clip whose captions are written."""

    clip: str
    """Its path, as it was named."""
    folder: Path
    record: CaptionRecord
    written: tuple[str, ...]
    """The files that were made or made anew; none where everything was up to date."""
    kept: tuple[Kept, ...] = ()
    """What a person had changed, and what it is called now."""
    other_clip: bool = False
    """True when a person's captions were made for another film of this name."""


class Uncaptioned(msgspec.Struct, frozen=True):
    """A clip that went wrong."""

    clip: str
    fault: VidkitError


Outcome = Captioned | Uncaptioned


def caption_clips(brief: CaptionBrief, listener: Listener) -> tuple[Outcome, ...]:
    """The captions of every clip, in the order in which they were named.

    Raises:
        UsageError: the clips cannot be told apart by name, or there is no such profile or engine.
        BrandError: the brand or the list of words is wrong.
    """
    _refuse_same_names(brief)
    outcomes: list[Outcome] = []
    with Desk(brief, listener) as desk:
        for clip in brief.clips:
            try:
                outcomes.append(_captioned(clip, brief, desk))
            except UsageError:
                raise  # of the command, not of this clip
            except VidkitError as fault:
                outcomes.append(Uncaptioned(clip, fault))
    return tuple(outcomes)


def exit_code(outcomes: tuple[Outcome, ...]) -> int:
    """0 where every clip got its captions, 1 where some did, else what was wrong with the first."""
    faults = [outcome.fault for outcome in outcomes if isinstance(outcome, Uncaptioned)]
    if not faults:
        return 0
    return faults[0].exit_code if len(faults) == len(outcomes) else 1


def _refuse_same_names(brief: CaptionBrief) -> None:
    seen: dict[str, str] = {}
    for clip in brief.clips:
        other = seen.setdefault(Path(clip).stem.casefold(), clip)
        if other is not clip:
            raise UsageError(
                _("“{one}” and “{other}” would have captions of the same name.").format(one=other, other=clip),
                _("Caption them one at a time, each into a folder of its own with --out."),
            )


def _captioned(clip: str, brief: CaptionBrief, desk: Desk) -> Captioned:
    folder, stem = Path(brief.out), Path(clip).stem
    standing = caption_standing(folder, stem)
    if standing.foreign and CaptionFormat.JSON in brief.formats:
        raise OutputError(
            _("There already is a “{path}”, and it does not tell of captions.").format(path=folder / f"{stem}.json"),
            _("Choose another folder with --out, or move that away."),
        )
    listened = look_at(Path(clip), desk.listener)
    theirs = None if brief.replace else standing.words
    captions = read_captions(theirs, language=desk.brand.language) if theirs else desk.recognise(listened)
    record = _record(listened, captions, theirs, standing, desk)
    with writing(folder):
        record, texts = _texts(record, listened, theirs, _kinds(stem, brief, standing), desk)
        aside = {*standing.edited, *([standing.words.name] if standing.words else [])}
        written, kept = put_files(folder, texts, aside)
        if brief.replace:
            kept += _out_of_the_way(folder, stem, aside - texts.keys())
    return Captioned(
        clip=clip,
        folder=folder,
        record=record,
        written=written,
        kept=tuple(kept),
        other_clip=bool(theirs and standing.record and standing.record.clip.sha256 != listened.fingerprint),
    )


def _record(
    listened: Listened, captions: Captions, theirs: Path | None, standing: CaptionStanding, desk: Desk
) -> CaptionRecord:
    earlier = standing.record
    words = [" ".join(cue.lines) for cue in captions.cues]
    today = dt.datetime.now(tz=dt.UTC).astimezone().date()
    same = earlier is not None and earlier.cues == captions.cues
    return CaptionRecord(
        kind="captions",
        clip=RecordedSource(name=listened.path.name, sha256=listened.fingerprint, size_bytes=listened.size_bytes),
        length_ms=listened.length_ms,
        language=captions.language,
        profile=desk.profile.name,
        origin=captions.origin.value if captions.cues else Origin.NONE.value,
        file=theirs.name if theirs else "",
        engine=captions.engine,
        model=captions.model,
        model_digest=captions.model_digest,
        text=history_of(words, earlier.text if earlier else None, today),
        cues=captions.cues,
        marks=captions.marks,
        findings=lint(captions.cues, desk.profile, frame_ms=listened.frame_ms, box=desk.box, lists=wording()),
        edited=standing.edited or (earlier.edited if earlier and same else ()),
    )


def _kinds(stem: str, brief: CaptionBrief, standing: CaptionStanding) -> tuple[CaptionFormat, ...]:
    """What was asked for, and what vidkit has written before: old and new files never tell different things."""
    before = {kind for kind in CaptionFormat if f"{stem}.{kind.value}" in standing.ours}
    before |= {CaptionFormat.JSON} if standing.record else set()
    return tuple(kind for kind in CaptionFormat if kind in before or kind in brief.formats)


def _texts(
    record: CaptionRecord, listened: Listened, theirs: Path | None, kinds: tuple[CaptionFormat, ...], desk: Desk
) -> tuple[CaptionRecord, dict[str, bytes]]:
    """The files to write, the record last, and the record with what they are. A person's own file is not among them."""
    names = {kind: f"{listened.path.stem}.{kind.value}" for kind in kinds}
    there = {*names.values(), *([theirs.name] if theirs else [])}
    texts = {
        name: text_of(kind, record, listened, desk, there).encode()
        for kind, name in names.items()
        if kind is not CaptionFormat.JSON and not (theirs and name == theirs.name)
    }
    contents = {**texts, **({theirs.name: theirs.read_bytes()} if theirs else {})}
    files = (
        RecordedFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content))
        for name, content in sorted(contents.items())
    )
    record = msgspec.structs.replace(record, files=tuple(files))
    if CaptionFormat.JSON in kinds:
        texts[names[CaptionFormat.JSON]] = to_json(record)
    return record, texts


def _out_of_the_way(folder: Path, stem: str, names: AbstractSet[str]) -> list[Kept]:
    """A person's words that were to be replaced and have no new file: the next run must not take them for the truth."""
    kept = []
    for name in names & {f"{stem}{suffix}" for suffix in WORDS}:
        kept.append(keep(folder / name))
        (folder / name).unlink()
    return kept
