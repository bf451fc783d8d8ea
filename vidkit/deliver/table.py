"""The reels of a folder as a table, `reels.csv`, for those who plan in a spreadsheet.

Written so that Excel opens it with a double click: UTF-8 with the mark at its start, and between the fields the sign
that the reader's language has there. A person may work in it: then what they wrote is kept beside the new one.
"""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path

from vidkit.deliver.doubt_words import doubt_in_words
from vidkit.deliver.faults import writing
from vidkit.deliver.finding import Verdict
from vidkit.deliver.folder import Kept, free_name, patiently
from vidkit.deliver.index import post_of
from vidkit.deliver.overview import Entry
from vidkit.deliver.overview_words import clock, state_in_words
from vidkit.deliver.whole import write_whole
from vidkit.errors import OutputError
from vidkit.i18n import gettext as _
from vidkit.i18n import language

NAME = "reels.csv"

SEPARATORS = {"sv": ";"}
"""Excel takes the list separator of the system's language: where the comma parts decimals, it is the semicolon."""

FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")
"""How a formula begins, as OWASP counts it ("CSV Injection"); full-width signs are taken for the plain ones."""

UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Signs that no table may hold: they end a text, or are none."""


def write_table(entries: Sequence[Entry], out: Path, written: str) -> tuple[str, Kept | None]:
    """Write the table into `out`; its SHA-256, and where a person's own is kept now.

    `written` is the SHA-256 of the one that was written last; empty where none was.

    Raises:
        OutputError: it cannot be written, as when Excel has it open, or another file has its place.
    """
    path = out / NAME
    content = table_of(entries, out).encode("utf-8-sig")
    digest = hashlib.sha256(content).hexdigest()
    with writing(path):
        there = path.read_bytes() if path.is_file() else None
    if there == content:
        return digest, None
    kept = _kept(path, there, written)
    write_whole(path, content)
    return digest, kept


def _kept(path: Path, there: bytes | None, written: str) -> Kept | None:
    if there is None or hashlib.sha256(there).hexdigest() == written:
        return None
    if not written:
        raise OutputError(
            _("There already is a “{path}” that vidkit did not write: the table of your reels is not written.").format(
                path=path
            ),
            _("Move it away, or choose another folder with --out."),
        )
    aside = free_name(path)
    with writing(path):
        patiently(lambda: path.rename(aside))
    return Kept(path.name, aside.name)


def table_of(entries: Sequence[Entry], out: Path) -> str:
    """The table as text: a row a reel, in the order of the page."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATORS.get(language(), ","), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        (
            *(_("Day"), _("Title"), _("Name"), _("Folder"), _("Length in seconds"), _("Result")),
            *(_("Post text"), _("Checks not passed"), _("To read again")),
        )
    )
    writer.writerows(map(harmless, _row(entry, out)) for entry in entries)
    return text.getvalue()


def _row(entry: Entry, out: Path) -> tuple[str, ...]:
    return (
        entry.publishing.day,
        entry.title,
        entry.name,
        entry.name if entry.record else "",
        # As minutes and seconds a spreadsheet would take it for a time of day.
        str(round(entry.seconds)) if entry.seconds is not None else "",
        _standing(entry),
        post_of(out / entry.name, entry.name) if entry.record else "",
        "; ".join(f"{each.row}: {each.found}" for each in entry.findings(Verdict.FAIL)),
        "; ".join(f"{clock(mark.start_ms / 1000)} {doubt_in_words(mark)}" for mark in entry.marks),
    )


def _standing(entry: Entry) -> str:
    text = state_in_words(entry.state)
    return f"{text}: {entry.fault.message}" if entry.fault else text


def harmless(text: str) -> str:
    """`text` as a field that no spreadsheet takes for a formula: an apostrophe before it where it would be one."""
    text = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if FORMULA.match(text) else text
