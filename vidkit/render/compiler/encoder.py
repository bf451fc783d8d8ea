"""How the picture is encoded and held, as the program's options."""

from collections.abc import Callable
from typing import Any

from vidkit.plan.reel_plan import Encoding

LOSSLESS = "ffv1"

B_FRAMES = 2
"""Between two others, of encoders that do not choose their number themselves."""

TAGS = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "color_range": "tv"}

WRITTEN_TAGS = (
    "h264_metadata=colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1:video_full_range_flag=0"
)
"""The same as `TAGS`, put into the stream itself after encoding. 1 is BT.709 in H.264's tables."""


def encoder_options(encoding: Encoding, frames: int) -> dict[str, Any]:
    """The options for `frames` frames, the same for every window: joined files need one and the same header."""
    common: dict[str, Any] = {"an": None, "fps_mode": "passthrough", "frames:v": frames, "pix_fmt": "yuv420p"}
    if encoding.encoder == LOSSLESS:
        return {"c:v": LOSSLESS, "g": 1, **common}
    return {
        "c:v": encoding.encoder,
        "profile:v": "high",
        "maxrate": encoding.bitrate_most,
        "bufsize": encoding.bitrate_most,
        "g": encoding.key_every,
        "flags": "+cgop",
        **TAGS,
        **common,
        **_OWN[encoding.encoder](encoding),
    }


def _x264(encoding: Encoding) -> dict[str, Any]:
    return {"preset": encoding.preset, "crf": encoding.crf}


def _nvenc(encoding: Encoding) -> dict[str, Any]:
    """Constant quality is variable rate with `cq` and no rate to aim at."""
    return {
        "preset": encoding.preset,
        "tune": "hq",
        "rc": "vbr",
        "cq": encoding.crf,
        "b:v": 0,
        "bf": B_FRAMES,
        # Without it a forced key frame is one that later frames may refer past, and a window could not stand alone.
        "forced-idr": 1,
    }


def _quick_sync(encoding: Encoding) -> dict[str, Any]:
    """Quality with a bound (QVBR): a rate below the bound has to be named, or a constant rate is taken for wanted."""
    return {
        "preset": encoding.preset,
        "global_quality": encoding.crf,
        "b:v": encoding.bitrate_most * 9 // 10,
        "bf": B_FRAMES,
        "forced_idr": 1,
        # It takes no planes of their own for the two colour differences; what is in them is the same.
        "pix_fmt": "nv12",
    }


def _amf(encoding: Encoding) -> dict[str, Any]:
    """Quality with a bound (QVBR). No B-frames: most of its generations have none."""
    return {
        "preset": encoding.preset,
        "rc": "qvbr",
        "qvbr_quality_level": encoding.crf,
        "forced_idr": 1,
        # It writes the range of the colours only.
        "bsf:v": WRITTEN_TAGS,
    }


def _video_toolbox(encoding: Encoding) -> dict[str, Any]:
    """`q:v` goes from 1 to 100, the finest. Its forced key frames always stand alone."""
    return {"q:v": encoding.crf, "bf": B_FRAMES, "allow_sw": 0, "realtime": 0}


_OWN: dict[str, Callable[[Encoding], dict[str, Any]]] = {
    "libx264": _x264,
    "h264_nvenc": _nvenc,
    "h264_qsv": _quick_sync,
    "h264_amf": _amf,
    "h264_videotoolbox": _video_toolbox,
}
"""What each has options of its own for. Names and meanings are those of ffmpeg 9 (libavcodec/nvenc.c, qsvenc.c,
amfenc_h264.c, videotoolboxenc.c)."""


JOINING = {"movie_timescale": 76_800}
"""Ticks a second of a window's own clock, a whole number of frames at 25 and 30: in the usual milliseconds the length
of a window is rounded, and the frames of the next one stand a third of a millisecond beside their place."""


def container_options(output: str) -> dict[str, Any]:
    """No edit list: the frames' own offsets may be negative instead."""
    if not output.endswith(".mp4"):
        return {}
    return {"movflags": "+negative_cts_offsets", "use_editlist": 0}


def cutting_options(cuts: tuple[int, ...]) -> dict[str, Any]:
    """The options that begin a new file at each of the frames `cuts`, and name each finished one on standard output.

    Each file begins with a key frame of its own and at time 0, so that it can be joined to any other. They have edit
    lists: without one, the delay that B-frames need is lost in a file that happens to need less of it, and the joined
    film has a step of two frames in its table.
    """
    return {
        "force_key_frames": "expr:" + "+".join(f"eq(n,{cut})" for cut in cuts),
        "f": "segment",
        "segment_frames": ",".join(map(str, cuts)),
        "reset_timestamps": 1,
        # Else the first file, and no other, begins with its delay counted in.
        "avoid_negative_ts": "disabled",
        "segment_format": "mp4",
        "segment_format_options": ":".join(f"{name}={value}" for name, value in JOINING.items()),
        "segment_list": "pipe:1",
        "segment_list_type": "flat",
    }
