"""A day of the week becomes a date once, in one calendar week with the others, and never one that has passed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.plan.week_days import WEEKDAYS, Publishing, dated

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("today", "said", "days"),
    [
        ("2026-11-23", ("monday", "friday"), ("2026-11-23", "2026-11-27")),  # on the Monday itself: this week
        ("2026-11-25", ("monday", "friday"), ("2026-11-30", "2026-12-04")),  # one has passed: all are next week's
        ("2026-11-25", ("thursday", "friday"), ("2026-11-26", "2026-11-27")),
        ("2026-11-27", ("monday", "friday"), ("2026-11-30", "2026-12-04")),
        ("2026-11-25", ("2026-11-01", ""), ("2026-11-01", "")),  # a date is one, passed or not
        ("2026-12-30", ("monday", "sunday"), ("2027-01-04", "2027-01-10")),
    ],
)
def test_the_week_that_is_meant(today: str, said: tuple[str, ...], days: tuple[str, ...]) -> None:
    reels = {f"reel-{number}": day for number, day in enumerate(said)}
    found = dated(reels, {}, date.fromisoformat(today))
    assert tuple(each.day for each in found.values()) == days


def test_what_is_known_stands_until_something_else_is_said() -> None:
    known = {"a": Publishing("monday", "2026-11-23"), "b": Publishing("tuesday", "2026-11-24")}
    found = dated({"a": "monday", "b": "friday", "c": "thursday"}, known, WEDNESDAY)
    assert [each.day for each in found.values()] == ["2026-11-23", "2026-11-27", "2026-11-26"]
    assert dated({"a": ""}, known, WEDNESDAY) == {"a": Publishing()}


def test_a_reel_that_joins_a_week_already_made_is_of_that_week() -> None:
    known = {"a": Publishing("monday", "2026-11-30"), "b": Publishing("friday", "2026-12-04")}
    found = dated({"a": "monday", "b": "friday", "c": "wednesday"}, known, WEDNESDAY)
    assert found["c"].day == "2026-12-02"


DATES = st.dates(date(2020, 1, 1), date(2040, 1, 1))
SAID = st.dictionaries(st.text("abcde", min_size=1), st.sampled_from(WEEKDAYS), min_size=1)


@given(SAID, DATES, st.integers(0, 40))
def test_days_are_right_ahead_within_one_week_and_stand(said: dict[str, str], today: date, later: int) -> None:
    found = dated(said, {}, today)
    days = {name: date.fromisoformat(each.day) for name, each in found.items()}
    assert all(WEEKDAYS[days[name].weekday()] == day for name, day in said.items())
    assert all(0 <= (day - today).days < 14 for day in days.values())
    assert len({day.isocalendar()[:2] for day in days.values()}) == 1
    assert dated(said, found, date.fromordinal(today.toordinal() + later)) == found
