"""Titles and file names with every awkward sign: rendered as written, or refused in one sentence."""

import json
import os
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from running import QUICK, Vidkit, names, run

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

SIGNS = """Q: 'a' "b" 50% \\ c, d; [e] {f} {{g}} & <h> `i` $j #k åäö ÅÄÖ é ß – — … ! ? * |"""

FILES = [
    "it's.mp4",
    'say "hej".mp4',
    "10:30.mp4",
    "100%d.mp4",
    "a,b;c.mp4",
    "[x]{y}&<z>`w`.mp4",
    "back\\slash.mp4",
    "åäö ÅÄÖ é.mp4",
    "a\u030aa\u0308o\u0308.mp4",
    "filmen 🎬.mp4",
    "two\nlines.mp4",
    "-dash.mp4",
    "--title.mp4",
    "$HOME.mp4",
    "http:--x.mp4",
    "file:x.mp4",
    " .mp4",
    "noending",
    "l" * 200 + ".mp4",
]


def texts_of(plan: dict[str, object], kind: str) -> str:
    shots = plan["shots"]
    assert isinstance(shots, list)
    cards = [shot["card"] for shot in shots if "card" in shot and shot["card"]["kind"] == kind]
    return " ".join(" ".join(block["lines"]) for card in cards for block in card["texts"])


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be given there")
@pytest.mark.parametrize("name", FILES, ids=ascii)
def test_file_names(vidkit: Vidkit, clip: Clip, name: str) -> None:
    (vidkit.folder / name).write_bytes(clip(seconds=1.0, sound="mono").read_bytes())
    ran = vidkit("reel", *QUICK, "--json", "--", name)
    assert ran.code == 0, ran.err
    assert [source["name"] for source in ran.record["sources"]] == [name]
    made = ran.record["name"]
    assert set(names(vidkit.folder / "reels" / made)) >= {f"{made}.mp4", f"{made}.jpg", f"{made}.html"}
    assert "Nothing has changed" in vidkit("reel", *QUICK, "--", name).err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="every name is Unicode there")
def test_a_file_name_that_is_no_text(vidkit: Vidkit, clip: Clip) -> None:
    name = os.fsdecode(b"caf\xe9.mp4")
    (vidkit.folder / name).write_bytes(clip(seconds=1.0, sound="mono").read_bytes())
    for command in ("reel", "plan", "check"):
        options = () if command == "check" else ("--captions", "off")
        ran = run(command, name, *options, folder=vidkit.folder)
        ran.refused(3, "caf", "no text")
    assert names(vidkit.folder / "reels") == []


def test_a_title_is_kept_as_it_was_written(vidkit: Vidkit, clip: Clip) -> None:
    ran = vidkit("plan", clip(), "--title", SIGNS, "--no-outro", "--captions", "off")
    # Too long for the card it is refused; then a part at a time.
    parts = [SIGNS[:24], SIGNS[24:48], SIGNS[48:]] if ran.code == 4 else [SIGNS]
    for part in parts:
        ran = vidkit("plan", clip(), "--title", part, "--no-outro", "--captions", "off")
        assert ran.code == 0, ran.err
        plan = json.loads(ran.out)
        assert plan["publication"]["title"] == " ".join(part.split())
        # A dash is kept on the line of the word before it.
        assert " ".join(part.split()) in texts_of(plan, "intro").replace("\xa0", " ")


@pytest.mark.parametrize("title", ["it's: 50% \\ [a] {b}", 'a "b" & <c>; d, `e`'])
def test_a_reel_with_such_a_title(vidkit: Vidkit, clip: Clip, title: str) -> None:
    options = ("--shape", "wide", "--quality", "draft", "--no-outro", "--captions", "off", "--name", "x")
    ran = vidkit("reel", clip(seconds=1.0), *options, "--title", title, "--summary", f"{title} 🎬", "--json")
    assert ran.code == 0, ran.err
    folder = vidkit.folder / "reels" / "x"
    assert title in (folder / "x.txt").read_text("utf-8")
    import av

    with av.open(str(folder / "x.mp4")) as film:
        assert film.metadata["title"] == title
    assert title in unescape((folder / "x.html").read_text("utf-8"))


def test_line_breaks_in_a_title_are_spaces(vidkit: Vidkit, clip: Clip) -> None:
    ran = vidkit("plan", clip(), "--title", "Lås\ndörren\r\n\tnu", "--captions", "off")
    assert ran.code == 0, ran.err
    plan = json.loads(ran.out)
    assert plan["publication"]["title"] == "Lås dörren nu"
    assert plan["name"] == "las-dorren-nu"


@pytest.mark.parametrize(
    ("wish", "name"),
    [("Lås dörren!", "las-dorren"), ("../../etc", "etc"), ("CON", "con-reel"), ("🎬", "reel"), ("a" * 300, "a" * 60)],
)
def test_names_of_folders(vidkit: Vidkit, clip: Clip, wish: str, name: str) -> None:
    ran = vidkit("plan", clip(), "--name", wish, "--captions", "off", "--no-intro", "--no-outro")
    assert json.loads(ran.out)["name"] == name


@pytest.mark.parametrize("option", ["--title", "--summary", "--out"])
def test_an_argument_that_is_no_text(vidkit: Vidkit, clip: Clip, option: str) -> None:
    run("reel", clip(), *QUICK, option, os.fsdecode(b"caf\xe9"), folder=vidkit.folder).refused(2, "caf", "no text")


@pytest.mark.parametrize("out", ["it's: 100%", "[a],{b};c", "åäö 🎬", "-x"])
def test_folders_with_such_names(vidkit: Vidkit, clip: Clip, out: str) -> None:
    options = (*QUICK[:-4], "--captions", "off", "--no-outro", "--title", "Hej", "--out", out)
    assert vidkit("reel", clip(seconds=1.0), *options).code == 0
    assert names(vidkit.folder / out) == ["hej"]
