"""Captions against a profile, cue by cue: the rule, the limit, what was found, how bad it is.

Pure. Serves `vidkit check` for a person's own file as well as for ours. `mending` puts right what no word hangs on.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from itertools import pairwise

import msgspec

from vidkit.captions import breaks, wording
from vidkit.captions.cue import Cue
from vidkit.captions.profile import Grade, Profile
from vidkit.captions.wording import Wording

LONGER_UPPER = 6
"""Characters by which an upper line must be the longer for it to be seen at a glance."""

NO_LISTS = Wording()


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
    HOLD = "hold"
    GAP = "gap"
    OVERLAP = "overlap"
    ORDER = "order"
    EMPTY = "empty"
    BREAK = "break"
    UPPER = "upper"
    HYPHEN = "hyphen"
    DASH = "dash"
    SPEAKERS = "speakers"
    ABBREVIATION = "abbreviation"
    CLOCK = "clock"
    FIGURE = "figure"
    LETTERS = "letters"
    GLYPH = "glyph"


class Finding(msgspec.Struct, frozen=True):
    """One rule that one cue does not keep. Numbers are in the rule's own unit, see `finding.sentence`."""

    rule: Rule
    severity: Severity
    number: int
    """The cue, counted from 1."""
    start_ms: int
    found: float
    limit: float
    text: str = ""
    """The line or words in question, where it is not the whole cue."""
    wanted: str = ""
    """What should stand there, where a list tells."""


class Box(msgspec.Struct, frozen=True):
    """Where captions stand in the picture, and the typeface they are set in."""

    measure: Callable[[str], float]
    """How wide a line is, in pixels."""
    width: float = math.inf
    """How wide it may be."""
    size_px: float = 0
    """The type's size that `measure` measures at."""
    lacking: Callable[[str], str] = lambda _text: ""
    """The characters of a text that the typeface cannot draw."""


CHARACTERS = Box(len)
"""Where there is no picture, a line is as wide as its characters are many, and the profile alone limits it."""


def lint(
    cues: Sequence[Cue],
    profile: Profile,
    *,
    frame_ms: float = 1000 / 30,
    box: Box = CHARACTERS,
    lists: Wording = NO_LISTS,
) -> tuple[Finding, ...]:
    """Everything in `cues` that breaks a rule of `profile`, by cue, in the order they are given in.

    With a `box` the lines are also held against the picture, in pixels, and against the characters of its typeface;
    with `lists` the words against those.
    """
    found: list[Finding] = []
    for number, cue in enumerate(cues, 1):
        found += of_cue(number, cue, profile, box, lists)
    for number, cue, following in in_time(cues):
        found += of_gap(number, cue, following, profile, frame_ms)
    found += _of_order(cues, profile)
    found += _of_dashes(cues, profile)
    return tuple(sorted(found, key=lambda finding: finding.number))


def in_time(cues: Sequence[Cue]) -> Iterator[tuple[int, Cue, Cue]]:
    """Each cue that another one follows on the screen, with its number and that one. Empty cues are not seen."""
    seen = [(number, cue) for number, cue in enumerate(cues, 1) if cue.lines]
    seen.sort(key=lambda numbered: numbered[1].start_ms)
    for (number, cue), (_following, following) in pairwise(seen):
        yield number, cue, following


def of_cue(
    number: int, cue: Cue, profile: Profile, box: Box = CHARACTERS, lists: Wording = NO_LISTS
) -> Iterator[Finding]:
    """What a cue breaks by itself, whatever stands before and after it."""
    if not cue.lines:
        yield from _graded(profile.grade.empty, Rule.EMPTY, number, cue)
        return
    yield from _of_size(number, cue, profile, box)
    yield from _of_breaks(number, cue, profile, box)
    yield from _of_time(number, cue, profile)
    yield from _of_words(number, cue, profile, lists)
    for character in box.lacking(cue.text):
        yield from _graded(profile.grade.glyph, Rule.GLYPH, number, cue, text=character)


def of_gap(number: int, cue: Cue, following: Cue, profile: Profile, frame_ms: float) -> Iterator[Finding]:
    """What is wrong between a cue and the one that follows it on the screen."""
    gap = following.start_ms - cue.end_ms
    if gap < 0:
        yield from _graded(profile.grade.overlap, Rule.OVERLAP, number, cue, found=-gap)
        return
    # A gap written in whole milliseconds may be one short of the frames it stands for.
    least = math.floor(profile.gap_frames * frame_ms)
    closed = math.ceil(profile.gap_frames * frame_ms) + 1
    if gap < least or closed < gap < profile.close_gap_ms:
        yield from _graded(profile.grade.gap, Rule.GAP, number, cue, found=gap, limit=least)


def _graded(  # noqa: PLR0913 - a finding's own fields
    grade: Grade,
    rule: Rule,
    number: int,
    cue: Cue,
    *,
    found: float = 1,
    limit: float = 0,
    text: str = "",
    wanted: str = "",
) -> Iterator[Finding]:
    """The finding, by the grade that the profile gives it; none where that is green."""
    if grade is not Grade.GREEN:
        severity = Severity.FAIL if grade is Grade.RED else Severity.WARN
        yield Finding(rule, severity, number, cue.start_ms, found, limit, text, wanted)


def _of_size(number: int, cue: Cue, profile: Profile, box: Box) -> Iterator[Finding]:
    if len(cue.lines) > profile.lines:
        yield from _graded(profile.grade.lines, Rule.LINES, number, cue, found=len(cue.lines), limit=profile.lines)
    for line in cue.lines:
        if len(line) > profile.line_characters:
            grave = len(line) > profile.line_characters_most
            limit = profile.line_characters_most if grave else profile.line_characters
            severity = Severity.FAIL if grave else Severity.WARN
            yield Finding(Rule.LENGTH, severity, number, cue.start_ms, len(line), limit, line)
        if (wide := box.measure(line)) > box.width:
            smaller = str(math.floor(box.size_px * box.width / wide)) if box.size_px else ""
            yield from _graded(
                profile.grade.width, Rule.WIDTH, number, cue, found=wide, limit=box.width, text=line, wanted=smaller
            )


def _of_breaks(number: int, cue: Cue, profile: Profile, box: Box) -> Iterator[Finding]:
    parted = False
    for upper, lower in pairwise(cue.lines):
        earlier, before = ["", "", *upper.split()][-2:]
        after = (lower.split() or [""])[0]
        if wording.parted_word(upper, lower):
            grade, rule = profile.grade.hyphen, Rule.HYPHEN
        elif not wording.speaks(lower) and breaks.break_cost(before, after, earlier=earlier) >= breaks.FORBIDDEN:
            grade, rule = profile.grade.breaks, Rule.BREAK
        else:
            continue
        parted = True
        yield from _graded(grade, rule, number, cue, text=f"{before} | {after}")
    if not parted and (better := _pyramid(cue.lines, profile, box)):
        longer = len(cue.lines[0]) - len(cue.lines[1])
        yield from _graded(profile.grade.upper, Rule.UPPER, number, cue, found=longer, text=" / ".join(better))


def _pyramid(lines: Sequence[str], profile: Profile, box: Box) -> tuple[str, str] | None:
    """Two lines with the upper the shorter, where that reads as well as the longer upper line that stands there."""
    if len(lines) != 2 or wording.speaks(lines[1]):  # noqa: PLR2004 - upper and lower
        return None
    longer = len(lines[0]) - len(lines[1])
    if longer < LONGER_UPPER:
        return None
    upper, lower = lines[0].split(), lines[1].split()
    words = upper + lower
    cost = breaks.break_costs(words)
    for end in range(len(upper) - 1, 0, -1):
        one, two = " ".join(words[:end]), " ".join(words[end:])
        if len(two) > profile.line_characters or box.measure(two) > box.width or len(two) - len(one) > longer:
            return None
        if len(one) <= len(two) and cost[end - 1] <= cost[len(upper) - 1]:
            return one, two
    return None


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
    if cue.words:
        # To stand the shortest time it may linger, and to be read or close a gap as long as closing a gap takes.
        most = profile.hold_ms + profile.close_gap_ms
        shortest = cue.start_ms + profile.shortest_ms + profile.close_gap_ms
        if cue.end_ms > max(cue.words[-1].end_ms + most, shortest):
            held = cue.end_ms - cue.words[-1].end_ms
            yield from _graded(profile.grade.hold, Rule.HOLD, number, cue, found=held / 1000, limit=most / 1000)


def _of_words(number: int, cue: Cue, profile: Profile, lists: Wording) -> Iterator[Finding]:
    grade, text = profile.grade, cue.text
    if line := wording.speaker_fault(cue.lines):
        yield from _graded(grade.speakers, Rule.SPEAKERS, number, cue, text=line)
    if broken := wording.broken_letters(text):
        yield from _graded(grade.letters, Rule.LETTERS, number, cue, text=broken[0], wanted=broken[1])
    for each, rule, found in (
        (grade.abbreviation, Rule.ABBREVIATION, lists.shortened(text)),
        (grade.clock, Rule.CLOCK, wording.points(text)),
        (grade.figure, Rule.FIGURE, lists.rung(text)),
    ):
        for stands, wanted in dict(found).items():
            yield from _graded(each, rule, number, cue, text=stands, wanted=wanted)


def _of_order(cues: Sequence[Cue], profile: Profile) -> Iterator[Finding]:
    latest = 0
    for number, cue in enumerate(cues, 1):
        if cue.start_ms < latest:
            late = (latest - cue.start_ms) / 1000
            yield from _graded(profile.grade.order, Rule.ORDER, number, cue, found=late)
        latest = max(latest, cue.start_ms)


def _of_dashes(cues: Sequence[Cue], profile: Profile) -> Iterator[Finding]:
    """Sentences that go on in the next cue: with dashes at both places or at none, the same in the whole file."""
    following = [(number, cue.text, after.text) for number, cue, after in in_time(cues)]
    paired = any(
        wording.goes_on(before, after) and all(wording.dashes(before, after)) for _n, before, after in following
    )
    for number, before, after in following:
        ends, begins = wording.dashes(before, after)
        half = wording.goes_on(before, after) and ends != begins
        if half or (paired and wording.lacks_dashes(before, after)):
            text = f"{before.split()[-1]} | {after.split()[0]}"
            yield from _graded(profile.grade.dash, Rule.DASH, number, cues[number - 1], text=text)
