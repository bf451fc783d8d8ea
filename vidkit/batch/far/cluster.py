"""A Dask cluster that the person named: reached, looked over, asked for windows and for what is said in clips.

Nothing of Dask is loaded before `reached` is called. Clips and cache lie on a folder that all computers share; through
Dask go orders and answers only. What the cluster does not do, for whatever reason, is left for this computer.
"""

import asyncio
import contextlib
import logging
import secrets
import tempfile
import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from vidkit import __version__
from vidkit.batch.far import worker as far_worker
from vidkit.batch.far.calls import Answered, Call, GivenUp, Told, Waiting, carried_out, workers
from vidkit.batch.far.hearing import hearing_order
from vidkit.batch.far.words import Refusal, lacking, unanswering
from vidkit.batch.far.worker import Answer, Fitness, Question, spot
from vidkit.captions.cue import Heard
from vidkit.captions.glossary import Glossary
from vidkit.captions.recognise.choice import Choice
from vidkit.errors import MissingError, OutputError, reason
from vidkit.events import Listener, Noted, Progressed, Step
from vidkit.i18n import gettext as _
from vidkit.ingest.footage import Footage
from vidkit.plan.encoding import HARDWARE
from vidkit.render import far, maker
from vidkit.render.cache import PART
from vidkit.render.elsewhere import Errand, Kept
from vidkit.render.far import Lack
from vidkit.render.ffmpeg import Stop
from vidkit.render.labour import Labour, batches
from vidkit.render.program import find_program
from vidkit.render.shared import portable
from vidkit.resources import cache_root

if TYPE_CHECKING:
    from distributed import Client

REACHED_S = 5.0
"""Seconds in which the scheduler answers. On a local network it takes milliseconds."""

WORKERS_S = 5.0
"""Seconds that the first worker is waited for."""

LOOKED_S = 20.0
"""Seconds in which a worker has looked at the shared folder: a disk that sleeps wakes up in some ten."""

INSTALL = 'pip install "vidkit[cluster]"'


class Cluster:
    """Makes windows and hears clips. Several threads may ask it at once."""

    def __init__(self, client: "Client", unfit: set[str]) -> None:
        self._client = client
        self._unfit = unfit
        self._told: set[str] = set()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How many workers there are now."""
        return len(workers(self._client))

    def fill(self, errand: Errand, stop: Stop, kept: Kept, listener: Listener) -> None:
        """See `Elsewhere.fill`."""
        if errand.plan.encoding.encoder in HARDWARE:
            self._tell(_own_encoder(), listener)
            return
        crew = Labour(max(1, self.size), 0)
        shares = batches(errand.windows, errand.missing, crew, round(errand.plan.rate.fraction))
        orders = [msgspec.msgpack.encode(far.order_for(errand, share)) for share in shares]
        with closing(self._answers([Call(far_worker.windows, order) for order in orders], stop, listener)) as answers:
            for answer in answers:
                for number, name in _windows_in(answer):
                    kept(number, name)

    def hear(
        self, clips: Sequence[Footage], choice: Choice, glossary: Glossary, language: str, listener: Listener
    ) -> Iterator[tuple[Footage, Heard]]:
        """What is said in the clips, in the order in which it is known; those that nobody heard are left out.

        `listener` hears the progress again and again: whoever wants it to end raises from there.
        """
        done, total = 0.0, sum(clip.duration_ms for clip in clips) / 1000
        orders = [msgspec.msgpack.encode(hearing_order(clip, choice, glossary, language)) for clip in clips]
        calls = [Call(far_worker.hearing, order) for order in orders]
        with closing(self._answers(calls, Stop(), listener)) as answers:
            for answer in answers:
                listener(Progressed(Step.LISTENING, done, total))
                if isinstance(answer, Answered) and answer.answer.heard:
                    done += clips[answer.call].duration_ms / 1000
                    with contextlib.suppress(msgspec.DecodeError):
                        yield clips[answer.call], msgspec.json.decode(answer.answer.heard, type=Heard)

    def _answers(
        self, calls: Sequence[Call], stop: Stop, listener: Listener
    ) -> Generator[Told | Answered | Waiting, None, None]:
        """All that is said of the calls; what goes wrong is told in words, once."""
        with closing(carried_out(self._client, calls, self._unfit, stop)) as words:
            for word in words:
                match word:
                    case GivenUp():
                        self._tell(_deserted(), listener)
                    case Answered(answer=answer):
                        self._complain(answer, listener)
                        yield word
                    case _:
                        yield word

    def _complain(self, answer: Answer, listener: Listener) -> None:
        if answer.lack is not None:
            refusal = lacking(answer.computer, answer.lack, answer.subject)
            self._tell(f"{refusal.message} {refusal.hint}", listener)
        elif answer.fault:
            self._tell(_failed(answer), listener)

    def _tell(self, text: str, listener: Listener) -> None:
        """Once in a run."""
        with self._lock:
            known = text in self._told
            self._told.add(text)
        if not known:
            listener(Noted(text))


@contextmanager
def reached(address: str, clip: Path | None, listener: Listener) -> Iterator[Cluster]:
    """The cluster whose scheduler has that address, once one of its workers was found fit.

    `clip` is one of those that are to be used: every worker has to see it. Workers that are not fit are told of.

    Raises:
        MissingError: Dask is not installed, nobody answers, or no worker is fit.
        OutputError: the cache cannot be written to.
    """
    with _client(address) as client:
        yield Cluster(client, _looked_over(client, address, clip, listener))


@contextmanager
def _client(address: str) -> Iterator["Client"]:
    try:
        import dask.config

        # What the client has to say to its own users says nothing to ours.
        dask.config.set({"logging": {"version": 1, "disable_existing_loggers": False}})
        from distributed import Client
    except ImportError as fault:
        raise MissingError(
            _("To use a cluster, vidkit needs the package “distributed”."),
            _("Install it with: {command}").format(command=INSTALL),
        ) from fault
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that differ: what matters of them is asked for
            asyncio.run(asyncio.wait_for(_knock(address), REACHED_S))
            client = Client(address, timeout=REACHED_S, set_as_default=False)
    except Exception as fault:  # Dask and what it rests on have many words for it
        raise MissingError(
            _("The scheduler of the cluster, {address}, does not answer.").format(address=address),
            _(
                "Start it with “dask scheduler”, and give the address that it shows, such as tcp://10.0.0.5:8786. "
                "With tls:// the certificates have to be set."
            ),
        ) from fault
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):  # it may be gone
            client.close(timeout=REACHED_S)


async def _knock(address: str) -> None:
    """See whether a scheduler answers there: Dask's client would wait for ever for one that takes the call and is mute.

    Raises whatever Dask raises.
    """
    from distributed import Security, rpc

    arguments = Security().get_connection_args("client")
    async with rpc(address, timeout=REACHED_S, connection_args=arguments) as server:
        if (await server.identity())["type"] != "Scheduler":
            raise ValueError(address)


def _looked_over(client: "Client", address: str, clip: Path | None, listener: Listener) -> set[str]:
    """The addresses of the workers that are not fit."""
    with contextlib.suppress(Exception):  # told just below, in our own words
        client.wait_for_workers(1, timeout=WORKERS_S)
    there = workers(client)
    if not there:
        raise MissingError(
            _("The cluster {address} has no worker.").format(address=address),
            _("Start one on each computer with: dask worker {address}").format(address=address),
        )
    refusals = dict(zip(there, _fitnesses(client, there, clip), strict=True))
    unfit = {worker: refusal for worker, refusal in refusals.items() if refusal is not None}
    if len(unfit) == len(there):
        first = next(iter(unfit.values()))
        raise MissingError(first.message, first.hint)
    for text in dict.fromkeys(f"{refusal.message} {refusal.hint}" for refusal in unfit.values()):
        listener(Noted(text))
    return set(unfit)


def _fitnesses(client: "Client", there: Sequence[str], clip: Path | None) -> list[Refusal | None]:
    """Why each of them is not fit, or None; asked all at once."""
    with _token() as token, ThreadPoolExecutor(len(there), "cluster") as pool:
        question = Question(token, portable(str(clip)) if clip else "", _spot(clip))
        return list(pool.map(lambda worker: _refusal(client, worker, question), there))


def _refusal(client: "Client", worker: str, question: Question) -> Refusal | None:
    try:
        data = client.run(
            far_worker.fitness, msgspec.msgpack.encode(question), workers=[worker], callback_timeout=LOOKED_S
        )[worker]
        found = msgspec.msgpack.decode(data, type=Fitness)
    except (ImportError, AttributeError, msgspec.DecodeError):
        return lacking(worker, Lack.VIDKIT, "")
    except Exception:  # noqa: BLE001 - Dask has many words for it
        return unanswering(worker)
    program = find_program().version
    if found.vidkit != __version__:
        return lacking(found.computer, Lack.VIDKIT, found.vidkit)
    if found.program != program:
        return lacking(found.computer, Lack.PROGRAM, found.program)
    if not found.cache:
        return lacking(found.computer, Lack.CACHE, "")
    return None if found.clip else lacking(found.computer, Lack.CLIP, question.clip)


@contextmanager
def _token() -> Iterator[str]:
    """The name of a folder in the cache, which only who shares the cache can know."""
    folder = cache_root() / "windows"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f"{PART}{maker.new_mark()}-{secrets.token_hex(8)}") as own:
            (Path(own) / Path(own).name).touch()
            yield Path(own).name
    except OSError as fault:
        raise OutputError(
            _("The cache “{folder}” cannot be written to: {reason}.").format(folder=cache_root(), reason=reason(fault)),
            _("Let VIDKIT_CACHE name one and the same shared folder on all computers."),
        ) from fault


def _spot(clip: Path | None) -> str:
    with contextlib.suppress(OSError):
        return spot(clip) if clip else ""
    return ""


def _windows_in(word: Told | Answered | Waiting) -> tuple[tuple[int, str], ...]:
    """The windows that were kept, as far as it tells of any: number, and name in the cache."""
    match word:
        case Answered(answer=answer):
            return answer.kept
        case Told(message={"window": int(number), "name": str(name)}):
            return ((number, name),)
        case _:
            return ()


def _own_encoder() -> str:
    return _("This computer's own encoder makes the film here; with --encoder x264 the cluster makes it.")


def _deserted() -> str:
    return _("The cluster does not answer any more: what it has not done is done here.")


def _failed(answer: Answer) -> str:
    return _("{computer} could not do its part ({reason}): it is done here.").format(
        computer=answer.computer, reason=answer.fault.rstrip(".")
    )
