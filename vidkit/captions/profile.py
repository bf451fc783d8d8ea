"""Caption profiles as data: how long, how fast, how many lines. Read from `templates/captions/<name>.toml`.

Knows nothing of words or pictures: it only says what the rules are and where they come from.
"""

from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.errors import BrandError, UsageError, reason
from vidkit.i18n import gettext as _

DEFAULT = "sv-reel"
"""The profile of a reel where nobody asked for another."""

NOT_PROFILES = frozenset({"inventions", "models", "lookalikes"})
"""Other data that stands in the same folder."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A set of caption rules. Times in milliseconds, speeds in characters a second (spaces counted)."""

    name: str
    source: str
    """Whose guidelines the numbers are."""
    as_of: str
    """When they were read there, ISO 8601."""
    line_characters: int
    """A line is longer than this only where nothing else is possible."""
    line_characters_most: int
    """No line is longer than this, a single word excepted."""
    lines: int
    speed_aim: float
    speed_warn: float
    speed_fail: float
    shortest_ms: int
    shortest_fail_ms: int
    longest_ms: int
    longest_fail_ms: int
    gap_frames: int
    """The least gap between two cues, in frames of the film."""
    close_gap_ms: int
    """A gap shorter than this looks like a flicker: it is closed to `gap_frames`, or opened to this."""
    hold_ms: int
    """How long a cue may stand after its last word."""
    music: str = ""
    """What stands where music carries the moment, in the profile's language; empty where it is not captioned."""

    def __post_init__(self) -> None:
        """Refuse rules that contradict each other."""
        rising = (
            (1, self.line_characters, self.line_characters_most),
            (1, self.lines, 4),
            (1, self.speed_aim, self.speed_warn, self.speed_fail),
            (1, self.shortest_fail_ms, self.shortest_ms, self.longest_ms, self.longest_fail_ms),
            (0, self.gap_frames, 12),
            (0, self.close_gap_ms, 2000),
            (0, self.hold_ms, 3000),
        )
        if any(list(numbers) != sorted(numbers) for numbers in rising):
            raise ValueError("the limits of a caption profile must rise: aim, warn, fail; shortest, longest")


def profile_names() -> tuple[str, ...]:
    """The profiles there are, in alphabetical order."""
    found = (path.stem for path in (resources.templates() / "captions").glob("*.toml"))
    return tuple(sorted(name for name in found if name not in NOT_PROFILES))


def load_profile(name: str = DEFAULT) -> Profile:
    """The profile called `name`.

    Raises `UsageError` where there is none of that name, and `BrandError` where its file cannot be used.
    """
    if name not in profile_names():
        raise UsageError(
            _("There is no caption profile called “{name}”.").format(name=name),
            _("The profiles are: {names}.").format(names=", ".join(profile_names())),
        )
    return read_profile(resources.templates() / "captions" / f"{name}.toml")


def read_profile(path: Path) -> Profile:
    """The profile in the file `path`.

    Raises `BrandError` that names the file and the key where it cannot be used.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Profile)
    except OSError as error:
        raise BrandError(
            _("The caption profile “{file}” cannot be read: {reason}.").format(file=path.name, reason=reason(error)),
            _("Install vidkit again."),
        ) from error
    except (msgspec.DecodeError, ValueError) as error:
        raise BrandError(
            _("The caption profile “{file}” cannot be used: {reason}.").format(file=path.name, reason=error),
            _("Mend the file, or take another profile: {names}.").format(names=", ".join(profile_names())),
        ) from error
