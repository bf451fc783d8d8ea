"""A reel template: read from TOML, and laid over a brand so that what follows sees a brand and nothing else.

A template says how a kind of reel differs (intro, colours, signs, end card, post) and what has to be told for it; the
brand says whose it is. See docs/decisions/0018-templates-over-brands.md.
"""

import difflib
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.brand.inheritance import Lineage, is_there
from vidkit.brand.kit import drawn_digest_of
from vidkit.brand.music import music_file
from vidkit.brand.parts import Brand, EndCard, Intro, Kit, Post, Sounds
from vidkit.brand.reading import as_value, read_toml, refuse
from vidkit.brand.scenes.reading import read_scene
from vidkit.brand.scrutiny import POST_FIELDS
from vidkit.brand.scrutiny import faults_of as faults_of_kit
from vidkit.brand.signs.sign import TEXTS, AskedSign
from vidkit.brand.templates.check import faults_of, faults_of_roles
from vidkit.brand.templates.fields import Pairs, answers
from vidkit.brand.templates.national import chosen_contacts
from vidkit.brand.templates.palette import Chosen, Pair, choose
from vidkit.brand.templates.parts import Policy, Template, TemplateFile
from vidkit.brand.templates.words import COUNT, Values, filled, repeated
from vidkit.errors import BrandError, reason
from vidkit.i18n import gettext as _

EXAMPLE = "templates/reels/fakta.toml"

CALM = "lugn"
"""The bed of music that is soft."""

__all__ = ["Dressed", "Template", "dress", "dressed", "load_template", "template_names", "template_places"]


class Dressed(msgspec.Struct, frozen=True, kw_only=True):
    """A brand with a template over it, and the words that a reel gets where it was given none."""

    brand: Brand
    title: str
    summary: str
    shown: str
    """What the intro shows that its words alone do not say."""
    dim: tuple[Pair, ...] = ()
    """Why the template's colours were not taken; empty where they were."""
    values: dict[str, tuple[str, ...]] = {}
    """What was given for each field."""


def load_template(name_or_path: str) -> Template:
    """The template in `templates/reels/<name>.toml`, or in a TOML file by its path.

    Raises `BrandError` when it is not there, or with every key that is wrong.
    """
    places = template_places(name_or_path)
    file = next((place.resolve() for place in places if is_there(place.is_file)), None)
    if file is None:
        near = difflib.get_close_matches(name_or_path.casefold(), template_names(), n=1, cutoff=0.6)
        raise BrandError(
            _("There is no template “{name}”.").format(name=name_or_path),
            _("Did you mean “{key}”?").format(key=near[0])
            if near
            else _("Give the path of a TOML file, or one of: {names}.").format(names=", ".join(template_names())),
        )
    content = as_value(read_toml(file), TemplateFile, file, example=EXAMPLE)
    refuse(faults_of(content, file))
    fields = {field: getattr(content, field) for field in TemplateFile.__struct_fields__}
    return Template(**fields, slug=file.stem, source=str(file))


def template_names() -> tuple[str, ...]:
    """The templates that come with vidkit, by name."""
    return tuple(sorted(file.stem for file in _folder().glob("*.toml")))


def template_places(name_or_path: str) -> tuple[Path, ...]:
    """Where a template of that name or path is looked for, in this order."""
    if not name_or_path:
        return ()
    path = Path(name_or_path)
    if path.suffix != ".toml" and not {"/", "\\"}.intersection(name_or_path):
        return (_folder() / f"{name_or_path}.toml", path.with_name(f"{path.name}.toml"))
    return (path,)


def _folder() -> Path:
    return resources.templates() / "reels"


def dressed(brand: Brand, template: Template, fields: Pairs) -> Brand:
    """`brand` with `template` over it. Raises as `dress` does."""
    return dress(brand, template, fields).brand


def dress(brand: Brand, template: Template, fields: Pairs) -> Dressed:
    """`brand` with `template` over it, and what it says of a reel for which `fields` were given.

    Raises:
        WrongFieldsError: the fields do not answer what the template asks.
        FaultyBrandError: what comes of it cannot be used, such as an intro that does not exist.
    """
    given = answers(template.name, template.fields, fields, template.one_of)
    counts = {f"{key}{COUNT}": (str(len(texts)),) for key, texts in given.items() if texts}
    values: Values = given | counts | {"name": (brand.name,), "organisation": (brand.organisation,)}
    chosen = choose(brand, template.palette)
    kit = _laid_over(brand, template, values, chosen)
    refuse(faults_of_kit(kit, _lineage(brand, template)))
    refuse(faults_of_roles(template, read_scene(kit.intro.variant).scene.roles))
    intro = template.intro
    return Dressed(
        brand=_sealed(brand, kit),
        title=_line(filled(template.title, values)),
        summary=_line(filled(template.summary, values)),
        shown=_line(filled(intro.shown, values)),
        dim=chosen.dim,
        values=given,
    )


def _laid_over(brand: Brand, template: Template, values: Values, chosen: Chosen) -> Kit:
    contacts = chosen_contacts(brand.contacts, template.end_card.contacts)
    signs = tuple(_signs(template, values)) or brand.default_signs
    return msgspec.structs.replace(
        brand,
        palette=chosen.palette,
        mark=chosen.mark,
        intro=_intro(brand.intro, template, values),
        end_card=_end_card(brand, template, values, found=bool(contacts)),
        contacts=contacts or brand.contacts,
        default_signs=signs,
        cover=msgspec.structs.replace(
            brand.cover, layout=_beside(template, template.cover.layout) or brand.cover.layout
        ),
        sounds=_sounds(brand.sounds, template),
        post=_post(brand.post, template, values),
    )


def _beside(template: Template, named: str) -> str:
    """What comes with vidkit, by its name as it is; a TOML file by its whole path."""
    return str(Path(template.source).parent / named) if named.endswith(".toml") else named


def _intro(own: Intro, template: Template, values: Values) -> Intro:
    said = template.intro
    texts = {role: text for role, raw in said.texts.items() if (text := filled(raw, values).strip())}
    return msgspec.structs.replace(
        own,
        variant=_beside(template, said.variant) or own.variant,
        kicker=filled(said.kicker, values).strip() or own.kicker,
        signature=filled(said.signature, values).strip() or own.signature,
        # How long the brand's own scene stands says nothing of another.
        seconds=said.seconds or (None if said.variant else own.seconds),
        texts=own.texts | texts,
    )


def _end_card(brand: Brand, template: Template, values: Values, *, found: bool) -> EndCard:
    own, said = brand.end_card, template.end_card
    # Over contacts that are others than the template thought of, its heading would be misleading.
    heading = filled(said.heading, values).strip() if found or not said.contacts else ""
    return msgspec.structs.replace(
        own,
        variant=_beside(template, said.variant) or own.variant,
        heading=heading or own.heading,
        signature=filled(said.signature, values).strip() or own.signature,
        seconds=said.seconds or own.seconds,
        # The light in the brand's door stays as it is known.
        palette=brand.end_palette,
    )


def _signs(template: Template, values: Values) -> Sequence[AskedSign]:
    """The template's signs, each as often as it has values; those without words are left out."""
    found = []
    for sign in template.signs:
        for turn, texts in enumerate(repeated(sign.texts, values)):
            said = tuple(text for text in texts if text.strip())
            if len(said) >= TEXTS[sign.kind][0] and said[0] == texts[0]:
                found.append(msgspec.structs.replace(sign, texts=said, at=None if turn else sign.at))
    return found


def _sounds(own: Sounds, template: Template) -> Sounds:
    music = own.music
    if template.music.policy is Policy.OFF:
        music = ""
    elif template.music.policy is Policy.SOFT:
        music = own.music or str(music_file(CALM, Path()) or "")
    return msgspec.structs.replace(own, music=music)


def _post(own: Post, template: Template, values: Values) -> Post:
    said = template.post
    tags = dict.fromkeys(tag if tag.startswith("#") else f"#{tag}" for tag in (*own.hashtags, *said.hashtags))
    text = filled(said.text, values, through=POST_FIELDS) if said.text else own.text
    return msgspec.structs.replace(own, text=text, hashtags=tuple(tags))


def _line(text: str) -> str:
    return " ".join(text.split())


def _lineage(brand: Brand, template: Template) -> Lineage:
    """For what is wrong with the whole: it came by the template."""
    return Lineage(files=(Path(template.source), Path(brand.source)), content={}, sources={})


def _sealed(brand: Brand, kit: Kit) -> Brand:
    said = {field: getattr(kit, field) for field in Kit.__struct_fields__}
    whole = hashlib.sha256(brand.digest.encode() + msgspec.json.encode(said, order="deterministic"))
    try:
        drawn = drawn_digest_of(kit, brand.end_mark)
        if kit.sounds.music not in ("", brand.sounds.music):
            whole.update(hashlib.sha256(Path(kit.sounds.music).read_bytes()).digest())
    except OSError as fault:
        raise BrandError(
            _("{file} cannot be read: {reason}.").format(file=fault.filename, reason=reason(fault)),
            _("Check the name and that you may read the file."),
        ) from fault
    return Brand(
        **said,
        slug=brand.slug,
        source=brand.source,
        digest=whole.hexdigest(),
        drawn_digest=drawn,
        own_mark=brand.end_mark,
    )
