"""While speech is heard, cards are drawn that will be wanted; nobody notices but by the clock."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped, unused-ignore]
import pytest
from running import Vidkit, python_program

from vidkit.batch.ahead import Ahead
from vidkit.brand.cards import end_card
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import load_brand
from vidkit.captions.cue import Word
from vidkit.captions.recognise import listening
from vidkit.captions.recognise.choice import Choice
from vidkit.captions.recognise.voice import Stretch
from vidkit.render import program
from vidkit.render.cache import Cache
from vidkit.render.ffmpeg import Stop
from vidkit.render.turns import ALONE

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

QUICK = ("--shape", "wide", "--quality", "draft")
PATIENCE_S = 60


def drawn() -> int:
    return len(list(Cache("cards", ".mkv").folder.glob("*/*.mkv")))


@pytest.fixture
def clips(tmp_path: Path, clip: Clip) -> Path:
    folder = tmp_path / "klipp"
    folder.mkdir()
    for number in range(2):
        (folder / f"klipp-{number}.mp4").write_bytes(clip(seconds=1.2, sound="mono").read_bytes() + bytes(8 * number))
    return folder


@pytest.fixture
def hearing(clips: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An engine that listens until cards are there; how many there were when it had done."""
    there: list[int] = []

    class Engine:
        def listen(self, _samples: Any, **_options: Any) -> list[Word]:
            end = time.monotonic() + PATIENCE_S
            while drawn() < 2 and time.monotonic() < end:
                time.sleep(0.05)
            there.append(drawn())
            return []

        def notice(self) -> str:
            return ""

    choice = Choice(engine="faster-whisper", folder=clips, name="toy", digest=f"ahead-{clips}", why="A toy.")
    monkeypatch.setattr("vidkit.batch.ears.choose", lambda *_asked, **_options: choice)
    monkeypatch.setattr(listening, "load_engine", lambda _choice: Engine())
    monkeypatch.setattr("vidkit.captions.recognise.voice.speech", lambda _samples: (Stretch(0, 900),))
    return there


def test_cards_are_drawn_while_speech_is_heard(vidkit: Vidkit, clips: Path, hearing: list[int]) -> None:
    ran = vidkit("batch", clips, *QUICK, "--json")
    assert ran.code == 0, ran.err
    assert hearing[0] >= 2
    assert drawn() == 3  # an intro of each, one end card
    assert not list(Cache("cards", ".mkv").folder.glob("part-*"))


def test_nothing_is_drawn_of_a_reel_that_stands(vidkit: Vidkit, clips: Path, hearing: list[int]) -> None:
    assert vidkit("batch", clips, *QUICK).code == 0
    for card in Cache("cards", ".mkv").folder.glob("*/*.mkv"):
        card.unlink()
    assert vidkit("batch", clips, *QUICK).code == 0
    assert drawn() == 0
    assert hearing


def a_card() -> tuple[Any, Any]:
    brand = load_brand("trygghetscentret")
    return end_card(brand, Size(1080, 1920), Box(100, 200, 800, 1300), (30, 1)), brand


def test_a_program_that_hangs_is_ended_with_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began = tmp_path / "began"
    lines = (
        "import pathlib, sys, time",
        "if '-version' in sys.argv: print('ffmpeg version 7.1'); sys.exit()",
        f"pathlib.Path({str(began)!r}).touch(); time.sleep(600)",
    )
    monkeypatch.setenv("VIDKIT_FFMPEG", str(python_program(tmp_path / "ffmpeg", lines)))
    program.find_program.cache_clear()
    card, brand = a_card()
    before = len(psutil.Process().children(recursive=True))
    with Ahead(Stop()) as ahead:
        ahead.of(ALONE).draw((card,), brand)
        end = time.monotonic() + PATIENCE_S
        while not began.exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert began.exists()
    assert len(psutil.Process().children(recursive=True)) == before
    assert not list(Cache("cards", ".mkv").folder.glob("part-*"))
    program.find_program.cache_clear()


def test_what_is_no_more_wanted_is_not_drawn() -> None:
    card, brand = a_card()
    with Ahead(Stop()) as ahead:
        first, second = ahead.of(ALONE), ahead.of(ALONE)
        first.draw((card,), brand)
        second.draw((end_card(brand, Size(1080, 1080), Box(100, 100, 800, 800), (30, 1)),), brand)
        second.no_more()
        end = time.monotonic() + PATIENCE_S
        while not drawn() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)
        assert drawn() == 1
