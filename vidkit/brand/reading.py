"""TOML into frozen values, with faults that a person can mend: the file, the key, what was expected, what stood there.

Knows no particular kit: the values' own fields say what may stand in the file.
"""

import difflib
import re
import tomllib
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from vidkit.errors import BrandError, reason
from vidkit.i18n import gettext as _

T = TypeVar("T")

_WRONG_TYPE = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<found>[^`]+)`")
_BOUND = re.compile(r"Expected `[^`]+` (?P<side>[<>]=) (?P<number>[\d.]+)")
_MISSING = re.compile(r"missing required field `(?P<key>[^`]+)`")
_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")


def read_toml(file: Path) -> dict[str, Any]:
    """The content of `file`. Raises `BrandError` when it cannot be read or is not TOML."""
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as fault:
        raise BrandError(
            _("{file} cannot be read: {reason}.").format(file=file, reason=reason(fault)),
            _("Check the name and that you may read the file."),
        ) from fault
    except UnicodeDecodeError as fault:
        raise BrandError(
            _("{file} is not written in UTF-8.").format(file=file),
            _("Open it in a text editor and save it with the encoding UTF-8."),
        ) from fault
    except tomllib.TOMLDecodeError as fault:
        raise BrandError(
            _("{file} is not valid TOML: {reason}.").format(file=file, reason=str(fault).rstrip(".")),
            _("Look at that line: texts stand in quotes, lists in square brackets."),
        ) from fault


def as_value(content: dict[str, Any], kind: type[T], file: Path) -> T:
    """`content` as a `kind`. Raises `BrandError` naming `file` and the first key that is wrong."""
    _refuse_unknown(content, kind, "", file)
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as fault:
        raise _explained(str(fault), content, kind, file) from fault


def _refuse_unknown(content: object, kind: object, path: str, file: Path) -> None:
    """Looks for misspelt keys before anything else: a misspelt key also reads as a missing one."""
    for struct in _structs(kind):
        if isinstance(content, dict):
            fields = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
            for key, value in content.items():
                where = f"{path}.{key}" if path else key
                if key not in fields:
                    raise _misspelt(where, key, tuple(fields), file)
                _refuse_unknown(value, fields[key], where, file)
        elif isinstance(content, list):
            for index, value in enumerate(content):
                _refuse_unknown(value, struct, f"{path}[{index}]", file)


def _structs(kind: object) -> list[type[msgspec.Struct]]:
    """The struct that stands in `kind`, be it bare, optional or in a tuple."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return [kind]
    return [struct for part in get_args(kind) for struct in _structs(part)]


def _misspelt(where: str, key: str, known: tuple[str, ...], file: Path) -> BrandError:
    message = _("{file}: there is no key “{key}”.").format(file=file, key=where)
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    if near:
        return BrandError(message, _("Did you mean “{key}”?").format(key=near[0]))
    return BrandError(message, _("The keys that can stand there: {keys}.").format(keys=", ".join(known)))


def _explained(fault: str, content: dict[str, Any], kind: object, file: Path) -> BrandError:
    placed = _PATH.search(fault)
    where = placed["path"] if placed else ""
    missing = _MISSING.search(fault)
    if missing:
        key = f"{where}.{missing['key']}" if where else missing["key"]
        return BrandError(
            _("{file}: the key “{key}” is missing.").format(file=file, key=key),
            _("Add it; templates/brands/trygghetscentret.toml shows every key in use."),
        )
    found = _at(content, where)
    wanted = _WRONG_TYPE.search(fault)
    expected = _named(wanted["wanted"]) if wanted else _PATH.sub("", fault)
    if "matching regex" in fault:
        expected = _("a colour such as #1F4E5A")
    if names := _choices(kind, where):
        expected = _("one of {names}").format(names=", ".join(names))
    if bound := _BOUND.search(fault):
        wish = _("at least {number}") if bound["side"] == ">=" else _("at most {number}")
        expected = wish.format(number=bound["number"])
    return BrandError(
        _("{file}: “{key}” is {found}, but {expected} was expected.").format(
            file=file, key=where, found=repr(found), expected=expected
        ),
        _("Change that value and try again."),
    )


def _named(kind: str) -> str:
    names = {
        "str": _("a text in quotes"),
        "int": _("a whole number"),
        "float": _("a number"),
        "bool": _("true or false"),
        "array": _("a list in square brackets"),
        "object": _("a table of keys"),
    }
    return names.get(kind.split(" | ", maxsplit=1)[0], kind)


def _choices(kind: object, where: str) -> tuple[str, ...]:
    """What may stand at a path where there are only a few words to choose from; nothing for other values."""
    for key in re.findall(r"[^.\[\]\d][^.\[\]]*", where):
        kind = next((get_type_hints(struct)[key] for struct in _structs(kind) if key in struct.__struct_fields__), kind)
    return tuple(str(choice.value) for choice in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def _at(content: object, where: str) -> object:
    """What stands at a path such as `contacts[0].label`, or the whole where the path leads nowhere."""
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", where):
        try:
            content = content[key] if key else content[int(index)]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return content
    return content
