"""Holds started programs so that none outlives vidkit, whatever ends vidkit: `kill -9` and a lack of memory too.

Knows nothing of what the programs do. Why it is done this way: docs/decisions, "No program outlives vidkit".
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from typing import Any, Protocol

HOLDER = ("/bin/sh", "-c", "trap '' HUP INT QUIT TERM; read -r _; kill -KILL 0", "vidkit-leash")
"""Leads a process group. It waits for the end of a pipe that only vidkit holds. That comes when vidkit is gone, however
it went, and then it ends the whole group and itself. What politely asks the group to stop is not meant for it. The last
word is its name in lists of processes."""

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Windows knows one way only."""


class Leash(Protocol):
    """What holds one program. To be let go once the program has ended."""

    def start(self, argv: list[str], **options: Any) -> "subprocess.Popen[bytes]":  # noqa: ANN401 - as Popen takes them
        """Start the program, held from before its first instruction. Raises `OSError` where it cannot be started."""

    def tell(self, child: "subprocess.Popen[bytes]", ask: int) -> None:
        """Send a signal to the program and to whatever it started."""

    def let_go(self) -> None:
        """Forget the program; what it may have left behind is ended. May be called twice."""


def leash() -> Leash:
    """A new leash for one program."""
    return _Tied() if sys.platform == "win32" else _Group()


class _Group:
    """A process group that is led by a holder of its own.

    The program enters the group between fork and exec, so there is no moment at which it runs unheld; and as long as
    the holder has not been waited for, nobody else can get the group's number.
    """

    def __init__(self) -> None:
        self._number = 0
        self._pipe = -1
        self._holder: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):  # no shell, no process to be had: then the program runs unheld
            self._hold()

    def start(self, argv: list[str], **options: Any) -> "subprocess.Popen[bytes]":  # noqa: ANN401
        if self._holder is not None:
            try:
                return subprocess.Popen(argv, process_group=self._number, **options)  # noqa: S603 - no shell
            except OSError:
                if self._holder.poll() is None:
                    raise
                self.let_go()  # somebody killed the holder; there is no group to enter
        child = subprocess.Popen(argv, process_group=0, **options)  # noqa: S603 - no shell
        self._number = child.pid
        return child

    def tell(self, child: "subprocess.Popen[bytes]", ask: int) -> None:
        if child.poll() is None:
            _tell_group(self._number, ask)

    def let_go(self) -> None:
        holder, self._holder = self._holder, None
        if holder is None:
            return
        _tell_group(self._number, KILL)
        holder.wait()
        with _forking:
            _pipes.discard(self._pipe)
            os.close(self._pipe)

    def _hold(self) -> None:
        with _forking:
            waits, self._pipe = os.pipe()
            _pipes.add(self._pipe)
        nowhere = subprocess.DEVNULL
        try:
            # Neither pipe is inherited by any other program that is started meanwhile: Python's are closed on exec.
            self._holder = subprocess.Popen(HOLDER, stdin=waits, stdout=nowhere, stderr=nowhere, process_group=0)  # noqa: S603
            self._number = self._holder.pid
        finally:
            os.close(waits)
            if self._holder is None:
                with _forking:
                    _pipes.discard(self._pipe)
                    os.close(self._pipe)


def _tell_group(number: int, ask: int) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(number, ask)


_pipes: set[int] = set()
"""The ends that only this very process may hold."""

_forking = threading.Lock()


def _in_a_fork() -> None:
    """A copy of vidkit that runs on after it would keep all its programs alive."""
    for number in _pipes:
        with contextlib.suppress(OSError):
            os.close(number)
    _pipes.clear()
    _forking.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_forking.acquire, after_in_parent=_forking.release, after_in_child=_in_a_fork)


class _Tied:
    """Windows: vidkit is in a job that is ended with its last handle, and whatever it starts is born into the job."""

    def __init__(self, job: "Job | None" = None) -> None:
        self._job = job or _job()
        self._held = True
        self._job.hold()

    def start(self, argv: list[str], **options: Any) -> "subprocess.Popen[bytes]":  # noqa: ANN401
        group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        return subprocess.Popen(argv, creationflags=group, **options)  # noqa: S603 - no shell

    def tell(self, child: "subprocess.Popen[bytes]", ask: int) -> None:
        del ask  # there is one way only
        if child.poll() is None:
            with contextlib.suppress(OSError):
                child.terminate()

    def let_go(self) -> None:
        if self._held:
            self._held = False
            self._job.let_go()


KILL_ON_JOB_CLOSE = 0x2000
EXTENDED_LIMITS = 9
"""`JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE` and `JobObjectExtendedLimitInformation` of winnt.h."""

LIMITS_BYTES = 144 if sys.maxsize > 2**32 else 112
"""`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`; all of it is zero but the flags."""

FLAGS_AT = 16
"""`LimitFlags` in it: behind two times of eight bytes."""


class Job:
    """A job object with this process in it, which ends what is in it only while programs are held.

    Between runs nothing is tied: a browser that vidkit opened stays open when vidkit ends. Where the system refuses any
    of it, programs run unheld. `kernel` is kernel32.
    """

    def __init__(self, kernel: Any) -> None:  # noqa: ANN401 - ctypes gives it no type
        self._kernel = kernel
        self._lock = threading.Lock()
        self._programs = 0
        self._handle = kernel.CreateJobObjectW(None, None)
        if self._handle and not kernel.AssignProcessToJobObject(self._handle, kernel.GetCurrentProcess()):
            kernel.CloseHandle(self._handle)
            self._handle = None

    def hold(self) -> None:
        """One more program runs."""
        with self._lock:
            self._programs += 1
            if self._programs == 1:
                self._limit(KILL_ON_JOB_CLOSE)

    def let_go(self) -> None:
        """One fewer."""
        with self._lock:
            self._programs -= 1
            if self._programs == 0:
                self._limit(0)

    def _limit(self, flags: int) -> None:
        if self._handle:
            limits = bytearray(LIMITS_BYTES)
            limits[FLAGS_AT : FLAGS_AT + 4] = flags.to_bytes(4, "little")
            self._kernel.SetInformationJobObject(self._handle, EXTENDED_LIMITS, bytes(limits), LIMITS_BYTES)


_the_job: list[Job] = []
_first = threading.Lock()


def _job() -> Job:
    """The one job of this process, made before its first program."""
    with _first:
        if not _the_job:
            _the_job.append(Job(described(_kernel32())))
    return _the_job[0]


def _kernel32() -> Any:  # noqa: ANN401 - ctypes gives it no type
    import ctypes

    if sys.platform == "win32":
        return ctypes.WinDLL("kernel32")
    raise NotImplementedError


def described(kernel: Any) -> Any:  # noqa: ANN401 - ctypes gives it no type
    """The library, told what its functions take and give: a handle is longer than the number ctypes takes it for."""
    import ctypes

    handle, number = ctypes.c_void_p, ctypes.c_uint32
    for name, result, arguments in (
        ("CreateJobObjectW", handle, (handle, ctypes.c_wchar_p)),
        ("GetCurrentProcess", handle, ()),
        ("AssignProcessToJobObject", ctypes.c_int, (handle, handle)),
        ("SetInformationJobObject", ctypes.c_int, (handle, ctypes.c_int, ctypes.c_char_p, number)),
        ("CloseHandle", ctypes.c_int, (handle,)),
    ):
        function = getattr(kernel, name)
        function.restype, function.argtypes = result, arguments
    return kernel
