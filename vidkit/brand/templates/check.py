"""What is wrong in a template's file beside its form: gaps that nothing fills, roles and numbers that there are not."""

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from vidkit.brand.reading import Fault
from vidkit.brand.scrutiny import POST_FIELDS
from vidkit.brand.signs.sign import sense_of
from vidkit.brand.templates.fields import Field
from vidkit.brand.templates.national import known_contacts
from vidkit.brand.templates.palette import ROLES
from vidkit.brand.templates.parts import SENDER, Template, TemplateFile
from vidkit.brand.templates.words import COUNT, NUMBER, gaps
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _

KEY = re.compile(r"[a-z][a-z0-9_-]*")
"""What a field may be called: as TOML and every shell take it without quotes."""

RESERVED = (*SENDER, *POST_FIELDS, NUMBER)

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_HASHTAG = re.compile(r"#?\w+")


def faults_of(template: TemplateFile, file: Path) -> list[Fault]:
    """Everything that is wrong in `template`, which was read from `file`."""
    return [
        *_fields(template, file),
        *_one_of(template, file),
        *_texts(template, file),
        *_colours(template, file),
        *_contacts(template, file),
        *_signs(template, file),
        *_hashtags(template, file),
    ]


def faults_of_roles(template: Template, roles: Sequence[str]) -> list[Fault]:
    """Words for which the intro has no place."""
    file = Path(template.source)
    return [
        _not_one(f"intro.texts.{role}", role, _("a text of the intro"), roles, file)
        for role in template.intro.texts
        if role not in roles
    ]


def texts_of(template: TemplateFile) -> Iterator[tuple[str, str]]:
    """Every text in which a gap can be, with its key."""
    yield from (("title", template.title), ("summary", template.summary))
    intro, end = template.intro, template.end_card
    yield from (("intro.kicker", intro.kicker), ("intro.signature", intro.signature), ("intro.shown", intro.shown))
    yield from ((f"intro.texts.{role}", text) for role, text in intro.texts.items())
    yield from (("end_card.heading", end.heading), ("end_card.signature", end.signature))
    for index, sign in enumerate(template.signs):
        yield from ((f"signs[{index}].texts[{place}]", text) for place, text in enumerate(sign.texts))
    yield "post.text", template.post.text


def _fields(template: TemplateFile, file: Path) -> Iterator[Fault]:
    for key, field in template.fields.items():
        if not KEY.fullmatch(key):
            yield Fault(
                f"fields.{key}",
                _("{file}: a field cannot be called “{key}”.").format(file=file, key=key),
                _("Use small letters from a to z, figures and underscores, and begin with a letter."),
            )
        elif key in RESERVED:
            yield Fault(
                f"fields.{key}",
                _("{file}: a field cannot be called “{key}”.").format(file=file, key=key),
                _("These words have a meaning already: {names}.").format(names=", ".join(RESERVED)),
            )
        yield from _example(key, field, file)


def _one_of(template: TemplateFile, file: Path) -> Iterator[Fault]:
    for index, key in enumerate(template.one_of):
        if key not in template.fields:
            expected = _("one of the template's fields")
            yield _not_one(f"one_of[{index}]", key, expected, tuple(template.fields), file)


def _example(key: str, field: Field, file: Path) -> Iterator[Fault]:
    examples = field.examples
    if not 0 < len(examples) <= field.most or not all(0 < len(text.strip()) <= field.longest for text in examples):
        yield Fault(
            f"fields.{key}.example",
            _("{file}: the example of “{key}” is none that could be given.").format(file=file, key=key),
            _("Write one to {most} texts of at most {longest} characters.").format(
                most=field.most, longest=field.longest
            ),
        )


def _texts(template: TemplateFile, file: Path) -> Iterator[Fault]:
    for key, text in texts_of(template):
        counts = (f"{name}{COUNT}" for name, field in template.fields.items() if field.most > 1)
        known = [*template.fields, *counts, *SENDER, *(POST_FIELDS if key == "post.text" else ())]
        try:
            found = gaps(text)
        except ValueError:
            message = _("{file}: “{key}” has a brace without its fellow.").format(file=file, key=key)
            yield Fault(key, message, _("Write {{ and }} for braces that are to be seen."))
            continue
        several = any(template.fields[gap.name].most > 1 for gap in found if gap.name in template.fields)
        for gap in found:
            if gap.plain and (gap.name in known or (gap.name == NUMBER and (several or key.startswith("signs[")))):
                continue
            near = difflib.get_close_matches(gap.name, known, n=1, cutoff=0.6)
            yield Fault(
                key,
                _("{file}: “{key}” asks for {field}, which does not exist.").format(
                    file=file, key=key, field=gap.written
                ),
                _("Did you mean “{key}”?").format(key="{" + near[0] + "}")
                if near
                else _("These can stand there: {names}.").format(names=", ".join("{" + name + "}" for name in known)),
            )


def _colours(template: TemplateFile, file: Path) -> Iterator[Fault]:
    for index, colours in enumerate(template.palette):
        for role, wish in colours.wishes.items():
            if wish not in ROLES and not _COLOUR.fullmatch(wish):
                expected = _("a role of the palette or a colour such as #1F4E5A")
                yield _not_one(f"palette[{index}].{role}", wish, expected, tuple(ROLES), file)


def _contacts(template: TemplateFile, file: Path) -> Iterator[Fault]:
    known = known_contacts()
    for index, name in enumerate(template.end_card.contacts):
        if name not in known:
            expected = _("one of {names}").format(names=", ".join(known))
            yield _not_one(f"end_card.contacts[{index}]", name, expected, known, file)


def _signs(template: TemplateFile, file: Path) -> Iterator[Fault]:
    for index, sign in enumerate(template.signs):
        try:
            sense_of(sign)
        except UsageError as fault:
            yield Fault(f"signs[{index}].texts", f"{file}: {fault.message}", fault.hint)


def _hashtags(template: TemplateFile, file: Path) -> Iterator[Fault]:
    for index, tag in enumerate(template.post.hashtags):
        if not _HASHTAG.fullmatch(tag):
            key = f"post.hashtags[{index}]"
            yield Fault(
                key,
                _("{file}: “{key}” is {found}, which is no hashtag.").format(file=file, key=key, found=repr(tag)),
                _("Write letters, figures and underscores only, without spaces."),
            )


def _not_one(key: str, found: str, expected: str, known: Sequence[str], file: Path) -> Fault:
    near = difflib.get_close_matches(found.casefold(), known, n=1, cutoff=0.5)
    return Fault(
        key,
        _("{file}: “{key}” is {found}, but {expected} was expected.").format(
            file=file, key=key, found=repr(found), expected=expected
        ),
        _("Did you mean “{key}”?").format(key=near[0])
        if near
        else _("These can stand there: {names}.").format(names=", ".join(known)),
    )
