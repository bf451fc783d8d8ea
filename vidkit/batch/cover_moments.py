"""What was measured of the clips for the cover, and kept: a second run with nothing changed looks at no picture.

Only numbers are kept, under the clip's fingerprint: no pictures, and nothing that would tell one face from another.
"""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from vidkit.errors import InputError
from vidkit.ingest.footage import Footage
from vidkit.ingest.glimpses import METHOD, moment_at, moments
from vidkit.ingest.moment import Moment
from vidkit.ingest.sight import detector_version
from vidkit.plan.brief import Brief
from vidkit.plan.cover import MARGIN_MS
from vidkit.render.cache import Cache

Seen = tuple[Moment, ...]

KIND = "moments"
FILE = "moments.json"
FOLDER = "vidkit-"


def cover_moments(brief: Brief, footage: tuple[Footage, ...]) -> tuple[Seen, ...]:
    """For each clip, moments spread over what is shown of it."""
    return tuple(
        _seen(clip, *_inner(asked.trim.start_ms or 0, asked.trim.end_ms, clip))
        for asked, clip in zip(brief.clips, footage, strict=True)
    )


def asked_moment(footage: tuple[Footage, ...], source: int, at_ms: int) -> tuple[Seen, ...]:
    """For the clip at place `source` the frame that is shown at `at_ms` of it; nothing for the others."""
    clip = footage[source]
    address = _address(clip, "at", at_ms)

    def measure() -> Seen:
        found = moment_at(clip, at_ms)
        return (found,) if found else ()

    seen = _kept(address, measure)
    return tuple(seen if place == source else () for place in range(len(footage)))


def _inner(start_ms: int, end_ms: int | None, clip: Footage) -> tuple[int, int]:
    """A stretch without its outer parts; all of one that is too short to have any."""
    end = min(clip.picture.duration_ms, end_ms if end_ms is not None else clip.picture.duration_ms)
    margin = min(MARGIN_MS, max(0, end - start_ms) // 4)
    return start_ms + margin, max(start_ms + margin + 1, end - margin)


def _seen(clip: Footage, start_ms: int, end_ms: int) -> Seen:
    return _kept(_address(clip, start_ms, end_ms), lambda: moments(clip, start_ms, end_ms))


def _address(clip: Footage, *what: object) -> str:
    return hashlib.sha256(repr((clip.fingerprint, METHOD, detector_version(), what)).encode()).hexdigest()


def _kept(address: str, measure: Callable[[], Seen]) -> Seen:
    """What was measured before under that address, or what `measure` gives, kept now."""
    known = _remembered(address)
    if known is not None:
        return known
    try:
        seen = measure()
    except InputError:
        return ()  # what is wrong with the clip is told where the film is made of it
    with suppress(OSError), tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        file = Path(folder) / FILE
        file.write_bytes(msgspec.json.encode(seen))
        Cache(KIND, ".json").keep(file, address)
    return seen


def _remembered(address: str) -> Seen | None:
    # No room for a moment's file, or one of another version: it is measured anew.
    with suppress(OSError, msgspec.DecodeError), tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        file = Path(folder) / FILE
        if Cache(KIND, ".json").take(address, file):
            return msgspec.json.decode(file.read_bytes(), type=Seen)
    return None
