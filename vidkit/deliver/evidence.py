"""What a finished file shows of itself: every packet counted, the sound heard through, a few pictures decoded.

Facts without opinions. Decoding every picture would take as long as the film; packets and boxes tell the rest.
"""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vidkit.deliver import coded
from vidkit.deliver.coded import Entry
from vidkit.deliver.hearing import Hearing, SoundEvidence
from vidkit.errors import InputError
from vidkit.i18n import gettext as _
from vidkit.ingest.opening import opened
from vidkit.ingest.tracks import played_sound, shown_picture

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

PLACES = (Fraction(0), Fraction(1, 2), Fraction(9, 10))
"""Shares of the film at which pictures are decoded."""

PICTURES = 3
"""How many at each place: enough to see fields that alternate."""


class PictureEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """The picture stream. Colours are numbers of ISO/IEC 23091-2; times are seconds."""

    codec: str
    width: int
    height: int
    """As coded, before any turning."""
    pixel_format: str
    chroma: str
    """`4:2:0`, `4:2:2`, `4:4:4`, `4:0:0` or `other`."""
    bit_depth: int
    primaries: int
    transfer: int
    matrix: int
    full_range: bool | None
    """None where the stream does not say."""
    aspect: Fraction
    rotation: int
    """Degrees that decoded pictures ask to be turned."""
    interlaced: bool
    times: tuple[Fraction, ...]
    """When each frame is shown, in order."""
    tick: Fraction
    """The clock's resolution."""
    last: Fraction
    """How long the last frame stands."""
    size_bytes: int
    busiest_second: int
    """Bytes in the second that has most."""
    entries: int
    """Sync samples."""
    open_entries: int | None
    """Entries where a player that begins there shows broken pictures; None where that cannot be told."""

    @property
    def end(self) -> Fraction:
        """When the last frame goes."""
        return self.times[-1] + self.last


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A film as a decoder sees it."""

    container: str
    """ffmpeg's name of the demuxer."""
    size_bytes: int
    picture: PictureEvidence
    sound: SoundEvidence | None
    other_streams: int

    @property
    def duration(self) -> Fraction:
        """Until both picture and sound are over, in seconds."""
        return max(self.picture.end, self.sound.end if self.sound else Fraction(0))


def examine(path: Path) -> Evidence:
    """What the film at `path` shows.

    Raises:
        InputError: not a film that can be read, or damaged.
    """
    with opened(path) as container:
        video, audio = shown_picture(container), played_sound(container)
        if video is None or video.codec_context is None:
            raise InputError(
                _("“{name}” has no picture that can be shown.").format(name=path.name),
                _("Check a film: an MP4 file made by vidkit or by another program."),
            )
        packets = _Packets(video)
        hearing = Hearing(path, audio) if audio else None
        for packet in container.demux(*[stream for stream in (video, audio) if stream]):
            if packet.stream_index == video.index:
                packets.take(packet)
            elif hearing:
                hearing.take(packet)
        if not packets.times:
            raise InputError(
                _("“{name}” is damaged: it holds no pictures.").format(name=path.name),
                _("Make or export the film again."),
            )
        with _beside(hearing) as sound:
            pictures = _pictures(path, container, video)
            return Evidence(
                container=container.format.name,
                size_bytes=path.stat().st_size,
                picture=packets.evidence(pictures),
                sound=sound.result() if sound else None,
                other_streams=len(container.streams) - (2 if audio else 1),
            )


@contextmanager
def _beside(hearing: Hearing | None) -> Iterator[Future[SoundEvidence] | None]:
    """The sound is decoded while the block looks at pictures: of a minute's film that takes 0.8 s and 0.2 s."""
    if hearing is None:
        yield None
        return
    pool = ThreadPoolExecutor(1, "hearing")
    try:
        yield pool.submit(hearing.evidence)
    except BaseException:
        hearing.cease()  # Ctrl-C does not wait for the rest of an hour's sound
        raise
    finally:
        pool.shutdown()


def _pictures(path: Path, container: "InputContainer", video: "VideoStream") -> "list[VideoFrame]":
    """A few frames from several places."""
    import av

    frames: list[VideoFrame] = []
    length = (video.duration or 0) * (video.time_base or Fraction(0))
    for place in PLACES:
        container.seek(round(length * place / (video.time_base or 1)), stream=video)
        try:
            for number, frame in enumerate(container.decode(video), 1):
                frames.append(frame)
                if number == PICTURES:
                    break
        except av.FFmpegError as fault:
            raise InputError(
                _("“{name}” is damaged: a picture {time} seconds into it cannot be decoded.").format(
                    name=path.name, time=round(float(length * place))
                ),
                _("Make or export the film again."),
            ) from fault
    if not frames:
        raise InputError(
            _("“{name}” is damaged: not one picture in it can be decoded.").format(name=path.name),
            _("Make or export the film again."),
        )
    return frames


class _Packets:
    """Counts the picture's packets as they go by."""

    def __init__(self, stream: "VideoStream") -> None:
        self.stream = stream
        self.tick = stream.time_base or Fraction(1, 1000)
        self.times: list[int] = []
        self.durations: dict[int, int] = {}
        self.seconds: dict[int, int] = defaultdict(int)
        self.entries = 0
        self.open_entries = 0
        self._entered_at: int | None = None
        codec = stream.codec_context
        self._length_size = coded.length_size(codec.name, codec.extradata or b"")

    def take(self, packet: "Packet[Any]") -> None:
        at = packet.dts if packet.pts is None else packet.pts
        if at is None or not packet.size:
            return
        self.seconds[int(at * self.tick)] += packet.size
        kind = Entry.NONE
        if self._length_size:
            kind = coded.entry(self.stream.codec_context.name, memoryview(packet), self._length_size)
        if packet.is_keyframe or kind is Entry.OPEN:
            clean = kind is Entry.CLEAN
            self.entries += 1
            self.open_entries += not clean
            self._entered_at = at if clean else None
        elif kind is not Entry.LEADING and self._entered_at is not None and at < self._entered_at:
            # Decoded after the entry, shown before it: it may look behind the entry's back.
            self.open_entries += 1
            self._entered_at = None  # one broken entry counts once
        if not packet.is_discard:
            self.times.append(at)
            self.durations[at] = packet.duration or 0

    def evidence(self, frames: "list[VideoFrame]") -> PictureEvidence:
        codec, first = self.stream.codec_context, frames[0]
        times = sorted(self.times)
        depth = max((component.bits for component in first.format.components), default=0)
        return PictureEvidence(
            codec=getattr(codec.codec, "canonical_name", codec.name),
            width=codec.width,
            height=codec.height,
            pixel_format=first.format.name,
            chroma=_chroma(first),
            bit_depth=depth,
            primaries=int(codec.color_primaries),
            transfer=int(codec.color_trc),
            matrix=int(codec.colorspace),
            full_range={1: False, 2: True}.get(int(codec.color_range)),
            aspect=self.stream.sample_aspect_ratio or Fraction(1),
            rotation=next((frame.rotation for frame in frames if frame.rotation), 0),
            interlaced=any(frame.interlaced_frame for frame in frames),
            times=tuple(time * self.tick for time in times),
            tick=self.tick,
            last=self.durations[times[-1]] * self.tick,
            size_bytes=sum(self.seconds.values()),
            busiest_second=max(self.seconds.values()),
            entries=self.entries,
            open_entries=self.open_entries if self._length_size else None,
        )


def _chroma(frame: "VideoFrame") -> str:
    """How colour is sampled, by the size of its planes."""
    layout = frame.format
    if layout.is_rgb or len(layout.components) < 3:  # noqa: PLR2004 - luma and two of colour
        return "4:0:0" if len(layout.components) == 1 else "other"
    wide = layout.chroma_width(64) == 64  # noqa: PLR2004 - of 64 columns
    tall = layout.chroma_height(64) == 64  # noqa: PLR2004 - of 64 rows
    return {(False, False): "4:2:0", (False, True): "4:2:2", (True, True): "4:4:4"}.get((wide, tall), "other")
