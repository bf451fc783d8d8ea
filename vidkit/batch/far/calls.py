"""Orders sent through a Dask cluster, and their answers awaited, however the cluster fares meanwhile.

A cluster that dies, hangs or is cut off costs time and never a reel: what is not answered is given up in the end.
"""

import contextlib
import queue
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from vidkit.batch.far.worker import Answer
from vidkit.render.ffmpeg import Stop, Stopped

if TYPE_CHECKING:
    from distributed import Client, Future

POLL_S = 0.1

ANSWER_S = 10.0
"""Seconds in which the scheduler tells who is there. It takes milliseconds; a computer that swaps may take some."""

LOOK_S = 2.0
"""Seconds from one look at who is there to the next."""

DESERTED_S = 15.0
"""Seconds without any worker after which none is expected to come back. Dask's nanny starts a dead one again in 3 s."""

TRIES = 3
"""Computers that an order is tried on, where one after the other lacks something."""


class Call(msgspec.Struct, frozen=True):
    """An order and the function of `far.worker` that carries it out."""

    function: Callable[[bytes, str], bytes]
    order: bytes


class Told(msgspec.Struct, frozen=True):
    """Something that was said while an order is carried out."""

    message: dict[str, Any]


class Answered(msgspec.Struct, frozen=True):
    """An order's end."""

    call: int
    """Its number."""
    answer: Answer


class GivenUp(msgspec.Struct, frozen=True):
    """So many orders were not answered, for nobody is there any more."""

    calls: int


class Waiting(msgspec.Struct, frozen=True):
    """Nothing was said for a moment."""


Word = Told | Answered | GivenUp | Waiting


def carried_out(client: "Client", calls: Sequence[Call], unfit: set[str], stop: Stop) -> Generator[Word, None, None]:
    """Send the orders, and give what is said of them as it comes.

    An order that one worker is unfit for goes to another; `unfit` are those that are not to be asked, by their
    addresses, and grows. Close the iterator to call back what is not done yet. Raises `Stopped` when `stop` is asked.
    """
    sent = _Sent(client, calls, unfit)
    try:
        while sent.waiting:
            if stop.asked_soon:
                raise Stopped
            try:
                yield from sent.word()
            except queue.Empty:
                yield Waiting()
            if not sent.anybody():
                yield GivenUp(len(sent.waiting))
                return
    finally:
        sent.close()


class _Sent:
    def __init__(self, client: "Client", calls: Sequence[Call], unfit: set[str]) -> None:
        self._client = client
        self._calls = calls
        self._unfit = unfit
        self._topic = f"vidkit-{uuid4()}"
        self._words: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._seen = self._looked = time.monotonic()
        self._tries = [0] * len(calls)
        self.waiting: dict[Future, int] = {}
        client.subscribe_topic(self._topic, lambda event: self._words.put(Told(event[1])))
        for number in range(len(calls)):
            self._send(number)

    def _send(self, number: int) -> None:
        call = self._calls[number]
        self._tries[number] += 1
        there = workers(self._client) if self._unfit else ()
        # Whoever has come since, or was started again, may be as fit as the rest.
        fit = [worker for worker in there if worker not in self._unfit] or None
        future = self._client.submit(
            call.function, call.order, self._topic, pure=False, workers=fit, allow_other_workers=fit is not None
        )
        self.waiting[future] = number
        future.add_done_callback(self._words.put)

    def word(self) -> Iterator[Word]:
        """What was said next. Raises `queue.Empty` where nothing is for a while."""
        said = self._words.get(timeout=POLL_S)
        if isinstance(said, Told):
            yield said
            return
        number = self.waiting.pop(said)
        answer = _answer(said)
        self._seen = time.monotonic()
        if answer is None:
            return
        if answer.lack is not None:
            self._unfit.add(answer.worker)
            if self._tries[number] < TRIES and any(worker not in self._unfit for worker in workers(self._client)):
                self._send(number)
        yield Answered(number, answer)

    def anybody(self) -> bool:
        """Whether an answer can still be expected."""
        now = time.monotonic()
        if self._client.status != "running":
            return False
        if now - self._looked > LOOK_S:
            self._looked = now
            if workers(self._client):
                self._seen = now
        return now - self._seen < DESERTED_S

    def close(self) -> None:
        """Call back what is not done, and hear no more."""
        with contextlib.suppress(Exception):  # nobody may be there to hear it
            self._client.cancel(list(self.waiting))
        with contextlib.suppress(Exception):
            self._client.unsubscribe_topic(self._topic)


def _answer(future: "Future") -> Answer | None:
    """None where there is none: Dask gave up on it, or its result was lost on the way."""
    try:
        return msgspec.msgpack.decode(future.result(timeout=ANSWER_S), type=Answer)
    except Exception:  # noqa: BLE001 - of whatever kind: then it is done here
        return None


def workers(client: "Client") -> tuple[str, ...]:
    """The addresses of the workers that are there; none where the scheduler does not tell."""
    with contextlib.suppress(Exception):
        known = client.sync(client.scheduler.identity, n_workers=-1, callback_timeout=ANSWER_S)
        return tuple(known["workers"])
    return ()
