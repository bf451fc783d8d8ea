"""Where everything of a scene stands on a frame, and when it moves: pure arithmetic, in pixels and seconds.

Stacks are measured from the sizes that their texts were fitted to; other layers can lean on them by name. What comes
out is laid flat: values that know nothing of each other, from the bottom up, ready to be drawn.
"""

from collections.abc import Collection, Iterator, Mapping

import msgspec

from vidkit.brand.card import TextBlock
from vidkit.brand.geometry import Box, Size
from vidkit.brand.layout import unit
from vidkit.brand.palette import Palette
from vidkit.brand.scenes.colours import colour
from vidkit.brand.scenes.laid import Laid, LaidDisc, LaidDoorway, LaidLine, LaidMark, LaidPlane, Layout, Turned
from vidkit.brand.scenes.lengths import ACROSS, DOWN, Rectangle, pixels
from vidkit.brand.scenes.motion import Course, Step, Track, ease_in_out
from vidkit.brand.scenes.scene import (
    Comes,
    Disc,
    Doorway,
    EndScene,
    Item,
    Keys,
    Layer,
    Length,
    Plane,
    Row,
    Rule,
    Scene,
    Sign,
    Stack,
    Stand,
    Text,
    Turns,
    outline,
)
from vidkit.brand.typeface import Face, Typeface, face

DOOR = 0.6
"""A door's width, of its height."""

OVER = 0.05
"""How far a strike reaches out over the ends of its text, in em."""

AJAR = 0.05
"""How far a door stands open that opens from the first frame on: where light is, the eye goes."""

ROUNDING = 0.5
"""Pixels by which a stack may be higher than its room: no reason to set a title smaller."""

_OPENS = ease_in_out


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a scene is laid out for."""

    size: Size
    safe: Box
    palette: Palette
    typeface: Typeface
    words: Rectangle | None = None
    """The room of words that are none of the scene's: layers can lean on it as `words`."""


def lay_out(scene: Scene | EndScene, setting: Setting, blocks: tuple[TextBlock, ...]) -> Layout:
    """Everything of `scene` in its place; a text whose role has no block is left out with what needs it."""
    return _Layouter(scene, setting, blocks).layout()


def rooms(scene: Scene, setting: Setting, roles: Collection[str]) -> tuple[tuple[Text, int], ...]:
    """The texts that are there when there are words for `roles`, each with the width in pixels that it may have."""
    blocks = tuple(TextBlock(role, (), 1) for role in roles)
    return tuple(_Layouter(scene, setting, blocks).rooms())


class _Layouter:
    def __init__(self, scene: Scene | EndScene, setting: Setting, blocks: tuple[TextBlock, ...]) -> None:
        self._scene = scene
        self._setting = setting
        self._blocks: Mapping[str, TextBlock] = {block.role: block for block in blocks}
        self._outline = outline(setting.size)
        self._u = unit(setting.size)
        size, safe = setting.size, setting.safe
        self._acrosses: dict[str, tuple[float, float]] = {"frame": (0, size.width), "safe": (safe.x, safe.right)}
        self._downs: dict[str, tuple[float, float]] = {"frame": (0, size.height), "safe": (safe.y, safe.bottom)}
        if words := setting.words:
            self._acrosses["words"], self._downs["words"] = (words.left, words.right), (words.top, words.bottom)
        self._by_name: Mapping[str, Layer] = {layer.name: layer for layer in scene.layers if layer.name}
        self._spills = False

    def layout(self) -> Layout:
        laid = tuple(part for layer in self._scene.layers if self._is_there(layer) for part in self._laid(layer))
        return Layout(ground=self._colour(self._scene.ground), laid=laid, spills=self._spills)

    def rooms(self) -> Iterator[tuple[Text, int]]:
        for layer in self._scene.layers:
            if not isinstance(layer, Stack) or not self._is_there(layer):
                continue
            left, right = self._across_of(layer)
            for item in (item for item in layer.items if self._is_there(item)):
                if isinstance(item, Row):
                    yield from self._row_rooms(item, right - left)
                elif isinstance(item, Text):
                    yield item, self._text_width(item, right - left)

    def _row_rooms(self, row: Row, room: float) -> Iterator[tuple[Text, int]]:
        for number, part in enumerate(part for part in row.items if self._is_there(part)):
            room -= round(part.gap * self._u) if number else 0
            if isinstance(part, Text):
                wide = self._text_width(part, room)
                yield part, wide
            else:
                wide = round(self._pixels(part.width))
            room -= wide

    def _text_width(self, text: Text, room: float) -> int:
        return max(1, int(room if text.width is None else min(room, self._pixels(text.width))))

    def _is_there(self, part: Layer | Item) -> bool:
        if part.only and self._outline not in part.only:
            return False
        if isinstance(part, Text) and part.role not in self._blocks:
            return False
        return all(any(role in self._blocks for role in either.split("|")) for either in part.needs)

    # Boxes: across and down each by themselves, so that a box may give the one and take the other from the same layer.

    def _edge(self, name: str, edge: str) -> float:
        first, last = self._across(name) if edge in ACROSS else self._down(name)
        if edge in ("width", "height"):
            return last - first
        return {"left": first, "top": first, "right": last, "bottom": last}.get(edge, (first + last) / 2)

    def _across(self, name: str) -> tuple[float, float]:
        if name not in self._acrosses:
            self._acrosses[name] = self._across_of(self._by_name[name])
        return self._acrosses[name]

    def _down(self, name: str) -> tuple[float, float]:
        if name not in self._downs:
            self._downs[name] = self._down_of(self._by_name[name])
        return self._downs[name]

    def _pixels(self, length: Length) -> float:
        return pixels(length, self._u, self._edge)

    def _place(self, layer: Layer, keys: tuple[str, ...]) -> dict[str, float]:
        return {key: self._pixels(value) for key, value in layer.place(self._outline).items() if key in keys}

    def _box(self, layer: Layer) -> Rectangle:
        left, right = self._across(layer.name) if layer.name else self._across_of(layer)
        top, bottom = self._down(layer.name) if layer.name else self._down_of(layer)
        return Rectangle(left, top, right, bottom)

    def _across_of(self, layer: Layer) -> tuple[float, float]:
        place = self._place(layer, ACROSS)
        if isinstance(layer, Doorway):
            wide = round(self._tall(layer) * DOOR)
            left = round(place["centre"] - wide / 2)
            return left, left + wide
        return _ends(place, *ACROSS)

    def _down_of(self, layer: Layer) -> tuple[float, float]:
        if isinstance(layer, Stack):
            return self._stack_down(layer)
        place = self._place(layer, DOWN)
        if isinstance(layer, Doorway):
            return round(place["bottom"]) - self._tall(layer), round(place["bottom"])
        if isinstance(layer, Disc):
            place["height"] = self._place(layer, ACROSS)["width"]
        return _ends(place, *DOWN)

    def _tall(self, door: Doorway) -> int:
        return max(2, round(self._place(door, DOWN)["height"]))

    def _stack_down(self, stack: Stack) -> tuple[float, float]:
        place = self._place(stack, DOWN)
        parts, height = self._flow(stack, 0, 0.0)
        rises, falls = self._ink(parts)
        safe_top, safe_bottom = self._downs["safe"]
        first = max(place["top"], safe_top - min(0.0, rises))
        last = min(place["bottom"], safe_bottom - max(0.0, falls - height)) - height
        self._spills |= last - first < -ROUNDING
        start = {Stand.TOP: first, Stand.BOTTOM: last, Stand.MIDDLE: (first + last) / 2}[stack.stands]
        return start, start + height

    def _ink(self, parts: list[Laid]) -> tuple[float, float]:
        """How far up and down letters reach."""
        tops, bottoms = [0.0], [0.0]
        for part in parts:
            if isinstance(part, LaidLine):
                measured = self._face(bold=part.bold)
                tops.append(part.baseline - ascent(measured, part.size_px) - 1)
                bottoms.append(part.baseline + descent(measured, part.size_px) + 2)
        return min(tops), max(bottoms)

    # Layers

    def _laid(self, layer: Layer) -> Iterator[Laid]:
        x, y = self._course(layer.x), self._course(layer.y)
        box = self._box(layer)
        if isinstance(layer, Stack):
            parts, _height = self._flow(layer, round(box.left), box.top)
            yield from (msgspec.structs.replace(part, x=x, y=y) for part in parts)
            return
        if isinstance(layer, Plane):
            yield LaidPlane(
                box=Rectangle(round(box.left), round(box.top), round(box.right), round(box.bottom)),
                colour=self._colour(layer.colour),
                radius=layer.radius * self._u,
                lean=layer.lean,
                dash=tuple(length * self._u for length in layer.dash),
                starts=layer.starts,
                reveal=self._course(layer.reveal, 1.0),
                opacity=self._course(layer.opacity, 1.0),
                x=x,
                y=y,
            )
        elif isinstance(layer, Disc):
            yield LaidDisc(
                centre=box["centre"],
                middle=box["middle"],
                radius=box["width"] / 2,
                thickness=layer.thickness * self._u,
                colour=self._colour(layer.colour),
                begins=layer.begins,
                sweep=layer.sweep,
                scale=self._course(layer.scale, 1.0),
                reveal=self._course(layer.reveal, 1.0),
                opacity=self._course(layer.opacity, 1.0),
                x=x,
                y=y,
            )
        else:
            door = Box(int(box.left), int(box.top), int(box["width"]), int(box["height"]))
            opening = Track(
                layer.opens, layer.opens + layer.takes, first=AJAR if layer.opens == 0 else 0.0, easing=_OPENS
            )
            yield LaidDoorway(door=door, opening=opening, x=x, y=y)

    def _course(self, keys: Keys, otherwise: float = 0.0) -> Course:
        steps = (
            Step(key.at, self._pixels(key.to) if otherwise == 0.0 else float(key.to), key.by.curve) for key in keys
        )
        return Course(tuple(steps), otherwise)

    def _colour(self, words: str) -> str:
        return colour(words, self._setting.palette)

    # Stacks

    def _flow(self, stack: Stack, left: int, top: float) -> tuple[list[Laid], float]:
        """A stack's parts from `top` down, and how high they are together."""
        parts: list[Laid] = []
        y = top
        for item in (item for item in stack.items if self._is_there(item)):
            y += round(item.gap * self._u) if parts else 0
            if isinstance(item, Row):
                laid, y = self._row(item, left, y)
            elif isinstance(item, Text):
                laid, y = self._text(item, left, y)
            else:
                laid = [self._bar(item, left, round(y)) if isinstance(item, Rule) else self._sign(item, left, round(y))]
                y = round(y) + self._height(item)
            parts += laid
        return parts, y - top

    def _text(self, text: Text, left: int, top: float) -> tuple[list[Laid], float]:
        """The lines of a text, from the top of its capitals to its last baseline."""
        block = self._blocks[text.role]
        baseline = top
        parts: list[Laid] = []
        for number, words in enumerate(block.lines):
            baseline += self._cap(block) if number == 0 else text.leading * block.size_px
            parts.append(self._line(text, words, left, baseline, text.comes.at + number * text.comes.each))
        if text.strike:
            parts += self._strikes(text, left, [part.baseline for part in parts if isinstance(part, LaidLine)])
        return parts, baseline

    def _line(self, text: Text, words: str, left: int, baseline: float, start: float) -> LaidLine:
        block = self._blocks[text.role]
        return LaidLine(
            role=text.role,
            text=words,
            size_px=block.size_px,
            bold=block.bold,
            left=left,
            baseline=baseline,
            colour=self._colour(text.colour),
            come=Track(start, start + text.comes.takes, easing=text.comes.by.curve),
            how=text.comes.how,
            turns=self._turned(text.turns),
        )

    def _strikes(self, text: Text, left: int, baselines: list[float]) -> Iterator[LaidPlane]:
        """One stroke after another, at one speed, through the middle of the small letters."""
        strike, block = text.strike, self._blocks[text.role]
        if strike is None:
            return
        measured = self._face(bold=block.bold)
        em = block.size_px
        lengths = [measured.width(words) * em + 2 * OVER * em for words in block.lines]
        thick = max(2, round(strike.thickness * em))
        start = strike.at
        for baseline, length in zip(baselines, lengths, strict=True):
            top = round(baseline - measured.x_height / measured.units_per_em * em / 2 - thick / 2)
            first = round(left - OVER * em)
            end = start + strike.takes * length / max(lengths)
            yield LaidPlane(
                box=Rectangle(first, top, first + round(length), top + thick),
                colour=self._colour(strike.colour),
                reveal=Course((Step(start, 0), Step(end, 1, _OPENS)), 1.0),
                turns=self._turned(strike.turns),
                over_text=True,
            )
            start = end

    def _turned(self, turns: Turns | None) -> Turned | None:
        if turns is None:
            return None
        return Turned(self._colour(turns.colour), Track(turns.at, turns.at + turns.takes, easing=_OPENS))

    def _row(self, row: Row, left: int, top: float) -> tuple[list[Laid], float]:
        items = [item for item in row.items if self._is_there(item)]
        height = max((self._height(item) for item in items), default=0.0)
        parts: list[Laid] = []
        x = left
        for item in items:
            x += round(item.gap * self._u) if parts else 0
            y = top + (height - self._height(item)) / 2
            if isinstance(item, Text):
                words = " ".join(self._blocks[item.role].lines)
                parts.append(self._line(item, words, x, y + self._height(item), item.comes.at))
                x += round(self._face(bold=item.bold).width(words) * self._blocks[item.role].size_px)
            else:
                parts.append(self._bar(item, x, round(y)) if isinstance(item, Rule) else self._sign(item, x, round(y)))
                x += round(self._pixels(item.width))
        return parts, top + height

    def _height(self, item: Item) -> float:
        if isinstance(item, Text):
            return self._cap(self._blocks[item.role])
        if isinstance(item, Sign):
            return round(item.width * self._u)
        return round(item.height * self._u) if isinstance(item, Rule) else 0.0

    def _bar(self, rule: Rule, left: int, top: int) -> LaidPlane:
        high = max(1, round(rule.height * self._u))
        reveal = Course((Step(rule.comes.at, 0), Step(_end(rule.comes), 1, rule.comes.by.curve)), 1.0)
        box = Rectangle(left, top, left + round(self._pixels(rule.width)), top + high)
        return LaidPlane(box=box, colour=self._colour(rule.colour), reveal=reveal)

    def _sign(self, sign: Sign, left: int, top: int) -> LaidMark:
        return LaidMark(
            left=left,
            top=top,
            width=round(sign.width * self._u),
            ground=self._colour(sign.on),
            come=Track(sign.comes.at, _end(sign.comes), easing=sign.comes.by.curve),
        )

    def _face(self, *, bold: bool) -> Face:
        return face(self._setting.typeface.file(bold=bold))

    def _cap(self, block: TextBlock) -> float:
        measured = self._face(bold=block.bold)
        return measured.cap_height * block.size_px / measured.units_per_em


def ascent(measured: Face, size_px: int) -> int:
    """Whole pixels from a baseline up to the highest that a letter reaches."""
    return -(-measured.ascent * size_px // measured.units_per_em)


def descent(measured: Face, size_px: int) -> int:
    """Whole pixels from a baseline down to the lowest."""
    return -(-measured.descent * size_px // measured.units_per_em)


def _end(comes: Comes) -> float:
    return comes.at + comes.takes


def _ends(place: Mapping[str, float], first: str, last: str, side: str, middle: str) -> tuple[float, float]:
    """Both ends of a side, from any two of four lengths."""
    if side not in place:
        return place[first], place[last]
    if middle in place:
        return place[middle] - place[side] / 2, place[middle] + place[side] / 2
    start = place[first] if first in place else place[last] - place[side]
    return start, start + place[side]
