"""Caption profiles as data: how long, how fast, how many lines. Read from `templates/captions/<name>.toml`.

Knows nothing of words or pictures: it only says what the rules are and where they come from.
"""

from enum import Enum
from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.errors import BrandError, UsageError, reason
from vidkit.i18n import gettext as _

DEFAULT = "sv-reel"
"""The profile of a reel where nobody asked for another."""

FILES = "[a-z][a-z]-*.toml"
"""A profile is named after the language it is for. Other data stands in the same folder."""


class Grade(Enum):
    """How a caption is, at a glance."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Grades(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What breaking a rule counts as where no figure decides it; green is a rule that is not looked at.

    The default is yellow: it can be read, but is not as the guidelines want it. Red is what somebody cannot see or
    read at all.
    """

    width: Grade = Grade.RED
    """A line wider than the picture's box."""
    lines: Grade = Grade.RED
    overlap: Grade = Grade.RED
    """Two captions at once."""
    glyph: Grade = Grade.RED
    """A character that the typeface cannot draw."""
    letters: Grade = Grade.RED
    """Letters that an old encoding has broken."""
    empty: Grade = Grade.YELLOW
    order: Grade = Grade.YELLOW
    """A caption that comes before the one above it in the file."""
    gap: Grade = Grade.YELLOW
    hold: Grade = Grade.YELLOW
    """How long it stands after the last word; only where the words' times are known."""
    breaks: Grade = Grade.YELLOW
    """A line break inside what belongs together."""
    upper: Grade = Grade.YELLOW
    """The upper line is the longer one, and need not be."""
    hyphen: Grade = Grade.YELLOW
    """A word parted over two lines."""
    dash: Grade = Grade.YELLOW
    """A sentence that goes on in the next caption: dashes at both places or at none, the same throughout a file."""
    speakers: Grade = Grade.YELLOW
    """Two speakers: a hyphen on each line, without a space."""
    abbreviation: Grade = Grade.YELLOW
    clock: Grade = Grade.YELLOW
    figure: Grade = Grade.YELLOW
    """A number to ring, written in words or broken up."""


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
    shape: str = ""
    """The shape of film whose box the lines must fit, in pixels of the brand's typeface; empty for characters alone."""
    grade: Grades = Grades()

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
    return tuple(sorted(path.stem for path in (resources.templates() / "captions").glob(FILES)))


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
