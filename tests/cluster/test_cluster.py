"""A real scheduler and two real workers on loopback: the same frames, whatever happens to the cluster meanwhile."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped, unused-ignore]
import pytest
from render.rig import Bench, Shown, planned
from running import QUICK, Vidkit, command, names, python_program, with_speech

from vidkit.batch.far.cluster import Cluster, reached
from vidkit.captions.recognise import listening
from vidkit.events import Event, Noted, Progressed, silent
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.compiler.address import Addresses
from vidkit.render.kitchen import Kitchen
from vidkit.render.pictures import Pictures, make_pictures
from vidkit.render.program import find_program
from vidkit.render.upkeep import entries
from vidkit.render.windows import windows_of

from .grid import Grid, descendants, programs, waited

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

SLOW = """
import os, subprocess, sys, time
if any("run-" in word for word in sys.argv):
    (stem,) = (word for word in sys.argv if word.startswith("run-") and word.endswith(".mp4"))
    with open({log!r}, "a") as log:
        log.write(stem[4:8] + " " + sys.argv[sys.argv.index("-frames:v") + 1] + "\\n")
    sys.argv[1:1] = ["-readrate", "{rate}", "-readrate_initial_burst", "0"]
os.execv({real!r}, [{real!r}, *sys.argv[1:]])
"""
"""Makes pictures hardly faster than they are played, and notes with which window it begins and how many frames."""


def slow_program(folder: Path, rate: float = 1.5) -> tuple[Path, Path]:
    """Such a program, and where it writes."""
    log = folder / "asked.txt"
    text = SLOW.format(log=str(log), real=find_program().path, rate=rate)
    return python_program(folder / "ffmpeg-slow", text.splitlines()), log


def made(
    plan: ReelPlan, bench: Bench, kitchen: Kitchen, cluster: Cluster, heard: Callable[[Event], None] = silent
) -> Pictures:
    from vidkit.render.cache import Cache

    cards = bench.cards(plan)
    for digest, file in cards.items():
        Cache("cards", ".mkv").keep(Path(file), digest)
    named = {digest: Path(file).name for digest, file in cards.items()}
    for file in cards.values():
        (kitchen.folder / Path(file).name).write_bytes(Path(file).read_bytes())
    return make_pictures(plan, named, kitchen, Addresses(plan, kitchen.program.version), heard, cluster)


def digests(done: Pictures) -> list[str]:
    return [digest for file in done.files for digest in Shown(file).digests]


def env(cache: Path, **more: str) -> dict[str, str]:
    return {"VIDKIT_CACHE": str(cache), "VIDKIT_OFFLINE": "1", **more}


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def refusing(*_arguments: object, **_options: object) -> None:
    raise AssertionError("this computer did it itself")


def test_two_workers_make_the_same_frames(
    pair: Grid, bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned(bench.clip(seconds=17.1, width=180, height=320), intro=20, end=20)
    monkeypatch.setattr(Kitchen, "cook_parts", refusing)
    heard: list[Event] = []
    with reached(pair.address, Path(plan.sources[0].path), heard.append) as cluster:
        done = made(plan, bench, kitchen, cluster, heard.append)
    assert done.reused == 0
    assert digests(done) == bench.shown(plan).digests
    assert not [event for event in heard if isinstance(event, Noted)]
    told = [event.done for event in heard if isinstance(event, Progressed)]
    assert told == sorted(told)
    assert told[-1] == plan.frames


def test_a_worker_that_is_killed_costs_its_window_only(
    grid: Grid, bench: Bench, kitchen: Kitchen, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, log = slow_program(tmp_path)
    workers = [grid.worker(name, env(own_cache, VIDKIT_FFMPEG=str(program))) for name in ("one", "two")]
    plan = planned(bench.clip(seconds=18.1, width=180, height=320), intro=0)
    monkeypatch.setattr(Kitchen, "cook_parts", refusing)
    killed: list[psutil.Process] = []
    kept: set[int] = set()
    asked: list[str] = []

    def kill() -> None:
        waited(lambda: len(list(entries(("windows",)))) >= 3)
        victim = next(worker for worker in workers if programs(worker))
        killed.extend(descendants(victim))
        asked.extend(log.read_text().splitlines())
        kept.update(kept_of(plan))
        victim.kill()

    killing = threading.Thread(target=kill)
    killing.start()
    with reached(grid.address, Path(plan.sources[0].path), silent) as cluster:
        done = made(plan, bench, kitchen, cluster)
    killing.join()
    assert digests(done) == bench.shown(plan).digests
    assert killed
    waited(lambda: not any(process.is_running() for process in killed), 5)
    again = windows_asked(plan, log.read_text().splitlines()[len(asked) :])
    assert again & windows_asked(plan, asked), "nothing of what was begun had to be made anew"
    assert not again & kept


def kept_of(plan: ReelPlan) -> set[int]:
    """The numbers of the windows that are in the cache."""
    there = {entry.file.name.split("-")[0] for entry in entries(("windows",))}
    addresses = Addresses(plan, find_program().version)
    return {number for number, window in enumerate(windows_of(plan)) if addresses.window(window) in there}


def windows_asked(plan: ReelPlan, log: list[str]) -> set[int]:
    """The numbers of the windows that the slow program was asked for."""
    windows, numbers = windows_of(plan), set()
    for first, frames in (map(int, line.split()) for line in log):
        end = windows[first].first + frames
        numbers |= {number for number, window in enumerate(windows) if number >= first and window.end <= end}
    return numbers


def test_without_the_scheduler_this_computer_goes_on(
    grid: Grid, bench: Bench, kitchen: Kitchen, own_cache: Path, tmp_path: Path
) -> None:
    program, _log = slow_program(tmp_path)
    worker = grid.worker("one", env(own_cache, VIDKIT_FFMPEG=str(program)))
    plan = planned(bench.clip(seconds=12.1, width=180, height=320), intro=0)
    heard: list[Event] = []

    def kill() -> None:
        waited(lambda: list(entries(("windows",))))
        grid.scheduler.kill()

    killing = threading.Thread(target=kill)
    killing.start()
    with reached(grid.address, Path(plan.sources[0].path), heard.append) as cluster:
        done = made(plan, bench, kitchen, cluster, heard.append)
    killing.join()
    assert digests(done) == bench.shown(plan).digests
    assert any("does not answer any more" in event.text for event in heard if isinstance(event, Noted))
    worker.wait(30)


def test_a_week_is_heard_and_made_elsewhere(
    pair: Grid, vidkit: Vidkit, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = vidkit.folder / "veckan"
    folder.mkdir()
    with_speech(clip(seconds=2, width=182, height=320), folder / "Banken.mp4", 6.0)
    monkeypatch.setattr(listening, "load_engine", refusing)
    monkeypatch.setattr(Kitchen, "cook_parts", refusing)
    ran = vidkit("batch", folder, *QUICK[:-2], "--model", "embedded", "--scheduler", pair.address, "--json")
    assert ran.code in (0, 1), ran.err
    assert [row["result"] for row in ran.record["reels"]] == ["made"], ran.err
    written = (vidkit.folder / "reels" / "banken" / "banken.srt").read_text("utf-8")
    assert "banken" in written.casefold()


def test_asked_to_stop_it_calls_back_what_it_sent(
    grid: Grid, vidkit: Vidkit, clip: Clip, own_cache: Path, tmp_path: Path
) -> None:
    program, log = slow_program(tmp_path, rate=0.4)
    worker = grid.worker("one", env(own_cache, VIDKIT_FFMPEG=str(program)))
    child = subprocess.Popen(
        command("reel", clip(seconds=12.3, width=320, height=180, sound="mono"), *QUICK, "--scheduler", grid.address),
        cwd=vidkit.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    waited(log.is_file)
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=20)
    assert child.returncode == 130, err
    assert names(vidkit.folder / "reels") == []
    began = time.monotonic()
    waited(lambda: not programs(worker), 20)
    assert time.monotonic() - began < 12, "it went on to the end"
    assert worker.poll() is None
    waited(lambda: list(entries(("windows",))), 5)  # the window in hand was finished and kept


@pytest.fixture
def silence() -> Iterator[str]:
    """The address of something that listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


def test_a_scheduler_that_does_not_answer(vidkit: Vidkit, clip: Clip, silence: str) -> None:
    pytest.importorskip("distributed", reason="Dask comes with the extra “cluster”")
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"127.0.0.1:{server.getsockname()[1]}"
    for address in (silence, closed, "tls://127.0.0.1:8786", "x://y", "a b c"):
        began = time.monotonic()
        ran = vidkit("reel", clip(seconds=1.2), *QUICK, "--scheduler", address)
        ran.refused(5, address, "does not answer")
        assert time.monotonic() - began < 12
    assert names(vidkit.folder) == []


def test_a_cluster_without_workers(vidkit: Vidkit, clip: Clip, grid: Grid) -> None:
    ran = vidkit("reel", clip(seconds=1.2), *QUICK, "--scheduler", grid.address)
    ran.refused(5, grid.address, "no worker")


def older(folder: Path) -> dict[str, str]:
    """The environment of a Python in which an older vidkit is installed."""
    (folder / "older").mkdir()
    (folder / "older" / "sitecustomize.py").write_text("import vidkit\nvidkit.__version__ = '0.0.9'\n", "utf-8")
    return {"PYTHONPATH": str(folder / "older")}


def test_workers_that_are_not_fit(vidkit: Vidkit, clip: Clip, grid: Grid, own_cache: Path, tmp_path: Path) -> None:
    film = clip(seconds=3.3, width=182, height=320)
    lacking = {
        "0.0.9": env(own_cache, **older(tmp_path)),
        "cache": env(tmp_path / "another"),
        film.name: env(own_cache, VIDKIT_SHARED=str(tmp_path / "empty")),
        "ffmpeg": env(own_cache, VIDKIT_FFMPEG=str(python_program(tmp_path / "f", ["print('ffmpeg version 1.0')"]))),
    }
    fit = env(own_cache, VIDKIT_SHARED=str(film.parent))
    (*_unfit, helper) = grid.workers({**{f"w{n}": there for n, there in enumerate(lacking.values())}, "fit": fit})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDKIT_SHARED", str(film.parent))
        patch.setattr(Kitchen, "cook_parts", refusing)
        ran = vidkit("reel", film, *QUICK, "--scheduler", grid.address)
        assert ran.code == 0, ran.err
        for word in lacking:
            assert word in ran.err
        helper.kill()
        waited(lambda: "Remove worker" in grid.said("scheduler"))
        vidkit("reel", film, *QUICK, "--name", "x", "--scheduler", grid.address).refused(5)
    assert "x" not in names(vidkit.folder / "reels")


def test_nothing_of_dask_is_loaded_without_the_option(vidkit: Vidkit, clip: Clip) -> None:
    script = (
        "import sys\nfrom vidkit.cli import main\ntry:\n    main.run()\nexcept SystemExit as left:\n"
        "    assert left.code in (0, 1), left.code\n"
        "print([name for name in sys.modules if name.partition('.')[0] in ('dask', 'distributed', 'tornado')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "reel", clip(seconds=1.2), *QUICK],
        cwd=vidkit.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    assert names(vidkit.folder / "reels") != []
