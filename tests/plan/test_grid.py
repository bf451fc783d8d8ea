"""Seconds become frames once, and nothing is lost on the way."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.plan.grid import SAMPLE_RATE, Rate, frames_at, milliseconds_at

RATES = [Rate(25), Rate(30), Rate(50), Rate(60), Rate(24000, 1001), Rate(30000, 1001)]
rates = st.sampled_from(RATES)
times = st.one_of(st.integers(0, 10**8), st.floats(0, 1e8))


@given(times, times, rates)
def test_later_is_never_an_earlier_frame(one: float, other: float, rate: Rate) -> None:
    first, last = sorted((one, other))
    assert frames_at(first, rate) <= frames_at(last, rate)


@given(st.integers(0, 10**7), rates)
def test_a_frame_written_in_milliseconds_is_read_back(frame: int, rate: Rate) -> None:
    assert frames_at(milliseconds_at(frame, rate), rate) == frame


@given(times, rates)
def test_a_time_is_at_most_half_a_frame_from_its_grid_line(milliseconds: float, rate: Rate) -> None:
    away = Fraction(frames_at(milliseconds, rate)) * 1000 / rate.fraction - Fraction(milliseconds)
    assert abs(away) <= Fraction(1000) / rate.fraction / 2 + Fraction(1, 1000)


@given(st.integers(0, 10**6), st.integers(0, 10**6), rates)
def test_whole_seconds_move_times_by_whole_frames(milliseconds: int, seconds: int, rate: Rate) -> None:
    if rate.denominator == 1:
        moved = frames_at(milliseconds + 1000 * seconds, rate)
        assert moved == frames_at(milliseconds, rate) + seconds * rate.numerator


def test_halves_go_up() -> None:
    assert [frames_at(ms, Rate(25)) for ms in (19, 20, 21, 59, 60)] == [0, 1, 1, 1, 2]
    assert milliseconds_at(1, Rate(30)) == 33
    assert milliseconds_at(2, Rate(30)) == 67


@pytest.mark.parametrize(("rate", "samples"), [(Rate(25), 1920), (Rate(30), 1600)])
def test_sound_has_a_whole_number_of_samples_under_each_frame(rate: Rate, samples: int) -> None:
    assert rate.samples == samples
    assert samples * rate.fraction == SAMPLE_RATE
    assert rate.frame_ms == pytest.approx(1000 / float(rate.fraction))
