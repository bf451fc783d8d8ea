"""The transcript page in a real browser, from disk: by keyboard, large, narrow, without script, on paper, to axe."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser

from deliver.browser import axe, chromium, opened, set_type_size
from deliver.example import PLAN, PUBLICATION, cue, with_publication
from vidkit.captions.cue import Cue
from vidkit.deliver.page import Page, Player, as_html, write_page
from vidkit.deliver.sidecars import write_sidecars
from vidkit.deliver.text_history import TextHistory
from vidkit.deliver.transcript import said

pytestmark = [pytest.mark.browser, pytest.mark.program]

HISTORY = TextHistory(digest="", written=dt.date(2026, 11, 21), corrected=dt.date(2026, 11, 22))

LONG = "Räddningstjänstförbundets säkerhetsskyddsanalysarbete"

REELS = {
    "captions-in-picture": PLAN,
    "captions-in-player": msgspec.structs.replace(PLAN, look=None),
    "no-captions": msgspec.structs.replace(PLAN, cues=(), look=None),
    "only-sounds": msgspec.structs.replace(PLAN, cues=(cue(1, 3, ("(Musik)",)), cue(4, 6, ("(Sirener)",)))),
    "bare": msgspec.structs.replace(with_publication(contacts=(), shown="", place=""), cues=(), shots=PLAN.shots[1:2]),
    "long-words": msgspec.structs.replace(
        with_publication(title=LONG, organisation=LONG, place=LONG, shown=LONG), cues=(cue(1, 3, (f"Anna: {LONG}.",)),)
    ),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as program:
        yield program


@pytest.fixture(scope="module")
def pages(film: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every kind of page there is, each beside its film and its captions."""
    folder = tmp_path_factory.mktemp("pages")
    reel = film(picture="testsrc2=s=180x320:r=30:d=8", sound_seconds=8).read_bytes()
    made = {}
    for name, plan in REELS.items():
        named = msgspec.structs.replace(plan, name=name)
        (folder / f"{name}.mp4").write_bytes(reel)
        write_sidecars(named, folder)
        made[name] = write_page(named, folder, HISTORY)
    cues = (Cue(0, 2000, ("Hej!",)), Cue(2500, 4000, ("(Musik)",)))
    recording = Page(
        publication=PUBLICATION,
        player=Player(address="captions-in-picture.mp4", media_type=""),
        cues=cues,
        passages=tuple(said(cues)),
        length_ms=4000,
    )
    made["recording"] = folder / "recording.html"
    made["recording"].write_text(as_html(recording, HISTORY), encoding="utf-8")
    return made


@pytest.fixture
def page(pages: dict[str, Path]) -> Path:
    return pages["captions-in-picture"]


# To axe

LOOKS = [("screen", scheme, width) for scheme in ("light", "dark") for width in (390, 1280)] + [("print", "light", 794)]
"""Paper is A4: 794 CSS pixels wide."""


@pytest.mark.parametrize("name", [*REELS, "recording"])
def test_axe_finds_nothing(name: str, pages: dict[str, Path], browser: Browser) -> None:
    with opened(browser, pages[name]) as page:
        for medium, scheme, width in LOOKS:
            page.emulate_media(media=medium, color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            found = axe(page)
            assert found.violations == {}, (medium, scheme, width)
            assert found.passed > 20
            # Whether a film without a track needs one no program can tell. These have no speech and say so.
            silent = medium == "screen" and "video" in page.content() and page.locator("track").count() == 0
            assert found.unsure == ({"video-caption": ["#film"]} if silent else {}), (medium, scheme, width)


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("html-has-lang", '<html lang="sv">', "<html>"),
        ("color-contrast", "--soft: #4a5763", "--soft: #9aa7b3"),
        ("color-contrast", "--soft: #b3c0c9", "--soft: #4a5763"),
        ("page-has-heading-one", "<h1>Lås dörren!</h1>", "<p>Lås dörren!</p>"),
        ("aria-roles", '<main class="layout">', '<main class="layout" role="centre">'),
        ("document-title", "<title>", "<title></title><!--"),
        ("meta-viewport", "initial-scale=1", "initial-scale=1, maximum-scale=1"),
        ("image-alt", "</header>", '<img src="x.png"></header>'),
        ("link-name", '<p class="kicker">', '<p class="kicker"><a href="#text"></a>'),
    ],
)
def test_axe_finds_what_is_broken(
    rule: str, right: str, wrong: str, page: Path, browser: Browser, tmp_path: Path
) -> None:
    whole = page.read_text(encoding="utf-8")
    assert right in whole
    (tmp_path / "broken.html").write_text(whole.replace(right, wrong, 1), encoding="utf-8")
    with opened(browser, tmp_path / "broken.html", color_scheme="dark" if "#b3c0c9" in right else "light") as broken:
        assert rule in axe(broken).violations


# By keyboard

WHERE = """() => {
  const here = document.activeElement;
  const ring = getComputedStyle(here), box = here.getBoundingClientRect();
  return {
    name: here === document.body ? "" : here.id || here.getAttribute("href"),
    place: [...document.querySelectorAll("*")].indexOf(here),
    ring: ring.outlineStyle === "none" ? 0 : parseFloat(ring.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_tab_goes_through_everything_in_order_and_shows_where_it_is(width: int, page: Path, browser: Browser) -> None:
    with opened(browser, page, width=width, reduced_motion="reduce") as shown:
        wanted = shown.evaluate(
            "[...document.querySelectorAll('a[href], video')].map(one => one.id || one.getAttribute('href'))"
        )
        stops: list[dict[str, Any]] = []
        for _press in range(3 * len(wanted)):
            shown.keyboard.press("Tab")
            stop = shown.evaluate(WHERE)
            if not stop["name"]:
                break
            if not stops or stops[-1]["place"] != stop["place"]:  # the player has stops of its own
                stops.append(stop)
    assert [stop["name"] for stop in stops] == wanted
    assert wanted[:2] == ["#text", "film"]
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    assert [stop["name"] for stop in stops if stop["ring"] < 2 and stop["name"] != "film"] == []


def test_the_first_stop_leads_past_the_film_to_the_text(page: Path, browser: Browser) -> None:
    with opened(browser, page) as shown:
        shown.keyboard.press("Tab")
        assert shown.evaluate(WHERE)["seen"]
        shown.keyboard.press("Enter")
        assert shown.evaluate(WHERE)["name"] == "text"
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.dataset.at") == "0"


def test_a_time_plays_the_film_from_there_and_hands_it_the_keyboard(page: Path, browser: Browser) -> None:
    with opened(browser, page, reduced_motion="reduce") as shown:
        address = shown.url
        # Slowly: on a busy machine the film would be past the next time, or over, before it is asked.
        shown.evaluate("document.getElementById('film').playbackRate = 0.25")
        shown.locator('a[data-at="4.2"]').focus()
        shown.keyboard.press("Enter")
        shown.wait_for_function("() => { const film = document.getElementById('film'); return !film.paused; }")
        stop = shown.evaluate(WHERE)
        assert (stop["name"], stop["seen"], shown.url) == ("film", True, address)
        shown.wait_for_function("() => document.querySelector('.now')")
        assert shown.evaluate("document.querySelector('.now a').dataset.at") == "4.2"
        assert shown.evaluate("document.activeElement.id") == "film"
        shown.keyboard.press("Space")
        shown.wait_for_function("() => document.getElementById('film').paused")
        assert shown.evaluate("document.getElementById('film').currentTime") >= 4.2


def test_playing_moves_neither_the_focus_nor_the_page(page: Path, browser: Browser) -> None:
    with opened(browser, page, reduced_motion="reduce") as shown:  # smooth scrolling would still be under way
        shown.locator('a[data-at="18.4"]').focus()
        before = shown.evaluate("scrollY")
        shown.evaluate("() => { const film = document.getElementById('film'); film.muted = true; return film.play(); }")
        shown.wait_for_function("() => document.getElementById('film').currentTime > 0.4")
        assert shown.evaluate("[document.activeElement.dataset.at, scrollY]") == ["18.4", before]
        assert shown.locator(".now").count() == 1


# The film's own captions

TRACK = """async mode => {
  const track = document.querySelector("track");
  const before = track.track.mode;
  track.track.mode = mode;
  for (let turn = 0; turn < 100 && track.readyState < 2; turn += 1) {
    await new Promise(done => setTimeout(done, 100));
  }
  return [before, track.readyState, track.track.cues.length];
}"""


def test_captions_can_be_switched_on_from_disk(pages: dict[str, Path], browser: Browser) -> None:
    for name, mode in (("captions-in-picture", "disabled"), ("captions-in-player", "showing")):
        with opened(browser, pages[name]) as shown:
            assert shown.evaluate(TRACK, "showing") == [mode, 2, len(PLAN.cues)]
            assert shown.evaluate("document.getElementById('film').duration") == pytest.approx(8, abs=0.1)


def test_captions_can_be_switched_on_by_keyboard_alone(page: Path, browser: Browser) -> None:
    """Through the player's own menu, whose parts only the tree for screen readers tells of."""
    with opened(browser, page) as shown:
        tree = shown.context.new_cdp_session(shown)
        shown.locator("#film").focus()
        for wanted in ("show more media controls", "show closed captions menu", "svenska"):
            for _press in range(12):
                if wanted in _focused(tree.send("Accessibility.getFullAXTree")).lower():
                    break
                shown.keyboard.press("ArrowDown" if wanted == "svenska" else "Tab")
            shown.keyboard.press("Enter")
        shown.wait_for_function("() => document.querySelector('track').track.mode === 'showing'")


def _focused(tree: dict[str, Any]) -> str:
    """The name of what has the focus."""
    for node in tree["nodes"]:
        if any(one["name"] == "focused" and one["value"]["value"] for one in node.get("properties", [])):
            name = str(node.get("name", {}).get("value", ""))
            if node["role"]["value"] not in ("RootWebArea", "Video"):
                return name
    return ""


# Without script, and on a site

TIMES = "[...document.querySelectorAll('.at')].map(one => one.getAttribute('href'))"


def test_without_script_times_are_links_into_the_film(page: Path, browser: Browser) -> None:
    with opened(browser, page, java_script_enabled=False) as shown:
        hrefs = [one.get_attribute("href") for one in shown.locator(".at").all()]
        assert hrefs[:3] == [f"captions-in-picture.mp4#t={at}" for at in ("0", "2.4", "4.2")]
        assert shown.locator("#film").is_visible()
        shown.locator(".at").nth(2).click()
        shown.wait_for_url("**/captions-in-picture.mp4#t=4.2")


def test_on_a_site_the_captions_are_the_file_beside_the_page(page: Path, browser: Browser) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=page.parent)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with opened(browser, page) as shown:
            shown.goto(f"http://127.0.0.1:{server.server_port}/{page.name}")
            assert shown.evaluate(TRACK, "showing") == ["disabled", 2, len(PLAN.cues)]
            assert shown.evaluate("document.querySelector('track').src").endswith("/captions-in-picture.vtt")
        server.shutdown()


# Large, narrow, calm, dark, on paper

SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
"""What a reader may set (WCAG 1.4.12)."""

TOO_WIDE = """() => [
  document.scrollingElement.scrollWidth,
  [...document.querySelectorAll("body *:not(.unseen, .skip, script)")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
    .map(one => one.outerHTML.slice(0, 80)),
]"""


@pytest.mark.parametrize("name", ["captions-in-picture", "long-words", "recording"])
@pytest.mark.parametrize(("width", "pixels"), [(320, 16), (390, 16), (320, 32), (390, 32), (640, 32), (1280, 32)])
def test_nothing_reaches_beyond_the_screen(
    name: str, width: int, pixels: int, pages: dict[str, Path], browser: Browser
) -> None:
    """At 320 pixels, which is 400 % of a common screen (WCAG 1.4.10), with type of twice the size (1.4.4), spaced."""
    with opened(browser, pages[name], width=width) as shown:
        set_type_size(shown, pixels)
        assert shown.evaluate(TOO_WIDE) == [width, []]
        shown.add_style_tag(content=SPACED)
        assert shown.evaluate(TOO_WIDE) == [width, []]


def test_whoever_wants_less_motion_gets_none(page: Path, browser: Browser) -> None:
    scrolling = "getComputedStyle(document.documentElement).scrollBehavior"
    with opened(browser, page) as shown:
        assert shown.evaluate(scrolling) == "smooth"
        shown.emulate_media(reduced_motion="reduce")
        assert shown.evaluate(scrolling) == "auto"


def test_the_page_is_as_light_or_dark_as_the_reader_wants(page: Path, browser: Browser) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, page) as shown:
        assert shown.evaluate(ground) == "rgb(251, 250, 247)"
        shown.emulate_media(color_scheme="dark")
        assert shown.evaluate(ground) == "rgb(17, 24, 30)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_has_all_the_text_and_nothing_to_press(scheme: Any, page: Path, browser: Browser) -> None:
    with opened(browser, page, width=794, color_scheme=scheme) as shown:
        on_screen = shown.locator(".text, footer").all_inner_texts()
        shown.emulate_media(media="print", color_scheme=scheme)
        assert shown.locator(".text, footer").all_inner_texts() == on_screen
        for pressed in (".skip", "#film", ".files"):
            assert not shown.locator(pressed).is_visible()
        assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert shown.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
