"""Models on this computer: which are there, whole and checked; which are missing, half-fetched or broken.

A model is a folder `models/<name>` in the cache. It counts only with its manifest, which is written last, after every
digest was checked. Knows no network (see `fetch`) and loads nothing.
"""

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

import msgspec

from vidkit.captions.recognise.registry import registry
from vidkit.errors import MissingError, OutputError, reason
from vidkit.i18n import gettext as _
from vidkit.resources import cache_root

WEIGHTS = "model.bin"
MANIFEST = "manifest.json"
PART = ".part"
CHUNK = 1 << 20

LOCK_SECONDS = 3600
"""How long to wait for another vidkit that is fetching the same model: as long as a slow line needs."""

POLL_SECONDS = 0.25
"""How often it is looked whether the other one is done."""


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
    damaged: bool = False
    """True once reading it through has shown other bytes than these, dates and sizes notwithstanding."""

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
    """What there is of the model called `name`, by sizes and dates: costs no reading of gigabytes.

    Weights that are whole but not those in the registry, as after an update of vidkit, count as broken.
    """
    folder = folder_of(name)
    manifest = read_manifest(folder)
    if manifest is not None:
        whole = (
            not manifest.damaged
            and _is_registered(manifest)
            and all(_unchanged(folder, kept) for kept in manifest.files)
        )
        return State.WHOLE if whole else State.BROKEN
    try:
        return State.HALF if any(folder.iterdir()) else State.MISSING
    except OSError:
        return State.MISSING


def ready(name: str) -> bool:
    """Whether the model called `name` can be used.

    One that was copied or restored differs from its manifest in dates alone: it is read through once, and counts again.
    """
    state = state_of(name)
    folder = folder_of(name)
    manifest = read_manifest(folder)
    if state is not State.BROKEN or manifest is None or manifest.damaged or not _is_registered(manifest):
        return state is State.WHOLE
    return all(_size(folder / kept.name) == kept.size for kept in manifest.files) and verify(name)


def verify(name: str, progress: Callable[[int], None] = lambda _count: None) -> bool:
    """Whether every byte of the model is what it was when it was checked. Reads all of it, and remembers the answer.

    `progress` hears the bytes read so far. Raises `MissingError` where the model was never whole here.
    """
    folder = folder_of(name)
    manifest = read_manifest(folder)
    if manifest is None:
        raise MissingError(
            _("The speech model “{name}” is not on this computer.").format(name=name),
            _("Get it with: vidkit models get {name}").format(name=name),
        )
    whole = _same_bytes(folder, manifest, progress)
    with contextlib.suppress(OSError):  # where nothing can be written it cannot be remembered
        if not whole:
            _write(folder, msgspec.structs.replace(manifest, damaged=True))
        elif state_of(name) is State.BROKEN:
            write_manifest(name, manifest.source, {kept.name: kept.digest for kept in manifest.files})
    return whole


def _same_bytes(folder: Path, manifest: Manifest, progress: Callable[[int], None]) -> bool:
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
    """Deletes the model called `name`; the bytes that became free.

    Raises `OutputError` where another vidkit is fetching it, `OSError` where the system does not allow it.
    """
    folder = folder_of(name)
    if not folder.is_dir():
        return 0
    with _alone(name, lambda: None, 0):
        freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        # Last what makes it a model: half removed is not whole.
        (folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder.resolve())
        if folder.is_symlink():
            folder.unlink()  # people let it point to a larger disk
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
    _write(folder, manifest)
    return manifest


def _write(folder: Path, manifest: Manifest) -> None:
    unfinished = folder / (MANIFEST + PART)
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    make_final(unfinished, folder / MANIFEST)


def make_final(unfinished: Path, target: Path) -> None:
    """Gives a checked file its name, once its bytes are on the disk: a power cut leaves no hollow model."""
    with unfinished.open("rb+") as stream:
        os.fsync(stream.fileno())
    unfinished.replace(target)


@contextmanager
def prepared(name: str, others: Callable[[], None] = lambda: None, *, seconds: float = LOCK_SECONDS) -> Iterator[Path]:
    """The model's folder, made, and nobody else at work in it.

    `others` is called once where another vidkit is at work in it, before it is waited for. Raises `OutputError` where
    that takes longer than `seconds`, or where the folder cannot be written.
    """
    folder = folder_of(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(name, others, seconds):
            yield folder
    except OSError as error:
        raise OutputError(
            _("The speech model cannot be kept in “{folder}”: {reason}.").format(folder=folder, reason=reason(error)),
            _("Make room on the disk, or let VIDKIT_CACHE name a folder where you may write."),
        ) from error


@contextmanager
def _alone(name: str, others: Callable[[], None], seconds: float) -> Iterator[None]:
    import filelock

    lock = filelock.FileLock(models_folder() / f".{name}.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            others()
            lock.acquire(timeout=seconds, poll_interval=POLL_SECONDS)
    except filelock.Timeout as error:
        raise OutputError(
            _("Another vidkit is still fetching the speech model “{name}”.").format(name=name),
            _("Wait until it is done, or stop it, and try again."),
        ) from error
    except NotImplementedError as error:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK)) from error
    try:
        yield
    finally:
        lock.release()


def _is_registered(manifest: Manifest) -> bool:
    known = registry().named(manifest.name)
    return known is None or manifest.digest == known.digest


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _unchanged(folder: Path, kept: Kept) -> bool:
    try:
        facts = (folder / kept.name).stat()
    except OSError:
        return False
    return facts.st_size == kept.size and facts.st_mtime_ns == kept.modified_ns
