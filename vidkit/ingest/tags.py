"""What phones write about themselves into a clip: when it was filmed, with what, at which rate.

Pure reading of tags. Tags are hearsay: unreadable ones are passed over in silence.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import isfinite

_CREATED = ("com.apple.quicktime.creationdate", "date", "creation_time")
"""Apple's own comes first: it knows the time zone, and copying and trimming do not change it."""

_MAKE = ("com.apple.quicktime.make", "com.android.manufacturer", "make")
_MODEL = ("com.apple.quicktime.model", "com.android.model", "model")

_BEFORE_PHONES = 1990
"""Clips from phones without a clock say 1904, the first year of the file format, or 1970."""


def created(tags: Mapping[str, str]) -> str:
    """When the clip was filmed, ISO 8601 with zone; empty where no tag says so, or says it without a zone."""
    for text in _told(tags, _CREATED):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        if moment.tzinfo is not None and moment.year >= _BEFORE_PHONES:
            return moment.isoformat(timespec="seconds")
    return ""


def device(tags: Mapping[str, str]) -> str:
    """Make and model of the phone, or what is known of them; may be empty."""
    make, model = next(_told(tags, _MAKE), ""), next(_told(tags, _MODEL), "")
    return model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def capture_rate(tags: Mapping[str, str]) -> float:
    """Frames a second that the phone says it filmed at, 0 where it does not say.

    Android writes it into ordinary clips too: slow motion is where it is far above the clip's own rate.
    """
    try:
        rate = float(tags.get("com.android.capture.fps", ""))
    except ValueError:
        return 0.0
    return rate if isfinite(rate) and rate > 0 else 0.0


def _told(tags: Mapping[str, str], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if text := tags.get(name, "").strip():
            yield text
