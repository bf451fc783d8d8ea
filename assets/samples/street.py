"""What is seen through the sample's window: a Swedish street at dusk in December, each thing at its own depth."""

import math
from functools import cache

import numpy as np  # noqa: TID253 - a script, run by hand
from PIL import Image, ImageFilter  # noqa: TID253 - a script, run by hand
from sheet import FINE, Sheet, colour, gradient, light, place

GLASS = (96, 96, 624, 600)
"""The window's opening: left, top, right, sill."""
SPARE = 40
"""Pixels drawn outside the window on each side: the view moves behind it."""

WALKS = (7.4, 14.6)
"""Seconds. When the call is declined, somebody is on the way to the door."""


def view(seconds: float) -> Image.Image:
    """What is seen through the glass: sky, wood, houses, snow, each at its own depth."""
    left, top, right, sill = GLASS
    width, height = right - left, sill - top
    drift = 12 * math.sin((seconds / 15.4 - 0.5) * math.pi)
    picture = gradient(width, height, "#16304F", "#E8A77C", bend=1.5).convert("RGBA")
    for layer, depth in ((stars(), 0.1), (clouds(), 0.25), (wood(), 0.5), (houses(), 1.0)):
        move = drift * depth + (seconds * 2.2 if layer is clouds() else 0)
        seen = layer.transform(
            (width, height), Image.Transform.AFFINE, (1, 0, SPARE - move, 0, 1, 0), Image.Resampling.BICUBIC
        )
        picture.alpha_composite(seen)
    walker(picture, seconds, drift)
    snow(picture, seconds, drift)
    return picture


@cache
def stars() -> Image.Image:
    """A few stars and a thin moon."""
    sheet = Sheet(528 + 2 * SPARE, 504)
    random = np.random.Generator(np.random.PCG64(3))
    for x, y, size in zip(
        random.uniform(0, 608, 26), random.uniform(0, 170, 26), random.uniform(0.6, 1.4, 26), strict=True
    ):
        sheet.disc(x, y, size, fill=colour("#FFF3D6", 190))
    return sheet.done()


@cache
def clouds() -> Image.Image:
    """Long flat clouds, lit from below."""
    sheet = Sheet(528 + 2 * SPARE, 504)
    for x, y, long in ((60, 214, 210), (330, 178, 170), (120, 262, 260), (400, 250, 190)):
        sheet.box(x, y, x + long, y + 13, fill=colour("#F2C3A2", 90), radius=6)
        sheet.box(x + 34, y - 10, x + long * 0.7, y + 6, fill=colour("#F2C3A2", 70), radius=7)
    return sheet.done().filter(ImageFilter.GaussianBlur(1.2))


@cache
def wood() -> Image.Image:
    """Two rows of spruces against the evening."""
    sheet = Sheet(528 + 2 * SPARE, 504)
    random = np.random.Generator(np.random.PCG64(8))
    for base, tone, tall in ((392, "#4A5F77", 74), (404, "#2F4A5E", 104)):
        sheet.box(0, base - 26, 608, 504, fill=colour(tone))
        for x in range(-10, 620, 23):
            height, lean = tall * random.uniform(0.62, 1.0), random.uniform(-6, 6)
            for step in range(3):
                y, half = base - 20 - height * step * 0.27, (15 - 3.6 * step) * tall / 90
                spot = x + lean
                sheet.polygon((spot - half, y), (spot + half, y), (spot, y - height * 0.48), fill=colour(tone))
    return sheet.done()


@cache
def houses() -> Image.Image:
    """Red houses with white corners, snow on roofs and ground, a street lamp."""
    sheet = Sheet(528 + 2 * SPARE, 504)
    sheet.polygon((0, 424), (180, 412), (400, 418), (608, 406), (608, 504), (0, 504), fill=colour("#B9C6D8"))
    house(sheet, 34, 424, 150, 78, ((0, 1), (1, 1)))
    house(sheet, 232, 420, 118, 66, ((0, 1), (1, 0)))
    house(sheet, 398, 420, 160, 82, ((0, 0), (1, 1)))
    sheet.polygon((0, 452), (608, 442), (608, 470), (0, 482), fill=colour("#8E9DB5"))
    sheet.polygon((0, 479), (608, 467), (608, 504), (0, 504), fill=colour("#CFD8E6"))
    sheet.box(374, 322, 378, 456, fill=colour("#20323F"))
    sheet.polygon((366, 322), (386, 322), (382, 308), (370, 308), fill=colour("#20323F"))
    sheet.disc(376, 326, 7, fill=colour("#FFE3A8"))
    whole = sheet.done()
    glow = Sheet(528 + 2 * SPARE, 504)
    glow.disc(376, 330, 46, fill=colour("#FFD58A", 120))
    glow.polygon((370, 330), (382, 330), (430, 462), (318, 466), fill=colour("#FFD58A", 66))
    whole.alpha_composite(glow.done().filter(ImageFilter.GaussianBlur(11)))
    return whole


def house(sheet: Sheet, x: float, ground: float, wide: float, tall: float, lit: tuple[tuple[int, int], ...]) -> None:
    """One house, gable to the side; `lit` tells which of two windows and which floor shine."""
    wall, roof = colour("#8C2F26"), tall * 0.62
    sheet.box(x, ground - tall, x + wide, ground + 4, fill=wall)
    for edge in (x, x + wide - 5):
        sheet.box(edge, ground - tall, edge + 5, ground + 4, fill=colour("#EFE6D8"))
    left, right, top = x - 9, x + wide + 9, ground - tall
    sheet.polygon(
        (left, top + 2), (right, top + 2), (right - 26, top - roof), (left + 26, top - roof), fill=colour("#DDE5EF")
    )
    sheet.polygon((left, top + 2), (right, top + 2), (right - 2, top - 4), (left + 2, top - 4), fill=colour("#A9B7CB"))
    sheet.box(x + wide * 0.66, top - roof - 16, x + wide * 0.66 + 15, top - roof + 8, fill=colour("#5B2A25"))
    sheet.box(x + wide * 0.66 - 2, top - roof - 20, x + wide * 0.66 + 17, top - roof - 15, fill=colour("#E8EEF5"))
    for side, on in lit:
        spot = x + wide * (0.16 + 0.42 * side)
        pane(sheet, spot, ground - tall * 0.70, alpha=255 if on else 0)
    sheet.box(x + wide * 0.80, ground - tall * 0.62, x + wide * 0.80 + 19, ground + 4, fill=colour("#EFE6D8"))
    sheet.box(x + wide * 0.80 + 3, ground - tall * 0.62 + 3, x + wide * 0.80 + 16, ground + 4, fill=colour("#3C5B57"))


def pane(sheet: Sheet, x: float, y: float, *, alpha: int) -> None:
    """A window of a house, dark or lit."""
    sheet.box(x, y, x + 32, y + 30, fill=colour("#EFE6D8"))
    sheet.box(x + 3, y + 3, x + 29, y + 27, fill=colour("#2A3A4C"))
    if alpha:
        sheet.box(x + 3, y + 3, x + 29, y + 27, fill=colour("#FFC766", alpha))
    sheet.box(x + 15, y, x + 17, y + 30, fill=colour("#EFE6D8"))
    sheet.box(x, y + 12, x + 32, y + 14, fill=colour("#EFE6D8"))


def walker(picture: Image.Image, seconds: float, drift: float) -> None:
    """Somebody in a yellow coat on the way through the snow, a lantern in the hand."""
    start, end = WALKS
    if not start < seconds < end:
        return
    share = (seconds - start) / (end - start)
    x, ground = 560 - 620 * share + drift, 472
    stride = math.sin(seconds * 6.2)
    y = ground - 1.6 * abs(stride)
    wide, tall, at = 80, 110, (40, 100)
    sheet = Sheet(wide, tall)
    for side in (1, -1):
        sheet.line((at[0], at[1] - 30), (at[0] + side * stride * 10, at[1]), width=7, fill=colour("#1E2C3A"))
    sheet.polygon((30, 70), (50, 70), (47, 32), (33, 32), fill=colour("#E9A63B"))
    sheet.disc(40, 33, 7.4, fill=colour("#E9A63B"))
    sheet.line((40, 40), (28 - 3 * stride, 60), width=6, fill=colour("#D9932B"))
    sheet.disc(40, 22, 7.2, fill=colour("#F0C6A4"))
    sheet.draw.pieslice([v * FINE for v in (32, 12, 48, 30)], 180, 360, fill=colour("#0F4650"))
    sheet.box(32, 19, 48, 22.5, fill=colour("#FBF6EB"), radius=1)
    sheet.box(34, 28, 46, 33, fill=colour("#0F4650"), radius=2)
    lamp = (26 - 3 * stride, 68)
    sheet.box(lamp[0] - 4, lamp[1] - 6, lamp[0] + 4, lamp[1] + 5, fill=colour("#FFE3A8"), radius=2)
    light(picture, x - at[0] + lamp[0], y - at[1] + lamp[1], 46, 0.5)
    place(picture, sheet.done(), x - at[0], y - at[1])


def snow(picture: Image.Image, seconds: float, drift: float) -> None:
    """Large slow flakes, nearer ones faster."""
    sheet = Sheet(picture.width, picture.height)
    random = np.random.Generator(np.random.PCG64(5))
    for _ in range(64):
        near, x, y, phase = (
            random.uniform(0.4, 1.0),
            random.uniform(0, 560),
            random.uniform(0, 540),
            random.uniform(0, 7),
        )
        fallen = (y + seconds * 46 * near) % 540 - 18
        swayed = (x + drift * 1.6 * near + 9 * math.sin(seconds * 0.9 + phase)) % 560 - 16
        sheet.disc(swayed, fallen, 1.1 + 1.9 * near, fill=colour("#FFFFFF", round(80 + 120 * near)))
    picture.alpha_composite(sheet.done())
