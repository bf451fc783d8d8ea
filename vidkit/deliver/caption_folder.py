"""Puts the caption files of a clip into a folder, each whole or not at all, and nothing of a person's is lost."""

import re
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from vidkit.deliver.faults import writing
from vidkit.deliver.folder import Kept, free_name, sync
from vidkit.render import maker

_PART = re.compile(rf"^\.(?P<name>.+)\.(?P<mark>[0-9a-f]{{{maker.DIGITS}}})\.part$", re.DOTALL)


def put_files(folder: Path, texts: Mapping[str, bytes], theirs: Collection[str]) -> tuple[tuple[str, ...], list[Kept]]:
    """Write each of `texts` to the file of its name, the last of them last; which were written, and what was kept.

    What has that content already is left alone. A file among `theirs` is a person's: it is kept beside the new one as
    `<name>.edited.<suffix>`.

    Raises:
        OutputError: one cannot be written. No file is half of anything.
    """
    changed = {name: text for name, text in texts.items() if not _holds(folder / name, text)}
    parts = {name: _part(folder, name) for name in changed}
    kept = []
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _sweep(folder, texts)
        for name, text in changed.items():
            with writing(folder / name):
                _write(parts[name], text)
        for name, part in parts.items():
            with writing(folder / name):
                if name in theirs and (folder / name).is_file():
                    kept.append(keep(folder / name))
                part.replace(folder / name)
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return tuple(changed), kept


def keep(path: Path) -> Kept:
    """Copies a person's file to a name of its own beside it. Raises `OSError`."""
    new = free_name(path)
    part = _part(path.parent, new.name)
    shutil.copyfile(path, part)
    sync(part)  # before the only other copy is written over
    shutil.copystat(path, part)
    part.replace(new)
    return Kept(path.name, new.name)


def _holds(path: Path, text: bytes) -> bool:
    with suppress(OSError):
        return path.is_file() and path.stat().st_size == len(text) and path.read_bytes() == text
    return False


def _write(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    sync(path)


def _part(folder: Path, name: str) -> Path:
    return folder / f".{name}.{maker.new_mark()}.part"


def _sweep(folder: Path, names: Collection[str]) -> None:
    """What killed runs left of these files."""
    for path in folder.iterdir():
        part = _PART.match(path.name)
        if part and part["name"] in names and path.is_file() and maker.is_gone(part["mark"]):
            with suppress(OSError):
                path.unlink()
