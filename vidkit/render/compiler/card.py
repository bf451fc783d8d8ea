"""Drawn frames, handed over as raw pictures, into a lossless file."""

import ffmpeg

from vidkit.brand.card import Card
from vidkit.brand.signs.card import Overlay
from vidkit.render.compiler.recipe import QUIET, REPORT, Recipe


def compile_card(card: Card, output: str) -> Recipe:
    """The run that takes the card's frames from standard input, `(height, width, 3)` uint8 RGB one after another.

    They are brought to BT.709 4:2:0 here, once, so that no window has to.
    """
    source = ffmpeg.input(
        "pipe:0",
        f="rawvideo",
        pix_fmt="rgb24",
        s=f"{card.size.width}x{card.size.height}",
        r=f"{card.rate[0]}/{card.rate[1]}",
    )
    stream = source.filter("scale", out_color_matrix="bt709", out_range="limited", flags="accurate_rnd+full_chroma_int")
    stream = stream.filter("format", "yuv420p").filter(
        "setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="limited"
    )
    sink = ffmpeg.output(stream, output, **{"c:v": "libx264", "qp": 0, "preset": "ultrafast", "g": 15})
    return Recipe(arguments=(*QUIET, *REPORT, *ffmpeg.get_args(sink)), output=output, frames=card.frames)


def compile_overlay(overlay: Overlay, output: str) -> Recipe:
    """The run that takes a sign's frames from standard input, `(height, width, 4)` uint8 RGBA one after another.

    Without loss and each by itself, in BT.709 4:2:0 with its alpha whole: what a window lays on its picture as it is.
    """
    source = ffmpeg.input(
        "pipe:0",
        f="rawvideo",
        pix_fmt="rgba",
        s=f"{overlay.size.width}x{overlay.size.height}",
        r=f"{overlay.rate[0]}/{overlay.rate[1]}",
    )
    stream = source.filter("scale", out_color_matrix="bt709", out_range="limited", flags="accurate_rnd+full_chroma_int")
    stream = stream.filter("format", "yuva420p").filter(
        "setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="limited"
    )
    sink = ffmpeg.output(stream, output, **{"c:v": "ffv1", "level": 3, "g": 1})
    return Recipe(arguments=(*QUIET, *REPORT, *ffmpeg.get_args(sink)), output=output, frames=overlay.frames)
