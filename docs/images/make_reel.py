"""Draws `reel.png`, the README's picture: `python docs/images/make_reel.py REEL.mp4`, the reel of its first command."""

import sys
from pathlib import Path

import av  # noqa: TID253 - only the program has to start quickly
from PIL import Image  # noqa: TID253 - as above

FRAMES = (12, 40, 54, 165, 410, 560)
"""The intro opens, the title stands, the intro melts into the clip, two captions, the end card."""

WIDTH, HEIGHT, GAP = 234, 416, 12


def strip(reel: Path) -> Image.Image:
    """The six frames side by side."""
    sheet = Image.new("RGB", (len(FRAMES) * (WIDTH + GAP) - GAP, HEIGHT), "white")
    with av.open(str(reel)) as film:
        for number, frame in enumerate(film.decode(video=0)):
            if number in FRAMES:
                small = frame.to_image().resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
                sheet.paste(small, (FRAMES.index(number) * (WIDTH + GAP), 0))
    return sheet


if __name__ == "__main__":
    strip(Path(sys.argv[1])).save(Path(__file__).with_name("reel.png"), optimize=True)
