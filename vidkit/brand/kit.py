"""The brand kit: colours, typeface, mark, words and manners of a sender, read from TOML.

Only values and their reading; nothing is drawn here and no picture library is imported.
"""

import hashlib
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import msgspec

from vidkit import resources
from vidkit.brand.contrast import BODY_TEXT, CAPTION_TEXT, mix, ratio, readable_on
from vidkit.brand.palette import Colour, Palette
from vidkit.brand.reading import as_value, read_toml
from vidkit.brand.typeface import Typeface
from vidkit.captions.glossary import Glossary
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _
from vidkit.i18n import number


class Highlight(Enum):
    """What of a caption stands out while it is shown."""

    PLAIN = "plain"
    """Nothing."""
    WORD = "word"
    """The word that is being said, on a plate of its own."""


class CaptionStyle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How captions look on the picture, at 1080 pixels of width."""

    style: Highlight = Highlight.PLAIN
    text: Colour = "#FFFFFF"
    box: Colour = "#101820"
    box_opacity: float = 0.92
    size_px: int = 54
    """Em size."""
    line_height: float = 1.22
    """In em."""
    radius_px: int = 16
    padding_x_px: int = 26
    padding_y_px: int = 14
    word_plate: Colour | None = None
    """Behind the word that is being said; the palette's accent where it can be told from the box, unless given."""
    word_text: Colour | None = None
    """The word on its plate; the colour of the box unless given."""

    @property
    def grounds(self) -> tuple[str, str]:
        """The box where what shines through it is as light, and as dark, as can be."""
        light, dark = (mix(self.box, picture, 1 - self.box_opacity) for picture in ("#FFFFFF", "#000000"))
        return light, dark


class Mark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sender's own sign as square PNG pictures with transparency, at least 512 pixels wide."""

    on_dark: str
    """The variant for dark grounds."""
    on_light: str
    """The variant for light grounds."""


class Intro(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What opens a reel."""

    seconds: Annotated[float, msgspec.Meta(ge=1.5, le=10)] = 2.0
    """Not under 1.5: the title is whole after about one."""
    crossfade: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.4
    """Seconds of the intro's end that melt into the first clip."""
    kicker: str = ""
    """The small line over the title."""
    signature: str = ""
    """The small line under the title: who sends it."""
    variant: str = "doorway"


class EndCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What closes a reel. Its lines are the brand's contacts that have `on_end_card`."""

    seconds: Annotated[float, msgspec.Meta(ge=1.5, le=10)] = 2.5
    heading: str
    signature: str = ""


class Sounds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is heard beside the clips."""

    intro: str = ""
    """Sound file under the intro; empty for silence."""
    gain_db: float = 0.0
    """Gain on the intro's sound."""
    loudness_lufs: float = -14.0
    """Integrated loudness of the whole reel."""


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to reach the sender, or help."""

    label: str
    text: str
    """As shown: a phone number, an address, a web page."""
    link: str = ""
    """`tel:`, `mailto:` or `https:` target, or empty."""
    on_end_card: bool = True


class Post(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text that goes with a reel when it is published."""

    text: str
    """With `{title}`, `{summary}` and `{contact}` where they go."""
    hashtags: tuple[str, ...] = ()


class Web(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the transcript page says of its sender."""

    home: str = ""
    """The sender's own page, `https:`."""
    fault_text: str = ""
    """The sentence about reporting a fault in accessibility."""
    fault_link: str = ""
    """Where such a fault is reported, `https:` or `mailto:`."""


class Kit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A brand's TOML file, word for word."""

    name: str
    """What people call the sender."""
    organisation: str
    """Who answers for what is published."""
    language: str = "sv"
    palette: Palette
    typeface: Typeface
    mark: Mark
    captions: CaptionStyle = CaptionStyle()
    intro: Intro = Intro()
    end_card: EndCard
    pad: Colour | None = None
    """Around a picture that does not fill the frame; the palette's depth unless given."""
    sounds: Sounds = Sounds()
    glossary: Glossary = Glossary()
    contacts: tuple[Contact, ...] = ()
    post: Post
    web: Web = Web()


class Brand(Kit, frozen=True, kw_only=True):
    """A brand ready for use: the kit with every file found, under a digest of all that it is made of."""

    slug: str
    """The TOML's name without its ending."""
    source: str
    """Absolute path of the TOML."""
    digest: str
    """SHA-256 of the TOML's content and of every file it names, hex."""
    drawn_digest: str
    """SHA-256 of the colours, the typeface and the mark, hex: another post text or loudness draws no card anew."""

    @property
    def pad_colour(self) -> str:
        """The colour around a picture that does not fill the frame."""
        return self.pad or self.palette.depth

    @property
    def word_colours(self) -> tuple[str, str]:
        """Of the word that is being said: its plate, and its letters."""
        return _word_colours(self)


def load_brand(name_or_path: str) -> Brand:
    """The brand in `templates/brands/<name>.toml`, or in a TOML file by its path.

    Files that the TOML names are looked for beside it, then in vidkit's own `assets/`. Raises `BrandError` with
    the file and the key when something is wrong, `MissingError` when a font package is not installed.
    """
    file = _find(name_or_path)
    content = read_toml(file)
    kit = as_value(content, Kit, file)
    _refuse_unreadable(kit, file)
    found = _with_files(kit, file)
    fields = {field: getattr(found, field) for field in Kit.__struct_fields__}
    return Brand(**fields, slug=file.stem, source=str(file), digest=_digest(content, found), drawn_digest=_drawn(found))


def brand_names() -> tuple[str, ...]:
    """The brands that come with vidkit, by name."""
    return tuple(sorted(file.stem for file in (resources.templates() / "brands").glob("*.toml")))


def _find(name_or_path: str) -> Path:
    by_path = Path(name_or_path)
    if by_path.suffix == ".toml" or len(by_path.parts) > 1:
        file = by_path / "brand.toml" if by_path.is_dir() else by_path
    else:
        file = resources.templates() / "brands" / f"{name_or_path}.toml"
    if file.is_file():
        return file.resolve()
    raise BrandError(
        _("There is no brand “{name}”.").format(name=name_or_path),
        _("Give the path of a TOML file, or one of: {names}.").format(names=", ".join(brand_names())),
    )


def _with_files(kit: Kit, file: Path) -> Kit:
    """`kit` with the paths that it names made absolute."""

    def found(key: str, named: str) -> str:
        for folder in (file.parent, resources.assets()):
            if named and (folder / named).is_file():
                return str((folder / named).resolve())
        if not named:
            return ""
        raise BrandError(
            _("{file}: “{key}” names {named}, which is not there.").format(file=file, key=key, named=named),
            _("Put the file beside the TOML, or correct the name."),
        )

    typeface = kit.typeface
    if not typeface.package and not typeface.regular:
        raise BrandError(
            _("{file}: “typeface” names no font.").format(file=file),
            _("Give “package”, or “regular” and “bold” with font files beside the TOML."),
        )
    return msgspec.structs.replace(
        kit,
        typeface=msgspec.structs.replace(
            typeface,
            regular=found("typeface.regular", typeface.regular),
            bold=found("typeface.bold", typeface.bold),
        ),
        mark=Mark(on_dark=found("mark.on_dark", kit.mark.on_dark), on_light=found("mark.on_light", kit.mark.on_light)),
        sounds=msgspec.structs.replace(kit.sounds, intro=found("sounds.intro", kit.sounds.intro)),
    )


def _refuse_unreadable(kit: Kit, file: Path) -> None:
    """Text that too few could read is refused here, where the colours are written, not after an hour's work."""
    palette, captions = kit.palette, kit.captions
    plate, word = _word_colours(kit)
    pairs = (
        ("palette.ink", palette.ink, "palette.paper", palette.paper, BODY_TEXT),
        ("palette.muted", palette.quiet, "palette.paper", palette.paper, BODY_TEXT),
        *(("captions.text", captions.text, "captions.box", ground, CAPTION_TEXT) for ground in captions.grounds),
        *(("captions.word_plate", plate, "captions.box", ground, BODY_TEXT) for ground in captions.grounds),
        ("captions.word_text", word, "captions.word_plate", plate, BODY_TEXT),
    )
    for text_key, text, ground_key, ground, least in pairs:
        if ratio(text, ground) < least:
            raise BrandError(
                _(
                    "{file}: “{text}” on “{ground}” has a contrast of {found}:1, but {least}:1 is needed to read it."
                ).format(
                    file=file,
                    text=text_key,
                    ground=ground_key,
                    found=number(ratio(text, ground), 1),
                    least=number(least, 1),
                ),
                _("Make one of the two colours lighter or the other darker, or the box less transparent."),
            )


def _word_colours(kit: Kit) -> tuple[str, str]:
    """Light where the other words are dark, or the other way round: told apart by more than hue."""
    captions, palette = kit.captions, kit.palette
    # The caption's own colour has been found to stand out from the box: with it the two are simply turned round.
    wishes = (palette.accent, palette.shine, captions.text)
    seen = (wish for wish in wishes if all(ratio(wish, ground) >= BODY_TEXT for ground in captions.grounds))
    plate = captions.word_plate or next(seen, captions.text)
    return plate, captions.word_text or readable_on(plate, captions.box, palette.ink)


def _drawn(kit: Kit) -> str:
    drawn = hashlib.sha256(msgspec.json.encode(kit.palette, order="deterministic"))
    for path in (kit.typeface.file(), kit.typeface.file(bold=True), kit.mark.on_dark, kit.mark.on_light):
        drawn.update(hashlib.sha256(Path(path).read_bytes()).digest())
    return drawn.hexdigest()


def _digest(content: dict[str, Any], kit: Kit) -> str:
    whole = hashlib.sha256(msgspec.json.encode(content, order="deterministic"))
    named = (
        kit.typeface.file(),
        kit.typeface.file(bold=True),
        *(Path(path) for path in (kit.mark.on_dark, kit.mark.on_light, kit.sounds.intro) if path),
    )
    for path in named:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
