"""A few moments of a clip, spread over a stretch of it, decoded small and quickly, and measured.

Key frames first: one decodes without its neighbours, and encoders give it the most bits. Only where there are few of
them is what follows decoded too, and never more than a bounded number of pixels.
"""

from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from vidkit.ingest.footage import Footage, Picture
from vidkit.ingest.moment import Moment
from vidkit.ingest.opening import opened
from vidkit.ingest.sight import LONG_SIDE, measured
from vidkit.ingest.tone import as_shown
from vidkit.ingest.tracks import clock_of

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from vidkit.ingest.timing import Clock

METHOD = 2
"""Raised when the same clip would be measured otherwise: what is kept is then measured anew."""

MOST = 16
"""Moments of a clip. A key frame of 3840x2160 and its measuring take 60 ms on one core: these take one second."""

APART_MS = 250
"""Nearer to each other two moments show the same."""

ENOUGH = 8
"""So many key frames in the stretch, and no others are looked at."""

PIXELS_MOST = 250_000_000
"""Decoded beside key frames, at most: about a second's work. 30 frames of 3840x2160, 380 of a phone's messages."""


def moments(footage: Footage, start_ms: int, end_ms: int) -> tuple[Moment, ...]:
    """At most `MOST` moments between two times of a clip, in order; the same each time. None where nothing decodes.

    Raises `InputError` when the file has gone since it was looked at.
    """
    count = max(1, min(MOST, (end_ms - start_ms) // APART_MS))
    targets = [start_ms + (end_ms - start_ms) * (2 * number + 1) // (2 * count) for number in range(count)]
    with opened(Path(footage.path)) as container:
        reader = _Reader(container, footage)
        entries = reader.entries(targets)
        inside = [entry for entry in entries if start_ms <= entry.at_ms < end_ms]
        if len(inside) >= min(count, ENOUGH):
            frames = reader.alone(inside)
        else:
            frames = reader.run(entries, _Stretch(start_ms, end_ms, (end_ms - start_ms) // count))
        found = {at_ms: frame for at_ms, frame in frames if start_ms <= at_ms < end_ms}
        return tuple(measured(found[at_ms], at_ms) for at_ms in sorted(found))


def moment_at(footage: Footage, at_ms: int) -> Moment | None:
    """The frame that is shown at a time of a clip; None where it cannot be decoded.

    Raises `InputError` when the file has gone since it was looked at.
    """
    with opened(Path(footage.path)) as container:
        shown = None
        for frame_ms, frame in _Reader(container, footage).until(at_ms):
            shown = (frame_ms, frame)
        return measured(shown[1], shown[0]) if shown else None


class _Entry(NamedTuple):
    """A key frame."""

    at_ms: int
    packet: "Packet[VideoStream]"


class _Stretch(NamedTuple):
    start_ms: int
    end_ms: int
    step_ms: int


class _Reader:
    """Decodes pictures of a clip here and there. What does not decode is left out: the film's maker will tell."""

    def __init__(self, container: "InputContainer", footage: Footage) -> None:
        self._container = container
        self._picture = footage.picture
        self._stream = cast("VideoStream", container.streams[footage.picture.stream])
        self._clock: Clock = clock_of(container, self._stream)

    def entries(self, targets: list[int]) -> list[_Entry]:
        """The key frames at or before those times, each once, in order."""
        found: dict[int, _Entry] = {}
        for target in targets:
            packet = self._entry(target)
            if packet is not None and packet.pts is not None:
                found[packet.pts] = _Entry(self._ms(packet.pts), packet)
        return [found[at] for at in sorted(found)]

    def alone(self, entries: list[_Entry]) -> "Iterator[tuple[int, NDArray[np.uint8]]]":
        """Key frames, each decoded by itself."""
        import av

        context = self._stream.codec_context
        context.thread_type = "SLICE"
        for entry in entries:
            try:
                frames = [*context.decode(entry.packet), *context.decode(None)]
            except av.FFmpegError:
                frames = []
            context.flush_buffers()
            yield from self._small(frames[:1])

    def run(self, entries: list[_Entry], stretch: _Stretch) -> "Iterator[tuple[int, NDArray[np.uint8]]]":
        """What follows each key frame, one picture a step, as far as the pixels last."""
        self._stream.thread_type = "AUTO"
        # Frames that no other leans on are the coarsest, and to leave them out saves up to half of the work.
        self._stream.codec_context.skip_frame = "NONREF"
        pixels = self._picture.coded_width * self._picture.coded_height
        runs = max(1, PIXELS_MOST // pixels // max(1, len(entries)))
        due = stretch.start_ms
        for place, entry in enumerate(entries):
            end = entries[place + 1].at_ms if place + 1 < len(entries) else stretch.end_ms
            due = max(due, entry.at_ms)
            for number, frame in enumerate(self._following(entry)):
                at_ms = self._ms(frame.pts or 0)
                if number >= runs or at_ms >= end:
                    break
                if at_ms >= due:
                    due = at_ms + stretch.step_ms
                    yield from self._small([frame])

    def until(self, at_ms: int) -> "Iterator[tuple[int, NDArray[np.uint8]]]":
        """The frame that stands at that time; the first one of all where it is not there yet."""
        last = None
        for frame in self._decoded(self._tick(at_ms)):
            if last is not None and self._ms(frame.pts or 0) > at_ms:
                break
            last = frame
        yield from self._small([last] if last else [])

    def _entry(self, target_ms: int) -> "Packet[VideoStream] | None":
        import av

        try:
            self._seek(self._tick(target_ms))
            for packet in self._container.demux(self._stream):
                if packet.is_keyframe and packet.pts is not None:
                    return packet
        except av.FFmpegError:
            pass
        return None

    def _following(self, entry: _Entry) -> "Iterator[VideoFrame]":
        """From that key frame on. A clip that was cut on the phone is often entered one key frame too early."""
        import av

        try:
            self._seek(entry.packet.pts or 0)
            packets = self._container.demux(self._stream)
            for packet in dropwhile(lambda packet: packet.pts != entry.packet.pts, packets):
                yield from packet.decode()
        except av.FFmpegError:
            return

    def _decoded(self, at: int) -> "Iterator[VideoFrame]":
        import av

        try:
            self._seek(at)
            yield from self._container.decode(self._stream)
        except av.FFmpegError:
            return

    def _seek(self, at: int) -> None:
        self._container.seek(at, stream=self._stream)

    def _tick(self, at_ms: int) -> int:
        """The stream's own count at a time of the clip."""
        tick = self._clock.tick or 1
        return round(at_ms / 1000 / tick + self._clock.origin / tick)

    def _ms(self, at: int) -> int:
        return round(self._clock.seconds(at) * 1000)

    def _small(self, frames: "list[VideoFrame]") -> "Iterator[tuple[int, NDArray[np.uint8]]]":
        for frame in frames:
            if frame.pts is not None:
                yield self._ms(frame.pts), _upright(frame, self._picture)


def _upright(frame: "VideoFrame", picture: Picture) -> "NDArray[np.uint8]":
    """The frame grey and small, as it is shown: square pixels, turned, mirrored, HDR brought down."""
    import numpy as np

    wide = frame.width * picture.aspect[0] / picture.aspect[1]
    share = LONG_SIDE / max(wide, frame.height)
    small = frame.reformat(
        width=max(2, round(wide * share)),
        height=max(2, round(frame.height * share)),
        format="gray8",
        interpolation="AREA",
    )
    turned = np.rot90(cast("NDArray[np.uint8]", small.to_ndarray()), -picture.rotation // 90)
    return as_shown(np.fliplr(turned) if picture.mirrored else turned, picture.transfer)
