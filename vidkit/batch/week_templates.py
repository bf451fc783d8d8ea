"""The templates of a week: whether each reel's fields answer what its template asks, told where they stand.

Reads templates; opens no brand and no clip.
"""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from vidkit.brand.reading import Fault
from vidkit.brand.templates.fields import WrongFieldsError, answers
from vidkit.brand.templates.template import Template, load_template
from vidkit.errors import BrandError, UsageError
from vidkit.i18n import gettext as _
from vidkit.plan.week import Said, as_pairs
from vidkit.plan.week_file import ReadReel, ReadWeek


def suited(said: tuple[Said, Said, Said]) -> tuple[Said, Said, Said]:
    """What is said of a reel: of the reel itself, in the middle, all; of fields said for all only those it can have.

    `said` is what stands under `[defaults]`, in the reel, and on the command line.
    """
    template = _template(said)
    known = template.fields if template else ()
    defaults, own, last = said
    return _only(defaults, known), own, _only(last, known)


def wrong_fields(read: ReadWeek, each_said: Sequence[tuple[Said, Said, Said]]) -> Iterator[Fault]:
    """What is wrong with templates and fields of the week; a template that cannot be read is told elsewhere.

    `each_said` is what is said of each reel, as for `suited`, with whole paths.

    Raises:
        UsageError: a field was given on the command line that no reel's template has.
    """
    known: set[str] = set()
    sure = True
    for reel, said in zip(read.reels, each_said, strict=True):
        try:
            template = _template(said)
        except BrandError:
            sure = False
            continue
        known |= template.fields.keys() if template else set()
        yield from _faults(read, reel, template, suited(said))
    if sure:
        yield from _strange(read, known)
        for said in each_said[:1]:
            _refuse_strange(said[-1], known)


def _template(said: tuple[Said, ...]) -> Template | None:
    named = next((each.wishes.template for each in reversed(said) if "template" in each.keys), "")
    return load_template(named) if named else None


def _only(said: Said, known: Collection[str]) -> Said:
    fields = {key: text for key, text in said.wishes.fields.items() if key in known}
    return Said(msgspec.structs.replace(said.wishes, fields=fields), said.keys)


def _faults(read: ReadWeek, reel: ReadReel, template: Template | None, said: tuple[Said, ...]) -> Iterator[Fault]:
    own = reel.said.wishes.fields if "fields" in reel.said.keys else {}
    if template is None:
        if own:
            why = UsageError(
                _("Fields belong to a template, and the reel has none."),
                _('Write which, for example template = "tips"; “vidkit template list” shows them all.'),
            )
            yield read.fault(f"{reel.where}.fields", why)
        return
    if "fields" in reel.wrong:
        return
    together: dict[str, str | tuple[str, ...]] = {}
    for each in said:
        together |= each.wishes.fields
    try:
        answers(template.name, template.fields, as_pairs(together), template.one_of)
    except WrongFieldsError as wrong:
        for fault in wrong.faults:
            key = f"{reel.where}.fields.{fault.key}"
            if any(told.key == key or told.key.startswith(f"{key}[") for told in read.faults):
                continue
            shared = fault.key in said[0].wishes.fields and fault.key not in own
            where = f"{'defaults' if shared else reel.where}.fields"
            yield read.fault(f"{where}.{fault.key}", UsageError(fault.message, fault.hint))


def _strange(read: ReadWeek, known: set[str]) -> Iterator[Fault]:
    for key in read.defaults.wishes.fields:
        if key not in known:
            why = UsageError(
                _("No reel's template has a field “{key}”.").format(key=key),
                _("“vidkit template show NAME” tells which fields a template has."),
            )
            yield read.fault(f"defaults.fields.{key}", why)


def _refuse_strange(last: Said, known: set[str]) -> None:
    for key in last.wishes.fields:
        if key not in known:
            raise UsageError(
                _("No reel's template has a field “{key}”.").format(key=key),
                _("“vidkit template show NAME” tells which fields a template has."),
            )
