"""Keeps a reel up to date while a person works on it: its clips, captions, brand and templates are looked at again.

It looks instead of being told by the system: docs/decisions/0013-watching-by-looking.md. What counts is what stands in
a file, so what vidkit itself writes, or a person saves unchanged, is no change. Prints nothing.
"""

import functools
import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.batch.produce import Made, Outcome, produce
from vidkit.brand.inheritance import found
from vidkit.brand.music import OFF, bed_names
from vidkit.brand.templates.template import template_places
from vidkit.brand.whereabouts import brand_places, template_whereabouts
from vidkit.deliver.page import page_files
from vidkit.deliver.record import Record
from vidkit.errors import BrandError, InputError, Interrupted, OutputError, VidkitError
from vidkit.events import Listener, Noted
from vidkit.i18n import gettext as _
from vidkit.plan.brief import Brief, reel_name

LOOK_S = 0.5
"""Seconds between two looks. One at twenty files that have not changed takes 0.1 ms."""

LOOKING_SHARE = 0.02
"""At most this share of the time is spent looking: a slow network disk is looked at more seldom."""

STILL_S = 0.4
"""Seconds without a change after which a text counts as saved: editors write in steps, and put a new file in place of
the old."""

COPIED_S = 2.0
"""The same for clips, which are copied, and for what is gone, which may come back."""

STEP_S = 0.1
"""Seconds between two looks at what is changing."""

TOLD_S = 3.0
"""Seconds of waiting for a file to stand still after which the person is told what is waited for."""

HELD_S = 60.0
"""Seconds after which a file that another program holds is no longer waited for: then its fault is told."""

AGAIN_S = 30.0
"""Seconds after which a reel that could not be written is tried again: what is in the way is not
watched."""

TEXT_MOST = 1_000_000
"""Bytes up to which a file is known by its content; above, by size and time."""

FRESH_S = 5.0
"""Seconds after its last change for which a text is read at each look: some disks keep times in steps of two seconds,
in which a word can be changed for one as long."""

GONE, HELD = "gone", "held"


class Part(Enum):
    """What a file is to the reel."""

    CLIP = "clip"
    CAPTIONS = "captions"
    MUSIC = "music"
    BRAND = "brand"
    TEMPLATE = "template"


class Change(msgspec.Struct, frozen=True):
    """A file that is not what it was when the reel was made."""

    part: Part
    path: Path


class Watch:
    """One reel: bring it up to date, wait for a change, and so on. One thread."""

    def __init__(self, brief: Brief, out: Path) -> None:
        self._brief = brief
        self._out = out
        self._parts: dict[Path, Part] = {}
        self._seen: dict[Path, str] = {}
        self._eye = _Eye()
        self._begun = False
        self._again_at: float | None = None
        self._stale = False
        """Whether what was read from files and remembered may no longer be so."""

    @property
    def folder(self) -> Path:
        """Where the reel stands."""
        return self._out / reel_name(self._brief)

    def update(self, listener: Listener) -> Outcome | VidkitError:
        """The reel as it is now; the fault, where it cannot be made of what lies there, and stands as it was.

        Raises:
            Interrupted: the person stopped it.
            VidkitError: the first time, a fault that no change to a watched file mends.
        """
        if self._stale:
            forget_files()
        self._parts = dict(ingredients(self._brief, self._out))
        self._seen = self._eye.look(self._parts)
        self._again_at = None
        try:
            outcome = produce(self._brief, self._out, listener)
        except Interrupted:
            raise
        except VidkitError as fault:
            if not self._begun and not self._mendable(fault):
                raise
            if isinstance(fault, OutputError):
                self._again_at = time.monotonic() + AGAIN_S
            return fault
        finally:
            self._stale, self._begun = False, True
        # From here on a person's corrections count.
        self._brief = msgspec.structs.replace(self._brief, replace=False)
        self._know_own(outcome)
        return outcome

    def wait(self, listener: Listener) -> tuple[Change, ...]:
        """Return when something has changed and stands still: what. Nothing, where it is time to try again.

        Never returns by itself otherwise; `KeyboardInterrupt` ends it.
        """
        while self._again_at is None or time.monotonic() < self._again_at:
            began = time.monotonic()
            if self._changes():
                self._until_still(listener)
                if changes := self._changes():
                    self._stale = any(change.part in (Part.BRAND, Part.TEMPLATE) for change in changes)
                    return changes
            time.sleep(max(LOOK_S, (time.monotonic() - began) / LOOKING_SHARE))
        return ()

    def _mendable(self, fault: VidkitError) -> bool:
        """Whether everything that was asked for is there, and it is only not right."""
        asked = [path for path, part in self._parts.items() if part is Part.CLIP]
        if self._brief.captions not in ("auto", "off"):
            asked.append(Path(self._brief.captions))
        there = found(self._brief.brand, Path()) is not None and all(path.is_file() for path in asked)
        if self._brief.template:
            there = there and any(path.is_file() for path in template_places(self._brief.template))
        return there and isinstance(fault, InputError | BrandError)

    def _know_own(self, outcome: Outcome) -> None:
        """What was written just now is no change; what a person saved in the meantime is one, and is not set aside."""
        folder, written = outcome.folder, _digests(outcome.record)
        if isinstance(outcome, Made):
            for kept in outcome.kept:
                path, aside = folder / kept.name, folder / kept.kept_as
                if self._parts.get(path) is Part.CAPTIONS and self._eye.state(aside) != self._seen.get(path):
                    aside.replace(path)
        for path in self._parts:
            if path.parent == folder and path.name in written:
                self._seen[path] = written[path.name]

    def _changes(self) -> tuple[Change, ...]:
        now = self._eye.look(self._parts)
        return tuple(Change(part, path) for path, part in self._parts.items() if now[path] != self._seen[path])

    def _until_still(self, listener: Listener) -> None:
        began = since = time.monotonic()
        last, told = self._eye.look(self._parts), False
        while True:
            time.sleep(STEP_S)
            now, at = self._eye.look(self._parts), time.monotonic()
            changed = [path for path in self._parts if now[path] != self._seen[path]]
            moving = [path for path in changed if now[path] != last[path]]
            held = [path for path in changed if now[path] == HELD or is_held(path)]
            if moving:
                last, since = now, at
            slow = any(self._parts[path] is Part.CLIP or now[path] == GONE for path in changed)
            if at - since >= (COPIED_S if slow else STILL_S) and (not held or at - began >= HELD_S):
                return
            if not told and at - began >= TOLD_S and (moving or held):
                told = True
                listener(Noted(_("Waiting until {file} is whole.").format(file=(moving or held)[0].name)))


def ingredients(brief: Brief, out: Path) -> Iterator[tuple[Path, Part]]:
    """Every file that the reel is made of, and those that would count if they were there."""
    for asked in brief.clips:
        yield Path(asked.path), Part.CLIP
    if brief.captions == "auto":
        name = reel_name(brief)
        yield from ((out / name / f"{name}{suffix}", Part.CAPTIONS) for suffix in (".srt", ".vtt"))
    elif brief.captions != "off":
        yield Path(brief.captions), Part.CAPTIONS
    if brief.music not in ("", OFF, *bed_names()):
        yield Path(brief.music), Part.MUSIC
    templates = resources.templates()
    for path in (templates / "captions" / f"{brief.profile}.toml", templates / "captions" / "breaks.toml"):
        yield path, Part.TEMPLATE
    yield from ((path, Part.TEMPLATE) for path in sorted((templates / "platforms").glob("*.toml")))
    yield from ((path, Part.TEMPLATE) for path in page_files())
    yield from ((path, Part.BRAND) for path in brand_places(brief.brand))
    if brief.template:
        yield from ((path, Part.TEMPLATE) for path in template_whereabouts(brief.template))


def forget_files() -> None:
    """Read anew, when next needed, what was read from files and remembered: typefaces, marks and word lists."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith(("vidkit.brand.", "vidkit.captions.")):
            for remembered in tuple(vars(module).values()):
                if isinstance(remembered, functools._lru_cache_wrapper):  # noqa: SLF001 - it has no other name
                    remembered.cache_clear()


def _digests(record: Record) -> dict[str, str]:
    return {file.name: file.sha256 for file in record.files}


class _Eye:
    """Tells whether files are still the same.

    A text is only read when it may be another one: on Windows, whoever saves it just then could be refused.
    """

    def __init__(self) -> None:
        self._read: dict[Path, tuple[str, str]] = {}

    def look(self, paths: Iterable[Path]) -> dict[Path, str]:
        return {path: self.state(path) for path in paths}

    def state(self, path: Path) -> str:
        """SHA-256 of a text, size and time of what is large; `GONE` or `HELD` where there is none to be had."""
        try:
            there = path.stat()
            marks = f"{there.st_size} {there.st_mtime_ns} {there.st_ino}"
            if there.st_size > TEXT_MOST:
                return marks
            before, digest = self._read.get(path, ("", ""))
            if marks != before or abs(time.time() - there.st_mtime) < FRESH_S:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                self._read[path] = (marks, digest)
        except FileNotFoundError:
            return GONE
        except OSError:
            return HELD
        return digest


def is_held(path: Path) -> bool:
    """Whether another program keeps the file from being read: on Windows, one that is still copying it."""
    if os.name != "nt":
        return False
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
