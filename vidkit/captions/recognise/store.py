"""Models on this computer: which are there, whole and checked; which are missing, half-fetched or broken.

A model is a folder `models/<name>` in the cache. It counts only with its manifest, which is written last, after every
digest was checked. Knows no network (see `fetch`) and loads nothing.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

import msgspec

from vidkit.errors import InputError, MissingError, OutputError, reason
from vidkit.i18n import gettext as _
from vidkit.resources import cache_root

WEIGHTS = "model.bin"
MANIFEST = "manifest.json"
PART = ".part"
CHUNK = 1 << 20

LOCK_SECONDS = 3600
"""How long to wait for another vidkit that is fetching the same model: as long as a slow line needs."""


class State(Enum):
    """What the store knows of a model."""

    MISSING = "missing"
    HALF = "half"
    """Some of it was fetched; fetching goes on from there."""
    BROKEN = "broken"
    """It was whole once and has been changed or cut since."""
    WHOLE = "whole"


class Kept(msgspec.Struct, frozen=True):
    """A file of a model as it was when it was checked."""

    name: str
    size: int
    modified_ns: int
    digest: str
    """SHA-256, hex."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside a model that was checked."""

    schema: int = 1
    name: str
    source: str
    """Repository and revision, or the packages."""
    files: tuple[Kept, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the weights."""
        return next(kept.digest for kept in self.files if kept.name == WEIGHTS)


def models_folder() -> Path:
    """Where all models of this user stand; it may not exist yet."""
    return cache_root() / "models"


def folder_of(name: str) -> Path:
    """Where the model called `name` stands or would stand."""
    return models_folder() / name


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in `folder`, or None where there is none that can be read."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None
    return manifest if any(kept.name == WEIGHTS for kept in manifest.files) else None


def state_of(name: str) -> State:
    """What there is of the model called `name`, by sizes and dates: costs no reading of gigabytes."""
    folder = folder_of(name)
    manifest = read_manifest(folder)
    if manifest is not None:
        return State.WHOLE if all(_unchanged(folder, kept) for kept in manifest.files) else State.BROKEN
    if not folder.is_dir() or not any(folder.iterdir()):
        return State.MISSING
    return State.HALF


def verify(name: str, progress: Callable[[int], None] = lambda _count: None) -> bool:
    """Whether every byte of the model is what it was when it was checked. Reads all of it.

    `progress` hears the bytes read so far. Raises `MissingError` where the model was never whole here.
    """
    folder = folder_of(name)
    manifest = read_manifest(folder)
    if manifest is None:
        raise MissingError(
            _("The speech model “{name}” is not on this computer.").format(name=name),
            _("Get it with: vidkit models get {name}").format(name=name),
        )
    done = 0
    for kept in manifest.files:
        try:
            digest = digest_of(folder / kept.name, _after(done, progress))
        except OSError:
            return False
        if digest != kept.digest:
            return False
        done += kept.size
    return True


def _after(done: int, progress: Callable[[int], None]) -> Callable[[int], None]:
    return lambda count: progress(done + count)


def remove(name: str) -> int:
    """Deletes the model called `name`; the bytes that became free."""
    folder = folder_of(name)
    freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if folder.is_dir():
        shutil.rmtree(folder)
    return freed


def digest_of(path: Path, progress: Callable[[int], None] = lambda _count: None) -> str:
    """SHA-256 of a file, hex. `progress` hears the bytes read so far."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as stream:
        while block := stream.read(CHUNK):
            digest.update(block)
            done += len(block)
            progress(done)
    return digest.hexdigest()


def write_manifest(name: str, source: str, digests: dict[str, str]) -> Manifest:
    """Declares the model in its folder whole: `digests` of its files were checked by the caller just now."""
    folder = folder_of(name)
    files = []
    for file, digest in sorted(digests.items()):
        facts = (folder / file).stat()
        files.append(Kept(file, facts.st_size, facts.st_mtime_ns, digest))
    manifest = Manifest(name=name, source=source, files=tuple(files))
    unfinished = folder / (MANIFEST + PART)
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    unfinished.replace(folder / MANIFEST)
    return manifest


@contextmanager
def prepared(name: str) -> Iterator[Path]:
    """The model's folder, made, and nobody else at work in it.

    Raises `OutputError` where it cannot be written.
    """
    import filelock

    folder = folder_of(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(models_folder() / f".{name}.lock", timeout=LOCK_SECONDS):
            yield folder
    except filelock.Timeout as error:
        raise OutputError(
            _("Another vidkit is still fetching the speech model “{name}”.").format(name=name),
            _("Wait until it is done, or stop it, and try again."),
        ) from error
    except OSError as error:
        raise OutputError(
            _("The speech model cannot be kept in “{folder}”: {reason}.").format(folder=folder, reason=reason(error)),
            _("Make room on the disk, or let VIDKIT_CACHE name a folder where you may write."),
        ) from error


def local_digest(folder: Path) -> str:
    """SHA-256 of the weights in a folder that a person named; remembered by size and date.

    Raises `InputError` where the folder holds no model that can be used.
    """
    missing = [name for name in (WEIGHTS, "config.json", "tokenizer.json") if not (folder / name).is_file()]
    if missing or not any(folder.glob("vocabulary.*")):
        raise InputError(
            _("The folder “{folder}” holds no speech model: {files} is missing.").format(
                folder=folder, files=", ".join(missing) or "vocabulary.json"
            ),
            _("Give a folder with a Whisper model in CTranslate2's form, or a name from: vidkit models list"),
        )
    facts = (folder / WEIGHTS).stat()
    key = f"{(folder / WEIGHTS).resolve()}|{facts.st_size}|{facts.st_mtime_ns}"
    note = models_folder() / ".digests" / hashlib.sha256(key.encode()).hexdigest()
    if note.is_file() and len(known := note.read_text("ascii", "replace").strip()) == hashlib.sha256().digest_size * 2:
        return known
    digest = digest_of(folder / WEIGHTS)
    note.parent.mkdir(parents=True, exist_ok=True)
    unfinished = note.with_suffix(f".{os.getpid()}{PART}")
    unfinished.write_text(digest, "ascii")
    unfinished.replace(note)
    return digest


def _unchanged(folder: Path, kept: Kept) -> bool:
    try:
        facts = (folder / kept.name).stat()
    except OSError:
        return False
    return facts.st_size == kept.size and facts.st_mtime_ns == kept.modified_ns
