"""A caption on a still picture: the same script, set by the same library as in a film, for looking at."""

from collections.abc import Sequence

import ffmpeg

from vidkit.brand.geometry import Size
from vidkit.plan.grid import Rate
from vidkit.plan.reel_plan import CaptionLook, PlannedCue
from vidkit.render.compiler.recipe import QUIET, Recipe
from vidkit.render.compiler.subtitles import LEAD_S, script

RATE = Rate(25)
"""At which the still is one frame of a film."""


def compile_sample(picture: str, cues: Sequence[PlannedCue], look: CaptionLook, size: Size, output: str) -> Recipe:
    """The run that sets what `cues` show in their first frame on `picture`, an RGB file of `size` in the work folder.

    Colours go the way they go in a film, through BT.709 in 4:2:0.
    """
    name = output.rsplit(".", 1)[0] + ".ass"
    stream = (
        ffmpeg.input(picture)["v:0"]
        .filter("scale", out_color_matrix="bt709", out_range="limited")
        .filter("format", "yuv420p")
        .filter("setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="limited")
        .filter("setpts", f"PTS+{LEAD_S}/TB")
        .filter("ass", name, fontsdir="fonts")
        .filter("scale", in_color_matrix="bt709", in_range="limited")
        .filter("format", "rgb24")
    )
    sink = ffmpeg.output(stream, output, **{"frames:v": 1, "update": 1, "compression_level": 1})
    return Recipe(
        arguments=(*QUIET, *ffmpeg.get_args(sink)),
        output=output,
        frames=1,
        texts=((name, script(cues, look, size, RATE, 0)),),
        fonts=(look.font_file,),
    )
