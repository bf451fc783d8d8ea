"""The transcript page: complete, well built, safe. How it does in a browser: `test_page_in_browser`."""

import datetime as dt
import re
from pathlib import Path

import msgspec
import pytest

from deliver.example import PLAN, with_publication
from deliver.markup import Page
from vidkit import resources
from vidkit.deliver.page import transcript_page, write_page
from vidkit.deliver.page_words import length_in_words, load_words
from vidkit.deliver.text_history import TextHistory
from vidkit.errors import BrandError, OutputError
from vidkit.plan import decisions
from vidkit.plan.reel_plan import Decision, ReelPlan

HISTORY = TextHistory(digest="", written=dt.date(2026, 11, 21), corrected=dt.date(2026, 11, 22))

FETCHED = ("src", "href", "poster", "srcset")


def built(plan: ReelPlan = PLAN) -> Page:
    page = Page(transcript_page(plan, HISTORY))
    assert page.faults == []
    return page


BARE = msgspec.structs.replace(
    with_publication(
        summary="", organisation="", contacts=(), shown="", place="", date="", accessibility_link="", home=""
    ),
    cues=(),
    shots=PLAN.shots[1:2],
)


@pytest.mark.parametrize("plan", [PLAN, BARE, msgspec.structs.replace(PLAN, look=None)])
def test_it_is_well_built(plan: ReelPlan) -> None:
    page = built(plan)
    assert page.all("html") == [{"lang": "sv"}]
    assert page.headings.count(1) == 1
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1


def test_it_says_everything_that_the_law_and_the_reader_want() -> None:
    text = built().text
    for wanted in (
        "Lås dörren!",
        "Så låser du dörren ordentligt, även när du bara går ut en kort stund.",
        "Hej! Jag heter Anna och arbetar på Trygghetscentret i Sigtuna.",
        "(Dörren slår igen)",
        "Filmen är inspelad i ett trapphus.",
        "20 november 2026",
        "21 sekunder",
        "Valsta centrum, Märsta",
        "Trygghetscentret i Sigtuna kommun",
        "Texten skriven 21 november 2026",
        "Texten senast rättad 22 november 2026",
        "08-591 260 00",
        "Hittar du ett fel?",
        "Anmäl ett fel i tillgängligheten https://www.exempel.se/ tillganglighet",
    ):
        assert wanted in text
    links = built().values("href")
    assert {"tel:112", "tel:11414", "mailto:trygghet@exempel.se", "https://www.exempel.se/tillganglighet"} <= set(links)


def test_the_film_has_its_track_and_poster() -> None:
    page = built()
    (video,), (source,), (track,) = page.all("video"), page.all("source"), page.all("track")
    assert "controls" in video
    assert (video["poster"], source["src"]) == ("las-dorren.jpg", "las-dorren.mp4")
    assert (track["kind"], track["srclang"], track["src"]) == ("captions", "sv", "las-dorren.vtt")
    assert track["label"]
    assert "default" not in track  # the words already stand in the picture: they would stand there twice
    (clean,) = built(msgspec.structs.replace(PLAN, look=None)).all("track")
    assert "default" in clean


def test_without_captions_there_is_no_track_and_no_caption_file() -> None:
    page = built(BARE)
    assert page.all("track") == []
    assert not any(address.endswith((".srt", ".vtt")) for address in page.addresses)
    assert "inget tal" in page.text


def test_nothing_is_fetched_from_anywhere() -> None:
    text = transcript_page(PLAN, HISTORY)
    page = Page(text)
    fetched = {
        address for tag, named in page.elements if tag != "a" for key, address in named.items() if key in FETCHED
    }
    assert fetched == {"las-dorren.mp4", "las-dorren.jpg", "las-dorren.vtt", "data:,"}
    assert not re.search(r"@import|url\(|fetch\(|XMLHttp", text)


def test_the_embedded_captions_hold_no_notes() -> None:
    import base64

    (track,) = built().all("track")
    text = base64.b64decode(track["data-embedded"]).decode()
    assert text.startswith("WEBVTT")
    assert text.count("NOTE") == 1  # the language


NASTY = """<script>alert(1)</script> & "quotes" 'single' {{ 7*7 }} {% raw %} </title> %s"""


def test_every_text_is_only_text() -> None:
    plan = with_publication(
        title=NASTY,
        summary=NASTY,
        organisation=NASTY,
        contacts=((NASTY, NASTY, "https://x.se/\"'><script>"), ("a", "b", "javascript:alert(1)"), ("c", "d", "data:x")),
        shown=NASTY,
        place=NASTY,
        accessibility_text=NASTY,
        accessibility_link="JavaScript:alert(1)",
        date="i går",
        home="vbscript:x",
    )
    line = msgspec.structs.replace(plan.cues[0].lines[0], text=NASTY)
    plan = msgspec.structs.replace(plan, cues=(msgspec.structs.replace(plan.cues[0], lines=(line,)),))
    page = built(plan)
    assert len(page.all("script")) == 1
    assert page.text.count(" ".join(NASTY.split())) >= 8
    assert not any("script:" in address.lower() for address in page.addresses)
    assert "i går" in page.text


def test_a_number_is_written_out_where_the_text_does_not_say_it() -> None:
    contacts = (
        ("Växel", "08-591 260 00", "tel:+46859126000"),
        ("Polisen", "Ring oss", "tel:11414"),
        ("Larm", "112", "tel:112"),
    )
    text = built(with_publication(contacts=contacts)).text
    assert "Ring oss 11414" in text
    assert text.count("112") == built(with_publication(contacts=contacts[:2])).text.count("112") + 1
    assert "+46" not in text


def test_no_number_is_cut_at_the_end_of_a_line() -> None:
    html = transcript_page(with_publication(accessibility_text="Ring 08-591 260 00, 114 14."), HISTORY)
    assert "Ring 08-591\u00a0260\u00a000, 114\u00a014." in html


def test_who_speaks_is_told() -> None:
    lines = tuple(
        msgspec.structs.replace(PLAN.cues[0].lines[0], text=text) for text in ("Anna Ek: Hej!", "-Bo: Hallå!")
    )
    page = built(msgspec.structs.replace(PLAN, cues=(msgspec.structs.replace(PLAN.cues[0], lines=lines),)))
    assert "Anna Ek: Hej!" in page.text
    assert "Bo: Hallå!" in page.text
    assert len(page.all("strong")) == 2 + len(built(msgspec.structs.replace(PLAN, cues=())).all("strong"))


def test_a_page_without_captions_says_no_more_than_is_known() -> None:
    assert "Ingen talar i filmen." in built(BARE).text
    for code in (
        decisions.CAPTIONS_OFF,
        decisions.CAPTIONS_OUTSIDE,
        decisions.CAPTIONS_OUTSIDE_CLIP,
        decisions.OTHERS_OFF,
    ):
        text = built(msgspec.structs.replace(BARE, decisions=(Decision(code),))).text
        assert "Ingen talar" not in text
        assert "inget tal" not in text
        assert "Filmen har ingen undertext." in text


def test_a_text_that_nobody_has_corrected_does_not_say_so() -> None:
    page = Page(transcript_page(PLAN, msgspec.structs.replace(HISTORY, corrected=None)))
    assert "Texten skriven 21 november 2026" in page.text
    assert "rättad" not in page.text


def test_the_senders_own_page_is_linked_once() -> None:
    assert built().values("href").count("https://www.exempel.se") == 1
    listed = with_publication(contacts=(("Läs mer", "exempel.se", "https://www.exempel.se/"),))
    assert "Webbplats" not in built(listed).text


def test_names_of_files_are_addresses() -> None:
    page = built(msgspec.structs.replace(PLAN, name="100% #1"))
    assert "100%25%20%231.mp4" in page.addresses


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 sekunder"),
        (1, "1 sekund"),
        (61, "1 minut och 1 sekund"),
        (120, "2 minuter"),
        (3732, "1 timme, 2 minuter och 12 sekunder"),
    ],
)
def test_lengths_in_words(seconds: int, words: str) -> None:
    assert length_in_words(seconds, load_words("sv")[1]) == words


def test_languages() -> None:
    assert built(with_publication(language="en")).all("html") == [{"lang": "en"}]
    assert "The whole film as text" in built(with_publication(language="en")).text
    assert load_words("fi")[0] == "sv"
    assert load_words("../sv")[0] == "sv"
    assert load_words("en-GB")[0] == "en"


def test_what_is_in_another_language_than_the_page_says_so() -> None:
    page = built(with_publication(language="fi", title="Lukitse ovi!"))
    assert page.all("html") == [{"lang": "sv"}]
    assert page.all("h1") == [{"lang": "fi"}]
    assert built().all("h1") == [{}]


def test_words_and_templates_that_are_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = resources.templates() / "pages"
    monkeypatch.setattr(resources, "templates", lambda: tmp_path)
    with pytest.raises(BrandError):
        transcript_page(PLAN, HISTORY)
    (tmp_path / "pages").mkdir()
    words = (real / "transcript.sv.toml").read_text(encoding="utf-8")
    (tmp_path / "pages" / "transcript.sv.toml").write_text(words, encoding="utf-8")
    for template in ("{{ nobody.knows }}", "{% if %}"):
        (tmp_path / "pages" / "transcript.html.j2").write_text(template, encoding="utf-8")
        with pytest.raises(BrandError, match="template"):
            transcript_page(PLAN, HISTORY)
    (tmp_path / "pages" / "transcript.sv.toml").write_text(words + 'more = "x"\n', encoding="utf-8")
    with pytest.raises(BrandError, match="more"):
        transcript_page(PLAN, HISTORY)


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_page(PLAN, tmp_path / "nowhere", HISTORY)
