"""Told to stop at any moment: exit code 130, no program left running, nothing half-made, the earlier reel whole."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped, unused-ignore]
import pytest
from running import Vidkit, command, fingerprints, names, with_speech

from .programs import failing, slow

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there"),
]

Clip = Callable[..., Path]

DRAFT = ("--quality", "draft", "--captions", "off", "--name", "x", "--out", "reels")


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    """Starts `vidkit` in a process group of its own, as a terminal does; nothing is left running after the test."""
    children: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str | Path) -> "subprocess.Popen[bytes]":
        pipe = subprocess.PIPE
        children.append(
            subprocess.Popen(
                command(*arguments),
                cwd=tmp_path,
                stdin=subprocess.DEVNULL,
                stdout=pipe,
                stderr=pipe,
                start_new_session=True,
            )
        )
        return children[-1]

    yield start
    for child in children:
        for program in descendants(child):
            program.kill()
        child.kill()
        child.communicate()


def descendants(child: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    try:
        return list(psutil.Process(child.pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def wait_for(child: "subprocess.Popen[bytes]", there: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def tell(child: "subprocess.Popen[bytes]", number: int, *, group: bool) -> None:
    if group:
        os.killpg(child.pid, number)
    else:
        child.send_signal(number)


def stopped_well(child: "subprocess.Popen[bytes]", programs: list[psutil.Process], folder: Path) -> None:
    out, err = child.communicate(timeout=25)
    assert child.returncode == 130, err.decode()
    assert out == b""
    assert err.decode().splitlines()[-1] == "Stopped. Nothing half-made was left behind."
    assert b"Traceback" not in err
    assert not [program for program in programs if program.is_running()]
    assert not [name for name in names(folder / "reels") if name.startswith(".")]


@pytest.mark.parametrize("group", [True, False], ids=["group", "alone"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_while_rendering(started: Start, tmp_path: Path, clip: Clip, number: signal.Signals, *, group: bool) -> None:
    child = started("reel", clip(seconds=3, sound="mono"), *DRAFT, "--no-intro", "--quality", "high")
    wait_for(child, lambda: descendants(child))
    programs = descendants(child)
    tell(child, number, group=group)
    stopped_well(child, programs, tmp_path)
    assert names(tmp_path / "reels") == []


STOPPED_BEFORE_ANY_THREAD = """
from vidkit.render import renderer
class Stopped(renderer.ThreadPoolExecutor):
    def submit(self, *_work):
        raise KeyboardInterrupt
renderer.ThreadPoolExecutor = Stopped
from vidkit.cli.main import run
run()
"""


def test_at_the_moment_before_the_first_thread_begins(tmp_path: Path, clip: Clip) -> None:
    asked = ("reel", str(clip(seconds=3, sound="mono")), *DRAFT, "--no-intro", "--no-outro")
    ran = subprocess.run(
        [sys.executable, "-c", STOPPED_BEFORE_ANY_THREAD, *asked],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 130, ran.stderr
    assert names(tmp_path / "reels") == []


def test_asked_once_the_pieces_in_hand_are_kept(
    started: Start, vidkit: Vidkit, tmp_path: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "kept"
    monkeypatch.setenv("VIDKIT_CACHE", str(cache))
    source = clip(seconds=12, sound="mono")
    arguments = ("reel", source, *DRAFT, "--no-intro", "--no-outro", "--quality", "high")
    child = started(*arguments)
    wait_for(child, lambda: any(map(begun, (tmp_path / "reels").glob(".x.*/.kitchen/run-*"))))
    programs = descendants(child)
    tell(child, signal.SIGINT, group=True)
    _out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Press Ctrl-C again to stop at once." in err.decode()
    assert not [program for program in programs if program.is_running()]
    pieces = list((cache / "windows").rglob("*.mp4"))
    assert pieces
    assert names(tmp_path / "reels") == []
    done = vidkit(*arguments, "--json")
    assert done.code == 0
    assert json.loads(done.out)["reuse"]["windows_reused"] >= len(pieces)


def begun(piece: Path) -> bool:
    """Whether the encoder has given out its first frames: on a busy machine it looks ahead for seconds before."""
    try:
        return piece.suffix == ".mp4" and piece.stat().st_size > 0
    except FileNotFoundError:  # it is finished and has another name
        return True


@pytest.mark.parametrize("seconds", [0.25, 0.6, 0.9, 1.2, 1.6, 2.1, 2.7, 3.4, 4.2])
def test_at_any_moment(started: Start, vidkit: Vidkit, tmp_path: Path, clip: Clip, seconds: float) -> None:
    source = clip(seconds=1.2, sound="mono")
    finished = tmp_path / "reels" / "x"
    assert vidkit("reel", source, *DRAFT, "--no-intro", "--no-outro", "--shape", "wide").code == 0
    before = fingerprints(finished)
    child = started("reel", source, *DRAFT, "--title", "Lås dörren", "--no-outro", "--shape", "wide")
    time.sleep(seconds)
    programs = descendants(child)
    tell(child, signal.SIGINT, group=False)
    _out, err = child.communicate(timeout=25)
    if child.returncode != -signal.SIGINT or b"vidkit" in err:  # else Python itself had not begun yet
        assert child.returncode in (0, 130), err.decode()
        assert b"Traceback" not in err
    assert not [program for program in programs if program.is_running()]
    assert names(tmp_path / "reels") == ["x"]
    if child.returncode:
        assert fingerprints(finished) == before or b"Checking the result: done" in err
    assert vidkit("check", finished / "x.mp4", "--rules", "web").code == 0
    assert vidkit("reel", source, *DRAFT, "--no-intro", "--no-outro", "--shape", "wide").code == 0


@pytest.mark.parametrize("fault", ["hangs", "deaf"])
def test_a_program_that_hangs(
    started: Start, tmp_path: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """A deaf one takes five seconds to be killed."""
    monkeypatch.setenv("VIDKIT_FFMPEG", str(failing(tmp_path, fault)))
    child = started("reel", clip(sound="mono"), *DRAFT, "--no-intro", "--no-outro")
    wait_for(child, lambda: len(descendants(child)) == 4)  # each with what holds it
    programs = descendants(child)
    time.sleep(0.3)
    tell(child, signal.SIGINT, group=True)
    stopped_well(child, programs, tmp_path)


def test_told_again_and_again(started: Start, tmp_path: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_FFMPEG", str(failing(tmp_path, "deaf")))
    child = started("reel", clip(sound="mono"), *DRAFT, "--no-intro", "--no-outro")
    wait_for(child, lambda: len(descendants(child)) == 4)  # each with what holds it
    programs = descendants(child)
    for _time in range(8):
        tell(child, signal.SIGINT, group=True)
        time.sleep(0.15)
    tell(child, signal.SIGTERM, group=False)
    stopped_well(child, programs, tmp_path)


def test_while_drawing_the_intro(started: Start, tmp_path: Path, clip: Clip) -> None:
    child = started("reel", clip(), *DRAFT, "--title", f"Nytt {os.getpid()} {time.time_ns()}")
    wait_for(child, lambda: descendants(child))
    time.sleep(0.3)
    programs = descendants(child)
    tell(child, signal.SIGINT, group=True)
    stopped_well(child, programs, tmp_path)


@pytest.mark.speech
def test_while_listening(started: Start, vidkit: Vidkit, tmp_path: Path, clip: Clip) -> None:
    source = with_speech(clip(), tmp_path / "spoken.mp4")
    child = started("plan", source)
    assert child.stderr is not None
    said = b""
    while b"Listening" not in said:
        line = child.stderr.readline()
        assert line, said
        said += line
    time.sleep(1)
    tell(child, signal.SIGINT, group=True)
    stopped_well(child, [], tmp_path)


def test_while_the_new_reel_is_put_in_place(tmp_path: Path, clip: Clip) -> None:
    """The request waits until both renames are done: the new reel is whole, and the old one does not lie beside it."""
    lines = (
        "import os, signal, sys",
        "from vidkit.deliver import folder",
        "swap = folder._swap",
        "def swapping(*arguments):",
        "    os.kill(os.getpid(), signal.SIGINT)",
        "    swap(*arguments)",
        "    os.kill(os.getpid(), signal.SIGTERM)",
        "folder._swap = swapping",
        "from vidkit.cli.main import run",
        "run()",
    )
    options = (*DRAFT, "--no-intro", "--no-outro", "--shape", "wide")
    for place in ("Märsta", "Sigtuna"):
        arguments = [sys.executable, "-c", "\n".join(lines), "reel", str(clip()), *options, "--place", place]
        ran = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 130, ran.stderr
        assert names(tmp_path / "reels") == ["x"]
        assert place in (tmp_path / "reels" / "x" / "x.html").read_text("utf-8")
        assert not [name for name in names(tmp_path / "reels" / "x") if name.startswith(".")]


@pytest.mark.parametrize("group", [True, False], ids=["group", "alone"])
@pytest.mark.parametrize("milliseconds", range(150, 1200, 70))
def test_a_short_command_at_any_moment(started: Start, clip: Clip, milliseconds: int, *, group: bool) -> None:
    child = started("plan", clip(), "--captions", "off", "--title", "Lås dörren")
    time.sleep(milliseconds / 1000)
    tell(child, signal.SIGINT, group=group)
    _out, err = child.communicate(timeout=25)
    if child.returncode != -signal.SIGINT or b"vidkit" in err:  # else Python itself had not begun yet
        assert child.returncode in (0, 130), err.decode()
        assert b"Traceback" not in err


@pytest.mark.parametrize(
    "place",
    [
        "class Lost:\n    def __del__(self):\n        told()\nLost()",
        "exec('told()')",
        "import contextlib\nwith contextlib.suppress(BaseException):\n    told()",
    ],
    ids=["while something is thrown away", "in a string", "where it is suppressed"],
)
def test_a_request_is_never_lost(tmp_path: Path, place: str) -> None:
    script = f"""
import os, signal, sys, time
def told():
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000): pass
from vidkit.batch import health
def examine(out):
    exec({place!r}, globals())
    time.sleep(20)
health.examine = examine
from vidkit.cli.main import run
sys.argv = ["vidkit", "doctor"]
run()
"""
    (tmp_path / "asked.py").write_text(script, encoding="utf-8")
    began = time.monotonic()
    arguments = [sys.executable, "-c", "import runpy; runpy.run_path('asked.py', run_name='__main__')"]
    ran = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert time.monotonic() - began < 15
    assert (ran.returncode, ran.stderr) == (130, "Stopped. Nothing half-made was left behind.\n")


def test_started_in_the_background_ctrl_c_stays_ignored(
    tmp_path: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDKIT_FFMPEG", str(slow(tmp_path, 0.3)))
    options = f"{' '.join(DRAFT)} --no-intro --no-outro --shape wide"
    script = f"trap '' INT HUP; exec {sys.executable} -m vidkit reel {clip()} {options}"
    child = subprocess.Popen(["sh", "-c", script], cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True)
    wait_for(child, lambda: names(tmp_path / "reels"))
    for number in (signal.SIGINT, signal.SIGHUP):
        tell(child, number, group=False)
    _out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err.decode()
    assert names(tmp_path / "reels") == ["x"]
