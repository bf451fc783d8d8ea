"""Scenes from TOML: found by name or path, read into values, and refused with the key's path where they are wrong."""

import contextlib
import hashlib
import tomllib
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from vidkit.brand.library import Library
from vidkit.brand.reading import Fault, FaultyBrandError, as_value, read_toml, refuse
from vidkit.brand.scenes.colours import ROLES, is_colour
from vidkit.brand.scenes.lengths import ACROSS, DOWN, EDGES, ROOMS, terms
from vidkit.brand.scenes.scene import (
    Disc,
    Doorway,
    EndScene,
    Item,
    Key,
    Layer,
    Outline,
    Plane,
    Row,
    Scene,
    Stack,
    Strike,
    Text,
    given,
)
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

EXAMPLE = "templates/intros/doorway.toml"
"""A file that shows what a scene looks like."""

_Pairs = frozenset[tuple[str, ...]]

_LEFT_AND_RIGHT: _Pairs = frozenset({("left", "right"), ("left", "width"), ("right", "width"), ("centre", "width")})
_TOP_AND_BOTTOM: _Pairs = frozenset({("bottom", "top"), ("height", "top"), ("bottom", "height"), ("height", "middle")})
"""Pairs of lengths that place a layer in one direction, each in alphabetical order."""

NEEDED: dict[type, tuple[_Pairs, _Pairs]] = {
    Plane: (_LEFT_AND_RIGHT, _TOP_AND_BOTTOM),
    Disc: (frozenset({("centre", "width")}), frozenset({("middle",)})),
    Doorway: (frozenset({("centre",)}), frozenset({("bottom", "height")})),
    Stack: (_LEFT_AND_RIGHT, frozenset({("bottom", "top")})),
}
"""Which lengths each kind of layer needs, across and down."""


_Way = tuple[str, tuple[str, ...]]
"""A layer's name and a direction."""

_Leans = dict[_Way, set[_Way]]


class Read(msgspec.Struct, frozen=True):
    """A scene as it was read."""

    scene: Scene
    file: Path
    digest: str
    """SHA-256 of what it says, hex: comments and order do not count."""


SCENES = Library("intros")

scene_names, scene_places = SCENES.names, SCENES.places


def read_scene(variant: str) -> Read:
    """The scene of a name, or in a TOML file by its absolute path.

    Raises `BrandError` when there is none, `FaultyBrandError` with every key of it that is wrong.
    """
    (file,) = scene_places(variant, Path())
    if not file.is_file():
        raise BrandError(_("There is no intro “{name}”.").format(name=variant), SCENES.advice(variant))
    read_toml(file)  # says in words what is wrong with it as a file
    return _read(file, file.read_bytes())


@lru_cache(maxsize=32)
def _read(file: Path, content: bytes) -> Read:
    said = tomllib.loads(content.decode("utf-8-sig"))
    scene = as_value(said, Scene, file, example=EXAMPLE)
    refuse(list(_faults(scene, file)))
    return Read(scene, file, hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest())


def _faults(scene: Scene, file: Path) -> Iterator[Fault]:
    """What no type can forbid."""
    yield from faults_of_layers(scene, file, ROOMS)
    yield from _roles(scene, _Look(file, set()))


def faults_of_layers(scene: Scene | EndScene, file: Path, rooms: Collection[str]) -> Iterator[Fault]:
    """What is wrong with the ground and the layers of a scene whose layers can lean on `rooms` and each other."""
    look = _Look(file, {*rooms, *(layer.name for layer in scene.layers if layer.name)})
    yield from look.colour("ground", scene.ground)
    if isinstance(scene, EndScene) and scene.under_words:
        yield from look.colour("under_words", scene.under_words)
    names = [layer.name for layer in scene.layers if layer.name]
    for index, layer in enumerate(scene.layers):
        path = f"layers[{index}]"
        if layer.name and (layer.name in rooms or layer.name in names[: names.index(layer.name)]):
            yield look.told(f"{path}.name", repr(layer.name), _("a name that nothing else has"))
        yield from look.layer(path, layer)
    yield from _circles(scene.layers, look, rooms)


def _circles(layers: Sequence[Layer], look: "_Look", rooms: Collection[str]) -> Iterator[Fault]:
    """Layers that lean on themselves, by way of others or at once; across and down each for itself."""
    for shape in Outline:
        named = [layer for layer in layers if layer.name and layer.name not in rooms]
        leans: _Leans = {(layer.name, keys): _named(layer, shape, keys) for layer in named for keys in (ACROSS, DOWN)}
        for index, layer in enumerate(layers):
            for keys in (ACROSS, DOWN):
                if (layer.name, keys) in _reached(leans, (layer.name, keys)):
                    key = f"layers[{index}].name"
                    message = _("{file}: the layer “{name}” (“{key}”) has its place by itself, in a circle.")
                    hint = _("Give one of the layers a place in the frame or the safe box.")
                    yield Fault(key, message.format(file=look.file, name=layer.name, key=key), hint)
                    return


def _reached(leans: _Leans, start: _Way) -> set[_Way]:
    """All that something leans on."""
    seen: set[_Way] = set()
    ahead = set(leans.get(start, ()))
    while ahead:
        way = ahead.pop()
        seen.add(way)
        ahead |= leans.get(way, set()) - seen
    return seen


def _named(layer: Layer, shape: Outline, keys: tuple[str, ...]) -> set[_Way]:
    """What the lengths of one direction of a layer lean on."""
    # A disc is as high as it is wide.
    also = ("width",) if isinstance(layer, Disc) and keys is DOWN else ()
    found: set[_Way] = set()
    for key, length in layer.place(shape).items():
        if key in (*keys, *also):
            with contextlib.suppress(ValueError):  # no length: that is told elsewhere
                found |= {(term.box, ACROSS if term.edge in ACROSS else DOWN) for term in terms(length)}
    return found


def _roles(scene: Scene, look: "_Look") -> Iterator[Fault]:
    """A role stands in one place; a title there is always."""
    for shape in Outline:
        seen: set[str] = set()
        for path, item in _items(scene, shape):
            if not isinstance(item, Text):
                continue
            if item.role in seen:
                yield look.told(f"{path}.role", repr(item.role), _("a role that no other text has"))
                return
            seen.add(item.role)
        if "title" not in seen:
            message = _("{file}: no text has the role “title”.").format(file=look.file)
            yield Fault("layers", message, _("Add one: every reel has a title."))
            return


def _items(scene: Scene, shape: Outline) -> Iterator[tuple[str, Item]]:
    """The parts of all stacks that one kind of frame has, with their paths."""
    for index, layer in enumerate(scene.layers):
        for number, item in enumerate(layer.items if isinstance(layer, Stack) and _in(layer, shape) else ()):
            path = f"layers[{index}].items[{number}]"
            if isinstance(item, Row) and _in(item, shape):
                parts = enumerate(item.items)
                yield from ((f"{path}.items[{place}]", part) for place, part in parts if _in(part, shape))
            elif _in(item, shape):
                yield path, item


def _in(part: Layer | Item, shape: Outline) -> bool:
    return not part.only or shape in part.only


class _Look:
    """Goes through a scene's values, and tells what is wrong with them."""

    def __init__(self, file: Path, names: set[str]) -> None:
        self.file = file
        self._known = names

    def told(self, path: str, found: str, expected: str) -> Fault:
        message = _("{file}: “{key}” is {found}, but {expected} was expected.")
        return Fault(
            path,
            message.format(file=self.file, key=path, found=found, expected=expected),
            _("Change that value and try again."),
        )

    def colour(self, path: str, words: str) -> Iterator[Fault]:
        if not is_colour(words):
            named = ", ".join(ROLES)
            expected = _("a role of the palette ({names}), “primary with 20% accent” or “text on primary”")
            yield self.told(path, repr(words), expected.format(names=named))

    def length(self, path: str, length: float | str) -> Iterator[Fault]:
        try:
            boxes = [term.box for term in terms(length) if term.box]
        except ValueError:
            expected = _("a length such as 24, or “safe.left + 0.5 safe.width - 24u” with the edges {names}")
            yield self.told(path, repr(length), expected.format(names=", ".join(EDGES)))
            return
        for box in boxes:
            if box not in self._known:
                expected = _("one of {names} before the dot")
                yield self.told(path, repr(length), expected.format(names=", ".join(sorted(self._known))))

    def keys(self, path: str, keys: tuple[Key, ...], *, shares: bool) -> Iterator[Fault]:
        for index, key in enumerate(keys):
            where = f"{path}[{index}]"
            if index and key.at <= keys[index - 1].at:
                yield self.told(f"{where}.at", str(key.at), _("a later time than the one before"))
            if not shares:
                yield from self.length(f"{where}.to", key.to)
            elif isinstance(key.to, str) or not 0 <= key.to <= 1:
                yield self.told(f"{where}.to", repr(key.to), _("a share from 0 to 1"))

    def layer(self, path: str, layer: Layer) -> Iterator[Fault]:
        for shape in (None, *Outline):
            own = given(layer if shape is None else getattr(layer, shape.value))
            for key, length in own.items():
                yield from self.length(f"{path}.{key}" if shape is None else f"{path}.{shape.value}.{key}", length)
        yield from self._whole(path, layer)
        for key in ("x", "y"):
            yield from self.keys(f"{path}.{key}", getattr(layer, key), shares=False)
        for key in ("reveal", "opacity", "scale"):
            yield from self.keys(f"{path}.{key}", getattr(layer, key, ()), shares=True)
        if not isinstance(layer, Doorway | Stack):
            yield from self.colour(f"{path}.colour", layer.colour)
        if isinstance(layer, Stack):
            for number, item in enumerate(layer.items):
                yield from self.item(f"{path}.items[{number}]", item)

    def _whole(self, path: str, layer: Layer) -> Iterator[Fault]:
        """A layer's place is neither too little nor too much."""
        for shape in Outline:
            if layer.only and shape not in layer.only:
                continue
            place = layer.place(shape)
            for wanted, keys in zip(NEEDED[type(layer)], _directions(place), strict=True):
                if keys not in wanted:
                    ways = _(" or ").join(_(" and ").join(f"“{key}”" for key in pair) for pair in sorted(wanted))
                    there = ", ".join(keys) if keys else _("nothing")
                    message = _("{file}: “{key}” is placed by {found} in the shape “{shape}”, but needs {ways}.")
                    yield Fault(
                        path,
                        message.format(file=self.file, key=path, found=there, shape=shape.value, ways=ways),
                        _("Give exactly these."),
                    )
                    return

    def item(self, path: str, item: Item) -> Iterator[Fault]:
        if isinstance(item, Row):
            for number, part in enumerate(item.items):
                where = f"{path}.items[{number}]"
                yield from self.item(where, part)
                if isinstance(part, Text) and part.lines > 1:
                    yield self.told(f"{where}.lines", str(part.lines), _("one line, as everything in a row"))
                if isinstance(part, Text) and part.strike:
                    yield self.told(f"{where}.strike", _("a strike"), _("a text that is not struck, as all in a row"))
            return
        yield from self.colour(f"{path}.{'colour' if hasattr(item, 'colour') else 'on'}", _colour_of(item))
        if (width := getattr(item, "width", None)) is not None:
            yield from self.length(f"{path}.width", width)
        if isinstance(item, Text):
            if item.smallest > item.largest:
                expected = _("at most {number}").format(number=f"{item.largest:g}")
                yield self.told(f"{path}.smallest", f"{item.smallest:g}", expected)
            if item.turns:
                yield from self.colour(f"{path}.turns.colour", item.turns.colour)
            if item.strike:
                yield from self._strike(f"{path}.strike", item.strike)

    def _strike(self, path: str, strike: Strike) -> Iterator[Fault]:
        yield from self.colour(f"{path}.colour", strike.colour)
        if strike.turns:
            yield from self.colour(f"{path}.turns.colour", strike.turns.colour)


def _colour_of(item: Item) -> str:
    return str(getattr(item, "colour", "") or getattr(item, "on", ""))


def _directions(place: dict[str, float | str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    across = tuple(sorted(key for key in place if key in ACROSS))
    return across, tuple(sorted(key for key in place if key not in ACROSS))


__all__ = ["FaultyBrandError", "Read", "faults_of_layers", "read_scene", "scene_names", "scene_places"]
