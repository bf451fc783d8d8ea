"""How signs and the small mark look in a brand: sizes, and colours by role with defaults that fit any palette."""

from enum import Enum
from typing import Annotated

import msgspec

from vidkit.brand.contrast import CAPTION_TEXT, mix, ratio, readable_on
from vidkit.brand.palette import Colour, Palette

STEPS = 20
"""From a colour to black or white, where a shade is sought that bears text."""


class Signs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How signs over the clips look, at 1080 pixels of short side.

    Each text stands on a plate of its own with 7:1 between them, since anything may be behind the sign.
    """

    size_px: Annotated[int, msgspec.Meta(ge=44, le=84)] = 58
    """Em size of a name; everything else on a sign is in proportion. Below 44 the smallest line would be under the
    small print of the cards, above 84 a name of 20 letters would not fit beside the buttons."""
    radius_px: Annotated[int, msgspec.Meta(ge=0, le=40)] = 10
    edge_px: Annotated[int, msgspec.Meta(ge=0, le=40)] = 14
    """Width of the bar in the accent colour along the left edge."""
    plate: Colour | None = None
    """Under what matters most; the palette's primary, deepened until text can be read on it, unless given."""
    text: Colour | None = None
    """On `plate`; paper or ink unless given."""
    light_plate: Colour | None = None
    """Under what comes second; the palette's paper unless given."""
    light_text: Colour | None = None
    """On `light_plate`; ink unless given."""
    accent: Colour | None = None
    """The bar, a step's number, a telephone number; the palette's accent unless given."""
    accent_text: Colour | None = None
    """On `accent`; ink, deep or paper unless given."""


class Corner(Enum):
    """Where the small mark stands. Both at the top: captions and signs come from below."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"


class Bug(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sender's mark, small in a corner of the free area over the clips, at 1080 pixels of short side."""

    corner: Corner = Corner.TOP_RIGHT
    size_px: Annotated[int, msgspec.Meta(ge=40, le=160)] = 84
    """The tile that the mark stands on: 84 pixels are 5 mm on a phone."""
    opacity: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.92
    """0 shows none, for a brand that inherits one."""
    margin_px: Annotated[int, msgspec.Meta(ge=0, le=200)] = 0
    """Further in from the edges of the free area."""


class SignColours(msgspec.Struct, frozen=True, kw_only=True):
    """The colours of signs, every one decided."""

    plate: str
    text: str
    light_plate: str
    light_text: str
    light_second: str
    """Less important text on `light_plate`."""
    accent: str
    accent_text: str

    @property
    def pairs(self) -> tuple[tuple[str, str, str, str], ...]:
        """Each text with its plate: the keys under `signs`, and the colours."""
        return (
            ("text", self.text, "plate", self.plate),
            ("light_text", self.light_text, "light_plate", self.light_plate),
            ("accent_text", self.accent_text, "accent", self.accent),
        )


def sign_colours(look: Signs, palette: Palette) -> SignColours:
    """What a brand's signs are painted with."""
    plate = look.plate or _readable_ground(palette.primary, palette)
    light = look.light_plate or palette.paper
    light_text = look.light_text or readable_on(light, palette.ink, palette.depth, least=CAPTION_TEXT)
    accent = look.accent or _readable_ground(palette.accent, palette)
    fainter = (mix(light_text, light, share / 20) for share in range(8, 0, -1))
    return SignColours(
        plate=plate,
        text=look.text or readable_on(plate, palette.paper, palette.ink, least=CAPTION_TEXT),
        light_plate=light,
        light_text=light_text,
        light_second=readable_on(light, *fainter, light_text, least=CAPTION_TEXT),
        accent=accent,
        accent_text=look.accent_text
        or readable_on(accent, palette.ink, palette.depth, palette.paper, least=CAPTION_TEXT),
    )


def _readable_ground(colour: str, palette: Palette) -> str:
    """`colour`, or what is nearest to it, darker or lighter, that text can be read on: no middle tone bears 7:1."""
    shades = (mix(colour, end, share / STEPS) for share in range(STEPS + 1) for end in ("#000000", "#FFFFFF"))
    texts = (palette.paper, palette.ink, "#FFFFFF", "#000000")
    return next(shade for shade in shades if max(ratio(text, shade) for text in texts) >= CAPTION_TEXT)
