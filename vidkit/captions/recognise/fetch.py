"""Fetches a model by name, once: resumable, checked before it counts, atomic. See `hub` for what it is fetched from.

Only the files that an engine reads: never code. Sizes and digests come from the hub's own listing at a pinned revision;
the weights' digest must be the registry's too.
"""

import hashlib
import http.client
import os
import re
import shutil
import ssl
import time
import urllib.error
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from vidkit.captions.recognise import hub, store
from vidkit.captions.recognise.hub import HubError, Remote
from vidkit.captions.recognise.registry import Model
from vidkit.errors import MissingError, OutputError
from vidkit.events import Listener, Noted, Progressed, Step, timed
from vidkit.i18n import gettext as _
from vidkit.i18n import number

READ_SECONDS = 10.0
"""Without a single byte, once a download runs: then it is asked for again from where it was, which costs little."""

STALL_SECONDS = 30.0
STALL_BYTES = 60_000
"""Fewer bytes than these in `STALL_SECONDS` is a line that died without saying so: nobody waits days for a model."""

ATTEMPTS = 4
"""How often in a row a download may break off without a byte having come before it is given up."""

PAUSE_SECONDS = 0.5
"""Before the second attempt; twice as long before each further one: a network that changes needs seconds."""

TELL_SECONDS = 0.2
"""How often progress is told."""

ROOM = 50_000_000
"""Bytes that a disk must have left when the model is there: a full disk harms more than a missing model."""

_FINAL = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.GONE,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    }
)
"""Answers that asking again does not change."""

Tell = Callable[[int], None]


class _BrokeOffError(Exception):
    """The connection ended before the file did, or never came about."""

    def __init__(self, cause: Exception | None = None) -> None:
        super().__init__()
        inner = getattr(cause, "reason", None)  # as urllib wraps what went wrong
        self.cause = inner if isinstance(inner, Exception) else cause


class _OtherFileError(Exception):
    """The server sends another file than the one that was begun, or than its listing says."""


def fetch(model: Model, listener: Listener) -> Path:
    """The folder of `model`, fetched and checked; goes on where an earlier attempt stopped.

    Tells `listener` how many bytes of all have come, and when another vidkit is waited for. Raises `MissingError`
    where the hub does not answer, breaks off, or sends something else than was asked for; `OutputError` where there is
    no room.
    """
    if store.ready(model.name):
        return store.folder_of(model.name)
    if hub.offline():
        raise _no_network(model)
    try:
        remotes = hub.listing(model)
    except HubError as fault:
        raise fault.about(model) from fault

    def others() -> None:
        listener(
            Noted(_("Another vidkit is fetching the speech model {name}: waiting for it.").format(name=model.name))
        )

    with store.prepared(model.name, others) as folder:
        if not store.ready(model.name):
            _fill(model, remotes, folder, listener)
    return folder


def _fill(model: Model, remotes: tuple[Remote, ...], folder: Path, listener: Listener) -> None:
    (folder / store.MANIFEST).unlink(missing_ok=True)
    for name in hub.WANTED - {remote.name for remote in remotes}:
        (folder / name).unlink(missing_ok=True)  # another version's
    _demand_room(model, remotes, folder)
    total = sum(remote.size for remote in remotes)
    digests: dict[str, str] = {}
    done = 0
    with timed(Step.FETCHING, listener, model.name):
        for remote in sorted(remotes, key=lambda remote: remote.size):
            digests[remote.name] = _file(model, remote, folder, _from(done, total, listener))
            done += remote.size
    store.write_manifest(model.name, f"{model.repository}@{model.revision}", digests)


def _from(done: int, total: int, listener: Listener) -> Tell:
    return lambda count: listener(Progressed(Step.FETCHING, done + count, total))


def _file(model: Model, remote: Remote, folder: Path, tell: Tell) -> str:
    """Fetches one file into `folder`, checks it, and gives its SHA-256."""
    target = folder / remote.name
    if _size(target) == remote.size and (digest := _right(target, remote)):
        tell(remote.size)
        return digest
    download = _Download(model, remote, folder / (remote.name + store.PART), tell)
    digest = download.right()
    if not digest and download.resumed:
        # The beginning was of another file, or damaged: once more, from the start.
        download.forget()
        digest = download.right()
    if not digest:
        download.forget()
        raise MissingError(
            _("What came for the speech model “{name}” is not what was asked for, so it was thrown away.").format(
                name=model.name
            ),
            _("Try again in a while: vidkit models get {name}").format(name=model.name),
        )
    store.make_final(download.unfinished, target)
    return digest


class _Download:
    """One file on its way: goes on where it broke off for as long as something comes."""

    def __init__(self, model: Model, remote: Remote, unfinished: Path, tell: Tell) -> None:
        self.unfinished = unfinished
        self.resumed = _size(unfinished) > 0
        """Whether what is here came in more than one piece."""
        self._model = model
        self._remote = remote
        self._tell = tell
        self._address = hub.file_address(model, remote.name)

    def right(self) -> str:
        """The SHA-256 of the whole file; empty where the server sends another one. Raises `MissingError`."""
        fruitless = 0
        try:
            while (before := _size(self.unfinished)) < self._remote.size:
                came = self._attempt(last=fruitless == ATTEMPTS - 1)
                fruitless = 0 if came > before else fruitless + 1
                if came < self._remote.size:
                    time.sleep(PAUSE_SECONDS * 2**fruitless)
        except _OtherFileError:
            return ""
        self._tell(self._remote.size)
        return _right(self.unfinished, self._remote) if _size(self.unfinished) == self._remote.size else ""

    def forget(self) -> None:
        """Throws away what has come."""
        self.unfinished.unlink(missing_ok=True)
        self.resumed = False

    def _attempt(self, *, last: bool) -> int:
        """The bytes that are here after one more attempt. Raises `MissingError` where another one makes no sense."""
        try:
            self._append()
        except urllib.error.HTTPError as fault:
            fault.close()
            if fault.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise _OtherFileError from fault
            if last or fault.code in _FINAL:
                raise hub.explained(fault).about(self._model) from fault
        except _BrokeOffError as broken:
            here = _size(self.unfinished)
            # No word from the file's own host: behind some firewalls only the hub's can be reached.
            silent = not here and isinstance(broken.cause, TimeoutError)
            if last or silent or isinstance(broken.cause, ssl.SSLCertVerificationError):
                why = hub.explained(broken.cause or broken)
                raise (_broken_off(self._model) if here else why.about(self._model)) from broken
        return _size(self.unfinished)

    def _append(self) -> None:
        """Goes on until the file is whole. Raises `_BrokeOffError`, `_OtherFileError` or `HTTPError`."""
        have, size = _size(self.unfinished), self._remote.size
        with _asked(self._address, have) as answer:
            # A server that knows no ranges sends all of it from the start.
            have = have if answer.status == HTTPStatus.PARTIAL_CONTENT else 0
            self.resumed = have > 0
            _demand_same(answer, have, size)
            line = _Line(have, self._tell)
            with self.unfinished.open("ab" if have else "wb") as stream:
                while line.have < size and (block := _read(answer, min(store.CHUNK, size - line.have))):
                    stream.write(block)
                    line.came(len(block))
        self._tell(line.have)
        if line.have < size:
            raise _BrokeOffError


def _asked(address: str, have: int) -> Any:  # noqa: ANN401 - urllib's own answer type
    try:
        return hub.opened(address, {"Range": f"bytes={have}-"} if have else {}, READ_SECONDS)
    except urllib.error.HTTPError:
        raise
    except (OSError, http.client.HTTPException) as fault:
        raise _BrokeOffError(fault) from fault


def _read(answer: Any, most: int) -> bytes:  # noqa: ANN401 - urllib's own answer type
    """What has come by now, at least a byte; empty at the end. Tells a network's faults from a disk's."""
    try:
        return bytes(answer.read1(most))
    except (OSError, http.client.HTTPException) as fault:
        raise _BrokeOffError(fault) from fault


def _demand_same(answer: Any, have: int, size: int) -> None:  # noqa: ANN401 - urllib's own answer type
    """Where the answer says which bytes of how many it has, they must be those of the file that was begun."""
    if told := re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", "").strip()):
        if int(told[1]) != have or told[2] not in ("*", str(size)):
            raise _OtherFileError
    elif (length := answer.headers.get("Content-Length", "")).isdigit() and int(length) != size - have:
        raise _OtherFileError


class _Line:
    """How much has come, told at intervals, and whether still enough is coming."""

    def __init__(self, have: int, tell: Tell) -> None:
        self.have = have
        self._tell = tell
        self._told = 0.0
        self._since = time.monotonic()
        self._had = have

    def came(self, count: int) -> None:
        self.have += count
        now = time.monotonic()
        if now - self._told >= TELL_SECONDS:
            self._told = now
            self._tell(self.have)
        if now - self._since >= STALL_SECONDS:
            if self.have - self._had < STALL_BYTES:
                raise _BrokeOffError
            self._since, self._had = now, self.have


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _right(path: Path, remote: Remote) -> str:
    """The SHA-256 of `path` where it is what the hub lists; empty elsewhere."""
    digest = store.digest_of(path)
    if len(remote.digest) == hashlib.sha256().digest_size * 2:
        return digest if digest == remote.digest else ""
    content = path.read_bytes()
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    return digest if blob == remote.digest else ""


def _demand_room(model: Model, remotes: tuple[Remote, ...], folder: Path) -> None:
    needed = ROOM
    for remote in remotes:
        have = max(_size(folder / (remote.name + store.PART)), _size(folder / remote.name))
        needed += max(0, remote.size - have)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OutputError(
            _(
                "There is no room for the speech model “{name}”: it needs {needed} MB, and “{folder}” has {free}."
            ).format(name=model.name, needed=number(needed / 1e6), folder=folder, free=number(free / 1e6)),
            _("Make room on the disk, or let VIDKIT_CACHE name a folder where you may write."),
        )


def _no_network(model: Model) -> MissingError:
    messages = {
        store.State.HALF: _("The speech model “{name}” is only half fetched, and you have asked for no network."),
        store.State.BROKEN: _("The speech model “{name}” is damaged, and you have asked for no network."),
    }
    missing = _("The speech model “{name}” is not on this computer, and you have asked for no network.")
    names = [name for name in ("VIDKIT_OFFLINE", "HF_HUB_OFFLINE") if os.environ.get(name)]
    return MissingError(
        messages.get(store.state_of(model.name), missing).format(name=model.name),
        _("Unset {names}, or use --model embedded.").format(names=", ".join(names)),
    )


def _broken_off(model: Model) -> MissingError:
    return MissingError(
        _("Fetching the speech model “{name}” broke off.").format(name=model.name),
        _("What has come is kept. Go on with: vidkit models get {name}").format(name=model.name),
    )
