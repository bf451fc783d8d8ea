"""The speech models as a person handles them: what there is, getting, checking and removing by name.

Stands above `store`, `fetch` and `embedded` so that the command line need not know which of them a model comes from.
"""

import difflib
import os
from pathlib import Path

import msgspec

from vidkit.captions.recognise import embedded, fetch, own, store, weights
from vidkit.captions.recognise.choice import taken
from vidkit.captions.recognise.registry import Embedded, Model, registry
from vidkit.captions.recognise.store import State
from vidkit.errors import MissingError, OutputError, UsageError, VidkitError, reason
from vidkit.events import Listener, Progressed, Step, timed
from vidkit.i18n import gettext as _


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A model and how it stands on this computer."""

    name: str
    bytes: int
    """Of the weights: what a download costs and a removal frees."""
    errors: float
    """Word error rate on Swedish FLEURS, percent."""
    licence: str
    state: State
    path: str = ""
    """Its folder where it is whole; empty elsewhere."""
    auto: bool = False
    """True for the one that `auto` takes, or would fetch."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What reading every byte of a model told."""

    name: str
    state: State
    same_as: str | None = None
    """For a folder of one's own: the model whose weights it holds, empty where none is known; None for the others."""


class Got(msgspec.Struct, frozen=True, kw_only=True):
    """A model that is whole now."""

    name: str
    folder: Path
    was_here: bool


def rows() -> tuple[Row, ...]:
    """Every model in the registry, by sizes and dates only: reads no weights and asks no network."""
    wanted = taken().wanted
    models: tuple[Model | Embedded, ...] = (*registry().models, registry().embedded)
    return tuple(_row(model, wanted) for model in models)


def get(name: str, listener: Listener) -> Got:
    """The model called `name`, fetched or joined where it is not whole, and checked.

    Raises:
        UsageError: there is no model of that name.
        MissingError: it cannot be had now. What has come is kept.
        OutputError: there is no room for it.
    """
    model = named(name)
    if store.ready(name):
        return Got(name=name, folder=store.folder_of(name), was_here=True)
    if isinstance(model, Embedded):
        return Got(name=name, folder=embedded.joined(), was_here=False)
    return Got(name=name, folder=fetch.fetch(model, listener), was_here=False)


def path_of(name: str) -> Path:
    """The folder of a whole model; the embedded one is joined first where its packages are here.

    Raises:
        UsageError: there is no model of that name.
        InputError: a folder of one's own holds no model that can be used.
        MissingError: it is not here, or not whole.
    """
    if _is_path(name):
        own.checked(Path(name))
        return Path(name).absolute()
    model = named(name)
    if store.ready(name):
        return store.folder_of(name)
    if isinstance(model, Embedded):
        return embedded.joined()
    raise not_whole(name, store.state_of(name))


def verify(name: str, listener: Listener) -> Verified:
    """How the model called `name` stands when every byte of it is read.

    Raises:
        UsageError: there is no model of that name.
        InputError: a folder of one's own holds no model that can be used.
        RecognitionError: its weights are damaged.
        MissingError: the packages of the embedded one are damaged.
    """
    if _is_path(name):
        return _verify_own(name)
    model = named(name)
    manifest = store.read_manifest(store.folder_of(name))
    if manifest is None:
        if isinstance(model, Embedded) and embedded.packages_there():
            embedded.joined()  # checks what it joins
        return Verified(name=name, state=store.state_of(name))
    total = sum(kept.size for kept in manifest.files)
    with timed(Step.VERIFYING, listener, name):
        same = store.verify(name, lambda done: listener(Progressed(Step.VERIFYING, done, total)))
    # Whole by its own manifest and yet not the registry's model: an older vidkit's, or tampered with.
    whole = same and manifest.digest == model.digest
    return Verified(name=name, state=State.WHOLE if whole else State.BROKEN)


def _is_path(name: str) -> bool:
    """Whether a person means a folder: what is a known name or could only be a mistyped one is none."""
    return registry().named(name) is None and ("/" in name or os.sep in name or Path(name).is_dir())


def _verify_own(name: str) -> Verified:
    digest = own.checked(Path(name))
    weights.dimensions(weights.variables(Path(name) / store.WEIGHTS))
    known = registry().with_digest(digest)
    return Verified(name=name, state=State.WHOLE, same_as=known.name if known else "")


def verify_all(listener: Listener) -> tuple[Verified, ...]:
    """`verify` for every model of which there is anything here.

    Raises:
        MissingError: there is none.
    """
    names = [name for name in registry().names if store.state_of(name) is not State.MISSING]
    if not names:
        raise MissingError(_("There is no speech model on this computer."), _how_to_get(taken().wanted))
    return tuple(verify(name, listener) for name in names)


def remove(name: str) -> int:
    """Deletes the model called `name`, whole or not; the bytes that became free.

    Raises:
        UsageError: there is no model of that name.
        OutputError: the system does not allow it.
    """
    named(name)
    try:
        return store.remove(name)
    except OSError as fault:
        raise OutputError(
            _("The speech model “{name}” cannot be removed: {reason}.").format(name=name, reason=reason(fault)),
            _("Close the program that uses it, and try again."),
        ) from fault


def named(name: str) -> Model | Embedded:
    """The model called `name`.

    Raises:
        UsageError: there is none, with those whose names are nearest.
    """
    model = registry().named(name)
    if model is not None:
        return model
    near = difflib.get_close_matches(name.casefold(), registry().names)
    raise UsageError(
        _("There is no speech model called “{name}”.").format(name=name),
        _("Did you mean {names}?").format(names=", ".join(near))
        if near
        else _("The models are: {names}.").format(names=", ".join(registry().names)),
    )


def not_whole(name: str, state: State) -> VidkitError:
    """Why the model called `name` cannot be used, and what to do about it."""
    match state:
        case State.HALF:
            message = _("The speech model “{name}” is only half fetched.")
            hint = _("Go on with: vidkit models get {name}")
        case State.BROKEN:
            message = _("The speech model “{name}” on this computer is damaged.")
            hint = _("Get it again with: vidkit models get {name}")
        case _:
            message = _("The speech model “{name}” is not on this computer.")
            hint = _how_to_get(name)
    return MissingError(message.format(name=name), hint.format(name=name))


def _how_to_get(name: str) -> str:
    if name == registry().embedded.name:
        return _("Install it with: {command}").format(command=embedded.INSTALL)
    return _("Get it with: vidkit models get {name}").format(name=name)


def _row(model: Model | Embedded, wanted: str) -> Row:
    state = store.state_of(model.name)
    if isinstance(model, Embedded) and state is State.MISSING and embedded.packages_there():
        state = State.WHOLE  # in its packages; joined when it is first used
    folder = store.folder_of(model.name)
    return Row(
        name=model.name,
        bytes=model.bytes,
        errors=model.errors,
        licence=model.licence,
        state=state,
        path=str(folder) if state is State.WHOLE and folder.is_dir() else "",
        auto=model.name == wanted,
    )
