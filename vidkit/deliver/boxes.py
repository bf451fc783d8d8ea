"""The boxes an MP4 or MOV file is built of: where each begins and ends, and nothing of what it means.

Reads at most one header a box and never trusts a size it has not compared with the file. Whatever bytes it is
given, it ends soon and raises `BoxError` alone. What the boxes mean is for `deliver.movie`.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

TOP_MOST = 100_000
"""Boxes at the top level: an hour in fragments of half a second has 14,400."""

INNER_MOST = 50_000
"""Boxes inside one `moov`. Real files have some hundred."""

DEPTH_MOST = 10
"""`moov/trak/mdia/minf/stbl` is five deep."""

HEADER = 8
"""Bytes: size and kind."""

CONTAINERS = frozenset({"moov", "trak", "edts", "mdia", "minf", "stbl", "dinf", "mvex", "moof", "traf", "udta"})
"""Boxes that hold nothing but boxes."""

OPENERS = frozenset({"ftyp", "styp", "moov", "mdat", "wide", "free", "skip", "pnot", "uuid", "moof", "sidx", "meta"})
"""Kinds a file may begin with. Anything else is some other kind of file."""


class BoxError(ValueError):
    """The bytes are not boxes, or are broken. The message is for programmers."""


class Box(msgspec.Struct, frozen=True):
    """Where a box lies, in bytes from the beginning of what was read."""

    kind: str
    body: int
    """First byte after the header."""
    end: int
    """First byte after the box, as its own header says; may lie beyond the end of a file that was cut off."""


def top_level(file: BinaryIO, size: int) -> tuple[Box, ...]:
    """The boxes of a file of `size` bytes, in order. The last one may reach beyond its end.

    Raises:
        BoxError: this is not a file of boxes.
    """
    boxes: list[Box] = []
    at = 0
    while at + HEADER <= size:
        file.seek(at)
        box = _header(file.read(HEADER * 2), at, size)
        if not boxes and box.kind not in OPENERS:
            raise BoxError(f"begins with {box.kind!r}")
        boxes.append(box)
        if len(boxes) > TOP_MOST:
            raise BoxError("more boxes than any film has")
        at = box.end
    if not boxes:
        raise BoxError("no boxes")
    return tuple(boxes)


def children(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places of `data`.

    Raises:
        BoxError: one of them reaches beyond `end`.
    """
    at = start
    while at + HEADER <= end:
        box = _header(data[at : at + HEADER * 2], at, end)
        if box.end > end:
            raise BoxError(f"{box.kind!r} reaches beyond its parent")
        yield box
        at = box.end


def walk(data: bytes, start: int, end: int) -> Iterator[tuple[tuple[str, ...], Box]]:
    """Every box between two places of `data`, however deep, each with the kinds of its parents.

    Raises:
        BoxError: sizes that contradict each other, or more boxes than any film has.
    """
    waiting: list[tuple[tuple[str, ...], Iterator[Box]]] = [((), children(data, start, end))]
    seen = 0
    while waiting:
        parents, boxes = waiting[-1]
        box = next(boxes, None)
        if box is None:
            waiting.pop()
            continue
        seen += 1
        if seen > INNER_MOST:
            raise BoxError("more boxes than any film has")
        yield parents, box
        if box.kind in CONTAINERS and len(parents) < DEPTH_MOST:
            waiting.append(((*parents, box.kind), children(data, box.body, box.end)))


def _header(head: bytes, at: int, end: int) -> Box:
    """The box whose first 16 bytes (or fewer at the very end) are `head`."""
    size, kind = struct.unpack_from(">I4s", head)
    body = at + HEADER
    if size == 1:  # a 64-bit size follows
        if len(head) < HEADER * 2:
            raise BoxError("cut off in a header")
        size, body = struct.unpack_from(">Q", head, HEADER)[0], at + HEADER * 2
    elif size == 0:  # reaches to the end
        size = end - at
    if at + size < body:
        raise BoxError(f"{kind!r} says it has {size} bytes")
    return Box(kind.decode("latin-1"), body, at + size)
