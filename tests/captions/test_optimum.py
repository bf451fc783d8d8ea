"""The cheapest way is found: the dynamic programme against trying every way there is."""

from collections.abc import Iterator
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidkit.captions import timing
from vidkit.captions.cue import Word
from vidkit.captions.profile import load_profile, profile_names
from vidkit.captions.segment import Part, cheapest
from vidkit.captions.timing import Shots, Timing
from vidkit.captions.weighing import Weigher

from .spoken import FRAME_MS, WIDTH, measure, said

SPOKEN = (
    "Hej där! Skulle du vilja hjälpa oss?",
    "Vi ska ordna ett kalas, men vi behöver hjälp.",
    "Ja. Nej. Tack så mycket för hjälpen.",
    "Ring 114 14 om det inte är akut.",
    "Jag lägger till kommunpolis Anna Karlsson.",
    "-Kommer du? -Ja, om en liten stund.",
)


def weigher(words: tuple[Word, ...], name: str, shots: Shots) -> Weigher:
    return Weigher(Timing(timing.in_order(words), load_profile(name), FRAME_MS, shots), measure, WIDTH)


def cost(weigh: Weigher, parts: tuple[Part, ...]) -> float:
    return sum(weigh.cue_cost(part.start, part.end, late=part.late, lends=part.lends) for part in parts)


def every_way(weigh: Weigher) -> Iterator[tuple[Part, ...]]:
    """Every way to part the words into cues, and at every seam in time or a little late where that is allowed."""
    count = len(weigh.words)
    for cuts in range(count):
        for seams in combinations(range(1, count), cuts):
            edges = (0, *seams, count)
            stretches = list(pairwise(edges))
            if any(end - start > 1 and not weigh.may_hold(start, end) for start, end in stretches):
                continue
            for late in product((False, True), repeat=len(seams)):
                lent = (False, *late, False)
                parts = tuple(Part(*stretch, lent[i], lent[i + 1]) for i, stretch in enumerate(stretches))
                if all(not part.lends or weigh.may_lend(part.start, part.end, late=part.late) for part in parts):
                    yield parts


spoken = st.builds(
    said,
    st.sampled_from(SPOKEN),
    speed=st.floats(8, 30),
    pause_ms=st.integers(0, 1500),
)
cut = st.builds(
    Shots,
    changes=st.lists(st.integers(0, 5000), max_size=3, unique=True).map(lambda times: tuple(sorted(times))),
    first_ms=st.integers(0, 400),
    end_ms=st.none() | st.integers(2000, 6000),
)


@settings(max_examples=40, deadline=None)
@given(words=spoken, name=st.sampled_from(profile_names()), shots=cut)
def test_no_way_of_parting_the_words_costs_less(words: tuple[Word, ...], name: str, shots: Shots) -> None:
    weigh = weigher(words, name, shots)
    least = min(cost(weigh, parts) for parts in every_way(weigh))
    assert cost(weigh, cheapest(weigh)) == pytest.approx(least)


@settings(max_examples=40, deadline=None)
@given(words=spoken, name=st.sampled_from(profile_names()))
def test_no_layout_of_a_cue_costs_less(words: tuple[Word, ...], name: str) -> None:
    weigh = weigher(words, name, Shots())
    count = len(words)
    alone = weigh.layout_cost((0, count))
    ways = [alone] if alone == 0 else [alone, *(weigh.layout_cost((0, middle, count)) for middle in range(1, count))]
    assert weigh.layout(0, count).cost == pytest.approx(min(ways))


def test_there_are_words_where_a_cue_comes_late() -> None:
    """The oracle above would be blind to lateness were it never chosen."""
    text = "Tryck på rätt nummer för att visa mig hur långt jag ska flytta kroken."
    begin = (538, 796, 936, 1156, 1616, 1976, 2036, 2256, 2456, 2636, 3016, 3056, 3196, 3556, 4016)
    words = tuple(Word(word, *times) for word, times in zip(text.split(), pairwise(begin), strict=True))
    weigh = weigher(words, "sv-reel", Shots())
    parts = cheapest(weigh)
    assert [weigh.lines(part.start, part.end) for part in parts] == [
        ("Tryck på rätt nummer",),
        ("för att visa mig", "hur långt jag ska flytta kroken."),
    ]
    assert [part.late for part in parts] == [False, True]
