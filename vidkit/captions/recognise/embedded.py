"""The model that two Python packages carry in parts: joined once into the store, by digest, never by trust."""

import hashlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from vidkit.captions.recognise import store
from vidkit.captions.recognise.registry import Embedded, registry
from vidkit.errors import MissingError
from vidkit.i18n import gettext as _

INSTALL = 'pip install "vidkit[offline]"'


def packages_there() -> bool:
    """Whether the packages that carry the model are installed; imports nothing."""
    return all(importlib.util.find_spec(name) is not None for name in registry().embedded.packages)


def is_there() -> bool:
    """Whether the model can be used: joined already, or its packages are installed."""
    return store.ready(registry().embedded.name) or packages_there()


def joined() -> Path:
    """The folder of the embedded model, joined and checked; the first time takes a second.

    Raises `MissingError` where the packages are not installed or are not what they should be.
    """
    embedded = registry().embedded
    if store.ready(embedded.name):
        return store.folder_of(embedded.name)
    if not packages_there():
        raise MissingError(
            _("The small speech model that works without network is not installed."),
            _("Install it with: {command}").format(command=INSTALL),
        )
    with store.prepared(embedded.name) as folder:
        if not store.ready(embedded.name):
            _join(embedded, folder)
    return folder


def _join(embedded: Embedded, folder: Path) -> None:
    sources = [_data(package) for package in embedded.packages]
    (folder / store.MANIFEST).unlink(missing_ok=True)
    unfinished = folder / (store.WEIGHTS + store.PART)
    digest = hashlib.sha256()
    with unfinished.open("wb") as weights:
        for number, source in enumerate(sources, 1):
            for block in _blocks(source / f"{store.WEIGHTS}.part{number}"):
                digest.update(block)
                weights.write(block)
    _demand(digest.hexdigest(), embedded.digest, store.WEIGHTS)
    for name, expected in embedded.files.items():
        content = b"".join(_blocks(sources[0] / name))
        _demand(hashlib.sha256(content).hexdigest(), expected, name)
        (folder / name).write_bytes(content)
    store.make_final(unfinished, folder / store.WEIGHTS)
    store.write_manifest(
        embedded.name, " + ".join(embedded.packages), {store.WEIGHTS: embedded.digest, **embedded.files}
    )


def _blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a package's file; what cannot be read of it is the package's fault, not the store's."""
    try:
        with path.open("rb") as stream:
            while block := stream.read(store.CHUNK):
                yield block
    except OSError:
        _demand("", "readable", path.name)


def _data(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingError(
            _("The small speech model that works without network is not installed."),
            _("Install it with: {command}").format(command=INSTALL),
        )
    return Path(spec.origin).parent / "data"


def _demand(digest: str, expected: str, name: str) -> None:
    if digest != expected:
        raise MissingError(
            _("The speech model that was installed is damaged: “{file}” is not what it should be.").format(file=name),
            _("Install it again with: {command}").format(command=f"{INSTALL} --force-reinstall --no-deps"),
        )
