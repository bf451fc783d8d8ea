"""The page of all reels in a real browser, from disk: films play, captions show, texts are copied, to axe, on paper."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from deliver.browser import axe, chromium, opened, set_type_size
from deliver.finished import CUES, POST, finding, finish
from vidkit.captions.cue import Doubt, Mark
from vidkit.deliver.finding import Verdict
from vidkit.deliver.index import NAME, write_index
from vidkit.deliver.overview import overview
from vidkit.deliver.week_state import Row, Sender, Told, WeekState
from vidkit.plan.week_days import Publishing

pytestmark = [pytest.mark.browser, pytest.mark.program]

AT = dt.datetime(2026, 11, 22, 15, 4, tzinfo=dt.UTC)
LONG = "Räddningstjänstförbundets säkerhetsskyddsanalysarbete"

ROWS = (
    Row(name="las", source="las.mov", publishing=Publishing("monday", "2026-11-23")),
    Row(name="kort", source="kort.mov", publishing=Publishing("monday", "2026-11-23")),
    Row(name="fel", source="fel.mov", title=LONG, fault=Told("“fel.mov” is cut short.", f"Copy it again. {LONG}")),
    Row(name="sen", source="sen.mov"),
    Row(name="forra", source="forra.mov", publishing=Publishing("monday", "2026-11-16")),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as program:
        yield program


@pytest.fixture(scope="module")
def page(film: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reels")
    upright = film(picture="testsrc2=s=180x320:r=30:d=8", sound_seconds=8).read_bytes()
    marks = (Mark(Doubt.UNSURE, "det", 3600, "den"), Mark(Doubt.FIGURE, "112", 4200))
    findings = (finding("a", Verdict.WARN), finding("b", Verdict.OK))
    finish(out, "las", title="Lås dörren!", marks=marks, findings=findings, film=upright)
    finish(out, "kort", title=LONG, findings=(finding("length", Verdict.FAIL),), cues=(), film=upright)
    finish(out, "forra", film=upright)
    write_index(overview(out, WeekState(rows=ROWS)), out, Sender(organisation=LONG), AT)
    return out / NAME


LOOKS = [("screen", scheme, width) for scheme in ("light", "dark") for width in (390, 1280)] + [("print", "light", 794)]


def test_axe_finds_nothing(page: Path, browser: Browser) -> None:
    with opened(browser, page) as shown:
        for opening in (False, True):
            shown.evaluate("wanted => document.querySelectorAll('details').forEach(one => one.open = wanted)", opening)
            for medium, scheme, width in LOOKS:
                shown.emulate_media(media=medium, color_scheme=scheme)  # type: ignore[arg-type]
                shown.set_viewport_size({"width": width, "height": 900})
                found = axe(shown)
                assert found.violations == {}, (medium, scheme, width)
                assert found.passed > 20
                # Whether a film without captions needs some, no program can tell; nor what a sign of one letter says.
                unsure = {place for rule, places in found.unsure.items() if rule != "video-caption" for place in places}
                assert [place for place in unsure if ".sign" not in place] == [], (medium, scheme, width)


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("color-contrast", "--soft: #4a5763", "--soft: #9aa7b3"),
        ("color-contrast", "--bad: #9c1c1c", "--bad: #e49c9c"),
        ("button-name", ">Copy</button>", "></button>"),
        ("page-has-heading-one", "<h1>Reels to publish</h1>", "<p>Reels to publish</p>"),
    ],
)
def test_axe_finds_what_is_broken(
    rule: str, right: str, wrong: str, page: Path, browser: Browser, tmp_path: Path
) -> None:
    whole = page.read_text(encoding="utf-8")
    assert right in whole
    (tmp_path / "broken.html").write_text(whole.replace(right, wrong), encoding="utf-8")
    with opened(browser, tmp_path / "broken.html") as broken:
        assert rule in axe(broken).violations


FILM = "document.querySelector('#reel-las video')"
TRACK = """async () => {
  const track = document.querySelector("#reel-las track");
  const before = track.track.mode;
  track.track.mode = "showing";
  for (let turn = 0; turn < 100 && track.readyState < 2; turn += 1) {
    await new Promise(done => setTimeout(done, 100));
  }
  return [before, track.readyState, track.track.cues.length];
}"""


def test_nothing_is_loaded_before_it_is_wanted_and_captions_come_from_disk(page: Path, browser: Browser) -> None:
    with opened(browser, page) as shown:
        assert shown.evaluate(f"{FILM}.readyState") == 0
        # Off at first: what is said stands in the picture already.
        assert shown.evaluate(TRACK) == ["disabled", 2, len(CUES)]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_place_to_read_again_plays_the_film_from_there(width: int, page: Path, browser: Browser) -> None:
    with opened(browser, page, width=width, reduced_motion="reduce") as shown:
        shown.evaluate(f"{FILM}.playbackRate = 0.25")
        narrow = shown.evaluate(f"{FILM}.getBoundingClientRect().width")
        shown.locator('#reel-las .marked a[data-at="3.6"]').focus()
        shown.keyboard.press("Enter")
        shown.wait_for_function(f"() => !{FILM}.paused && {FILM}.currentTime > 3.5")
        box = shown.evaluate(
            f"(() => {{ const box = {FILM}.getBoundingClientRect(); return [box.top, box.width]; }})()"
        )
        assert -1 <= box[0] < 900
        assert box[1] > narrow
        assert shown.evaluate(f"document.activeElement === {FILM}")
        shown.locator("#reel-kort video").evaluate("film => { film.muted = true; return film.play(); }")
        assert shown.evaluate(f"{FILM}.paused")


def test_a_cover_is_seen_whole_until_its_film_is_played(page: Path, browser: Browser) -> None:
    with opened(browser, page) as shown:
        assert not shown.evaluate(f"{FILM}.controls")
        shown.locator("#reel-las video").click()
        shown.wait_for_function(f"() => !{FILM}.paused && {FILM}.currentTime > 0")
        assert shown.evaluate(f"[{FILM}.controls, document.activeElement === {FILM}]") == [True, True]
        shown.keyboard.press("Space")
        shown.wait_for_function(f"() => {FILM}.paused")


def test_without_script_times_lead_into_the_film_and_all_text_is_there(page: Path, browser: Browser) -> None:
    with opened(browser, page, java_script_enabled=False) as shown:
        assert shown.locator("#reel-las .post pre").is_visible()
        assert shown.locator("#reel-las video[controls]").count() == 1
        assert not shown.locator("#reel-las button").is_visible()
        shown.locator("#reel-las .marked a").first.click()
        shown.wait_for_url("**/las/las.mp4#t=3.6")


@pytest.mark.parametrize("refusal", ["", "refused", "gone"])
def test_the_post_is_copied_whatever_the_browser_allows(refusal: str, page: Path, browser: Browser) -> None:
    refusals = {
        "refused": "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }",
        "gone": "() => { Object.defineProperty(navigator, 'clipboard', {value: undefined}); }",
    }
    with opened(browser, page, permissions=["clipboard-read", "clipboard-write"]) as shown:
        shown.evaluate("() => { window.asked = navigator.clipboard; }")
        shown.evaluate(refusals.get(refusal, ""))
        button = shown.locator("#reel-las button")
        button.focus()
        shown.keyboard.press("Enter")
        shown.wait_for_function("() => document.getElementById('told').textContent")
        assert shown.locator("#told").text_content() == "Copied"
        assert shown.evaluate("() => window.asked.readText()") == POST.strip()


def test_where_no_copying_is_allowed_the_text_is_marked(page: Path, browser: Browser) -> None:
    with opened(browser, page) as shown:
        shown.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        shown.evaluate("document.execCommand = () => false")
        shown.locator("#reel-las button").click()
        shown.wait_for_function("() => document.getElementById('told').textContent")
        assert "by hand" in (shown.locator("#told").text_content() or "")
        assert shown.evaluate("getSelection().toString()").strip() == POST.strip()


def test_what_is_linked_among_earlier_days_opens(page: Path, browser: Browser) -> None:
    with opened(browser, page) as shown:
        assert not shown.locator("#reel-forra h3").is_visible()
        shown.goto(f"{page.as_uri()}#reel-forra")
        shown.wait_for_function("() => document.querySelector('.earlier').open")
        assert shown.locator("#reel-forra h3").is_visible()


WHERE = """() => {
  const here = document.activeElement, ring = getComputedStyle(here), box = here.getBoundingClientRect();
  return {
    place: here === document.body ? -1 : [...document.querySelectorAll("*")].indexOf(here),
    ring: ring.outlineStyle === "none" ? 0 : parseFloat(ring.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
STOPS = """() => [...document.querySelectorAll("a[href], summary, button")]
  .filter(one => one.checkVisibility({contentVisibilityAuto: true}) || one.classList.contains("skip"))
  .map(one => [...document.querySelectorAll("*")].indexOf(one))"""


@pytest.mark.parametrize("width", [390, 1280])
def test_tab_goes_through_everything_in_order_and_shows_where_it_is(width: int, page: Path, browser: Browser) -> None:
    with opened(browser, page, width=width, reduced_motion="reduce") as shown:
        wanted = shown.evaluate(STOPS)
        stops: list[dict[str, Any]] = []
        for _press in range(4 * len(wanted)):
            shown.keyboard.press("Tab")
            stop = shown.evaluate(WHERE)
            if stop["place"] < 0:
                break
            stops.append(stop)
    assert [stop["place"] for stop in stops] == wanted
    assert [stop for stop in stops if not stop["seen"]] == []
    assert [stop for stop in stops if stop["ring"] < 2] == []


TOO_WIDE = """() => [
  document.scrollingElement.scrollWidth,
  [...document.querySelectorAll("body *:not(.unseen, .skip, script)")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
    .map(one => one.outerHTML.slice(0, 80)),
]"""


@pytest.mark.parametrize(("width", "pixels"), [(320, 16), (390, 16), (320, 32), (640, 32), (1280, 32)])
def test_nothing_reaches_beyond_the_screen(width: int, pixels: int, page: Path, browser: Browser) -> None:
    """At 320 pixels, which is 400 % of a common screen (WCAG 1.4.10), and with type of twice the size (1.4.4)."""
    with opened(browser, page, width=width) as shown:
        set_type_size(shown, pixels)
        shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert shown.evaluate(TOO_WIDE) == [width, []]


def test_paper_has_the_texts_and_nothing_to_press(page: Path, browser: Browser) -> None:
    with opened(browser, page, width=390) as shown:
        assert not shown.locator("#reel-las .post pre").is_visible()  # folded on a phone
        shown.emulate_media(media="print", color_scheme="dark")
        shown.set_viewport_size({"width": 794, "height": 1100})
        assert shown.locator("#reel-las .post pre").is_visible()
        for pressed in ("video", "button", ".skip"):
            assert not shown.locator(pressed).first.is_visible()
        assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
