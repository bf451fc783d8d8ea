"""A model hub on this computer that fails in one way at a time."""

import hashlib
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vidkit.captions.recognise.registry import Model

WEIGHTS = bytes(range(256)) * 4096
FILES = {
    "model.bin": WEIGHTS,
    "config.json": b"{}",
    "tokenizer.json": b'{"a": 1}',
    "vocabulary.json": b"[]",
    "preprocessor_config.json": b'{"feature_size": 80}',
    "pytorch_model.py": b"import os",
    "model.safetensors": b"never asked for",
}
MODEL = Model(
    name="kb-toy",
    repository="KBLab/kb-toy",
    revision="0" * 40,
    digest=hashlib.sha256(WEIGHTS).hexdigest(),
    bytes=len(WEIGHTS),
    errors=1.0,
    memory=1,
    hearings=1,
    licence="MIT",
)

UNKNOWN_CERTIFICATE = Path(__file__).with_name("hub.pem")
"""Signed by nobody that a computer trusts, for 127.0.0.1 alone."""


class Hub:
    """What the hub does and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[tuple[str, str]] = []
        """Path and `Range` of each request."""
        self.cuts: list[int] = []
        """Breaks the connection after so many bytes of the weights, once for each."""
        self.weights = WEIGHTS
        """What it sends for them."""
        self.listed_digest = MODEL.digest
        self.unlisted: set[str] = set()
        self.silent_seconds = 0.0
        self.files_silent_seconds = 0.0
        self.trickle_seconds = 0.0
        """Between two pieces of `PIECE` bytes."""
        self.knows_ranges = True
        self.lies_about_ranges = False
        """Says that it goes on where it was asked to, and sends from the start."""
        self.listing_status = 200
        self.statuses: list[int] = []
        """Answers for the weights, one a request, before it does its work."""
        self.always: int = 0
        """The answer for the weights, each time."""
        self.moves_to = ""
        """Another host that holds the weights."""
        self.page = b""
        """Sent in place of the listing."""

    def listing(self) -> dict[str, Any]:
        siblings: list[dict[str, Any]] = []
        for name, content in FILES.items():
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
            entry: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": blob}
            if name == "model.bin":
                entry["lfs"] = {"sha256": self.listed_digest, "size": len(content)}
            if name not in self.unlisted:
                siblings.append(entry)
        return {"siblings": siblings}


PIECE = 65_536


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def do_GET(self) -> None:
        # A proxy is asked for a whole address.
        path = urlsplit(self.path).path
        self.hub.asked.append((self.path, self.headers.get("Range", "")))
        with suppress(ConnectionError):  # the other side had enough
            if path.startswith("/api/"):
                time.sleep(self.hub.silent_seconds)
                self._listing()
            else:
                time.sleep(self.hub.files_silent_seconds)
                self._file(path.rsplit("/", 1)[-1])

    def _listing(self) -> None:
        if self.hub.listing_status != 200:
            self._answer(self.hub.listing_status)
            return
        content = self.hub.page or json.dumps(self.hub.listing()).encode()
        self._answer(200, {"Content-Length": str(len(content))})
        self.wfile.write(content)

    def _file(self, name: str) -> None:
        if name != "model.bin":
            self._send(FILES[name], 0)
        elif self.hub.moves_to:
            self._answer(302, {"Location": self.hub.moves_to + self.path})
        elif status := self.hub.always or (self.hub.statuses.pop(0) if self.hub.statuses else 0):
            self._answer(status)
        else:
            wanted = self.headers.get("Range", "")
            start = int(wanted.removeprefix("bytes=").removesuffix("-") or 0) if self.hub.knows_ranges else 0
            if start >= len(self.hub.weights):
                self._answer(416)
                return
            self._send(self.hub.weights, start, self.hub.cuts.pop(0) if self.hub.cuts else len(self.hub.weights))

    def _send(self, content: bytes, start: int, most: int = 1 << 30) -> None:
        length = len(content) - start
        headers = {"Content-Length": str(length)}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        if self.hub.lies_about_ranges and start:
            headers["Content-Range"] = f"bytes 0-{len(content) - 1}/{len(content)}"
            start = 0
        self._answer(206 if "Content-Range" in headers else 200, headers)
        for at in range(start, start + min(most, length), PIECE):
            self.wfile.write(content[at : min(at + PIECE, start + most)])
            time.sleep(self.hub.trickle_seconds)
        self.close_connection = True

    def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {"Content-Length": "0"}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_details: object) -> None:
        return


class _Server(ThreadingHTTPServer):
    def handle_error(self, _request: object, _address: object) -> None:
        """A client that goes away is what some tests are about."""


@contextmanager
def running(*, certificate: Path | None = None) -> Iterator[Hub]:
    """A hub that answers until the block ends, over TLS with the `certificate`."""
    hub = Hub()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    hub.address = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
