"""Finds what there is to make as clips come into a folder: each film once, as soon as it is whole.

What could not be made is tried again when it has changed. It looks instead of being told by the system:
docs/decisions/0013-watching-by-looking.md.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from vidkit.batch.inbox_memory import Memory, Once, digest_beside
from vidkit.batch.watching import is_held
from vidkit.batch.week import Done, Failed, Result
from vidkit.batch.week_input import reels_lying_in
from vidkit.deliver.overview import corrected
from vidkit.deliver.record import read_record
from vidkit.errors import InputError, MissingError, OutputError, VidkitError, reason
from vidkit.i18n import gettext as _
from vidkit.ingest.glance import filmed_at
from vidkit.plan.inbox import SIDE_FILES, is_unfinished, lying_with, next_name
from vidkit.plan.week import Reel, Said, Week

LOOK_S = 1.0
"""Seconds between two looks. One at two hundred files takes 1 ms."""

LOOKING_SHARE = 0.02
"""At most this share of the time is spent looking: a slow network disk is looked at more seldom."""

STILL_S = 3.0
"""Seconds, and so two looks and more, without a change after which a clip counts as copied."""

FOLDER_STILL_S = 10.0
"""The same for a folder whose clips are one reel: they come one after the other."""

UNREADABLE_S = 20.0
"""Seconds for which a clip that does not open is taken for one that is still on its way: phones write at its end where
its pictures are, and a network may stand still for a while. After that it is tried, and what is wrong with it told."""

ABANDONED_S = 600.0
"""Seconds after which a file on its way, that nothing writes any more, is no longer waited for."""

AGAIN_S = 60.0
"""Seconds after which a reel is tried again where its clip is not at fault: a full disk, a model that is not there."""

CLOUD_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000
"""Windows' file attributes OFFLINE, RECALL_ON_OPEN and RECALL_ON_DATA_ACCESS: the file lies only in the cloud."""

DATALESS = 0x40000000
"""The same on a Mac: `SF_DATALESS` in `st_flags`."""


class Stamp(msgspec.Struct, frozen=True):
    """What a file is known by, without reading it."""

    size: int
    changed_ns: int
    number: int
    cloud: bool = False
    """It lies only in the cloud: reading it would fetch it."""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A reel whose clips are whole."""

    reel: Reel
    """Under the name that it gets."""
    files: dict[str, Stamp]
    clips: tuple[str, ...]
    """Fingerprints, in order."""
    beside: str


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to do now."""

    arrived: tuple[Arrived, ...] = ()
    standing: tuple[Reel, ...] = ()
    """Reels that failed and whose clips still lie there as they were."""
    cloud: tuple[str, ...] = ()
    """Clips that lie only in the cloud, and were not told of before."""
    gone: bool = False
    """A clip that could not be used has been taken away."""


class Inbox:
    """A folder that is watched. Use from one thread."""

    def __init__(self, folder: Path, out: Path, said: Said) -> None:
        self._folder, self._out, self._said = folder, out, said
        self._memory = Memory(out)
        self._seen: dict[str, Stamp] = {}
        self._since: dict[str, float] = {}
        """When each file was first seen as it is."""
        self._tried: dict[str, tuple[dict[str, Stamp], float]] = {}
        """What was tried, by its source: with which files, and when again."""
        self._failed: dict[str, Reel] = {}
        self._made: dict[str, tuple[dict[str, Stamp], str]] = {}
        """What is made, by its source: of which files, and the reel's name."""
        self._read: dict[str, list[tuple[int, int]]] = {}
        """Captions in finished folders, by the reel's name, as they are in the film or could not be used."""
        self._cloud: set[str] = set()
        self._looked: tuple[frozenset[str], Week] | None = None

    def wait(self) -> Round:
        """Return when there is something to do. Never returns by itself otherwise; `KeyboardInterrupt` ends it.

        Raises:
            InputError: the folder cannot be read.
        """
        while True:
            began = time.monotonic()
            found = self.look()
            if found.arrived or found.cloud or found.gone:
                return found
            time.sleep(max(LOOK_S, (time.monotonic() - began) / LOOKING_SHARE))

    def look(self) -> Round:
        """What there is to do now. Raises `InputError` where the folder cannot be read."""
        now = time.monotonic()
        try:
            stamps = dict(scanned(self._folder, self._out))
        except OSError as fault:
            raise InputError(
                _("“{name}” cannot be read: {reason}.").format(name=self._folder, reason=reason(fault)),
                _("Check that the folder is there, and the disk it lies on."),
            ) from fault
        for path, stamp in stamps.items():
            if self._seen.get(path) != stamp:
                self._since[path] = now
        self._seen = stamps
        gone = self._forget_gone()
        cloud = {path for path, stamp in stamps.items() if stamp.cloud}
        told = tuple(sorted(cloud - self._cloud))
        self._cloud = cloud
        week = self._week()
        arrived = tuple(self._arrived(week, now))
        names = {each.reel.source for each in arrived}
        standing = tuple(reel for source, reel in self._failed.items() if source not in names)
        return Round(arrived=arrived, standing=standing, cloud=told, gone=gone)

    def ends(self, arrived: Arrived, result: Result) -> None:
        """What was made is remembered at once.

        Raises:
            OutputError: it cannot be remembered.
        """
        source = arrived.reel.source
        match result:
            case Done():
                self._failed.pop(source, None)
                self._tried.pop(source, None)
                once = Once(name=arrived.reel.name, clips=arrived.clips, beside=arrived.beside)
                self._memory.remember(once, self._seen)
            case Failed(fault=fault):
                again = time.monotonic() + AGAIN_S if isinstance(fault, OutputError | MissingError) else float("inf")
                self._tried[source] = (arrived.files, again)
                self._failed[source] = arrived.reel
                self._read[arrived.reel.name] = self._captions(arrived.reel.name)

    def _forget_gone(self) -> bool:
        gone = [
            source for source, (files, _again) in self._tried.items() if files and not files.keys() & self._seen.keys()
        ]
        for source in gone:
            del self._tried[source]
            self._failed.pop(source, None)
        return bool(gone)

    def _week(self) -> Week:
        """What lies there, found out anew only where something is another."""
        key = frozenset(f"{path} {stamp}" for path, stamp in self._seen.items())
        if self._looked is None or self._looked[0] != key:
            self._looked = (key, reels_lying_in(self._folder, self._out, self._said))
        return self._looked[1]

    def _arrived(self, week: Week, now: float) -> Iterator[Arrived]:
        taken: set[str] = set()
        fingerprints: set[tuple[str, ...]] = set()
        for reel in week.reels:
            files = self._files(reel)
            before, again = self._tried.get(reel.source, (None, 0.0))
            made, name = self._made.get(reel.source, (None, ""))
            if made == files and not self._is_corrected(name):
                continue
            if made == files:
                before = None
            if (not files and reel.fault is None) or (files == before and now < again):
                continue
            if not self._whole(reel, files, now):
                continue
            arrived = self._identified(reel, files, taken)
            if arrived is not None and tuple(sorted(arrived.clips)) not in fingerprints:
                fingerprints.add(tuple(sorted(arrived.clips)))
                taken.add(arrived.reel.name)
                yield arrived

    def _files(self, reel: Reel) -> dict[str, Stamp]:
        clips = [self._within(clip.path) for clip in reel.brief.clips]
        return {path: self._seen[path] for path in lying_with(clips, self._seen)}

    def _within(self, path: str) -> str:
        return Path(os.path.relpath(path, self._folder)).as_posix()

    def _whole(self, reel: Reel, files: dict[str, Stamp], now: float) -> bool:
        together = any("/" in path for path in files)
        for path, stamp in files.items():
            since = now - self._since[path]
            if is_unfinished(Path(path).name):
                if since < ABANDONED_S:
                    return False
                continue
            if since < (FOLDER_STILL_S if together else STILL_S) or stamp.cloud or is_held(self._folder / path):
                return False
        return all(self._opens(Path(clip.path), now) for clip in reel.brief.clips)

    def _opens(self, clip: Path, now: float) -> bool:
        if is_unfinished(clip.name):
            return False
        if now - self._since.get(self._within(str(clip)), 0.0) >= UNREADABLE_S:
            return True
        try:
            filmed_at(clip)
        except VidkitError:
            return False
        return True

    def _identified(self, reel: Reel, files: dict[str, Stamp], taken: set[str]) -> Arrived | None:
        """None where it was made already, or where a file is not to be had just now."""
        if reel.fault is not None:
            return Arrived(reel=reel, files=files, clips=(reel.source,), beside="")
        try:
            paths = [self._within(clip.path) for clip in reel.brief.clips]
            clips = tuple(self._memory.fingerprint(self._folder / path, path) for path in paths)
            side = [path for path in files if Path(path).suffix.lower() in SIDE_FILES]
            own = {
                self._within(clip.captions): content
                for clip, content in zip(reel.brief.clips, clips, strict=True)
                if clip.captions
            }
            beside = digest_beside({path: (self._folder / path).read_bytes() for path in side}, own)
        except OSError:
            return None
        once = self._memory.once(clips)
        if once is not None and once.beside == beside:
            self._made[reel.source] = (files, once.name)
            if not self._is_corrected(once.name):
                return None
        name = once.name if once is not None else self._name(reel, clips, taken)
        brief = msgspec.structs.replace(reel.brief, name=name)
        return Arrived(
            reel=msgspec.structs.replace(reel, brief=brief, group=name), files=files, clips=clips, beside=beside
        )

    def _is_corrected(self, name: str) -> bool:
        """Whether a person has corrected the finished reel's captions, and has done saving."""
        captions = self._captions(name)
        if not captions or self._read.get(name) == captions:
            return False
        if any(abs(time.time() - changed_ns / 1e9) < STILL_S for _size, changed_ns in captions):
            return False
        record = read_record(self._out / name)
        if record is not None and corrected(self._out / name, record):
            return True
        self._read[name] = captions
        return False

    def _captions(self, name: str) -> list[tuple[int, int]]:
        found = []
        for suffix in (".srt", ".vtt"):
            with suppress(OSError):
                there = (self._out / name / f"{name}{suffix}").stat()
                found.append((there.st_size, there.st_mtime_ns))
        return found

    def _name(self, reel: Reel, clips: tuple[str, ...], taken: set[str]) -> str:
        """Its own, or with a number where another film has that: phones count their clips from 1 again and again."""
        number = 1
        while not self._is_free(next_name(reel.name, number), clips, taken):
            number += 1
        return next_name(reel.name, number)

    def _is_free(self, name: str, clips: tuple[str, ...], taken: set[str]) -> bool:
        if name in taken:
            return False
        owner = self._memory.owner(name)
        if owner is not None:  # a folder that has got more clips is the same reel
            return set(owner.clips) <= set(clips)
        return not os.path.lexists(self._out / name)


def scanned(folder: Path, out: Path) -> Iterator[tuple[str, Stamp]]:
    """Every file in the inbox and in the folders in it, by its path with `/`; none of what lies there for the system.

    Raises:
        OSError: the inbox cannot be read. A folder in it that cannot has no files.
    """
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or not _is_text(entry.name):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield from _stamped(entry, entry.name)
        elif not is_unfinished(entry.name) and Path(entry.path).resolve() != out.resolve():
            yield from _inside(entry)


def _inside(folder: "os.DirEntry[str]") -> Iterator[tuple[str, Stamp]]:
    try:
        with os.scandir(folder.path) as entries:
            files = sorted((each for each in entries if not each.is_dir()), key=lambda entry: entry.name)
    except OSError:
        return
    for each in files:
        if not each.name.startswith(".") and _is_text(each.name):
            yield from _stamped(each, f"{folder.name}/{each.name}")


def _stamped(entry: "os.DirEntry[str]", path: str) -> Iterator[tuple[str, Stamp]]:
    try:
        there = os.stat(entry.path)  # noqa: PTH116 - an entry's own is as it was when the folder was listed, on Windows
    except OSError:
        return  # gone since, or a link to nowhere
    attributes, flags = getattr(there, "st_file_attributes", 0), getattr(there, "st_flags", 0)
    cloud = bool(attributes & CLOUD_ATTRIBUTES or flags & DATALESS)
    yield path, Stamp(there.st_size, there.st_mtime_ns, there.st_ino, cloud)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
