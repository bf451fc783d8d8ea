"""A model folder that a person named: whether an engine can read it, and its digest. Says what to do where it is none.

What else there is under the name of Whisper, and is often tried: the files of Transformers, whisper.cpp and OpenAI.
"""

import contextlib
import hashlib
import os
import shlex
from pathlib import Path

import msgspec

from vidkit.captions.recognise import store
from vidkit.captions.recognise.registry import registry
from vidkit.errors import InputError, UsageError, VidkitError, reason
from vidkit.i18n import gettext as _

CONFIG = "config.json"
READER = "preprocessor_config.json"
"""Holds how many mel bands the model was trained on; may be left out for those with 80."""

OTHER_FORMS = {"Transformers": ("*.safetensors", "pytorch_model*.bin"), "whisper.cpp": ("ggml*.bin", "*.gguf")}
"""What tells the forms that no engine here reads."""


def checked(folder: Path) -> str:
    """The SHA-256 of the weights in `folder`; remembered by size and date, so that gigabytes are read once.

    Raises `UsageError` where there is no such folder, `InputError` where it holds no model that can be used.
    """
    try:
        _demand_folder(folder)
        _demand_files(folder)
        for name in (CONFIG, READER):
            _demand_object(folder / name)
        return _digest(folder / store.WEIGHTS)
    except OSError as fault:
        raise InputError(
            _("The speech model in “{folder}” cannot be read: {reason}.").format(folder=folder, reason=reason(fault)),
            _("Check the path and your permissions, or take a name from: vidkit models list"),
        ) from fault


def _demand_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if folder.is_file():
        raise UsageError(
            _("“{path}” is a file: a speech model is a folder with several files.").format(path=folder),
            _("Give the folder that it stands in: {folder}").format(folder=folder.parent),
        )
    raise UsageError(
        _("There is no speech model called “{name}”, and no folder of that name.").format(name=folder),
        _("The models are: {names}.").format(names=", ".join(registry().names)),
    )


def _demand_files(folder: Path) -> None:
    if not (folder / store.WEIGHTS).is_file():
        raise _no_weights(folder)
    missing = [name for name in (CONFIG, "tokenizer.json") if not (folder / name).is_file()]
    if not any(folder.glob("vocabulary.*")):
        missing.append("vocabulary.json")
    if missing:
        raise InputError(
            _("The speech model in “{folder}” is not whole: {files} is missing.").format(
                folder=folder, files=", ".join(missing)
            ),
            _("Copy it there from the place that the model came from."),
        )


def _no_weights(folder: Path) -> VidkitError:
    inside = sorted(folder.glob(f"snapshots/*/{store.WEIGHTS}")) or sorted(folder.glob(f"*/{store.WEIGHTS}"))
    if inside:
        hint = _("Give the folder that it stands in: {folder}").format(folder=inside[0].parent)
    elif (found := next((form for form, signs in OTHER_FORMS.items() if _any(folder, signs)), None)) == "Transformers":
        command = f"ct2-transformers-converter --quantization float16 --copy_files tokenizer.json {READER} --model"
        hint = _("It is in the form of Transformers. Convert it once with: {command}").format(
            command=f"{command} {shlex.quote(str(folder))} --output_dir {shlex.quote(folder.name + '-ct2')}"
        )
    elif found or _any(folder, ("*.pt",)):
        hint = _("It is in a form that vidkit does not read. Take a name from: vidkit models list")
    else:
        hint = _("Give a folder with a Whisper model in CTranslate2's form, or a name from: vidkit models list")
    return InputError(
        _("The folder “{folder}” holds no speech model: {files} is missing.").format(
            folder=folder, files=store.WEIGHTS
        ),
        hint,
    )


def _any(folder: Path, signs: tuple[str, ...]) -> bool:
    return any(next(folder.glob(sign), None) for sign in signs)


def _demand_object(path: Path) -> None:
    """Both engines trust these files to be JSON objects; the one of the two that may be left out may be left out."""
    if path.name == READER and not path.exists():
        return
    try:
        msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except msgspec.DecodeError as fault:
        raise InputError(
            _("The speech model's file “{file}” cannot be read: it is damaged.").format(file=path),
            _("Copy it there from the place that the model came from."),
        ) from fault


def _digest(weights: Path) -> str:
    facts = weights.stat()
    key = f"{weights.resolve()}|{facts.st_size}|{facts.st_mtime_ns}"
    note = store.models_folder() / ".digests" / hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    with contextlib.suppress(OSError):
        if len(known := note.read_text("ascii", "replace").strip()) == hashlib.sha256().digest_size * 2:
            return known
    digest = store.digest_of(weights)
    with contextlib.suppress(OSError):  # where nothing can be written it is read through every time
        note.parent.mkdir(parents=True, exist_ok=True)
        unfinished = note.with_suffix(f".{os.getpid()}{store.PART}")
        unfinished.write_text(digest, "ascii")
        unfinished.replace(note)
    return digest
