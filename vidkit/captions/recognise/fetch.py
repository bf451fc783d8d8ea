"""Fetches a model by name, once: resumable, checked before it counts, never waiting long for a hub that is silent.

The only place in vidkit that uses a network. Plain HTTPS, and only the files that an engine reads: never code. Sizes
and digests come from the hub's own listing at a pinned revision; the weights' digest must be the registry's too.
"""

import hashlib
import http.client
import json
import os
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from vidkit.captions.recognise import store
from vidkit.captions.recognise.registry import Model, registry
from vidkit.errors import MissingError
from vidkit.events import Listener, Progressed, Started, Step
from vidkit.i18n import gettext as _

PATIENCE_SECONDS = 3.0
"""In all, for a hub that may not be there: a person waits this long without wondering."""

READ_SECONDS = 30.0
"""Without a single byte, once a download runs."""

ATTEMPTS = 4
"""How often a broken-off download goes on from where it was, before giving up."""

WANTED = frozenset(
    {"model.bin", "config.json", "tokenizer.json", "vocabulary.json", "vocabulary.txt", "preprocessor_config.json"}
)
"""What CTranslate2 and its reader need. `preprocessor_config.json` holds the 128 mel bands of the large models."""

_YES = frozenset({"1", "on", "yes", "true"})


class Remote(msgspec.Struct, frozen=True):
    """A file on the hub."""

    name: str
    size: int
    digest: str
    """SHA-256 for large files, git's SHA-1 of the blob for small ones; hex."""


def offline() -> bool:
    """Whether the person has said that no network may be used: `VIDKIT_OFFLINE` or `HF_HUB_OFFLINE`."""
    return any(os.environ.get(name, "").lower() in _YES for name in ("VIDKIT_OFFLINE", "HF_HUB_OFFLINE"))


def hub_answers(model: Model) -> bool:
    """Whether the hub lists `model` within `PATIENCE_SECONDS`; asked once a process and model."""
    if offline():
        return False
    key = f"{_hub()}/{model.repository}@{model.revision}"
    if key not in _listings:
        _listings[key] = _within(PATIENCE_SECONDS, lambda: _listing(model))
    return _listings[key] is not None


def fetch(model: Model, listener: Listener) -> Path:
    """The folder of `model`, fetched and checked; goes on where an earlier attempt stopped.

    Tells `listener` how many bytes of all have come. Raises `MissingError` where the hub does not answer, breaks off,
    or sends something else than was asked for; `OutputError` where there is no room.
    """
    with store.prepared(model.name) as folder:
        if store.state_of(model.name) is store.State.WHOLE:
            return folder
        (folder / store.MANIFEST).unlink(missing_ok=True)
        if not hub_answers(model):
            raise _silent(model)
        listing = _listings[f"{_hub()}/{model.repository}@{model.revision}"] or ()
        listener(Started(Step.FETCHING, model.name))
        total = sum(remote.size for remote in listing)
        digests: dict[str, str] = {}
        done = 0
        for remote in sorted(listing, key=lambda remote: remote.size):
            digests[remote.name] = _file(model, remote, folder, _from(done, total, listener))
            done += remote.size
        store.write_manifest(model.name, f"{model.repository}@{model.revision}", digests)
    return folder


def _from(done: int, total: int, listener: Listener) -> Callable[[int], None]:
    return lambda count: listener(Progressed(Step.FETCHING, done + count, total))


_listings: dict[str, tuple[Remote, ...] | None] = {}


def _hub() -> str:
    """The hub's address; `HF_ENDPOINT` names a mirror, as for every program that uses it."""
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or registry().hub


def _listing(model: Model) -> tuple[Remote, ...]:
    address = f"{_hub()}/api/models/{model.repository}/revision/{model.revision}?blobs=true"
    with _open(address, {}, PATIENCE_SECONDS) as answer:
        described: Mapping[str, Any] = json.load(answer)
    remotes = []
    for entry in described["siblings"]:
        name = str(entry["rfilename"])
        if name in WANTED:
            large = entry.get("lfs") or {}
            remotes.append(Remote(name, int(entry["size"]), str(large.get("sha256") or entry["blobId"])))
    weights = [remote for remote in remotes if remote.name == store.WEIGHTS]
    if not weights or weights[0].digest != model.digest:
        raise ValueError(f"the hub lists other weights for {model.name} than the registry")
    return tuple(remotes)


def _within(seconds: float, ask: Callable[[], tuple[Remote, ...]]) -> tuple[Remote, ...] | None:
    """What `ask` returns, or None where it fails or takes longer.

    In a thread of its own, because looking up a name obeys no timeout.
    """
    answers: list[tuple[Remote, ...]] = []

    def run() -> None:
        try:
            answers.append(ask())
        except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None


def _file(model: Model, remote: Remote, folder: Path, progress: Callable[[int], None]) -> str:
    """Fetches one file into `folder`, checks it, and gives its SHA-256."""
    target = folder / remote.name
    unfinished = folder / (remote.name + store.PART)
    if target.is_file() and target.stat().st_size == remote.size and _is(target, remote):
        progress(remote.size)
        return store.digest_of(target)
    address = f"{_hub()}/{model.repository}/resolve/{model.revision}/{urllib.parse.quote(remote.name)}"
    for attempt in range(ATTEMPTS):
        try:
            _append(address, unfinished, remote.size, progress)
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            if attempt == ATTEMPTS - 1:
                raise _broken_off(model) from error
            continue
        if unfinished.stat().st_size >= remote.size:
            break
    if unfinished.stat().st_size < remote.size:
        raise _broken_off(model)  # closed early, time and again: what has come is right so far
    if not _is(unfinished, remote):
        # Going on from a wrong beginning can never end well.
        unfinished.unlink(missing_ok=True)
        raise MissingError(
            _("What came for the speech model “{name}” is not what was asked for, so it was thrown away.").format(
                name=model.name
            ),
            _("Try again in a while: vidkit models get {name}").format(name=model.name),
        )
    unfinished.replace(target)
    return store.digest_of(target)


def _append(address: str, unfinished: Path, size: int, progress: Callable[[int], None]) -> None:
    have = unfinished.stat().st_size if unfinished.is_file() else 0
    if have > size:
        unfinished.unlink()
        have = 0
    if have == size:
        progress(size)
        return
    wanted = {"Range": f"bytes={have}-"} if have else {}
    with _open(address, wanted, READ_SECONDS) as answer:
        # A server that knows no ranges sends all of it from the start.
        continues = answer.status == http.HTTPStatus.PARTIAL_CONTENT
        with unfinished.open("ab" if continues else "wb") as stream:
            have = have if continues else 0
            while block := answer.read(store.CHUNK):
                stream.write(block)
                have += len(block)
                progress(min(have, size))


def _open(address: str, headers: Mapping[str, str], seconds: float) -> Any:  # noqa: ANN401 - urllib's own answer type
    if urllib.parse.urlsplit(address).scheme not in ("https", "http"):
        raise ValueError(f"not a web address: {address}")
    from vidkit import __version__

    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at just now
        address, headers={"User-Agent": f"vidkit/{__version__}", "Accept-Encoding": "identity", **headers}
    )
    return urllib.request.urlopen(request, timeout=seconds)  # noqa: S310 - same


def _is(path: Path, remote: Remote) -> bool:
    if len(remote.digest) == hashlib.sha256().digest_size * 2:
        return store.digest_of(path) == remote.digest
    content = path.read_bytes()
    blob = b"blob %d\0" % len(content) + content
    return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == remote.digest


def _silent(model: Model) -> MissingError:
    if offline():
        return MissingError(
            _("The speech model “{name}” is not on this computer, and you have asked for no network.").format(
                name=model.name
            ),
            _("Unset VIDKIT_OFFLINE and HF_HUB_OFFLINE, or use --model embedded."),
        )
    return MissingError(
        _("The speech model “{name}” cannot be fetched: its server does not answer.").format(name=model.name),
        _("Check the network and try again, or use --model embedded, which needs no network."),
    )


def _broken_off(model: Model) -> MissingError:
    return MissingError(
        _("Fetching the speech model “{name}” broke off.").format(name=model.name),
        _("What has come is kept. Go on with: vidkit models get {name}").format(name=model.name),
    )
