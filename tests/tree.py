"""The project's own files, for tests about the project itself."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

NOT_OURS = {"__pycache__", "reels", "dist", "build", "output"}
"""Folders that are made, not kept. Any folder whose name begins with a dot is left out too, but for `.ci`."""


def kept_files() -> list[Path]:
    """Every file that is kept in the project, absolute: by git where there is one, else all that are not made."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return [path for path in sorted(ROOT.rglob("*")) if path.is_file() and _ours(path.relative_to(ROOT))]
    names = listed.stdout.decode().split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def _ours(path: Path) -> bool:
    folders = path.parts[:-1]
    return not any(part in NOT_OURS or (part.startswith(".") and part != ".ci") for part in folders)
