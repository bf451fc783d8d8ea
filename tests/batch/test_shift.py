"""Threads that make reels: nothing hangs, whatever goes wrong in one of them; cards are drawn by one thread."""

import threading
import time

import pytest

from vidkit.batch.admission import Limits
from vidkit.batch.floor import Floor
from vidkit.batch.shift import Put, Shift, Task
from vidkit.events import Noted, Started, Step
from vidkit.render.ffmpeg import Stop, Stopped
from vidkit.render.once import alone

from .test_admission import MB


def test_in_order_by_several_threads_and_what_was_put_off_last() -> None:
    begun: list[tuple[int, bool]] = []

    def work(task: Task) -> Put | None:
        begun.append((task.number, task.again))
        time.sleep(0.01 * (task.number == 3))
        return Put() if task.number == 5 and not task.again else None

    Shift((2, 5, 0, 4, 3, 1)).run(work, 3)
    assert [number for number, _again in begun[:3]] == [2, 5, 0]
    assert sorted(begun[:-1]) == [(number, False) for number in range(6)]
    assert begun[-1] == (5, True)


def test_a_fault_of_ours_is_raised_and_the_others_stop() -> None:
    shift = Shift(range(50))
    made: list[int] = []

    def work(task: Task) -> None:
        if task.number == 1:
            raise RuntimeError("a step too far")
        time.sleep(0.02)
        made.append(task.number)

    with pytest.raises(RuntimeError, match="a step too far"):
        shift.run(work, 2)
    assert len(made) < 10
    assert shift.stop.asked


def test_when_nobody_can_be_told_any_more_all_stops_with_the_reason() -> None:
    shift = Shift(range(50))

    def closed() -> None:
        raise BrokenPipeError

    def work(_task: Task) -> None:
        shift.tell(closed)

    with pytest.raises(BrokenPipeError):
        shift.run(work, 3)


def test_what_is_told_comes_in_order_and_one_thing_at_a_time() -> None:
    shift, told, inside = Shift(range(4)), list[str](), threading.Lock()

    def listen(event: object) -> None:
        assert inside.acquire(blocking=False), "two at once"
        time.sleep(0.001)
        assert isinstance(event, Noted)
        told.append(event.text)
        inside.release()

    def work(task: Task) -> None:
        follower = shift.follower(listen)
        for count in range(20):
            follower(Noted(f"{task.number} {count}"))

    shift.run(work, 4)
    for number in range(4):
        assert [text for text in told if text.startswith(f"{number} ")] == [f"{number} {count}" for count in range(20)]


def test_a_reel_that_is_being_prepared_is_cut_short_when_all_is_to_stop_and_one_that_is_made_is_not() -> None:
    shift = Shift((0,))
    preparing, made = shift.follower(lambda _event: None), shift.follower(lambda _event: None)
    made.preparing = False
    shift.stop.ask_soon()
    with pytest.raises(Stopped):
        preparing(Started(Step.LISTENING))
    made(Started(Step.RENDERING))
    with pytest.raises(Stopped), shift.making(made):
        pytest.fail("nothing more may begin")


def test_who_waits_for_a_turn_is_told_to_stop() -> None:
    stop, waited = Stop(), list[bool]()
    floor = Floor(Limits(2, 1000 * MB), stop)
    entered = threading.Event()

    def wait() -> None:
        try:
            with floor.turns(1).hearing(0):
                waited.append(False)
        except Stopped:
            waited.append(True)

    with floor.turns(0).hearing(0):
        other = threading.Thread(target=wait)
        other.start()
        entered.wait(0.2)
        assert not waited
        stop.ask_soon()
        other.join(5)
    assert waited == [True]


def test_a_loaded_model_counts_until_it_is_gone() -> None:
    floor = Floor(Limits(8, 1000 * MB), Stop())
    with floor.turns(0).hearing(600 * MB):
        pass
    with floor.turns(1).hearing(600 * MB):  # it is not loaded twice
        pass
    begun = threading.Event()

    def draw() -> None:
        with floor.turns(2).drawing(), floor.turns(3).drawing():
            begun.set()

    other = threading.Thread(target=draw)
    other.start()
    assert not begun.wait(0.3)  # 600 + 2 x 250 is too much
    floor.model_gone()
    assert begun.wait(5)
    other.join(5)


def test_two_that_want_the_same_thing_have_it_made_once() -> None:
    kept: set[str] = set()
    made: list[str] = []

    def draw(what: str) -> None:
        with alone(what, Stop()):
            if what not in kept:
                time.sleep(0.05)
                made.append(what)
                kept.add(what)

    threads = [threading.Thread(target=draw, args=(what,)) for what in ("end", "end", "intro", "end")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert sorted(made) == ["end", "intro"]
