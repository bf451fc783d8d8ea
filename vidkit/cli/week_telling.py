"""What is said of a week: what would be made, how each reel ended, what was passed over; in words and as JSON."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from vidkit.batch.produce import Made, Unchanged, failed
from vidkit.batch.week import Done, Failed, Foreseen, Result
from vidkit.cli.failure import BUG, bug_in_words
from vidkit.deliver.record import Record
from vidkit.deliver.week_state import Told
from vidkit.errors import VidkitError
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext
from vidkit.plan.week import DAYS, Passed, Passing, Reel, Week

NAMED_MOST = 8
"""Files that were passed over and are named; all of them stand in the JSON."""

MINUTE_S = 60

_TOLD = "_vidkit_told"
"""What a fault of ours carries once it was written down. A number of its object another one gets when it is gone."""


def result_in_words(result: Result) -> str:
    """How one reel ended, in a few words or its sentence."""
    match result:
        case Done(outcome=outcome):
            short = failed(outcome.record)
            return _ended(outcome) if not short else f"{_ended(outcome)}, {_short(len(short))}"
        case Failed(fault=fault):
            return fault_in_words(fault)[0]
        case _:
            assert_never(result)


def _ended(outcome: Made | Unchanged) -> str:
    return _("made") if isinstance(outcome, Made) else _("unchanged")


def _short(count: int) -> str:
    return ngettext("{count} check not passed", "{count} checks not passed", count).format(count=count)


def fault_in_words(fault: Exception) -> tuple[str, str]:
    """Message and hint; a fault of ours is written down once."""
    if isinstance(fault, VidkitError):
        return fault.message, fault.hint
    if _TOLD not in vars(fault):
        vars(fault)[_TOLD] = bug_in_words(fault)
    told: tuple[str, str] = vars(fault)[_TOLD]
    return told


def tell_passed(passed: Sequence[Passed]) -> None:
    """What lies there and is made into no reel, in one line, on standard error."""
    seen = [each for each in passed if each.why is not Passing.HIDDEN]
    if seen:
        names = ", ".join(_shown(each.name) for each in seen[:NAMED_MOST]) + (", …" if len(seen) > NAMED_MOST else "")
        text = ngettext("Passed over, as no clip: {names}.", "Passed over, as no clips: {names}.", len(seen))
        _say(text.format(names=names))


def tell_results(results: Sequence[Result], count: int) -> None:
    """The table of what became of `count` reels, and what to do about those that failed, on standard error."""
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(_("Reel"), overflow="fold")
    table.add_column(_("Result"), no_wrap=True)
    for title in (_("Length"), _("Checks not passed"), _("To read again")):
        table.add_column(title, justify="right")
    days = any(result.reel.day for result in results)
    if days:
        table.add_column(_("Day"))
    for result in results:
        day = [day_in_words(result.reel.day)] if days else []
        table.add_row(escape(result.reel.name), *_cells(result), *day)
    Console(stderr=True).print(table)
    for result in results:
        _tell_what_to_do(result)
    done = sum(isinstance(result, Done) for result in results)
    _say(_("{done} of {count} reels are ready.").format(done=done, count=count))


def tell_notes(notes: Sequence[Told]) -> None:
    """What could not be written of the page and the table, or was set aside, on standard error."""
    for told in notes:
        _say(f"! {told.message}")
        if told.hint:
            _say(f"  {told.hint}")


def _cells(result: Result) -> tuple[str, str, str, str]:
    match result:
        case Done(outcome=outcome):
            record = outcome.record
            return _ended(outcome), _length(record), str(len(failed(record))), str(len(record.captions.marks))
        case Failed():
            return _("failed"), "", "", ""
        case _:
            assert_never(result)


def _tell_what_to_do(result: Result) -> None:
    match result:
        case Done(outcome=outcome):
            for finding in failed(outcome.record):
                _say(f"✗ {result.reel.name}: {finding.row}: {finding.found}")
            if isinstance(outcome, Made):
                for file in outcome.kept:
                    kept = _("Your changed {name} is kept as {kept}.").format(name=file.name, kept=file.kept_as)
                    _say(f"{result.reel.name}: {kept}")
        case Failed(fault=fault, reel=reel):
            message, hint = fault_in_words(fault)
            _say(f"✗ {reel.source}: {message}")
            if hint:
                _say(f"  {hint}")
        case _:
            assert_never(result)


def tell_foreseen(week: Week, foreseen: Sequence[Foreseen], out: Path) -> None:
    """What would be made, from what, on standard output."""
    for each in foreseen:
        reel = each.reel
        print(f"{out / reel.name}: {_foreseen(each)}")
        if reel.brief.title:
            print("  " + _("Title: {title}").format(title=reel.brief.title))
        print("  " + _("Clips: {clips}").format(clips=", ".join(map(_shown, _clips(reel)))))
        if files := _captions(reel):
            print("  " + _("Captions: {file}").format(file=", ".join(map(_shown, files))))
        if reel.day:
            print("  " + _("Day: {day}").format(day=day_in_words(reel.day)))
        if each.fault is not None and each.fault.hint:
            print(f"  {each.fault.hint}")
    tell_passed(week.passed)


def _foreseen(each: Foreseen) -> str:
    if each.fault is not None:
        return each.fault.message
    if each.stands:
        return _("stands there; made again only where something has changed ({shape})").format(
            shape=each.reel.brief.shape
        )
    return _("would be made ({shape})").format(shape=each.reel.brief.shape)


def day_in_words(day: str) -> str:
    """A date as it is, a day of the week in the reader's language."""
    words = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return dict(zip((english for _swedish, english in DAYS), words, strict=True)).get(day, day)


def results_as_json(week: Week, reels: Sequence[Reel], results: Sequence[Result]) -> str:
    """The report for machines; reels that were not come to, as after Ctrl-C, are `waiting`."""
    ended = {(result.reel.name, result.reel.source): result for result in results}
    rows = [_reel_row(reel) | _result_row(ended.get((reel.name, reel.source))) for reel in reels]
    return _formatted(week, rows)


def foreseen_as_json(week: Week, foreseen: Sequence[Foreseen]) -> str:
    """The same of what would be made."""
    rows = [
        _reel_row(each.reel) | {"stands": each.stands} | (_fault_row(each.fault) if each.fault else {})
        for each in foreseen
    ]
    return _formatted(week, rows)


def _reel_row(reel: Reel) -> dict[str, object]:
    brief = reel.brief
    return {
        "name": reel.name,
        "source": reel.source,
        "title": brief.title,
        "shape": brief.shape,
        "day": reel.day,
        "clips": [_shown(clip.path) for clip in brief.clips],
        "captions": brief.captions,
        "clip_captions": [_shown(clip.captions) for clip in brief.clips],
    }


def _result_row(result: Result | None) -> dict[str, object]:
    match result:
        case None:
            return {"result": "waiting"}
        case Done(outcome=outcome):
            record = outcome.record
            return {
                "result": "made" if isinstance(outcome, Made) else "unchanged",
                "folder": str(outcome.folder),
                "seconds": _seconds(record),
                "checks_failed": [finding.row for finding in failed(record)],
                "read_again": len(record.captions.marks),
            }
        case Failed(fault=fault):
            return {"result": "failed"} | _fault_row(fault)
        case _:
            assert_never(result)


def _fault_row(fault: Exception) -> dict[str, object]:
    message, hint = fault_in_words(fault)
    return {"fault": message, "hint": hint, "exit_code": fault.exit_code if isinstance(fault, VidkitError) else BUG}


def _formatted(week: Week, rows: list[dict[str, object]]) -> str:
    import msgspec

    passed = [{"name": _shown(each.name), "why": each.why.value} for each in week.passed]
    report = {"week": week.source, "reels": rows, "passed": passed}
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()


def _clips(reel: Reel) -> list[str]:
    return [Path(clip.path).name for clip in reel.brief.clips]


def _captions(reel: Reel) -> list[str]:
    """The files that a person wrote."""
    whole = [] if reel.brief.captions in ("auto", "off") else [reel.brief.captions]
    return [Path(file).name for file in (*whole, *(clip.captions for clip in reel.brief.clips)) if file]


def _seconds(record: Record) -> float:
    return round(record.frames * record.rate[1] / record.rate[0], 2)


def _length(record: Record) -> str:
    minutes, seconds = divmod(int(_seconds(record)), MINUTE_S)
    return f"{minutes}:{seconds:02}"


def _shown(name: str) -> str:
    """A name without what is no text in it."""
    return name.encode(errors="replace").decode()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
