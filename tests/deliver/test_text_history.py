"""When a text was written and corrected."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from vidkit.deliver.text_history import history_of

FIRST, SECOND, THIRD = (dt.date(2026, 11, day) for day in (20, 21, 22))


def test_a_new_text_is_written_and_not_corrected() -> None:
    history = history_of(["Hej!"], None, FIRST)
    assert (history.written, history.corrected) == (FIRST, None)


def test_what_is_only_made_again_is_not_corrected() -> None:
    first = history_of(["Hej där!", "Hallå."], None, FIRST)
    assert history_of(["Hej", "där!  Hallå."], first, SECOND) == first


def test_a_correction_has_its_day_until_the_next() -> None:
    history = history_of(["Hej!"], history_of(["Mord!"], None, FIRST), SECOND)
    assert (history.written, history.corrected) == (FIRST, SECOND)
    assert history_of(["Hej!"], history, THIRD) == history
    assert history_of(["Hej"], history, THIRD).corrected == THIRD


@given(st.lists(st.text()), st.lists(st.text()))
def test_other_words_are_a_correction(before: list[str], after: list[str]) -> None:
    history = history_of(after, history_of(before, None, FIRST), SECOND)
    same = " ".join(before).split() == " ".join(after).split()
    assert history.corrected == (None if same else SECOND)
