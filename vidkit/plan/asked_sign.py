"""A sign as it is written after `--sign`: `name@2-6: Förnamn Efternamn | trygghetsvärd`."""

import re

from vidkit.brand.signs.sign import EXAMPLES, LEAST_S, LONGEST_S, AskedSign, SignKind, sense_of
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _

_CLOCK = r"(?:(?:\d{1,3}:)?\d{1,3}:)?\d{1,6}(?:[.,]\d{1,3})?"
_SIGN = re.compile(
    rf"""
    \s* (?P<kind> [^\W\d]+ ) \s*
    (?: @ \s* (?: (?P<start> {_CLOCK} ) (?: \s* [-–] \s* (?P<end> {_CLOCK} )? )? | [-–] \s* (?P<left> {_CLOCK} ) ) )?
    \s* : (?P<texts> .+ )
    """,
    re.VERBOSE | re.DOTALL,
)


def parse_sign(text: str) -> AskedSign:
    """The sign that `text` asks for.

    `KIND@START-END: TEXT | TEXT`, times as after `--trim`; without the end it stands as long as it takes to read,
    without times where there is room. `@-4` is four seconds before the clips end.

    Raises:
        UsageError: it is not of that form, there is no such kind, or it has too many texts or too few.
    """
    found = _SIGN.fullmatch(text)
    if found is None:
        raise UsageError(
            _("“{text}” is not a sign.").format(text=text),
            _('Write kind, time and texts, for example --sign "name@2-6: Förnamn Efternamn | trygghetsvärd".'),
        )
    kinds = {kind.value: kind for kind in SignKind}
    kind = kinds.get(found["kind"].casefold())
    if kind is None:
        raise UsageError(
            _("There is no kind of sign “{kind}”.").format(kind=found["kind"]),
            _("Choose one of: {kinds}.").format(kinds=", ".join(kinds)),
        )
    start, end, left = (_seconds(found[name]) for name in ("start", "end", "left"))
    at = -left if left is not None else start
    length = round(end - start, 3) if start is not None and end is not None else None
    if length is not None and not LEAST_S <= length <= LONGEST_S:
        raise UsageError(
            _("The sign “{text}” has to stand between {least} and {most} seconds.").format(
                text=text, least=round(LEAST_S), most=round(LONGEST_S)
            ),
            _("Write when it comes and when it is gone, for example “{example}”.").format(
                example=EXAMPLES[kind].replace(":", "@2-6:", 1)
            ),
        )
    texts = tuple(" ".join(part.split()) for part in found["texts"].split("|"))
    if not all(texts):
        raise UsageError(
            _("The sign “{text}” has an empty text.").format(text=text),
            _("Write it as in “{example}”.").format(example=EXAMPLES[kind]),
        )
    sign = AskedSign(kind=kind, texts=texts, at=at, seconds=length)
    sense_of(sign)
    return sign


def _seconds(clock: str | None) -> float | None:
    if clock is None:
        return None
    seconds = 0.0
    for part in clock.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return round(seconds, 3)


def written(sign: AskedSign) -> str:
    """The sign as `parse_sign` reads it."""
    when = ""
    if sign.at is not None:
        when = f"@{_clock(sign.at)}"
        if sign.seconds is not None and sign.at >= 0:
            when += f"-{_clock(sign.at + sign.seconds)}"
    return f"{sign.kind.value}{when}: {sign.said}"


def _clock(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".")
