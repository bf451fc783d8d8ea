"""A folder into which clips are synced from phones: which names are not whole yet, and what lies together. Pure."""

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from vidkit.plan.week_folder import is_hidden

UNFINISHED = frozenset(
    {
        *(".part", ".partial", ".crdownload", ".opdownload", ".download", ".filepart", ".!ut", ".aria2"),
        *(".tmp", ".temp", ".icloud", ".!sync", ".bts", ".swp"),
    }
)
"""Endings that browsers and sync programs give to what is not whole yet: Firefox, Chrome, Opera, Safari, WinSCP
and others; iCloud's stand for what lies elsewhere. Syncthing, Dropbox, Nextcloud and rsync begin with a dot."""

SIDE_FILES = frozenset({".srt", ".vtt", ".txt"})
"""Endings of what goes with a clip: captions, and its title."""


def is_unfinished(name: str) -> bool:
    """Whether a file or folder of this name is only on its way: `x.mp4.part`, `x.tmp.mp4`, `~x.mp4`, `.x.mp4.1a2b`."""
    if name.startswith("~") or name.endswith("~") or is_hidden(name):
        return True
    return any(suffix.lower() in UNFINISHED for suffix in PurePosixPath(name).suffixes[-2:])


def lying_with(clips: Iterable[str], files: Iterable[str]) -> tuple[str, ...]:
    """Of `files`, those that decide over the reel of these clips; all are paths in the inbox with `/` in them.

    A clip alone has its captions and its title under its own name. With a clip in a folder goes all of that folder.
    """
    within = {_folder(clip) for clip in clips}
    if within == {""}:
        stems = {_alike(PurePosixPath(clip).stem) for clip in clips}
        return tuple(
            file
            for file in files
            if file in clips
            or (not _folder(file) and _goes_with_a_clip(file) and _alike(PurePosixPath(file).stem) in stems)
        )
    return tuple(file for file in files if _folder(file) in within)


def next_name(name: str, number: int) -> str:
    """`brandvarnaren-2`, for another film that would have the same name."""
    return name if number == 1 else f"{name}-{number}"


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _goes_with_a_clip(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in SIDE_FILES


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
