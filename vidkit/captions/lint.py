"""Captions against a profile, cue by cue: the rule, the limit, what was found, how bad it is. And what may be mended.

Pure. Serves `vidkit check` for a person's own file as well as for ours. Mending never touches a word.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import pairwise

import msgspec

from vidkit.captions import breaks, timing
from vidkit.captions.cue import Cue
from vidkit.captions.profile import Profile
from vidkit.captions.segment import break_lines
from vidkit.i18n import gettext as _
from vidkit.i18n import number as written


class Severity(Enum):
    """Red and yellow; what has no finding is green."""

    FAIL = "fail"
    WARN = "warn"


class Rule(Enum):
    """What captions are checked for."""

    LINES = "lines"
    LENGTH = "length"
    WIDTH = "width"
    SPEED = "speed"
    SHORTEST = "shortest"
    LONGEST = "longest"
    GAP = "gap"
    OVERLAP = "overlap"
    BREAK = "break"


DIGITS = {Rule.SPEED: (1, 0), Rule.SHORTEST: (1, 1), Rule.LONGEST: (1, 1)}
"""Decimals of what was found and of the limit, where a whole number says too little."""


class Finding(msgspec.Struct, frozen=True):
    """One rule that one cue does not keep. Numbers are in the rule's own unit, see `sentence`."""

    rule: Rule
    severity: Severity
    number: int
    """The cue, counted from 1."""
    start_ms: int
    found: float
    limit: float
    text: str = ""
    """The line or words in question, where it is not the whole cue."""


def lint(
    cues: Sequence[Cue],
    profile: Profile,
    *,
    frame_ms: float = 1000 / 30,
    measure: Callable[[str], float] | None = None,
    width: float = math.inf,
) -> tuple[Finding, ...]:
    """Everything in `cues` that breaks a rule of `profile`, in order of time.

    With `measure` and `width` the lines are also held against the box, in pixels.
    """
    found: list[Finding] = []
    for number, cue in enumerate(cues, 1):
        found += _of_text(number, cue, profile)
        found += _of_time(number, cue, profile)
        if measure is not None:
            found += [
                Finding(Rule.WIDTH, Severity.FAIL, number, cue.start_ms, measure(line), width, line)
                for line in cue.lines
                if measure(line) > width
            ]
    for number, (cue, following) in enumerate(pairwise(cues), 1):
        found += _of_gap(number, cue, following, profile, frame_ms)
    return tuple(sorted(found, key=lambda finding: finding.number))


def mend(
    cues: Sequence[Cue],
    profile: Profile,
    *,
    frame_ms: float = 1000 / 30,
    measure: Callable[[str], float] = len,
    width: float = math.inf,
) -> tuple[Cue, ...]:
    """The cues with line breaks, gaps and lengths put right where there is room; every word and start stay.

    Only cues that have a finding are touched, and each only if that leaves fewer.
    """
    faulty = {finding.number for finding in lint(cues, profile, frame_ms=frame_ms)}
    gap = math.ceil(profile.gap_frames * frame_ms)
    mended = list(cues)
    for index, cue in enumerate(cues):
        if index + 1 not in faulty:
            continue
        following = cues[index + 1] if index + 1 < len(cues) else None
        relined = _relined(cue, profile, measure, width)
        kept = relined if _better(relined, cue, following, profile, frame_ms) else cue
        end = _better_end(kept, following.start_ms if following else None, profile, gap)
        retimed = msgspec.structs.replace(kept, end_ms=end)
        mended[index] = retimed if _better(retimed, kept, following, profile, frame_ms) else kept
    return tuple(mended)


def sentence(finding: Finding) -> str:
    """What was found and what the limit is, in the reader's language."""
    match finding.rule:
        case Rule.LINES:
            text = _("{found} lines, at most {limit}")
        case Rule.LENGTH:
            text = _("a line of {found} characters, at most {limit}: “{text}”")
        case Rule.WIDTH:
            text = _("a line too wide for the picture by {over} pixels: “{text}”")
        case Rule.SPEED:
            text = _("{found} characters a second, at most {limit}")
        case Rule.SHORTEST:
            text = _("stands {found} seconds, at least {limit}")
        case Rule.LONGEST:
            text = _("stands {found} seconds, at most {limit}")
        case Rule.GAP:
            text = _("{found} thousandths of a second to the next caption: a flicker")
        case Rule.OVERLAP:
            text = _("still there when the next caption comes")
        case Rule.BREAK:
            text = _("a line break that parts what belongs together: “{text}”")
    found_digits, limit_digits = DIGITS.get(finding.rule, (0, 0))
    return text.format(
        found=written(finding.found, found_digits),
        limit=written(finding.limit, limit_digits),
        over=written(finding.found - finding.limit),
        text=finding.text,
    )


def _of_text(number: int, cue: Cue, profile: Profile) -> Iterator[Finding]:
    if len(cue.lines) > profile.lines:
        yield Finding(Rule.LINES, Severity.FAIL, number, cue.start_ms, len(cue.lines), profile.lines)
    for line in cue.lines:
        if len(line) > profile.line_characters:
            grave = len(line) > profile.line_characters_most
            limit = profile.line_characters_most if grave else profile.line_characters
            severity = Severity.FAIL if grave else Severity.WARN
            yield Finding(Rule.LENGTH, severity, number, cue.start_ms, len(line), limit, line)
    for upper, lower in pairwise(cue.lines):
        before, after = (upper.split() or [""])[-1], (lower.split() or [""])[0]
        if not after.startswith("-") and breaks.break_cost(before, after) >= breaks.FORBIDDEN:
            yield Finding(Rule.BREAK, Severity.WARN, number, cue.start_ms, 1, 0, f"{before} | {after}")


def _of_time(number: int, cue: Cue, profile: Profile) -> Iterator[Finding]:
    stands = max(1, cue.end_ms - cue.start_ms)
    speed = 1000 * len(cue.text) / stands
    for rule, found, warn, fail in (
        (Rule.SPEED, speed, profile.speed_warn, profile.speed_fail),
        (Rule.LONGEST, stands / 1000, profile.longest_ms / 1000, profile.longest_fail_ms / 1000),
        (Rule.SHORTEST, -stands / 1000, -profile.shortest_ms / 1000, -profile.shortest_fail_ms / 1000),
    ):
        if found > warn:
            severity, limit = (Severity.FAIL, fail) if found > fail else (Severity.WARN, warn)
            yield Finding(rule, severity, number, cue.start_ms, abs(found), abs(limit))


def _of_gap(number: int, cue: Cue, following: Cue, profile: Profile, frame_ms: float) -> Iterable[Finding]:
    gap = following.start_ms - cue.end_ms
    if gap < 0:
        return [Finding(Rule.OVERLAP, Severity.FAIL, number, cue.start_ms, -gap, 0)]
    # A gap written in whole milliseconds may be one short of the frames it stands for.
    least = math.floor(profile.gap_frames * frame_ms)
    closed = math.ceil(profile.gap_frames * frame_ms) + 1
    if gap < least or closed < gap < profile.close_gap_ms:
        return [Finding(Rule.GAP, Severity.WARN, number, cue.start_ms, gap, least)]
    return []


def _relined(cue: Cue, profile: Profile, measure: Callable[[str], float], width: float) -> Cue:
    if any(line.startswith("-") for line in cue.lines):
        return cue  # two speakers, a line each
    lines = break_lines(cue.text, profile, measure=measure, width=width)
    return cue if lines is None else msgspec.structs.replace(cue, lines=lines)


def _better(cue: Cue, than: Cue, following: Cue | None, profile: Profile, frame_ms: float) -> bool:
    """Whether `cue` in the place of `than` has fewer findings, or as many and fewer grave ones, and no more grave."""

    def found(one: Cue) -> tuple[int, int]:
        findings = [*_of_text(1, one, profile), *_of_time(1, one, profile)]
        findings += _of_gap(1, one, following, profile, frame_ms) if following else []
        return sum(finding.severity is Severity.FAIL for finding in findings), len(findings)

    (grave, count), (were_grave, were) = found(cue), found(than)
    return grave <= were_grave and count <= were and (grave, count) != (were_grave, were)


def _better_end(cue: Cue, following: int | None, profile: Profile, gap: int) -> int:
    """When the cue should go: as long as it takes to read, no longer than allowed, no flicker before the next."""
    wanted = max(cue.end_ms, cue.start_ms + timing.wanted_ms(cue.text, profile))
    wanted = min(wanted, cue.start_ms + profile.longest_ms)
    if following is None:
        return wanted
    last = max(cue.start_ms + 1, following - gap)
    return last if following - wanted < profile.close_gap_ms else wanted
