"""A sender's colours by the part they play. Four are given; the others follow unless given too."""

from typing import Annotated

import msgspec

from vidkit.brand.contrast import mix, readable_on

Colour = Annotated[str, msgspec.Meta(pattern="^#[0-9A-Fa-f]{6}$")]
"""`#RRGGBB`"""


class Palette(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Colours with roles."""

    primary: Colour
    """The sender's own colour: the ground of the intro and the cover."""
    accent: Colour
    """The one colour that draws the eye: the light, the rule, the kicker."""
    paper: Colour
    """The light ground: the end card."""
    ink: Colour
    """Text on `paper`."""
    deep: Colour | None = None
    """A darker `primary`, for depth and shadow."""
    glow: Colour | None = None
    """A lighter `accent`, for the heart of the light."""
    muted: Colour | None = None
    """Secondary text on `paper`."""

    @property
    def depth(self) -> str:
        """`deep`, or `primary` with a third of black in it."""
        return self.deep or mix(self.primary, "#000000", 0.34)

    @property
    def shine(self) -> str:
        """`glow`, or `accent` with half of white in it."""
        return self.glow or mix(self.accent, "#FFFFFF", 0.5)

    @property
    def quiet(self) -> str:
        """`muted`, or as pale an `ink` as may still carry text on `paper`."""
        if self.muted:
            return self.muted
        return readable_on(self.paper, *(mix(self.ink, self.paper, share / 20) for share in range(8, 0, -1)), self.ink)

    @property
    def on_primary(self) -> str:
        """The colour of text on `primary`."""
        return readable_on(self.primary, self.paper, self.ink)

    @property
    def accent_on_primary(self) -> str:
        """The accent where it carries text on `primary`."""
        return readable_on(self.primary, self.accent, self.shine, self.paper, self.ink)
