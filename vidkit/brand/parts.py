"""What a brand is made of, as values: the fields say what may stand in its TOML file, and within which bounds.

Only values; nothing is read or drawn here and no picture library is imported.
"""

from typing import Annotated

import msgspec

from vidkit.brand.contrast import BODY_TEXT, is_dark, mix, ratio, readable_on
from vidkit.brand.highlight import Highlight
from vidkit.brand.palette import Colour, Palette
from vidkit.brand.signs.look import Bug, SignColours, Signs, sign_colours
from vidkit.brand.signs.sign import AskedSign
from vidkit.brand.typeface import Typeface
from vidkit.captions.glossary import Glossary

MARK_PX = 512
"""Four times as wide as a mark is ever drawn on a frame of 1080 pixels (112), for frames to come."""

Said = Annotated[str, msgspec.Meta(pattern=r"\S")]
"""Words that are shown: never nothing."""

Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A tag as in BCP 47: `sv`, `en`, `sv-FI`."""


class CaptionStyle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How captions look on the picture, at 1080 pixels of width."""

    style: Highlight = Highlight.PLAIN
    text: Colour = "#FFFFFF"
    box: Colour = "#101820"
    box_opacity: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.92
    size_px: Annotated[int, msgspec.Meta(ge=36, le=132)] = 54
    """Em size: from small print on a phone, as the end card's labels, to as large as the largest title."""
    line_height: Annotated[float, msgspec.Meta(ge=1, le=2)] = 1.22
    """In em: under 1 the lines touch, over 2 they no longer belong together."""
    radius_px: Annotated[int, msgspec.Meta(ge=0, le=132)] = 16
    padding_x_px: Annotated[int, msgspec.Meta(ge=0, le=132)] = 26
    padding_y_px: Annotated[int, msgspec.Meta(ge=0, le=132)] = 14
    """None wider than a letter of the largest size: more would take the words' own room."""
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
    """The sender's own sign as square PNG pictures with transparency, at least `MARK_PX` wide."""

    on_dark: str
    """The variant for dark grounds."""
    on_light: str
    """The variant for light grounds."""

    def on(self, ground: str) -> str:
        """The file of the variant that is drawn on `ground`, wherever a mark stands."""
        return self.on_dark if is_dark(ground) else self.on_light


class Intro(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What opens a reel."""

    seconds: Annotated[float, msgspec.Meta(ge=1.5, le=10)] | None = None
    """As long as the scene is made for unless given. Not under 1.5: the title is whole after about one."""
    crossfade: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.4
    """Seconds of the intro's end that melt into the first clip."""
    kicker: str = ""
    """The small line over the title."""
    signature: str = ""
    """The small line under the title: who sends it."""
    variant: Said = "doorway"
    """What happens: the name of a scene that comes with vidkit, or a TOML file beside the brand's."""
    texts: dict[str, str] = {}
    """Words for the scene's further roles, such as `place`, where the reel gives none of its own."""


class EndCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What closes a reel. Its lines are the brand's contacts that have `on_end_card`."""

    seconds: Annotated[float, msgspec.Meta(ge=1.5, le=10)] = 2.5
    heading: Said
    signature: str = ""
    variant: Said = "doorway"
    """What it stands on: the name of an ending that comes with vidkit, or a TOML file beside the brand's."""
    palette: Palette | None = None
    """Its colours where they are not the brand's, as where a template has changed these."""


class CoverLook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The still picture that stands for a reel."""

    layout: Said = "arch"
    """Where picture and title stand: one of the layouts in `templates/covers`, or a TOML file beside the brand's."""


class Sounds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is heard beside the clips."""

    intro: str = ""
    """Sound file under the intro; empty for silence."""
    gain_db: Annotated[float, msgspec.Meta(ge=-70, le=20)] = 0.0
    """Gain on the intro's sound, from nothing that is heard to ten times as much."""
    music: str = ""
    """What lies under the clips: a bed that comes with vidkit, by name, or a sound file; empty or `off` for nothing."""
    music_under_lu: Annotated[float, msgspec.Meta(ge=15, le=40)] = 20.0
    """How far under the speech the music stays while somebody speaks. WCAG 2.2, 1.4.7, asks for 20 dB: about four times
    softer. Under 15 words begin to be lost to those who hear badly; at 40 there is nothing left to hear."""
    loudness_lufs: Annotated[float, msgspec.Meta(ge=-70, le=0)] = -14.0
    """Integrated loudness of the whole reel: from the gate of ITU-R BS.1770, where sound begins, to full scale."""


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to reach the sender, or help."""

    label: Said
    text: Said
    """As shown: a phone number, an address, a web page."""
    link: str = ""
    """`tel:`, `mailto:` or `https:` target, or empty."""
    on_end_card: bool = True
    in_post: bool = True


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

    extends: str = ""
    """Another brand, by name or path, from which everything comes that is not said here."""
    name: Said
    """What people call the sender."""
    organisation: Said
    """Who answers for what is published."""
    language: Language = "sv"
    palette: Palette
    typeface: Typeface
    mark: Mark
    captions: CaptionStyle = CaptionStyle()
    intro: Intro = Intro()
    end_card: EndCard
    cover: CoverLook = CoverLook()
    signs: Signs = Signs()
    """How signs over the clips look."""
    bug: Bug | None = None
    """The small mark in a corner of the clips; none unless given."""
    default_signs: tuple[AskedSign, ...] = ()
    """Signs that every reel shows where there is room for them, beside those that are asked for."""
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
    """SHA-256 of all that is in force, inherited or not, and of every file that it names, hex."""
    drawn_digest: str
    """SHA-256 of the colours, the typeface and the mark, hex: another post text or loudness draws no card anew."""
    own_mark: Mark | None = None
    """The mark before a template turned the colours round: the end card has the brand's own."""

    @property
    def end_mark(self) -> Mark:
        """The mark for the colours of the end card."""
        return self.own_mark or self.mark

    @property
    def end_palette(self) -> Palette:
        """The colours of the end card."""
        return self.end_card.palette or self.palette

    @property
    def pad_colour(self) -> str:
        """The colour around a picture that does not fill the frame."""
        return self.pad or self.palette.depth

    @property
    def sign_colours(self) -> SignColours:
        """What signs over the clips are painted with."""
        return sign_colours(self.signs, self.palette)

    @property
    def word_colours(self) -> tuple[str, str]:
        """Of the word that is being said: its plate, and its letters."""
        return word_colours(self)


def word_colours(kit: Kit) -> tuple[str, str]:
    """A brand's plate behind the word that is being said, and its letters.

    Light where the other words are dark, or the other way round: told apart by more than hue.
    """
    captions, palette = kit.captions, kit.palette
    # The caption's own colour has been found to stand out from the box: with it the two are simply turned round.
    wishes = (palette.accent, palette.shine, captions.text)
    seen = (wish for wish in wishes if all(ratio(wish, ground) >= BODY_TEXT for ground in captions.grounds))
    plate = captions.word_plate or next(seen, captions.text)
    return plate, captions.word_text or readable_on(plate, captions.box, palette.ink)
