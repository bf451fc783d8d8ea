"""`plan`, `check`, `doctor`, help, version and completion."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from running import QUICK, Vidkit, command, fingerprints, names, run

import vidkit as package
from vidkit.plan.reel_plan import from_json, to_json

from .programs import failing

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

COMMANDS = ("reel", "plan", "check", "doctor")


def test_version(vidkit: Vidkit) -> None:
    ran = vidkit("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"vidkit {package.__version__}\n", "")


@pytest.mark.parametrize("arguments", [(), *((name,) for name in COMMANDS)], ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_help(
    vidkit: Vidkit, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], option: str, language: str
) -> None:
    monkeypatch.setenv("VIDKIT_LANG", language)
    ran = vidkit(*arguments, option)
    assert ran.code == 0
    assert ran.err == ""
    if not arguments:
        assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("rel",),
        ("reel",),
        ("check",),
        ("plan",),
        ("reel", "a.mp4", "--nope"),
        ("reel", "a.mp4", "--fit", "x"),
        ("plan", "a.mp4", "--caption-style", "x"),
    ],
    ids=" ".join,
)
def test_wrong_use(vidkit: Vidkit, arguments: tuple[str, ...]) -> None:
    ran = vidkit(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.err or ran.out
    assert names(vidkit.folder) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(vidkit: Vidkit, tmp_path: Path, shell: str) -> None:
    ran = run("--show-completion", shell, folder=tmp_path)
    if ran.code == 2:  # the option takes no shell where it finds out by itself
        if shutil.which(shell) is None:
            pytest.skip(f"no {shell} here")
        line = " ".join((*command("--show-completion"), "; exit $?"))
        done = subprocess.run([shell, "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "complet" in done.stdout
        return
    assert ran.code == 0, ran.err
    assert "complet" in ran.out


def test_completion_is_installed_in_the_home(tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("no bash here")
    line = " ".join((*command("--install-completion"), "; exit $?"))
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert fingerprints(Path(os.environ["HOME"]))


def test_completion_of_names(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("vidkit")
    if not program.exists():
        pytest.skip("vidkit is not installed as a program here")
    env = {**os.environ, "_VIDKIT_COMPLETE": "complete_bash", "COMP_WORDS": "vidkit re", "COMP_CWORD": "1"}
    done = subprocess.run([program], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["reel"], done.stderr


def test_a_plan_reads_back(vidkit: Vidkit, clip: Clip) -> None:
    ran = vidkit("plan", clip(seconds=3, sound="mono"), clip(seconds=2), "--title", "Lås dörren", "--captions", "off")
    assert ran.code == 0, ran.err
    plan = from_json(ran.out.encode())
    assert to_json(plan).decode() == ran.out.rstrip("\n")
    assert plan.name == "las-dorren"
    assert names(vidkit.folder) == []
    with pytest.raises(msgspec.DecodeError):
        from_json(ran.out.encode()[:-40])


def test_the_plan_is_the_one_that_the_reel_is_made_by(vidkit: Vidkit, clip: Clip) -> None:
    asked = (
        clip(seconds=1.0),
        *QUICK,
        "--title",
        "Hej",
        "--place",
        "Märsta",
        "--summary",
        "Kort.",
        "--shown",
        "En bil.",
    )
    planned = from_json(vidkit("plan", *asked).out.encode())
    made = vidkit("reel", *asked, "--json").record
    assert made["plan_digest"] == planned.digest
    assert made["frames"] == planned.frames


def test_a_plan_in_words(vidkit: Vidkit, clip: Clip) -> None:
    (vidkit.folder / "hej.srt").write_text("1\n00:00:00,500 --> 00:00:02,000\nHej på dig!\n", encoding="utf-8")
    ran = vidkit("plan", clip(seconds=3, sound="mono"), "--title", "Hej", "--captions", "hej.srt", "--explain")
    assert ran.code == 0, ran.err
    for words in ("1080x1920", "Hej på dig!", "intro", "30 frames a second", "hej.srt"):
        assert words in ran.out, ran.out
    assert re.search(r"0:0\d\.\d", ran.out)


def test_the_style_of_the_captions_is_asked_for_told_and_recorded(vidkit: Vidkit, clip: Clip) -> None:
    (vidkit.folder / "hej.srt").write_text("1\n00:00:00,200 --> 00:00:01,800\nHej på dig!\n", encoding="utf-8")
    asked = (clip(seconds=2.0, sound="mono"), "--title", "Hej", "--captions", "hej.srt", "--no-intro", "--no-outro")
    for style, told in (((), "plain"), (("--caption-style", "plain"), "plain"), (("--caption-style", "word"), "word")):
        assert f"Caption style: {told}." in vidkit("plan", *asked, "--explain", *style).out
    made = vidkit("reel", *asked, "--caption-style", "word", "--quality", "draft", "--json").record
    assert {"name": "caption_style", "value": "word"} in made["settings"]
    assert {"name": "caption_style", "value": "plain"} in vidkit("reel", *asked, "--json").record["settings"]


@pytest.fixture
def film(vidkit: Vidkit, clip: Clip) -> Path:
    assert vidkit("reel", clip(seconds=1.0, sound="mono"), *QUICK, "--name", "x").code == 0
    return vidkit.folder / "reels" / "x" / "x.mp4"


def test_check(vidkit: Vidkit, film: Path, clip: Clip) -> None:
    before = fingerprints(vidkit.folder)
    good = vidkit("check", film, "--rules", "web")
    assert (good.code, good.err) == (0, "")
    assert good.out.splitlines()[0] == str(film)
    assert good.out.splitlines()[-1] == f"{film}: passed"
    both = vidkit("check", film, clip(), "--rules", "web", "--json")
    assert (both.code, both.err) == (1, "")
    rows = json.loads(both.out)
    assert [(row["file"], row["passed"]) for row in rows] == [(str(film), True), (str(clip()), False)]
    assert {"code", "row", "limit", "found", "verdict", "source"} <= set(rows[1]["findings"][0])
    short = vidkit("check", film)
    assert short.code == 1, "a reel has at least three seconds"
    assert f"{film}: did not pass" in short.out
    assert fingerprints(vidkit.folder) == before


def test_check_what_is_no_film(vidkit: Vidkit, film: Path) -> None:
    (vidkit.folder / "letter.mp4").write_text("hej" * 500, encoding="utf-8")
    (vidkit.folder / "cut.mp4").write_bytes(film.read_bytes()[:-3000])
    vidkit("check", "letter.mp4").refused(3, "letter.mp4")
    vidkit("check", "cut.mp4").refused(3, "cut.mp4")
    vidkit("check", "gone.mp4").refused(3, "gone.mp4")
    vidkit("check", ".").refused(3)
    vidkit("check", film, "--rules", "cinema").refused(2, "cinema")


def test_one_bad_file_does_not_stop_the_rest(vidkit: Vidkit, film: Path) -> None:
    (vidkit.folder / "letter.mp4").write_text("hej" * 500, encoding="utf-8")
    ran = vidkit("check", "letter.mp4", film, "--rules", "web")
    assert ran.code == 3
    assert f"{film}: passed" in ran.out
    assert "letter.mp4" in ran.err
    ran = vidkit("check", film, "letter.mp4", "--rules", "web", "--json")
    assert ran.code == 3
    good, bad = json.loads(ran.out)
    assert (good["passed"], bad["passed"]) == (True, False)
    assert "not a video" in bad["fault"]


def test_doctor_on_a_healthy_machine(vidkit: Vidkit) -> None:
    ran = vidkit("doctor")
    assert (ran.code, ran.err) == (0, ""), ran.out
    assert ran.out.splitlines()[-1] == "Everything needed is here."
    assert "ffmpeg" in ran.out
    rows = json.loads(vidkit("doctor", "--json").out)
    assert all(row["well"] for row in rows if row["needed"])
    assert names(vidkit.folder) == [], "it makes nothing"


def test_doctor_without_a_program(vidkit: Vidkit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_FFMPEG", "/nowhere/ffmpeg")
    ran = vidkit("doctor")
    assert ran.code == 5
    assert "/nowhere/ffmpeg, which is not a program" in ran.out
    assert ran.out.splitlines()[-1] == "Something is missing."
    rows = json.loads(vidkit("doctor", "--json").out)
    assert [row["what"] for row in rows if not row["well"] and row["needed"]] == [
        "Program (ffmpeg)",
        "Filters and encoders",
    ]
    assert all(row["remedy"] for row in rows if not row["well"])


def test_doctor_with_a_poor_program(vidkit: Vidkit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from running import python_program

    poor = python_program(
        tmp_path / "poor",
        ["import sys", "print('ffmpeg version 3.0' if '-version' in sys.argv else ' T.. scale  V->V')"],
    )
    monkeypatch.setenv("VIDKIT_FFMPEG", str(poor))
    ran = vidkit("doctor")
    assert ran.code == 5
    assert re.search(r"missing: .*zscale.*libx264", ran.out)
    monkeypatch.setenv("VIDKIT_FFMPEG", str(failing(tmp_path, "fails")))
    assert vidkit("doctor").code in (0, 5)


@pytest.mark.parametrize("place", ["cache", "out"])
def test_doctor_where_nothing_can_be_written(vidkit: Vidkit, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    (vidkit.folder / "taken").write_text("mine", encoding="utf-8")
    monkeypatch.setenv("VIDKIT_CACHE", str(vidkit.folder / ("taken" if place == "cache" else "cache")))
    ran = vidkit("doctor", "--out", "taken" if place == "out" else "reels")
    assert ran.code == 5, ran.out
    assert "not possible" in ran.out
    assert (vidkit.folder / "taken").read_text("utf-8") == "mine"


def test_markdown_is_read_only_where_there_is_some() -> None:
    script = (
        "import sys, vidkit.cli.main, typer.rich_utils as used, rich.console as console\n"
        "assert 'markdown_it' not in sys.modules\n"
        "console.Console().print(used.Markdown('*hej*'))\n"
        "import rich.markdown\n"
        "assert 'markdown_it' in sys.modules and rich.markdown.Markdown is not used.Markdown\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "hej"), done.stderr
