"""What was heard of a sound is known again only where the very same sound is in the file."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from vidkit.deliver import hearing
from vidkit.deliver.evidence import examine
from vidkit.deliver.hearing import CeasedError, Hearing, SoundEvidence
from vidkit.errors import InputError
from vidkit.render.upkeep import entries

Made = Callable[..., Path]

pytestmark = pytest.mark.program

OTHER = "testsrc=s=180x320:r=30:d=4"
"""Another picture."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called, nothing can be decoded to be heard."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("heard again")

    return lambda: monkeypatch.setattr(hearing, "_Ear", refuse)


def heard(path: Path) -> SoundEvidence:
    sound = examine(path).sound
    assert sound is not None
    return sound


def anew(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SoundEvidence:
    """The same where nothing was ever heard."""
    with monkeypatch.context() as patch:
        patch.setenv("VIDKIT_CACHE", str(tmp_path / "empty" / path.name))
        return heard(path)


def sound_bytes(path: Path) -> tuple[int, int]:
    """Where the packet in the middle of the sound lies in the file, and how long it is."""
    import av

    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(container.streams.audio[0]) if packet.size]
        middle = packets[len(packets) // 2]
        assert middle.pos is not None
        return middle.pos, middle.size


def test_under_another_picture_the_same_sound_is_known(film: Made, deaf: Callable[[], None]) -> None:
    first = heard(film())
    deaf()
    assert heard(film(picture=OTHER)) == first


@pytest.mark.parametrize(
    "wishes",
    [
        {"tone": "0.05*sin(2*PI*997*t)"},
        {"sound_seconds": 2.0},
        {"sample_rate": 44_100},
        {"channels": "mono"},
        {"sound": "adelay=200|200"},
        {"mux": ()},
        {"tone": "0"},
        {"audio": ("-c:a", "pcm_s16le"), "suffix": ".mov"},
        {"suffix": ".mkv", "mux": ()},
    ],
)
def test_nothing_else_is_taken_for_it(
    film: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wishes: dict[str, Any]
) -> None:
    heard(film())
    other = film(**wishes)
    assert heard(other) == heard(other) == anew(other, monkeypatch, tmp_path)


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_a_damaged_sound_is_found_although_it_was_heard_whole(
    film: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: float
) -> None:
    whole = heard(film())
    content = bytearray(film().read_bytes())
    start, size = sound_bytes(film())
    content[start + round(at * size)] ^= 0xFF
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(content)
    assert heard(damaged) == anew(damaged, monkeypatch, tmp_path) != whole


def test_the_same_packets_at_other_times_are_another_sound(
    film: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The sound's table of times says that the clock ticks twice as fast."""
    whole = heard(film())
    content = film().read_bytes()
    header = struct.pack(">I", 48_000)
    place = content.index(b"mdhd", content.index(b"mdhd") + 4) + 16
    assert content[place : place + 4] == header
    hasty = tmp_path / "hasty.mp4"
    hasty.write_bytes(content[:place] + struct.pack(">I", 96_000) + content[place + 4 :])
    assert heard(hasty) == anew(hasty, monkeypatch, tmp_path)
    assert heard(hasty).end < whole.end


def test_what_was_kept_and_is_damaged_is_heard_again(film: Made) -> None:
    first = heard(film())
    (kept,) = entries()
    kept.file.write_bytes(kept.file.read_bytes().replace(b"-14", b"-13"))
    assert heard(film()) == first


def test_without_a_place_to_keep_it_all_is_heard(film: Made, cache: Path) -> None:
    first = heard(film())
    for entry in list(entries()):
        entry.file.unlink()
    cache.rename(cache.with_name("gone"))
    cache.write_bytes(b"a file in the way")
    assert heard(film()) == first


def test_a_sound_too_long_to_hold_is_heard_as_it_is_read(film: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    first = heard(film(sound_seconds=3.0))
    monkeypatch.setattr(hearing, "HELD_MOST", 20_000)
    assert heard(film(sound_seconds=3.0)) == first


def test_silence_is_known_as_silence(film: Made, deaf: Callable[[], None]) -> None:
    first = heard(film(tone="0"))
    deaf()
    assert heard(film(tone="0")) == first
    assert first.loudness.integrated_lufs == -float("inf")


def test_told_to_cease_it_keeps_nothing(film: Made) -> None:
    import av

    with av.open(str(film())) as container:
        taken = Hearing(film(), container.streams.audio[0])
        for packet in container.demux(container.streams.audio[0]):
            taken.take(packet)
        taken.cease()
        with pytest.raises(CeasedError):
            taken.evidence()
    assert not list(entries())


def test_a_broken_picture_beside_a_whole_sound_is_told(film: Made, tmp_path: Path) -> None:
    import av

    with av.open(str(film())) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(container.streams.video[0]) if packet.size]
    content = bytearray(film().read_bytes())
    for place, size in places:
        assert place is not None
        content[place + 4 : place + size] = bytes(size - 4)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content)
    with pytest.raises(InputError, match=r"broken\.mp4"):
        examine(broken)
