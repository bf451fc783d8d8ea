"""TOML into frozen values, with faults that a person can mend: the file, the key, what was expected, what stood there.

Knows no particular kit: the values' own fields say what may stand in the file. All faults are told at once.
"""

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from vidkit.errors import BrandError, reason
from vidkit.i18n import gettext as _

T = TypeVar("T")

WrittenIn = Callable[[str], Path]
"""From a key's path, such as `palette.accent`, to the file in which it is written."""

EXAMPLE = "templates/brands/trygghetscentret.toml"

LONGEST_SHOWN = 60
"""Characters of a wrong value that are repeated: enough to find it again."""

_WRONG_TYPE = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<found>[^`]+)`")
_BOUND = re.compile(r"Expected `[^`]+` (?P<side>[<>]=) (?P<number>-?[\d.]+)")
_PATTERN = re.compile(r"matching regex '(?P<pattern>.*)'")
_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong in a brand's file."""

    key: str
    """Its path, such as `contacts[1].link`."""
    message: str
    """Names the file and the key."""
    hint: str


class FaultyBrandError(BrandError):
    """Everything that was found wrong in a brand's files, at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = []
        for fault, follows in zip(self.faults, self.faults[1:], strict=False):
            # What is to be done with each of several is said once, under the last of them.
            lines += [fault.message] if fault.hint == follows.hint else [fault.message, f"  {fault.hint}"]
        super().__init__("\n".join([*lines, self.faults[-1].message]), self.faults[-1].hint)


def refuse(faults: Sequence[Fault]) -> None:
    """Raises `FaultyBrandError` where there are any."""
    if faults:
        raise FaultyBrandError(faults)


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


def as_value(
    content: dict[str, Any], kind: type[T], file: Path, written_in: WrittenIn | None = None, example: str = EXAMPLE
) -> T:
    """`content`, read from `file`, as a `kind`.

    `written_in` says where a key is written when not all is written in `file`, `example` where one sees every key in
    use. Raises `FaultyBrandError` with every key that is wrong.
    """
    look = _Look(kind, written_in or (lambda _key: file), example)
    refuse(tuple(look.at(content, kind, "")))
    return msgspec.convert(content, kind)


class _Look:
    """Goes through what was read, beside the types of what it is to become."""

    def __init__(self, root: object, written_in: WrittenIn, example: str) -> None:
        self._root = root
        self._written_in = written_in
        self._example = example

    def at(self, content: object, kind: object, path: str) -> Iterator[Fault]:
        """What is wrong at `path` and below it."""
        structs = _structs(kind)
        if get_origin(kind) is dict and isinstance(content, dict):
            for key, value in content.items():
                yield from self.at(value, get_args(kind)[1], f"{path}.{key}")
        elif not structs:
            yield from self._value(content, kind, path)
        elif _is_list(kind):
            if not isinstance(content, list):
                yield self._wrong(path, content, _named("array"))
                return
            for index, part in enumerate(content):
                yield from self.at(part, get_args(kind)[0], f"{path}[{index}]")
        elif not isinstance(content, dict):
            yield self._wrong(path, content, _named("object"))
        elif len(structs) == 1:
            yield from self._table(content, structs[0], path)
        else:
            yield from self._tagged(content, structs, path)

    def _tagged(self, content: dict[str, Any], structs: Sequence[type[msgspec.Struct]], path: str) -> Iterator[Fault]:
        """A table that says itself which of several kinds it is."""
        field = str(structs[0].__struct_config__.tag_field)
        kinds = {str(struct.__struct_config__.tag): struct for struct in structs}
        if content.get(field) in kinds:
            yield from self._table(content, kinds[content[field]], path)
        elif field in content:
            yield self._wrong(f"{path}.{field}", content[field], _("one of {names}").format(names=", ".join(kinds)))
        else:
            yield self._missing(f"{path}.{field}")

    def _table(self, content: dict[str, Any], struct: type[msgspec.Struct], path: str) -> Iterator[Fault]:
        fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
        meant = set()
        tag = struct.__struct_config__.tag_field
        for key, value in content.items():
            where = f"{path}.{key}" if path else key
            if key == tag:
                continue
            if key in fields:
                yield from self.at(value, fields[key].type, where)
                continue
            near = difflib.get_close_matches(key.casefold(), fields, n=1, cutoff=0.5)
            meant.update(near)
            yield self._unknown(where, near, tuple(fields))
        for key, field in fields.items():
            if field.required and key not in content and key not in meant:
                yield self._missing(f"{path}.{key}" if path else key)

    def _value(self, content: object, kind: object, path: str) -> Iterator[Fault]:
        """One value, or a list of plain ones."""
        if isinstance(content, float) and not math.isfinite(content):
            yield self._wrong(path, content, _named("float"))
            return
        try:
            msgspec.convert(content, kind)
        except msgspec.ValidationError as fault:
            said = str(fault)
            if (placed := _PATH.search(said)) and isinstance(content, list):
                path, content = f"{path}{placed['path']}", content[int(placed["path"].strip("[]").split("]")[0])]
            yield self._wrong(path, content, _expected(said, kind))

    def _wrong(self, path: str, found: object, expected: str) -> Fault:
        return Fault(
            path,
            _("{file}: “{key}” is {found}, but {expected} was expected.").format(
                file=self._written_in(path), key=path, found=_shown(found), expected=expected
            ),
            _("Change that value and try again."),
        )

    def _missing(self, path: str) -> Fault:
        return Fault(
            path,
            _("{file}: the key “{key}” is missing.").format(file=self._written_in(path), key=path),
            _("Add it; {example} shows every key in use.").format(example=self._example),
        )

    def _unknown(self, path: str, near: Sequence[str], known: tuple[str, ...]) -> Fault:
        key = path.rpartition(".")[2]
        hint = _("The keys that can stand there: {keys}.").format(keys=", ".join(known))
        elsewhere = _tables_with(key, self._root)
        if near:
            hint = _("Did you mean “{key}”?").format(key=near[0])
        if elsewhere and key not in near:
            hint = _("“{key}” belongs under [{table}].").format(key=key, table=elsewhere[0])
        return Fault(path, _("{file}: there is no key “{key}”.").format(file=self._written_in(path), key=path), hint)


def _structs(kind: object) -> tuple[type[msgspec.Struct], ...]:
    """The structs that can stand in `kind`, be it bare, optional, in a tuple or one of several."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return (kind,)
    return tuple(struct for part in get_args(kind) for struct in _structs(part))


def _struct(kind: object) -> type[msgspec.Struct] | None:
    """The one struct that stands in `kind`; None where there is none, or a choice."""
    structs = _structs(kind)
    return structs[0] if len(structs) == 1 else None


def _is_list(kind: object) -> bool:
    return getattr(kind, "__origin__", None) is tuple


def _tables_with(key: str, root: object) -> list[str]:
    """The tables of `root` in which `key` can stand."""
    struct = _struct(root)
    tables = {field.encode_name: _struct(field.type) for field in msgspec.structs.fields(struct)} if struct else {}
    return [name for name, table in tables.items() if table is not None and key in table.__struct_encode_fields__]


def _expected(fault: str, kind: object) -> str:
    """What should have stood there, from what msgspec says of it."""
    if pattern := _PATTERN.search(fault):
        return _looking_like(pattern["pattern"])
    if choices := _choices(kind):
        return _("one of {names}").format(names=", ".join(choices))
    if bound := _BOUND.search(fault):
        wish = _("at least {number}") if bound["side"] == ">=" else _("at most {number}")
        return wish.format(number=bound["number"].removesuffix(".0"))
    wanted = _WRONG_TYPE.search(fault)
    return _named(wanted["wanted"]) if wanted else _PATH.sub("", fault)


def _looking_like(pattern: str) -> str:
    if "A-Fa-f" in pattern:
        return _("a colour such as #1F4E5A")
    if "a-z" in pattern:
        return _("a language such as sv")
    return _("a text that is not empty")


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


def _choices(kind: object) -> tuple[str, ...]:
    """What may stand where there are only a few words to choose from; nothing for other values."""
    return tuple(str(choice.value) for choice in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def _shown(found: object) -> str:
    """A value as it is written in TOML, cut short where it is long."""
    text = str(found).lower() if isinstance(found, bool) else repr(found)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"
