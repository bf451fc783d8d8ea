"""The table: a spreadsheet reads what stands in the reels; none of it is a formula, nothing of a person's is lost."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliver.finished import finding, finish
from vidkit.captions.cue import Doubt, Mark
from vidkit.deliver.finding import Verdict
from vidkit.deliver.overview import overview
from vidkit.deliver.table import FORMULA, NAME, UNWANTED, harmless, table_of, write_table
from vidkit.deliver.week_state import Row, Told, WeekState
from vidkit.errors import OutputError
from vidkit.plan.week_days import Publishing

STATE = WeekState(
    rows=(
        Row(name="las", source="las.mov", publishing=Publishing("monday", "2026-11-23")),
        Row(name="halv", source="halv.mov", title='Halv; "hel"', fault=Told("“halv.mov” is cut short.", "")),
    )
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    failed = (finding("loudness", Verdict.FAIL),)
    finish(tmp_path, "las", title="Lås dörren", marks=(Mark(Doubt.FIGURE, "112", 3600),), findings=failed)
    finish(tmp_path, "far", title='=HYPERLINK("x")', post="@kommun säger\nhej")
    return tmp_path


def rows(out: Path, separator: str) -> list[dict[str, str]]:
    text = (out / NAME).read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=separator))


@pytest.mark.parametrize(("language", "separator"), [("sv", ";"), ("en", ",")])
def test_it_is_read_as_it_was_meant(out: Path, language: str, separator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", language)
    write_table(overview(out, STATE), out, "")
    las, halv, far = (tuple(row.values()) for row in rows(out, separator))
    assert las[:5] == ("2026-11-23", "Lås dörren", "las", "las", "18")
    assert las[6].splitlines()[0] == "Lås dörren!"
    assert las[7] == "Row loudness: found loudness"
    assert las[8].startswith("0:03 ")
    assert "112" in las[8]
    assert halv[1:5] == ('Halv; "hel"', "halv", "", "")
    assert "cut short" in halv[5]
    assert far[1] == '\'=HYPERLINK("x")'
    assert far[6] == "'@kommun säger\nhej"


def test_written_again_only_where_something_is_another(out: Path) -> None:
    digest, kept = write_table(overview(out, STATE), out, "")
    stamp = (out / NAME).stat().st_mtime_ns
    assert kept is None
    assert write_table(overview(out, STATE), out, digest) == (digest, None)
    assert (out / NAME).stat().st_mtime_ns == stamp


def test_what_a_person_wrote_in_it_is_kept_beside(out: Path) -> None:
    digest, _kept = write_table(overview(out, STATE), out, "")
    (out / NAME).write_text("my own plans", encoding="utf-8")
    again, kept = write_table(overview(out, STATE), out, digest)
    assert again == digest
    assert kept is not None
    assert (out / kept.kept_as).read_text("utf-8") == "my own plans"
    assert len(rows(out, ",")) == 3


def test_a_table_of_somebody_elses_is_never_overwritten(out: Path) -> None:
    (out / NAME).write_text("another program's", encoding="utf-8")
    with pytest.raises(OutputError, match="did not write"):
        write_table(overview(out, STATE), out, "")
    assert (out / NAME).read_text("utf-8") == "another program's"


@given(st.text())
def test_no_text_begins_a_formula_and_none_is_lost(text: str) -> None:
    safe = harmless(text)
    assert not FORMULA.match(safe)
    plain = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    assert safe in (plain, f"'{plain}")
    line = io.StringIO()
    csv.writer(line, delimiter=";", quoting=csv.QUOTE_ALL).writerow([safe, "x"])
    assert next(csv.reader(io.StringIO(line.getvalue(), newline=""), delimiter=";")) == [safe, "x"]


def test_a_table_has_one_row_for_each_reel(out: Path) -> None:
    text = table_of(overview(out, STATE), out)
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == 4
