"""The sample's scene, drawn: a kitchen window at dusk in December, an unknown number ringing on the sill.

720 x 1280 pixels, as an ordinary phone films. The band where captions stand is left to a plain panelled wall.
Every frame is a function of its time alone. Only Pillow and numpy; nothing is written here.
"""

import math
from functools import cache
from itertools import pairwise

import numpy as np  # noqa: TID253 - a script, run by hand
from phone import phone
from PIL import Image, ImageFilter  # noqa: TID253 - a script, run by hand
from sheet import FINE, HEIGHT, WIDTH, Sheet, colour, gradient, light, place
from street import GLASS, view


def frame(seconds: float) -> Image.Image:
    """The scene at a time, RGB."""
    picture = room().copy()
    picture.paste(view(seconds), GLASS[:2])
    picture.alpha_composite(window())
    light(picture, 238, 470, 330, 0.34 + 0.02 * math.sin(seconds * 5.1) + 0.015 * math.sin(seconds * 8.3))
    star(picture, seconds)
    picture.alpha_composite(still_life())
    flames(picture, seconds)
    steam(picture, seconds)
    phone(picture, seconds)
    return picture.convert("RGB")


@cache
def room() -> Image.Image:
    """The wall, its panel, the shelf of the sill."""
    picture = gradient(WIDTH, HEIGHT, "#24444A", "#1B363D").convert("RGBA")
    sheet = Sheet(WIDTH, HEIGHT)
    sheet.box(0, 664, WIDTH, HEIGHT, fill=colour("#2B4D52"))
    for board in range(-30, WIDTH, 90):
        sheet.box(board, 676, board + 2.5, HEIGHT, fill=colour("#234247"))
        sheet.box(board + 2.5, 676, board + 4, HEIGHT, fill=colour("#325659"))
    sheet.box(0, 664, WIDTH, 676, fill=colour("#1E3A40"))
    sheet.box(44, 600, 676, 640, fill=colour("#E9DEC8"), radius=5)
    sheet.box(44, 628, 676, 640, fill=colour("#C8B899"), radius=5)
    sheet.box(66, 640, 654, 652, fill=colour("#152D33", 150))
    picture.alpha_composite(sheet.done())
    shade = gradient(WIDTH, 616, "#0A1E24", "#0A1E24")
    fall = np.linspace(0, 120, 616)[:, None] * np.ones((1, WIDTH))
    picture.paste(shade, (0, 664), Image.fromarray(fall.astype(np.uint8)))
    picture.alpha_composite(table())
    return picture


def table() -> Image.Image:
    """The table nearest to us, under the band where captions stand: a cloth, a bowl of clementines."""
    sheet = Sheet(WIDTH, HEIGHT)
    sheet.box(0, 1108, WIDTH, 1116, fill=colour("#D9A05B"))
    sheet.box(0, 1116, WIDTH, HEIGHT, fill=colour("#B97F42"))
    sheet.box(0, 1116, WIDTH, 1128, fill=colour("#A06B35"))
    sheet.polygon((150, 1108), (600, 1108), (668, HEIGHT), (82, HEIGHT), fill=colour("#E9DEC8"))
    sheet.polygon((170, 1108), (186, 1108), (134, HEIGHT), (112, HEIGHT), fill=colour("#B4462F"))
    sheet.polygon((564, 1108), (580, 1108), (638, HEIGHT), (616, HEIGHT), fill=colour("#B4462F"))
    sheet.draw.ellipse([v * FINE for v in (256, 1150, 506, 1180)], fill=colour("#BDAF93"))
    for x, y in ((332, 1074), (428, 1072), (380, 1050), (300, 1088), (462, 1088), (380, 1084)):
        sheet.disc(x, y, 33, fill=colour("#E58A2B"))
        sheet.disc(x - 5, y - 6, 25, fill=colour("#F09C3C"))
        sheet.box(x - 8, y - 25, x + 1, y - 20, fill=colour("#4F7A4A"), radius=2)
    sheet.draw.pieslice([v * FINE for v in (254, 1010, 510, 1170)], 0, 180, fill=colour("#0F4650"))
    sheet.box(246, 1084, 518, 1100, fill=colour("#1A5A65"), radius=8)
    sheet.box(340, 1160, 424, 1172, fill=colour("#0A343C"), radius=5)
    return sheet.done()


@cache
def window() -> Image.Image:
    """The casement and its bars, curtains at both sides."""
    left, top, right, sill = GLASS
    sheet = Sheet(WIDTH, HEIGHT)
    wood, edge = colour("#F0E8D8"), colour("#CDBFA5")
    for x0, y0, x1, y1 in (
        (left - 26, top - 26, right + 26, top),
        (left - 26, top, left, sill),
        (right, top, right + 26, sill),
        (left, 250, right, 262),
        (354, top, 366, sill),
    ):
        sheet.box(x0, y0, x1, y1, fill=wood)
    for x in (left, 366):
        sheet.box(x, top, x + 3, sill, fill=edge)
    for y in (top, 262):
        sheet.box(left, y, right, y + 3, fill=edge)
    for sign, from_x in ((1, left - 52), (-1, right + 52)):
        for fold, tone in enumerate(("#E2D2B4", "#D3C09C", "#E6D8BE", "#CDB992")):
            near, far = from_x + sign * fold * 19, from_x + sign * (fold + 1) * 19
            sheet.polygon((near, 44), (far, 44), (far - sign * 14, 592), (near - sign * 14, 592), fill=colour(tone))
    sheet.box(28, 36, 692, 48, fill=colour("#B98C4F"), radius=6)
    return sheet.done()


def star(picture: Image.Image, seconds: float) -> None:
    """A paper star in the upper pane, swinging a little."""
    angle = 0.045 * math.sin(seconds * 1.3)
    x, y = 495 + 100 * math.sin(angle), 70 + 112 * math.cos(angle)
    light(picture, x, y, 120, 0.42)
    sheet = Sheet(160, 200)
    sheet.line((80 - 112 * math.sin(angle), 100 - 118 * math.cos(angle)), (80, 100), width=1.4, fill=colour("#3A2E28"))
    points = []
    for tip in range(14):
        reach, turn = (44 if tip % 2 == 0 else 18), angle + tip * math.pi / 7
        points.append((80 + reach * math.sin(turn), 100 - reach * math.cos(turn)))
    for tip in range(14):
        tone = ("#F7B04A", "#FFD58C")[tip % 2]
        sheet.polygon((80, 100), points[tip], points[(tip + 1) % 14], fill=colour(tone))
    sheet.disc(80, 100, 7, fill=colour("#FFF1CF"))
    place(picture, sheet.done(), x - 80, y - 100)


@cache
def still_life() -> Image.Image:
    """On the sill: an electric candlestick, a mug."""
    sheet = Sheet(WIDTH, HEIGHT)
    wood, light_wood = colour("#B5793C"), colour("#CE9452")
    sheet.line((112, 598), (238, 506), (364, 598), width=17, fill=wood)
    sheet.line((116, 592), (238, 503), (360, 592), width=5, fill=light_wood)
    sheet.box(104, 592, 372, 606, fill=wood, radius=5)
    sheet.box(104, 592, 372, 597, fill=light_wood, radius=3)
    for x, y in candles():
        sheet.box(x - 6, y, x + 6, y + 44, fill=colour("#FBF6EB"), radius=2)
        sheet.box(x - 9, y + 38, x + 9, y + 46, fill=wood, radius=3)
    sheet.disc(433, 574, 15, fill=colour("#B4462F"))
    sheet.disc(433, 574, 9, fill=colour("#24444A"))
    sheet.box(380, 545, 432, 605, fill=colour("#C9523A"), radius=8)
    sheet.box(380, 545, 432, 556, fill=colour("#E8DCC6"), radius=4)
    return sheet.done()


def candles() -> list[tuple[float, float]]:
    """Where the seven candles begin, an arrow pointing up."""
    return [(136 + 34 * number, 453 + 25 * abs(number - 3)) for number in range(7)]


def flames(picture: Image.Image, seconds: float) -> None:
    """Seven lamps, each breathing in its own time, never flickering."""
    sheet = Sheet(WIDTH, 640)
    for number, (x, y) in enumerate(candles()):
        tall = 17 + 0.8 * math.sin(seconds * 3.1 + number * 1.7)
        light(picture, x, y - 8, 34, 0.55)
        sheet.polygon((x - 5, y - 5), (x, y - tall), (x + 5, y - 5), fill=colour("#FFC45E"))
        sheet.disc(x, y - 5, 5.2, fill=colour("#FFC45E"))
        sheet.disc(x, y - 5, 2.7, fill=colour("#FFF6DF"))
    picture.alpha_composite(sheet.done())


def steam(picture: Image.Image, seconds: float) -> None:
    """Steam over the mug."""
    sheet = Sheet(120, 140)
    for strand in (0, 1):
        points = []
        for step in range(22):
            up = step / 21
            sway = 8 * up * math.sin(up * 6 - seconds * 2.0 + strand * 2.4)
            points.append((50 + strand * 18 + sway, 130 - 100 * up))
        for step, (one, two) in enumerate(pairwise(points)):
            faint = round(70 * math.sin(math.pi * (step + 0.5) / 21))
            sheet.line(one, two, width=5, fill=colour("#FFFFFF", faint))
    place(picture, sheet.done().filter(ImageFilter.GaussianBlur(2.2)), 348, 416)
