"""The picture's coded units: which samples can be entered without knowing anything before them.

Reads the headers of NAL units in H.264 (ITU-T H.264, table 7-1) and HEVC (H.265, table 7-1) as they lie in MP4: each
after its length. Knows no file and no rule.
"""

from collections.abc import Iterator
from enum import Enum

H264_IDR = 5
H264_SEI = 6
H264_SLICES = range(1, 6)
RECOVERY_POINT = 6
"""SEI payload: decoding may begin here, and the first pictures shown will be broken."""

HEVC_IDR = (19, 20)
HEVC_OTHER_ENTRIES = (16, 17, 18, 21)
"""BLA and CRA: entries whose leading pictures may lean on what came before."""
HEVC_RADL = (6, 7)
"""Leading pictures that lean on their own entry only: allowed in a closed GOP."""
HEVC_SLICES = range(32)


TRAILING = 0x80
"""The bits that end an SEI unit."""
MORE = 0xFF


class Entry(Enum):
    """What a sample is to a player that begins with it."""

    NONE = "none"
    """It needs the pictures before it."""
    CLEAN = "clean"
    """An IDR picture: nothing after it looks behind it."""
    OPEN = "open"
    """A player may begin here, but pictures after it look behind it."""
    LEADING = "leading"
    """Shown before the entry it follows, and whole without anything earlier."""


def length_size(codec: str, extradata: bytes) -> int:
    """Bytes of the length before each NAL unit; 0 where units are marked another way (or it is another codec)."""
    if codec == "h264" and len(extradata) > 4 and extradata[0] == 1:  # noqa: PLR2004 - the field's place
        return (extradata[4] & 3) + 1
    if codec == "hevc" and len(extradata) > 21 and extradata[0] == 1:  # noqa: PLR2004 - the field's place
        return (extradata[21] & 3) + 1
    return 0


def entry(codec: str, sample: memoryview, size: int) -> Entry:
    """What a sample of `h264` or `hevc` is, its units each after a length of `size` bytes."""
    if codec == "hevc":
        return _hevc_entry(sample, size)
    recovery = False
    for start, end in units(sample, size):
        kind = sample[start] & 0x1F
        if kind == H264_IDR:
            return Entry.CLEAN
        if kind == H264_SEI and RECOVERY_POINT in _sei_kinds(sample[start + 1 : end]):
            recovery = True
        elif kind in H264_SLICES:
            break
    return Entry.OPEN if recovery else Entry.NONE


def _hevc_entry(sample: memoryview, size: int) -> Entry:
    for start, _end in units(sample, size):
        kind = sample[start] >> 1 & 0x3F
        if kind in HEVC_SLICES:
            if kind in HEVC_IDR:
                return Entry.CLEAN
            if kind in HEVC_OTHER_ENTRIES:
                return Entry.OPEN
            return Entry.LEADING if kind in HEVC_RADL else Entry.NONE
    return Entry.NONE


def units(sample: memoryview, size: int) -> Iterator[tuple[int, int]]:
    """First byte and end of each NAL unit; stops at the first length that does not fit."""
    at = 0
    while at + size < len(sample):
        start = at + size
        end = start + int.from_bytes(sample[at:start])
        if end > len(sample) or end == start:
            return
        yield start, end
        at = end


def _sei_kinds(unit: memoryview) -> Iterator[int]:
    """The payload types in an SEI unit: H.264, 7.3.2.3.1."""
    bare = bytes(unit).replace(b"\0\0\3", b"\0\0")  # without the bytes that keep start codes out
    at = 0
    while at + 1 < len(bare) and bare[at] != TRAILING:
        kind, at = _sei_number(bare, at)
        length, at = _sei_number(bare, at)
        yield kind
        at += length


def _sei_number(bare: bytes, at: int) -> tuple[int, int]:
    """A number written as bytes of 255 and a last one that is less, and where the next field begins."""
    value = 0
    while at < len(bare):
        value += bare[at]
        at += 1
        if bare[at - 1] != MORE:
            break
    return value, at
