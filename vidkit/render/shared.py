"""Names of files that hold on several computers: by the folder that they share, wherever each of them has it.

`VIDKIT_SHARED` names that folder, on each computer as it is called there. Where it is not set, or a file lies
elsewhere, the file has to have one and the same path on all of them.
"""

import os
from pathlib import Path, PurePosixPath

SHARED = "shared:"
"""Begins a name that counts from the shared folder; no absolute path begins so."""


def portable(path: str) -> str:
    """The name of the file at `path` for other computers."""
    whole, root = Path(path).absolute(), _root()
    if root is None or not whole.is_relative_to(root):
        return str(whole)
    return SHARED + whole.relative_to(root).as_posix()


def here(name: str) -> Path:
    """Where the file that another computer named so lies on this one; it may not be there."""
    if not name.startswith(SHARED):
        return Path(name)
    root = _root()
    inside = PurePosixPath(name.removeprefix(SHARED))
    return root / inside if root is not None else Path(name)


def _root() -> Path | None:
    chosen = os.environ.get("VIDKIT_SHARED")
    return Path(chosen).expanduser().absolute() if chosen else None
