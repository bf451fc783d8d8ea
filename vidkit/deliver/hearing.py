"""The sound of a finished file, heard through: how long it is, and how loud.

The same packets, decoded in the same way, sound the same each time. So what was heard of AAC is kept under the digest
of everything that the decoder gets, read from the finished file itself each time: in a reel whose captions alone have
changed nothing is decoded a second time, and a sound that is not that one, byte for byte, is heard anew.
"""

import contextlib
import hashlib
import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from vidkit import __version__
from vidkit.deliver.loudness import Loudness, LoudnessMeter
from vidkit.ingest.opening import opened
from vidkit.render.cache import Cache

if TYPE_CHECKING:
    import numpy as np
    from av.audio.stream import AudioStream
    from av.packet import Packet
    from numpy.typing import NDArray

KNOWN = "aac"
"""What decodes it knows nothing but its packets, its header and what they say of each other. Of other coders, some need
more, which cannot be seen from here."""

HELD_MOST = 64_000_000
"""Bytes of packets that are held until all are known: an hour of AAC. What has more is decoded as it is read."""


class SoundEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """The sound stream; times in seconds."""

    codec: str
    sample_rate: int
    channels: int
    size_bytes: int
    start: Fraction
    end: Fraction
    loudness: Loudness


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What only decoding tells of a sound."""

    start: tuple[int, int]
    end: tuple[int, int]
    """Seconds, as fractions."""
    integrated_lufs: float | None
    true_peak_dbtp: float | None
    """None for silence: JSON knows no infinity."""


class CeasedError(Exception):
    """Nobody wants to know any more."""


class Hearing:
    """Takes the sound's packets as they go by, and decodes them once it is known that nobody has before."""

    def __init__(self, path: Path, stream: "AudioStream") -> None:
        self._path = path
        self._stream = stream
        self._size = 0
        self._held: list[Packet[Any]] = []
        self._ear: _Ear | None = None
        self._ceased = False
        self._content = hashlib.sha256(_kind(stream).encode())

    def take(self, packet: "Packet[Any]") -> None:
        """The next packet. Whoever gives the last one may then use the container for something else."""
        self._size += packet.size
        if self._ear is not None:
            self._ear.hear(packet)
            return
        self._content.update(_outside(packet).encode())
        self._content.update(memoryview(packet))
        self._held.append(packet)
        if self._size > HELD_MOST:
            self._ear = _Ear(self._stream)
            self._hear_all(self._ear)
            self._held.clear()

    def evidence(self) -> SoundEvidence:
        """What was heard of all of it: now, or before. Safe from another thread than that which took the packets.

        Raises:
            CeasedError: it was told to cease.
        """
        heard = self._ear.result() if self._ear is not None else self._known_or_heard()
        stream = self._stream
        return SoundEvidence(
            codec=stream.codec_context.name,
            sample_rate=stream.rate,
            channels=stream.channels,
            size_bytes=self._size,
            start=Fraction(*heard.start),
            end=Fraction(*heard.end),
            loudness=Loudness(_or_silence(heard.integrated_lufs), _or_silence(heard.true_peak_dbtp)),
        )

    def cease(self) -> None:
        """Leave off: `evidence`, in another thread, ends soon and in vain."""
        self._ceased = True

    def _known_or_heard(self) -> Heard:
        if self._stream.codec_context.name != KNOWN:
            return self._heard()
        kept, address = Cache("loudness", ".json"), self._content.hexdigest()
        if (known := kept.read(address)) is not None:
            with contextlib.suppress(msgspec.DecodeError):
                return msgspec.json.decode(known, type=Heard)
        heard = self._heard()
        kept.keep_bytes(msgspec.json.encode(heard), address)
        return heard

    def _heard(self) -> Heard:
        """With a decoder of its own: the container that the packets came from may be busy with its pictures."""
        with opened(self._path) as container:
            ear = _Ear(cast("AudioStream", container.streams[self._stream.index]))
            self._hear_all(ear)
            return ear.result()

    def _hear_all(self, ear: "_Ear") -> None:
        for packet in self._held:
            if self._ceased:
                raise CeasedError
            ear.hear(packet)


class _Ear:
    """Decodes packets and measures what comes out."""

    def __init__(self, stream: "AudioStream") -> None:
        from av import AudioResampler

        self._decoder = stream.codec_context
        self._start: Fraction | None = None
        self._end = Fraction(0)
        self._meter = LoudnessMeter(stream.rate, [channel.name for channel in stream.layout.channels])
        self._plain = AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)

    def hear(self, packet: "Packet[Any]") -> None:
        import av

        try:
            frames = self._decoder.decode(packet)
        except av.FFmpegError:
            return  # what cannot be decoded is not heard: it shows as sound that ends early
        for frame in frames:
            at = (frame.pts or 0) * (frame.time_base or Fraction(0))
            self._start = at if self._start is None else self._start
            self._end = at + Fraction(frame.samples, frame.sample_rate)
            for plain in self._plain.resample(frame):
                self._meter.add(cast("NDArray[np.float32]", plain.to_ndarray()))

    def result(self) -> Heard:
        loudness = self._meter.result()
        return Heard(
            start=(self._start or Fraction(0)).as_integer_ratio(),
            end=self._end.as_integer_ratio(),
            integrated_lufs=_or_none(loudness.integrated_lufs),
            true_peak_dbtp=_or_none(loudness.true_peak_dbtp),
        )


def _kind(stream: "AudioStream") -> str:
    """With what it is decoded, and everything that the decoder knows beside the packets."""
    import av

    codec = stream.codec_context
    header = bytes(codec.extradata or b"").hex()
    how = (codec.name, codec.codec_tag, codec.profile, header, stream.rate, stream.layout.name, str(stream.time_base))
    return repr((__version__, av.__version__, sorted(av.library_versions.items()), how))


def _outside(packet: "Packet[Any]") -> str:
    """What a packet says of itself beside its bytes, and how many those are."""
    times = (packet.pts, packet.dts, packet.duration, str(packet.time_base), packet.size)
    marks = (packet.is_keyframe, packet.is_corrupt, packet.is_discard, packet.is_trusted, packet.is_disposable)
    return repr((times, marks, list(_beside(packet))))


def _beside(packet: "Packet[Any]") -> Iterator[tuple[str, str]]:
    """What is to be cut off at the ends, and the like."""
    for data in packet.iter_sidedata():
        yield str(data.data_type), bytes(data).hex()


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _or_silence(value: float | None) -> float:
    return -math.inf if value is None else value
