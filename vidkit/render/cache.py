"""What was rendered before, kept by the address of what it shows. Safe between processes that work at once.

Every entry is one file, named by its address and the digest of its own bytes: two processes that make the same thing at
once keep two whole files or one, and one that was damaged is found when it is taken. Entries appear under their names
whole or not at all. Only a power cut can leave half of one, for nothing here waits for the disk; that is found, too.
Nothing here is needed: a cache that is lost, full or read-only costs time and nothing else.
How it is kept small is for `upkeep`.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from vidkit.render import maker, tally
from vidkit.resources import cache_root

DIGEST_DIGITS = 32
"""Hexadecimal digits of the SHA-256 of an entry's bytes in its name."""

PART = "part-"
KINDS = ("windows", "sounds", "stills", "cards", "facts", "moments", "loudness")


class Cache:
    """One kind of entries, such as `windows`, all with one ending."""

    def __init__(self, kind: str, suffix: str) -> None:
        self.folder = cache_root() / kind
        self.suffix = suffix

    def take(self, address: str, target: Path) -> bool:
        """Bring the entry for `address` to `target`; False where there is none. What is brought was verified."""
        return any(_taken(file, target) for file in self._named(address))

    def take_named(self, name: str, target: Path) -> bool:
        """The same for an entry whose name another computer has told.

        On a shared folder its listing may be half a minute old, but a file that is asked for by name is there.
        """
        file = self.folder / name[:2] / name
        return file.name == name and _taken(file, target)

    def has(self, address: str) -> bool:
        """Whether there is an entry for `address`, whole or not."""
        return bool(self._named(address))

    def keep(self, made: Path, address: str) -> Path | None:
        """Keep a copy of `made` under `address`; None where that cannot be done, which costs time at the next run."""
        try:
            kept = self.folder / address[:2] / f"{address}-{_digest(made)}{self.suffix}"
            if not kept.exists():
                kept.parent.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=self.folder, prefix=f"{PART}{maker.new_mark()}-") as beside:
                    copied = Path(beside) / kept.name
                    shutil.copyfile(made, copied)
                    copied.replace(kept)
                tally.add(kept.stat().st_size)
        except OSError:
            return None
        return kept

    def read(self, address: str) -> bytes | None:
        """The entry's bytes, verified, where it is small enough to be read at once; None where there is none."""
        for file in self._named(address):
            with contextlib.suppress(OSError):
                content = file.read_bytes()
                if hashlib.sha256(content).hexdigest()[:DIGEST_DIGITS] == file.stem.rpartition("-")[2]:
                    _touch(file)
                    return content
                file.unlink()
        return None

    def keep_bytes(self, content: bytes, address: str) -> None:
        """Keep these bytes under `address`; where that cannot be done it costs time at the next run."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.folder, prefix=f"{PART}{maker.new_mark()}-") as beside:
                made = Path(beside) / f"made{self.suffix}"
                made.write_bytes(content)
                self.keep(made, address)

    def _named(self, address: str) -> list[Path]:
        with contextlib.suppress(OSError):
            return sorted((self.folder / address[:2]).glob(f"{address}-*{self.suffix}"))
        return []


def is_whole(file: Path) -> bool:
    """Whether an entry's bytes are those it was kept with. Raises `OSError` where it cannot be read."""
    return _digest(file) == file.stem.rpartition("-")[2]


def _taken(file: Path, target: Path) -> bool:
    # Another process may throw it away at any moment, and what cannot be read now is made anew.
    with contextlib.suppress(OSError):
        _brought(file, target)
        # What was brought is what is verified, and nobody can throw it away or change it any more.
        if _digest(target) == file.stem.rpartition("-")[2]:
            _touch(file)
            return True
        file.unlink()
    with contextlib.suppress(OSError):
        target.unlink(missing_ok=True)
    return False


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
