"""A template's colours, found among the brand's own, so that a template fits every municipality.

What a template wants is given as roles of the brand's palette. A wish that could not be read with these colours is not
granted: the next one is tried, and in the end the brand's own palette stands. The mark has to be
seen as well.
"""

from collections.abc import Iterator, Sequence

import msgspec

from vidkit.brand.contrast import BODY_TEXT, CAPTION_TEXT, LARGE_TEXT, is_dark, ratio
from vidkit.brand.inheritance import VOIDS
from vidkit.brand.palette import Palette
from vidkit.brand.parts import Kit, Mark, word_colours
from vidkit.brand.signs.look import sign_colours
from vidkit.brand.templates.mark_sight import LEAST, sight

GRAPHIC = LARGE_TEXT
"""WCAG 1.4.11, level AA, asks 3:1 of what is drawn and has a meaning: as of large text."""

ROLES = {
    "primary": "primary",
    "accent": "accent",
    "paper": "paper",
    "ink": "ink",
    "deep": "depth",
    "glow": "shine",
    "muted": "quiet",
}
"""From a role to the palette's word for what it comes to, given or not."""


class Colours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a template wants: for a role of the palette another role of the brand's own, or a colour."""

    primary: str = ""
    accent: str = ""
    paper: str = ""
    ink: str = ""
    deep: str = ""
    glow: str = ""
    muted: str = ""

    @property
    def wishes(self) -> dict[str, str]:
        """The roles that are to be another colour."""
        return {role: wish for role in ROLES if (wish := getattr(self, role))}


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The palette that a reel gets."""

    palette: Palette
    mark: Mark
    """Its variants as the intro and the cover need them on the palette's `primary`."""
    dim: tuple["Pair", ...] = ()
    """Why none of the wishes was granted: what would have been too hard to see in the first of them."""


class Pair(msgspec.Struct, frozen=True):
    """Two roles that have to be told apart."""

    seen: str
    ground: str
    ratio: float
    least: float


def choose(kit: Kit, wishes: Sequence[Colours]) -> Chosen:
    """The first of `wishes` that can be read in the colours of `kit`; else these as they are.

    A wish is granted where each pair of colours is told apart as well as is asked, or no worse than it was.
    """
    refused: list[tuple[Pair, ...]] = []
    for wish in wishes:
        palette = painted(kit.palette, wish)
        mark = _mark(kit, palette)
        dim = tuple(_dim(msgspec.structs.replace(kit, palette=palette, mark=mark), kit))
        if not dim:
            return Chosen(palette=palette, mark=mark)
        refused.append(dim)
    return Chosen(palette=kit.palette, mark=kit.mark, dim=refused[0] if refused else ())


def painted(own: Palette, wish: Colours) -> Palette:
    """`own` with the wishes granted; a shade that was mixed for a colour goes with it, as where a brand inherits."""
    given = {role: _colour(own, named) for role, named in wish.wishes.items()}
    void = {
        shade.removeprefix("palette.")
        for role in given
        for shade in VOIDS.get(f"palette.{role}", ())
        if shade.startswith("palette.")
    }
    return msgspec.structs.replace(own, **(dict.fromkeys(void - given.keys()) | given))


def _colour(own: Palette, named: str) -> str:
    return str(getattr(own, ROLES[named])) if named in ROLES else named


def _mark(kit: Kit, palette: Palette) -> Mark:
    """On a ground of another colour, whichever of the variants is seen better there."""
    mark = kit.mark
    if palette.primary == kit.palette.primary or not (mark.on_dark and mark.on_light):
        return mark
    best = max((mark.on_dark, mark.on_light), key=lambda path: sight(path, palette.primary))
    return msgspec.structs.replace(mark, **{"on_dark" if is_dark(palette.primary) else "on_light": best})


def _dim(kit: Kit, before: Kit) -> Iterator[Pair]:
    for pair, known in zip(_pairs(kit), _pairs(before), strict=True):
        if pair.ratio < pair.least and pair.ratio < known.ratio:
            yield pair


def _pairs(kit: Kit) -> tuple[Pair, ...]:
    """All that scenes, cards and captions lay over each other in the palette's colours, and the mark."""
    palette, (plate, word) = kit.palette, word_colours(kit)
    box = min(kit.captions.grounds, key=lambda ground: ratio(plate, ground))
    told = (
        ("ink", palette.ink, "paper", palette.paper, BODY_TEXT),
        ("muted", palette.quiet, "paper", palette.paper, BODY_TEXT),
        ("on primary", palette.on_primary, "primary", palette.primary, BODY_TEXT),
        ("on primary", palette.on_primary, "deep", palette.depth, BODY_TEXT),
        ("accent on primary", palette.accent_on_primary, "primary", palette.primary, BODY_TEXT),
        ("accent on primary", palette.accent_on_primary, "deep", palette.depth, BODY_TEXT),
        ("accent", palette.accent, "primary", palette.primary, GRAPHIC),
        ("captions.word_plate", plate, "captions.box", box, BODY_TEXT),
        ("captions.word_text", word, "captions.word_plate", plate, BODY_TEXT),
    )
    signs = sign_colours(kit.signs, palette).pairs
    pairs = [
        *(Pair(seen, ground, ratio(one, other), least) for seen, one, ground, other, least in told),
        *(
            Pair(f"signs.{seen}", f"signs.{ground}", ratio(one, other), CAPTION_TEXT)
            for seen, one, ground, other in signs
        ),
    ]
    if mark := kit.mark.on(palette.primary):
        pairs.append(Pair("mark", "primary", sight(mark, palette.primary), LEAST))
    return tuple(pairs)
