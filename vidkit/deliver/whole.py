"""A file written whole or not at all: beside its place first, on the disk, and then put there by a rename.

What a run that was killed has left beside it goes with the next writing.
"""

import re
from contextlib import suppress
from pathlib import Path

from vidkit.deliver.faults import writing
from vidkit.deliver.folder import patiently, sync
from vidkit.render import maker


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`; what stood there before stands there until all of it is on the disk.

    Raises:
        OutputError: it cannot be written. Nothing has changed.
    """
    beside = path.with_name(f".{path.name}.{maker.new_mark()}.tmp")
    with writing(path):
        _sweep(path)
        try:
            beside.write_bytes(content)
            sync(beside)
            patiently(lambda: beside.replace(path))
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    left = re.compile(rf"^\.{re.escape(path.name)}\.(?P<mark>[0-9a-f]{{{maker.DIGITS}}})\.tmp$", re.DOTALL)
    for other in path.parent.iterdir():
        found = left.match(other.name)
        if found and maker.is_gone(found["mark"]):
            with suppress(OSError):
                other.unlink()
