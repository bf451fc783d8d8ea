"""Caption profiles as data: how long, how fast, how many lines. Read from `templates/captions/<name>.toml`."""

import msgspec


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A set of caption rules. Times in milliseconds, speeds in characters a second (spaces counted)."""

    name: str
    source: str
    as_of: str
    line_characters: int
    line_characters_most: int
    lines: int
    speed_aim: float
    speed_warn: float
    speed_fail: float
    shortest_ms: int
    shortest_fail_ms: int
    longest_ms: int
    longest_fail_ms: int
    gap_frames: int
    close_gap_ms: int
    hold_ms: int
