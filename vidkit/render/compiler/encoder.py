"""How the picture is encoded and held, as the program's options."""

from typing import Any

from vidkit.plan.reel_plan import Encoding

LOSSLESS = "ffv1"


def encoder_options(encoding: Encoding, frames: int) -> dict[str, Any]:
    """The options for `frames` frames, the same for every window: joined files need one and the same header."""
    common: dict[str, Any] = {"an": None, "fps_mode": "passthrough", "frames:v": frames, "pix_fmt": "yuv420p"}
    if encoding.encoder == LOSSLESS:
        return {"c:v": LOSSLESS, "g": 1, **common}
    return {
        "c:v": encoding.encoder,
        "preset": encoding.preset,
        "crf": encoding.crf,
        "profile:v": "high",
        "maxrate": encoding.bitrate_most,
        "bufsize": encoding.bitrate_most,
        "g": encoding.key_every,
        "flags": "+cgop",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "colorspace": "bt709",
        "color_range": "tv",
        **common,
    }


def container_options(output: str) -> dict[str, Any]:
    """No edit list: the frames' own offsets may be negative instead."""
    if not output.endswith(".mp4"):
        return {}
    return {"movflags": "+negative_cts_offsets", "use_editlist": 0}


def cutting_options(cuts: tuple[int, ...]) -> dict[str, Any]:
    """The options that begin a new file at each of the frames `cuts`, and name each finished one on standard output.

    Each file begins with a key frame of its own and at time 0, so that it can be joined to any other.
    """
    return {
        "force_key_frames": "expr:" + "+".join(f"eq(n,{cut})" for cut in cuts),
        "f": "segment",
        "segment_frames": ",".join(map(str, cuts)),
        "reset_timestamps": 1,
        "segment_format": "mp4",
        "segment_format_options": "movflags=+negative_cts_offsets:use_editlist=0",
        "segment_list": "pipe:1",
        "segment_list_type": "flat",
    }
