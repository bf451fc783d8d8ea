"""Keeps the cache small and whole: what lies there, what goes when it is too much, what is thrown away or read through.

Only what bears a name that vidkit gives is ever counted as its own or removed. Several processes may do any of this at
once, and while others render: what those use, they brought elsewhere before.
"""

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from vidkit.captions.recognise.store import models_folder
from vidkit.errors import OutputError, reason
from vidkit.events import Listener, Progressed, Step, timed
from vidkit.i18n import gettext as _
from vidkit.render import maker, tally
from vidkit.render.cache import DIGEST_DIGITS, KINDS, PART, is_whole
from vidkit.resources import cache_root

LIMIT_BYTES = 4_000_000_000
"""How much that was rendered is kept: a hundred reels of half a minute at 10 Mbit/s. `VIDKIT_CACHE_GB` sets another
limit."""

SPARE_BYTES = 1_000_000_000
"""What is left free on the disk: the cache gives way before anything else has to."""

LEAST_BYTES = 100_000_000
"""So much is kept even where less than that is free: the last two or three reels, or correcting a word on a full disk
would make the whole reel again each time."""

LOW_SHARE = 0.9
"""When the limit is passed, the oldest entries go until so much of it is filled, so that not every entry prunes."""

HEARD = "heard"
HEARD_BYTES = 50_000_000
"""What was heard is small, and took minutes to hear: a record of half a minute's speech is about 12 kB, so this is some
thousand clips."""

ABANDONED_S = 3600
"""Seconds after which a half-written entry is what a dead process left."""

ALL = (*KINDS, HEARD)

_SHARD = re.compile(r"[0-9a-f]{2}")
_RENDERED = re.compile(rf"(?P<shard>[0-9a-f]{{2}})[0-9a-f]{{62}}-[0-9a-f]{{{DIGEST_DIGITS}}}\.[0-9a-z]{{3,4}}")
_HEARD = re.compile(r"[0-9a-f]{64}\.json")
_HALF_HEARD = re.compile(r"[0-9a-f]{64}\.\d+\.part")
_MARKED = re.compile(rf"{PART}(?P<mark>[0-9a-f]{{{maker.DIGITS}}})-")
_TALLY = re.compile(rf"{tally.NAME}(\.\d+)?")
_SYSTEM = frozenset({".DS_Store", "desktop.ini", "Thumbs.db", "CACHEDIR.TAG"})
"""What the system or a backup program lays into any folder."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is kept."""

    file: Path
    kind: str
    size_bytes: int
    used: float
    """When it was last made or taken, seconds since 1970."""


class Share(msgspec.Struct, frozen=True):
    """What one kind takes."""

    kind: str
    entries: int
    size_bytes: int


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in the cache."""

    folder: Path
    shares: tuple[Share, ...]
    limit_bytes: int
    """For all that was rendered."""
    models_bytes: int
    free_bytes: int | None
    """On the disk where the cache lies, or would lie; None where that cannot be told."""
    oldest_use: float | None
    """When what was not used for longest was last used, seconds since 1970."""
    strangers: tuple[str, ...]
    """Names, inside the folder, of what is not vidkit's."""

    @property
    def size_bytes(self) -> int:
        """What may be thrown away."""
        return sum(share.size_bytes for share in self.shares)


class Cleared(msgspec.Struct, frozen=True, kw_only=True):
    """What was thrown away."""

    entries: int = 0
    size_bytes: int = 0
    stuck: tuple[Path, ...] = ()
    """What the system did not let go."""
    why: str = ""
    """Of the first of those, as half a sentence."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What reading every byte has told."""

    whole: int = 0
    damaged: int = 0
    """How many were not what they had been; they are thrown away."""
    stuck: tuple[Path, ...] = ()
    """Those of them that the system did not let go."""
    unread: tuple[Path, ...] = ()
    """What the system did not let us read: it may be whole."""


def entries(kinds: Sequence[str] = KINDS) -> Iterator[Entry]:
    """Everything that is kept of these kinds, in no order."""
    for kind in kinds:
        for found in _listed(kind):
            if not _is_ours(kind, found):
                continue
            with contextlib.suppress(OSError):  # thrown away by another process
                state = found.stat(follow_symlinks=False)
                yield Entry(file=Path(found.path), kind=kind, size_bytes=state.st_size, used=state.st_mtime)


def survey() -> Survey:
    """What lies in the cache, by its names: nothing is read through.

    Raises:
        OutputError: the folder cannot be listed.
    """
    refuse_unreadable()
    kept = list(entries(ALL))
    sizes = {kind: [entry.size_bytes for entry in kept if entry.kind == kind] for kind in ALL}
    return Survey(
        folder=cache_root(),
        shares=tuple(Share(kind, len(found), sum(found)) for kind, found in sizes.items()),
        limit_bytes=limit_bytes(),
        models_bytes=sum(_sizes(models_folder())),
        free_bytes=_free(),
        oldest_use=min((entry.used for entry in kept), default=None),
        strangers=tuple(sorted(_strangers())),
    )


def prune(limit: int | None = None) -> int:
    """Throw away what was not used for longest, until the rest fits the limit and the disk; the bytes that went.

    Costs next to nothing while there is room. Several processes may do so at once.
    """
    _sweep()
    limit = limit_bytes() if limit is None else limit
    known = tally.total()
    if known is not None and known <= _most(known, limit):
        return 0
    kept = list(entries())
    total = sum(entry.size_bytes for entry in kept)
    most = _most(total, limit)
    gone = _pruned(kept, total, most)
    tally.counted(total - gone)
    heard = list(entries((HEARD,)))
    return gone + _pruned(heard, sum(entry.size_bytes for entry in heard), HEARD_BYTES)


def clear(kinds: Sequence[str] = KINDS) -> Cleared:
    """Throw everything of these kinds away. Models, and what is not vidkit's, stay.

    Raises:
        OutputError: the folder cannot be listed.
    """
    refuse_unreadable()
    done = Cleared()
    for entry in entries(kinds):
        done = _thrown(entry, done)
    _sweep()
    for kind in kinds:
        for found in _inside(cache_root() / kind):
            with contextlib.suppress(OSError):  # not empty
                if _is_shard(kind, found):
                    Path(found.path).rmdir()
    tally.counted(sum(entry.size_bytes for entry in entries()))
    return done


def verify(listener: Listener) -> Verified:
    """Read every byte of what is kept; what is damaged is thrown away, and made anew when it is needed.

    Raises:
        OutputError: the folder cannot be listed.
    """
    refuse_unreadable()
    kept = sorted(entries(ALL), key=lambda entry: str(entry.file))
    total = sum(entry.size_bytes for entry in kept)
    found, done = Verified(), 0
    with timed(Step.TENDING, listener):
        for entry in kept:
            found = _read_through(entry, found)
            done += entry.size_bytes
            listener(Progressed(Step.TENDING, done, total))
    return found


def limit_bytes() -> int:
    """How much that was rendered may be kept: `VIDKIT_CACHE_GB`, else `LIMIT_BYTES`."""
    with contextlib.suppress(ValueError, OverflowError):
        return max(0, round(float(os.environ.get("VIDKIT_CACHE_GB", "").replace(",", ".")) * 1e9))
    return LIMIT_BYTES


def refuse_unreadable() -> None:
    """Make sure that the cache can be listed, where there is one.

    Raises:
        OutputError: it cannot.
    """
    try:
        os.scandir(cache_root()).close()
    except FileNotFoundError:
        return
    except OSError as fault:
        raise OutputError(
            _("The cache “{folder}” cannot be read: {reason}.").format(folder=cache_root(), reason=reason(fault)),
            _("Let VIDKIT_CACHE name a folder of your own."),
        ) from fault


def _most(total: int, limit: int) -> int:
    """How many of `total` bytes may stay."""
    free = _free()
    room = limit if free is None else total + free - SPARE_BYTES
    return min(limit, max(LEAST_BYTES, room))


def _pruned(kept: Sequence[Entry], total: int, most: int) -> int:
    """The bytes that went of `kept`, oldest first, so that of `total` little more than `most` are left."""
    if total <= most:
        return 0
    gone = 0
    for entry in sorted(kept, key=lambda entry: entry.used):
        if total <= most * LOW_SHARE:
            break
        with contextlib.suppress(OSError):
            with contextlib.suppress(FileNotFoundError):  # another process prunes too: that much less is left
                entry.file.unlink()
                gone += entry.size_bytes
            total -= entry.size_bytes
    return gone


def _thrown(entry: Entry, done: Cleared) -> Cleared:
    replace = msgspec.structs.replace
    try:
        entry.file.unlink()
    except FileNotFoundError:
        return done
    except OSError as fault:
        return replace(done, stuck=(*done.stuck, entry.file), why=done.why or reason(fault))
    return replace(done, entries=done.entries + 1, size_bytes=done.size_bytes + entry.size_bytes)


def _read_through(entry: Entry, found: Verified) -> Verified:
    replace = msgspec.structs.replace
    try:
        if _is_as_kept(entry):
            return replace(found, whole=found.whole + 1)
    except FileNotFoundError:  # thrown away meanwhile
        return found
    except OSError:
        return replace(found, unread=(*found.unread, entry.file))
    found = replace(found, damaged=found.damaged + 1)
    try:
        entry.file.unlink(missing_ok=True)
    except OSError:
        return replace(found, stuck=(*found.stuck, entry.file))
    return found


def _is_as_kept(entry: Entry) -> bool:
    if entry.kind != HEARD:
        return is_whole(entry.file)
    try:
        msgspec.json.decode(entry.file.read_bytes())
    except msgspec.DecodeError:
        return False
    return True


def _listed(kind: str) -> Iterator["os.DirEntry[str]"]:
    """What lies where entries of a kind lie, whatever it is."""
    for found in _inside(cache_root() / kind):
        if _is_shard(kind, found):
            yield from _inside(Path(found.path))
        else:
            yield found


def _is_shard(kind: str, found: "os.DirEntry[str]") -> bool:
    """Whether it is a folder of entries: they are parted by how their addresses begin."""
    return kind != HEARD and _SHARD.fullmatch(found.name) is not None and found.is_dir(follow_symlinks=False)


def _inside(folder: Path) -> Iterator["os.DirEntry[str]"]:
    with contextlib.suppress(OSError), os.scandir(folder) as listing:
        yield from listing


def _is_ours(kind: str, found: "os.DirEntry[str]") -> bool:
    if not found.is_file(follow_symlinks=False):
        return False
    if kind == HEARD:
        return _HEARD.fullmatch(found.name) is not None
    named = _RENDERED.fullmatch(found.name)
    return named is not None and named["shard"] == Path(found.path).parent.name


def _strangers() -> Iterator[str]:
    """What lies in the cache and was not laid there by vidkit. The folder of models has a list of its own."""
    root = cache_root()
    for found in _inside(root):
        ours = found.name in (*ALL, models_folder().name) or _TALLY.fullmatch(found.name)
        if not ours and found.name not in _SYSTEM:
            yield found.name
    for kind in ALL:
        for found in _listed(kind):
            if not _is_ours(kind, found) and not _is_half(kind, found) and found.name not in _SYSTEM:
                yield str(Path(found.path).relative_to(root))


def _is_half(kind: str, found: "os.DirEntry[str]") -> bool:
    """Whether it is being written, or was when its process died."""
    if kind == HEARD:
        return _HALF_HEARD.fullmatch(found.name) is not None
    return found.name.startswith(PART) and found.is_dir(follow_symlinks=False)


def _sweep() -> None:
    """What dead processes left half-written."""
    for kind in ALL:
        for found in _inside(cache_root() / kind):
            with contextlib.suppress(OSError):
                if _is_half(kind, found) and (_is_orphan(found) or time.time() - found.stat().st_mtime > ABANDONED_S):
                    _remove(Path(found.path))


def _is_orphan(half: "os.DirEntry[str]") -> bool:
    """Whether its name tells that its maker is gone."""
    marked = _MARKED.match(half.name)
    return marked is not None and maker.is_gone(marked["mark"])


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink()


def _sizes(folder: Path) -> Iterator[int]:
    for found in _inside(folder):
        with contextlib.suppress(OSError):
            if found.is_dir(follow_symlinks=False):
                yield from _sizes(Path(found.path))
            else:
                yield found.stat(follow_symlinks=False).st_size


def _free() -> int | None:
    """Free bytes on the disk of the cache, which may not exist yet."""
    for folder in (cache_root(), *cache_root().parents):
        with contextlib.suppress(OSError):
            return shutil.disk_usage(folder).free
    return None
