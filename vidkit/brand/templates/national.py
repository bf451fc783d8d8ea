"""Sweden's national numbers and pages, and the contacts that a template asks for by them.

Pure but for reading the list.
"""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache

import msgspec

from vidkit import resources
from vidkit.brand.parts import Contact, Said
from vidkit.brand.reading import as_value, read_toml

OWN = "own"
"""Among the contacts of a template: those of the brand that are not national."""


class NationalContact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number or page that is the same for the whole country."""

    label: Said
    text: Said
    link: Said
    source: Said
    """The page that says what it is for."""
    read: dt.date
    """When that page was read."""


class _Contacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    contacts: tuple[NationalContact, ...]


@cache
def national_contacts() -> tuple[NationalContact, ...]:
    """All there are. Raises `BrandError` when the list cannot be read."""
    file = resources.templates() / "national-contacts.toml"
    return as_value(read_toml(file), _Contacts, file).contacts


def known_contacts() -> tuple[str, ...]:
    """What a template can ask for."""
    return (*(number.text for number in national_contacts()), OWN)


def chosen_contacts(own: Sequence[Contact], asked: Sequence[str]) -> tuple[Contact, ...]:
    """The contacts that were asked for, in that order, for end card and post; the others stay on the page only.

    Never more of them than the brand itself has on its end card, where they had room, unless so many national numbers
    were asked for. A number that the brand has words of its own for keeps them. Nothing where it comes to none: a brand
    may have no contacts but national ones.
    """
    national = {_bare(number.text) for number in national_contacts()}
    shown = [contact for contact in own if contact.on_end_card]
    found: list[Contact] = []
    for name in asked:
        if name == OWN:
            found += (contact for contact in shown if _bare(contact.text) not in national)
        else:
            found.append(_number(own, name))
    if not found:
        return ()
    most = max(len(shown), sum(name != OWN for name in asked))
    chosen = found[:most]
    rest = [contact for contact in own if contact not in chosen]
    on, off = ({"on_end_card": seen, "in_post": seen} for seen in (True, False))
    return tuple(
        msgspec.structs.replace(contact, **flags)
        for contacts, flags in ((chosen, on), (rest, off))
        for contact in contacts
    )


def _number(own: Sequence[Contact], text: str) -> Contact:
    for contact in own:
        if _bare(contact.text) == _bare(text):
            return contact
    number = next(each for each in national_contacts() if each.text == text)
    return Contact(label=number.label, text=number.text, link=number.link)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
