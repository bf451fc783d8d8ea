"""What an intro is made of, as values: layers on a ground, each with its place, its colour and its way to come.

The fields say what may stand in a scene's TOML file. Places are lengths (`lengths`), colours are roles of the
palette (`colours`); both stay words here, so that one scene serves every shape and every sender. Times are
seconds from the first frame. Only values: nothing is read, measured or drawn here.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Annotated

import msgspec

from vidkit.brand.geometry import Size
from vidkit.brand.layout import TALL, is_wide
from vidkit.brand.scenes import motion

Length = float | str
"""Units, or a sum of shares and units such as `safe.left + 0.5 safe.width - 24u`."""

Said = Annotated[str, msgspec.Meta(pattern=r"\S")]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=10)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Units = Annotated[float, msgspec.Meta(ge=0, le=2000)]
Em = Annotated[float, msgspec.Meta(ge=24, le=640)]
"""An em size at 1080 pixels of short side: from what can still be read on a phone to three numerals across."""


class Outline(Enum):
    """The three kinds of frame that a layout can tell apart."""

    TALL = "tall"
    """9:16."""
    SQUARE = "square"
    """4:5 and 1:1."""
    WIDE = "wide"
    """16:9: text and picture side by side."""


def outline(size: Size) -> Outline:
    """The kind of frame that `size` is."""
    if is_wide(size):
        return Outline.WIDE
    return Outline.TALL if size.height > TALL * size.width else Outline.SQUARE


class Easing(Enum):
    """How a value gets from one key to the next."""

    LINEAR = "linear"
    OUT = "out"
    IN = "in"
    IN_OUT = "in-out"
    SETTLE = "settle"

    @property
    def curve(self) -> motion.Easing:
        """The easing itself."""
        curves = {
            Easing.LINEAR: motion.linear,
            Easing.OUT: motion.ease_out,
            Easing.IN: motion.ease_in,
            Easing.IN_OUT: motion.ease_in_out,
            Easing.SETTLE: motion.settle,
        }
        return curves[self]


class Edge(Enum):
    """A side of a box."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


class Stand(Enum):
    """Where in its room a stack stands when the room is higher than it."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Manner(Enum):
    """How a line of text comes."""

    RISE = "rise"
    """From behind an edge under it."""
    WIPE = "wipe"
    """From its first letter to its last."""
    FADE = "fade"


class Key(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value at a time."""

    at: Seconds
    to: Length
    """A share for opacity, reveal and scale, a length for x and y."""
    by: Easing = Easing.OUT
    """How it is reached from the key before."""


Keys = tuple[Key, ...]


class Comes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How something comes into the picture."""

    at: Seconds
    takes: Annotated[float, msgspec.Meta(ge=0.1, le=3)] = 0.5
    each: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.1
    """How much later each further line comes."""
    how: Manner = Manner.RISE
    by: Easing = Easing.OUT


class Turns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of colour, once."""

    colour: Said
    at: Seconds
    takes: Annotated[float, msgspec.Meta(ge=0.1, le=3)] = 0.4


class Strike(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line that is drawn through a text, line after line of it."""

    colour: Said
    at: Seconds
    takes: Annotated[float, msgspec.Meta(ge=0.1, le=3)] = 0.4
    """For the longest line; shorter ones take less."""
    thickness: Annotated[float, msgspec.Meta(ge=0.02, le=0.3)] = 0.09
    """In em of the text."""
    turns: Turns | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two of four lengths for each direction, as many as the layer needs."""

    left: Length | None = None
    right: Length | None = None
    centre: Length | None = None
    width: Length | None = None
    top: Length | None = None
    bottom: Length | None = None
    middle: Length | None = None
    height: Length | None = None


class _Placed(Place, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every layer has."""

    name: str = ""
    """Under which other layers can lean on it: `words` makes `words.bottom` a length."""
    tall: Place | None = None
    square: Place | None = None
    wide: Place | None = None
    """What is different about its place in one kind of frame."""
    only: tuple[Outline, ...] = ()
    """The kinds of frame that have it; none means all."""
    needs: tuple[str, ...] = ()
    """It is there only with words for all these roles; `date|clock` is the one or the other."""
    x: Keys = ()
    y: Keys = ()
    """How far it is from its place, to the right and down."""

    def place(self, of: Outline) -> dict[str, Length]:
        """Its place in one kind of frame: a direction that is given anew there is given wholly anew."""
        own = given(self)
        for group in (("left", "right", "centre", "width"), ("top", "bottom", "middle", "height")):
            there = {key: value for key, value in given(getattr(self, of.value)).items() if key in group}
            if there:
                own = {key: value for key, value in own.items() if key not in group} | there
        return own


def given(place: Place | None) -> dict[str, Length]:
    """The lengths that a place has."""
    values = ((key, getattr(place, key, None)) for key in Place.__struct_fields__)
    return {key: value for key, value in values if value is not None}


class Plane(_Placed, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="plane"):
    """A flat surface, a bar, a rule or a dashed line."""

    colour: Said
    radius: Units = 0
    """Round corners."""
    lean: Annotated[float, msgspec.Meta(ge=-45, le=45)] = 0
    """Degrees by which its left and right edges lean to the right of upright; its middle stays where it is."""
    dash: tuple[Units, ...] = ()
    """Lengths of dash and gap, from its left end."""
    starts: Edge = Edge.LEFT
    """The edge that `reveal` grows from."""
    reveal: Keys = ()
    opacity: Keys = ()


class Disc(_Placed, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="disc"):
    """A disc, a ring or a part of one, around `centre` and `middle`; `width` is from edge to edge."""

    colour: Said
    thickness: Units = 0
    """Of a ring, inwards; 0 fills the disc."""
    scale: Keys = ()
    """Its size as a share of `width`."""
    begins: Annotated[float, msgspec.Meta(ge=-360, le=360)] = 0
    """Degrees clockwise from straight up, where a part of a ring begins."""
    sweep: Annotated[float, msgspec.Meta(gt=0, le=360)] = 360
    """Degrees that are there of it."""
    reveal: Keys = ()
    """The share of `sweep` that is there."""
    opacity: Keys = ()


class Doorway(_Placed, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="doorway"):
    """A round-topped door that opens and throws its light on the floor; `centre`, `bottom` and `height` place it."""

    opens: Seconds = 0.0
    takes: Annotated[float, msgspec.Meta(ge=0.1, le=3)] = 0.85


class _Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every part of a stack has."""

    gap: Units = 0
    """Before it: above it in a stack, at its left in a row."""
    only: tuple[Outline, ...] = ()
    needs: tuple[str, ...] = ()


class Text(_Item, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="text"):
    """The words of one role, as large as they can be."""

    role: Said
    largest: Em
    smallest: Em
    lines: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    bold: bool = True
    leading: Annotated[float, msgspec.Meta(ge=1, le=2)] = 1.06
    """Baseline to baseline in em: capitals with rings (Å) still stand free at 1.06."""
    width: Length | None = None
    """Less than there is room for."""
    colour: Said
    comes: Comes
    turns: Turns | None = None
    strike: Strike | None = None


class Rule(_Item, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="rule"):
    """A bar that grows from its left end."""

    width: Length
    height: Units
    colour: Said
    comes: Comes


class Sign(_Item, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="mark"):
    """The sender's mark, in the variant for the ground that it is said to stand on."""

    width: Units
    on: Said
    comes: Comes


Single = Text | Rule | Sign


class Row(_Item, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="row"):
    """Parts side by side, on one middle line."""

    items: tuple[Single, ...]


Item = Text | Rule | Sign | Row


class Stack(_Placed, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="stack"):
    """Parts one under the other, ranged left, as high as they turn out; `top` and `bottom` are the room they have."""

    stands: Stand = Stand.TOP
    items: tuple[Item, ...]


Layer = Plane | Disc | Doorway | Stack


class Scene(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scene's TOML file, word for word."""

    about: Said
    """What happens, for the person who chooses."""
    seconds: Annotated[float, msgspec.Meta(ge=1.5, le=10)] = 2.0
    """How long it is, unless the brand says so."""
    ground: Said
    texts: dict[str, str] = {}
    """Words of its own, where neither the brand nor the reel has other ones."""
    layers: tuple[Layer, ...]
    """From the bottom up."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of text that it can show, each once."""
        return tuple(dict.fromkeys(text.role for text in texts_of(self)))


class EndScene(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an end card stands on, word for word as in its TOML file; its words are the end card's own affair."""

    about: Said
    """What it looks like, for the person who chooses."""
    ground: Said
    under_words: str = ""
    """The colour that words and mark stand on, and are coloured for: the ground's unless given."""
    layers: tuple[Plane | Disc | Doorway, ...] = ()
    """From the bottom up. They can lean on `words`, the room that the words take."""

    @property
    def carries(self) -> str:
        """The colour that the words stand on."""
        return self.under_words or self.ground


def texts_of(scene: Scene) -> Iterator[Text]:
    """Every text, from the bottom layer up."""
    return (part for part in _parts(scene) if isinstance(part, Text))


def marks_of(scene: Scene) -> Iterator[Sign]:
    """Every place of the sender's mark, from the bottom layer up."""
    return (part for part in _parts(scene) if isinstance(part, Sign))


def _parts(scene: Scene) -> Iterator[Single]:
    for layer in scene.layers:
        for item in layer.items if isinstance(layer, Stack) else ():
            yield from item.items if isinstance(item, Row) else (item,)
