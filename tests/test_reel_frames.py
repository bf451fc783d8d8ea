"""Six frames of the sample's reel as a person sees them: intro, title, crossfade, two captions, end card."""

import subprocess
from collections.abc import Iterator

import msgspec
import pytest
from golden import Golden
from PIL import Image

from vidkit.batch.produce import Prepared, prepare
from vidkit.events import Reuse, silent
from vidkit.plan.brief import AskedClip, Brief
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


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    captions = tmp_path_factory.mktemp("captions") / "banken.srt"
    captions.write_text(CAPTIONS, encoding="utf-8")
    brief = Brief(
        clips=(AskedClip(str(assets() / "samples" / "banken.mp4")),),
        title="Banken frågar aldrig efter din kod",
        captions=str(captions),
    )
    return prepare(brief, silent)


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
    plan = prepared.plan
    lossless = msgspec.structs.replace(plan, encoding=msgspec.structs.replace(plan.encoding, encoder=LOSSLESS))
    made = kitchen.cook(compile_window(lossless, Window(FRAMES[name], FRAMES[name] + 1), cards, f"{name}.mkv"))
    picture = made.with_suffix(".png")
    subprocess.run(
        [kitchen.program.path, "-v", "error", "-y", "-i", made, "-frames:v", "1", "-update", "1", picture], check=True
    )
    with Image.open(picture) as frame:
        assert frame.size == (1080, 1920)
        golden.check(f"reel-{name}", frame)
