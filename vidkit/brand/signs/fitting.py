"""From a brand and the words of a sign to a card of it: which plates, which lines, how large. Draws nothing.

All signs are one family: a bar in the accent colour along one left edge, plates that hug their words, the number of a
step and of a telephone on the accent itself. Measures are shares of the em size of a name (`signs.size_px`).
"""

from collections.abc import Callable, Sequence
from itertools import product

import msgspec

from vidkit.brand.card import TextBlock
from vidkit.brand.contrast import LARGE_TEXT, ratio
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.layout import is_wide, unit
from vidkit.brand.palette import Palette
from vidkit.brand.signs.card import BugCard, Plate, SignCard, SignText, Way
from vidkit.brand.signs.figures import reach
from vidkit.brand.signs.sign import AskedSign, SignKind
from vidkit.brand.typeface import face
from vidkit.brand.typesetting import Slot, fit
from vidkit.errors import BrandError

COMES_S, GOES_S = 0.45, 0.30
"""What leaves may be quicker than what comes: nobody has to find it."""

PAD_X, PAD_Y = 0.48, 0.40
"""Air around words, in em of a name."""

LEADING = 1.2
"""Baseline to baseline, in em."""

WIDE_SHARE = 0.6
"""Of the free width that a sign may fill where the picture is wider than high: the other half is the picture's."""

ALIKE = 0.9
"""Two plates one above the other whose widths differ by less than so many em are made one width: a small step looks
like a mistake."""

BAR_TAKES, PLATE_TAKES = 0.42, 0.72
"""How long the bar and a plate take to come, as shares of the time: the bar is there before what it holds."""

PLATE_AFTER_PLATE = 0.12
"""How much later each plate comes than the one before, as a share of the time."""


def sign_card(brand: Brand, asked: AskedSign, size: Size, safe: Box, rate: tuple[int, int]) -> SignCard:
    """The card of a sign for a picture of `size`, no wider than `safe` lets it be.

    Raises:
        BrandError: a text does not fit, however small, or the typeface lacks one of its characters; it is quoted.
    """
    desk = _Desk(brand, asked, size, safe)
    _SET[asked.kind](desk)
    return desk.card(rate)


def bug_card(brand: Brand, size: Size, rate: tuple[int, int]) -> BugCard | None:
    """The card of the brand's small mark for a picture of `size`; None where the brand shows none."""
    bug = brand.bug
    if bug is None or bug.opacity == 0:
        return None
    side = _even(bug.size_px * unit(size))
    return BugCard(
        size=Size(side, side),
        rate=rate,
        tile=bug_tile(brand.palette),
        opacity=bug.opacity,
        brand_digest=brand.drawn_digest,
    )


def bug_tile(palette: Palette) -> str:
    """What the small mark stands on: the sender's own colour where that is dark enough to be told from paper."""
    return palette.primary if ratio("#FFFFFF", palette.primary) >= LARGE_TEXT else palette.paper


class _Desk:
    """Where a sign is put together, from its upper left corner downwards."""

    def __init__(self, brand: Brand, asked: AskedSign, size: Size, safe: Box) -> None:
        self._brand = brand
        self.asked = asked
        self.colours = brand.sign_colours
        look, u = brand.signs, unit(size)
        self.em = look.size_px * u
        self.edge = _even(look.edge_px * u)
        self._radius = round(look.radius_px * u)
        # One pixel may be lost on each side when the sign is laid on an even one.
        share = WIDE_SHARE if is_wide(size) else 1.0
        self.room = _even(safe.width * share) - 2
        self._plates: list[Plate] = []
        self._texts: list[SignText] = []

    def fitted(
        self, text: str, width: int, largest: float, smallest: float, *, lines: int = 1, bold: bool = True
    ) -> TextBlock:
        """A text no wider than `width`; sizes in em of a name."""
        slot = Slot(
            role=self.asked.kind.value,
            width=width,
            largest=round(largest * self.em),
            smallest=round(smallest * self.em),
            lines=lines,
            bold=bold,
        )
        return fit(text, self._brand.typeface, slot)

    def width(self, *blocks: TextBlock) -> int:
        """The widest line."""
        return max(
            int(face(self._brand.typeface.file(bold=block.bold)).width(line) * block.size_px + 0.999)
            for block in blocks
            for line in block.lines
        )

    def alike(self, one: int, other: int) -> tuple[int, int]:
        """The right edges of two plates one above the other, the narrower drawn out where there is little between."""
        widest = max(one, other)
        return (widest, widest) if abs(one - other) < ALIKE * self.em else (one, other)

    def cap(self, block: TextBlock) -> int:
        """The height of its capitals."""
        measured = face(self._brand.typeface.file(bold=block.bold))
        return round(measured.cap_height * block.size_px / measured.units_per_em)

    def height(self, block: TextBlock) -> int:
        """From the top of its first line's capitals to its last line's baseline."""
        return self.cap(block) + round((len(block.lines) - 1) * LEADING * block.size_px)

    def figures(self, block: TextBlock) -> tuple[int, int]:
        """How far the ink of a number reaches above its baseline and below it."""
        ink = reach(self._brand.typeface.file(bold=block.bold), block.lines[0])
        return round(ink.above * block.size_px), round(ink.below * block.size_px)

    def write_number(self, block: TextBlock, x: int, middle: int, colour: str, plate: int) -> None:
        """A number with its ink, not its line, half above and half below `middle`."""
        above, below = self.figures(block)
        self.write(block, x, middle + (above - below) // 2 - self.cap(block), colour, plate)

    def bar(self, height: int) -> None:
        """The bar along the left edge; the first of all."""
        if self.edge:
            self.plate(Box(0, 0, self.edge, height), self.colours.accent, way=Way.UP)

    def plate(self, box: Box, colour: str, *, way: Way = Way.ACROSS) -> int:
        """A plate; its index. Corners are rounded at the end, where all that is there is known."""
        late = PLATE_AFTER_PLATE * len(self._plates)
        self._plates.append(
            Plate(
                box=box,
                colour=colour,
                corners=(0, 0, 0, 0),
                way=way,
                come=(late, min(1.0, late + (BAR_TAKES if way is Way.UP else PLATE_TAKES))),
                go=(0.0, 1.0),
            )
        )
        return len(self._plates) - 1

    def write(self, block: TextBlock, x: int, top: int, colour: str, plate: int) -> int:
        """The lines of a text whose capitals begin at `top`, on a plate; the last one's baseline."""
        baseline = top + self.cap(block)
        late = self._plates[plate].come[0] + 0.2
        for number, line in enumerate(block.lines):
            baseline += round(LEADING * block.size_px) if number else 0
            begins = min(0.4, late + 0.06 * number)
            self._texts.append(
                SignText(
                    words=line,
                    size_px=block.size_px,
                    bold=block.bold,
                    x=x,
                    baseline=baseline,
                    colour=colour,
                    plate=plate,
                    come=(begins, 1.0),
                )
            )
        return baseline

    def card(self, rate: tuple[int, int]) -> SignCard:
        """All that was put on the desk."""
        boxes = [plate.box for plate in self._plates]
        count = len(boxes)
        placed = []
        for number, plate in enumerate(self._plates):
            # The last to come is the first to go, and the bar closes behind it.
            wait = 0.4 * (count - 1 - number) / max(1, count - 1)
            corners = _corners(plate.box, boxes, self._radius)
            placed.append(msgspec.structs.replace(plate, corners=corners, go=(wait, min(1.0, wait + 0.75))))
        fraction = rate[0] / rate[1]
        return SignCard(
            kind=self.asked.kind,
            size=Size(max(box.right for box in boxes), max(box.bottom for box in boxes)),
            rate=rate,
            comes=max(1, round(COMES_S * fraction)),
            goes=max(1, round(GOES_S * fraction)),
            plates=tuple(placed),
            texts=tuple(self._texts),
            said=self.asked.texts,
            brand_digest=self._brand.drawn_digest,
        )


def _set_name(desk: _Desk) -> None:
    """The name on the sender's own colour, and under it, lighter, what they do."""
    pad_x, pad_y, em = round(PAD_X * desk.em), round(PAD_Y * desk.em), desk.em
    room = desk.room - desk.edge - 2 * pad_x
    name = desk.fitted(desk.asked.texts[0], room, 1.0, 0.7)
    roles = [desk.fitted(text, room, 0.66, 0.6, lines=2, bold=False) for text in desk.asked.texts[1:]]
    high = _even(desk.height(name) + 2.1 * pad_y)
    low = [_even(desk.height(role) + round(0.74 * em)) for role in roles]
    wide = _even(desk.width(name) + 2 * pad_x)
    wide, narrow = desk.alike(wide, _even(desk.width(*roles) + 2 * pad_x) if roles else 0)
    desk.bar(high + sum(low))
    plate = desk.plate(Box(desk.edge, 0, wide, high), desk.colours.plate)
    desk.write(name, desk.edge + pad_x, (high - desk.height(name)) // 2, desk.colours.text, plate)
    for role, height in zip(roles, low, strict=True):
        plate = desk.plate(Box(desk.edge, high, narrow, height), desk.colours.light_plate)
        top = high + (height - desk.height(role)) // 2
        desk.write(role, desk.edge + pad_x, top, desk.colours.light_text, plate)


def _set_place(desk: _Desk) -> None:
    """Where, and in the same breath when: one light plate."""
    pad_x, pad_y = round(PAD_X * desk.em), round(PAD_Y * desk.em)
    room = desk.room - desk.edge - 2 * pad_x
    place = desk.fitted(desk.asked.texts[0], room, 0.86, 0.64)
    dates = [desk.fitted(text, room, 0.64, 0.6, bold=False) for text in desk.asked.texts[1:]]
    between = round(0.4 * desk.em)
    inner = desk.height(place) + sum(between + desk.height(date) for date in dates)
    height = _even(inner + 2.1 * pad_y)
    desk.bar(height)
    box = Box(desk.edge, 0, _even(desk.width(place, *dates) + 2 * pad_x), height)
    plate = desk.plate(box, desk.colours.light_plate)
    x, top = desk.edge + pad_x, (height - inner) // 2
    baseline = desk.write(place, x, top, desk.colours.light_text, plate)
    for date in dates:
        baseline = desk.write(date, x, baseline + between, desk.colours.light_second, plate)


def _set_step(desk: _Desk) -> None:
    """The number, large, on the accent; beside it what to do."""
    pad_x, pad_y, em = round(PAD_X * desk.em), round(PAD_Y * desk.em), desk.em
    first, what = desk.asked.texts
    tile = _even(2.1 * em)
    number = desk.fitted(first, tile - round(0.4 * em), 1.35, 0.6)
    words = desk.fitted(what, desk.room - tile - 2 * pad_x, 0.95, 0.72, lines=2)
    height = max(tile, _even(desk.height(words) + 2.1 * pad_y))
    plate = desk.plate(Box(0, 0, tile, height), desk.colours.accent, way=Way.UP)
    x = (tile - desk.width(number)) // 2
    desk.write_number(number, x, height // 2, desk.colours.accent_text, plate)
    plate = desk.plate(Box(tile, 0, _even(desk.width(words) + 2 * pad_x), height), desk.colours.plate)
    desk.write(words, tile + pad_x, (height - desk.height(words)) // 2, desk.colours.text, plate)


def _set_fact(desk: _Desk) -> None:
    """The heading on the sender's own colour, under it up to three lines, both as wide."""
    pad_x, pad_y = round(PAD_X * desk.em), round(PAD_Y * desk.em)
    room = desk.room - desk.edge - 2 * pad_x
    heading = desk.fitted(desk.asked.texts[0], room, 0.86, 0.66)
    body = _body(desk, desk.asked.texts[1:], room)
    gap = round(0.36 * desk.em)
    high = _even(desk.height(heading) + 1.7 * pad_y)
    inner = sum(desk.height(block) for block in body) + sum(round(0.32 * desk.em) + gap // 2 for _block in body[1:])
    low = _even(inner + 2.3 * pad_y) if body else 0
    width = _even(desk.width(heading, *body) + 2 * pad_x)
    desk.bar(high + low)
    x = desk.edge + pad_x
    plate = desk.plate(Box(desk.edge, 0, width, high), desk.colours.plate)
    desk.write(heading, x, (high - desk.height(heading)) // 2, desk.colours.text, plate)
    if not body:
        return
    plate = desk.plate(Box(desk.edge, high, width, low), desk.colours.light_plate)
    top = high + (low - inner) // 2
    for block in body:
        baseline = desk.write(block, x, top, desk.colours.light_text, plate)
        top = baseline + round(0.32 * desk.em) + gap // 2


def _body(desk: _Desk, texts: Sequence[str], room: int) -> list[TextBlock]:
    """One to three texts in three lines together, all of one size: as large as can be."""
    best: list[TextBlock] = []
    fault: BrandError | None = None
    for lines in product(range(1, 4), repeat=len(texts)):
        if sum(lines) != FACT_LINES and texts:
            continue
        try:
            blocks = [
                desk.fitted(text, room, 0.74, 0.62, lines=most, bold=False)
                for text, most in zip(texts, lines, strict=True)
            ]
        except BrandError as wrong:
            fault = wrong
            continue
        if not best or min(block.size_px for block in blocks) > min(block.size_px for block in best):
            best = blocks
    if texts and not best and fault is not None:
        raise fault
    size = min((block.size_px for block in best), default=0)
    return [msgspec.structs.replace(block, size_px=size) for block in best]


FACT_LINES = 3
"""Under the heading: more is no sign but a page."""


def _set_phone(desk: _Desk) -> None:
    """The number as large as can be on the accent, over it whose it is."""
    pad_x, pad_y, em = round(PAD_X * desk.em), round(PAD_Y * desk.em), desk.em
    number = desk.fitted(desk.asked.texts[0], desk.room - desk.edge - 2 * pad_x, 2.5, 1.2)
    labels = [desk.fitted(text, desk.room - desk.edge - 2 * pad_x, 0.7, 0.62, lines=2) for text in desk.asked.texts[1:]]
    high = sum(_even(desk.height(label) + round(0.9 * em)) for label in labels)
    low = _even(max(desk.height(number), sum(desk.figures(number))) + 2.4 * pad_y)
    wide = _even(desk.width(number) + desk.edge + 2 * pad_x)
    wide, upper = desk.alike(wide, _even(desk.width(*labels) + 2 * pad_x) + desk.edge if labels else 0)
    if labels:
        desk.bar(high)
    for label in labels:
        plate = desk.plate(Box(desk.edge, 0, upper - desk.edge, high), desk.colours.plate)
        desk.write(label, desk.edge + pad_x, (high - desk.height(label)) // 2, desk.colours.text, plate)
    plate = desk.plate(Box(0, high, wide, low), desk.colours.accent)
    desk.write_number(number, desk.edge + pad_x, high + low // 2, desk.colours.accent_text, plate)


_SET: dict[SignKind, Callable[[_Desk], None]] = {
    SignKind.NAME: _set_name,
    SignKind.PLACE: _set_place,
    SignKind.STEP: _set_step,
    SignKind.FACT: _set_fact,
    SignKind.PHONE: _set_phone,
}


def _corners(box: Box, boxes: Sequence[Box], radius: int) -> tuple[int, int, int, int]:
    """Round where a plate's corner is a corner of the whole, square where another plate touches it."""

    def free(x: int, y: int) -> bool:
        touching = (
            other for other in boxes if other != box and other.x <= x <= other.right and other.y <= y <= other.bottom
        )
        return not any(touching)

    radius = min(radius, box.height // 2)
    points = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    # A bar narrower than its radius is rounded as far as it is wide.
    return tuple(min(radius, box.width) if free(*point) else 0 for point in points)  # type: ignore[return-value]


def _even(value: float) -> int:
    """The nearest even number that is not less."""
    return 2 * -int(-value // 2)
