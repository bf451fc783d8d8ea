"""Rhythm is measured from time stamps alone."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.ingest.timing import Clock, Stamp, Timing, measure

MS = Clock(tick=Fraction(1, 1000), origin=Fraction(0))
USUAL = Fraction(1, 30)


def stamps(*steps: int, start: int = 0) -> list[Stamp]:
    found, at = [], start
    for step in steps:
        found.append(Stamp(at, step))
        at += step
    return found


def test_a_steady_clip() -> None:
    timing = measure(stamps(40, 40, 40, 40), MS, USUAL)
    assert timing == Timing(Fraction(0), Fraction(160, 1000), 4, Fraction(25), True, Fraction(40, 1000))


def test_decoding_order_does_not_matter() -> None:
    shown = stamps(40, 40, 40, 40)
    assert measure([shown[0], shown[3], shown[1], shown[2]], MS, USUAL) == measure(shown, MS, USUAL)


def test_a_coarse_clock_is_still_a_constant_rate() -> None:
    assert measure(stamps(33, 33, 34, 33, 33, 34), MS, USUAL).constant
    assert measure(stamps(4, 4, 5, 4), MS, USUAL).constant  # 240 frames a second in milliseconds


def test_a_dropped_frame_makes_the_rate_vary() -> None:
    timing = measure(stamps(33, 33, 67, 33), MS, USUAL)
    assert not timing.constant
    assert timing.longest == Fraction(67, 1000)


def test_where_the_recording_stops_says_nothing_about_the_rate() -> None:
    timing = measure(stamps(40, 40, 40, 7), MS, USUAL)
    assert timing.constant
    assert timing.rate == 25
    assert timing.end == Fraction(127, 1000)


def test_an_edit_list_ends_the_last_frame() -> None:
    timing = measure(stamps(40, 40, 500), MS._replace(until=130), USUAL)
    assert timing.end == Fraction(130, 1000)
    assert timing.longest == Fraction(50, 1000)


def test_an_end_before_the_last_frame_is_not_believed() -> None:
    assert measure(stamps(40, 40, 40), MS._replace(until=60), USUAL).end == Fraction(120, 1000)


def test_missing_durations_are_those_of_the_neighbours() -> None:
    assert measure([Stamp(0, 0), Stamp(40, 0), Stamp(80, 0)], MS, USUAL).end == Fraction(120, 1000)
    assert measure([Stamp(0, 0)], MS, USUAL).end == USUAL


def test_the_clip_s_clock_starts_at_its_origin() -> None:
    timing = measure(stamps(40, 40, start=1500), MS._replace(origin=Fraction(1)), USUAL)
    assert (timing.start, timing.end) == (Fraction(1, 2), Fraction(58, 100))


def test_nothing_shown_is_refused() -> None:
    with pytest.raises(ValueError, match="no frame"):
        measure([], MS, USUAL)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=50), st.integers(-1000, 1000))
def test_every_frame_lies_between_start_and_end(steps: list[int], start: int) -> None:
    timing = measure(stamps(*steps, start=start), MS, USUAL)
    assert timing.frames == len(steps)
    assert timing.end - timing.start == Fraction(sum(steps), 1000)
    assert timing.longest == Fraction(max(steps), 1000)
    assert timing.rate > 0
