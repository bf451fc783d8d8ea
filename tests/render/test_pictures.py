"""Windows made by several programs and joined again are the whole; what was made once is not made again."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from running import python_program

from vidkit.events import Event, Noted, Progressed, silent
from vidkit.plan.reel_plan import Encoding, ReelPlan
from vidkit.render import pictures, windows
from vidkit.render.cache import Cache
from vidkit.render.compiler.address import Addresses
from vidkit.render.compiler.sound import compile_film
from vidkit.render.ffmpeg import StarvedError, Stop, Stopped
from vidkit.render.kitchen import Kitchen
from vidkit.render.labour import Labour
from vidkit.render.pictures import Pictures, make_pictures
from vidkit.render.sound import master_sound
from vidkit.render.upkeep import entries
from vidkit.render.windows import windows_of

from .rig import Bench, Shown, planned
from .test_windows import KEYS, PHONE_VFR, PLANS, PORTRAIT, SLOW, WIDE, said, several

pytestmark = pytest.mark.program

TINY = Encoding(encoder="libx264", preset="ultrafast", crf=20, key_every=15, bitrate_most=4_000_000)


@pytest.fixture(autouse=True)
def many_small_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second each, so that small reels have several, and a cache of the test's own."""
    monkeypatch.setattr(windows, "WINDOW_S", Fraction(1, 2))
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))


def crew(programs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "labour", lambda *_facts: Labour(programs, 1))


def made(plan: ReelPlan, bench: Bench, kitchen: Kitchen, heard: Callable[[Event], None] = silent) -> Pictures:
    cards = {digest: str(Path(file).absolute()) for digest, file in bench.cards(plan).items()}
    return make_pictures(plan, cards, kitchen, Addresses(plan, kitchen.program.version), heard)


def joined(plan: ReelPlan, done: Pictures, kitchen: Kitchen) -> list[str]:
    """The digests of the joined film's frames."""
    sound = master_sound(msgspec.structs.replace(plan, sound=None), kitchen)
    recipe = compile_film([file.name for file in done.files], sound.file, "Film", "film.mp4")
    return Shown(kitchen.cook(recipe)).digests


@pytest.mark.parametrize("named", PLANS, ids=lambda named: named.__name__)
def test_the_joined_film_is_the_whole(
    named: Callable[[Bench], ReelPlan], bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew(2, monkeypatch)
    plan = named(bench)
    done = made(plan, bench, kitchen)
    assert len(done.files) == len(windows_of(plan))
    assert joined(plan, done, kitchen) == bench.shown(plan).digests


NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
"""Each example takes seconds: a smaller one is not worth the minutes."""

REORDERED = Encoding(encoder="libx264", preset="veryfast", crf=20, key_every=15, bitrate_most=4_000_000)


@pytest.mark.parametrize("programs", [1, 2, 3])
def test_the_joined_film_has_even_steps(
    programs: int, bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows differ in how far ahead of its picture a frame is decoded: a still needs less of it than a moving one."""
    crew(programs, monkeypatch)
    monkeypatch.setattr(pictures, "batches", lambda windows, *_: tuple(range(n, n + 1) for n in range(len(windows))))
    plan = planned(bench.clip(seconds=4, stands=(*[1] * 20, 40, *[1] * 30)), intro=17, end=9, encoding=REORDERED)
    done = made(plan, bench, kitchen)
    joined(plan, done, kitchen)
    with av.open(str(kitchen.folder / "film.mp4")) as film:
        steps = [packet.dts for packet in film.demux(video=0) if packet.dts is not None]
    assert len(steps) == plan.frames
    assert len({after - before for before, after in pairwise(steps)}) == 1


@pytest.mark.parametrize("encoding", [TINY, REORDERED], ids=["in order", "reordered"])
def test_without_looking_into_the_pictures_the_film_is_the_same_to_the_byte(
    encoding: Encoding, bench: Bench, kitchen: Kitchen
) -> None:
    plan = planned(bench.clip(seconds=2, stands=(*[1] * 20, 10, *[1] * 30)), intro=17, end=9, encoding=encoding)
    done = made(plan, bench, kitchen)
    joined(plan, done, kitchen)
    film = kitchen.folder / "film.mp4"
    quick = film.read_bytes()
    recipe = compile_film([file.name for file in done.files], "sound.mp4", "Film", "film.mp4")
    at = recipe.arguments.index("-codec_whitelist")
    looking = (*recipe.arguments[:at], *recipe.arguments[at + 2 :])
    assert kitchen.cook(msgspec.structs.replace(recipe, arguments=looking)).read_bytes() == quick


trims = st.tuples(st.integers(0, 2900), st.integers(40, 1500))


@settings(max_examples=6, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.tuples(st.sampled_from([PORTRAIT, WIDE, PHONE_VFR, SLOW]), trims), min_size=1, max_size=3),
    cards=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    cues=st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900)), max_size=3),
)
def test_any_joined_film_is_the_whole(
    bench: Bench,
    tmp_path_factory: pytest.TempPathFactory,
    kitchen: Kitchen,
    parts: list[tuple[object, tuple[int, int]]],
    cards: tuple[int, int],
    cues: list[tuple[int, int]],
) -> None:
    clips = [bench.clip(**{key: getattr(recipe, key) for key in KEYS}) for recipe, _trim in parts]
    captions = said(*[(at, at + length, f"Ord {n}") for n, (at, length) in enumerate(sorted(cues))])
    plan = planned(
        *clips,
        trims=tuple((start % 1900, start % 1900 + length) for _recipe, (start, length) in parts),
        captions=(captions,) * len(clips),
        intro=cards[0],
        end=cards[1],
    )
    own = msgspec.structs.replace(kitchen, folder=tmp_path_factory.mktemp("any"))
    with pytest.MonkeyPatch.context() as patch:
        crew(1 + len(parts), patch)
        done = made(plan, bench, own)
    assert joined(plan, done, own) == bench.shown(plan).digests


def another(kitchen: Kitchen, name: str) -> Kitchen:
    folder = kitchen.folder.parent / name
    folder.mkdir()
    return Kitchen(folder, kitchen.program, Stop())


def lossy(bench: Bench) -> ReelPlan:
    return planned(bench.clip(seconds=4), intro=20, end=20, encoding=TINY)


def test_what_was_made_once_is_not_made_again(bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = lossy(bench)
    first = made(plan, bench, kitchen)
    assert first.reused == 0

    def refused(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the program was started")

    monkeypatch.setattr(Kitchen, "cook_parts", refused)
    heard: list[Event] = []
    again = made(plan, bench, another(kitchen, "again"), heard.append)
    assert again.reused == len(again.files) == len(first.files)
    assert [a.read_bytes() for a in again.files] == [b.read_bytes() for b in first.files]
    assert isinstance(heard[-1], Progressed)
    assert heard[-1].done == heard[-1].total == plan.frames


def test_a_damaged_window_is_made_again_and_no_other(bench: Bench, kitchen: Kitchen) -> None:
    plan = lossy(bench)
    made(plan, bench, kitchen)
    victim = next(entry.file for entry in entries() if entry.kind == "windows")
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    again = made(plan, bench, another(kitchen, "again"))
    assert again.reused == len(again.files) - 1


def test_asked_to_stop_soon_it_finishes_a_window_and_the_next_run_goes_on(
    bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew(1, monkeypatch)
    monkeypatch.setattr(pictures, "batches", lambda windows, *_more: (range(4), range(4, len(windows))))
    plan = lossy(bench)

    def asking(event: Event) -> None:
        if isinstance(event, Progressed):
            kitchen.stop.ask_soon()

    with pytest.raises(Stopped):
        made(plan, bench, kitchen, asking)
    kept = [entry.file for entry in entries() if entry.kind == "windows"]
    assert 1 <= len(kept) <= 4 < len(windows_of(plan))
    monkeypatch.undo()
    monkeypatch.setattr(windows, "WINDOW_S", Fraction(1, 2))
    monkeypatch.setenv("VIDKIT_CACHE", str(kitchen.folder.parent / "cache"))
    went_on = made(plan, bench, another(kitchen, "again"))
    assert went_on.reused == len(kept)
    assert len(Shown(went_on.files[0]).digests) == windows_of(plan)[0].frames


def test_windows_of_two_encoders_are_not_joined(
    bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a graphics driver is renewed between two runs: all are made anew, in one go."""
    plan = lossy(bench)
    made(plan, bench, kitchen)
    addresses = Addresses(plan, kitchen.program.version)
    other = msgspec.structs.replace(plan, encoding=msgspec.structs.replace(TINY, preset="veryfast"))
    elsewhere = another(kitchen, "elsewhere")
    foreign = made(other, bench, elsewhere).files[1]
    cache = Cache("windows", ".mp4")
    at = addresses.window(windows_of(plan)[1])
    next(iter(cache.folder.rglob(f"{at}-*"))).unlink()
    cache.keep(foreign, at)
    again = made(plan, bench, another(kitchen, "again"))
    assert again.reused == 0
    assert sum(len(Shown(file).digests) for file in again.files) == plan.frames


def test_several_programs_give_what_one_gives(bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = several(bench)
    crew(3, monkeypatch)
    one = [digest for file in made(plan, bench, kitchen).files for digest in Shown(file).digests]
    monkeypatch.setenv("VIDKIT_CACHE", str(kitchen.folder.parent / "other"))
    crew(1, monkeypatch)
    alone = made(plan, bench, another(kitchen, "alone"))
    assert [digest for file in alone.files for digest in Shown(file).digests] == one


STARVING = """
import contextlib, os, pathlib, signal, sys
counted = pathlib.Path({counted!r})
if any("run-" in word for word in sys.argv):
    with counted.open("a") as file:
        file.write("x")
    for number in range({times}):  # of two at the same moment only one makes the file
        with contextlib.suppress(FileExistsError), open(f"{{counted}}-{{number}}", "x"):
            os.kill(os.getpid(), signal.SIGKILL)
os.execv({real!r}, [{real!r}, *sys.argv[1:]])
"""


def starving(kitchen: Kitchen, times: int) -> tuple[Kitchen, Path]:
    """A kitchen whose program is killed by the system the first `times` it makes pictures, and how often it ran."""
    counted = kitchen.folder.parent / "counted"
    text = STARVING.format(counted=str(counted), times=times, real=kitchen.program.path)
    path = python_program(kitchen.folder.parent / "ffmpeg-starving", text.splitlines())
    return msgspec.structs.replace(kitchen, program=msgspec.structs.replace(kitchen.program, path=str(path))), counted


def test_where_the_system_kills_one_of_several_one_alone_goes_on(
    bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew(2, monkeypatch)
    plan = lossy(bench)
    starved, counted = starving(kitchen, 1)
    heard: list[Event] = []
    done = made(plan, bench, starved, heard.append)
    assert [len(Shown(file).digests) for file in done.files] == [window.frames for window in windows_of(plan)]
    assert counted.read_text() in ("xx", "xxx")  # the second of two may be stopped before it begins
    assert "one alone goes on" in next(event.text for event in heard if isinstance(event, Noted))
    told = [event.done for event in heard if isinstance(event, Progressed)]
    assert told == sorted(told)
    assert told[-1] == plan.frames


@pytest.mark.parametrize(("programs", "tries"), [(1, (1,)), (2, (2, 3))])
def test_where_the_system_kills_the_last_one_too_it_is_said(
    programs: int, tries: tuple[int, ...], bench: Bench, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew(programs, monkeypatch)
    starved, counted = starving(kitchen, 99)
    with pytest.raises(StarvedError, match="signal 9"):
        made(lossy(bench), bench, starved)
    assert len(counted.read_text()) in tries
