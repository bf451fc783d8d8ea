"""The door to the program, with programs that fail: each fault is said, and none is left running."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from vidkit.errors import MissingError, OutputError, RenderError
from vidkit.render import ffmpeg, program
from vidkit.render.compiler.recipe import REPORT, Recipe
from vidkit.render.ffmpeg import Command, Ran, StarvedError, Stop, Stopped, run
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import Program, find_program, lacking

from . import fakes
from .fakes import fake

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts are no programs on Windows")


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    left = [child for child in psutil.Process().children(recursive=True) if child.pid not in before]
    for child in left:
        child.kill()
    assert left == []


@pytest.fixture
def quick_to_lose_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "GRACE_S", 0.4)
    monkeypatch.setenv("VIDKIT_PATIENCE", "0.6")


def through(folder: Path, body: str) -> Command:
    return Command(program=fake(folder, body), arguments=("-i", "x"), folder=str(folder))


def asked_after(seconds: float) -> Stop:
    stop = Stop()
    threading.Timer(seconds, stop.ask).start()
    return stop


# --- what it says


def test_what_went_well_is_handed_over(tmp_path: Path) -> None:
    ran = run(through(tmp_path, "print('one'); print('two'); err.write('said\\n')"))
    assert (ran.output, ran.said) == ("one\ntwo", "said")


def test_progress_is_heard_frame_by_frame_and_is_no_output(tmp_path: Path) -> None:
    frames: list[int] = []
    body = "for n in (0, 7, 30): print(f'frame={n}\\nfps=1.0\\nprogress=continue', flush=True)"
    ran = run(through(tmp_path, body), heard=frames.append)
    assert frames == [0, 7, 30]
    assert "frame=" not in ran.output


def test_a_failure_is_said_with_the_end_of_what_the_program_said(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as failed:
        run(
            through(
                tmp_path, "err.write('much\\n' * 9 + 'x.mov: Invalid data found\\nConversion failed!\\n'); sys.exit(1)"
            )
        )
    assert "x.mov: Invalid data found" in failed.value.message
    assert failed.value.message.count("much") <= 1
    assert failed.value.hint


def test_a_failure_without_a_word_has_its_number(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="69"):
        run(through(tmp_path, "sys.exit(69)"))


def test_words_in_no_known_encoding_are_no_fault(tmp_path: Path) -> None:
    ran = run(through(tmp_path, "out.buffer.write(b'\\xff\\xfe\\n'); err.buffer.write(b'm\\xe4rsta\\r\\n')"))
    assert ran.said == "m\ufffdrsta"


@pytest.mark.parametrize("said", ffmpeg.DISK_FULL + ffmpeg.NOT_WRITABLE)
def test_a_full_or_closed_disk_is_a_fault_of_the_place(said: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as failed:
        run(through(tmp_path, f"err.write('av_interleaved_write_frame(): {said}\\n' + 'tail\\n' * 5); sys.exit(1)"))
    assert str(tmp_path) in failed.value.message
    assert "--out" in failed.value.hint


def test_a_program_that_the_system_ended_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="signal 9") as failed:
        run(through(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)"))
    assert "memory" in failed.value.hint


def test_a_flood_of_words_stops_nothing(tmp_path: Path) -> None:
    frames: list[int] = []
    ran = run(through(tmp_path, fakes.FLOODS), heard=frames.append)
    assert len(frames) == 500
    assert ran.said.endswith("the very last line")
    assert len(ran.said.splitlines()) == ffmpeg.TAIL_LINES


def test_a_flood_without_a_line_break_stops_nothing(tmp_path: Path) -> None:
    assert len(run(through(tmp_path, "err.write('x' * 5_000_000)")).said) <= 2000


# --- being stopped


@pytest.mark.usefixtures("quick_to_lose_patience")
@pytest.mark.parametrize("body", [fakes.HANGS, fakes.IGNORES_BEING_ASKED], ids=["hangs", "ignores"])
def test_a_program_that_gives_no_sign_of_life_is_ended(body: str, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(RenderError, match=r"fake-ffmpeg.*stopped answering"):
        run(through(tmp_path, body))
    assert time.monotonic() - began < 8


@pytest.mark.usefixtures("quick_to_lose_patience")
def test_a_slow_program_that_shows_life_is_left_in_peace(tmp_path: Path) -> None:
    run(through(tmp_path, "for n in range(6): print(f'frame={n}', flush=True); time.sleep(0.2)"))


@pytest.mark.parametrize("body", [fakes.HANGS, fakes.IGNORES_BEING_ASKED, fakes.FLOODS * 40])
def test_a_program_stops_within_seconds_when_asked(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "GRACE_S", 0.4)
    began = time.monotonic()
    with pytest.raises(Stopped):
        run(through(tmp_path, body), stop=asked_after(0.3))
    assert time.monotonic() - began < 4


def test_who_was_asked_before_it_began_stops_at_once(tmp_path: Path) -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped):
        run(through(tmp_path, fakes.HANGS), stop=stop)


def test_who_was_asked_before_it_began_begins_nothing(tmp_path: Path) -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped):
        run(through(tmp_path, "open('begun', 'w').close()"), stop=stop)
    assert not (tmp_path / "begun").exists()


def test_a_program_that_falls_silent_is_waited_for(tmp_path: Path) -> None:
    run(through(tmp_path, "os.close(1); os.close(2); time.sleep(0.5); open('done', 'w').close()"))
    assert (tmp_path / "done").exists()


def test_a_program_behind_the_program_is_ended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "GRACE_S", 0.4)
    began = time.monotonic()
    with pytest.raises(Stopped):
        run(through(tmp_path, fakes.WORKS_THROUGH_ANOTHER), stop=asked_after(0.5))
    assert time.monotonic() - began < 4
    assert ended(int((tmp_path / "child.pid").read_text()))


def ended(pid: int) -> bool:
    for _wait in range(40):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


SCRIPT = """
import sys
from vidkit.render import ffmpeg
ffmpeg.GRACE_S = 1.0
try:
    ffmpeg.run(ffmpeg.Command(program=sys.argv[1], arguments=(), folder=sys.argv[2]),
               heard=lambda frame: print("going", flush=True))
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("body", [fakes.HANGS, fakes.IGNORES_BEING_ASKED], ids=["asked", "ignores"])
def test_ctrl_c_leaves_no_program(body: str, times: int, tmp_path: Path) -> None:
    noted = "import os; open('fake.pid', 'w').write(str(os.getpid())); print('frame=1', flush=True)\n"
    command = [sys.executable, "-c", SCRIPT, fake(tmp_path, noted + body), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as ours:
        assert ours.stdout is not None
        assert ours.stdout.readline() == "going\n"
        for _press in range(times):
            ours.send_signal(signal.SIGINT)
            time.sleep(0.3)
        ours.wait(10)
    assert ended(int((tmp_path / "fake.pid").read_text()))


# --- being fed


def test_what_is_fed_arrives_whole(tmp_path: Path) -> None:
    body = "import hashlib; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())"
    import hashlib

    chunks = [bytes([n]) * 700_000 for n in range(8)]
    assert run(through(tmp_path, body), feed=chunks).output == hashlib.sha256(b"".join(chunks)).hexdigest()


def test_a_program_that_stops_eating_fails_with_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="enough"):
        run(through(tmp_path, "sys.stdin.close(); err.write('enough\\n'); sys.exit(1)"), feed=endless())


def test_a_program_that_has_had_enough_and_is_well_is_no_fault(tmp_path: Path) -> None:
    assert run(through(tmp_path, "os.close(0); print('well')"), feed=endless()).output == "well"


def endless() -> Iterator[bytes]:
    while True:
        yield bytes(1_000_000)


@pytest.mark.parametrize("fault", [ValueError, FileNotFoundError, BrokenPipeError, KeyError])
@pytest.mark.parametrize("body", ["sys.stdin.buffer.read()", fakes.HANGS], ids=["eats", "hangs"])
def test_what_goes_wrong_in_the_making_of_frames_comes_out(fault: type[Exception], body: str, tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"one"
        raise fault("mark.png")

    with pytest.raises(fault, match=r"mark\.png"):
        run(through(tmp_path, body), feed=breaking())


@pytest.mark.usefixtures("quick_to_lose_patience")
def test_a_program_that_does_not_eat_is_ended(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="stopped answering"):
        run(through(tmp_path, fakes.HANGS), feed=endless())


# --- which program


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="nowhere"):
        run(Command(program=str(tmp_path / "nowhere"), arguments=()))


def test_a_file_that_is_no_program(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    (tmp_path / "text").chmod(0o755)
    with pytest.raises(MissingError, match="cannot be started"):
        run(Command(program=str(tmp_path / "text"), arguments=()))


@pytest.fixture
def afresh() -> Iterator[None]:
    find_program.cache_clear()
    yield
    find_program.cache_clear()


@pytest.mark.usefixtures("afresh")
class TestChosenProgram:
    """`VIDKIT_FFMPEG`."""

    def test_its_version_is_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = fake(tmp_path, "print('ffmpeg version n7.1-static Copyright (c) 2000')\nprint('built with gcc')")
        monkeypatch.setenv("VIDKIT_FFMPEG", path)
        assert find_program() == Program(path, "n7.1-static")

    @pytest.mark.parametrize("chosen", ["nowhere-at-all", "/nowhere/ffmpeg", "."])
    def test_one_that_is_not_there(self, chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VIDKIT_FFMPEG", chosen)
        with pytest.raises(MissingError, match="VIDKIT_FFMPEG") as missing:
            find_program()
        assert chosen in missing.value.message

    @pytest.mark.parametrize("body", ["print('hello')", "pass", "sys.exit(3)"])
    def test_one_that_is_another_program(self, body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VIDKIT_FFMPEG", fake(tmp_path, body))
        with pytest.raises(MissingError, match="fake-ffmpeg"):
            find_program()

    def test_one_that_the_system_kills_is_not_taken_for_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("VIDKIT_FFMPEG", fake(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)"))
        with pytest.raises(StarvedError, match="signal 9"):
            find_program()

    @pytest.mark.program
    def test_the_one_that_comes_along_has_all_that_is_needed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("VIDKIT_FFMPEG", raising=False)
        found = find_program()
        assert os.access(found.path, os.X_OK)
        assert lacking(found) == ()

    def test_what_a_poorer_one_lacks_is_named(self, tmp_path: Path) -> None:
        body = "print(' T.C scale  V->V  Scale' if '-filters' in sys.argv else ' V..... libx264  H.264')"
        missing = lacking(Program(fake(tmp_path, body), "1"))
        assert set(missing) == {*program.NEEDED_FILTERS, *program.NEEDED_ENCODERS} - {"scale", "libx264"}


# --- the kitchen


def cooked(folder: Path, body: str, recipe: Recipe) -> Path:
    return Kitchen(folder, Program(fake(folder, body), "1"), Stop()).cook(recipe)


def test_a_dish_is_what_was_ordered(tmp_path: Path) -> None:
    recipe = Recipe(arguments=(), output="a.mp4", texts=(("a.ass", "åäö\n"),))
    assert cooked(tmp_path, "open('a.mp4', 'w').write('x')", recipe) == tmp_path / "a.mp4"
    assert (tmp_path / "a.ass").read_bytes() == "åäö\n".encode()


@pytest.mark.parametrize("body", ["pass", "open('a.mp4', 'w').close()"], ids=["nothing", "empty"])
def test_nothing_made_is_no_success(body: str, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"a\.mp4"):
        cooked(tmp_path, body, Recipe(arguments=(), output="a.mp4"))


HALF = "open('a.mp4', 'w').write('x'); print('frame=15\\nprogress=end')"


def test_half_of_it_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"a\.mp4 is not whole"):
        cooked(tmp_path, HALF, Recipe(arguments=REPORT, output="a.mp4", frames=30))
    cooked(tmp_path, HALF, Recipe(arguments=REPORT, output="a.mp4", frames=15))


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    recipe = Recipe(arguments=(), output="a.mp4", texts=(("nowhere/a.ass", ""),))
    with pytest.raises(OutputError, match=str(tmp_path)):
        cooked(tmp_path, "pass", recipe)


def test_the_font_configuration_is_the_folder_s_own(tmp_path: Path) -> None:
    body = "print(os.environ.get('FONTCONFIG_FILE', ''))"
    assert run(through(tmp_path, body)).output != str(tmp_path / "fonts.conf")
    (tmp_path / "fonts.conf").write_text("")
    ran: Ran = run(through(tmp_path, body))
    assert ran.output == str(tmp_path / "fonts.conf")


SLOWLY = """
for number in range(4):
    with open(f"part-{number}.mp4", "w") as file:
        file.write("whole")
    print(f"part-{number}.mp4", flush=True)
    print(f"frame={number + 1}", flush=True)
    time.sleep(0.6)
"""
PARTS = Recipe(arguments=REPORT, output="", parts=tuple(f"part-{number}.mp4" for number in range(4)), frames=4)


class TestSeveralFiles:
    def test_each_is_told_of_once_and_in_order(self, tmp_path: Path) -> None:
        told: list[tuple[int, str]] = []
        kitchen = Kitchen(tmp_path, Program(fake(tmp_path, SLOWLY), "1"), Stop())
        kitchen.cook_parts(PARTS, heard=lambda _n: None, finished=lambda n, file: told.append((n, file.read_text())))
        assert told == [(number, "whole") for number in range(4)]

    def test_asked_to_stop_soon_it_ends_between_two(self, tmp_path: Path) -> None:
        told: list[int] = []
        kitchen = Kitchen(tmp_path, Program(fake(tmp_path, SLOWLY), "1"), Stop())

        def heard(frames: int) -> None:
            if frames == 2:
                kitchen.stop.ask_soon()

        with pytest.raises(Stopped):
            kitchen.cook_parts(PARTS, heard=heard, finished=lambda n, _file: told.append(n))
        assert told == [0, 1, 2]  # the third was being made when it was asked

    def test_a_program_that_breaks_off_leaves_what_it_finished(self, tmp_path: Path) -> None:
        told: list[int] = []
        body = SLOWLY.replace("time.sleep(0.6)", "sys.exit(1) if number == 1 else None")
        kitchen = Kitchen(tmp_path, Program(fake(tmp_path, body), "1"), Stop())
        with pytest.raises(RenderError):
            kitchen.cook_parts(PARTS, heard=lambda _n: None, finished=lambda n, _file: told.append(n))
        assert told == [0, 1]

    def test_one_that_was_not_made_is_missed(self, tmp_path: Path) -> None:
        body = SLOWLY.replace("range(4)", "range(3)").replace("number + 1", "number + 2").replace("0.6", "0")
        kitchen = Kitchen(tmp_path, Program(fake(tmp_path, body), "1"), Stop())
        with pytest.raises(RenderError, match=r"part-3\.mp4"):
            kitchen.cook_parts(PARTS, heard=lambda _n: None, finished=lambda _n, _file: None)
