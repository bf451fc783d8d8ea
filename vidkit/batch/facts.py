"""Facts about clips, kept by their content: a clip that was looked at once is only read through to know it again.

Whoever renames or moves a clip has the same clip. Whoever changes a byte of it has another one.
"""

import contextlib
import hashlib
from importlib.metadata import version
from pathlib import Path

import msgspec

from vidkit import __version__
from vidkit.ingest.footage import Footage
from vidkit.ingest.probe import fingerprint, look
from vidkit.render.cache import Cache


def facts(path: Path) -> Footage:
    """What `look` finds of the clip at `path`: now, or when it was looked at before. Raises as `look` does."""
    path = path.absolute()
    kept = Cache("facts", ".json")
    address = _address(path)
    if address and (known := kept.read(address)) is not None:
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.structs.replace(msgspec.json.decode(known, type=Footage), path=str(path))
    found = look(path)
    kept.keep_bytes(msgspec.json.encode(found), _named(found.fingerprint))
    return found


def _address(path: Path) -> str:
    """Empty where the file cannot be read: `look` says why."""
    with contextlib.suppress(OSError):
        return _named(fingerprint(path))
    return ""


def _named(content: str) -> str:
    """Another vidkit or another PyAV may see more in the same clip."""
    return hashlib.sha256(f"{content}\n{__version__}\n{version('av')}".encode()).hexdigest()
