"""Encoder settings for each quality: data with its reason, no filter and no command."""

from vidkit.plan.brief import Quality
from vidkit.plan.grid import Rate
from vidkit.plan.platform import Platform
from vidkit.plan.reel_plan import Encoding

KEY_SECONDS = 2
"""Seconds between key frames: short enough to scrub in, long enough to cost little."""

SETTINGS = {
    Quality.DRAFT: ("ultrafast", 28),
    Quality.STANDARD: ("veryfast", 20),
    Quality.HIGH: ("medium", 18),
}
"""libx264 preset and constant rate factor. Instagram encodes again, so what is sent should be better than
what is shown: 20 leaves no fault that a phone's screen shows, and veryfast is what a laptop bears."""


def encoding_for(quality: Quality, rate: Rate, platform: Platform) -> Encoding:
    """The settings, held inside the platform's bit rate."""
    preset, crf = SETTINGS[quality]
    return Encoding(
        encoder="libx264",
        preset=preset,
        crf=crf,
        key_every=round(KEY_SECONDS * rate.fraction),
        # A fifth below the limit: the rate control's bound is an average over its buffer, not a ceiling.
        bitrate_most=platform.video.bitrate_most * 4 // 5,
    )
