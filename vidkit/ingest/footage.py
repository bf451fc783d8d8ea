"""What is known of a clip: the value that every room above reads instead of the file.

All times are on the clip's own clock. Its 0 is where the earliest of the file's streams starts, edit lists
obeyed. It is the clock of ffmpeg's command line without `-copyts`, which subtracts the container's start time
from every time stamp, seeks on it with `-ss`, and shows it to filters. Picture and sound share it.
"""

from pathlib import Path

import msgspec


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """The picture stream that a player would show."""

    stream: int
    """Index among all streams of the file."""
    codec: str
    """ffmpeg's name: `h264`, `hevc`, `prores`, `av1`."""
    width: int
    height: int
    """Displayed size in square pixels: after rotation and pixel aspect, before any framing."""
    coded_width: int
    coded_height: int
    """Size of a decoded frame, which is what a filter gets before any rotation."""
    rotation: int
    """Degrees clockwise that a player turns the coded picture: 0, 90, 180 or 270."""
    mirrored: bool
    """True when a player also mirrors it, left to right, after turning."""
    aspect: tuple[int, int]
    """Sample aspect ratio of the coded picture; (1, 1) is square."""
    pixel_format: str
    bit_depth: int
    transfer: str
    """ffmpeg's name of the transfer curve: `bt709`, `arib-std-b67` (HLG), `smpte2084` (PQ), `unknown`."""
    primaries: str
    matrix: str
    full_range: bool
    start_ms: int
    """When the first frame is shown, on the clip's own clock where its earliest stream starts at 0."""
    duration_ms: int
    """From the clip's start, not the picture's, to the end of the last frame."""
    frames: int
    """Frames that are shown (edit lists obeyed); 0 where only decoding would tell."""
    average_rate: tuple[int, int]
    """Frames a second, as a fraction, from the first frame to the last; (0, 1) is unknown."""
    constant_rate: bool
    """True when no frame but the last stands a tenth longer or shorter than usual."""
    longest_frame_ms: int
    """How long the longest-standing frame is shown: how far back a seek must reach to find it."""

    @property
    def hdr(self) -> bool:
        """True for HLG and PQ, which must be tone-mapped before an ordinary screen can show them."""
        return self.transfer in ("arib-std-b67", "smpte2084")


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """The sound stream that a player would play."""

    stream: int
    codec: str
    sample_rate: int
    """Hz."""
    channels: int
    layout: str
    start_ms: int
    """When the first sample that comes out of the decoder is heard, on the clip's own clock."""
    duration_ms: int
    """From the clip's start, not the sound's, to the end of the last sample."""


class Footage(msgspec.Struct, frozen=True, kw_only=True):
    """A clip that was looked at: facts, no opinions."""

    path: str
    """Absolute. The file is an original: it is only ever opened for reading."""
    fingerprint: str
    """SHA-256 of the whole content, hex."""
    size_bytes: int
    container: str
    """ffmpeg's name of the demuxer: `mov,mp4,m4a,3gp,3g2,mj2`."""
    duration_ms: int
    """From the clip's start to where picture and sound are both over."""
    picture: Picture
    sound: Sound | None
    created: str
    """When the phone filmed it, ISO 8601 with zone, or empty."""
    device: str
    """Make and model where the phone wrote them, or empty."""
    other_streams: int
    """Timed metadata, attached pictures and second cameras, which are left alone."""
    capture_rate: float
    """Frames a second that the phone says it filmed at, or 0. Far above the average rate in slow motion."""
    unreadable_sound: bool = False
    """True when the clip has sound that nothing here can decode: `sound` is None, and the person should know."""

    @property
    def name(self) -> str:
        """The file's name, as the person knows it."""
        return Path(self.path).name
