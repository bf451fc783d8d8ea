"""Drawn frames, handed over as raw pictures, into a lossless file."""

import ffmpeg

from vidkit.brand.card import Card
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
