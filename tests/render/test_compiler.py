"""The compiled commands of named plans, as text to be read: a change in a graph is seen in review.

`pytest --update-golden` writes the files in `snapshots/` anew.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from plan.given import A_STING, A_TUNE, a_brief, a_card, a_clip, planned, said

from vidkit.brand.card import CardKind
from vidkit.brand.highlight import Highlight
from vidkit.plan.brief import FitWish, Quality
from vidkit.plan.encoding import HARDWARE, SOFTWARE, encoding_for
from vidkit.plan.grid import Rate
from vidkit.plan.platform import load_platform
from vidkit.plan.reel_plan import CardShot, ReelPlan
from vidkit.render.compiler.card import compile_card
from vidkit.render.compiler.picture import compile_still, compile_window
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.compiler.sound import (
    BedGains,
    Gains,
    compile_bed,
    compile_encoding,
    compile_film,
    compile_master,
    compile_measuring,
    compile_rehearsal,
    compile_speech,
)
from vidkit.render.compiler.trial import compile_trial
from vidkit.render.windows import Window, whole

SNAPSHOTS = Path(__file__).parent / "snapshots"


def picture(plan: ReelPlan, window: Window | None = None) -> Recipe:
    cards = {
        shot.card.digest: f"/cache/{shot.card.kind.value}.mkv" for shot in plan.shots if isinstance(shot, CardShot)
    }
    return compile_window(plan, window or whole(plan), cards, "picture.mp4")


def two_clips() -> ReelPlan:
    clips = a_clip("a.mov"), a_clip("b.mov", width=1440, height=1080)
    captions = said((500, 1500, "Hej å välkommen!")), said((0, 900, "Två rader|{så} här"))
    return planned(*clips, brief=a_brief((1000, 3000), (None, None)), captions=captions, sting=A_STING)


def with_music() -> ReelPlan:
    """Two sentences with a long pause between them."""
    clip = a_clip("a.mov", duration_ms=12_000, frames=360)
    captions = (said((500, 1500, "Hej!"), (7000, 9000, "Hej då!")),)
    return planned(clip, captions=captions, sting=A_STING, music=A_TUNE)


def lone(**picture: Any) -> ReelPlan:
    return planned(a_clip("a.mov", **picture), intro=None, end=None)


def trial(encoder: str) -> Recipe:
    return compile_trial(encoding_for(encoder, Quality.STANDARD, Rate(30), load_platform()))


PLAIN = lone()
RECIPES: dict[str, Callable[[], Recipe]] = {
    "plain": lambda: picture(PLAIN),
    "two-clips": lambda: picture(two_clips()),
    "two-clips-a-window-in-a-crossfade": lambda: picture(two_clips(), Window(52, 70)),
    "the-same-clip-twice": lambda: picture(planned(*[a_clip("a.mov")] * 2, intro=None, end=None)),
    "hdr-hlg": lambda: picture(lone(transfer="arib-std-b67", primaries="bt2020", matrix="bt2020nc", bit_depth=10)),
    "hdr-pq-untagged-primaries": lambda: picture(lone(transfer="smpte2084", primaries="unknown", matrix="unknown")),
    "turned-and-mirrored": lambda: picture(
        lone(rotation=90, mirrored=True, coded_width=1920, coded_height=1080, full_range=True)
    ),
    "upside-down": lambda: picture(lone(rotation=180)),
    "trimmed-far-in-and-uneven": lambda: picture(
        planned(
            a_clip("a.mov", duration_ms=90_000, constant_rate=False, average_rate=(271, 10), longest_frame_ms=733),
            brief=a_brief((61_234, 65_000)),
            intro=None,
            end=None,
        )
    ),
    "not-to-be-sought-in": lambda: picture(
        planned(a_clip("a.mov", codec="vvc"), brief=a_brief((3000, None)), intro=None, end=None)
    ),
    "blurred": lambda: picture(lone(width=1920, height=1080)),
    "padded": lambda: picture(
        planned(a_clip("a.mov", width=1920, height=1080), brief=a_brief(fit=FitWish.PAD), intro=None, end=None)
    ),
    "25-frames": lambda: picture(
        planned(a_clip("a.mov", average_rate=(25, 1)), rate=Rate(25), captions=(said((0, 900, "Hej!")),), end=None)
    ),
    "spoken-words": lambda: picture(
        planned(
            a_clip("a.mov"),
            brief=a_brief(caption_style=Highlight.WORD),
            captions=(said((500, 1500, "-Hej {du}!|-Välkommen")),),
            intro=None,
            end=None,
        )
    ),
    "still": lambda: compile_still(PLAIN, "still.png"),
    "card": lambda: compile_card(a_card(CardKind.INTRO, 60), "card.mkv"),
    "speech": lambda: compile_speech(two_clips(), "speech.wav"),
    "master": lambda: compile_master(two_clips(), "speech.wav", Gains(9.5, -0.5, -2.0), "master.wav"),
    "encoding": lambda: compile_encoding(two_clips(), "master.wav", "sound.mp4"),
    "encoding-of-silence": lambda: compile_encoding(
        planned(a_clip(sound=False), intro=None, end=None), "", "sound.mp4"
    ),
    "speech-under-music": lambda: compile_speech(with_music(), "speech.wav"),
    "music-alone": lambda: compile_bed(with_music()),
    "master-with-music": lambda: compile_master(
        with_music(), "speech.wav", Gains(9.5, -0.5, -2.0, BedGains(-2.0, (-10.0, -13.5))), "master.wav"
    ),
    "rehearsal": lambda: compile_rehearsal(two_clips(), "speech.wav", Gains(9.5, -0.5, -2.0)),
    "measuring": lambda: compile_measuring("sound.mp4"),
    **{f"trial-of-{name}": partial(trial, name) for name in (SOFTWARE, *HARDWARE)},
    "film": lambda: compile_film(
        ["window-0000.mp4", "window-0001.mp4"], "sound.mp4", "Lås 'dörren', \"nu\"", "film.mp4"
    ),
}


def to_read(recipe: Recipe) -> str:
    """One argument a line, an option with its value; in a graph one chain a line."""
    lines: list[str] = []
    for argument in recipe.arguments:
        if lines and lines[-1].startswith("-") and " " not in lines[-1] and not argument.startswith("-"):
            lines[-1] += f" {argument}"
        else:
            lines.append(argument)
    shown = [_graph(line) if line.startswith("-filter_complex ") else line for line in lines]
    for name, text in recipe.texts:
        shown += ["", f"=== {name}", text.rstrip("\n")]
    shown += [f"=== font {font}" for font in recipe.fonts]
    return "\n".join(shown) + "\n"


def _graph(line: str) -> str:
    """Filters that follow each other in one chain; only where streams part or meet there are labels."""
    chains = re.sub(r"\[(s\d+)\];\[\1\]", ",", line.removeprefix("-filter_complex "))
    labels = dict.fromkeys(re.findall(r"\[(s\d+)\]", chains))
    names = {label: f"s{place}" for place, label in enumerate(labels)}
    chains = re.sub(r"\[(s\d+)\]", lambda label: f"[{names[label[1]]}]", chains)
    return "-filter_complex\n  " + chains.replace(",", ",\n    ").replace(";", ";\n  ")


@pytest.mark.parametrize("name", RECIPES)
def test_the_command_is_as_it_was(name: str, request: pytest.FixtureRequest) -> None:
    file = SNAPSHOTS / f"{name}.txt"
    found = to_read(RECIPES[name]())
    if request.config.getoption("--update-golden"):
        file.write_text(found, encoding="utf-8", newline="\n")
    assert file.is_file(), f"{file.name} is not there yet: run pytest --update-golden and read it"
    assert found == file.read_text(encoding="utf-8")


def test_no_snapshot_is_left_over() -> None:
    assert {file.stem for file in SNAPSHOTS.glob("*.txt")} == set(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_no_path_stands_in_a_graph(name: str) -> None:
    """Paths are arguments of their own, so that none needs escaping."""
    arguments = RECIPES[name]().arguments
    graphs = [value for option, value in pairwise(arguments) if option == "-filter_complex"]
    assert not any("/films" in graph or "/fonts" in graph or "/cache" in graph for graph in graphs)
    assert "-nostdin" in arguments
    assert "-y" in arguments


def test_odd_names_are_handed_over_as_they_are() -> None:
    for odd in ("10:30.mp4", "-x.mp4", "o'brien, [clip];1=%d.mov", "å ä\\ö.mov"):
        clip = msgspec.structs.replace(a_clip(), path=f"/films/{odd}")
        assert f"/films/{odd}" in picture(planned(clip, intro=None, end=None)).arguments
        assert f"/films/{odd}" in compile_speech(planned(clip, intro=None, end=None), "speech.wav").arguments


def test_what_has_no_sound_or_no_clip_is_a_mistake_of_ours() -> None:
    silent = planned(a_clip(sound=False), intro=None, end=None)
    with pytest.raises(ValueError, match="las-dorren"):
        compile_speech(silent, "speech.wav")
    with pytest.raises(ValueError, match="las-dorren"):
        compile_master(silent, "speech.wav", Gains(0, 0, 0), "master.wav")
    plan = planned(a_clip())
    of_a_card = msgspec.structs.replace(plan, cover=msgspec.structs.replace(plan.cover, shot=0))
    with pytest.raises(TypeError):
        compile_still(of_a_card, "still.png")
