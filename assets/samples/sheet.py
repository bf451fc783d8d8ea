"""Paper and light to draw the sample's scene with: shapes finer than they are seen, glow, gradients.

Knows nothing of what is drawn. Only Pillow and numpy.
"""

import math
from importlib import resources

import numpy as np  # noqa: TID253 - a script, run by hand
from PIL import Image, ImageDraw, ImageFont  # noqa: TID253 - a script, run by hand

WIDTH, HEIGHT = 720, 1280
FINE = 3
"""Shapes are drawn this many times too large, then reduced."""

Colour = tuple[int, ...]


def colour(code: str, alpha: int = 255) -> Colour:
    """`#RRGGBB` as a colour with alpha."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16), alpha


class Sheet:
    """A transparent sheet to draw on in pixels, kept finer than it will be seen."""

    def __init__(self, width: int, height: int) -> None:
        self.fine = Image.new("RGBA", (width * FINE, height * FINE))
        self.draw = ImageDraw.Draw(self.fine)

    def polygon(self, *points: tuple[float, float], fill: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def box(self, x0: float, y0: float, x1: float, y1: float, *, fill: Colour, radius: float = 0) -> None:
        """A filled rectangle, its corners rounded by `radius`."""
        edges = [round(edge * FINE) for edge in (x0, y0, x1, y1)]
        self.draw.rounded_rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), radius * FINE, fill=fill)

    def disc(self, x: float, y: float, radius: float, *, fill: Colour) -> None:
        """A filled circle."""
        self.draw.ellipse([(v * FINE) for v in (x - radius, y - radius, x + radius, y + radius)], fill=fill)

    def line(self, *points: tuple[float, float], width: float, fill: Colour) -> None:
        """A bent line with round joints."""
        self.draw.line([(x * FINE, y * FINE) for x, y in points], fill, round(width * FINE), joint="curve")

    def text(self, x: float, y: float, words: str, size: float, *, fill: Colour) -> None:
        """A word, centred on a place."""
        folder = resources.files("fontpkg_atkinson_hyperlegible") / "files"
        font = ImageFont.truetype(str(folder / "AtkinsonHyperlegible-Bold.ttf"), size * FINE)
        self.draw.text((x * FINE, y * FINE), words, fill=fill, font=font, anchor="mm")

    def done(self) -> Image.Image:
        """The sheet as it is seen, without the fineness."""
        return self.fine.reduce(FINE)


def place(picture: Image.Image, small: Image.Image, x: float, y: float) -> None:
    """Lays a small picture at a place between pixels."""
    left, top = math.floor(x), math.floor(y)
    moved = small.transform(
        (small.width + 1, small.height + 1),
        Image.Transform.AFFINE,
        (1, 0, left - x, 0, 1, top - y),
        Image.Resampling.BILINEAR,
    )
    whole = Image.new("RGBA", picture.size)
    whole.paste(moved, (left, top))
    picture.alpha_composite(whole)


def light(picture: Image.Image, x: float, y: float, radius: float, strength: float) -> None:
    """Warm light around a place, strongest in its middle."""
    left, top = round(x - radius), round(y - radius)
    box = (max(left, 0), max(top, 0), min(round(x + radius), picture.width), min(round(y + radius), picture.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    across = np.arange(box[0], box[2])[None, :] + 0.5 - x
    down = np.arange(box[1], box[3])[:, None] + 0.5 - y
    share = np.clip(1 - np.hypot(across, down) / radius, 0, 1) ** 2
    warm = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]), colour("#FFCB7D"))
    warm.putalpha(Image.fromarray((share * strength * 255).astype(np.uint8)))
    picture.alpha_composite(warm, (box[0], box[1]))


def gradient(width: int, height: int, above: str, below: str, *, bend: float = 1.0) -> Image.Image:
    """From one colour to another, top to bottom."""
    share = (np.linspace(0, 1, height) ** bend)[:, None, None]
    first, last = np.array(colour(above)[:3]), np.array(colour(below)[:3])
    rows = first + (last - first) * share
    return Image.fromarray(np.broadcast_to(np.rint(rows), (height, width, 3)).astype(np.uint8))
