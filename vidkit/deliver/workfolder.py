"""The hidden folder beside the finished one in which a reel is made, and whether whoever makes it is still alive.

It lies on the same disk as the finished folder, so that putting it in place is a rename. Knows nothing of what is
made in it.
"""

import os
import platform
import random
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from vidkit.deliver import hold
from vidkit.deliver.faults import writing
from vidkit.errors import OutputError
from vidkit.i18n import gettext as _
from vidkit.render import maker

OWNER = ".owner.json"
"""Says who makes the folder. Lies in it until it is in place."""

HELD = ".held"
"""A file in it that the maker holds: proof of life where its process cannot be seen, as from another container."""

TRIES = 6
PAUSE_S = 0.03
"""Seconds after which one tries again, at most, that began at the same moment as another; each time twice as long."""

PART = re.compile(rf"^\.(?P<name>.+)\.(?P<token>[0-9a-f]{{{maker.DIGITS}}})\.part$", re.DOTALL)

ABANDONED = 24 * 3600
"""Seconds without a change after which a run on another computer, which cannot be asked, counts as dead."""

FRESH = 3600
"""Seconds that a folder without an owner may be one that is being made this moment, where its name does not tell."""

_ours: dict[str, int | None] = {}
"""Tokens of the folders that this very process is making, for its own process number proves nothing to itself; and what
holds each, where the disk knows such a thing."""


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """The process that makes a folder."""

    host: str
    pid: int
    started: float
    """When the process started, seconds since 1970: process numbers are used again."""


@contextmanager
def work_folder(out: Path, name: str) -> Iterator[Path]:
    """A new hidden folder in `out` to make the reel `name` in; gone at the end unless it was put in place.

    Raises:
        OutputError: nothing can be written in `out`, or another run is making this reel.
    """
    if not name or Path(name).name != name:
        raise OutputError(
            _("“{name}” cannot be the name of a folder.").format(name=name), _("Give another with --name.")
        )
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        sweep(out)
    folder = _begun(out, name)
    try:
        yield folder
    finally:
        _forsake(folder)


def release(folder: Path) -> None:
    """Let go of the file that is held in a work folder, and remove it: Windows renames no folder with a file in use.

    Until the folder is in place, its owner's process is proof enough.
    """
    number = _ours.get(_token_of(folder))
    if number is not None:
        _ours[_token_of(folder)] = None
        hold.let_go(number)
    (folder / HELD).unlink(missing_ok=True)


def _begun(out: Path, name: str) -> Path:
    """A new folder, while no other of that name is being made.

    Each makes its folder first and looks for others then. So of two that begin at the same moment at least one sees
    the other and steps back: there is no moment at which both go on. Where both step back, chance parts them.
    """
    _refuse_company(out, name)
    for attempt in range(TRIES):
        folder = out / f".{name}.{maker.new_mark()}.part"
        try:
            with writing(folder):
                _sign(folder)
                if not any(other != folder and _name_of(other) == name and _alive(other) for other in _parts(out)):
                    return folder
        except BaseException:
            _forsake(folder)
            raise
        _forsake(folder)
        time.sleep(random.uniform(0, PAUSE_S * 2**attempt))  # noqa: S311 - no secret
    raise _taken(name)


def _sign(folder: Path) -> None:
    _ours[_token_of(folder)] = None
    folder.mkdir()
    _ours[_token_of(folder)] = hold.take(folder / HELD)
    (folder / OWNER).write_bytes(msgspec.json.encode(_this_process()))


def _forsake(folder: Path) -> None:
    """What cannot be removed now (a file held open, on Windows) goes with the next run's sweep."""
    with suppress(OSError):
        release(folder)
    _ours.pop(_token_of(folder), None)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(out: Path) -> None:
    """Remove what dead runs have left in `out`; a live run's folder is never touched.

    Raises:
        OSError: the folder cannot be listed.
    """
    for folder in _parts(out):
        if not _alive(folder):
            shutil.rmtree(folder, ignore_errors=True)


def being_made(out: Path, name: str) -> bool:
    """True while some run is making the reel `name` in `out`."""
    return any(_name_of(folder) == name and _alive(folder) for folder in _parts(out))


def names_being_made(out: Path) -> frozenset[str]:
    """The reels that some run is making in `out`. Raises `OSError` where the folder cannot be listed."""
    return frozenset(_name_of(folder) for folder in _parts(out) if _alive(folder))


def _refuse_company(out: Path, name: str) -> None:
    if being_made(out, name):
        raise _taken(name)


def _taken(name: str) -> OutputError:
    return OutputError(
        _("“{name}” is being made by another vidkit right now.").format(name=name),
        _("Wait until it has finished, or give this reel another name with --name."),
    )


def _parts(out: Path) -> list[Path]:
    return [path for path in out.iterdir() if PART.match(path.name) and path.is_dir() and not path.is_symlink()]


def _name_of(folder: Path) -> str:
    found = PART.match(folder.name)
    return found["name"] if found else ""


def _token_of(folder: Path) -> str:
    found = PART.match(folder.name)
    return found["token"] if found else ""


def _alive(folder: Path) -> bool:
    """True unless it is certain that nobody is making this folder any more."""
    token = _token_of(folder)
    if token in _ours or hold.is_held(folder / HELD):
        return True
    try:
        owner = msgspec.json.decode((folder / OWNER).read_bytes(), type=Owner)
        if owner.host != platform.node():
            return _idle(folder) < ABANDONED
        return owner.pid != os.getpid() and _runs(owner)
    except (OSError, msgspec.DecodeError):
        # Killed while making the folder or removing it, or about to sign it.
        return not maker.is_ours(token) and not maker.is_gone(token) and _idle(folder) < FRESH


def _idle(folder: Path) -> float:
    """Seconds since anything in the folder changed; 0 where that cannot be told."""
    try:
        return time.time() - max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    except OSError:
        return 0.0


def _runs(owner: Owner) -> bool:
    import psutil

    try:
        # Clocks are set and start times rounded: a second's difference is the same process.
        return bool(abs(psutil.Process(owner.pid).create_time() - owner.started) <= 1)
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def _this_process() -> Owner:
    import psutil

    return Owner(host=platform.node(), pid=os.getpid(), started=psutil.Process().create_time())
