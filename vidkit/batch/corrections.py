"""Which captions of a person's a reel is made with: a file they named, or what they corrected in the finished folder.

A person's words are the truth: they are found again on every run, and follow the clips when the intro changes.
"""

from pathlib import Path

import msgspec

from vidkit.batch.person_captions import CaptionFile, ClipFiles, Corrected, OwnFile, Stretch
from vidkit.deliver import record as records
from vidkit.deliver.record import Record
from vidkit.errors import InputError
from vidkit.i18n import gettext as _
from vidkit.plan.brief import Brief, reel_name
from vidkit.plan.grid import Rate, milliseconds_at
from vidkit.plan.materials import Clock, Materials
from vidkit.plan.reel_plan import ClipShot, ReelPlan


def caption_file(brief: Brief, out: Path | None) -> CaptionFile | ClipFiles | None:
    """The person's captions: the files that were named, else those they have corrected in the finished folder.

    `out` is where an earlier version of the reel may stand. None where there are none, or none are wanted.

    Raises:
        InputError: a file that was named is not there.
    """
    folder = out / reel_name(brief) if out is not None else None
    if brief.captions in ("auto", "off"):
        own = [_named(clip.captions) if clip.captions else None for clip in brief.clips]
        heeded = folder and not brief.replace and (brief.captions == "auto" or any(own))
        corrections = _corrections(folder) if folder and heeded else None
        if corrections and not corrections.record.captions.texts:  # nobody wrote down which words are of which clip
            return corrections.file
        if any(own) or (corrections and corrections.partly):
            return _clip_by_clip(own, corrections)
        return corrections.file if corrections else None
    path = _named(brief.captions)
    if folder and path.resolve().parent == folder.resolve():
        return _of_the_reel(path, folder)
    return CaptionFile(path, Clock.CLIP if len(brief.clips) == 1 else Clock.FILM)


def _named(file: str) -> Path:
    path = Path(file)
    if not path.is_file():
        raise InputError(
            _("There is no caption file “{file}”.").format(file=path),
            _("Give the path of an SRT or VTT file, or “auto”, or “off”."),
        )
    return path


class _Corrections(msgspec.Struct, frozen=True):
    """A person's words in the finished folder."""

    file: CaptionFile
    record: Record
    edited: bool
    """True where they were changed since the reel was made."""

    @property
    def theirs(self) -> tuple[bool, ...]:
        """For each clip of the finished reel, whether its words are a person's who wrote them there."""
        return tuple(self.edited or text.corrected for text in self.record.captions.texts)

    @property
    def partly(self) -> bool:
        """True where those of some clips are, and others' are not."""
        return any(self.theirs) and not all(self.theirs)


def _clip_by_clip(own: list[Path | None], corrections: _Corrections | None) -> ClipFiles:
    if corrections is None:
        return ClipFiles(tuple(OwnFile(path, last=True) if path else None for path in own))
    record, written = corrections.record, corrections.file.path.stat().st_mtime
    theirs: dict[str, tuple[int, ...]] = {}
    for place, (source, is_theirs) in enumerate(zip(record.sources, corrections.theirs, strict=False)):
        if is_theirs:
            theirs[source.sha256] = (*theirs.get(source.sha256, ()), place)
    corrected = Corrected(
        file=corrections.file,
        rate=Rate(*record.rate),
        stretches=tuple(Stretch(text.start, text.first) for text in record.captions.texts),
        theirs=theirs,
    )
    files = (OwnFile(path, last=path.stat().st_mtime > written) if path else None for path in own)
    return ClipFiles(tuple(files), corrected)


def _of_the_reel(path: Path, folder: Path) -> CaptionFile:
    """A file with the times of the finished reel in `folder`; where its clips began is known, it follows them."""
    record = records.read_record(folder)
    first, end = record.captions.clips if record else (0, 0)
    if record is None or not end:
        return CaptionFile(path, Clock.REEL)
    return CaptionFile(path, Clock.FILM, late_ms=milliseconds_at(first, Rate(*record.rate)))


def _corrections(folder: Path) -> _Corrections | None:
    """What a person has changed in the captions of a finished folder since vidkit wrote them.

    The file changed last; where none is, the one the reel was made with, since its words were a person's already.
    """
    record = records.read_record(folder)
    if record is None:
        return None
    files = [folder / name for name in records.edited_captions(folder, record)]
    if there := [file for file in files if file.is_file()]:
        last = max(there, key=lambda file: file.stat().st_mtime)
        return _Corrections(_of_the_reel(last, folder), record, edited=True)
    captions = record.captions
    if captions.origin in ("person", "mixed") and captions.file.startswith(f"{record.name}."):
        names = (captions.file, f"{record.name}.srt", f"{record.name}.vtt")
        if path := next((file for name in names if (file := folder / name).is_file()), None):
            return _Corrections(_of_the_reel(path, folder), record, edited=False)
    return None


def clips_stretch(plan: ReelPlan) -> tuple[int, int]:
    """The frames that the clips fill: the first, and the first after them."""
    clips = [(shot, start) for shot, start in zip(plan.shots, plan.starts, strict=True) if isinstance(shot, ClipShot)]
    (_shot, first), (last, start) = clips[0], clips[-1]
    return first, start + last.frames


def out_of_step(materials: Materials, plan: ReelPlan, record: Record | None) -> bool:
    """True when corrected captions of the reel of `record` are used over clips that are not cut as they were."""
    if record is None or not materials.captions_file.startswith(f"{record.name}.") or not record.captions.clips[1]:
        return False
    first, end = clips_stretch(plan)
    were_first, were_end = record.captions.clips
    same = records.sources_of(plan) == record.sources and end - first == were_end - were_first
    return not same
