"""The box reader: what it finds in good files, and that no bytes whatever make it stumble."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidkit.deliver import coded
from vidkit.deliver.boxes import BoxError
from vidkit.deliver.movie import IDENTITY, Colour, Edit, Movie, Track, read_movie

KINDS = ["ftyp", "moov", "mdat", "trak", "mdia", "minf", "stbl", "stsd", "stts", "ctts", "stss", "elst", "edts"]
KINDS += ["hdlr", "mdhd", "tkhd", "free", "moof", "colr", "avc1"]


def box(kind: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind.encode("latin-1")) + body


def full(kind: str, *parts: bytes, version: int = 0) -> bytes:
    return box(kind, bytes((version, 0, 0, 0)), *parts)


def table(kind: str, form: str, *rows: tuple[int, ...], version: int = 0) -> bytes:
    packed = b"".join(struct.pack(form, *row) for row in rows)
    return full(kind, struct.pack(">I", len(rows)), packed, version=version)


def track(*, stts: bytes = b"", extra: bytes = b"", edits: bytes = b"") -> bytes:
    entry = box("avc1", bytes(78), box("colr", b"nclx", struct.pack(">3HB", 1, 1, 1, 0)))
    stsd = full("stsd", struct.pack(">I", 1), entry)
    stbl = box("stbl", stsd, stts or table("stts", ">II", (10, 512)), extra)
    tkhd = full("tkhd", bytes(36), struct.pack(">9i", *IDENTITY), bytes(8))
    mdia = box(
        "mdia",
        full("mdhd", bytes(8), struct.pack(">II", 15360, 5120), bytes(4)),
        full("hdlr", bytes(4), b"vide", bytes(12)),
        box("minf", stbl),
    )
    return box("trak", tkhd, edits, mdia)


def movie_file(*boxes: bytes) -> bytes:
    return box("ftyp", b"isom", bytes(4)) + b"".join(boxes)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("boxes") / "file.mp4"


def reading(path: Path, data: bytes) -> Movie:
    path.write_bytes(data)
    return read_movie(path)


def test_a_small_film(scratch: Path) -> None:
    sync = table("stss", ">I", (1,), (6,))
    offsets = table("ctts", ">Ii", (1, 0), (1, -512), version=1)
    film = reading(scratch, movie_file(box("moov", track(extra=sync + offsets)), box("mdat", b"x")))
    assert film == Movie(
        order=("ftyp", "moov", "mdat"),
        brand="isom",
        missing=0,
        edit_lists=0,
        fragmented=False,
        tracks=(
            Track(
                kind="vide",
                codec="avc1",
                timescale=15360,
                samples=10,
                steps=((10, 512),),
                offsets=((1, 0), (1, -512)),
                sync=(1, 6),
                colour=Colour(1, 1, 1, False),
            ),
        ),
    )
    assert film.moov_first


def test_order_of_moov_and_mdat(scratch: Path) -> None:
    assert not reading(scratch, movie_file(box("mdat", b"x"), box("moov", track()))).moov_first
    assert not reading(scratch, movie_file(box("mdat", b"x"))).moov_first
    assert reading(scratch, movie_file(box("free"), box("moov", track()), box("mdat"), box("mdat"))).moov_first


@pytest.mark.parametrize(("version", "form"), [(0, ">Iihh"), (1, ">Qqhh")])
def test_edit_lists_are_read(version: int, form: str, scratch: Path) -> None:
    edits = box("edts", table("elst", form, (1000, -1, 1, 0), (9000, 1024, 1, 0), version=version))
    film = reading(scratch, movie_file(box("moov", track(edits=edits), track())))
    assert film.edit_lists == 1
    assert film.tracks[0].edits == (Edit(1000, -1), Edit(9000, 1024))


def test_steps_may_differ_in_the_last_sample_only(scratch: Path) -> None:
    def even(*runs: tuple[int, int]) -> bool:
        return reading(scratch, movie_file(box("moov", track(stts=table("stts", ">II", *runs))))).tracks[0].even_steps

    assert even((9, 512), (1, 400))
    assert even((5, 512), (5, 512))
    assert not even((8, 512), (2, 400))
    assert not even((1, 400), (9, 512))


def test_large_sizes_and_boxes_to_the_end(scratch: Path) -> None:
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 5) + b"hello"
    to_end = struct.pack(">I4s", 0, b"mdat") + b"rest"
    assert reading(scratch, movie_file(box("moov", track()), large, to_end)).order == ("ftyp", "moov", "mdat", "mdat")


def test_what_a_cut_file_lacks(scratch: Path) -> None:
    data = movie_file(box("moov", track()), box("mdat", bytes(100)))
    assert reading(scratch, data[:-30]).missing == 30


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ftyp",
        b"hello, I am no film at all",
        movie_file(struct.pack(">I4s", 4, b"moov")),
        movie_file(box("moov", struct.pack(">I4s", 500, b"trak"))),
        movie_file(box("moov", track(stts=full("stts", struct.pack(">I", 2**32 - 1))))),
        movie_file(box("moov", track(stts=full("stts", b"\0")))),
        movie_file(box("moov", b"".join(box("free") for _number in range(50_001)))),
    ],
)
def test_broken_files_are_told_apart(data: bytes, scratch: Path) -> None:
    with pytest.raises(BoxError):
        reading(scratch, data)


def test_boxes_nested_beyond_reason_are_not_followed(scratch: Path) -> None:
    nested = table("elst", ">Iihh", (1, 0, 1, 0))
    for _level in range(500):
        nested = box("trak", nested)
    assert reading(scratch, movie_file(box("moov", nested))).edit_lists == 0


def survives(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        film = read_movie(path)
    except BoxError:
        return
    assert all(isinstance(found.even_steps, bool) for found in film.tracks)


@given(st.binary(max_size=400))
def test_random_bytes(scratch: Path, data: bytes) -> None:
    survives(scratch, data)


def boxed(parts: list[tuple[str, bytes]]) -> bytes:
    return b"".join(box(kind, body) for kind, body in parts)


def boxes_of(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.lists(st.tuples(st.sampled_from(KINDS), inner), max_size=4).map(boxed)


@given(st.recursive(st.binary(max_size=40), boxes_of))
def test_random_boxes(scratch: Path, data: bytes) -> None:
    survives(scratch, box("ftyp", b"isom") + box("moov", data) + data)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_good_files_with_wrong_bytes(scratch: Path, data: st.DataObject) -> None:
    whole = bytearray(movie_file(box("moov", track(), track(edits=box("edts", full("elst", bytes(4))))), box("mdat")))
    for _change in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    survives(scratch, bytes(whole[: data.draw(st.integers(0, len(whole)))]))


@given(st.binary(max_size=200), st.integers(1, 4), st.sampled_from(["h264", "hevc"]))
def test_random_coded_units(data: bytes, size: int, codec: str) -> None:
    assert isinstance(coded.entry(codec, memoryview(data), size), coded.Entry)


@given(st.binary(max_size=64), st.sampled_from(["h264", "hevc", "av1"]))
def test_random_headers_of_a_stream(data: bytes, codec: str) -> None:
    assert coded.length_size(codec, data) in range(5)


def unit(*body: int) -> bytes:
    return struct.pack(">I", len(body)) + bytes(body)


def test_what_a_sample_is() -> None:
    recovery = unit(6, 6, 1, 0xC4, 0x80)
    chatter = unit(6, 5, 4, 1, 2, 3, 4, 0x80)
    assert coded.entry("h264", memoryview(unit(9, 16) + unit(7, 1) + unit(0x65, 1)), 4) is coded.Entry.CLEAN
    assert coded.entry("h264", memoryview(chatter + recovery + unit(0x41, 1)), 4) is coded.Entry.OPEN
    assert coded.entry("h264", memoryview(chatter + unit(0x41, 1)), 4) is coded.Entry.NONE
    for kind, entry in {19: "CLEAN", 20: "CLEAN", 21: "OPEN", 16: "OPEN", 7: "LEADING", 8: "NONE", 1: "NONE"}.items():
        assert coded.entry("hevc", memoryview(unit(kind << 1, 1, 0)), 4) is coded.Entry[entry]


def test_an_emulation_byte_inside_a_message_does_not_hide_the_next() -> None:
    # The message is four bytes long; a fifth keeps a start code out of the stream.
    messages = unit(6, 5, 4, 0, 0, 3, 1, 9, 6, 1, 0xC4, 0x80)
    assert coded.entry("h264", memoryview(messages + unit(0x41, 1)), 4) is coded.Entry.OPEN


@pytest.mark.program
def test_a_film_by_the_program_against_a_second_reader(film: Callable[..., Path]) -> None:
    import av

    path = film(mux=("-movflags", "+faststart"), sound="anull")
    picture = read_movie(path).first("vide")
    assert picture is not None
    with av.open(path) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        keys = tuple(number for number, packet in enumerate(packets, 1) if packet.is_keyframe)
        assert stream.time_base is not None
        assert picture.timescale == 1 / stream.time_base
    assert picture.samples == len(packets) == 120
    assert picture.sync == keys
    assert sum(count for count, _offset in picture.offsets) == 120
    assert len(picture.edits) == 1
    assert picture.colour == Colour(1, 1, 1, False)
