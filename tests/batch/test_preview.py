"""The contact sheet of a brand: everything it shows, in every shape, as a picture and as a page."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from deliver.browser import axe, chromium, opened
from PIL import Image
from playwright.sync_api import Browser

from vidkit.batch.preview import LETTERS, preview, write_preview
from vidkit.brand.contrast import rgb
from vidkit.brand.kit import load_brand
from vidkit.brand.signs.sign import SignKind
from vidkit.cli.brand import preview as show
from vidkit.deliver.contact_sheet import Area, Sheet, as_png, shown_size
from vidkit.deliver.sheet_page import as_html
from vidkit.errors import BrandError, OutputError, UsageError
from vidkit.plan.platform import load_platform

pytestmark = pytest.mark.program

EXAMPLE = str(Path(__file__).parent.parent / "brand" / "exempelkommun")


def nobody(_done: int, _total: int) -> None:
    """Nobody follows it."""


@pytest.fixture(scope="module")
def sheet() -> Iterator[Sheet]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDKIT_LANG", "en")
        yield preview(EXAMPLE, "", nobody)


def test_every_shape_has_everything(sheet: Sheet) -> None:
    assert len(sheet.rows) == len(load_platform().shapes) == 5
    for row in sheet.rows:
        labels = Counter(cell.label.split(" ")[0].rstrip(",") for cell in row.cells)
        assert labels == {"Intro": 3, "Sign": len(SignKind), "Captions": 4, "Cover": 1, "End": 1}
        for cell in row.cells:
            assert cell.picture.width / cell.picture.height == pytest.approx(cell.frame.width / cell.frame.height, 0.01)


def test_it_shows_the_brand_s_own_colours_and_nobody_else_s(sheet: Sheet) -> None:
    brand, other = load_brand(EXAMPLE), load_brand("trygghetscentret")
    for row in sheet.rows:
        for cell in row.cells:
            if cell.label in ("Cover", "End card") or cell.label.startswith("Intro"):
                seen = {colour for _count, colour in cell.picture.getcolors(1 << 24) or ()}
                assert {rgb(brand.palette.primary), rgb(brand.palette.depth), rgb(brand.palette.paper)} & seen
                assert rgb(other.palette.primary) not in seen


def test_captions_are_seen_where_the_guides_say(sheet: Sheet) -> None:
    for row in sheet.rows:
        plain, word = (
            next(cell for cell in row.cells if cell.label == f"Captions “{style}” on a bright picture")
            for style in ("plain", "word")
        )
        (band,) = (guide.box for guide in plain.guides if guide.area is Area.CAPTIONS)
        share = plain.picture.width / plain.frame.width
        inside = plain.picture.crop([round(edge * share) for edge in (band.x, band.y, band.right, band.bottom)])  # type: ignore[arg-type]
        darkest = min(
            inside.convert("L").histogram().index(count) for count in inside.convert("L").histogram() if count
        )
        assert darkest < 40
        assert word.picture.tobytes() != plain.picture.tobytes()


def test_the_picture_opens_elsewhere_and_is_as_large_as_what_is_on_it(sheet: Sheet) -> None:
    with Image.open(io.BytesIO(as_png(sheet, LETTERS))) as png:
        png.load()
        assert png.format == "PNG"
        heights = [max(shown_size(cell.frame).height for cell in row.cells) for row in sheet.rows]
        assert png.height > sum(heights)
        assert 2000 < png.width < 3000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as program:
        yield program


@pytest.mark.browser
def test_the_page_is_whole_by_itself_and_its_areas_can_be_hidden(
    sheet: Sheet, browser: Browser, tmp_path: Path
) -> None:
    page_file = tmp_path / "preview.html"
    page_file.write_text(as_html(sheet), "utf-8")
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", page_file.read_text("utf-8"))
    with opened(browser, page_file) as page:
        for width, scheme in ((390, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert axe(page).violations == {}
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        safe = page.locator(".picture .safe").first
        assert safe.is_visible()
        page.get_by_label(re.compile("Free of the application")).uncheck()
        assert not safe.is_visible()
        assert page.locator(".picture .captions").first.is_visible()


def test_a_template_is_shown_with_its_own_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = load_platform()
    upright = msgspec.structs.replace(platform, shapes={"reel": platform.shapes["reel"]})
    monkeypatch.setattr("vidkit.batch.preview.load_platform", lambda: upright)
    page = write_preview("trygghetscentret", "fakta", tmp_path / "x.HTML", nobody).read_text("utf-8")
    assert "template Fakta" in page or "template fakta" in page
    assert "113 13 ger information, 112 är för nödlägen" in page  # the template's own example, on its own sign
    assert page.count("<figure") == page.count("data:image/jpeg") > 8


@pytest.mark.parametrize(
    ("brand", "template", "name", "kind"),
    [
        ("trygghetscentret", "", "sheet.pdf", UsageError),
        ("nobody-s", "", "sheet.png", BrandError),
        ("trygghetscentret", "nothing-s", "sheet.png", BrandError),
        ("trygghetscentret", "", "in the way/sheet.png", OutputError),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(
    brand: str, template: str, name: str, kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in the way").write_text("")
    monkeypatch.setattr("vidkit.batch.preview.load_platform", Nothing)
    with pytest.raises(kind):
        write_preview(brand, template, tmp_path / name, nobody)
    assert [path.name for path in tmp_path.iterdir()] == ["in the way"]


class Nothing:
    """A platform without shapes, so that nothing has to be drawn."""

    shapes: dict[str, object] = {}  # noqa: RUF012 - never changed


def test_the_command_says_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("vidkit.batch.preview.load_platform", Nothing)
    show(brand="trygghetscentret", template="", out=tmp_path / "s.png")
    assert capsys.readouterr().out.strip() == str(tmp_path / "s.png")
    assert (tmp_path / "s.png").is_file()
