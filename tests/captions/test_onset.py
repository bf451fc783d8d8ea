"""Where a voice begins that begins with s, f or t: made of noise and a buzz, so that the true beginning is known."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.recognise.onset import BACK_MS, softly_begun
from vidkit.captions.recognise.voice import Stretch

from .sounds import AMBIENCE, RATE, mixed, pink, wind

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples

VOWEL_MS = 1500
HEARD = Stretch(VOWEL_MS + 20, VOWEL_MS + 500)
"""As the detector hears it: a little after the vowel has begun."""


def spoken(hiss_ms: int, *, closed_ms: int = 0, hiss: float = 0.03, seed: int = 1) -> "Samples":
    """A vowel of half a second, `hiss_ms` of an s before it, and between them `closed_ms` of silence."""
    sound = np.zeros(3 * RATE)
    time = np.arange(RATE // 2) / RATE
    vowel = sum(np.sin(2 * np.pi * 140 * number * time) / number for number in range(1, 20))
    at = VOWEL_MS * RATE // 1000
    sound[at : at + len(time)] = 0.1 * vowel
    noise = np.diff(np.random.default_rng(seed).normal(size=hiss_ms * RATE // 1000 + 1))
    end = at - closed_ms * RATE // 1000
    sound[end - len(noise) : end] = hiss * noise
    return np.asarray(sound, np.float32)


def begins(samples: "Samples") -> int:
    (found,) = softly_begun(samples, (HEARD,))
    return found.start_ms


@pytest.mark.parametrize("hiss_ms", [40, 90, 160, 240])
@pytest.mark.parametrize("under_db", [25, 40])
def test_an_s_belongs_to_the_voice(hiss_ms: int, under_db: float) -> None:
    samples = mixed(spoken(hiss_ms), pink(3, 2), under_db)
    assert begins(samples) == pytest.approx(VOWEL_MS - hiss_ms, abs=20)


def test_an_s_is_heard_in_the_wind() -> None:
    assert begins(mixed(spoken(160), wind(3, 2), 15)) == pytest.approx(VOWEL_MS - 160, abs=20)


def test_a_t_belongs_to_the_voice_across_its_silence() -> None:
    assert begins(mixed(spoken(20, closed_ms=50), pink(3, 2), 40)) == pytest.approx(VOWEL_MS - 70, abs=20)


@pytest.mark.parametrize(
    "samples",
    [
        mixed(spoken(500), pink(3, 2), 40),  # longer than any consonant
        mixed(spoken(160, hiss=0.001), pink(3, 2), 40),  # a breath
        mixed(spoken(20, closed_ms=200), pink(3, 2), 40),  # a click
    ],
    ids=["long", "soft", "apart"],
)
def test_what_is_no_consonant_moves_nothing(samples: "Samples") -> None:
    assert begins(samples) >= VOWEL_MS - 20


@pytest.mark.parametrize("name", AMBIENCE)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_place_is_never_taken_for_a_consonant(name: str, seed: int) -> None:
    samples = mixed(spoken(0), AMBIENCE[name](3, seed), 10)
    assert begins(samples) >= VOWEL_MS - 60


def test_without_anything_before_it_a_voice_begins_where_it_was_heard() -> None:
    samples = spoken(100)[(VOWEL_MS - 150) * RATE // 1000 :]
    heard = Stretch(170, 600)
    assert softly_begun(samples, (heard,)) == (heard,)
    assert softly_begun(np.zeros(0, np.float32), (heard,)) == (heard,)


@given(
    edges=st.lists(st.integers(0, 2000), min_size=2, max_size=8, unique=True).map(sorted),
    seed=st.integers(0, 50),
    loud=st.lists(st.floats(0, 0.5), min_size=20, max_size=20),
)
def test_no_voice_begins_late_much_too_early_or_in_the_one_before(
    edges: list[int], seed: int, loud: list[float]
) -> None:
    stretches = tuple(Stretch(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))
    samples = np.random.default_rng(seed).normal(size=2 * RATE) * np.repeat(loud, RATE // 10)
    found = softly_begun(np.asarray(samples, np.float32), stretches)
    assert [each.end_ms for each in found] == [each.end_ms for each in stretches]
    before = 0
    for was, now in zip(stretches, found, strict=True):
        assert max(before, was.start_ms - BACK_MS) <= now.start_ms <= was.start_ms
        before = was.end_ms
