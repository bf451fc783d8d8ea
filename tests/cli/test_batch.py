"""`vidkit batch` and `vidkit week`: what would be made is shown, week files are written and refused, Ctrl-C ends it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped, unused-ignore]
import pytest
from running import QUICK, Vidkit, command, fingerprints, finished, names

from .programs import failing

pytestmark = pytest.mark.program

Clip = Callable[..., Path]


@pytest.fixture
def clips(tmp_path: Path, clip: Clip) -> Path:
    folder = tmp_path / "klipp"
    folder.mkdir()
    for name in ("Brandvarnaren.mp4", "IMG_0001.mp4"):
        (folder / name).write_bytes(clip(seconds=1.2, sound="mono").read_bytes())
    return folder


def test_a_dry_run_makes_nothing_and_finds_what_cannot_be_made(vidkit: Vidkit, clips: Path) -> None:
    (clips / "tom.mp4").touch()
    (clips / "IMG_0001.srt").write_text("1\n00:00:00,100 --> 00:00:00,900\nHej\n", encoding="utf-8")
    ran = vidkit("batch", clips, "--dry-run")
    assert ran.code == 1
    for words in ("brandvarnaren: would be made (reel)", "IMG_0001.srt", "“tom.mp4” is empty"):
        assert words in ran.out
    assert names(vidkit.folder) == ["klipp"]


def test_a_week_file_is_written_edited_and_made(vidkit: Vidkit, clips: Path) -> None:
    (clips / "IMG_0001.txt").write_text("Lås dörren!\nEn mening.", encoding="utf-8")
    before = fingerprints(clips)
    assert vidkit("week", "new", clips).code == 0
    week = clips / "week.toml"
    after = fingerprints(clips)
    assert {name: after[name] for name in before} == before
    vidkit("week", "new", clips).refused(8, "week.toml")

    text = week.read_text("utf-8").replace('# day = "monday"', 'day = "måndag"')
    text = text.replace("[defaults]", '[defaults]\nshapes = ["wide", "square"]\nquality = "draft"\nintro = false')
    week.write_text(text, encoding="utf-8")
    ran = vidkit("batch", clips, *QUICK[4:], "--json")
    assert "week.toml says what is made" in ran.err
    assert "Monday" in ran.err
    made = {row["name"]: (row["shape"], row["day"], row["result"]) for row in ran.record["reels"]}
    assert made == {
        "brandvarnaren": ("wide", "monday", "made"),
        "brandvarnaren-square": ("square", "monday", "made"),
        "img-0001": ("wide", "monday", "made"),
        "img-0001-square": ("square", "monday", "made"),
    }
    assert "En mening." in (vidkit.folder / "reels" / "img-0001" / "img-0001.txt").read_text("utf-8")
    only = vidkit("batch", week, *QUICK, "--only", "img-0001", "--json").record["reels"]
    assert [(row["name"], row["shape"], row["result"]) for row in only] == [("img-0001", "wide", "unchanged")]


def test_a_folder_that_may_not_be_read_costs_one_reel(
    vidkit: Vidkit, clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clips / "stängd").mkdir()
    listing = Path.iterdir

    def refuse(path: Path) -> Iterator[Path]:
        if path.name == "stängd":
            raise PermissionError(13, "Permission denied")
        return iter(listing(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    ran = vidkit("batch", clips, "--dry-run", "--json")
    faults = {row["name"]: row.get("fault", "") for row in ran.record["reels"]}
    assert faults == {
        "brandvarnaren": "",
        "img-0001": "",
        "stangd": "“stängd” cannot be read: you have no permission.",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="processes there hold each other's files")
def test_two_runs_over_one_folder_do_each_other_no_harm(vidkit: Vidkit, clips: Path) -> None:
    before = fingerprints(clips)
    arguments = command("batch", clips, *QUICK, "--json")
    runs = [subprocess.Popen(arguments, cwd=vidkit.folder, stdout=-1, stderr=-1) for _run in range(2)]
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert run.returncode in (0, 1, 8), err.decode()
        for row in json.loads(out)["reels"]:
            assert row["result"] != "failed" or "another vidkit" in row["fault"]
    assert fingerprints(clips) == before
    assert finished(vidkit.folder / "reels") == ["brandvarnaren", "img-0001"]
    assert {row["result"] for row in vidkit("batch", clips, *QUICK, "--json").record["reels"]} == {"unchanged"}


WRONG = """\
[defaults]
brand = "nobody"
[[reels]]
title = "Ett"
clips = ["IMG_001.mp4"]
shapes = ["wide", "rund"]
[[reels]]
title = "Två"
captions = "saknas.srt"
clips = ["IMG_0001.mp4"]
profile = "sv-radio"
[[reels]]
name = "två"
clips = ["Brandvarnaren.mp4"]
"""


def test_a_week_file_with_faults_is_refused_whole_before_any_work(vidkit: Vidkit, clips: Path) -> None:
    week = clips / "veckan.toml"
    week.write_text(WRONG, encoding="utf-8")
    ran = vidkit("batch", week)
    assert (ran.code, ran.out) == (3, "")
    told = [line for line in ran.err.splitlines() if "veckan.toml" in line]
    for line, words in {2: "nobody", 5: "IMG_001.mp4", 6: "rund", 9: "saknas.srt", 11: "sv-radio"}.items():
        assert any(f"line {line}:" in each and words in each for each in told), (line, told)
    assert "“tva”: line 8, line 13" in ran.err
    assert "Did you mean “IMG_0001.mp4”?" in ran.err
    assert names(vidkit.folder) == ["klipp"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere",), 3, "nowhere"),
        (("klipp/IMG_0001.mp4",), 3, "IMG_0001.mp4"),
        (("klipp/tom",), 3, "no clip"),
        (("klipp", "--only", "annan"), 2, "annan"),
        (("klipp", "--captions", "a.srt"), 2, "a.srt"),
        (("klipp", "--jobs", "0"), 2, "0"),
        (("klipp", "--jobs", "many"), 2, "many"),
    ],
)
def test_what_cannot_be_a_week(vidkit: Vidkit, clips: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    (clips / "tom").mkdir()
    vidkit("batch", *arguments).refused(code, words)


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name hold bytes that are no text")
def test_a_name_that_is_no_text(vidkit: Vidkit, clips: Path) -> None:
    whole = (clips / "IMG_0001.mp4").read_bytes()
    (clips / "br\udcffnd.mp4").write_bytes(whole)
    (clips / "serie").mkdir()
    (clips / "serie" / "\udcff.mp4").write_bytes(whole)
    (clips / "bild\udcff.jpg").write_bytes(b"x")
    ran = vidkit("batch", clips, *QUICK, "--json")
    assert ran.code == 1
    assert [row["result"] for row in ran.record["reels"]] == ["made", "failed", "made", "failed"]
    for row, name in zip(ran.record["reels"][1::2], ("br?nd.mp4", "serie/?.mp4"), strict=True):
        assert row["fault"] == f"The name of “{name}” holds characters that are no text."


@pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there")
def test_asked_to_stop_the_whole_week_stops_and_goes_on_later(vidkit: Vidkit, clips: Path, clip: Clip) -> None:
    long = clip(seconds=8, sound="mono")
    (clips / "Lång.mp4").write_bytes(long.read_bytes())
    (clips / "Sist.mp4").write_bytes(long.read_bytes())
    arguments = ("batch", clips, "--no-intro", "--no-outro", "--captions", "off", "--quality", "high")
    child = subprocess.Popen(
        command(*arguments, "--json"), cwd=vidkit.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    reels = vidkit.folder / "reels"
    end = time.monotonic() + 60
    while not list(reels.glob(".lang.*/.kitchen/run-*")) or not (reels / "img-0001").is_dir():
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(0.5)
    programs = psutil.Process(child.pid).children(recursive=True)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130, err.decode()
    assert b"Traceback" not in err
    assert err.decode().splitlines()[-1] == "Stopped. Nothing half-made was left behind."
    assert err.decode().count("Press Ctrl-C again to stop at once.") == 1
    assert not [program for program in programs if program.is_running()]
    results = {row["name"]: row["result"] for row in json.loads(out)["reels"]}
    assert results == {"brandvarnaren": "made", "img-0001": "made", "lang": "waiting", "sist": "waiting"}
    assert finished(reels) == ["brandvarnaren", "img-0001"]
    again = vidkit(*arguments, "--json", "--dry-run")
    assert {row["name"]: row["stands"] for row in again.record["reels"]} == {
        "brandvarnaren": True,
        "img-0001": True,
        "lang": False,
        "sist": False,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there")
@pytest.mark.parametrize("asks", [(signal.SIGINT, signal.SIGINT), (signal.SIGTERM,)], ids=["twice", "by the system"])
def test_a_week_of_programs_that_hear_nothing_is_stopped_at_once(
    vidkit: Vidkit, clips: Path, monkeypatch: pytest.MonkeyPatch, asks: tuple[signal.Signals, ...]
) -> None:
    monkeypatch.setenv("VIDKIT_FFMPEG", str(failing(vidkit.folder, "deaf")))
    child = subprocess.Popen(command("batch", clips, *QUICK), cwd=vidkit.folder, stderr=subprocess.PIPE)
    reels = vidkit.folder / "reels"
    end = time.monotonic() + 60
    while len(programs := psutil.Process(child.pid).children(recursive=True)) < 4:
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    for ask in asks:
        child.send_signal(ask)
        time.sleep(0.5)
    _out, err = child.communicate(timeout=30)
    assert child.returncode == 130, err.decode()
    assert "Traceback" not in err.decode()
    assert not psutil.wait_procs(programs, timeout=5)[1]  # one that was only asked its version, the leash has ended
    assert finished(reels) == []
    assert not [name for name in names(reels) if name.endswith(".part")]
