"""The house stands as it was drawn: borders between rooms, size of files, a quick start, no trace of one machine."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ROOT, kept_files

LINES_MOST = 450
"""Of a module. Around 300 is where to look for a second noun; here it has certainly come."""

HEAVY = (
    "moviepy",
    "faster_whisper",
    "ctranslate2",
    "whisper",
    "torch",
    "av",
    "PIL",
    "numpy",
    "imageio_ffmpeg",
    "jinja2",
    "dask",
    "distributed",
)
"""What the program may not have loaded to say its help or to refuse wrong use."""

MODULES = sorted((ROOT / "vidkit").rglob("*.py"))

ONE_MACHINE = re.compile(
    r"""
    (?<![\w.~<>{}-]) / (?: home | root | Users | work | opt | tmp ) / [\w.]   # somebody's folders
    | [A-Z]:\\\\? Users \\\\? \w
    | \b (?: pypi \. org | pythonhosted \. org | npmjs \. (?: org | com ) | deb \. debian \. org )
    | \b issue \s? \#? \d
    """,
    re.VERBOSE,
)
"""Paths of a machine, hosts that packages come from, numbered talk between those who work on this."""


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


@pytest.mark.parametrize("module", MODULES, ids=names(MODULES))
def test_a_module_is_short_and_says_what_it_is_for(module: Path) -> None:
    source = module.read_text("utf-8")
    assert source.count("\n") <= LINES_MOST
    assert ast.get_docstring(ast.parse(source)), "the module has no docstring"


def test_rooms_only_look_down() -> None:
    pytest.importorskip("importlinter", reason="import-linter comes with the extra “dev”")
    lint = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert lint is not None
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_starting_loads_nothing_heavy() -> None:
    script = f"import sys, vidkit.cli.main; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_no_file_tells_of_one_machine() -> None:
    found = []
    for path in kept_files():
        data = path.read_bytes()
        if path == Path(__file__) or b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if ONE_MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("see /home/anna/clips", True),
        ("in /tmp/x.mp4", True),
        (r"C:\Users\anna", True),
        ("issue 7 asks for it", True),
        ("it issues 3 commands", False),
        ("~/.cache/vidkit and <path>/tmp/x", False),
        ("https://example.org/home/page", False),
        ("the work/render folder", False),
    ],
)
def test_what_tells_of_one_machine(line: str, *, tells: bool) -> None:
    assert bool(ONE_MACHINE.search(line)) is tells
