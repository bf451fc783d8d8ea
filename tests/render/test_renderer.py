"""A plan in, a film and its still out; what was drawn before is not drawn again, and nothing is left running."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
from media import Frame, draw

from vidkit.brand import drawing
from vidkit.brand.card import Card
from vidkit.errors import RenderError
from vidkit.events import Event, Finished, Progressed, Started, Step, silent
from vidkit.plan.reel_plan import Encoding, ReelPlan
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.ffmpeg import Stopped
from vidkit.render.kitchen import Kitchen
from vidkit.render.renderer import render

from .rig import Bench, Shown, brand, number_expected, number_shown, planned

pytestmark = pytest.mark.program

TINY = Encoding(encoder="libx264", preset="ultrafast", crf=20, key_every=30, bitrate_most=4_000_000)
OURS = brand()


@pytest.fixture(autouse=True)
def cards_with_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(card: Card, _brand: object) -> Iterator[Frame]:
        for number in range(card.frames):
            yield draw(900 + number, card.size.width, card.size.height)

    monkeypatch.setattr(drawing, "frames", drawn)
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))


def a_plan(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=2, sound="mono"), bench.clip(seconds=1), encoding=TINY, end=20)


def test_a_film_and_its_still(bench: Bench, kitchen: Kitchen) -> None:
    plan = a_plan(bench)
    heard: list[Event] = []
    made = render(plan, OURS, kitchen, heard.append)
    assert (made.film.name, made.still.name) == ("film.mp4", "still.png")
    assert sorted(path.name for path in kitchen.folder.iterdir()) == ["film.mp4", "still.png"]
    frames = Shown(made.film).frames
    assert len(frames) == plan.frames
    for index, shot in enumerate(plan.shots):
        middle = shot.frames // 2
        number = number_shown(plan, shot, frames[plan.starts[index] + middle])
        assert number == number_expected(plan, shot, middle, bench.recipes)
    cover = msgspec.structs.replace(plan.shots[plan.cover.shot], framing=plan.cover.framing)
    (still,) = Shown(made.still).frames
    assert number_shown(plan, cover, still) == number_expected(plan, cover, plan.cover.frame, bench.recipes)
    steps = [(type(event), event.step) for event in heard if isinstance(event, Started | Finished)]
    assert steps == [(kind, step) for step in (Step.DRAWING, Step.RENDERING) for kind in (Started, Finished)]
    told = [event for event in heard if isinstance(event, Progressed) and event.step is Step.RENDERING]
    assert told[-1].done == told[-1].total == plan.frames
    assert [event.done for event in told] == sorted(event.done for event in told)


def test_what_was_drawn_before_is_not_drawn_again(bench: Bench, kitchen: Kitchen, tmp_path: Path) -> None:
    plan = a_plan(bench)
    reused = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        heard: list[Event] = []
        render(plan, OURS, msgspec.structs.replace(kitchen, folder=tmp_path / folder), heard.append)
        reused += [event.reused for event in heard if isinstance(event, Finished) and event.step is Step.DRAWING]
    assert reused == [False, True]


def none_running() -> bool:
    return not any("ffmpeg" in child.name() for child in psutil.Process().children(recursive=True))


def test_a_clip_that_goes_away_fails_and_leaves_nothing_running(bench: Bench, kitchen: Kitchen) -> None:
    plan = a_plan(bench)
    gone = msgspec.structs.replace(plan.sources[0], path="/nowhere/hej.mp4")
    with pytest.raises(RenderError, match=r"hej\.mp4"):
        render(msgspec.structs.replace(plan, sources=(gone, plan.sources[1])), OURS, kitchen, silent)
    assert none_running()
    assert not (kitchen.folder / "film.mp4").exists()


def test_who_asks_it_to_stop_is_obeyed(bench: Bench, kitchen: Kitchen) -> None:
    def asking(event: Event) -> None:
        if isinstance(event, Started) and event.step is Step.RENDERING:
            kitchen.stop.ask()

    with pytest.raises(Stopped):
        render(a_plan(bench), OURS, kitchen, asking)
    assert none_running()
    assert not (kitchen.folder / "film.mp4").exists()


def test_a_sound_that_fails_does_not_wait_for_the_picture(
    bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waiting(*_arguments: object) -> Path:
        for _time in range(100):
            if kitchen.stop.asked:
                raise Stopped
            time.sleep(0.1)
        return Path()

    def failing(*_arguments: object) -> None:
        raise RenderError("no sound of this kind")

    monkeypatch.setattr("vidkit.render.renderer.make_pictures", waiting)
    monkeypatch.setattr("vidkit.render.renderer.master_sound", failing)
    with pytest.raises(RenderError, match="no sound of this kind"):
        render(a_plan(bench), OURS, kitchen, silent)


def test_an_interruption_stops_the_sound_too(bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr("vidkit.render.renderer.make_pictures", interrupted)
    with pytest.raises(KeyboardInterrupt):
        render(a_plan(bench), OURS, kitchen, silent)
    assert kitchen.stop.asked
    assert none_running()


def test_half_a_still_is_not_kept(
    bench: Bench, kitchen: Kitchen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cook = Kitchen.cook

    def halving(kitchen: Kitchen, recipe: Recipe, **options: Any) -> Path:
        made = cook(kitchen, recipe, **options)
        if made.name == "still.png":
            made.write_bytes(made.read_bytes()[:-20])
        return made

    plan = a_plan(bench)
    with monkeypatch.context() as patch:
        patch.setattr(Kitchen, "cook", halving)
        half = render(plan, OURS, kitchen, silent).still.read_bytes()
    (tmp_path / "again").mkdir()
    again = render(plan, OURS, msgspec.structs.replace(kitchen, folder=tmp_path / "again"), silent)
    assert again.still.read_bytes()[:-20] == half


def test_the_still_is_told_of_before_the_film_is_joined(bench: Bench, kitchen: Kitchen) -> None:
    seen: list[tuple[str, bool]] = []

    def told(still: Path) -> None:
        seen.append((still.name, still.is_file() and not (kitchen.folder / "film.mp4").exists()))

    render(a_plan(bench), OURS, kitchen, silent, with_still=told)
    assert seen == [("still.png", True)]
