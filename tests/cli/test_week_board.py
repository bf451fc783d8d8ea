"""The live board of a week: a line for each reel, as many as there is room for, and how long all of it will take."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from vidkit.batch.week import Failed
from vidkit.batch.workload import Load
from vidkit.cli.time_left import TimeLeft, in_words
from vidkit.cli.week_board import LiveWeekBoard, WeekBoard
from vidkit.cli.week_rows import Row, Stage, lines
from vidkit.errors import InputError
from vidkit.events import Finished, Noted, Progressed, Started, Step
from vidkit.plan.brief import AskedClip, Brief
from vidkit.plan.week import Reel

ROWS = st.lists(
    st.builds(
        Row,
        name=st.text(st.characters(blacklist_categories=["Cc", "Cs"]), max_size=40),
        stage=st.sampled_from(Stage),
        text=st.text(max_size=80),
        share=st.none() | st.floats(0, 1),
    ),
    max_size=30,
)


@given(ROWS, st.integers(1, 20), st.integers(6, 120))
def test_never_higher_or_wider_than_the_terminal(rows: list[Row], room: int, width: int) -> None:
    drawn = lines(rows, room, width)
    assert len(drawn) <= room
    assert all(cell_len(line.text) <= width for line in drawn)
    assert all("\n" not in line.text for line in drawn)


@given(ROWS, st.integers(4, 20))
def test_what_is_in_hand_is_always_seen(rows: list[Row], room: int) -> None:
    in_hand = sum(row.stage is Stage.IN_HAND for row in rows)
    seen = sum(line.text.startswith("▸") for line in lines(rows, room, 80))
    assert seen >= min(in_hand, room - 1)


def test_more_reels_than_rows() -> None:
    rows = [
        *(Row(name=f"klar-{number}", stage=Stage.DONE, text="made") for number in range(9)),
        Row(name="trasig", stage=Stage.FAILED, text="“trasig.mp4” is empty."),
        Row(name="i-arbete", stage=Stage.IN_HAND, text="Rendering the film", share=0.42),
        *(Row(name=f"sedan-{number}", text="waiting") for number in range(9)),
    ]
    drawn = [line.text for line in lines(rows, 6, 50)]
    assert drawn == [
        "✗ trasig    “trasig.mp4” is empty.",
        "▸ i-arbete  Rendering the film  42 %",
        "· sedan-0   waiting",
        "· sedan-1   waiting",
        "· sedan-2   waiting",
        "  … 9 done, 6 waiting",
    ]


def test_a_narrow_terminal_keeps_the_percentage() -> None:
    row = Row(name="brandvarnaren-hemma", stage=Stage.IN_HAND, text="Rendering the film", share=0.5)
    (line,) = lines([row], 5, 24)
    assert line.text.startswith("▸ brandvarn…")
    assert line.text.endswith(" 50 %")
    assert cell_len(line.text) <= 24


def reel(name: str) -> Reel:
    return Reel(brief=Brief(clips=(AskedClip(f"{name}.mp4"),), name=name), source=f"{name}.mp4")


REELS = [reel("ett"), reel("två"), reel("tre")]


def test_two_reels_in_hand_at_once_have_a_line_each() -> None:
    console = Console(file=io.StringIO(), width=60, height=20, force_terminal=True)
    board = LiveWeekBoard(REELS, [Load(6.0)] * 3, console)
    one, two = board.begins(REELS[0]), board.begins(REELS[1])
    one(Started(Step.RENDERING))
    two(Started(Step.LISTENING))
    one(Progressed(Step.RENDERING, 30, 120))
    two(Progressed(Step.LISTENING, 4, 8))
    with console.capture() as captured:
        console.print(board.drawn())
    shown = [line.rstrip() for line in captured.get().splitlines()]
    assert [part in line for line, part in zip(shown, ("25 %", "50 %", "waiting", "0 of 3"), strict=False)] == [
        True
    ] * 4
    assert "Rendering the film" in shown[0]
    assert "Listening to the speech" in shown[1]
    board.ends(Failed(REELS[1], InputError("“två.mp4” is empty.")))
    with console.capture() as captured:
        console.print(board.drawn())
    assert "“två.mp4” is empty." in captured.get()
    assert "1 of 3" in captured.get()


def test_of_two_steps_of_a_reel_the_one_that_began_later_is_shown() -> None:
    console = Console(file=io.StringIO(), width=60, height=20, force_terminal=True)
    board = LiveWeekBoard(REELS, [Load(6.0)] * 3, console)
    heard = board.begins(REELS[0])

    def shown() -> str:
        with console.capture() as captured:
            console.print(board.drawn())
        return captured.get().splitlines()[0]

    heard(Started(Step.WRITING))
    heard(Started(Step.CHECKING))
    heard(Finished(Step.WRITING, 0.4))
    assert "Checking the result" in shown()
    heard(Finished(Step.CHECKING, 0.9))
    assert "waiting" in shown()


def test_without_a_terminal_each_sentence_says_whose_it_is(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    board = WeekBoard(REELS, [Load(6.0)] * 3)
    one, two = board.begins(REELS[0]), board.begins(REELS[2])
    two(Noted("The voice is quiet."))
    one(Started(Step.RENDERING))
    board.ends(Failed(REELS[2], InputError("“tre.mp4” is empty.")))
    said = capsys.readouterr().err.splitlines()
    assert said == ["[1/3] ett …", "[1/3] tre …", "  tre: The voice is quiet.", "[1/3] ✗ tre: “tre.mp4” is empty."]
    assert [result.reel.name for result in board.results] == ["tre"]


def test_the_time_left_follows_what_was_measured() -> None:
    left = TimeLeft([Load(10.0)] * 4)
    assert left.seconds(2.0) is None
    for number in (0, 1):
        left.ended(number, made=True)
    assert left.seconds(60.0) == pytest.approx(60.0)
    for step, seconds in ((Step.LISTENING, 10.0), (Step.DRAWING, 2.0), (Step.RENDERING, 10.0)):
        left.heard(2, Started(step))
        left.heard(2, Finished(step, seconds))
    assert left.seconds(90.0) == pytest.approx(90 * (40 - 30) / 30, rel=0.1)


def test_reels_that_have_not_changed_and_those_that_failed_foretell_nothing() -> None:
    left = TimeLeft([Load(10.0, stands=True)] * 8 + [Load(10.0)] * 4)
    for number in range(8):
        left.ended(number, made=False)
    assert left.seconds(6.0) is None
    left.ended(8, made=False)
    left.ended(9, made=True)
    assert left.seconds(30.0) == pytest.approx(60.0)


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=8), st.floats(5, 1000))
def test_nothing_is_left_when_all_is_done(lengths: list[float], passed: float) -> None:
    left = TimeLeft([Load(length) for length in lengths])
    for number in range(len(lengths)):
        left.ended(number, made=True)
    assert left.seconds(passed) == pytest.approx(0.0)


def test_time_in_words() -> None:
    said = [in_words(seconds) for seconds in (None, 0.0, 12.0, 54.0, 58.0, 200.0)]
    assert said == ["", "about 10 s left", "about 10 s left", "about 50 s left", "about 1 min left", "about 3 min left"]
