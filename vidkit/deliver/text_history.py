"""When the words that go with a film were written and last corrected: readers of a page are told.

Pure. What counts as words is for whoever asks; a file that is only made anew corrects nothing.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable

import msgspec


class TextHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The days of a text."""

    digest: str
    """Of the words, to know them again."""
    written: dt.date
    corrected: dt.date | None = None
    """The day the words were last changed; None where they are as they were first written."""


def history_of(words: Iterable[str], earlier: TextHistory | None, today: dt.date) -> TextHistory:
    """The days of these words, given those of the text they follow. How words are divided into lines does not count."""
    digest = hashlib.sha256(" ".join(" ".join(words).split()).encode()).hexdigest()
    if earlier is None:
        return TextHistory(digest=digest, written=today)
    if earlier.digest == digest:
        return earlier
    return TextHistory(digest=digest, written=earlier.written, corrected=today)
