"""What every graph of pictures is made of: inputs that are told apart, and the marks of BT.709."""

from typing import Any

import ffmpeg

Stream = Any
"""ffmpeg-python has no types of its own."""

BT709 = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "limited"}


def input_at(path: str, place: int, **options: object) -> Stream:
    """An input of its own for each place in the graph.

    ffmpeg-python takes inputs with equal options for one, and the same clip shown twice would then be decoded
    once and its frames held in memory until the second showing. The length of the packet queue tells them
    apart; 8 is the program's default.
    """
    return ffmpeg.input(path, thread_queue_size=8 + place, **options)


def marked(stream: Stream, pixel_format: str) -> Stream:
    """Square pixels in BT.709, and marked so: the program converts between streams whose marks differ, unasked."""
    return stream.filter("format", pixel_format).filter("setsar", "1").filter("setparams", **BT709)
