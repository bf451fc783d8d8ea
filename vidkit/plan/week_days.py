"""When the reels of a week are published: a day of the week becomes a date once, and then stands. Pure.

Nobody here asks what day it is; whoever does says it.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from vidkit.plan.week import DAYS

WEEKDAYS = tuple(english for _swedish, english in DAYS)
WEEK = timedelta(weeks=1)


class Publishing(msgspec.Struct, frozen=True):
    """When a reel is to be published."""

    said: str = ""
    """`monday`, or a date: as the week file has it."""
    day: str = ""
    """The date, ISO 8601; empty where none was said."""


def dated(said: Mapping[str, str], known: Mapping[str, Publishing], today: date) -> dict[str, Publishing]:
    """The date of each reel, by its name; `said` has a day of the week in English, a date, or nothing.

    What is known already stands as long as the same is said: made again on Tuesday, Monday's reel is still that
    Monday's. Days of the week that are new are days of one calendar week: the first in which none of them has passed,
    and no earlier one than the week that is known. So a week made on a Friday is the next one, Friday included.
    """
    kept = {name: known[name] for name, day in said.items() if day and name in known and known[name].said == day}
    new = {name: day for name, day in said.items() if day in WEEKDAYS and name not in kept}
    latest = [date.fromisoformat(each.day) for each in kept.values() if each.said in WEEKDAYS]
    monday = _monday(max([today, *latest]))
    if any(_on(monday, day) < today for day in new.values()):
        monday += WEEK
    return {
        name: kept.get(name) or Publishing(day, _on(monday, day).isoformat() if day in WEEKDAYS else day)
        for name, day in said.items()
    }


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _on(monday: date, weekday: str) -> date:
    return monday + timedelta(days=WEEKDAYS.index(weekday))
