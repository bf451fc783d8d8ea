"""What is said where: JSON alone on standard output, words on standard error, a live board only on a terminal."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from running import QUICK, Vidkit, command, names, run

from vidkit.cli.board import words
from vidkit.events import Step

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there"),
]

Clip = Callable[..., Path]

ESCAPE = "\x1b"
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"

STEPS = [Step.READING, Step.PLANNING, Step.DRAWING, Step.RENDERING, Step.WRITING, Step.CHECKING]


def on_a_terminal(
    arguments: Sequence[str | Path], folder: Path, *, out_too: bool = True, interrupt_after: str = ""
) -> tuple[int, str, str]:
    """Exit code, what the terminal showed, and what went to standard output where that is a pipe."""
    import pty

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        command(*arguments),
        cwd=folder,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"},
        stdin=theirs,
        stdout=theirs if out_too else subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                read = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not read:
                break
            shown += read
            if interrupt_after and interrupt_after in shown.decode(errors="replace"):
                os.kill(child.pid, 2)
                interrupt_after = ""
    out = child.stdout.read().decode() if child.stdout else ""
    if child.stdout:
        child.stdout.close()
    os.close(ours)
    return child.wait(30), shown.decode(), out


def test_no_terminal_no_colours(vidkit: Vidkit, clip: Clip) -> None:
    ran = run("reel", clip(seconds=1.0, sound="mono"), *QUICK, "--name", "x", "--json", folder=vidkit.folder)
    assert ran.code == 0, ran.err
    assert ESCAPE not in ran.out + ran.err
    assert ran.record["made_by"] == "vidkit"
    lines = ran.err.splitlines()
    for step in STEPS:
        assert f"{words(step)} …" in lines
        assert [line for line in lines if line.startswith(f"{words(step)}: done (")]
    assert "The reel is ready: reels/x/x.mp4" in lines
    for arguments in (("--help",), ("reel", "--help"), ("doctor",), ("plan", clip(), "--explain", "--captions", "off")):
        ran = run(*arguments, folder=vidkit.folder)
        assert ESCAPE not in ran.out + ran.err


def test_a_live_board_on_a_terminal(vidkit: Vidkit, clip: Clip) -> None:
    arguments: list[str | Path] = ["reel", clip(seconds=2.0, sound="mono"), *QUICK, "--name", "x"]
    code, shown, _out = on_a_terminal(arguments, vidkit.folder)
    assert code == 0, shown
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    for step in STEPS:
        assert words(step) in plain
    assert re.search(rf"{words(Step.RENDERING)}[^\n]*\d+%", plain), plain
    assert "The reel is ready: reels/x/x.mp4" in plain
    assert shown.rfind(SHOW) > shown.rfind(HIDE) >= 0, "the cursor is there again"


def test_json_in_a_pipe_and_the_board_on_the_terminal(vidkit: Vidkit, clip: Clip) -> None:
    import msgspec

    from vidkit.deliver.record import Record

    arguments: list[str | Path] = ["reel", clip(seconds=1.0), *QUICK, "--name", "x", "--json"]
    code, shown, out = on_a_terminal(arguments, vidkit.folder, out_too=False)
    assert code == 0, shown
    assert ESCAPE not in out
    assert msgspec.json.decode(out.encode(), type=Record).name == "x"
    assert words(Step.RENDERING) in shown


def test_ctrl_c_gives_the_terminal_back(vidkit: Vidkit, clip: Clip) -> None:
    arguments: list[str | Path] = ["reel", clip(seconds=3.0, sound="mono"), *QUICK, "--quality", "high"]
    code, shown, _out = on_a_terminal(arguments, vidkit.folder, interrupt_after=words(Step.RENDERING))
    assert code == 130, shown
    assert shown.rfind(SHOW) > shown.rfind(HIDE) >= 0
    assert "Stopped. Nothing half-made was left behind." in shown
    assert "Traceback" not in shown
    assert names(vidkit.folder / "reels") == []


def test_a_dumb_terminal(vidkit: Vidkit, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    code, shown, _out = on_a_terminal(["plan", clip(), "--captions", "off", "--explain"], vidkit.folder)
    assert code == 0, shown
    assert not re.search(r"\x1b\[3\d", shown)


@pytest.mark.parametrize("arguments", [("plan", "--captions", "off"), ("reel", *QUICK, "--json")], ids=lambda a: a[0])
def test_a_reader_that_goes_away(vidkit: Vidkit, clip: Clip, arguments: tuple[str, ...]) -> None:
    child = subprocess.Popen(
        command(*arguments, clip(seconds=1.0)), cwd=vidkit.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    err = child.stderr.read().decode()
    child.stderr.close()
    assert child.wait() == 0, err
    assert "Traceback" not in err
    assert "Exception" not in err


def test_nobody_hears_the_words(vidkit: Vidkit, clip: Clip) -> None:
    """Standard error goes nowhere: the reel is made all the same."""
    arguments = command("reel", clip(seconds=1.0), *QUICK, "--name", "x")
    done = subprocess.run(["sh", "-c", 'exec "$@" 2>&-', "sh", *arguments], cwd=vidkit.folder, check=False)
    assert done.returncode == 0
    assert names(vidkit.folder / "reels") == ["x"]


def test_swedish(vidkit: Vidkit, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", "sv")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ran = run("plan", clip(), "--captions", "off", "--explain", folder=vidkit.folder)
    assert ran.code == 0, ran.err
    ran = run("reel", "borta.mp4", folder=vidkit.folder)
    assert ran.code == 3
    assert "Traceback" not in ran.err
