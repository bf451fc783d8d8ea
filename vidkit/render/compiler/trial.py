"""A film of a second that says of itself what each of its frames has to look like: how an encoder is tried out."""

from typing import Any

import ffmpeg

from vidkit.brand.geometry import Size
from vidkit.plan.reel_plan import Encoding
from vidkit.render.compiler.encoder import cutting_options, encoder_options
from vidkit.render.compiler.recipe import QUIET, Recipe

SIZE = Size(1080, 1920)
RATE = 30
CELL = 60
"""Pixels: the side of the squares of one brightness that a picture is made of. Divides both sides of `SIZE`."""

PARTS = (11, 13)
"""Frames in each of the two files. Odd, so that no habit of the encoder's puts a key frame at the cut by chance."""

DARKEST = 40
STEP = 5
"""How much brighter each frame is than the one before, of 255: more than encoding changes a plain square."""


def luma(frame: int, column: int, row: int) -> int:
    """The brightness of a square in frame `frame` of the film, as it is coded."""
    return DARKEST + STEP * frame + column + row


def compile_trial(encoding: Encoding) -> Recipe:
    """The run that makes the film, cut in two as the windows of a reel are, with the options of a reel."""
    frames = sum(PARTS)
    small = f"nullsrc=s={SIZE.width // CELL}x{SIZE.height // CELL}:r={RATE}"
    stream: Any = ffmpeg.input(small, f="lavfi")
    stream = stream.filter("format", "yuv420p").filter("geq", lum=f"{DARKEST}+{STEP}*N+X+Y", cb=128, cr=128)
    stream = stream.filter("scale", SIZE.width, SIZE.height, flags="neighbor").filter("settb", f"1/{RATE}")
    stream = stream.filter("setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="limited")
    parts = tuple(f"trial-{number}.mp4" for number in range(len(PARTS)))
    options = {**encoder_options(encoding, frames), **cutting_options(PARTS[:1])}
    arguments = ffmpeg.get_args(ffmpeg.output(stream, "trial-%d.mp4", **options))
    return Recipe(arguments=(*QUIET, *arguments), output="", parts=parts, frames=frames)
