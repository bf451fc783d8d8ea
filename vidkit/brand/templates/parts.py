"""What a reel template is made of, as values: the fields say what may stand in its TOML file.

Only values. A text may hold `{key}` for a field of the template, `{name}` and `{organisation}` for the sender's own.
"""

from enum import Enum
from typing import Annotated

import msgspec

from vidkit.brand.parts import Said
from vidkit.brand.signs.sign import AskedSign
from vidkit.brand.templates.fields import Field
from vidkit.brand.templates.palette import Colours

Seconds = Annotated[float, msgspec.Meta(ge=1.5, le=10)]
"""Of a card, as in a brand's own file."""

SENDER = ("name", "organisation")
"""What every text can say of the sender."""


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The intro; what is not said is the brand's own."""

    variant: str = ""
    """A scene that comes with vidkit, or a TOML file beside the template's."""
    kicker: str = ""
    signature: str = ""
    seconds: Seconds | None = None
    texts: dict[str, str] = {}
    """Words for the scene's further roles."""
    shown: str = ""
    """What the scene shows and its words alone do not say, such as that one of them is struck: for the transcript
    page."""


class Ending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end card; what is not said is the brand's own."""

    variant: str = ""
    """What it stands on: an ending that comes with vidkit, or a TOML file beside the template's."""
    heading: str = ""
    signature: str = ""
    seconds: Seconds | None = None
    contacts: tuple[str, ...] = ()
    """Which stand there, in this order: national numbers, and `own` for those of the brand that are none."""


class Front(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cover; what is not said is the brand's own."""

    layout: str = ""
    """One that comes with vidkit, or a TOML file beside the template's."""


class Policy(Enum):
    """Whether music lies under the clips."""

    OFF = "off"
    """Never: the subject does not bear it."""
    BRAND = "brand"
    """As the brand has it."""
    SOFT = "soft"
    """The brand's own music, or where it has none the calm bed that comes with vidkit."""


class Music(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lies under the clips."""

    policy: Policy = Policy.BRAND


class Posting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The post; what is not said is the brand's own."""

    text: str = ""
    """With `{title}`, `{summary}` and `{contact}` where they go, and the template's fields."""
    hashtags: tuple[str, ...] = ()
    """Beside the brand's own."""


class TemplateFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template's TOML file, word for word."""

    name: Said
    """What people call it."""
    about: Said
    """What it is for, in a sentence."""
    title: str = ""
    """The title of a reel that was given none."""
    summary: str = ""
    """The sentence about a reel that was given none."""
    fields: dict[str, Field] = {}
    one_of: tuple[str, ...] = ()
    """Fields of which at least one has to be given."""
    palette: tuple[Colours, ...] = ()
    """The colours it wants, the dearest wish first."""
    intro: Opening = Opening()
    end_card: Ending = Ending()
    signs: tuple[AskedSign, ...] = ()
    """Over the clips. One with a field of several values stands once for each."""
    cover: Front = Front()
    music: Music = Music()
    post: Posting = Posting()


class Template(TemplateFile, frozen=True, kw_only=True):
    """A template ready for use."""

    slug: str
    """The TOML's name without its ending."""
    source: str
    """Absolute path of the TOML."""
