"""Captions with line breaks, gaps and lengths put right, as far as no word hangs on it. Pure."""

import math
import re
from collections.abc import Sequence

import msgspec

from vidkit.captions import timing, wording
from vidkit.captions.cue import Cue
from vidkit.captions.lint import CHARACTERS, Box, Finding, Rule, Severity, in_time, of_cue, of_gap
from vidkit.captions.profile import Profile
from vidkit.captions.segment import break_lines

_OWN_LINE = re.compile(r"[-–—(\[♪♫#*]|[^\W\d_]+( [^\W\d_]+)?:\s")
"""What begins a line of its own: a speaker's hyphen or name, a sound, a song."""

_OF_LINES = frozenset({Rule.LINES, Rule.LENGTH, Rule.WIDTH, Rule.BREAK, Rule.UPPER})
_OF_TIME = frozenset({Rule.SPEED, Rule.SHORTEST, Rule.LONGEST, Rule.HOLD, Rule.GAP, Rule.OVERLAP})
"""What other breaks, and another end, can put right."""

_WORSE_WHEN_LESS = frozenset({Rule.SHORTEST})
_NO_MEASURE = frozenset({Rule.GAP})
"""Too short and too long a gap are one rule: its figure says nothing of which is worse."""


def mend(
    cues: Sequence[Cue], profile: Profile, *, frame_ms: float = 1000 / 30, box: Box = CHARACTERS
) -> tuple[Cue, ...]:
    """The cues with line breaks, gaps and lengths put right where there is room; every word and start stay.

    Only cues that have a finding are touched, each only where no finding comes, none gets worse, and some get better.
    """
    gap = math.ceil(profile.gap_frames * frame_ms)
    mended = list(cues)
    nexts = {number: following for number, _cue, following in in_time(cues)}
    for number, cue in enumerate(cues, 1):
        place = _Place(profile, box, frame_ms, nexts.get(number))
        if not cue.lines:
            continue
        was = place.findings(cue)
        if _OF_LINES & was.keys():
            cue, was = place.better(_relined(cue, profile, box), cue, was)  # noqa: PLW2901 - the cue so far
        if _OF_TIME & was.keys():
            cue, was = place.better(_retimed(cue, place, gap), cue, was)  # noqa: PLW2901 - the same
        mended[number - 1] = cue
    return tuple(mended)


class _Place(msgspec.Struct, frozen=True):
    """What a cue is judged by: the rules, and what comes after it."""

    profile: Profile
    box: Box
    frame_ms: float
    following: Cue | None

    def findings(self, cue: Cue) -> "Ruled":
        """What the cue breaks in this place, by rule."""
        found = list(of_cue(1, cue, self.profile, self.box))
        if self.following is not None:
            found += of_gap(1, cue, self.following, self.profile, self.frame_ms)
        return _by_rule(found)

    def better(self, cue: Cue, than: Cue, was: "Ruled") -> "tuple[Cue, Ruled]":
        """`cue` where by every rule it is at least as good as `than`, whose findings are `was`, and by one better."""
        if cue == than:
            return than, was
        now = self.findings(cue)
        none = (0, 0, -math.inf)
        as_good = all(new <= old for rule in now for new, old in zip(now[rule], was.get(rule, none), strict=True))
        return (cue, now) if as_good and now != was else (than, was)


Ruled = dict[Rule, tuple[int, int, float]]
"""For each rule how many grave findings, how many findings, and the worst figure: more is worse."""


def _by_rule(findings: list[Finding]) -> Ruled:
    ruled: Ruled = {}
    for finding in findings:
        figure = 0.0 if finding.rule in _NO_MEASURE else finding.found
        figure = -figure if finding.rule in _WORSE_WHEN_LESS else figure
        grave, count, worst = ruled.get(finding.rule, (0, 0, -math.inf))
        ruled[finding.rule] = (grave + (finding.severity is Severity.FAIL), count + 1, max(worst, figure))
    return ruled


def _relined(cue: Cue, profile: Profile, box: Box) -> Cue:
    """The cue with better line breaks; as it is where a line says something by beginning where it does."""
    lowers = zip(cue.lines, cue.lines[1:], strict=False)
    if any(_OWN_LINE.match(lower) or wording.parted_word(upper, lower) for upper, lower in lowers):
        return cue
    lines = break_lines(cue.text, profile, measure=box.measure, width=box.width)
    return cue if lines is None else msgspec.structs.replace(cue, lines=lines)


def _retimed(cue: Cue, place: _Place, gap: int) -> Cue:
    """The cue as long as it takes to read, no longer than allowed, without a flicker before the next."""
    profile, following = place.profile, place.following
    wanted = max(cue.end_ms, cue.start_ms + timing.wanted_ms(cue.text, profile))
    wanted = min(wanted, cue.start_ms + profile.longest_ms)
    if cue.words:
        held = max(cue.words[-1].end_ms + profile.hold_ms, cue.start_ms + profile.shortest_ms)
        wanted = min(wanted, held)
    if following is not None and following.start_ms - wanted < profile.close_gap_ms:
        wanted = max(cue.start_ms + 1, following.start_ms - gap)
    return msgspec.structs.replace(cue, end_ms=wanted)
