"""Captions as a script: the words as they are written, and where the brand wants it their times too."""

import re

import msgspec
import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.captions.ass import AssLook, to_ass
from vidkit.captions.cue import Cue, Word

PLAIN = AssLook(
    width=1920, height=1080, family="Atkinson", font_size=60.0, text="#FFFFFF", box="#0B2129", box_opacity=0.9
)
WORDS = msgspec.structs.replace(PLAIN, word="#F4A63C")
HEARD = Cue(
    1000,
    3000,
    ("Hej å", "välkommen!"),
    (Word("Hej", 1200, 1500), Word("å", 1500, 1700), Word("välkommen!", 1750, 2600)),
)


def events(look: AssLook, *cues: Cue) -> list[pysubs2.SSAEvent]:
    return list(pysubs2.SSAFile.from_string(to_ass(cues, look)))


def test_plain_captions_have_no_times_inside() -> None:
    (event,) = events(PLAIN, HEARD)
    assert (event.start, event.end, event.text) == (1000, 3000, r"Hej å\Nvälkommen!")


def test_every_word_lights_up_when_it_was_heard() -> None:
    (event,) = events(WORDS, HEARD)
    assert event.text == r"{\k20}{\k30}Hej {\k25}å\N{\k125}välkommen!"
    style = pysubs2.SSAFile.from_string(to_ass([HEARD], WORDS)).styles[event.style]
    assert (style.primarycolor.r, style.primarycolor.g, style.primarycolor.b) == (0xF4, 0xA6, 0x3C)
    assert (style.secondarycolor.r, style.secondarycolor.g, style.secondarycolor.b) == (255, 255, 255)


@pytest.mark.parametrize("lines", [("(Musik)",), ("♪",)])
def test_what_nobody_says_stays_as_it_is(lines: tuple[str, ...]) -> None:
    (event,) = events(WORDS, Cue(0, 2000, lines))
    assert (event.style, event.text) == ("Default", lines[0])


line = st.lists(st.text(r"abc\{}åN-,", min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join)


@given(st.lists(line, min_size=1, max_size=2), st.integers(0, 9000), st.integers(0, 6000))
def test_the_times_add_up_and_no_letter_is_lost(lines: list[str], start: int, length: int) -> None:
    cue = Cue(start, start + length, tuple(lines))
    (plain,), (timed,) = events(PLAIN, cue), events(WORDS, cue)
    assert re.sub(r"\{\\k\d+\}", "", timed.text) == plain.text
    times = [int(time) for time in re.findall(r"(?<!\\)\{\\k(\d+)\}", timed.text)]
    assert sum(times) == (round(length / 10) if times else 0)
