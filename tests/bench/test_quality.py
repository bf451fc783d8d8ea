"""The measurement of encoder settings: what it makes of frames' scores, and that it tells fine films from coarse."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality import main, score_of


@given(st.lists(st.floats(0, 100), min_size=2, max_size=300))
def test_the_low_figures_lie_under_the_means(values: list[float]) -> None:
    score = score_of(values)
    assert min(values) - 1e-9 <= score.worst <= score.low + 1e-9
    assert score.harmonic <= score.mean + 1e-9 <= max(values) + 1e-6


def test_one_bad_frame_in_a_hundred_is_seen() -> None:
    score = score_of([100.0] * 99 + [0.0])
    assert score.mean == pytest.approx(99)
    assert score.harmonic < 60
    assert score.worst < 100 == score.low
    assert msgspec.structs.astuple(score_of([80.0] * 10)) == pytest.approx((80, 80, 80, 80))


@pytest.mark.program
def test_a_finer_film_scores_higher_and_weighs_more(
    clip: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path))
    settings = ("ultrafast:44", "superfast:12")
    yardstick = ("--yardstick", "ultrafast:30")
    assert main([str(clip(seconds=1)), "--seconds", "0.2", "--settings", *settings, *yardstick]) == 0
    rows = dict(re.findall(r"\| (\w+:\d+) \| (.*) \|", capsys.readouterr().out))
    coarse, fine = ([float(cell) for cell in rows[setting].split(" | ")] for setting in settings)
    assert coarse[4] < fine[4], "television, mean"
    assert coarse[6] < fine[6], "bit rate"
    assert coarse[7] > 0
