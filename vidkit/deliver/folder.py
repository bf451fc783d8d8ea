"""Puts a finished folder in place of the one before: whole or not at all, and nothing of a person's is lost.

A folder cannot be replaced by one call on every system, so it takes two renames: the old one aside, the new one in.
Whatever happens between them is undone, or mended by the next run. What a person has added to the old folder moves
over; what a person has changed is kept beside the new file as `<name>.edited.<suffix>`.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from vidkit.deliver.faults import writing
from vidkit.deliver.record import RecordedFile, digest_of, read_record, read_signature
from vidkit.deliver.workfolder import OWNER, being_made, release, work_folder
from vidkit.errors import OutputError
from vidkit.i18n import gettext as _
from vidkit.render.maker import DIGITS

TRIES = 6
"""On Windows, virus scanners and indexers hold new files for some tenths of a second."""

PAUSE = 0.15
"""Seconds before the second try; each further pause is one longer."""


WINDOWS = os.name == "nt"


class Kept(msgspec.Struct, frozen=True):
    """A file that a person had changed."""

    name: str
    kept_as: str


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A folder in place."""

    path: Path
    replaced: bool
    kept: tuple[Kept, ...] = ()
    """Files a person had changed, and what they are called now."""
    carried: tuple[str, ...] = ()
    """Files a person had added; they have the same names."""


@contextmanager
def making(out: Path, name: str) -> Iterator[Path]:
    """A hidden folder to make the reel `name` in, before `put_in_place`; gone at the end unless it was put there.

    Raises:
        OutputError: nothing can be written in `out`, the name is taken by something that is not ours, or another
            run is making this reel.
    """
    refuse_foreign(out, name)
    with work_folder(out, name) as folder:
        yield folder


def refuse_foreign(out: Path, name: str) -> None:
    """Make sure that `name` in `out` is free, or a reel of ours. To be asked before anything is made.

    Also puts right what a run that was killed between the two renames has left.

    Raises:
        OutputError: something else stands there.
    """
    target = out / name
    with writing(target):
        _mend(out, name)
        if not os.path.lexists(target):
            return
        ours = target.is_dir() and not target.is_symlink()
        if ours and (read_signature(target) or not any(target.iterdir())):
            return
    raise OutputError(
        _("There already is a “{path}”, and it was not made by vidkit.").format(path=target),
        _("Give the reel another name with --name, or move that away."),
    )


def put_in_place(work: Path, out: Path, name: str) -> Placed:
    """Make the folder `work` (from `work_folder`) the finished reel `name` in `out`.

    Raises:
        OutputError: it cannot be done. What stood there before stands there still.
    """
    refuse_foreign(out, name)
    target = out / name
    aside = work.with_suffix(".old")
    with writing(target):
        release(work)
        _sync(work)
        replaced = target.exists()
        _swap(work, target, aside)
    with suppress(OSError):  # held for a moment by another program: the next run leaves it behind
        (target / OWNER).unlink()
    _sync_folder(out)
    if not replaced:
        return Placed(path=target, replaced=False)
    kept, carried = _move_over(aside, target)
    return Placed(path=target, replaced=True, kept=tuple(kept), carried=tuple(carried))


def _swap(work: Path, target: Path, aside: Path) -> None:
    """The two renames. When the second does not happen, the first is undone."""
    if target.exists():
        patiently(lambda: target.rename(aside))
    try:
        patiently(lambda: work.rename(target))
    except BaseException:  # Ctrl-C too
        if aside.exists() and not target.exists():
            patiently(lambda: aside.rename(target))
        raise


def patiently(rename: Callable[[], object]) -> None:
    """Do it, on Windows several times: another program may hold the file for a moment. Raises `OSError`."""
    for attempt in range(1, TRIES):
        try:
            rename()
        except PermissionError:
            if not WINDOWS:
                raise
            time.sleep(PAUSE * attempt)
        else:
            return
    rename()


def _mend(out: Path, name: str) -> None:
    """Finish what a killed run began: put the old reel back, or take from it what is a person's."""
    if not out.is_dir() or being_made(out, name):
        return
    target = out / name
    pattern = re.compile(rf"^\.{re.escape(name)}\.[0-9a-f]{{{DIGITS}}}\.old$", re.DOTALL)
    for aside in sorted(path for path in out.iterdir() if pattern.match(path.name)):
        if os.path.lexists(target):
            _sync_folder(out)
            _move_over(aside, target)
        else:
            aside.rename(target)
    if target.is_dir() and not target.is_symlink():
        with suppress(OSError):
            (target / OWNER).unlink()


def _move_over(aside: Path, target: Path) -> tuple[list[Kept], list[str]]:
    """Move everything of a person's from the old folder to the new, then remove the old one.

    Only files that are byte for byte what vidkit wrote are removed. What cannot be moved stays where it is, in
    the hidden folder, for the next run.
    """
    signature = read_signature(aside, target.name)
    recorded = {file.name: file for file in signature.files} if signature else {}
    record = read_record(aside, target.name)
    # A person's words, even where the file is as we left it, are not ours to remove.
    theirs = record.captions.file if record and record.captions.origin in ("person", "mixed") else ""
    kept: list[Kept] = []
    carried: list[str] = []
    with suppress(OSError):
        # The record last: without it a later run could not tell what is ours of the rest.
        for name in sorted(_names(aside, recorded), key=lambda name: (name == f"{target.name}.json", name)):
            path, new = aside / name, target / name
            with suppress(OSError):
                ours = name != theirs and _untouched(path, recorded.get(name))
                if ours or name in (OWNER, f"{target.name}.json"):
                    path.unlink()
                    continue
                new.parent.mkdir(exist_ok=True)
                if not os.path.lexists(new) and name not in recorded:
                    path.rename(new)
                    carried.append(name)
                elif _same(path, new):
                    path.unlink()
                else:
                    new = free_name(new)
                    path.rename(new)
                    kept.append(Kept(name, new.relative_to(target).as_posix()))
        for inner in _inner(recorded):
            with suppress(OSError):  # gone already, or what is in it could not be moved
                (aside / inner).rmdir()
        aside.rmdir()
    return kept, carried


def files_in(folder: Path) -> list[str]:
    """What was made in a work folder, by names that go on the record; `/` parts a folder from what is in it."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if not any(part.startswith(".") for part in path.parts))


def _names(folder: Path, recorded: Iterable[str]) -> Iterator[str]:
    """Everything in a reel's folder by its name; a folder in it as a whole, unless there are files of ours in it."""
    inner = _inner(recorded)
    for path in folder.iterdir():
        if path.name in inner and path.is_dir() and not path.is_symlink():
            yield from (f"{path.name}/{each.name}" for each in path.iterdir())
        else:
            yield path.name


def _inner(recorded: Iterable[str]) -> set[str]:
    return {name.partition("/")[0] for name in recorded if "/" in name}


def _untouched(path: Path, recorded: RecordedFile | None) -> bool:
    return (
        recorded is not None
        and path.is_file()
        and not path.is_symlink()
        and path.stat().st_size == recorded.size_bytes
        and digest_of(path) == recorded.sha256
    )


def _same(path: Path, other: Path) -> bool:
    """True when both are files with the same content."""
    return path.is_file() and other.is_file() and not path.is_symlink() and digest_of(path) == digest_of(other)


def free_name(path: Path) -> Path:
    """`x.srt` becomes `x.edited.srt`, or `x.edited-2.srt` where that is taken."""
    return next(new for new in _edited_names(path) if not os.path.lexists(new))


def _edited_names(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.stem}.edited{path.suffix}")
    number = 2
    while True:
        yield path.with_name(f"{path.stem}.edited-{number}{path.suffix}")
        number += 1


def _sync(folder: Path) -> None:
    """Everything in the folder is on the disk: a power cut after the rename must not leave empty files."""
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            _sync_folder(path)
        elif path.is_file():
            sync(path)
    _sync_folder(folder)


def sync(path: Path) -> None:
    """The file is on the disk when this comes back. Raises `OSError`."""
    # Windows only flushes what is open for writing.
    with path.open("rb+") as file:
        _flush(file.fileno())


def _flush(number: int) -> None:
    """On the disk itself: a Mac's `fsync` leaves it in the disk's own memory, which a power cut empties."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # a network disk knows no such wish
            fcntl.fcntl(number, fcntl.F_FULLFSYNC)
            return
    os.fsync(number)


def _sync_folder(folder: Path) -> None:
    if WINDOWS:
        return
    # Some network disks refuse to sync a folder; they have their own ways.
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
