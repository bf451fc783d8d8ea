"""The sample's phone: an unknown number calls, and nobody answers it."""

import math

from PIL import Image  # noqa: TID253 - a script, run by hand
from sheet import FINE, Sheet, colour, light, place

RINGS_FROM, HANGS_UP, SETTLED = 1.2, 6.3, 6.9
"""Seconds. It rings until just after the words about the code."""


def phone(picture: Image.Image, seconds: float) -> None:
    """The phone against the window frame: an unknown number calls, and nobody answers it."""
    calling = RINGS_FROM < seconds < HANGS_UP
    burst = (seconds - RINGS_FROM) % 1.7
    shaking = calling and burst < 1.0
    shake = 1.3 * math.sin(seconds * 52) * math.sin(math.pi * burst) if shaking else 0.0
    x, foot = 470, 603
    if calling:
        waves(picture, x + 66, foot - 250, burst)
    light(picture, x + 66, foot - 130, 150, 0.22 if calling else 0.12)
    sheet = Sheet(172, 300)
    sheet.box(20, 24, 152, 296, fill=colour("#0B1419"), radius=20)
    sheet.box(27, 31, 145, 289, fill=colour("#14303A" if calling else "#0F4650"), radius=14)
    if calling or seconds < SETTLED:
        call(sheet, seconds)
    else:
        ended(sheet, min(1.0, (seconds - SETTLED) / 0.45))
    turned = sheet.done().rotate(shake, Image.Resampling.BICUBIC, center=(86, 296))
    place(picture, turned, x - 20, foot - 296)


def call(sheet: Sheet, seconds: float) -> None:
    """The screen while it rings, and the moment it is declined."""
    if seconds < RINGS_FROM:
        sheet.text(86, 118, "16:42", 34, fill=colour("#FBF6EB"))
        return
    sheet.disc(86, 100, 28, fill=colour("#3D5C66"))
    sheet.text(86, 100, "?", 36, fill=colour("#FBF6EB"))
    sheet.text(86, 152, "Okänt", 21, fill=colour("#FBF6EB"))
    sheet.text(86, 175, "nummer", 21, fill=colour("#FBF6EB"))
    pressed = max(0.0, 1 - abs(seconds - HANGS_UP) / 0.35)
    for x, tone, size in ((57, "#D6453D", 17 + 5 * pressed), (115, "#3E9E63", 17)):
        sheet.disc(x, 248, size, fill=colour(tone))
    sheet.line((51, 242), (63, 254), width=4, fill=colour("#FFFFFF"))
    sheet.line((51, 254), (63, 242), width=4, fill=colour("#FFFFFF"))
    sheet.line((108, 248), (113, 253), (122, 243), width=4, fill=colour("#FFFFFF"))


def ended(sheet: Sheet, come: float) -> None:
    """The screen when the call has been declined: all is well."""
    eased = 1 - (1 - come) ** 3
    sheet.disc(86, 128, 34 * eased, fill=colour("#F4A63C"))
    far = min(1.0, (come - 0.3) / 0.5)
    if far > 0:
        points = [(71, 129), (82, 140), (82 + 20 * far, 140 - 23 * far)]
        sheet.line(*points, width=6, fill=colour("#10272E"))
    sheet.text(86, 196, "Samtalet", 20, fill=colour("#FBF6EB", round(255 * eased)))
    sheet.text(86, 219, "avvisat", 20, fill=colour("#FBF6EB", round(255 * eased)))


def waves(picture: Image.Image, x: float, y: float, burst: float) -> None:
    """Arcs over the ringing phone."""
    sheet = Sheet(240, 160)
    for number in range(3):
        share = min(1.0, max(0.0, burst - 0.14 * number))
        faint = round(200 * math.sin(math.pi * share)) if share < 1 else 0
        radius = 74 + 16 * number + 14 * share
        edges = [v * FINE for v in (120 - radius, 150 - radius, 120 + radius, 150 + radius)]
        sheet.draw.arc(edges, 242, 298, fill=colour("#F4A63C", faint), width=4 * FINE)
    place(picture, sheet.done(), x - 120, y - 150 + 44)
