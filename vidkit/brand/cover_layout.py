"""A cover's layout as `templates/covers/<name>.toml` has it, worked out for a frame: one description for every shape.

Pure arithmetic once the file is read. Edges are written as `words.top - 64`: see the head of `arch.toml`.
"""

import re
from pathlib import Path

import msgspec

from vidkit.brand.geometry import Box, Size
from vidkit.brand.library import Library
from vidkit.brand.poster import Form, Opening, Patch, Poster, Ring, Role
from vidkit.brand.reading import as_value, read_toml
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

SIDE_BY_SIDE = 1.2
"""Wider than this share of the height, words and picture stand side by side instead of one above the other."""

_EDGE = re.compile(
    r"(?P<of>frame|keep|words|picture)\.(?P<edge>left|right|top|bottom|middle)"
    r"(?: (?P<sign>[+-]) (?P<by>\d+(?:\.\d+)?)(?P<share>%?))?"
)

_ACROSS = ("left", "right")


class WordsPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where sender and title stand: between two edges, and on a lower edge or about a middle."""

    left: str
    right: str
    bottom: str = ""
    middle: str = ""


class PicturePlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the picture is seen."""

    left: str
    right: str
    top: str
    bottom: str
    shape: Form = Form.PLAIN
    radius: float = 0


class Plane(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plane of one colour."""

    colour: Role
    left: str
    right: str
    top: str
    bottom: str
    radius: float = 0
    every: float = 0


class Arrangement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The layout in one kind of shape."""

    words: WordsPlace
    on: Role
    """What the words stand on: their colours follow from it."""
    picture: PicturePlace
    rings: tuple[Ring, ...] = ()
    behind: tuple[Plane, ...] = ()
    front: tuple[Plane, ...] = ()


class CoverLayout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layout's TOML file, word for word."""

    about: str
    """What it looks like and what it is for, in a sentence."""
    stacked: Arrangement
    """Upright and square frames."""
    beside: Arrangement
    """Wide frames."""

    def arrangement(self, size: Size) -> Arrangement:
        """The one for a frame of that size."""
        return self.beside if size.width > SIDE_BY_SIDE * size.height else self.stacked


COVERS = Library("covers")

cover_layouts = COVERS.names


def read_cover_layout(named: str) -> CoverLayout:
    """A layout that comes with vidkit, by name, or one's own by the path of its TOML file.

    Raises:
        BrandError: there is none, or what stands in it is wrong.
    """
    (file,) = COVERS.places(named, Path())
    layout = as_value(read_toml(file), CoverLayout, file)
    for arrangement in (layout.stacked, layout.beside):
        _refuse_unclear(arrangement, file)
    return layout


def words_width(layout: CoverLayout, size: Size, keep: Box) -> int:
    """How wide the words may be on a frame of `size`, inside what every crop keeps."""
    places = _Places(size, keep)
    place = layout.arrangement(size).words
    return round(places.at(place.right, "right") - places.at(place.left, "left"))


def work_out(layout: CoverLayout, size: Size, keep: Box, words: Size) -> Poster:
    """The places on a frame of `size`, for words that came out as large as `words`."""
    arrangement = layout.arrangement(size)
    places = _Places(size, keep)
    places.known["words"] = _words(arrangement.words, places, words)
    seen = arrangement.picture
    places.known["picture"] = places.box(seen)
    return Poster(
        opening=Opening(
            box=places.known["picture"],
            form=seen.shape,
            radius=round(seen.radius * places.unit),
            rings=tuple(msgspec.structs.replace(ring, reach=ring.reach * places.unit) for ring in arrangement.rings),
        ),
        behind=tuple(_patch(plane, places) for plane in arrangement.behind),
        front=tuple(_patch(plane, places) for plane in arrangement.front),
        words=places.known["words"],
        on=arrangement.on,
    )


class _Places:
    """What edges are counted from."""

    def __init__(self, size: Size, keep: Box) -> None:
        self._size = size
        self.unit = min(size.width, size.height) / 1080
        self.known = {"frame": Box(0, 0, size.width, size.height), "keep": keep}

    def at(self, written: str, side: str) -> float:
        """The pixel that an edge stands at."""
        found = _EDGE.fullmatch(written)
        if found is None or found["of"] not in self.known:
            raise ValueError(written)
        box = self.known[found["of"]]
        edges = {"left": box.x, "right": box.right, "top": box.y, "bottom": box.bottom}
        at = float(edges.get(found["edge"], box.y + box.height / 2))
        if found["by"]:
            whole = self._size.width if side in _ACROSS else self._size.height
            by = float(found["by"]) * (whole / 100 if found["share"] else self.unit)
            at += by if found["sign"] == "+" else -by
        return at

    def box(self, place: "PicturePlace | Plane") -> Box:
        """Whole pixels between four edges."""
        left, right = round(self.at(place.left, "left")), round(self.at(place.right, "right"))
        top, bottom = round(self.at(place.top, "top")), round(self.at(place.bottom, "bottom"))
        return Box(left, top, max(0, right - left), max(0, bottom - top))


def _words(place: WordsPlace, places: _Places, words: Size) -> Box:
    left = round(places.at(place.left, "left"))
    if place.bottom:
        top = round(places.at(place.bottom, "bottom")) - words.height
    else:
        top = round(places.at(place.middle, "top") - words.height / 2)
    return Box(left, top, words.width, words.height)


def _patch(plane: Plane, places: _Places) -> Patch:
    radius, every = (round(length * places.unit) for length in (plane.radius, plane.every))
    return Patch(colour=plane.colour, box=places.box(plane), radius=radius, every=every)


def _refuse_unclear(arrangement: Arrangement, file: Path) -> None:
    """Every edge has to be one, and be counted from something that is known where it is needed."""
    words, seen = arrangement.words, arrangement.picture
    start = {"frame", "keep"}
    asked = [(edge, start) for edge in (words.left, words.right, words.bottom or words.middle)]
    asked += [(edge, start | {"words"}) for edge in (seen.left, seen.right, seen.top, seen.bottom)]
    for plane in (*arrangement.behind, *arrangement.front):
        asked += [(e, start | {"words", "picture"}) for e in (plane.left, plane.right, plane.top, plane.bottom)]
    for edge, known in asked:
        found = _EDGE.fullmatch(edge)
        if found is None or found["of"] not in known:
            raise BrandError(
                _("{file}: “{edge}” is no place that can be counted from there.").format(file=file, edge=edge),
                _("Write it like {example}, counted from one of: {names}.").format(
                    example="keep.bottom - 40", names=", ".join(sorted(known))
                ),
            )
