"""What runs on the computers of a cluster: takes an order, carries it out, answers. Started there by Dask.

Orders and answers are plain bytes; a function of this module is sent by its name, so there has to be a vidkit where it
runs. Nothing here ends with an exception: what went wrong is an answer, too.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
import platform
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from vidkit import __version__
from vidkit.batch.far.hearing import HearingOrder, heard_for
from vidkit.errors import VidkitError
from vidkit.render import far
from vidkit.render.far import Lack, UnfitError
from vidkit.render.ffmpeg import Stop, Stopped
from vidkit.render.program import find_program
from vidkit.render.shared import here
from vidkit.resources import cache_root

POLL_S = 0.5
"""How often it is looked whether whoever ordered still wants it."""

SPOT_BYTES = 1 << 20
"""Of a clip's beginning: enough to tell whether it is the same film; the whole is read before it is used."""

_one = threading.Lock()
"""A film's windows, or a model, take as many cores and as much memory as there are."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an order."""

    computer: str
    worker: str
    """Dask's address of what carried it out, or did not."""
    kept: tuple[tuple[int, str], ...] = ()
    """The windows that were made: number, and name in the cache."""
    heard: bytes = b""
    """What was said in the clip, as JSON."""
    lack: Lack | None = None
    """Why it was not carried out."""
    subject: str = ""
    """See `far.UnfitError`."""
    fault: str = ""
    """What went wrong, where it was begun and failed."""


class Question(msgspec.Struct, frozen=True):
    """Asked of each computer before anything is ordered."""

    token: str
    """Name of a folder in the cache, with a file of the same name as the folder in it."""
    clip: str
    """Portable name of one of the clips; empty for none."""
    spot: str
    """See `spot`."""


class Fitness(msgspec.Struct, frozen=True, kw_only=True):
    """What there is on a computer of the cluster."""

    computer: str
    vidkit: str
    program: str
    """The version of ffmpeg; empty for none."""
    cache: bool
    """It shares the cache and may write there."""
    clip: bool
    """It sees the clip."""


def spot(path: Path) -> str:
    """A digest of how the file begins and how long it is. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.sha256(file.read(SPOT_BYTES) + str(os.fstat(file.fileno()).st_size).encode()).hexdigest()


async def fitness(question: bytes) -> bytes:
    """Answers a `Question`. Beside whatever the computer is doing, and without keeping it from answering others."""
    return await asyncio.to_thread(_fitness, question)


def _fitness(data: bytes) -> bytes:
    asked = msgspec.msgpack.decode(data, type=Question)
    program, cache, clip = "", False, not asked.clip
    with contextlib.suppress(VidkitError):
        program = find_program().version
    with contextlib.suppress(OSError):
        folder = cache_root() / "windows" / asked.token
        cache = (folder / asked.token).is_file()
        if cache:
            tempfile.TemporaryFile(dir=folder).close()
    with contextlib.suppress(OSError):
        clip = clip or spot(here(asked.clip)) == asked.spot
    found = Fitness(computer=platform.node(), vidkit=__version__, program=program, cache=cache, clip=clip)
    return msgspec.msgpack.encode(found)


def windows(data: bytes, topic: str) -> bytes:
    """Carries out a `far.Order`; each window is told of under `topic` as soon as it is kept."""
    kept: list[tuple[int, str]] = []

    def tell(number: int, name: str) -> None:
        kept.append((number, name))
        worker.log_event(topic, {"window": number, "name": name})

    worker = _worker()
    with _answering(worker) as answer, _wanted(worker) as stop, _one:
        # Dask clears away what a worker that was killed has left in its folder.
        far.carry_out(_read(data, far.Order), stop, tell, Path(worker.local_directory))
    return msgspec.msgpack.encode(msgspec.structs.replace(answer(), kept=tuple(kept)))


def hearing(data: bytes, _topic: str) -> bytes:
    """Carries out a `HearingOrder`."""
    heard = b""
    worker = _worker()
    with _answering(worker) as answer, _wanted(worker) as stop, _one:
        heard = heard_for(_read(data, HearingOrder), stop)
    return msgspec.msgpack.encode(msgspec.structs.replace(answer(), heard=heard))


def _worker() -> Any:  # noqa: ANN401 - Dask's own type, which only loading it would name
    from distributed import get_worker

    return get_worker()


def _read(data: bytes, kind: Any) -> Any:  # noqa: ANN401 - the kind decides
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except msgspec.DecodeError as fault:
        # Another version has another form of it.
        raise UnfitError(Lack.VIDKIT, __version__) from fault


@contextmanager
def _answering(worker: Any) -> Iterator[Callable[[], Answer]]:  # noqa: ANN401 - as above
    """Whatever the block ends with becomes an answer, which the given function gives afterwards."""
    answer = Answer(computer=platform.node(), worker=worker.address)
    try:
        yield lambda: answer
    except UnfitError as unfit:
        answer = msgspec.structs.replace(answer, lack=unfit.lack, subject=unfit.subject)
    except Stopped:
        answer = msgspec.structs.replace(answer, fault="stopped")
    except VidkitError as fault:
        answer = msgspec.structs.replace(answer, fault=fault.message)
    except Exception as fault:  # the person's own computer makes it then; this is for who takes care of this one
        logging.getLogger("vidkit").exception("An order failed.")
        answer = msgspec.structs.replace(answer, fault=f"{type(fault).__name__}: {fault}")


@contextmanager
def _wanted(worker: Any) -> Iterator[Stop]:  # noqa: ANN401 - as above
    """What is asked to stop once nobody wants the result any more.

    Dask does not end what runs: it only marks it. So it is when the person stops vidkit, and when vidkit or its
    computer is gone. The window in hand is finished and kept then.
    """
    stop, over = Stop(), threading.Event()
    key = worker.get_current_task()

    def look() -> None:
        while not over.wait(POLL_S):
            task = worker.state.tasks.get(key)
            if task is None or task.state == "cancelled":
                stop.ask_soon()
                return

    watching = threading.Thread(target=look, name="vidkit-wanted", daemon=True)
    watching.start()
    try:
        yield stop
    finally:
        over.set()
        watching.join()
