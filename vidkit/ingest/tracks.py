"""Which streams of a file a player would show and play, and what their packets say.

Knows PyAV's streams and packets. Does not know what becomes of them, nor how to tell a person what is wrong.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from vidkit.ingest.timing import Clock, Stamp, Timing, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MOVING = 3
"""Frames a second from which a picture stream counts as moving: motion photos carry a second stream of stills
in higher resolution, one or two in all."""

TRIES = 100
"""Packets to try before a stream counts as undecodable; one that starts between key frames needs a few."""

PROTECTED_TAGS = ("encv", "drmi")
"""Sample entries of encrypted pictures: ISO 23001-7, and Apple's older FairPlay. Where ffmpeg knows the scheme it
gives the tag of what is inside instead, and marks the packets."""

FrameT = TypeVar("FrameT", bound="VideoFrame | AudioFrame")


@dataclass(slots=True)
class Track(Generic[FrameT]):
    """What the packets of one stream say while they go by."""

    clock: Clock
    stamps: list[Stamp] = field(default_factory=list)
    counted: bool = True
    """False when packets lack a presentation time, so that only decoding would tell the number of frames."""
    first: FrameT | None = None
    """The first frame that could be decoded."""
    protected: bool = False
    """True when packets say that they are encrypted: what a decoder makes of them is noise."""
    tries: int = 0
    taken: int = 0
    """Packets that went by, hidden ones too."""

    def timing(self, usual: Fraction) -> Timing:
        """The stream's rhythm, as `measure` has it."""
        return measure(self.stamps, self.clock, usual)

    def take(self, packet: "Packet[Any]") -> None:
        """Counts one packet, decodes it as long as no frame came out."""
        if self.first is None and self.tries < TRIES:
            self.tries += 1
            self.first = self._first_of(packet)
            self.protected = self.protected or packet.has_sidedata("encryption_info")
        at = packet.dts if packet.pts is None else packet.pts
        if at is None:  # the end of the stream
            return
        self.taken += 1
        if packet.is_discard:  # hidden by an edit list
            return
        self.counted = self.counted and packet.pts is not None
        self.stamps.append(Stamp(at, packet.duration or 0))

    @staticmethod
    def _first_of(packet: "Packet[Any]") -> FrameT | None:
        import av

        try:
            frames = cast("list[FrameT]", packet.decode())
        except av.FFmpegError:
            # One bad packet at the start does not make a bad clip: the next may well decode.
            return None
        return frames[0] if frames else None


def shown_picture(container: "InputContainer") -> "VideoStream | None":
    """The picture stream that a player shows; None where there is none or only cover art.

    The first by these marks: it can be decoded, it moves, it is marked as default, it is the largest.
    """
    from av.stream import Disposition

    cover = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    candidates = [stream for stream in container.streams.video if not stream.disposition & cover]

    def rank(stream: "VideoStream") -> tuple[bool, bool, bool, int]:
        readable = can_decode(stream)
        return (
            readable,
            _moves(stream, candidates),
            bool(stream.disposition & Disposition.default),
            stream.width * stream.height if readable else 0,
        )

    return max(candidates, key=rank, default=None)


def _moves(stream: "VideoStream", candidates: "Sequence[VideoStream]") -> bool:
    # Matroska does not count its frames up front: 0 says something only beside a stream that is counted.
    empty = stream.frames == 0 and any(other.frames for other in candidates)
    return not empty and (stream.average_rate is None or stream.average_rate >= MOVING)


def played_sound(container: "InputContainer") -> "AudioStream | None":
    """The sound stream that a player plays: the first that can be decoded, those marked as default before others.

    New iPhones put a spatial sound track beside the stereo one that nobody but Apple can decode.
    """
    from av.stream import Disposition

    candidates = [stream for stream in container.streams.audio if can_decode(stream)]
    return max(candidates, key=lambda stream: bool(stream.disposition & Disposition.default), default=None)


def can_decode(stream: "Stream") -> bool:
    """True when this build has a decoder for the stream. PyAV leaves the codec out where it has none."""
    return stream.codec_context is not None


def clock_of(container: "InputContainer", stream: "Stream") -> Clock:
    """How `stream` counts time, and where on its clock the clip's own clock is at 0."""
    import av

    return Clock(
        tick=stream.time_base or Fraction(0),
        origin=Fraction(container.start_time or 0, av.time_base),
        until=None if stream.duration is None else (stream.start_time or 0) + stream.duration,
    )


def read_tracks(
    container: "InputContainer", picture: "VideoStream", sound: "AudioStream | None"
) -> "tuple[Track[VideoFrame], Track[AudioFrame] | None]":
    """Both streams' packets, read once from beginning to end."""
    picture_track: Track[VideoFrame] = Track(clock_of(container, picture))
    sound_track: Track[AudioFrame] | None = Track(clock_of(container, sound)) if sound else None
    streams = (picture, sound) if sound else (picture,)
    for packet in container.demux(*streams):
        if packet.stream_index == picture.index:
            picture_track.take(packet)
        elif sound_track:
            sound_track.take(packet)
    return picture_track, sound_track
