"""The model hub, over plain HTTPS: what it lists, and in half a sentence why it gives nothing.

Never waits long for a hub that is silent. With `fetch` the only place in vidkit that uses a network.
"""

import http.client
import os
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from vidkit.captions.recognise.registry import Model, registry
from vidkit.captions.recognise.store import WEIGHTS
from vidkit.errors import MissingError
from vidkit.i18n import gettext as _

PATIENCE_SECONDS = 3.0
"""In all, for a hub that may not be there: a person waits this long without wondering."""

LISTING_BYTES = 4_000_000
"""No listing is longer; one that is comes from something else than the hub."""

NEEDED = frozenset({WEIGHTS, "config.json", "tokenizer.json"})
"""What no model works without; a vocabulary comes as JSON or as text."""

WANTED = NEEDED | {"vocabulary.json", "vocabulary.txt", "preprocessor_config.json"}
"""What CTranslate2 and its reader need. `preprocessor_config.json` holds the 128 mel bands of the large models."""

_YES = frozenset({"1", "on", "yes", "true"})


class Remote(msgspec.Struct, frozen=True):
    """A file on the hub."""

    name: str
    size: int
    digest: str
    """SHA-256 for large files, git's SHA-1 of the blob for small ones; hex."""


class HubError(Exception):
    """The hub does not give what it is asked for."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.why = why
        """Half a sentence, in the reader's language."""
        self.hint = hint

    def about(self, model: Model) -> MissingError:
        """The same as a fault for the person who wants `model`."""
        message = _("The speech model “{name}” cannot be fetched: {why}.")
        return MissingError(message.format(name=model.name, why=self.why), self.hint)


class _Large(msgspec.Struct, frozen=True):
    sha256: str


class _Sibling(msgspec.Struct, frozen=True):
    name: str = msgspec.field(name="rfilename")
    size: int | None = None
    blob: str = msgspec.field(name="blobId", default="")
    large: _Large | None = msgspec.field(name="lfs", default=None)


class _Described(msgspec.Struct, frozen=True):
    siblings: tuple[_Sibling, ...]


_listings: dict[str, tuple[Remote, ...] | HubError] = {}


def offline() -> bool:
    """Whether the person has said that no network may be used: `VIDKIT_OFFLINE` or `HF_HUB_OFFLINE`."""
    return any(os.environ.get(name, "").lower() in _YES for name in ("VIDKIT_OFFLINE", "HF_HUB_OFFLINE"))


def listing(model: Model) -> tuple[Remote, ...]:
    """The files of `model` that are wanted, asked for once a process. Costs at most `PATIENCE_SECONDS`.

    Raises `HubError` where the hub does not answer, refuses, or lists other weights than the registry.
    """
    key = address(f"api/models/{model.repository}/revision/{model.revision}?blobs=true")
    if key not in _listings:
        _listings[key] = _within(PATIENCE_SECONDS, lambda: _listing(key, model))
    known = _listings[key]
    if isinstance(known, HubError):
        raise known
    return known


def file_address(model: Model, name: str) -> str:
    """Where the hub has the file called `name` of `model`."""
    return address(f"{model.repository}/resolve/{model.revision}/{urllib.parse.quote(name)}")


def address(path: str) -> str:
    """The web address of `path` on the hub; `HF_ENDPOINT` names a mirror, as for every program that uses it."""
    return f"{os.environ.get('HF_ENDPOINT', '').strip().rstrip('/') or registry().hub}/{path}"


def opened(where: str, headers: Mapping[str, str], seconds: float) -> Any:  # noqa: ANN401 - urllib's own answer type
    """The answer of the hub, or of the host that it sends us on to, through the proxy where the system names one."""
    if urllib.parse.urlsplit(where).scheme not in ("https", "http"):
        raise HubError(
            _("HF_ENDPOINT is no web address"),
            _("Give it as https://name, or unset it."),
        )
    from vidkit import __version__

    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at just now
        where, headers={"User-Agent": f"vidkit/{__version__}", "Accept-Encoding": "identity", **headers}
    )
    # Not `urlopen`, which keeps the proxy that was named when it was first used.
    return urllib.request.build_opener().open(request, timeout=seconds)


def explained(fault: Exception) -> HubError:
    """`fault`, as it came from the network, in words that tell what to do about it."""
    if isinstance(fault, HubError):
        return fault
    if isinstance(fault, urllib.error.HTTPError):
        return _refusal(fault.code)
    cause = fault.reason if isinstance(fault, urllib.error.URLError) else fault
    if isinstance(cause, ssl.SSLCertVerificationError):
        return HubError(
            _("the certificate of its server is not trusted"),
            _(
                "Networks that look into their traffic cause this. Ask your IT department for the certificate file, "
                "and let SSL_CERT_FILE name it."
            ),
        )
    return _silent()


def _silent() -> HubError:
    return HubError(
        _("its server does not answer"),
        _("Check the network and try again, or use --model embedded, which needs no network."),
    )


def _refusal(code: int) -> HubError:
    later = _("Try again in a while, or use --model embedded, which needs no network.")
    match code:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            host = urllib.parse.urlsplit(address("")).hostname or ""
            return HubError(
                _("its server refuses to give it ({code})").format(code=code),
                _("Networks that block {host} cause this: ask your IT department to let it through.").format(host=host),
            )
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return HubError(
                _("its server does not have it"),
                _("Update vidkit, or choose another from: vidkit models list"),
            )
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return HubError(
                _("the network's proxy asks for a name and a password"),
                _("Give them in HTTPS_PROXY, as http://name:password@proxy:port, or ask your IT department."),
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            return HubError(_("its server has too much to do"), later)
        case _:
            return HubError(_("its server has a fault ({code})").format(code=code), later)


def _listing(where: str, model: Model) -> tuple[Remote, ...]:
    with opened(where, {}, PATIENCE_SECONDS) as answer:
        described = msgspec.json.decode(answer.read(LISTING_BYTES), type=_Described)
    remotes = tuple(
        Remote(entry.name, entry.size, entry.large.sha256 if entry.large else entry.blob)
        for entry in described.siblings
        if entry.name in WANTED and entry.size is not None
    )
    names = {remote.name for remote in remotes}
    weights = [remote.digest for remote in remotes if remote.name == WEIGHTS]
    if weights != [model.digest] or not names >= NEEDED or not any(name.startswith("vocabulary.") for name in names):
        raise _other()
    return remotes


def _other() -> HubError:
    return HubError(
        _("its server answers with something else"),
        _("Check that the network needs no sign-in, update vidkit, or use --model embedded."),
    )


def _within(seconds: float, ask: Callable[[], tuple[Remote, ...]]) -> tuple[Remote, ...] | HubError:
    """What `ask` returns, or why there is none; a hub that takes longer is silent.

    In a thread of its own, because looking up a name obeys no timeout.
    """
    answers: list[tuple[Remote, ...] | HubError] = []

    def run() -> None:
        try:
            answers.append(ask())
        except (HubError, OSError, http.client.HTTPException) as fault:
            answers.append(explained(fault))
        except (msgspec.DecodeError, ValueError, RecursionError):
            # A sign-in page of a hotel, a filter's notice: anything but a listing.
            answers.append(_other())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else _silent()
