"""Drawn shots are drawn once, and what is damaged is drawn again."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from media import draw, frames_of

from vidkit.brand import drawing
from vidkit.brand.card import Card, CardKind
from vidkit.errors import RenderError
from vidkit.events import Event, Progressed, silent
from vidkit.plan.grid import Rate
from vidkit.render.cards import card_file
from vidkit.render.kitchen import Kitchen

from .rig import Shown, brand, card

pytestmark = pytest.mark.program

CARD = card(CardKind.INTRO, 12, Rate(30))
OURS = brand()


class Drawer:
    """In the place of the one that draws cards: counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0
        self.frames = CARD.frames
        self.fault: Exception | None = None

    def draw(self, asked: Card, _brand: object) -> Iterator[np.ndarray]:
        self.times += 1
        for number in range(self.frames):
            yield draw(number, asked.size.width, asked.size.height)
        if self.fault:
            raise self.fault


@pytest.fixture
def drawer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drawer:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    drawer = Drawer()
    monkeypatch.setattr(drawing, "frames", drawer.draw)
    return drawer


def kept(kitchen: Kitchen) -> list[Path]:
    return sorted((kitchen.folder.parent / "cache" / "cards").rglob("*.mkv"))


def left_half_made(kitchen: Kitchen) -> list[Path]:
    return sorted((kitchen.folder.parent / "cache" / "cards").glob("part-*"))


def test_a_card_is_drawn_once(drawer: Drawer, kitchen: Kitchen) -> None:
    heard: list[Event] = []
    first, reused = card_file(CARD, OURS, kitchen, heard.append)
    assert not reused
    assert [type(event) for event in heard] == [Progressed] * len(heard)
    drawn = first.read_bytes()
    first.unlink()
    again, reused = card_file(CARD, OURS, kitchen, silent)
    assert (again.read_bytes(), reused, drawer.times) == (drawn, True, 1)
    assert len(kept(kitchen)) == 1
    assert left_half_made(kitchen) == []


def test_another_card_is_another_file(drawer: Drawer, kitchen: Kitchen) -> None:
    other = card(CardKind.END, 12, Rate(30))
    assert card_file(CARD, OURS, kitchen, silent)[0] != card_file(other, OURS, kitchen, silent)[0]
    assert drawer.times == 2


def test_a_card_is_kept_without_loss(drawer: Drawer, kitchen: Kitchen) -> None:
    file, _reused = card_file(CARD, OURS, kitchen, silent)
    seen = Shown(file).frames
    assert len(seen) == CARD.frames
    for number, frame in enumerate(seen):
        drawn = draw(number, CARD.size.width, CARD.size.height).astype(int)
        # 4:2:0 shares colour among four pixels, so the edges of the quarters are left out.
        for rows, columns in ((slice(0, 40), slice(0, 80)), (slice(280, 320), slice(100, 180))):
            assert np.abs(frame[rows, columns].astype(int) - drawn[rows, columns]).max() <= 3


@pytest.mark.parametrize("harm", ["cut", "flipped", "empty"])
def test_a_damaged_card_is_drawn_again(harm: str, drawer: Drawer, kitchen: Kitchen) -> None:
    card_file(CARD, OURS, kitchen, silent)[0].unlink()
    (file,) = kept(kitchen)
    whole = file.read_bytes()
    middle = len(whole) // 2
    damaged = {"cut": whole[:middle], "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]}
    file.write_bytes(damaged.get(harm, b""))
    again, reused = card_file(CARD, OURS, kitchen, silent)
    assert (reused, drawer.times) == (False, 2)
    assert len(list(frames_of(again))) == CARD.frames
    assert [path.read_bytes() for path in kept(kitchen)] == [again.read_bytes()]


def test_a_drawing_that_breaks_off_is_not_kept(drawer: Drawer, kitchen: Kitchen) -> None:
    drawer.fault = FileNotFoundError("mark.png")
    with pytest.raises(FileNotFoundError, match=r"mark\.png"):
        card_file(CARD, OURS, kitchen, silent)
    drawer.fault = None
    assert not card_file(CARD, OURS, kitchen, silent)[1]


def test_a_drawing_of_too_few_frames_is_not_kept(drawer: Drawer, kitchen: Kitchen) -> None:
    drawer.frames = 5
    with pytest.raises(RenderError, match="not whole"):
        card_file(CARD, OURS, kitchen, silent)
    drawer.frames = CARD.frames
    assert not card_file(CARD, OURS, kitchen, silent)[1]


def test_a_cache_that_cannot_be_written_costs_time_alone(
    drawer: Drawer, kitchen: Kitchen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "file"))
    for _time in range(2):
        file, reused = card_file(CARD, OURS, kitchen, silent)
        assert (len(list(frames_of(file))), reused) == (CARD.frames, False)


def test_a_disk_that_fills_up_keeps_nothing_half(
    drawer: Drawer, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_from: Path, to: Path) -> None:
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    assert not card_file(CARD, OURS, kitchen, silent)[1]
    assert kept(kitchen) == left_half_made(kitchen) == []


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such rights there")
def test_a_cache_that_may_only_be_read_serves_all_the_same(
    drawer: Drawer, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _reused = card_file(CARD, OURS, kitchen, silent)
    file.chmod(stat.S_IRUSR)

    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refused)
    assert card_file(CARD, OURS, kitchen, silent) == (file, True)
