"""What a template asks of a reel, and whether what was given answers it: every fault at once, in the field's own words.

Knows nothing of where it was given, on the command line or in a week file.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import msgspec

from vidkit.brand.parts import Said
from vidkit.brand.reading import LONGEST_SHOWN, Fault, FaultyBrandError
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext

Pairs = Iterable[tuple[str, str]]
"""Fields as they were given: key and text; a key stands several times where it has several values."""


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that has to be said for a reel of a template."""

    label: Said
    """What people call it, such as `Ryktet`."""
    help: Said
    """What to write there, in a sentence."""
    example: str | tuple[str, ...]
    """Plain texts, looked at in `check`: of a choice of texts with a pattern msgspec 0.22 spoils memory."""
    required: bool = True
    longest: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 200
    """Characters of one value."""
    most: Annotated[int, msgspec.Meta(ge=1, le=12)] = 1
    """How many values it can have."""

    @property
    def examples(self) -> tuple[str, ...]:
        """The example as values."""
        return (self.example,) if isinstance(self.example, str) else self.example


class WrongFieldsError(UsageError):
    """Everything that is wrong with the fields that were given, at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        told = FaultyBrandError(faults)
        super().__init__(told.message, told.hint)


def answers(
    template: str, fields: Mapping[str, Field], pairs: Pairs, one_of: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """From each field's key to its values; an empty text counts as none. Of those in `one_of` one has to have some.

    Raises:
        WrongFieldsError: one that is needed is missing, one is not known, too long, or given too often.
    """
    given: dict[str, list[str]] = {}
    for key, text in pairs:
        given.setdefault(key, []).append(text.strip())
    values = {key: tuple(text for text in given.get(key, ()) if text) for key in fields}
    faults = [
        *(_unknown(template, fields, key) for key in given if key not in fields),
        *(fault for key, field in fields.items() if (fault := _wrong(template, key, field, values[key]))),
    ]
    if one_of and not any(values[key] for key in one_of):
        faults.append(_none_of(template, {key: fields[key] for key in one_of}))
    if faults:
        raise WrongFieldsError(tuple(faults))
    return values


def on_the_command_line(key: str, text: str) -> str:
    """How a field is given there: in quotes, and a quote in it as the shells take it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'--field {key}="{escaped}"'


def _wrong(template: str, key: str, field: Field, values: tuple[str, ...]) -> Fault | None:
    if field.required and not values:
        return Fault(
            key,
            _("The template “{template}” needs “{label}”.").format(template=template, label=field.label),
            _way(key, field),
        )
    if len(values) > field.most:
        message = ngettext(
            "“{label}” can have {most} value only, and {count} were given.",
            "“{label}” can have {most} values at most, and {count} were given.",
            field.most,
        )
        return Fault(
            key, message.format(label=field.label, most=field.most, count=len(values)), _("Leave some of them out.")
        )
    long = next((text for text in values if len(text) > field.longest), None)
    if long is not None:
        shown = long if len(long) <= LONGEST_SHOWN else f"{long[:LONGEST_SHOWN]} …"
        return Fault(
            key,
            _("“{label}” is {count} characters long: “{text}”.").format(
                label=field.label, count=len(long), text=" ".join(shown.split())
            ),
            _("Shorten it to {most} characters.").format(most=field.longest),
        )
    return None


def _none_of(template: str, fields: Mapping[str, Field]) -> Fault:
    key, field = next(iter(fields.items()))
    return Fault(
        key,
        _("The template “{template}” needs at least one of {labels}.").format(
            template=template, labels=", ".join(f"“{field.label}”" for field in fields.values())
        ),
        _way(key, field),
    )


def _way(key: str, field: Field) -> str:
    return _("Write {option}, or in a week file: fields = {{ {key} = {example} }}.").format(
        option=on_the_command_line(key, field.examples[0]), key=key, example=in_toml(field)
    )


def in_toml(field: Field) -> str:
    """A field's example as it is written in a week file."""
    quoted = [msgspec.json.encode(text).decode() for text in field.examples]
    return quoted[0] if field.most == 1 else f"[{', '.join(quoted)}]"


def _unknown(template: str, fields: Mapping[str, Field], key: str) -> Fault:
    near = _meant(fields, key)
    known = ", ".join(f"{name} ({field.label})" for name, field in fields.items())
    return Fault(
        key,
        _("The template “{template}” has no field “{key}”.").format(template=template, key=key),
        _("Did you mean “{key}”?").format(key=near) if near else _("It has these: {names}.").format(names=known),
    )


def _meant(fields: Mapping[str, Field], key: str) -> str:
    """The key that `key` is a slip of, or that bears it as its label."""
    names = {name: name for name in fields} | {field.label.casefold(): name for name, field in fields.items()}
    near = difflib.get_close_matches(key.casefold(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else ""
