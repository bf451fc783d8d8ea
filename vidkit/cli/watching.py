"""`vidkit reel --watch`: one round after another until Ctrl-C, and what is said of each."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.cli.stopping import Asked
from vidkit.errors import StopNow, VidkitError
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan.brief import Brief

if TYPE_CHECKING:
    from vidkit.batch.produce import Outcome
    from vidkit.batch.watching import Change, Part, Watch
    from vidkit.deliver.finding import Finding

CHECK_FAILED = 1


def watch(brief: Brief, out: Path) -> int:
    """Keep the reel up to date until the person ends it; the exit code, which says how the reel stands then.

    Ctrl-C while it waits is how this is meant to end, and interrupts nothing: 0 where the reel is up to date. During a
    round it interrupts, as without `--watch`.
    """
    from vidkit.batch.watching import Watch
    from vidkit.cli.board import board, passing_board
    from vidkit.cli.telling import tell_reel

    watched = Watch(brief, out)
    with board() as listener:
        result = watched.update(listener)
    told = _Told()
    if isinstance(result, VidkitError):
        told.fault(result)
    else:
        tell_reel(result)
        told.findings = result.record.findings
    _say(_("Watching the clips, the captions and the brand. Press Ctrl-C to end."))
    while (changes := _waited(watched)) is not None:
        began = time.monotonic()
        with passing_board() as listener:
            result = watched.update(listener)
        told.round(changes, result, time.monotonic() - began)
    return _ended(watched, result)


def _waited(watched: "Watch") -> "tuple[Change, ...] | None":
    """What has changed; None where the person wants to end."""
    from vidkit.cli.board import words_only

    try:
        return watched.wait(words_only)
    except StopNow:  # the system: there may be no time for words
        raise
    except KeyboardInterrupt as asked:
        if isinstance(asked, Asked):
            asked.heard = True
        return None


def _ended(watched: "Watch", result: "Outcome | VidkitError") -> int:
    from vidkit.batch.produce import failed

    if isinstance(result, VidkitError):
        _say(_("Ended. The reel in {folder} is not up to date.").format(folder=watched.folder))
        return result.exit_code
    _say(_("Ended. The reel in {folder} is up to date.").format(folder=watched.folder))
    return CHECK_FAILED if failed(result.record) else 0


class _Told:
    """Says of each round what is new."""

    def __init__(self) -> None:
        self.findings: Sequence[Finding] = ()
        self._fault: tuple[str, str] | None = None

    def round(self, changes: "Sequence[Change]", result: "Outcome | VidkitError", seconds: float) -> None:
        """What changed, and what came of it."""
        what = ", ".join(dict.fromkeys(_named(change) for change in changes))
        if isinstance(result, VidkitError):
            if what:
                _say(_("Changed: {what}.").format(what=what))
            self.fault(result)
            return
        self._fault = None
        _say(_outcome(what, result, seconds))
        self._look_at(result)

    def fault(self, fault: VidkitError) -> None:
        """Why the reel stands as it was, once."""
        said = (fault.message, fault.hint)
        if said == self._fault:
            return
        self._fault = said
        for line in (fault.message, *([f"  {fault.hint}"] if fault.hint else [])):
            _say(line)
        _say("  " + _("Vidkit goes on by itself when that is mended."))

    def _look_at(self, outcome: "Outcome") -> None:
        from vidkit.batch.produce import Made
        from vidkit.cli.telling import finding_line
        from vidkit.deliver.finding import Verdict

        for file in outcome.kept if isinstance(outcome, Made) else ():
            _say(_("Your changed {name} is kept as {kept}.").format(name=file.name, kept=file.kept_as))
        for finding in outcome.record.findings:
            if finding.verdict in (Verdict.FAIL, Verdict.WARN) and finding not in self.findings:
                _say(finding_line(finding))
        self.findings = outcome.record.findings


def _outcome(what: str, outcome: "Outcome", seconds: float) -> str:
    from vidkit.batch.produce import Unchanged

    after = number(seconds, 1)
    if isinstance(outcome, Unchanged):
        text = _("Changed: {what}. The reel is the same.") if what else _("Up to date again after {seconds} s.")
        return text.format(what=what, seconds=after)
    reuse = outcome.record.reuse
    made = _("{count} of {all} pieces made").format(
        count=number(reuse.windows - reuse.windows_reused), all=number(reuse.windows)
    )
    text = _("Changed: {what}. Up to date again after {seconds} s, {made}.")
    again = _("Up to date again after {seconds} s, {made}.")
    return (text if what else again).format(what=what, seconds=after, made=made)


def _named(change: "Change") -> str:
    return f"{_part(change.part)} ({change.path.name})"


def _part(part: "Part") -> str:
    from vidkit.batch.watching import Part

    return {
        Part.CLIP: _("clip"),
        Part.CAPTIONS: _("captions"),
        Part.MUSIC: _("music"),
        Part.BRAND: _("brand"),
        Part.TEMPLATE: _("template"),
    }[part]


def _say(text: str) -> None:
    # Not kept back: whoever reads these lines from a pipe wants each of them when it is true.
    print(text, file=sys.stderr, flush=True)
