"""Encoder settings for each quality: data with its reason, no filter and no command."""

from vidkit.plan.brief import EncoderWish, Quality
from vidkit.plan.grid import Rate
from vidkit.plan.platform import Platform
from vidkit.plan.reel_plan import Encoding

SOFTWARE = EncoderWish.X264.value

HARDWARE = tuple(wish.value for wish in EncoderWish if wish not in (EncoderWish.AUTO, EncoderWish.X264))
"""Those that a computer may have of its own, in the order in which they are tried: a graphics card before what sits
beside the processor."""

KEY_SECONDS = 2
"""Seconds between key frames: short enough to scrub in, long enough to cost little."""

SETTINGS = {
    SOFTWARE: {
        Quality.DRAFT: ("ultrafast", 26),
        Quality.STANDARD: ("veryfast", 20),
        Quality.HIGH: ("medium", 17),
    },
    "h264_nvenc": {
        Quality.DRAFT: ("p1", 26),
        Quality.STANDARD: ("p5", 20),
        Quality.HIGH: ("p7", 17),
    },
    "h264_qsv": {
        Quality.DRAFT: ("veryfast", 26),
        Quality.STANDARD: ("medium", 20),
        Quality.HIGH: ("veryslow", 17),
    },
    "h264_amf": {
        Quality.DRAFT: ("speed", 26),
        Quality.STANDARD: ("balanced", 20),
        Quality.HIGH: ("quality", 17),
    },
    "h264_videotoolbox": {
        Quality.DRAFT: ("", 45),
        Quality.STANDARD: ("", 65),
        Quality.HIGH: ("", 75),
    },
}
"""Preset and constant quality of each encoder, on its own scale. Those of libx264 were chosen by measurement with
`benchmarks/quality.py`; the others follow it, and wait for a measurement (`docs/decisions/0014-encoders.md`)."""


def encoding_for(encoder: str, quality: Quality, rate: Rate, platform: Platform) -> Encoding:
    """The settings, held inside the platform's bit rate."""
    preset, constant = SETTINGS[encoder][quality]
    return Encoding(
        encoder=encoder,
        preset=preset,
        crf=constant,
        key_every=round(KEY_SECONDS * rate.fraction),
        # A fifth below the limit: the rate control's bound is an average over its buffer, not a ceiling.
        bitrate_most=platform.video.bitrate_most * 4 // 5,
    )
