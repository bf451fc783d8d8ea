"""Draws the project's own mark, a lit doorway, as SVG (the source to open) and PNG (what vidkit uses).

Run by hand from the checkout: python assets/marks/make_marks.py
"""

import tomllib
from pathlib import Path

from PIL import Image, ImageDraw  # noqa: TID253 - a script, run by hand

HERE = Path(__file__).parent
BRAND = HERE.parent.parent / "templates" / "brands" / "trygghetscentret.toml"
SIDE = 512
FINE = 8
"""Drawn this many times too large, then reduced."""

FRAME = (66, 4, 446, 364)
"""The arch around the door: left, top, right, floor."""
FRAME_WIDTH = 52
DOOR = (172, 112, 340, 364)
LIGHT = ((172, 398), (340, 398), (500, 508), (12, 508))
"""The light on the floor, as wide as the mark may be: its left end is what text under it is ranged by."""


def main() -> None:
    """Writes two variants, each as SVG and PNG."""
    palette = tomllib.loads(BRAND.read_text(encoding="utf-8"))["palette"]
    for name, frame, door, light in (
        ("on-dark", palette["paper"], palette["accent"], palette["accent"]),
        ("on-light", palette["primary"], palette["accent"], palette["accent"]),
    ):
        (HERE / f"porten-{name}.svg").write_text(svg(frame, door, light), encoding="utf-8", newline="\n")
        png(frame, door, light).save(HERE / f"porten-{name}.png", optimize=True)


def svg(frame: str, door: str, light: str) -> str:
    """The mark as an SVG document."""
    points = " ".join(f"{x},{y}" for x, y in LIGHT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">\n'
        f'  <path fill="{frame}" fill-rule="evenodd" d="{arch(FRAME)} {arch(inner_frame())}"/>\n'
        f'  <path fill="{door}" d="{arch(DOOR)}"/>\n'
        f'  <polygon fill="{light}" points="{points}"/>\n'
        "</svg>\n"
    )


def arch(edges: tuple[int, int, int, int]) -> str:
    """A round-topped opening as an SVG path."""
    left, top, right, floor = edges
    radius = (right - left) / 2
    return f"M{left} {floor}V{top + radius:g}A{radius:g} {radius:g} 0 0 1 {right} {top + radius:g}V{floor}Z"


def inner_frame() -> tuple[int, int, int, int]:
    """The inner edge of the arch around the door."""
    left, top, right, floor = FRAME
    return left + FRAME_WIDTH, top + FRAME_WIDTH, right - FRAME_WIDTH, floor


def png(frame: str, door: str, light: str) -> Image.Image:
    """The mark as a picture with transparency, 1024 pixels square."""
    whole = Image.new("RGBA", (2 * SIDE, 2 * SIDE), f"{frame}00")
    ring = shape(FRAME)
    ring.paste(0, mask=shape(inner_frame()))
    floor = Image.new("L", (SIDE * FINE, SIDE * FINE))
    ImageDraw.Draw(floor).polygon([(x * FINE, y * FINE) for x, y in LIGHT], fill=255)
    for colour, mask in ((frame, ring), (door, shape(DOOR)), (light, floor)):
        small = mask.reduce(FINE // 2)
        whole.paste(Image.new("RGBA", whole.size, colour), mask=small)
    return whole


def shape(edges: tuple[int, int, int, int]) -> Image.Image:
    """A round-topped opening as a mask, `FINE` times too large."""
    left, top, right, floor = (edge * FINE for edge in edges)
    mask = Image.new("L", (SIDE * FINE, SIDE * FINE))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((left, top, right - 1, top + right - left - 1), fill=255)
    draw.rectangle((left, top + (right - left) // 2, right - 1, floor - 1), fill=255)
    return mask


if __name__ == "__main__":
    main()
