"""Which model and engine to use, and one plain sentence on why. Loads nothing heavy."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import msgspec

from vidkit.captions.recognise import embedded, fetch, own, store
from vidkit.captions.recognise.machine import Machine, this_machine
from vidkit.captions.recognise.registry import Embedded, Model, registry
from vidkit.errors import MissingError, OutputError, UsageError, VidkitError
from vidkit.events import Listener, silent
from vidkit.i18n import gettext as _
from vidkit.i18n import number

ENGINES = ("faster-whisper", "openai-whisper")
"""The first is the everyday one."""

EVERYDAY = "kb-small"
"""Hears better than OpenAI's largest on Swedish (7.3 % against 7.8 % on FLEURS), and runs on a laptop."""

SMALLER = ("kb-base", "kb-tiny")
"""For machines that cannot carry the everyday model, the better first."""

SWEDISH = ("kb-large", "kb-medium", EVERYDAY, *SMALLER)
"""Those that may stand in for a missing one."""

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
    threads: int = 0
    """How many cores it may use on the processor; 0 for all."""
    why: str
    """One sentence for the person, in the reader's language."""
    better: str = ""
    """How to get a better model than this; empty where this is what it should be."""


def choose(model: str | None = None, engine: str = "auto", *, listener: Listener = silent) -> Choice:
    """The model to listen with, fetched if it must and can be.

    `model` is `auto` or None, a name from the registry, or the path of a model folder. `engine` is `auto` or one
    of `ENGINES`. Raises `MissingError` where model or engine cannot be had, `UsageError` and `InputError` for names and
    folders that are none. A hub that does not answer costs at most `hub.PATIENCE_SECONDS`.
    """
    engine = _engine(engine)
    if model in (None, "", "auto"):
        return _auto(engine, listener)
    assert model is not None  # noqa: S101 - told apart just above; mypy cannot see it
    known = registry().named(model)
    if isinstance(known, Model):
        why = _("You asked for the speech model {name}.").format(name=model)
        return _chosen(engine, fetch.fetch(known, listener), known, why)
    if known is not None:
        why = _("You asked for the small speech model that works without network.")
        return _chosen(engine, embedded.joined(), known, why)
    return _folder(engine, model)


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
    why: str
    """Why it is `wanted`: one sentence, in the reader's language."""


def taken() -> Taken:
    """What `auto` would take now; asks no network and fetches nothing."""
    wanted, why = _fitting()
    standing = next(iter(_standing(wanted, _stands)), None)
    small = registry().embedded.name
    here = _stands(small) or embedded.packages_there()
    return Taken(wanted.name, standing.name if standing else small if here else "", why)


def _stands(name: str) -> bool:
    """As `store.ready`, but reads no weights: for looking only."""
    return store.state_of(name) is store.State.WHOLE


_given_up: dict[Path, VidkitError] = {}
"""Models that could not be fetched, by their folders: one long wait is enough for a week of reels."""


def _auto(engine: str, listener: Listener) -> Choice:
    wanted, why = _fitting()
    place = store.folder_of(wanted.name)
    fault = _given_up.get(place)
    if fault is None or store.ready(wanted.name):
        try:
            return _chosen(engine, fetch.fetch(wanted, listener), wanted, why)
        except (MissingError, OutputError) as failed:
            # No network, broken off, or no room: another model still makes a reel, what came is kept for next time.
            fault = failed
            _given_up[place] = failed
    return _instead(engine, wanted, fault)


def _instead(engine: str, wanted: Model, fault: VidkitError) -> Choice:
    better = _("With network, get the good one with: vidkit models get {name}").format(name=wanted.name)
    for other in _standing(wanted, store.ready):
        why = _("{reason} The speech model {name} is used instead.").format(reason=fault.message, name=other.name)
        return _chosen(engine, store.folder_of(other.name), other, why, "" if other.errors <= wanted.errors else better)
    if embedded.is_there():
        why = _("{reason} The small speech model is used instead: read the captions with care.")
        return _chosen(engine, embedded.joined(), registry().embedded, why.format(reason=fault.message), better)
    raise MissingError(
        _("There is no speech model on this computer. {reason}").format(reason=fault.message),
        _(
            "Connect to the network and try again, or install the small model with {command}, "
            "or go without captions: --captions off"
        ).format(command=embedded.INSTALL),
    ) from fault


def _standing(wanted: Model, is_here: Callable[[str], bool]) -> list[Model]:
    """The models made for Swedish that are here, the one to take first: `wanted`, then those that fit, then others."""
    machine = this_machine()
    models = [model for model in registry().models if model.name in SWEDISH and is_here(model.name)]
    return sorted(models, key=lambda model: (model.name != wanted.name, model.memory > machine.memory, model.errors))


def _fitting() -> tuple[Model, str]:
    """The KB model that this machine carries without choking, and why that one."""
    machine = this_machine()
    models = [model for name in (EVERYDAY, *SMALLER) if (model := registry().model(name))]
    chosen = next((model for model in models if _carries(machine, model)), models[-1])
    return chosen, _why(machine, models[0], chosen)


def _carries(machine: Machine, model: Model) -> bool:
    return model.memory < machine.memory and (machine.cores > 1 or model.name in SMALLER)


def _why(machine: Machine, everyday: Model, chosen: Model) -> str:
    if chosen == everyday:
        return _("The speech model {name} is made for Swedish and suits this computer.").format(name=chosen.name)
    if machine.memory <= everyday.memory:
        return _(
            "The speech model {name} is made for Swedish and is what this computer has room for: "
            "{free} MB of memory is free, and {better} takes {needed}."
        ).format(name=chosen.name, free=number(machine.memory), better=everyday.name, needed=number(everyday.memory))
    return _(
        "The speech model {name} is made for Swedish and is what this computer's one core can keep up with."
    ).format(name=chosen.name)


def _chosen(engine: str, folder: Path, model: Model | Embedded, why: str, better: str = "") -> Choice:
    return Choice(
        engine=engine,
        folder=folder,
        name=model.name,
        digest=model.digest,
        hearings=model.hearings,
        why=why,
        better=better,
    )


def _folder(engine: str, path: str) -> Choice:
    try:
        folder = Path(path).expanduser().absolute()
    except RuntimeError:  # ~somebody who is unknown here
        folder = Path(path)
    digest = own.checked(folder)
    known = registry().with_digest(digest)
    return Choice(
        engine=engine,
        folder=folder,
        name=known.name if known else folder.name,
        digest=digest,
        hearings=known.hearings if known else 1,
        why=_("You asked for the speech model in “{folder}”.").format(folder=folder),
    )
