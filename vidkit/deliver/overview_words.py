"""What is said of reels that are to be published, wherever it is shown: how each stands, and days, in words."""

from collections.abc import Sequence
from datetime import date

from vidkit.deliver.overview import Entry, State
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext

MINUTE_S = 60

SIGNS = {
    State.FAILED: "✗",
    State.SHORT: "✗",
    State.CHANGED: "↻",
    State.WAITING: "…",
    State.MAKING: "…",
    State.READ: "!",
    State.DONE: "✓",
}
"""Told by shape, not by colour alone."""


def state_in_words(state: State) -> str:
    """How a reel stands, in a word or three."""
    return {
        State.FAILED: _("not made"),
        State.SHORT: _("does not pass its checks"),
        State.CHANGED: _("captions corrected"),
        State.WAITING: _("waiting"),
        State.MAKING: _("being made"),
        State.READ: _("read again"),
        State.DONE: _("ready"),
    }[state]


def what_to_do(entry: Entry) -> str:
    """The way on, as a sentence; empty where the reel is only to be published."""
    if entry.state is State.FAILED and entry.fault and entry.fault.hint:
        return entry.fault.hint
    return {
        State.FAILED: _("Run the same command again. The reels that are ready are not made again."),
        State.SHORT: _("See which checks it does not pass, and make it again when that is mended."),
        State.CHANGED: _("Run the same command again: then the film has your words."),
        State.WAITING: _("Run the same command again: it goes on where it stopped."),
        State.MAKING: _("Wait until it is ready."),
        State.READ: _("Read the marked places, and correct the captions where they are wrong."),
        State.DONE: "",
    }[entry.state]


def ready_in_words(entries: Sequence[Entry]) -> str:
    """How many can be published."""
    ready = sum(entry.state in (State.DONE, State.READ) for entry in entries)
    text = ngettext("{done} of {count} reel is ready.", "{done} of {count} reels are ready.", len(entries))
    return text.format(done=ready, count=len(entries))


def day_in_full(day: date) -> str:
    """`Monday 23 November`."""
    return _("{weekday} {day} {month}").format(weekday=_weekday(day), day=day.day, month=_month(day))


def clock(seconds: float) -> str:
    """`1:05`."""
    minutes, rest = divmod(int(seconds), MINUTE_S)
    return f"{minutes}:{rest:02}"


def _weekday(day: date) -> str:
    words = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return words[day.weekday()]


def _month(day: date) -> str:
    words = (
        *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
        *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
    )
    return words[day.month - 1]
