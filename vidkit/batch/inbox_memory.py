"""Which films of an inbox have been made, by what they hold: a clip that is renamed or synced again is not made again.

One small hidden file beside the finished reels, so that it is known after a restart, and when a reel was taken away.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from vidkit.deliver.record import read_record
from vidkit.deliver.whole import write_whole
from vidkit.ingest.probe import fingerprint

NAME = ".vidkit-inbox.json"

MOST = 64 << 20
"""Bytes. A clip takes a third of a kilobyte; what is larger was not written by us."""


NO_CLIPS: Mapping[str, str] = MappingProxyType({})


class Once(msgspec.Struct, frozen=True, kw_only=True):
    """A film that was made."""

    name: str
    """Of the reel."""
    clips: tuple[str, ...]
    """Their fingerprints, in order."""
    beside: str
    """SHA-256 of what lay with the clips: captions, a title."""


class Known(msgspec.Struct, frozen=True):
    """The fingerprint of a file, as long as size and time are these."""

    size: int
    changed_ns: int
    sha256: str


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The file, word for word."""

    made_by: Literal["vidkit"] = "vidkit"
    schema: int = 1
    made: dict[str, Once] = {}
    """By what the clips hold, whatever their names and order."""
    known: dict[str, Known] = {}
    """By path in the inbox."""


class Memory:
    """What is known of the films of an inbox. Use from one thread."""

    def __init__(self, out: Path) -> None:
        self._out = out
        read = _read(out)
        self._made = dict(read.made)
        self._known = dict(read.known)

    def fingerprint(self, path: Path, within: str) -> str:
        """What the file holds. Raises `OSError`."""
        there = path.stat()
        known = self._known.get(within)
        if known is None or (known.size, known.changed_ns) != (there.st_size, there.st_mtime_ns):
            known = Known(there.st_size, there.st_mtime_ns, fingerprint(path))
            self._known[within] = known
        return known.sha256

    def once(self, clips: Iterable[str]) -> Once | None:
        """The film of these clips, where it was made."""
        return self._made.get(key_of(clips))

    def owner(self, name: str) -> Once | None:
        """The film that has this name; also one made before anything was remembered."""
        for once in self._made.values():
            if once.name == name:
                return once
        record = read_record(self._out / name)
        return Once(name=name, clips=tuple(each.sha256 for each in record.sources), beside="") if record else None

    def remember(self, once: Once, lying_there: Iterable[str]) -> None:
        """Written down before anything else is made.

        Raises:
            OutputError: it cannot be written.
        """
        self._made = {key: each for key, each in self._made.items() if each.name != once.name}
        self._made[key_of(once.clips)] = once
        there = set(lying_there)
        self._known = {path: known for path, known in self._known.items() if path in there}
        written = Written(made=self._made, known=self._known)
        write_whole(self._out / NAME, msgspec.json.encode(written, order="deterministic") + b"\n")


def key_of(clips: Iterable[str]) -> str:
    """What films of the same clips have in common."""
    return hashlib.sha256("\n".join(sorted(clips)).encode()).hexdigest()


def digest_beside(contents: Mapping[str, bytes], clips: Mapping[str, str] = NO_CLIPS) -> str:
    """SHA-256 over what lies with the clips, by its ending: its name says nothing that the film holds.

    `clips` has the clip's fingerprint for what belongs to one of several.
    """
    parts = (
        (Path(name).suffix.lower().encode(), clips.get(name, "").encode(), hashlib.sha256(content).digest())
        for name, content in contents.items()
    )
    whole = hashlib.sha256()
    for suffix, clip, content in sorted(parts):
        whole.update(suffix + b"\0" + clip + content)
    return whole.hexdigest()


def _read(out: Path) -> Written:
    path = out / NAME
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST else b""
        read = msgspec.json.decode(content, type=Written)
    except (OSError, msgspec.DecodeError):
        return Written()
    return read if read.schema == 1 else Written()
