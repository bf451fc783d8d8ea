"""The README keeps its word: its commands, its `--help` blocks, its exit codes, the files it names.

After a change of the command line, `VIDKIT_UPDATE_README=1 python -m pytest tests/test_readme.py` writes the
`--help` blocks anew.
"""

import os
import re
import subprocess
import sys

import pytest
from tree import ROOT

from vidkit import errors
from vidkit.cli.main import app

README = ROOT / "README.md"
TEXT = README.read_text("utf-8")
GUIDE = ROOT / "docs" / "guide-sv.md"

MAKES_A_REEL = """\
python3 -m venv .venv &&
  .venv/bin/python -m pip install -e ".[offline]" &&
  .venv/bin/vidkit reel assets/samples/banken.mp4 --title "Banken frågar aldrig efter din kod"
"""
PASSES_THE_TESTS = """\
python3 -m venv .venv &&
  .venv/bin/python -m pip install -e ".[test]" &&
  .venv/bin/python -m pytest -n 2
"""

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HELP = re.compile(r"^```text\n\$ (vidkit(?: \w+)*) --help\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMES = (*(command.name for command in app.registered_commands), *(group.name for group in app.registered_groups))
COMMANDS = ("vidkit", *(f"vidkit {name}" for name in NAMES))


def helped(command: str) -> str:
    """What `command --help` says in English on a terminal of 80 columns, without the spaces at the ends of lines."""
    shown = {"VIDKIT_LANG": "en", "COLUMNS": "80", "TERMINAL_WIDTH": "80", "PYTHONIOENCODING": "utf-8"}
    loud = ("FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS", "CLICOLOR_FORCE")
    done = subprocess.run(
        [sys.executable, "-m", *command.split(), "--help"],
        env={name: value for name, value in os.environ.items() if name not in loud} | shown,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines()).strip("\n") + "\n"


def test_it_opens_with_exactly_two_commands() -> None:
    blocks = BLOCK.findall(TEXT)
    assert blocks[:2] == [("sh", MAKES_A_REEL), ("sh", PASSES_THE_TESTS)]
    opening = TEXT[: TEXT.index("\n## ", TEXT.index(PASSES_THE_TESTS))]
    assert len(re.findall(r"^```sh$", opening, re.MULTILINE)) == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_help_reads_as_the_readme_shows_it(command: str) -> None:
    now = helped(command)
    if os.environ.get("VIDKIT_UPDATE_README"):
        text = README.read_text("utf-8")
        block = f"```text\n$ {command} --help\n"
        assert block in text, f"the README has no place for {command} --help"
        before, after = text.split(block)
        README.write_text(before + block + now + after[after.index("```") :], "utf-8")
        return
    assert now == dict(HELP.findall(TEXT)).get(command)


def test_it_shows_no_command_that_is_not_there() -> None:
    assert set(dict(HELP.findall(TEXT))) == set(COMMANDS)
    typed = [
        line
        for document in (TEXT, GUIDE.read_text("utf-8"))
        for kind, block in BLOCK.findall(document)
        for line in block.splitlines()
        if kind == "console"
    ]
    shown = {" ".join(line.split()[:2]) for line in typed}
    assert shown
    assert shown <= set(COMMANDS)


def test_exit_codes_are_those_of_the_program() -> None:
    rows = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    tree: list[type[errors.VidkitError]] = [errors.VidkitError, *errors.VidkitError.__subclasses__()]
    kinds = {kind.exit_code for kind in tree}
    assert rows == kinds | {0, 1}


@pytest.mark.parametrize("document", [README, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name)
def test_files_it_names_are_there(document: "os.PathLike[str]") -> None:
    text = (ROOT / document).read_text("utf-8")
    folder = (ROOT / document).parent
    linked = [folder / link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    linked += [folder / source for source in re.findall(r"src=\"([^\"]+)\"", text)]
    named = [
        ROOT / name for name in re.findall(r"`((?:assets|templates|docs|benchmarks|tests|vidkit|\.ci)/[\w./-]+)`", text)
    ]
    assert [path for path in linked + named if path != folder and not path.exists()] == []
