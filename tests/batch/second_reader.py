"""What readers that are not ours say of a finished film: MediaInfo of the file, PyAV of every frame."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path


@dataclass(frozen=True)
class Seen:
    """A film as another reader sees it."""

    codec: str
    size: tuple[int, int]
    frames: int
    rate: Fraction
    constant: bool
    rotation: float
    sound: tuple[str, int, int]
    """Codec, channels, samples a second."""
    seconds: float
    primaries: str


def by_mediainfo(film: Path) -> Seen:
    """MediaInfo's reading."""
    from pymediainfo import MediaInfo

    info = MediaInfo.parse(film)
    picture, sound = info.video_tracks[0], info.audio_tracks[0]
    return Seen(
        codec=picture.format,
        size=(picture.width, picture.height),
        frames=int(picture.frame_count),
        rate=Fraction(picture.frame_rate).limit_denominator(1001),
        constant=picture.frame_rate_mode == "CFR",
        rotation=float(picture.rotation or 0),
        sound=(sound.format, sound.channel_s, sound.sampling_rate),
        seconds=picture.duration / 1000,
        primaries=picture.color_primaries,
    )


def by_pyav(film: Path) -> Seen:
    """PyAV's reading: every picture decoded, in steps all alike."""
    import av

    with av.open(str(film)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        times, sizes, rotations, primaries = [], set(), set(), set()
        for frame in container.decode(picture):
            assert frame.time is not None
            times.append(Fraction(frame.pts or 0) * Fraction(picture.time_base or 0))
            sizes.add((frame.width, frame.height))
            rotations.add(frame.rotation)
            primaries.add(frame.color_primaries)
        steps = {after - before for before, after in pairwise(times)}
        assert times[0] == 0
        assert len(sizes) == len(rotations) == len(primaries) == 1
        step = max(steps, default=Fraction(1, 30))
        return Seen(
            codec=picture.codec_context.name,
            size=sizes.pop(),
            frames=len(times),
            rate=1 / step,
            constant=len(steps) <= 1,
            rotation=rotations.pop(),
            sound=(sound.codec_context.name, sound.codec_context.channels, sound.codec_context.sample_rate),
            seconds=float(len(times) * step),
            primaries="BT.709" if primaries == {1} else str(primaries),
        )


def assert_agreed(film: Path, *, frames: int, rate: int, size: tuple[int, int]) -> None:
    """Both readers see the film that the record tells of."""
    other, own = by_mediainfo(film), by_pyav(film)
    assert (other.codec, own.codec) == ("AVC", "h264")
    assert other.size == own.size == size
    assert other.frames == own.frames == frames
    assert other.rate == own.rate == rate
    assert other.constant
    assert own.constant
    assert other.rotation == own.rotation == 0
    assert other.sound == ("AAC", 2, 48_000)
    assert own.sound == ("aac", 2, 48_000)
    assert abs(other.seconds - own.seconds) < 0.01
    assert other.primaries == own.primaries == "BT.709"
