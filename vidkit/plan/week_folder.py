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
    stems = {_alike(PurePath(clip).stem) for clip in clips}
    captions = _of_the_whole(folder, stems, rest)
    ofs_one = [name for name in rest if _is_captions(name) and _alike(PurePath(name).stem) in stems]
    text = _named(TITLE, rest)
    if len(clips) == 1:
        stem = PurePath(clips[0]).stem
        captions = _captions(stem, rest) or captions
        text = text or _named(f"{stem}.txt", rest)
    pile = Pile(
        name=folder,
        source=f"{folder}/",
        clips=clips,
        captions=captions,
        text=text,
        fault=_of_one_clip(folder, ofs_one[0]) if ofs_one and not captions else None,
    )
    passed = _passed(set(rest) - {captions, text})
    return Sorted((pile,), tuple(Passed(f"{folder}/{each.name}", each.why) for each in passed))


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


def _of_one_clip(folder: str, captions: str) -> InputError:
    return InputError(
        _("“{captions}” holds the captions of one clip only, and “{folder}” is a reel of several.").format(
            captions=captions, folder=folder
        ),
        _("Put the captions of the whole reel in “{file}”, or take that file away.").format(file=f"{folder}.srt"),
    )


def _passed(names: set[str]) -> tuple[Passed, ...]:
    return tuple(Passed(name, Passing.HIDDEN if is_hidden(name) else Passing.OTHER) for name in in_order(list(names)))
