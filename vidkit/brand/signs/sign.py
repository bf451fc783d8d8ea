"""What can stand over the clips: a sign as somebody asked for it, and what of it makes no sense.

By itself: the command line, the week file and the kit all read signs, before anything heavier is read.
"""

from enum import Enum
from typing import Annotated

import msgspec

from vidkit.errors import UsageError
from vidkit.i18n import gettext as _

LEAST_S = 1.0
"""Half of it is motion in and out: a sign that stands shorter is a blink, whatever it says."""

LONGEST_S = 60.0


class SignKind(Enum):
    """What a sign is for, and so how it is set."""

    NAME = "name"
    """Who speaks: name, and what they do."""
    PLACE = "place"
    """Where it is, and when."""
    STEP = "step"
    """One of several steps: its number, and what to do."""
    FACT = "fact"
    """A heading and up to three lines."""
    PHONE = "phone"
    """A telephone number, large, and whose it is."""


TEXTS = {
    SignKind.NAME: (1, 2),
    SignKind.PLACE: (1, 2),
    SignKind.STEP: (2, 2),
    SignKind.FACT: (1, 4),
    SignKind.PHONE: (1, 2),
}
"""How many texts each kind takes, at least and at most."""

EXAMPLES = {
    SignKind.NAME: "name: Förnamn Efternamn | trygghetsvärd",
    SignKind.PLACE: "place: Valsta centrum | 3 november",
    SignKind.STEP: "step: 1 | Lås dörren",
    SignKind.FACT: "fact: Visste du? | Banken frågar aldrig efter din kod.",
    SignKind.PHONE: "phone: 114 14 | Polisen, när det inte är akut",
}
"""One of each, as written after `--sign`."""

Words = Annotated[str, msgspec.Meta(pattern=r"\S")]


class AskedSign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sign as it was asked for: on the command line, in a week file, or by the brand for every reel."""

    kind: SignKind
    texts: tuple[Words, ...]
    """The most important first, but the number of a step; see `EXAMPLES`."""
    at: float | None = None
    """Seconds from the first frame of the first clip, running on over the clips as trimmed, so that another intro moves
    no sign. Negative from the end of the last clip. None: soon after the clips begin, or after the sign before."""
    seconds: Annotated[float, msgspec.Meta(ge=LEAST_S, le=LONGEST_S)] | None = None
    """How long it stands, motion included; as long as it takes to read where it is None."""

    @property
    def said(self) -> str:
        """The texts as one line."""
        return " | ".join(self.texts)


def sense_of(sign: AskedSign) -> None:
    """Refuses what has the right form and yet no meaning.

    Raises:
        UsageError: it has too many texts, or too few.
    """
    least, most = TEXTS[sign.kind]
    if not least <= len(sign.texts) <= most:
        wish = (
            _("The sign “{text}” has {count} texts; “{kind}” takes {least}.")
            if least == most
            else _("The sign “{text}” has {count} texts; “{kind}” takes {least} to {most}.")
        )
        raise UsageError(
            wish.format(text=sign.said, count=len(sign.texts), kind=sign.kind.value, least=least, most=most),
            _("Write it as in “{example}”.").format(example=EXAMPLES[sign.kind]),
        )
