"""Looks at a clip: every fact about its picture and sound that the rooms above need, as one `Footage`.

Reads each packet once and decodes only the first frame of picture and sound, so the cost is that of reading
the file. Takes no decisions about a reel and changes nothing. Which clock the facts are on: see `footage`.
"""

import hashlib
import struct
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, cast

from vidkit.errors import InputError
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.ingest.colour import matrix_name, primaries_name, transfer_name
from vidkit.ingest.footage import Footage, Picture, Sound
from vidkit.ingest.opening import opened
from vidkit.ingest.orientation import UPRIGHT, Orientation, orientation_of_matrix, orientation_of_tag
from vidkit.ingest.tags import capture_rate, created, device
from vidkit.ingest.timing import measure
from vidkit.ingest.tracks import (
    PROTECTED_TAGS,
    Track,
    can_decode,
    played_sound,
    read_tracks,
    shown_picture,
)

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.sidedata.sidedata import SideDataContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_FULL_RANGE = 2
"""AVCOL_RANGE_JPEG."""

_USUAL_FRAME = Fraction(1, 30)
"""Seconds that a lone frame stands when nothing in the file tells."""


def look(path: Path) -> Footage:
    """The facts about the clip at `path`.

    Raises `InputError` when it is not there, may not be read, is empty, damaged or cut short, is
    copy-protected, is no video, or holds no picture that can be shown.
    """
    path = path.absolute()
    with opened(path) as container:
        picture_stream = _picture_stream(path, container)
        sound_stream = played_sound(container)
        picture_track, sound_track = read_tracks(container, picture_stream, sound_stream)
        _refuse_cut_short(path, picture_stream, picture_track)
        picture = _picture(path, picture_stream, picture_track)
        sound = _sound(sound_stream, sound_track)
        return Footage(
            path=str(path),
            fingerprint=fingerprint(path),
            size_bytes=path.stat().st_size,
            container=container.format.name,
            duration_ms=max(picture.duration_ms, sound.duration_ms if sound else 0),
            picture=picture,
            sound=sound,
            created=created(container.metadata),
            device=device(container.metadata),
            other_streams=len(container.streams) - (2 if sound else 1),
            capture_rate=capture_rate(container.metadata),
            unreadable_sound=sound is None and _promises_sound(container),
        )


def fingerprint(path: Path) -> str:
    """SHA-256 of the whole content of the file at `path`, hex. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _picture_stream(path: Path, container: "InputContainer") -> "VideoStream":
    stream = shown_picture(container)
    if stream is None:
        raise InputError(
            _("“{name}” has no picture: it holds only sound.").format(name=path.name),
            _("Use a clip with moving pictures here."),
        )
    if not can_decode(stream):
        raise InputError(
            _("“{name}” is in a video format that vidkit cannot read.").format(name=path.name),
            _("Film or export it as H.264 or HEVC, the phone's own formats, and try again."),
        )
    return stream


def _picture(path: Path, stream: "VideoStream", track: "Track[VideoFrame]") -> Picture:
    if not track.stamps:
        raise InputError(
            _("“{name}” has no picture: its video track is empty.").format(name=path.name),
            _("The recording was probably interrupted. Copy the clip from the phone again."),
        )
    frame = track.first
    if frame is None or _protected(stream, track):
        raise _undecodable(path, stream, track)
    timing = track.timing(1 / (stream.average_rate or 1 / _USUAL_FRAME))
    orientation = _orientation(stream, frame)
    aspect = stream.sample_aspect_ratio or Fraction(1)
    width, height = round(frame.width * aspect), frame.height
    if orientation.rotation in (90, 270):
        width, height = height, width
    return Picture(
        stream=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        width=width,
        height=height,
        coded_width=frame.width,
        coded_height=frame.height,
        rotation=orientation.rotation,
        mirrored=orientation.mirrored,
        aspect=(aspect.numerator, aspect.denominator),
        pixel_format=frame.format.name,
        bit_depth=frame.format.components[0].bits,
        transfer=transfer_name(frame.color_trc),
        primaries=primaries_name(frame.color_primaries),
        matrix=matrix_name(frame.colorspace),
        full_range=frame.color_range == _FULL_RANGE or frame.format.name.startswith("yuvj"),
        start_ms=_ms(timing.start),
        duration_ms=_ms(timing.end),
        frames=timing.frames if track.counted else 0,
        average_rate=(timing.rate.numerator, timing.rate.denominator),
        constant_rate=timing.constant,
        longest_frame_ms=ceil(timing.longest * 1000),
    )


def _refuse_cut_short(path: Path, stream: "VideoStream", track: "Track[VideoFrame]") -> None:
    """Raises `InputError` when packets are missing at the end that the table of contents promises."""
    # Either sign alone is innocent: edit lists drop packets, and some cameras count the time wrong.
    if track.taken >= stream.frames or track.clock.until is None or not track.stamps:
        return
    timing = measure(track.stamps, track.clock._replace(until=None), _USUAL_FRAME)
    promised = track.clock.seconds(track.clock.until)
    if timing.end + timing.longest < promised:
        raise InputError(
            _("“{name}” is cut short: {there} of {promised} seconds are in the file.").format(
                name=path.name, there=number(float(timing.end), 1), promised=number(float(promised), 1)
            ),
            _("The copying was interrupted. Copy the clip from the phone again."),
        )


def _protected(stream: "VideoStream", track: "Track[VideoFrame]") -> bool:
    return track.protected or stream.codec_context.codec_tag in PROTECTED_TAGS


def _undecodable(path: Path, stream: "VideoStream", track: "Track[VideoFrame]") -> InputError:
    if _protected(stream, track):
        return InputError(
            _("“{name}” is copy-protected, so its picture cannot be read.").format(name=path.name),
            _("Use a clip that you filmed yourself, or an unprotected copy."),
        )
    return InputError(
        _("The picture in “{name}” is damaged: not one frame can be read.").format(name=path.name),
        _("Copy the clip from the phone again."),
    )


def _sound(stream: "AudioStream | None", track: "Track[AudioFrame] | None") -> Sound | None:
    if stream is None or track is None or track.first is None or not track.stamps:
        return None
    frame = track.first
    timing = track.timing(Fraction(frame.samples, frame.sample_rate))
    # The decoder swallows the encoder's run-in, so the first sample can come later than the first packet.
    start = timing.start if frame.pts is None else track.clock.seconds(frame.pts)
    return Sound(
        stream=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        sample_rate=frame.sample_rate,
        channels=frame.layout.nb_channels,
        layout=_layout(frame),
        start_ms=_ms(start),
        duration_ms=_ms(timing.end),
    )


def _layout(frame: "AudioFrame") -> str:
    # PCM often does not say which channel is which; for one and two there is only one answer.
    return {1: "mono", 2: "stereo"}.get(frame.layout.nb_channels, frame.layout.name)


def _promises_sound(container: "InputContainer") -> bool:
    return any(stream.frames or not can_decode(stream) for stream in container.streams.audio)


def _orientation(stream: "VideoStream", frame: "VideoFrame") -> Orientation:
    from av.sidedata.sidedata import Type

    # PyAV's stubs describe this container as a dict with one key, which it is not.
    facts = cast("SideDataContainer", frame.side_data)
    try:
        matrix = bytes(facts[Type.DISPLAYMATRIX])
    except KeyError:
        tags = (tag for name, tag in stream.metadata.items() if name.lower() == "rotate")
        return next((orientation_of_tag(tag) for tag in tags), UPRIGHT)
    return orientation_of_matrix(struct.unpack("=9i", matrix))


def _ms(seconds: Fraction) -> int:
    return round(seconds * 1000)
