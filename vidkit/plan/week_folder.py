"""What lies in a folder, sorted out by names alone: which clips make a reel, what belongs to them, what is passed over.

Pure: it is told names and opens nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

import msgspec

from vidkit.errors import InputError, VidkitError
from vidkit.i18n import gettext as _
from vidkit.plan.week import Passed, Passing

CLIPS = frozenset(
    {".mp4", ".mov", ".m4v", ".3gp", ".3g2", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".ts", ".mpg", ".mpeg", ".wmv"}
)
"""Endings of films, of those that `ingest.opening` may read."""

CAPTIONS = (".srt", ".vtt")
"""Endings of captions, the one to take first."""

TITLE = "title.txt"
HIDDEN = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
"""What systems leave in folders, beside all names that begin with a dot."""


class Pile(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one reel."""

    name: str
    """The folder's, or the clip's without its ending."""
    source: str
    """The folder's or the clip's whole name."""
    clips: tuple[str, ...]
    """By name, as yet."""
    captions: str = ""
    """Of the whole reel."""
    own: tuple[str, ...] = ()
    """For each clip the captions of that clip alone, or nothing; empty where no clip has any."""
    text: str = ""
    """The file that its title stands in."""
    fault: VidkitError | None = None


class Sorted(msgspec.Struct, frozen=True):
    """A folder, sorted out."""

    piles: tuple[Pile, ...]
    passed: tuple[Passed, ...]


def is_hidden(name: str) -> bool:
    """Whether it lies there for the system, not for people."""
    return name.startswith(".") or name.casefold() in HIDDEN


def in_order(names: Sequence[str]) -> tuple[str, ...]:
    """Names as people count: `klipp 2` before `klipp 10`."""

    def key(name: str) -> tuple[list[tuple[int, str]], str]:
        parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
        return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], name

    return tuple(sorted(names, key=key))


def clips_alone(files: Sequence[str]) -> Sorted:
    """Each clip of a folder as a reel, with the captions and the title that lie beside it."""
    clips, rest = _parted(files)
    piles = tuple(
        Pile(
            name=PurePath(clip).stem,
            source=clip,
            clips=(clip,),
            captions=_captions(PurePath(clip).stem, rest),
            text=_named(f"{PurePath(clip).stem}.txt", rest),
        )
        for clip in clips
    )
    used = {name for pile in piles for name in (pile.captions, pile.text)}
    return Sorted(piles, _passed(set(rest) - used))


def clips_together(folder: str, files: Sequence[str]) -> Sorted:
    """All clips of a subfolder as one reel; its files stay named without the folder."""
    clips, rest = _parted(files)
    if not clips:
        return Sorted((), (Passed(f"{folder}/", Passing.NO_CLIPS),))
    stems = {_stem(clip) for clip in clips}
    captions, text = _of_the_whole(folder, stems, rest), _named(TITLE, rest)
    own = _Own((), (), ())
    if len(clips) == 1:
        stem = PurePath(clips[0]).stem
        captions = _captions(stem, rest) or captions
        text = text or _named(f"{stem}.txt", rest)
    elif _stem(captions) != _alike(folder) and any(_stem(name) in stems for name in filter(_is_captions, rest)):
        captions, own = "", _of_each(folder, clips, rest)
    pile = Pile(
        name=folder,
        source=f"{folder}/",
        clips=clips,
        captions=captions,
        own=own.files,
        text=text,
        fault=together(own.faults),
    )
    passed = _passed(set(rest) - {captions, text, *own.files, *own.told})
    return Sorted((pile,), tuple(Passed(f"{folder}/{each.name}", each.why) for each in passed))


def together(faults: Sequence[VidkitError]) -> InputError | None:
    """Several faults of one reel as one, so that all is told at once; None where there are none."""
    if not faults:
        return None
    return InputError(
        " ".join(dict.fromkeys(fault.message for fault in faults)),
        " ".join(dict.fromkeys(fault.hint for fault in faults if fault.hint)),
    )


def _parted(files: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = in_order(files)
    clips = tuple(name for name in names if not is_hidden(name) and PurePath(name).suffix.lower() in CLIPS)
    return clips, tuple(name for name in names if name not in clips)


def _is_captions(name: str) -> bool:
    return PurePath(name).suffix.lower() in CAPTIONS and not is_hidden(name)


def _named(wanted: str, names: Sequence[str]) -> str:
    return next((name for name in names if _alike(name) == _alike(wanted)), "")


def _alike(name: str) -> str:
    """Names that people take for one: some systems take letters and their marks apart."""
    return unicodedata.normalize("NFC", name).casefold()


def _captions(stem: str, names: Sequence[str]) -> str:
    return next(filter(None, (_named(f"{stem}{suffix}", names) for suffix in CAPTIONS)), "")


def _of_the_whole(folder: str, stems: set[str], names: Sequence[str]) -> str:
    """Captions of the whole reel: named as its folder, or the only ones that are not named as a clip."""
    others = {PurePath(name).stem for name in names if _is_captions(name)}
    others = {stem for stem in others if _alike(stem) not in stems}
    return _captions(folder, names) or (_captions(others.pop(), names) if len(others) == 1 else "")


class _Own(msgspec.Struct, frozen=True):
    """The captions of each clip of a folder by itself."""

    files: tuple[str, ...]
    """One for each clip, or nothing."""
    faults: tuple[InputError, ...]
    told: tuple[str, ...]
    """Files that the faults tell of."""


def _of_each(folder: str, clips: Sequence[str], names: Sequence[str]) -> _Own:
    captions = [name for name in names if _is_captions(name)]
    files, faults, told = [""] * len(clips), [], []
    for stem in dict.fromkeys(map(_stem, clips)):
        places = [place for place, clip in enumerate(clips) if _stem(clip) == stem]
        found = [name for name in captions if _stem(name) == stem]
        if len(found) > 1:
            faults.append(_two_files(found, clips[places[0]]))
        elif found and len(places) > 1:
            faults.append(_two_clips(found[0], [clips[place] for place in places]))
        elif found:
            files[places[0]] = found[0]
            continue
        told += found
    stems = set(map(_stem, clips))
    stray = [name for name in captions if _stem(name) not in stems]
    faults += (_of_no_clip(name, folder) for name in stray)
    return _Own(tuple(files), tuple(faults), (*told, *stray))


def _stem(name: str) -> str:
    return _alike(PurePath(name).stem)


def _two_files(captions: Sequence[str], clip: str) -> InputError:
    return InputError(
        _("“{clip}” has several captions: {files}.").format(clip=clip, files=_quoted(captions)),
        _("Keep the one that is right, and take the others away."),
    )


def _two_clips(captions: str, clips: Sequence[str]) -> InputError:
    return InputError(
        _("“{captions}” could belong to any of {clips}.").format(captions=captions, clips=_quoted(clips)),
        _("Give each clip a name of its own, and its captions the same."),
    )


def _of_no_clip(captions: str, folder: str) -> InputError:
    return InputError(
        _("“{captions}” belongs to no clip: there is none of that name.").format(captions=captions),
        _("Give it the name of its clip, call it “{file}” if it tells of the whole reel, or take it away.").format(
            file=f"{folder}{PurePath(captions).suffix}"
        ),
    )


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _passed(names: set[str]) -> tuple[Passed, ...]:
    return tuple(Passed(name, Passing.HIDDEN if is_hidden(name) else Passing.OTHER) for name in in_order(list(names)))
