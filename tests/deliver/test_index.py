"""The page of all reels as markup: what stands on it, whatever it is called, and how it is put in place."""

import datetime as dt
import re
from pathlib import Path

import pytest
import tinyhtml5
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliver.finished import POST, finding, finish
from deliver.markup import Page
from vidkit.captions.cue import Cue, Doubt, Mark
from vidkit.deliver.finding import Verdict
from vidkit.deliver.index import NAME, index_page, write_index
from vidkit.deliver.overview import overview
from vidkit.deliver.week_state import Row, Sender, Told, WeekState
from vidkit.errors import OutputError
from vidkit.plan.week_days import Publishing

AT = dt.datetime(2026, 11, 22, 15, 4, tzinfo=dt.UTC)
MARK = Mark(Doubt.LOOKALIKE, "mod", 4200, "mord")
ADDRESS = re.compile(r'\b(?:href|src|poster)="([^"]*)"')


def page(out: Path, *rows: Row, at: dt.datetime = AT) -> str:
    return index_page(overview(out, WeekState(rows=rows)), out, Sender(), at)


def on_day(name: str, day: str, fault: Told | None = None) -> Row:
    return Row(name=name, source=f"{name}.mov", publishing=Publishing(day, day), fault=fault)


def test_every_address_leads_to_a_file_beside_the_page(tmp_path: Path) -> None:
    finish(tmp_path, "las", marks=(MARK,))
    finish(tmp_path, "tyst", cues=(), more={"tyst.jpg": b"jpg"})
    text = page(tmp_path)
    found = set(ADDRESS.findall(text))
    for address in found:
        path = address.partition("#")[0]
        assert address.startswith(("#", "data:")) or (tmp_path / path).exists(), address
    assert {"las/las.mp4", "las/las.mp4#t=4.2", "las/las.html", "tyst/tyst.jpg"} <= found
    assert "las/las.jpg" not in found
    assert not re.search(r"https?://", text)


def test_it_is_well_built(tmp_path: Path) -> None:
    finish(tmp_path, "las", marks=(MARK,), findings=(finding("a", Verdict.WARN), finding("b", Verdict.FAIL)))
    finish(tmp_path, "tyst", cues=())
    for rows in ((), (on_day("fel", "2026-11-23", Told("No.")), on_day("tyst", "2026-11-16"), on_day("sen", ""))):
        checked = Page(page(tmp_path, *rows))
        assert checked.faults == []
        assert checked.headings[0] == 1
    assert Page(index_page((), tmp_path, Sender(), AT)).faults == []


def test_first_what_a_person_has_to_do(tmp_path: Path) -> None:
    finish(tmp_path, "las", marks=(MARK,))
    finish(tmp_path, "kort", findings=(finding("length", Verdict.FAIL), finding("size", Verdict.OK)))
    finish(tmp_path, "klar")
    text = page(tmp_path, on_day("halv", "2026-11-23", Told("“halv.mov” is cut short.", "Copy it again.")))
    order = [text.index(f'<a href="#reel-{name}"') for name in ("halv", "kort", "las")]
    assert order == sorted(order)
    assert '<a href="#reel-klar"' not in text
    for words in ("“halv.mov” is cut short.", "Copy it again.", "Row length:", "found length", "easily mistaken"):
        assert words in text


def test_days_that_are_over_are_out_of_the_way(tmp_path: Path) -> None:
    for name in ("mandag", "onsdag"):
        finish(tmp_path, name)
    rows = (on_day("mandag", "2026-11-23"), on_day("onsdag", "2026-11-25"), on_day("fel", "2026-11-23", Told("No.")))
    text = page(tmp_path, *rows, at=AT + dt.timedelta(days=2))  # a Tuesday
    earlier = text.index('<details class="earlier">')
    assert text.index('id="reel-onsdag"') < earlier < text.index('id="reel-mandag"')
    assert text.index('id="reel-fel"') < earlier  # what failed is not over
    assert 'class="earlier"' not in page(tmp_path, *rows).partition("<body>")[2]


def test_corrected_captions_and_post_are_shown_as_they_lie_there(tmp_path: Path) -> None:
    finish(tmp_path, "las")
    (tmp_path / "las" / "las.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nRättat ord.\n", encoding="utf-8")
    (tmp_path / "las" / "las.txt").write_text("Min egen text 🔒", encoding="utf-8")
    text = page(tmp_path)
    assert "Rättat ord." in text
    assert "Min egen text 🔒" in text
    assert POST not in text


def texts(markup: str) -> str:
    body = tinyhtml5.parse(markup, namespace_html_elements=False).find("body")
    assert body is not None
    return "".join(body.itertext())


NASTY = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip).filter(bool)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    NASTY | st.sampled_from(["</script><script>alert(1)</script>", '"><img src=x onerror=x>', "a & b &amp; <b>", "🔒"])
)
def test_whatever_it_is_called_is_text_and_nothing_else(tmp_path: Path, text: str) -> None:
    cues = (Cue(0, 2000, (text.replace("\n", " "),)),)
    finish(tmp_path, "las", title=text, post=text, cues=cues, marks=(Mark(Doubt.NAME, text, 5),))
    broken = Row(name="fel", source=text, title=text, fault=Told(text, text))
    sender = Sender(organisation=text)
    markup = index_page(overview(tmp_path, WeekState(rows=(broken,))), tmp_path, sender, AT)
    plain = index_page(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)
    assert markup.count("<script") == plain.count("<script") == 1
    assert markup.count("<img") == 0
    shown = texts(markup)
    assert shown.count(text) >= 6


def test_a_page_of_somebody_elses_is_never_overwritten(tmp_path: Path) -> None:
    finish(tmp_path, "las")
    (tmp_path / NAME).write_text("<title>My own page</title>", encoding="utf-8")
    with pytest.raises(OutputError, match="did not write"):
        write_index(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)
    assert (tmp_path / NAME).read_text("utf-8") == "<title>My own page</title>"
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()
    with pytest.raises(OutputError):
        write_index(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)


def test_our_own_is_replaced_whole_and_only_where_it_is_another(tmp_path: Path) -> None:
    finish(tmp_path, "las")
    assert write_index(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)
    left = tmp_path / f".{NAME}.{'0' * 16}.tmp"
    left.write_text("of another computer", encoding="utf-8")
    assert not write_index(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)
    finish(tmp_path, "ny")
    assert write_index(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)
    assert "reel-ny" in (tmp_path / NAME).read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [left.name, NAME, "las", "ny"]


def test_a_disk_that_is_full_leaves_the_page_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(tmp_path, "las")
    write_index(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)
    before = (tmp_path / NAME).read_bytes()
    finish(tmp_path, "ny")

    def full(path: Path, content: bytes) -> int:
        path.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="no space"):
        write_index(overview(tmp_path, WeekState()), tmp_path, Sender(), AT)
    assert (tmp_path / NAME).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
