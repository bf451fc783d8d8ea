"""A reel's brand with the reel's template over it, and the brief with the words that the template gives."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.templates.fields import answers
from vidkit.brand.templates.template import Dressed, Template, dress, load_template, template_names
from vidkit.errors import BrandError, UsageError
from vidkit.events import Listener, Noted
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan.brief import Brief, reel_name


class Costume(msgspec.Struct, frozen=True, kw_only=True):
    """What a reel is made with."""

    brief: Brief
    brand: Brand
    labels: tuple[tuple[str, str], ...] = ()
    """The texts that were given for the template's fields, each with the field's label."""


def costumed(brief: Brief, listener: Listener) -> Costume:
    """The brand and the brief as the template makes them; as they are without one.

    Raises:
        BrandError: the brand or the template cannot be used.
        UsageError: the fields do not answer what the template asks.
    """
    template = template_of(brief)
    brand = load_brand(brief.brand)
    if template is None:
        return Costume(brief=brief, brand=brand)
    given = dress(brand, template, brief.fields)
    if given.dim:
        listener(Noted(_in_words(template, given)))
    labels = ((text, template.fields[key].label) for key, texts in given.values.items() for text in texts)
    return Costume(brief=_worded(brief, given), brand=given.brand, labels=tuple(labels))


def template_of(brief: Brief) -> Template | None:
    """The template that was asked for, once it is sure that the fields answer what it asks; None where there is none.

    Raises as `costumed` does; opens no brand.
    """
    if not brief.template:
        if brief.fields:
            raise UsageError(
                _("The field “{key}” belongs to a template, and none was chosen.").format(key=brief.fields[0][0]),
                _("Choose one with --template: {names}.").format(names=", ".join(template_names())),
            )
        return None
    template = load_template(brief.template)
    answers(template.name, template.fields, brief.fields, template.one_of)
    return template


@contextmanager
def field_named(costume: Costume) -> Iterator[None]:
    """What is wrong with a text is said with the label of the field in which it was given."""
    try:
        yield
    except BrandError as fault:
        for text, label in costume.labels:
            if " ".join(text.split()) in fault.message:
                message = _("{label}: {message}").format(label=label, message=fault.message)
                raise BrandError(message, fault.hint) from fault
        raise


def _worded(brief: Brief, given: Dressed) -> Brief:
    """The brief with the template's words where it has none of its own. Its folder keeps the name it had without."""
    shown = [brief.shown] if brief.shown else []
    if given.shown and brief.intro:
        shown.insert(0, f"0:00 {given.shown}")
    return msgspec.structs.replace(
        brief,
        name=reel_name(brief),
        title=brief.title if brief.title.strip() else given.title,
        summary=brief.summary if brief.summary.strip() else given.summary,
        shown="\n".join(shown),
    )


def _in_words(template: Template, given: Dressed) -> str:
    pair = min(given.dim, key=lambda pair: pair.ratio / pair.least)
    return _(
        "The colours of “{template}” are not used: {seen} on {ground} would have a contrast of {found}:1 with this "
        "brand, and {least}:1 is needed."
    ).format(
        template=template.name,
        seen=pair.seen,
        ground=pair.ground,
        found=number(pair.ratio, 1),
        least=number(pair.least, 1),
    )
