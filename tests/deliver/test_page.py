"""The transcript page: complete, well built, safe, and usable in a real browser from disk."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from deliver.browser import ask
from deliver.example import PLAN, with_publication
from deliver.markup import Page
from vidkit import resources
from vidkit.deliver.page import length_in_words, load_words, transcript_page, write_page
from vidkit.deliver.sidecars import write_sidecars
from vidkit.errors import BrandError, OutputError
from vidkit.plan.reel_plan import ReelPlan

DAY = dt.date(2026, 11, 22)

FETCHED = ("src", "href", "poster", "srcset")


def built(plan: ReelPlan = PLAN) -> Page:
    page = Page(transcript_page(plan, DAY))
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
    text = transcript_page(PLAN, DAY)
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


def test_words_and_templates_that_are_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = resources.templates() / "pages"
    monkeypatch.setattr(resources, "templates", lambda: tmp_path)
    with pytest.raises(BrandError):
        transcript_page(PLAN, DAY)
    (tmp_path / "pages").mkdir()
    words = (real / "transcript.sv.toml").read_text(encoding="utf-8")
    (tmp_path / "pages" / "transcript.sv.toml").write_text(words, encoding="utf-8")
    for template in ("{{ nobody.knows }}", "{% if %}"):
        (tmp_path / "pages" / "transcript.html.j2").write_text(template, encoding="utf-8")
        with pytest.raises(BrandError, match="template"):
            transcript_page(PLAN, DAY)
    (tmp_path / "pages" / "transcript.sv.toml").write_text(words + 'more = "x"\n', encoding="utf-8")
    with pytest.raises(BrandError, match="more"):
        transcript_page(PLAN, DAY)


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_page(PLAN, tmp_path / "nowhere", DAY)


# In a real browser

CONTRAST = """
function light(colour) {
  const parts = colour.match(/[\\d.]+/g).map(Number).slice(0, 3).map(function (part) {
    part /= 255;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}
function ground(element) {
  for (; element; element = element.parentElement) {
    const colour = getComputedStyle(element).backgroundColor;
    if (!/, 0\\)$|transparent/.test(colour)) { return colour; }
  }
  return "rgb(255, 255, 255)";
}
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const low = [];
let seen = 0;
for (let node; (node = walker.nextNode());) {
  const owner = node.parentElement;
  if (!node.textContent.trim() || owner.closest("script, style, video")) { continue; }
  const pair = [light(getComputedStyle(owner).color), light(ground(owner))].sort().reverse();
  const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
  seen += 1;
  if (ratio < 4.5) { low.push([node.textContent.trim(), ratio]); }
}
return [seen, low, getComputedStyle(document.body).backgroundColor];
"""


@pytest.fixture(scope="module")
def page(film: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "las-dorren.mp4").write_bytes(film(picture="testsrc2=s=180x320:r=30:d=8", sound_seconds=8).read_bytes())
    write_sidecars(PLAN, folder)
    return write_page(PLAN, folder, DAY)


@pytest.mark.browser
@pytest.mark.program
def test_captions_work_from_disk(page: Path, tmp_path: Path) -> None:
    answer = ask(
        page,
        """const track = document.querySelector("track");
        const before = track.track.mode;
        track.track.mode = "hidden";
        await new Promise(function (done) { setTimeout(done, 1500); });
        return [before, track.readyState, track.track.cues.length, document.getElementById("film").duration];""",
        tmp_path,
    )
    assert answer[:3] == ["disabled", 2, len(PLAN.cues)]
    assert answer[3] == pytest.approx(8, abs=0.1)


@pytest.mark.browser
@pytest.mark.program
def test_a_time_is_a_way_into_the_film(page: Path, tmp_path: Path) -> None:
    question = """
        const film = document.getElementById("film");
        document.querySelector('a[data-at="4.2"]').click();
        await new Promise(function (done) { setTimeout(done, 800); });
        return [film.currentTime, document.activeElement.id, location.hash];"""
    at, focused, address = ask(page, question, tmp_path)
    assert at == pytest.approx(4.2, abs=2)
    assert (focused, address) == ("film", "")


@pytest.mark.browser
@pytest.mark.program
@pytest.mark.parametrize("dark", [False, True])
def test_all_text_can_be_made_out(dark: bool, page: Path, tmp_path: Path) -> None:  # noqa: FBT001
    seen, low, ground = ask(page, CONTRAST, tmp_path, dark=dark)
    assert seen > 40
    assert low == []
    assert ground == ("rgb(17, 24, 30)" if dark else "rgb(251, 250, 247)")


@pytest.mark.browser
@pytest.mark.program
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_reaches_beyond_the_screen(width: int, page: Path, tmp_path: Path) -> None:
    question = """
        document.body.style.width = "%dpx"; document.body.style.maxWidth = "%dpx";
        const wide = [];
        for (const element of document.querySelectorAll("body *:not(.unseen):not(.skip)")) {
          const edge = element.getBoundingClientRect().right;
          if (edge > %d + 0.5) { wide.push([element.tagName, edge]); }
        }
        return wide;"""
    assert ask(page, question % (width, width, width), tmp_path, width=width) == []


@pytest.mark.browser
@pytest.mark.program
def test_the_keyboard_reaches_everything_in_order(page: Path, tmp_path: Path) -> None:
    question = """
        const reached = [...document.querySelectorAll("a[href]:not(video *), video[controls]")];
        const hit = [];
        for (const element of reached) {
          element.focus();
          if (document.activeElement !== element || element.tabIndex < 0) { hit.push(element.outerHTML); }
        }
        const small = reached.filter(function (element) {
          const size = element.getBoundingClientRect();
          return element.closest(".passages, .files") && (size.height < 24 || size.width < 24);
        });
        return [reached.length, hit, small.length, reached[0].className, reached[1].id];"""
    count, unreachable, small, first, second = ask(page, question, tmp_path)
    assert count > 15
    assert unreachable == []
    assert small == 0
    assert (first, second) == ("skip", "film")
