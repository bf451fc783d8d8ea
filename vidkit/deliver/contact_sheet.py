"""A contact sheet: many small pictures with what each shows, and the areas that matter drawn on them, as one PNG.

Values and layout; whose pictures they are is not known here. Pictures are Pillow's RGB images.
"""

import io
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from vidkit.brand.geometry import Box, Size
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

    from vidkit.brand.typeface import Typeface

PHONE_WIDTH = 270
"""Pixels in which a frame of 1080 is shown: about as wide on a screen as a phone is in the hand."""

MARGIN, GAP = 56, 28
HEAD_PX, TITLE_PX, LABEL_PX = 44, 28, 19

GROUND, INK, SOFT = "#F4F2EE", "#17212B", "#4A5763"
"""The sheet's own colours, of no brand."""


class Area(Enum):
    """Something of a picture that is not seen on it."""

    SAFE = "safe"
    """Inside it, text is free of the application's buttons."""
    CAPTIONS = "captions"
    """Where captions stand by preference."""
    GRID = "grid"
    """What of a cover the profile's grid shows, 3:4."""
    FEED = "feed"
    """What of it the feed shows, 4:5."""


COLOURS = {Area.SAFE: "#00A36C", Area.CAPTIONS: "#B8720A", Area.GRID: "#C2185B", Area.FEED: "#1565C0"}
"""Each by its own colour and, for those who cannot tell them apart, by its own dashes and its name in the legend."""

DASHES = {Area.SAFE: (0, 0), Area.CAPTIONS: (10, 6), Area.GRID: (3, 4), Area.FEED: (14, 4)}
"""Pixels of line and gap; 0 is a whole line."""


class Guide(msgspec.Struct, frozen=True):
    """An area on a picture, in pixels of the frame."""

    area: Area
    box: Box


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with what it shows."""

    label: str
    picture: "Image.Image"
    """At any size of the frame's proportions."""
    frame: Size
    guides: tuple[Guide, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """Pictures that belong together: a shape of film."""

    title: str
    cells: tuple[Cell, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on a contact sheet."""

    title: str
    subtitle: str
    rows: tuple[Row, ...]


def area_in_words(area: Area) -> str:
    """What an area is, for the legend."""
    words = {
        Area.SAFE: _("Free of the application's buttons: all text stands inside"),
        Area.CAPTIONS: _("Where captions stand"),
        Area.GRID: _("What the profile's grid shows of a cover (3:4)"),
        Area.FEED: _("What the feed shows of a cover (4:5)"),
    }
    return words[area]


def shown_size(frame: Size) -> Size:
    """How large a frame is shown: as on a phone, a wide one lying."""
    share = PHONE_WIDTH / min(frame.width, frame.height)
    return Size(round(frame.width * share), round(frame.height * share))


def as_png(sheet: Sheet, typeface: "Typeface") -> bytes:
    """The sheet as one picture, in the letters of `typeface`."""
    from PIL import Image, ImageDraw

    desk = _Desk(typeface)
    places, size = _laid_out(sheet, desk)
    canvas = Image.new("RGB", (size.width, size.height), GROUND)
    draw = ImageDraw.Draw(canvas)
    draw.text((MARGIN, MARGIN), sheet.title, INK, desk.bold(HEAD_PX))
    draw.text((MARGIN, MARGIN + HEAD_PX * 1.3), sheet.subtitle, SOFT, desk.regular(LABEL_PX + 3))
    _legend(draw, desk, MARGIN + HEAD_PX * 1.3 + 44, sheet)
    for row, title_y, cells in places:
        draw.text((MARGIN, title_y), row.title, INK, desk.bold(TITLE_PX))
        for cell, box in cells:
            small = cell.picture.resize((box.width, box.height), Image.Resampling.LANCZOS)
            canvas.paste(small, (box.x, box.y))
            for guide in cell.guides:
                _outline(draw, _on_screen(guide.box, cell.frame, box), guide.area)
            for number, line in enumerate(desk.lines(cell.label, box.width)):
                draw.text((box.x, box.bottom + 8 + number * LABEL_PX * 1.25), line, INK, desk.regular(LABEL_PX))
    data = io.BytesIO()
    canvas.save(data, "PNG", optimize=True)
    return data.getvalue()


class _Desk:
    """Letters for the sheet's own words."""

    def __init__(self, typeface: "Typeface") -> None:
        self._typeface = typeface

    def regular(self, size_px: int) -> "ImageFont.FreeTypeFont":
        """The plain face."""
        from PIL import ImageFont

        return ImageFont.truetype(str(self._typeface.file()), size_px)

    def bold(self, size_px: int) -> "ImageFont.FreeTypeFont":
        """The bold one."""
        from PIL import ImageFont

        return ImageFont.truetype(str(self._typeface.file(bold=True)), size_px)

    def lines(self, text: str, width: int) -> list[str]:
        """`text` in lines no wider than `width` pixels, as long as no word is."""
        font = self.regular(LABEL_PX)
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and font.getlength(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines


_Places = list[tuple[Row, int, list[tuple[Cell, Box]]]]

MOST_WIDE = 8
"""Pictures of a phone's width side by side, before a row goes on below."""


def _laid_out(sheet: Sheet, desk: _Desk) -> tuple[_Places, Size]:
    """Where everything stands, and how large the sheet is for it."""
    room = MOST_WIDE * (PHONE_WIDTH + GAP) - GAP
    y = round(MARGIN + HEAD_PX * 1.3 + 44 + 34 * len(_areas(sheet)) + 40)
    places: _Places = []
    for row in sheet.rows:
        title_y, y = y, y + TITLE_PX + 20
        placed: list[tuple[Cell, Box]] = []
        x = line_height = 0
        for cell in row.cells:
            size = shown_size(cell.frame)
            if x and x + size.width > room:
                x, y, line_height = 0, y + line_height + GAP, 0
            placed.append((cell, Box(MARGIN + x, y, size.width, size.height)))
            words = round(LABEL_PX * 1.25 * len(desk.lines(cell.label, size.width))) + 12
            line_height = max(line_height, size.height + words)
            x += size.width + GAP
        places.append((row, title_y, placed))
        y += line_height + MARGIN
    return places, Size(2 * MARGIN + room, y)


def _areas(sheet: Sheet) -> Sequence[Area]:
    """Those that are drawn somewhere, in the order of the legend."""
    drawn = {guide.area for row in sheet.rows for cell in row.cells for guide in cell.guides}
    return [area for area in Area if area in drawn]


def _legend(draw: "ImageDraw.ImageDraw", desk: _Desk, y: float, sheet: Sheet) -> None:
    for number, area in enumerate(_areas(sheet)):
        top = round(y + 34 * number)
        _outline(draw, Box(MARGIN, top, 44, 22), area)
        draw.text((MARGIN + 60, top - 1), area_in_words(area), INK, desk.regular(LABEL_PX))


def _on_screen(box: Box, frame: Size, shown: Box) -> Box:
    across, down = shown.width / frame.width, shown.height / frame.height
    x, y = shown.x + round(box.x * across), shown.y + round(box.y * down)
    return Box(x, y, round(box.width * across), round(box.height * down))


def _outline(draw: "ImageDraw.ImageDraw", box: Box, area: Area) -> None:
    """A dashed frame, light under its colour so that it is seen on any picture."""
    line, gap = DASHES[area]
    right, bottom = box.right - 1, box.bottom - 1
    draw.rectangle((box.x - 1, box.y - 1, right + 1, bottom + 1), outline="#FFFFFF")
    sides = (
        ((box.x, box.y), (right, box.y)),
        ((box.x, bottom), (right, bottom)),
        ((box.x, box.y), (box.x, bottom)),
        ((right, box.y), (right, bottom)),
    )
    for (x0, y0), (x1, y1) in sides:
        length = max(x1 - x0, y1 - y0)
        for at in range(0, length + 1, (line + gap) or length + 1):
            until = min(at + (line or length), length)
            start, end = ((x0 + at, y0), (x0 + until, y0)) if y0 == y1 else ((x0, y0 + at), (x0, y0 + until))
            draw.line((*start, *end), fill=COLOURS[area], width=2)
