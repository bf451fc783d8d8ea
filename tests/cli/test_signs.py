"""`--sign`: what stands over the clips, and what is said of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Vidkit

from vidkit.plan.reel_plan import from_json

pytestmark = pytest.mark.program

Clip = Callable[..., Path]


def test_a_sign_is_planned_and_told(vidkit: Vidkit, clip: Clip) -> None:
    asked = (
        clip(seconds=8),
        "--captions",
        "off",
        "--sign",
        "name@1-4: Förnamn Efternamn | kommunpolis",
        "--sign",
        "phone: 112",
    )
    ran = vidkit("plan", *asked)
    assert ran.code == 0, ran.err
    plan = from_json(ran.out.encode())
    assert [sign.card.said for sign in plan.signs] == [("Förnamn Efternamn", "kommunpolis"), ("112",)]
    told = vidkit("plan", *asked, "--explain")
    assert "The sign “Förnamn Efternamn | kommunpolis” stands from 1.0 to 4.0 seconds of the clips." in told.out


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        (["name: Förnamn", "banner: Anna"], "There is no kind of sign “banner”"),
        (["name@1-4: Förnamn", "name@2-5: Annan"], "“Förnamn” and “Annan” would stand at the same time"),
        (["name@20-25: Förnamn"], "“Förnamn” begins at 20.0 seconds"),
    ],
)
def test_what_cannot_be_shown_is_refused(vidkit: Vidkit, clip: Clip, signs: list[str], words: str) -> None:
    options = [word for sign in signs for word in ("--sign", sign)]
    ran = vidkit("plan", clip(seconds=8), "--captions", "off", *options)
    assert ran.code != 0
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_film_with_a_sign_is_made_and_told_of(vidkit: Vidkit, clip: Clip, tmp_path: Path) -> None:
    sign = "name@0.5-2.5: Förnamn Efternamn | kommunpolis"
    ran = vidkit(
        "reel", clip(seconds=3), "--captions", "off", "--no-intro", "--no-outro", "--quality", "draft", "--sign", sign,
        "--name", "med-skylt",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    folder = tmp_path / "reels" / "med-skylt"
    assert "Förnamn Efternamn, kommunpolis." in (folder / "med-skylt.html").read_text("utf-8")
    record = json.loads((folder / "med-skylt.json").read_text("utf-8"))
    assert {"name": "signs", "value": sign} in record["settings"]
    assert any("Förnamn Efternamn" in decision["words"] for decision in record["decisions"])
