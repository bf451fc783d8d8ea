"""Which captions of a person's a reel is made with: a file they named, or what they corrected in the finished folder.

A person's words are the truth: they are found again on every run, and follow the clips when the intro changes.
"""

from pathlib import Path

from vidkit.batch.materials import CaptionFile
from vidkit.deliver import record as records
from vidkit.deliver.record import Record
from vidkit.errors import InputError
from vidkit.i18n import gettext as _
from vidkit.plan.brief import Brief, reel_name
from vidkit.plan.grid import Rate, milliseconds_at
from vidkit.plan.materials import Clock, Materials
from vidkit.plan.reel_plan import ClipShot, ReelPlan


def caption_file(brief: Brief, out: Path | None) -> CaptionFile | None:
    """The person's captions: the file that was named, else those they have corrected in the finished folder.

    `out` is where an earlier version of the reel may stand. None where there are none, or none are wanted.

    Raises:
        InputError: the file that was named is not there.
    """
    folder = out / reel_name(brief) if out is not None else None
    if brief.captions == "auto":
        own = _corrected(folder) if folder and not brief.replace else None
        return _of_the_reel(own, folder) if own and folder else None
    if brief.captions == "off":
        return None
    path = Path(brief.captions)
    if not path.is_file():
        raise InputError(
            _("There is no caption file “{file}”.").format(file=path),
            _("Give the path of an SRT or VTT file, or “auto”, or “off”."),
        )
    if folder and path.resolve().parent == folder.resolve():
        return _of_the_reel(path, folder)
    return CaptionFile(path, Clock.CLIP if len(brief.clips) == 1 else Clock.FILM)


def _of_the_reel(path: Path, folder: Path) -> CaptionFile:
    """A file with the times of the finished reel in `folder`; where its clips began is known, it follows them."""
    record = records.read_record(folder)
    first, end = record.captions.clips if record else (0, 0)
    if record is None or not end:
        return CaptionFile(path, Clock.REEL)
    return CaptionFile(path, Clock.FILM, late_ms=milliseconds_at(first, Rate(*record.rate)))


def _corrected(folder: Path) -> Path | None:
    """The caption file in a finished folder that a person has changed since vidkit wrote it.

    The one changed last; where none is, the one the reel was made with, since its words were a person's already.
    """
    record = records.read_record(folder)
    if record is None:
        return None
    edited = records.standing(folder, record.plan_digest).edited
    files = [folder / name for name in edited if name.endswith((".srt", ".vtt"))]
    there = [file for file in files if file.is_file()]
    if not there and record.captions.origin == "person" and record.captions.file.startswith(f"{record.name}."):
        names = (record.captions.file, f"{record.name}.srt", f"{record.name}.vtt")
        return next((file for name in names if (file := folder / name).is_file()), None)
    return max(there, key=lambda file: file.stat().st_mtime, default=None)


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
