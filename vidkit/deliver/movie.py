"""What the boxes of an MP4 or MOV file say of its tracks: edit lists, frame steps, sync samples, colour tags.

Our own reading, apart from the library that decodes: that one hides
what it mends. Knows no rules and no words.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from vidkit.deliver.boxes import Box, BoxError, children, top_level, walk

MOOV_MOST = 128 << 20
"""Bytes. An hour at 60 frames a second takes about 5 MB."""

VISUAL_ENTRY = 78
"""Bytes of a visual sample entry before its own boxes: ISO/IEC 14496-12, 12.1.3."""

IDENTITY = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""The matrix that turns and moves nothing: 16.16 and 2.30 fixed point."""


class Edit(msgspec.Struct, frozen=True):
    """An entry of an edit list."""

    duration: int
    """In ticks of the film's clock."""
    media_time: int
    """In ticks of the track's clock; -1 for an empty stretch."""


class Colour(msgspec.Struct, frozen=True):
    """The `colr` box: numbers of ISO/IEC 23091-2."""

    primaries: int
    transfer: int
    matrix: int
    full_range: bool | None
    """None where the box has no say (`nclc`)."""


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A track as the boxes describe it."""

    kind: str
    """`vide`, `soun`, `meta`, `text`, ... or empty."""
    codec: str = ""
    """Four characters: `avc1`, `hvc1`, `mp4a`."""
    timescale: int = 0
    """Ticks a second."""
    samples: int = 0
    steps: tuple[tuple[int, int], ...] = ()
    """`stts`: (how many samples, ticks to the next one), runs in decoding order."""
    offsets: tuple[tuple[int, int], ...] = ()
    """`ctts`: (how many samples, ticks from decoding to showing)."""
    sync: tuple[int, ...] | None = None
    """`stss`: sync samples counted from 1; None when every sample is one."""
    edits: tuple[Edit, ...] = ()
    matrix: tuple[int, ...] = IDENTITY
    colour: Colour | None = None

    @property
    def even_steps(self) -> bool:
        """True when every sample but the last stands equally long."""
        steps = list(self.steps)
        if steps:
            steps[-1] = (steps[-1][0] - 1, steps[-1][1])
        return len({ticks for count, ticks in steps if count > 0}) <= 1


class Movie(msgspec.Struct, frozen=True, kw_only=True):
    """A file of boxes."""

    order: tuple[str, ...]
    """Kinds of the top-level boxes, in order."""
    brand: str
    """Major brand: `isom`, `mp42`, `qt  `, or empty."""
    missing: int
    """Bytes that the boxes promise and the file lacks: more than 0 for a file that was cut off."""
    edit_lists: int
    """`elst` boxes, wherever they are."""
    fragmented: bool
    tracks: tuple[Track, ...]

    @property
    def moov_first(self) -> bool:
        """True when `moov` stands before the first `mdat`."""
        first = {kind: place for place, kind in reversed(list(enumerate(self.order)))}
        return "moov" in first and first["moov"] < first.get("mdat", len(self.order))

    def first(self, kind: str) -> Track | None:
        """The first track of this kind that has samples, else the first of the kind."""
        found = [track for track in self.tracks if track.kind == kind]
        return next((track for track in found if track.samples), found[0] if found else None)


def read_movie(path: Path) -> Movie:
    """What the boxes of a file say.

    Raises:
        BoxError: this is not a file of boxes, or they contradict each other.
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        boxes = top_level(file, size)
        moov = next((box for box in boxes if box.kind == "moov"), None)
        data = b""
        if moov and moov.end <= size:
            if moov.end - moov.body > MOOV_MOST:
                raise BoxError("moov is larger than any film needs")
            file.seek(moov.body)
            data = file.read(moov.end - moov.body)
        brand = b""
        if boxes[0].kind == "ftyp":
            file.seek(boxes[0].body)
            brand = file.read(4)
    found = list(walk(data, 0, len(data)))
    return Movie(
        order=tuple(box.kind for box in boxes),
        brand=brand.decode("latin-1"),
        missing=max(0, boxes[-1].end - size),
        edit_lists=sum(box.kind == "elst" for _parents, box in found),
        fragmented=any(box.kind == "moof" for box in boxes),
        tracks=tuple(_track(data, box) for parents, box in found if box.kind == "trak" and not parents),
    )


def _track(data: bytes, trak: Box) -> Track:
    parts: dict[str, memoryview] = {}
    for _parents, box in walk(data, trak.body, trak.end):
        parts.setdefault(box.kind, memoryview(data)[box.body : box.end])
    codec, entry = _sample_entry(parts.get("stsd", memoryview(b"")))
    kind = bytes(parts.get("hdlr", memoryview(b""))[8:12]).decode("latin-1")
    steps = tuple(_pairs(parts.get("stts"), ">II"))
    return Track(
        kind=kind,
        codec=codec,
        timescale=_timescale(parts.get("mdhd", memoryview(b""))),
        samples=sum(count for count, _ticks in steps),
        steps=steps,
        # Version 0 is unsigned on paper, but QuickTime wrote signed numbers into it: read both as signed.
        offsets=tuple(_pairs(parts.get("ctts"), ">Ii")),
        sync=tuple(value for (value,) in _rows(parts["stss"], ">I")) if "stss" in parts else None,
        edits=_edits(parts.get("elst")),
        matrix=_matrix(parts.get("tkhd", memoryview(b""))),
        colour=_colour(entry) if kind == "vide" else None,
    )


def _rows(part: memoryview, form: str) -> Iterator[tuple[int, ...]]:
    """The rows of a table: version and flags, a count, then rows of one form."""
    if len(part) < 8:  # noqa: PLR2004 - version, flags and count
        raise BoxError("a table without a count")
    (count,) = struct.unpack_from(">I", part, 4)
    length = count * struct.calcsize(form)
    if 8 + length > len(part):
        raise BoxError("a table shorter than its count")
    return struct.iter_unpack(form, part[8 : 8 + length])


def _pairs(part: memoryview | None, form: str) -> Iterator[tuple[int, int]]:
    for row in _rows(part, form) if part is not None else ():
        yield row[0], row[1]


def _edits(part: memoryview | None) -> tuple[Edit, ...]:
    if not part:
        return ()
    form = ">Qqhh" if part[0] == 1 else ">Iihh"
    return tuple(Edit(duration, media_time) for duration, media_time, *_rate in _rows(part, form))


def _timescale(part: memoryview) -> int:
    at = 20 if len(part) and part[0] == 1 else 12
    return int(struct.unpack_from(">I", part, at)[0]) if len(part) >= at + 4 else 0


def _matrix(part: memoryview) -> tuple[int, ...]:
    at = 52 if len(part) and part[0] == 1 else 40
    return struct.unpack_from(">9i", part, at) if len(part) >= at + 36 else IDENTITY


def _sample_entry(part: memoryview) -> tuple[str, bytes]:
    """The first sample entry: its codec and the whole of it."""
    data = bytes(part)
    for box in _sound_boxes(data, 8):
        return box.kind, data[box.body : box.end]
    return "", b""


def _colour(entry: bytes) -> Colour | None:
    for box in _sound_boxes(entry, VISUAL_ENTRY):
        body = entry[box.body : box.end]
        if box.kind == "colr" and body[:4] in (b"nclx", b"nclc") and len(body) >= 10:  # noqa: PLR2004
            full = bool(body[10] & 0x80) if body[:4] == b"nclx" and len(body) > 10 else None  # noqa: PLR2004
            primaries, transfer, matrix = struct.unpack_from(">3H", body, 4)
            return Colour(primaries, transfer, matrix, full)
    return None


def _sound_boxes(data: bytes, start: int) -> Iterator[Box]:
    """The boxes up to the first broken one: QuickTime ends sample entries with stray bytes."""
    try:
        yield from children(data, start, len(data))
    except BoxError:
        return


def commonest_step(track: Track) -> int:
    """The ticks that most samples stand; 0 for a track without samples."""
    counts: Counter[int] = Counter()
    for count, ticks in track.steps:
        counts[ticks] += count
    return counts.most_common(1)[0][0] if counts else 0
