"""The brand kit: colours, typeface, mark, words and manners of a sender, read from TOML with all that it inherits.

Only reading; nothing is drawn here and no picture library is imported. What there is to read stands in `parts`.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.brand.ending import ending_places
from vidkit.brand.highlight import Highlight
from vidkit.brand.inheritance import KIT_FILE, Lineage, brand_names, is_there, lineage_of
from vidkit.brand.library import SUFFIX
from vidkit.brand.music import OFF, bed_names, music_file
from vidkit.brand.parts import Brand, CaptionStyle, CoverLook, Kit, Mark, Post
from vidkit.brand.reading import Fault, as_value, refuse
from vidkit.brand.scenes.reading import scene_places
from vidkit.brand.scrutiny import faults_of
from vidkit.errors import BrandError, reason
from vidkit.i18n import gettext as _

__all__ = ["Brand", "CaptionStyle", "Highlight", "Kit", "Post", "brand_names", "brand_of", "load_brand"]


def load_brand(name_or_path: str) -> Brand:
    """The brand in `templates/brands/<name>.toml`, or in a TOML file by its path.

    Files that a TOML names are looked for beside it, then in vidkit's own `assets/`. Raises `BrandError` with
    the file and every key that is wrong, `MissingError` when a font package is not installed.
    """
    return brand_of(lineage_of(name_or_path))


def brand_of(lineage: Lineage) -> Brand:
    """The brand that a lineage adds up to. Raises as `load_brand` does."""
    kit = as_value(lineage.content, Kit, lineage.files[0], lineage.written_in)
    found, faults = _with_files(kit, lineage)
    refuse([*faults, *faults_of(found, lineage)])
    fields = {field: getattr(found, field) for field in Kit.__struct_fields__}
    file = lineage.files[0]
    slug = file.parent.name if file.name == KIT_FILE else file.stem
    try:
        digest, drawn_digest = _digest(found, lineage), drawn_digest_of(found)
    except OSError as fault:
        raise BrandError(
            _("{file} cannot be read: {reason}.").format(file=fault.filename, reason=reason(fault)),
            _("Check the name and that you may read the file."),
        ) from fault
    return Brand(**fields, slug=slug, source=str(file), digest=digest, drawn_digest=drawn_digest)


def _with_files(kit: Kit, lineage: Lineage) -> tuple[Kit, list[Fault]]:
    """`kit` with the paths that it names made absolute, and what is wrong with those that lead nowhere."""
    faults: list[Fault] = []

    def found(key: str, named: str) -> str:
        file = lineage.written_in(key)
        for folder in (file.parent, resources.assets()):
            if named and is_there((folder / named).is_file):
                return str((folder / named).resolve())
        if named:
            faults.append(
                Fault(
                    key,
                    _("{file}: “{key}” names {named}, which is not there.").format(file=file, key=key, named=named),
                    _("Put the file beside the TOML, or correct the name."),
                )
            )
        return ""

    typeface, mark = kit.typeface, kit.mark
    if not typeface.package and not typeface.regular:
        faults.append(
            Fault(
                "typeface",
                _("{file}: “typeface” names no font.").format(file=lineage.written_in("typeface")),
                _("Give “package”, or “regular” and “bold” with font files beside the TOML."),
            )
        )
    with_files = msgspec.structs.replace(
        kit,
        typeface=msgspec.structs.replace(
            typeface,
            regular=found("typeface.regular", typeface.regular),
            bold=found("typeface.bold", typeface.bold),
        ),
        mark=Mark(on_dark=found("mark.on_dark", mark.on_dark), on_light=found("mark.on_light", mark.on_light)),
        intro=msgspec.structs.replace(kit.intro, variant=_file_or_name("intro.variant", kit.intro.variant, found)),
        end_card=msgspec.structs.replace(
            kit.end_card, variant=_file_or_name("end_card.variant", kit.end_card.variant, found)
        ),
        cover=CoverLook(layout=_layout(kit.cover.layout, found)),
        sounds=msgspec.structs.replace(
            kit.sounds, intro=found("sounds.intro", kit.sounds.intro), music=_music(kit, lineage, faults)
        ),
    )
    return with_files, faults


def _file_or_name(key: str, named: str, found: Callable[[str, str], str]) -> str:
    """What comes with vidkit, by its name as it is; a TOML file by its whole path."""
    return found(key, named) if named.endswith(".toml") else named


def _layout(named: str, found: Callable[[str, str], str]) -> str:
    """The cover's layout: by name as it is, a file by its whole path."""
    return found("cover.layout", named) if named.endswith(SUFFIX) else named


def _music(kit: Kit, lineage: Lineage, faults: list[Fault]) -> str:
    """The file of the brand's music, by its whole path; empty for none."""
    named = kit.sounds.music
    if named in ("", OFF):
        return ""
    file = lineage.written_in("sounds.music")
    found = music_file(named, file.parent)
    if found is None:
        message = _("{file}: “{key}” names {named}, which is not there.")
        hint = _("Put the file beside the TOML, or name one that comes with vidkit: {names}.")
        faults.append(
            Fault(
                "sounds.music",
                message.format(file=file, key="sounds.music", named=named),
                hint.format(names=", ".join(bed_names())),
            )
        )
    return str(found or "")


def drawn_digest_of(kit: Kit, own_mark: Mark | None = None) -> str:
    """SHA-256 of what cards are drawn with, hex. Raises OSError where a file cannot be read any more.

    `own_mark` is the mark on the end card, where it is another than on the other cards.
    """
    palettes = (kit.palette, kit.end_card.palette or kit.palette)
    drawn = hashlib.sha256(msgspec.json.encode(palettes, order="deterministic"))
    marks = [kit.mark, *([own_mark] if own_mark and own_mark != kit.mark else [])]
    pictures = [Path(path) for mark in marks for path in (mark.on_dark, mark.on_light)]
    for path in (kit.typeface.file(), kit.typeface.file(bold=True), *pictures):
        drawn.update(hashlib.sha256(path.read_bytes()).digest())
    return drawn.hexdigest()


def _digest(kit: Kit, lineage: Lineage) -> str:
    # Whether a value is inherited or written again changes nothing of what is made with it.
    said = {key: value for key, value in lineage.content.items() if key != "extends"}
    whole = hashlib.sha256(msgspec.json.encode(said, order="deterministic"))
    named = (
        kit.typeface.file(),
        kit.typeface.file(bold=True),
        *scene_places(kit.intro.variant, Path()),
        *ending_places(kit.end_card.variant, Path()),
        *(Path(path) for path in (kit.mark.on_dark, kit.mark.on_light, kit.sounds.intro, kit.sounds.music) if path),
    )
    for path in named:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
