"""A model hub on this computer that fails in one way at a time."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

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


class Hub:
    """What the hub does and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[tuple[str, str]] = []
        """Path and `Range` of each request."""
        self.cut_after = 0
        """Breaks the connection after so many bytes of the weights, once."""
        self.corrupt = False
        self.listed_digest = MODEL.digest
        self.silent_seconds = 0.0
        self.knows_ranges = True

    def listing(self) -> dict[str, Any]:
        siblings: list[dict[str, Any]] = []
        for name, content in FILES.items():
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
            entry: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": blob}
            if name == "model.bin":
                entry["lfs"] = {"sha256": self.listed_digest, "size": len(content)}
            siblings.append(entry)
        return {"siblings": siblings}


@contextmanager
def running() -> Iterator[Hub]:
    """A hub that answers until the block ends."""
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append((self.path, self.headers.get("Range", "")))
            time.sleep(hub.silent_seconds)
            if self.path.startswith("/api/"):
                self._send(json.dumps(hub.listing()).encode(), 0)
                return
            name = self.path.rsplit("/", 1)[-1]
            content = FILES[name]
            if hub.corrupt and name == "model.bin":
                content = content[:-1] + b"?"
            wanted = self.headers.get("Range", "")
            start = int(wanted.removeprefix("bytes=").removesuffix("-") or 0) if hub.knows_ranges else 0
            self._send(content, start, cut=hub.cut_after if name == "model.bin" else 0)

        def _send(self, content: bytes, start: int, cut: int = 0) -> None:
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            if cut:
                hub.cut_after = 0
                self.wfile.write(content[start : start + cut])
                self.close_connection = True
                return
            self.wfile.write(content[start:])

        def log_message(self, *_details: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
