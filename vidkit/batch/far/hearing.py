"""Speech heard for another computer: what it sends, and how it is carried out here. How it came is not known here.

The model has to be here already, with the same weights: nothing is fetched unasked on a computer that nobody sits at.
"""

import os
from pathlib import Path

import msgspec

from vidkit import __version__
from vidkit.captions.glossary import Glossary
from vidkit.captions.recognise import embedded, own, store
from vidkit.captions.recognise.choice import ENGINES, Choice, openai_there
from vidkit.captions.recognise.listening import Ear
from vidkit.captions.recognise.registry import Model, registry
from vidkit.errors import VidkitError
from vidkit.events import Event
from vidkit.ingest.footage import Footage
from vidkit.ingest.probe import look
from vidkit.ingest.speech import speech
from vidkit.render.far import Lack, UnfitError, demand_clip
from vidkit.render.ffmpeg import Stop, Stopped
from vidkit.render.shared import here, portable

ONE_THREAD = "OMP_NUM_THREADS"
"""Dask's nanny sets it to 1, so that several tasks share the cores; here one has them all."""


class HearingOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A clip to be listened to."""

    vidkit: str = __version__
    clip: str
    """Portable name."""
    fingerprint: str
    glossary: Glossary
    language: str
    engine: str
    model: str
    folder: str
    """Portable name of the model's folder on the computer that orders."""
    digest: str
    """SHA-256 of the weights."""
    hearings: int


def hearing_order(clip: Footage, choice: Choice, glossary: Glossary, language: str) -> HearingOrder:
    """The order for what is said in `clip`."""
    return HearingOrder(
        clip=portable(clip.path),
        fingerprint=clip.fingerprint,
        glossary=glossary,
        language=language,
        engine=choice.engine,
        model=choice.name,
        folder=portable(str(choice.folder)),
        digest=choice.digest,
        hearings=choice.hearings,
    )


_ears: list[Ear] = []
"""The one that was used last, with its model in memory: the next clip wants it too."""


def heard_for(order: HearingOrder, stop: Stop) -> bytes:
    """What is said in the clip, as JSON; it lies in this computer's cache, too. One thread at a time.

    Raises:
        UnfitError: clip or model is not here, or not the same.
        VidkitError: it could not be heard.
        Stopped: `stop` was asked.
    """
    if order.vidkit != __version__:
        raise UnfitError(Lack.VIDKIT, __version__)
    path = here(order.clip)
    demand_clip(path, order.fingerprint)
    ear = _ear(_choice(order))

    def attentive(_event: Event) -> None:
        if stop.asked_soon:
            raise Stopped

    heard = ear.hear(
        lambda: speech(look(path)).samples,
        fingerprint=order.fingerprint,
        glossary=order.glossary,
        language=order.language,
        listener=attentive,
    )
    return msgspec.json.encode(heard)


def _ear(choice: Choice) -> Ear:
    if not _ears or _ears[0].choice != choice:
        while _ears:
            _ears.pop().close()
        if os.environ.get(ONE_THREAD) == "1":
            del os.environ[ONE_THREAD]
        _ears.append(Ear(choice))
    return _ears[0]


def _choice(order: HearingOrder) -> Choice:
    """The same model and engine on this computer."""
    if order.engine != ENGINES[0] and not openai_there():
        raise UnfitError(Lack.MODEL, order.engine)
    folder = _folder(order)
    if folder is None:
        raise UnfitError(Lack.MODEL, order.model)
    return Choice(
        engine=order.engine, folder=folder, name=order.model, digest=order.digest, hearings=order.hearings, why=""
    )


def _folder(order: HearingOrder) -> Path | None:
    known = registry().with_digest(order.digest)
    try:
        if isinstance(known, Model) and store.ready(known.name):
            return store.folder_of(known.name)
        if known is not None and known == registry().embedded and embedded.is_there():
            return embedded.joined()
        folder = here(order.folder)
        return folder if own.checked(folder) == order.digest else None
    except VidkitError:
        return None
