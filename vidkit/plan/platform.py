"""What the platform takes and where it covers the picture, read from `templates/platforms/<name>.toml`."""

import msgspec

from vidkit.brand.geometry import Box, Size
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _
from vidkit.resources import templates


class VideoRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The picture stream. Rates in frames a second, width in pixels, bit rate in bit/s."""

    containers: tuple[str, ...]
    codecs: tuple[str, ...]
    chroma: str
    rate_least: int
    rate_most: int
    width_most: int
    bitrate_most: int
    source: str


class AudioRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sound stream. Hz and bit/s."""

    codecs: tuple[str, ...]
    sample_rate_most: int
    channels_most: int
    bitrate: int
    source: str


class LoudnessRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """EBU R 128 integrated loudness in LUFS and true peak in dBTP."""

    target_lufs: float
    tolerance_lu: float
    peak_before_encoding_dbtp: float
    peak_most_dbtp: float
    source: str


class SyncRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far apart picture and sound may begin, in milliseconds."""

    start_most_ms: int
    source: str


class CoverRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cover picture. Size in bytes."""

    format: str
    size_most: int
    source: str


class PostRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text beside the film."""

    characters_most: int
    hashtags_most: int
    hashtags_warn: int
    mentions_most: int
    source: str


class LengthRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long (seconds) and how large (bytes) the file may be."""

    least_s: int
    most_s: int
    warn_s: tuple[int, ...]
    size_most: int
    source: str


class Margins(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pixels from each edge."""

    top: int
    bottom: int
    left: int
    right: int


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows where captions stand by preference."""

    top: int
    bottom: int


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A size of picture and what is free of it."""

    width: int
    height: int
    safe: Margins
    captions: Band
    cover_keeps: Margins
    crops: dict[str, Margins] = {}
    """What other surfaces cut off the cover, by the proportions of what is left, such as `3x4`."""
    rules: str
    """Which of `Platform.durations` holds."""
    source: str

    @property
    def size(self) -> Size:
        """The whole picture."""
        return Size(self.width, self.height)

    def within(self, margins: Margins) -> Box:
        """The box that `margins` leave free."""
        return Box(
            margins.left,
            margins.top,
            self.width - margins.left - margins.right,
            self.height - margins.top - margins.bottom,
        )

    @property
    def safe_box(self) -> Box:
        """Where text may stand."""
        return self.within(self.safe)

    @property
    def cover_box(self) -> Box:
        """Where the cover's text survives every crop that other surfaces make."""
        return self.within(self.cover_keeps)


class Platform(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything known of where the reel is going."""

    name: str
    source: str
    as_of: str
    video: VideoRules
    audio: AudioRules
    loudness: LoudnessRules
    sync: SyncRules
    cover: CoverRules
    post: PostRules
    durations: dict[str, LengthRules]
    shapes: dict[str, Shape]


def load_platform(name: str = "instagram") -> Platform:
    """The platform's numbers.

    Raises:
        BrandError: the file is missing or a key in it is wrong.
    """
    path = templates() / "platforms" / f"{name}.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Platform)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as fault:
        raise BrandError(
            _("The platform file {file} cannot be used: {fault}.").format(file=path, fault=fault),
            _("Put back the file that came with vidkit."),
        ) from fault
