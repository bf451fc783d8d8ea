"""A person's captions as values: one file for a reel, or clip by clip, and which of them hold for each clip.

Two may tell of one clip: the file that was given for it, and what was corrected in the finished folder. The one that
was changed last holds. Knows nothing of speech, brands or plans.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from vidkit.captions.cue import Captions, Cue
from vidkit.captions.formats import read_captions
from vidkit.ingest.footage import Footage
from vidkit.plan.brief import AskedClip, Trim
from vidkit.plan.grid import Rate, milliseconds_at
from vidkit.plan.materials import ClipText, Clock

ALWAYS_MS = 10**12
"""Later than any caption."""


class CaptionFile(msgspec.Struct, frozen=True):
    """A person's captions of the whole reel, and what their times count from."""

    path: Path
    clock: Clock
    late_ms: int = 0
    """How much later its times are than that clock's: the intro of the reel it was corrected in."""

    @property
    def name(self) -> str:
        """What it is called, without the folder."""
        return self.path.name


class Stretch(msgspec.Struct, frozen=True):
    """Where a clip stands in the finished reel, in frames."""

    start: int
    """The reel's frame at which it begins."""
    first: int
    """The clip's own frame that is shown there."""


class Corrected(msgspec.Struct, frozen=True):
    """A caption file in the finished folder that a person has changed."""

    file: CaptionFile
    rate: Rate
    stretches: tuple[Stretch, ...]
    """One for each clip of the finished reel, in order."""
    theirs: Mapping[str, tuple[int, ...]]
    """By a clip's fingerprint, its places in the finished reel at which the words are a person's."""


class OwnFile(msgspec.Struct, frozen=True):
    """The file that was given for one clip."""

    path: Path
    last: bool
    """True when it was changed after what was corrected in the finished folder, or nothing was."""


class ClipFiles(msgspec.Struct, frozen=True):
    """A person's captions clip by clip, as they lie there."""

    own: tuple[OwnFile | None, ...]
    """One for each asked clip."""
    corrected: Corrected | None = None


class ClipCaptions(msgspec.Struct, frozen=True):
    """A person's captions clip by clip, read, on each clip's own clock."""

    read: tuple[Captions | None, ...]
    """One for each asked clip, without what its trim cuts off; None where nobody wrote any."""
    texts: tuple[ClipText, ...]
    """Where each is from."""
    name: str = ""
    """Of the file in the finished folder, where some are from there."""
    clock: Clock = Clock.CLIP


def settled(
    files: ClipFiles, clips: Sequence[AskedClip], footage: Sequence[Footage], language: str
) -> CaptionFile | ClipCaptions:
    """What holds for each clip; a single file where all that holds was corrected in the finished folder.

    Raises:
        InputError: a file cannot be read.
    """
    places = _places(files.corrected, footage)
    wanted = [place is not None and not (own and own.last) for own, place in zip(files.own, places, strict=True)]
    corrected = files.corrected
    if corrected is None or not any(wanted):
        told: tuple[Captions, ...] = ()
        name = ""
    elif all(wanted):
        return corrected.file
    else:
        told = by_clip(read_captions(corrected.file.path, language=language), corrected)
        name = corrected.file.name
    read: list[Captions | None] = []
    texts: list[ClipText] = []
    for own, place, from_folder, clip in zip(files.own, places, wanted, clips, strict=True):
        if from_folder and place is not None:
            read.append(within(told[place], clip.trim))
            texts.append(ClipText(name, corrected=True))
        elif own is not None:
            read.append(within(read_captions(own.path, language=language), clip.trim))
            texts.append(ClipText(own.path.name))
        else:
            read.append(None)
            texts.append(ClipText())
    return ClipCaptions(tuple(read), tuple(texts), name)


def _places(corrected: Corrected | None, footage: Sequence[Footage]) -> list[int | None]:
    """For each clip its place in the finished reel; of a clip that comes several times, each its own where it can."""
    came: Counter[str] = Counter()
    found: list[int | None] = []
    for clip in footage:
        places = corrected.theirs.get(clip.fingerprint, ()) if corrected else ()
        found.append(places[min(came[clip.fingerprint], len(places) - 1)] if places else None)
        came[clip.fingerprint] += 1
    return found


def by_clip(captions: Captions, corrected: Corrected) -> tuple[Captions, ...]:
    """Captions on the finished reel's clock parted among its clips, each on the clip's own.

    A caption belongs where its middle is; one over the intro or the end card to the clip beside it.
    """
    starts = [milliseconds_at(stretch.start, corrected.rate) for stretch in corrected.stretches]
    edges = [-ALWAYS_MS, *starts[1:], ALWAYS_MS]
    parted = []
    for stretch, start, (begins, ends) in zip(corrected.stretches, starts, pairwise(edges), strict=True):
        later = milliseconds_at(stretch.first, corrected.rate) - start
        cues = (_moved(cue, later) for cue in captions.cues if begins <= (cue.start_ms + cue.end_ms) / 2 < ends)
        parted.append(msgspec.structs.replace(captions, cues=tuple(cues)))
    return tuple(parted)


def _moved(cue: Cue, by_ms: int) -> Cue:
    return msgspec.structs.replace(cue, start_ms=cue.start_ms + by_ms, end_ms=cue.end_ms + by_ms)


def within(captions: Captions, trim: Trim) -> Captions:
    """The captions that are seen while this part of the clip is."""
    first, end = trim.start_ms or 0, ALWAYS_MS if trim.end_ms is None else trim.end_ms
    cues = tuple(cue for cue in captions.cues if cue.end_ms > first and cue.start_ms < end)
    return msgspec.structs.replace(captions, cues=cues)
