"""A real browser for pages from disk: the Chromium of this machine, driven by Playwright, which fetches none itself."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
AXE = resources.files("axe_playwright_python") / "axe.min.js"

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""Which of axe's rules are asked: what the law wants, what the next law will, and what axe's makers advise."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; the test is skipped where there is none."""
    program = os.environ.get("VIDKIT_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium here: VIDKIT_BROWSER names one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, path: Path, *, width: int = 390, **wishes: Any) -> Iterator[Page]:
    """The page from disk, `width` pixels wide; `wishes` are Playwright's for a context (`color_scheme="dark"`)."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE", **wishes)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()


def set_type_size(page: Page, pixels: int) -> None:
    """Sets the size of type as the reader sets it in the browser; 16 is what browsers come with."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
    page.wait_for_function("size => getComputedStyle(document.documentElement).fontSize === size + 'px'", arg=pixels)


class Findings(msgspec.Struct, frozen=True):
    """What axe says of a page: the rules, each with the places in it."""

    violations: dict[str, list[str]]
    unsure: dict[str, list[str]]
    """What a person has to judge."""
    passed: int


def axe(page: Page) -> Findings:
    """The page in the eyes of axe, as it stands now: size, colours, medium."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate("tags => axe.run(document, {runOnly: tags})", list(TAGS))
    violations, unsure = (
        {rule["id"]: [str(node["target"][-1]) for node in rule["nodes"]] for rule in told[kind]}
        for kind in ("violations", "incomplete")
    )
    return Findings(violations, unsure, len(told["passes"]))
