"""Seven frames of the sample's reel as a person sees them: intro, title, crossfade, captions of both styles, end."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from golden import Golden
from PIL import Image

from vidkit.batch.produce import Prepared, prepare
from vidkit.brand.highlight import Highlight
from vidkit.events import Reuse, silent
from vidkit.plan.asked_sign import parse_sign
from vidkit.plan.brief import AskedClip, Brief
from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.compiler.encoder import LOSSLESS
from vidkit.render.compiler.picture import compile_window
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.renderer import draw_cards
from vidkit.render.windows import Window
from vidkit.resources import assets

pytestmark = pytest.mark.program

CAPTIONS = """1
00:00:00,600 --> 00:00:02,600
Hej och välkommen till oss.

2
00:00:03,100 --> 00:00:05,600
Banken frågar aldrig
efter din kod.
"""

FRAMES = {"intro": 15, "title": 40, "crossfade": 54, "caption": 90, "caption-two-lines": 170, "end-card": 548}
SPOKEN = 180
"""A frame at which the third word of the second caption is said, as the time is shared."""

SPOKEN_EARLIER = 48
"""Frames by which it is earlier where there is no intro."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    captions = tmp_path_factory.mktemp("captions") / "banken.srt"
    return prepare(asked(captions), silent)


def asked(captions: Path, style: Highlight = Highlight.PLAIN) -> Brief:
    captions.write_text(CAPTIONS, encoding="utf-8")
    return Brief(
        clips=(AskedClip(str(assets() / "samples" / "banken.mp4")),),
        title="Banken frågar aldrig efter din kod",
        captions=str(captions),
        caption_style=style,
    )


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDKIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield Kitchen(tmp_path_factory.mktemp("kitchen"), find_program(), Stop())


@pytest.fixture(scope="module")
def cards(prepared: Prepared, kitchen: Kitchen) -> dict[str, str]:
    return draw_cards(prepared.plan, prepared.brand, kitchen, silent, Reuse())


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_of_the_reel(
    name: str, prepared: Prepared, kitchen: Kitchen, cards: dict[str, str], golden: Golden
) -> None:
    golden.check(f"reel-{name}", shown(prepared.plan, FRAMES[name], kitchen, cards))


def test_a_word_that_is_said(tmp_path: Path, kitchen: Kitchen, cards: dict[str, str], golden: Golden) -> None:
    plan = prepare(asked(tmp_path / "banken.srt", Highlight.WORD), silent).plan
    golden.check("reel-caption-word", shown(plan, SPOKEN, kitchen, cards))


SIGNS = {
    ("name", "reel"): "name@2-6: Förnamn Efternamn | kommunpolis i Sigtuna",
    ("fact", "reel"): "fact@2-6: Visste du? | Banken frågar aldrig efter din kod, och polisen hämtar aldrig ditt kort.",
    ("step", "square"): "step@2-6: 1 | Lägg på luren",
    ("place", "feed"): "place@2-6: Valsta centrum | tisdag 3 november",
    ("phone", "wide"): "phone@2-6: 114 14 | Polisen, när det inte är akut",
}


@pytest.mark.parametrize(("kind", "shape"), SIGNS, ids="-".join)
def test_a_sign_over_the_captions(kind: str, shape: str, tmp_path: Path, kitchen: Kitchen, golden: Golden) -> None:
    brand = tmp_path / "var.toml"
    brand.write_text('extends = "trygghetscentret"\n[bug]\n', "utf-8")
    wish = asked(tmp_path / "banken.srt", Highlight.WORD if shape in ("reel", "feed") else Highlight.PLAIN)
    sign = parse_sign(SIGNS[kind, shape])
    wish = msgspec.structs.replace(wish, shape=shape, signs=(sign,), brand=str(brand), intro=False, outro=False)
    ready = prepare(wish, silent)
    cards = draw_cards(ready.plan, ready.brand, kitchen, silent, Reuse())
    golden.check(f"{shape}-sign-{kind}", shown(ready.plan, SPOKEN - SPOKEN_EARLIER, kitchen, cards))


def shown(plan: ReelPlan, number: int, kitchen: Kitchen, cards: dict[str, str]) -> Image.Image:
    """A frame of the reel, without loss."""
    lossless = msgspec.structs.replace(plan, encoding=msgspec.structs.replace(plan.encoding, encoder=LOSSLESS))
    made = kitchen.cook(compile_window(lossless, Window(number, number + 1), cards, f"{plan.digest[:8]}-{number}.mkv"))
    picture = made.with_suffix(".png")
    subprocess.run(
        [kitchen.program.path, "-v", "error", "-y", "-i", made, "-frames:v", "1", "-update", "1", picture], check=True
    )
    with Image.open(picture) as frame:
        assert frame.size == (plan.size.width, plan.size.height)
        whole: Image.Image = frame.convert("RGB")
    return whole
