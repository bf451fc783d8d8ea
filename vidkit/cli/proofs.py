"""The report on a caption file: each caption with its colour, what was found, and what was mended."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidkit.batch.proofreading import Change, Proof, Proofed
from vidkit.captions.cue import Cue
from vidkit.captions.finding import sentence
from vidkit.captions.lint import Finding, Rule, Severity
from vidkit.captions.profile import Grade
from vidkit.i18n import gettext as _
from vidkit.i18n import mark, ngettext, number

if TYPE_CHECKING:
    from rich.console import Console

SIGNS = {Grade.GREEN: "✓", Grade.YELLOW: "!", Grade.RED: "✗"}
"""Never colour alone: one man in twelve sees red and green alike, and a file has no colour."""

RULES = {
    Rule.LINES: mark("number of lines"),
    Rule.LENGTH: mark("length of a line"),
    Rule.WIDTH: mark("width of a line"),
    Rule.SPEED: mark("time to read"),
    Rule.SHORTEST: mark("shortest time"),
    Rule.LONGEST: mark("longest time"),
    Rule.GAP: mark("gap to the next"),
    Rule.OVERLAP: mark("two at once"),
    Rule.BREAK: mark("line break"),
    Rule.UPPER: mark("upper and lower line"),
    Rule.HYPHEN: mark("parted word"),
    Rule.HOLD: mark("time after the last word"),
    Rule.ORDER: mark("order in the file"),
    Rule.EMPTY: mark("no text"),
    Rule.DASH: mark("dash"),
    Rule.SPEAKERS: mark("two speakers"),
    Rule.ABBREVIATION: mark("abbreviation"),
    Rule.CLOCK: mark("clock time"),
    Rule.FIGURE: mark("number to ring"),
    Rule.LETTERS: mark("broken letters"),
    Rule.GLYPH: mark("typeface"),
}

LEAST_WIDTH = 20
"""Characters; in a terminal narrower than this, lines run over its edge."""

STYLES = {Grade.GREEN: "green", Grade.YELLOW: "yellow", Grade.RED: "bold red"}


def tell_proof(file: Path, proof: Proof, *, fixing: bool) -> None:
    """The whole report on standard output: what was mended first, then how the file is now."""
    from rich.console import Console

    # In a file or a pipe a finding is one line, to be searched for; a terminal breaks it under its own beginning.
    console = Console(highlight=False, markup=False, emoji=False)
    console.soft_wrap = not console.is_terminal
    console.print(_("{file}, by the rules {profile}").format(file=file, profile=proof.profile))
    for change in proof.changes:
        _tell_change(console, change)
    for proofed in proof.cues:
        _tell_cue(console, proofed)
    if fixing:
        console.print(_what_was_done(file, proof))
    console.print(_summary(file, proof))


def as_row(proof: Proof) -> dict[str, object]:
    """The report for machines."""
    return {
        "passed": proof.passed,
        "profile": proof.profile,
        "counts": {grade.value: proof.count(grade) for grade in Grade},
        "captions": [_as_cue_row(proofed) for proofed in proof.cues],
        "changes": [
            {"number": change.number, "before": _as_times(change.before), "after": _as_times(change.after)}
            for change in proof.changes
        ],
        "original": proof.original or None,
        "reencoded": proof.reencoded,
    }


def colour_in_words(grade: Grade) -> str:
    """The colour of a caption, to a person."""
    return {Grade.GREEN: _("green"), Grade.YELLOW: _("yellow"), Grade.RED: _("red")}[grade]


def rule_in_words(rule: Rule) -> str:
    """What a rule is about, to a person."""
    return _(RULES[rule])


def _tell_cue(console: "Console", proofed: Proofed) -> None:
    sign = (f"{SIGNS[proofed.grade]} ", STYLES[proofed.grade])
    said = f"{proofed.number}  {_times(proofed.cue)}  {_lines(proofed.cue)}".rstrip()
    _indented(console, 2, sign, said)
    for finding in proofed.findings:
        grade = _grade(finding)
        said = f": {rule_in_words(finding.rule)}: {sentence(finding)}"
        _indented(console, 6, (colour_in_words(grade), STYLES[grade]), said)


def _tell_change(console: "Console", change: Change) -> None:
    before, after = change.before, change.after
    console.print(_("  caption {number}, mended:").format(number=change.number))
    if before.lines != after.lines:
        _indented(console, 6, f"{_lines(before)} → {_lines(after)}")
    if before.end_ms != after.end_ms:
        _indented(console, 6, f"{_times(before)} → {_times(after)}")


def _indented(console: "Console", by: int, *parts: "str | tuple[str, str]") -> None:
    """Prints `parts`, each with its style or without, `by` spaces in; a terminal's next lines two further in."""
    if console.soft_wrap:
        # By hand: rich takes a minute for fifty thousand captions, this some seconds.
        print(" " * by + "".join(part if isinstance(part, str) else part[0] for part in parts))
        return
    from rich.text import Text

    first, *rest = Text.assemble(*parts).wrap(console, max(LEAST_WIDTH, console.width - by - 2))
    first.rstrip()
    console.print(Text(" " * by) + first)
    for line in rest:
        line.rstrip()
        console.print(Text(" " * (by + 2)) + line)


def _what_was_done(file: Path, proof: Proof) -> str:
    if not proof.changes and proof.count(Grade.GREEN) == len(proof.cues):
        return _("{file}: nothing needed to be mended.").format(file=file)
    if not proof.changes:
        return _("{file}: nothing was mended: what is left takes other words, or a person's ear.").format(file=file)
    text = ngettext(
        "{file}: {count} caption was mended. The file as it was is kept as {original}.",
        "{file}: {count} captions were mended. The file as it was is kept as {original}.",
        len(proof.changes),
    ).format(file=file, count=len(proof.changes), original=proof.original)
    return text + (
        " " + _("It could not be written in its old encoding again, and is in UTF-8 now.") if proof.reencoded else ""
    )


def _summary(file: Path, proof: Proof) -> str:
    return ngettext(
        "{file}: {count} caption: {green} green, {yellow} yellow, {red} red",
        "{file}: {count} captions: {green} green, {yellow} yellow, {red} red",
        len(proof.cues),
    ).format(
        file=file,
        count=len(proof.cues),
        green=proof.count(Grade.GREEN),
        yellow=proof.count(Grade.YELLOW),
        red=proof.count(Grade.RED),
    )


def _as_cue_row(proofed: Proofed) -> dict[str, object]:
    return {
        "number": proofed.number,
        **_as_times(proofed.cue),
        "grade": proofed.grade.value,
        "findings": [
            {
                "rule": finding.rule.value,
                "grade": _grade(finding).value,
                "found": round(finding.found, 3),
                "limit": finding.limit,
                "text": finding.text,
                "wanted": finding.wanted,
                "words": sentence(finding),
            }
            for finding in proofed.findings
        ],
    }


def _as_times(cue: Cue) -> dict[str, object]:
    return {"start_ms": cue.start_ms, "end_ms": cue.end_ms, "lines": msgspec.to_builtins(cue.lines)}


def _grade(finding: Finding) -> Grade:
    return Grade.RED if finding.severity is Severity.FAIL else Grade.YELLOW


def _lines(cue: Cue) -> str:
    return " / ".join(cue.lines)


def _times(cue: Cue) -> str:
    return f"{_clock(cue.start_ms)}–{_clock(cue.end_ms)}"


def _clock(milliseconds: int) -> str:
    minutes, rest = divmod(round(milliseconds, -2), 60_000)
    return f"{minutes}:{number(rest / 1000, 1):0>4}"
