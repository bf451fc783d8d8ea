"""No program outlives vidkit, however vidkit ends: SIGKILL leaves no time to tidy up, so something else has to."""

import contextlib
import ctypes
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from vidkit.render import leash as leashes
from vidkit.render.ffmpeg import Command, Stop, Stopped, run
from vidkit.render.leash import KILL_ON_JOB_CLOSE, Job, described, leash

from . import fakes
from .fakes import fake

posix = pytest.mark.skipif(sys.platform == "win32", reason="process groups are unknown there")

STARTING = """
import sys, threading
from vidkit.render.ffmpeg import Command, run
command = Command(program=sys.argv[1], arguments=("leashed",), folder=sys.argv[2])
heard = lambda frame: print("going", flush=True)
for _number in range(3):
    threading.Thread(target=run, args=(command,), kwargs={"heard": heard}).start()
"""

FORKING = "import os\nif os.fork() == 0:\n    import time\n    os.close(1)\n    time.sleep(60)\n"


def programs(folder: Path) -> list[psutil.Process]:
    """What runs for a test: the fakes, what they started, and what holds them."""
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if process.status() != psutil.STATUS_ZOMBIE and (
                any(str(folder) in word for word in words) or process.cwd() == str(folder)
            ):
                found.append(process)
        except psutil.Error:
            continue
    return found


def gone(folder: Path, seconds: float = 2.0) -> list[list[str]]:
    """What still runs after so long."""
    end = time.monotonic() + seconds
    while (left := programs(folder)) and time.monotonic() < end:
        time.sleep(0.02)
    return [process.cmdline() for process in left if process.is_running()]


@pytest.fixture(autouse=True)
def nothing_left_running(tmp_path: Path) -> Iterator[None]:
    yield
    for process in programs(tmp_path):
        process.kill()


def killed_while_going(script: str, body: str, folder: Path) -> None:
    command = [sys.executable, "-c", script, fake(folder, body), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as ours:
        assert ours.stdout is not None
        for _program in range(3):
            assert ours.stdout.readline() == "going\n"
        assert len(programs(folder)) >= 4
        ours.kill()


@posix
@pytest.mark.parametrize(
    "body",
    [fakes.IGNORES_BEING_ASKED, fakes.WORKS_THROUGH_ANOTHER, "print('frame=1', flush=True)\n" + fakes.HANGS],
    ids=["ignores", "works through another", "hangs"],
)
def test_what_is_killed_takes_its_programs_along(body: str, tmp_path: Path) -> None:
    killed_while_going(STARTING, body, tmp_path)
    assert gone(tmp_path) == []


@posix
def test_a_copy_of_vidkit_that_runs_on_keeps_no_program_alive(tmp_path: Path) -> None:
    waiting = "import time\nwhile threading.active_count() < 10: time.sleep(0.01)\ntime.sleep(0.5)\n"
    script = STARTING + waiting + FORKING
    command = [sys.executable, "-W", "ignore", "-c", script, fake(tmp_path, fakes.IGNORES_BEING_ASKED), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as ours:
        end = time.monotonic() + 10
        while not (copies := copies_of(ours.pid)) and time.monotonic() < end:
            time.sleep(0.05)
        assert copies
        ours.kill()
    assert [words for words in gone(tmp_path, 1) if words[1:2] != ["-W"]] == []
    assert all(copy.is_running() for copy in copies)


def copies_of(number: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(number).children() if child.cmdline()[1:2] == ["-W"]]


AGAIN_AND_AGAIN = """
import sys
from vidkit.render.leash import leash
print("going", flush=True)
for _number in range(200):
    leash().start([sys.executable, "-IS", "-c", "import time; time.sleep(60)", sys.argv[2]])
"""


@posix
def test_killed_while_a_program_is_being_started(tmp_path: Path) -> None:
    """No moment is left between the start of a program and the promise to end it."""
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    for _time in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", AGAIN_AND_AGAIN, "", str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as ours:
            assert ours.stdout is not None
            assert ours.stdout.readline() == "going\n"
            time.sleep(chance.uniform(0, 0.03))
            ours.kill()
        assert gone(tmp_path) == []


@posix
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list them")
def test_a_program_inherits_nothing(tmp_path: Path) -> None:
    """With the leash's own pipe open in another program it would never come to its end."""
    body = "print(*sorted(int(n) for n in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{n}')))"
    other = leash()
    try:
        assert run(Command(program=fake(tmp_path, body), arguments=())).output == "0 1 2"
    finally:
        other.let_go()


@posix
def test_what_a_program_left_behind_ends_with_it(tmp_path: Path) -> None:
    body = """
quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
subprocess.Popen([sys.executable, "-IS", "-c", "import time; time.sleep(60)"], **quiet)
"""
    run(Command(program=fake(tmp_path, body), arguments=(), folder=str(tmp_path)))
    assert gone(tmp_path) == []


@posix
def test_a_holder_that_is_killed_costs_nothing_but_the_hold(tmp_path: Path) -> None:
    def kill() -> None:
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.Error):  # another test's, just gone
                if child.cmdline()[-1:] == ["vidkit-leash"]:
                    child.kill()

    killing = threading.Timer(0.3, kill)
    killing.start()
    command = Command(program=fake(tmp_path, "time.sleep(0.8); print('done')"), arguments=())
    assert run(command).output == "done"
    killing.join()
    held = leash()
    kill()
    psutil.wait_procs(psutil.Process().children(), 1)
    child = held.start([sys.executable, "-c", "import time; time.sleep(60)"])
    held.tell(child, signal.SIGKILL)
    assert child.wait(5) == -signal.SIGKILL
    held.let_go()


@posix
def test_without_a_shell_programs_run_and_stop_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leashes, "HOLDER", (str(tmp_path / "no-shell"),))
    assert run(Command(program=fake(tmp_path, "print('done')"), arguments=())).output == "done"
    stop = Stop()
    threading.Timer(0.3, stop.ask).start()
    with pytest.raises(Stopped):
        run(Command(program=fake(tmp_path, fakes.WORKS_THROUGH_ANOTHER), arguments=(), folder=str(tmp_path)), stop=stop)
    assert gone(tmp_path) == []


@posix
def test_no_pipe_stays_open(tmp_path: Path) -> None:
    run(Command(program=fake(tmp_path, ""), arguments=()))
    before = psutil.Process().num_fds()
    for _time in range(5):
        run(Command(program=fake(tmp_path, ""), arguments=()))
    held = leash()
    held.let_go()
    held.let_go()
    assert psutil.Process().num_fds() == before


@posix
def test_a_leash_costs_next_to_nothing() -> None:
    costs = []
    for _time in range(20):
        began = time.monotonic()
        leash().let_go()
        costs.append(time.monotonic() - began)
    assert min(costs) < 0.01


class Kernel:
    """Stands in for kernel32: remembers what a job may do to what is in it."""

    def __init__(self, *, refusing: bool = False) -> None:
        self.refusing = refusing
        self.flags: list[int] = []
        self.inside: list[int] = []
        self.closed: list[int] = []

    def CreateJobObjectW(self, _attributes: None, _name: None) -> int:  # noqa: N802 - Windows' own names
        return 7

    def GetCurrentProcess(self) -> int:  # noqa: N802
        return -1

    def AssignProcessToJobObject(self, job: int, process: int) -> int:  # noqa: N802
        self.inside.append(process)
        return int(job == 7 and not self.refusing)

    def SetInformationJobObject(self, job: int, kind: int, limits: bytes, size: int) -> int:  # noqa: N802
        assert (job, kind, size) == (7, 9, ctypes.sizeof(Limits))
        self.flags.append(Limits.from_buffer_copy(limits).flags)
        return 1

    def CloseHandle(self, handle: int) -> int:  # noqa: N802
        self.closed.append(handle)
        return 1


class Limits(ctypes.Structure):
    """`JOBOBJECT_EXTENDED_LIMIT_INFORMATION` as winnt.h has it."""

    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("most_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
        ("counters", ctypes.c_uint64 * 6),
        ("memory", ctypes.c_size_t * 4),
    )


class TestWindows:
    """Not the real thing: what it is asked is what the manual says to ask."""

    def test_the_job_ends_what_is_in_it_only_while_programs_run(self) -> None:
        kernel = Kernel()
        job = Job(kernel)
        assert kernel.inside == [-1]
        first, second = leashes._Tied(job), leashes._Tied(job)
        for held in (first, second):
            assert kernel.flags == [KILL_ON_JOB_CLOSE]
            held.let_go()
            held.let_go()
        assert kernel.flags == [KILL_ON_JOB_CLOSE, 0]

    def test_a_system_that_refuses_is_done_without(self) -> None:
        kernel = Kernel(refusing=True)
        leashes._Tied(Job(kernel)).let_go()
        assert (kernel.flags, kernel.closed) == ([], [7])

    def test_a_program_is_started_and_ended(self) -> None:
        held = leashes._Tied(Job(Kernel()))
        child = held.start([sys.executable, "-c", "import time; time.sleep(60)"])
        held.tell(child, signal.SIGTERM)
        assert child.wait(5) != 0
        held.let_go()

    def test_handles_are_as_long_as_pointers(self) -> None:
        class Function:
            restype: object = ctypes.c_int
            argtypes: tuple[object, ...] = ()

        class Library:
            CreateJobObjectW = Function()
            GetCurrentProcess = Function()
            AssignProcessToJobObject = Function()
            SetInformationJobObject = Function()
            CloseHandle = Function()

        kernel = described(Library())
        assert kernel.CreateJobObjectW.restype is kernel.GetCurrentProcess.restype is ctypes.c_void_p
        assert all(
            getattr(kernel, name).argtypes[0] is ctypes.c_void_p
            for name in ("AssignProcessToJobObject", "SetInformationJobObject", "CloseHandle")
        )
