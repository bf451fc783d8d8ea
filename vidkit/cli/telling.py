"""What is said at the end, in words: where the reel lies, what to read again, what a plan holds."""

import sys
from collections.abc import Sequence

from vidkit.batch.produce import Made, Outcome, Unchanged
from vidkit.brand.card import CardKind
from vidkit.captions.cue import Mark
from vidkit.deliver.doubt_words import doubt_in_words
from vidkit.deliver.finding import Finding, Verdict
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext, number
from vidkit.plan.decisions import in_words
from vidkit.plan.grid import Rate
from vidkit.plan.reel_plan import CardShot, Fit, ReelPlan
from vidkit.render.windows import windows_of

SHOWN_MOST = 6
"""Places to read again that are named on the terminal; all of them stand in the record."""


def tell_reel(outcome: Outcome) -> None:
    """Where the reel lies and what to look at, on standard error."""
    record = outcome.record
    match outcome:
        case Unchanged(folder=folder):
            _say(_("Nothing has changed: the reel in {folder} is up to date.").format(folder=folder))
        case Made(folder=folder, kept=kept):
            for decision in record.decisions:
                _say(f"· {decision.words}")
            _say(_("The reel is ready: {file}").format(file=folder / f"{record.name}.mp4"))
            for file in kept:
                _say(_("Your changed {name} is kept as {kept}.").format(name=file.name, kept=file.kept_as))
    tell_marks(record.captions.marks)
    for finding in record.findings:
        if finding.verdict in (Verdict.FAIL, Verdict.WARN):
            _say(finding_line(finding))


def tell_marks(marks: Sequence[Mark], clip: str = "") -> None:
    """The places in the captions to read again, on standard error; `clip` where there are several."""
    if not marks:
        return
    places = ", ".join(f"{_clock(mark.start_ms)} {doubt_in_words(mark)}" for mark in marks[:SHOWN_MOST])
    if len(marks) > SHOWN_MOST:
        places += ", …"
    text = ngettext(
        "{count} place in the captions to read again: {places}",
        "{count} places in the captions to read again: {places}",
        len(marks),
    )
    said = text.format(count=len(marks), places=places)
    _say(f"{clip}: {said}" if clip else said)


def finding_line(finding: Finding) -> str:
    """One row of a check."""
    signs = {Verdict.OK: "✓", Verdict.WARN: "!", Verdict.FAIL: "✗"}
    limit = _(" (limit: {limit})").format(limit=finding.limit) if finding.limit else ""
    return f"{signs.get(finding.verdict, '·')} {finding.row}: {finding.found}{limit}"


def tell_plan(plan: ReelPlan) -> None:
    """A plan as a table of shots and captions, and its decisions in words, on standard output."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    seconds = plan.frames / plan.rate.fraction
    print(
        _("{name}: {width}x{height}, {frames} frames, {seconds} s").format(
            name=plan.name,
            width=plan.size.width,
            height=plan.size.height,
            frames=plan.frames,
            seconds=number(float(seconds), 1),
        )
    )
    shots = Table(_("From"), _("To"), _("Shot"), _("Picture"), title=_("Shots"))
    for shot, start in zip(plan.shots, plan.starts, strict=True):
        what = _card(shot.card.kind) if isinstance(shot, CardShot) else plan.sources[shot.source].name
        picture = "" if isinstance(shot, CardShot) else _fit(shot.framing.fit)
        shots.add_row(_at(start, plan.rate), _at(start + shot.frames, plan.rate), escape(what), picture)
    console.print(shots)
    windows = Table(_("From"), _("To"), _("Frames"), title=_("Windows"))
    for window in windows_of(plan):
        windows.add_row(_at(window.first, plan.rate), _at(window.end, plan.rate), str(window.frames))
    console.print(windows)
    if plan.cues:
        cues = Table(_("From"), _("To"), _("Text"), title=_("Captions"))
        for cue in plan.cues:
            cues.add_row(_at(cue.first, plan.rate), _at(cue.end, plan.rate), escape(cue.text))
        console.print(cues)
    for decision in plan.decisions:
        print(f"· {in_words(decision)}")


def _card(kind: CardKind) -> str:
    return {CardKind.INTRO: _("intro"), CardKind.END: _("end card"), CardKind.COVER: _("cover")}[kind]


def _fit(fit: Fit) -> str:
    words = {
        Fit.EXACT: _("whole"),
        Fit.CROP: _("cropped"),
        Fit.BLUR: _("whole, over a blurred copy"),
        Fit.PAD: _("whole, on the brand's colour"),
    }
    return words[fit]


def _at(frame: int, rate: Rate) -> str:
    return _clock(int(frame * rate.frame_ms), tenths=True)


def _clock(milliseconds: int, *, tenths: bool = False) -> str:
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{number(rest / 1000, 1):0>4}" if tenths else f"{minutes}:{rest // 1000:02}"


def _say(text: str) -> None:
    print(text, file=sys.stderr)
