"""What goes on at the same time at the end of a reel: faults are told as if it did not, and nothing is left behind."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import QUICK, Vidkit, names

from vidkit.batch import produce, rest
from vidkit.deliver.folder import sync
from vidkit.deliver.inspection import inspect_reel
from vidkit.deliver.page import write_page
from vidkit.deliver.post import write_post
from vidkit.errors import InputError

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

PATIENCE_S = 20.0


@pytest.fixture
def source(clip: Clip) -> Path:
    return clip(seconds=1.2, sound="mono")


def full(*_arguments: object) -> None:
    raise OSError(28, os.strerror(28))


def test_the_folder_is_written_while_the_film_is_checked(
    vidkit: Vidkit, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checking, written = threading.Event(), threading.Event()

    def slowly(*arguments: Any, **options: Any) -> Any:
        checking.set()
        assert written.wait(PATIENCE_S)
        return inspect_reel(*arguments, **options)

    def meanwhile(*arguments: Any) -> Path:
        assert checking.wait(PATIENCE_S)
        written.set()
        return write_post(*arguments)

    monkeypatch.setattr(produce, "inspect_reel", slowly)
    monkeypatch.setattr(rest, "write_post", meanwhile)
    ran = vidkit("reel", source, *QUICK, "--name", "x", "--json")
    assert ran.code == 0, ran.err
    assert [timing["step"] for timing in ran.record["timings"]][-2:] == ["writing", "checking"]
    assert {file["name"] for file in ran.record["files"]} == {"x.html", "x.jpg", "x.mp4", "x.txt"}


def test_what_cannot_be_written_while_the_film_is_checked_is_told(
    vidkit: Vidkit, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = threading.Event()

    def then(*arguments: Any, **options: Any) -> Any:
        done = inspect_reel(*arguments, **options)
        checked.set()
        return done

    def late(*_arguments: object) -> None:
        assert checked.wait(PATIENCE_S)
        full()

    monkeypatch.setattr(produce, "inspect_reel", then)
    monkeypatch.setattr(rest, "write_cover", late)
    vidkit("reel", source, *QUICK).refused(8, "no space left")
    assert names(vidkit.folder / "reels") == []


def test_a_film_that_is_not_whole_is_told_once_the_rest_is_written(
    vidkit: Vidkit, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing, written = threading.Event(), []

    def broken(*_arguments: object, **_options: object) -> None:
        failing.set()
        raise InputError("cut short")

    def late(*arguments: Any) -> Path:
        assert failing.wait(PATIENCE_S)
        written.append(write_page(*arguments))
        return written[0]

    monkeypatch.setattr(produce, "inspect_reel", broken)
    monkeypatch.setattr(rest, "write_page", late)
    vidkit("reel", source, *QUICK).refused(7, "not whole")
    assert written
    assert names(vidkit.folder / "reels") == []


def test_of_two_faults_the_one_of_what_was_begun_first_is_told(
    vidkit: Vidkit, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise InputError("cut short")

    monkeypatch.setattr(produce, "inspect_reel", broken)
    monkeypatch.setattr(rest, "write_post", full)
    vidkit("reel", source, *QUICK).refused(8, "no space left")
    assert names(vidkit.folder / "reels") == []


def test_a_film_that_does_not_get_onto_the_disk_is_no_reel(
    vidkit: Vidkit, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: Path) -> None:
        if path.suffix == ".mp4":
            raise OSError(5, os.strerror(5))
        sync(path)

    monkeypatch.setattr(produce, "sync", failing)
    vidkit("reel", source, *QUICK).refused(8, "the disk does not answer")
    assert names(vidkit.folder / "reels") == []


ASKED_TO_STOP = """
import os, signal, threading, time
from vidkit.batch import produce, rest

checking = threading.Event()
write, check = rest.write_page, produce.inspect_reel

def slowly(plan, work, history):
    checking.wait(20)
    time.sleep(1)
    return write(plan, work, history)  # there must still be a folder to write to

def stopped(*arguments, **options):
    checking.set()
    os.kill(os.getpid(), signal.SIGINT)
    return check(*arguments, **options)

rest.write_page, produce.inspect_reel = slowly, stopped
threading.excepthook = lambda fault: print("lost:", fault.exc_value)
from vidkit.cli.main import run
run()
"""


@pytest.mark.skipif(os.name == "nt", reason="a signal to oneself ends a process there")
def test_told_to_stop_while_both_go_on_nothing_is_left(tmp_path: Path, source: Path) -> None:
    command = [sys.executable, "-c", ASKED_TO_STOP, "reel", str(source), *QUICK]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 130, ran.stderr
    assert ran.stdout == ""
    assert ran.stderr.splitlines()[-1] == "Stopped. Nothing half-made was left behind."
    assert list((tmp_path / "reels").iterdir()) == []
