"""What was rendered before, kept by the address of what it shows. Safe between processes that work at once.

Every entry is one file, named by its address and the digest of its own bytes: two processes that make the same thing at
once keep two whole files or one, and one that was damaged is found when it is taken. Entries appear under their names
whole or not at all. Nothing here is needed: a cache that is lost, full or read-only costs time and nothing else.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from vidkit.resources import cache_root

DIGEST_DIGITS = 32
"""Hexadecimal digits of the SHA-256 of an entry's bytes in its name."""

LIMIT_BYTES = 4_000_000_000
"""How much is kept: a hundred reels of half a minute at 10 Mbit/s. `VIDKIT_CACHE_GB` sets
another limit."""

SPARE_BYTES = 1_000_000_000
"""What is left free on the disk: the cache gives way before anything else has to."""

LOW_SHARE = 0.9
"""When the limit is passed, the oldest entries go until so much of it is filled, so that not every entry prunes."""

ABANDONED_S = 3600
"""Seconds after which a half-written entry is what a dead process left."""

PART = "part-"
KINDS = ("windows", "sounds", "stills", "cards")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is kept."""

    file: Path
    kind: str
    size_bytes: int
    used: float
    """When it was last made or taken, seconds since 1970."""


class Cache:
    """One kind of entries, such as `windows`, all with one ending."""

    def __init__(self, kind: str, suffix: str) -> None:
        self.folder = cache_root() / kind
        self.suffix = suffix

    def take(self, address: str, target: Path) -> bool:
        """Bring the entry for `address` to `target`; False where there is none. What is brought was verified."""
        for file in self._named(address):
            with contextlib.suppress(OSError):
                _brought(file, target)
                # What was brought is what is verified, and nobody can throw it away or change it any more.
                if _digest(target) == file.stem.rpartition("-")[2]:
                    _touch(file)
                    return True
                target.unlink()
                file.unlink()
        return False

    def keep(self, made: Path, address: str) -> Path | None:
        """Keep a copy of `made` under `address`; None where that cannot be done, which costs time at the next run."""
        try:
            kept = self.folder / address[:2] / f"{address}-{_digest(made)}{self.suffix}"
            if not kept.exists():
                kept.parent.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=self.folder, prefix=PART) as beside:
                    copied = Path(beside) / kept.name
                    shutil.copyfile(made, copied)
                    copied.replace(kept)
        except OSError:
            return None
        return kept

    def _named(self, address: str) -> list[Path]:
        return sorted((self.folder / address[:2]).glob(f"{address}-*{self.suffix}"))


def entries() -> Iterator[Entry]:
    """Everything that is kept, of every kind, in no order."""
    for kind in KINDS:
        for file in (cache_root() / kind).glob("??/*-*.*"):
            with contextlib.suppress(OSError):
                state = file.stat()
                yield Entry(file=file, kind=kind, size_bytes=state.st_size, used=state.st_mtime)


def is_whole(file: Path) -> bool:
    """Whether an entry's bytes are those it was kept with. Raises `OSError` where it cannot be read."""
    return _digest(file) == file.stem.rpartition("-")[2]


def prune(limit: int | None = None) -> int:
    """Throw away what was not used for longest, until the rest fits the limit and the disk; the bytes that went.

    Several processes may do so at once. An entry in use was brought elsewhere before, so it may go.
    """
    _sweep()
    kept = sorted(entries(), key=lambda entry: entry.used)
    total = sum(entry.size_bytes for entry in kept)
    most = limit_bytes() if limit is None else limit
    with contextlib.suppress(OSError):
        most = min(most, total + shutil.disk_usage(cache_root()).free - SPARE_BYTES) if kept else most
    gone = 0
    for entry in kept if total > most else ():
        if total - gone <= most * LOW_SHARE:
            break
        with contextlib.suppress(OSError):
            entry.file.unlink()
            gone += entry.size_bytes
    return gone


def clear() -> int:
    """Throw everything away that was rendered; the bytes that went. Models and what was heard stay."""
    gone = 0
    for entry in entries():
        with contextlib.suppress(OSError):
            entry.file.unlink()
            gone += entry.size_bytes
    _sweep()
    return gone


def limit_bytes() -> int:
    """How much may be kept: `VIDKIT_CACHE_GB`, else `LIMIT_BYTES`."""
    with contextlib.suppress(ValueError):
        return max(0, round(float(os.environ.get("VIDKIT_CACHE_GB", "").replace(",", ".")) * 1e9))
    return LIMIT_BYTES


def _sweep() -> None:
    """What dead processes left half-written."""
    for kind in KINDS:
        for part in (cache_root() / kind).glob(f"{PART}*"):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > ABANDONED_S:
                    shutil.rmtree(part, ignore_errors=True)


def _brought(file: Path, target: Path) -> None:
    """The same file under a second name where the file system can, for that costs nothing; else a copy."""
    target.unlink(missing_ok=True)
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _touch(file: Path) -> None:
    with contextlib.suppress(OSError):
        os.utime(file)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:DIGEST_DIGITS]
