"""What happened, as frozen values, and the listener that hears it.

The rooms report; they never draw. A listener may be called from any thread.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum

import msgspec


class Step(Enum):
    """A step of the way from clips to a finished reel, in the order a person sees them."""

    READING = "reading"
    LISTENING = "listening"
    FETCHING = "fetching"
    VERIFYING = "verifying"
    PLANNING = "planning"
    DRAWING = "drawing"
    RENDERING = "rendering"
    CHECKING = "checking"
    WRITING = "writing"
    TENDING = "tending"
    """Reading through what is kept; no step of a reel."""


class Started(msgspec.Struct, frozen=True):
    """A step began."""

    step: Step
    subject: str = ""
    """What it works on: a file's name, a model's name; may be empty."""


class Progressed(msgspec.Struct, frozen=True):
    """A step came some way."""

    step: Step
    done: float
    total: float
    """In the same unit as `done`: frames when rendering, bytes when fetching, seconds of speech when listening."""


class Finished(msgspec.Struct, frozen=True):
    """A step ended well."""

    step: Step
    seconds: float
    """Wall-clock time the step took."""
    reused: bool = False
    """True when an earlier result was found and nothing had to be made."""


class Noted(msgspec.Struct, frozen=True):
    """A sentence for the person, in the reader's language."""

    text: str


class Finishing(msgspec.Struct, frozen=True):
    """Somebody asked to stop: what is being made is finished and kept first. Asked again, it stops at once."""


Event = Started | Progressed | Finished | Noted | Finishing
Listener = Callable[[Event], None]


def silent(_event: Event) -> None:
    """The listener that hears nothing."""


class Reuse:
    """What a step says of itself while it runs: whether it found everything made already."""

    def __init__(self) -> None:
        self.reused = False
        self.seconds = 0.0


@contextmanager
def timed(step: Step, listener: Listener, subject: str = "") -> Iterator[Reuse]:
    """Tell the listener that `step` began and, unless it fails, that it ended and how long it took."""
    listener(Started(step, subject))
    state = Reuse()
    began = time.monotonic()
    yield state
    state.seconds = round(time.monotonic() - began, 3)
    listener(Finished(step, state.seconds, reused=state.reused))
