"""Lengths as a scene writes them: `safe.left + 0.5 safe.width - 24u`. Words in, pixels out; pure arithmetic.

A length is a sum. A term is a number of units (`24u`, or the bare number), or a share of something measured: of the
frame, of the safe box, or of a layer of the scene by its name.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import msgspec

ACROSS = ("left", "right", "width", "centre")
DOWN = ("top", "bottom", "height", "middle")
EDGES = (*ACROSS, *DOWN)
"""What there is to know of a box: its edges, its sides, and what is half-way."""

ROOMS = ("frame", "safe")
"""Boxes that every scene has."""

FAR = 10_000
"""Units, or shares: further off nothing of a frame is left to be seen."""

_TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?:(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>u(?![a-z]))?)?\s*"
    r"(?:(?P<box>[a-z][a-z0-9_-]*)\.(?P<edge>[a-z]+))?"
)


class Term(msgspec.Struct, frozen=True):
    """One term of a sum: so many units, or such a share of an edge's or a side's pixels."""

    share: float
    box: str = ""
    edge: str = ""


class Rectangle(msgspec.Struct, frozen=True):
    """A box whose edges need not lie between pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def __getitem__(self, edge: str) -> float:
        """One of `EDGES`, in pixels."""
        match edge:
            case "width":
                return self.right - self.left
            case "height":
                return self.bottom - self.top
            case "centre":
                return (self.left + self.right) / 2
            case "middle":
                return (self.top + self.bottom) / 2
            case _:
                return float(getattr(self, edge))

    def moved(self, x: float, y: float) -> "Rectangle":
        """The same box elsewhere."""
        return Rectangle(self.left + x, self.top + y, self.right + x, self.bottom + y)


@lru_cache(maxsize=512)
def terms(length: float | str) -> tuple[Term, ...]:
    """The terms of a length. Raises ValueError when it is none."""
    if isinstance(length, float | int):
        if abs(length) > FAR:
            raise ValueError(length)
        return (Term(float(length)),)
    found: list[Term] = []
    rest = length
    while rest.strip():
        match = _TERM.match(rest)
        if not match or (match["number"] is None and match["box"] is None) or (found and not match["sign"]):
            raise ValueError(length)
        if match["box"] and (match["unit"] or match["edge"] not in EDGES):
            raise ValueError(length)
        share = float(match["number"] or 1) * (-1 if match["sign"] == "-" else 1)
        if abs(share) > FAR:
            raise ValueError(length)
        found.append(Term(share, match["box"] or "", match["edge"] or ""))
        rest = rest[match.end() :]
    if not found:
        raise ValueError(length)
    return tuple(found)


def pixels(length: float | str, unit: float, edge_of: Callable[[str, str], float]) -> float:
    """What a length comes to, where a unit is `unit` pixels and `edge_of` knows the edges of boxes by their name."""
    return sum(term.share * edge_of(term.box, term.edge) if term.box else term.share * unit for term in terms(length))
