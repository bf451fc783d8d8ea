"""Runs `vidkit` several times in one process, and tells after each run what that process then holds.

A process of its own, for whatever other tests ran before leaves its mark in the one that runs them. Its memory is not
what the system counts: freed memory that the allocator keeps for later is none that is held, and how much of it there
is hangs on threads, cores and chance. What counts is what was asked for and not given back.
"""

import contextlib
import ctypes
import gc
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import tracemalloc
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped, unused-ignore]
from running import Ran

EXACT = {"PYTHONMALLOC": "malloc"}
"""Python takes what it needs from the allocator too, piece by piece: then that knows about all of it."""


SAID = ("PYTHONMALLOC", "MALLOC_ARENA_MAX", "GLIBC_TUNABLES")
"""What somebody may have said of allocators where the tests run."""


@dataclass(frozen=True)
class Held:
    """What the process holds."""

    memory: int
    """Bytes."""
    children: int
    threads: int
    files: int
    """Open ones; 0 where the system does not tell."""
    arenas: int
    """Of the allocator; 0 where it does not tell."""


def runs(
    *commands: Sequence[str | Path], folder: Path, environment: Mapping[str, str], seconds: float
) -> list[tuple[Ran, Held]]:
    """What each run said, and what was held after it."""
    asked = json.dumps([[str(part) for part in command] for command in commands])
    said = python(__file__, asked, folder=folder, environment={**EXACT, **environment}, seconds=seconds)
    return [(Ran(**each["ran"]), Held(**each["held"])) for each in json.loads(said)]


def python(*arguments: str, environment: Mapping[str, str], folder: Path | None = None, seconds: float = 60) -> str:
    """What Python says in a process of its own, which finds all that this one finds; allocators as they come."""
    ours = {name: value for name, value in os.environ.items() if name not in SAID}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**ours, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def _ran(command: Sequence[str]) -> Ran:
    from vidkit.cli import main

    sys.argv = ["vidkit", *command]
    code: object = None
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            main.run()
        except SystemExit as left:
            code = left.code
    assert isinstance(code, int), code
    return Ran(code, out.getvalue(), err.getvalue())


def _held() -> Held:
    gc.collect()
    process = psutil.Process()
    return Held(
        memory=_memory(),
        children=len(process.children(recursive=True)),
        threads=threading.active_count(),
        files=process.num_fds() if hasattr(process, "num_fds") else 0,
        arenas=arenas(),
    )


class _Allocated(ctypes.Structure):
    """`struct mallinfo2` of glibc 2.33 and later."""

    _names = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = tuple((name, ctypes.c_size_t) for name in _names)


def _memory() -> int:
    """Bytes asked for and not given back: by all there is in the process, or by Python where no allocator tells."""
    if tracemalloc.is_tracing():
        return tracemalloc.get_traced_memory()[0]
    library = ctypes.CDLL(None)
    library.mallinfo2.restype = _Allocated
    found = library.mallinfo2()
    return int(found.uordblks + found.hblkhd)


def arenas() -> int:
    """How many arenas this process has: by glibc's own account, an XML."""
    if not tells():
        return 0
    library = ctypes.CDLL(None)
    library.fopen.restype = ctypes.c_void_p
    with tempfile.NamedTemporaryFile() as written:
        stream = ctypes.c_void_p(library.fopen(written.name.encode(), b"w"))
        library.malloc_info(0, stream)
        library.fclose(stream)
        return written.read().count(b"<heap nr=")


def tells() -> bool:
    """Whether the allocator tells what it holds."""
    return sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallinfo2")


if __name__ == "__main__":
    if not tells():
        tracemalloc.start()
    print(json.dumps([{"ran": asdict(_ran(command)), "held": asdict(_held())} for command in json.loads(sys.argv[1])]))
