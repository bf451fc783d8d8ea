"""Templates on the command line: what there is, what is asked for, and a reel of each kind."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import Vidkit

from vidkit.brand.templates.template import load_template, template_names
from vidkit.plan.platform import load_platform

pytestmark = pytest.mark.program

Clip = Callable[..., Path]

NAMES = template_names()


@pytest.fixture
def film(clip: Clip) -> Path:
    return clip(seconds=3, sound="mono")


def options(name: str) -> list[str]:
    """A template and what it asks for, as its own examples have it."""
    template = load_template(name)
    pairs = [(key, text) for key, field in template.fields.items() for text in field.examples]
    return ["--template", name, *(part for key, text in pairs for part in ("--field", f"{key}={text}"))]


def words_of(card: dict[str, Any]) -> dict[str, str]:
    """A card's words by their role."""
    return {text["role"]: " ".join(" ".join(text["lines"]).split()) for text in card["texts"]}


def test_every_template_is_listed_with_what_it_is_for(vidkit: Vidkit) -> None:
    listed = vidkit("template", "list")
    rows = json.loads(vidkit("template", "list", "--json").out)
    assert [row["template"] for row in rows] == list(NAMES)
    assert all(row["about"] in listed.out for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_the_command_that_is_shown_can_be_copied(vidkit: Vidkit, film: Path, name: str) -> None:
    shown = vidkit("template", "show", name)
    template = load_template(name)
    for key, field in template.fields.items():
        assert f"{key}: {field.label} (" in shown.out
        assert field.help in shown.out
    (copied,) = [line for line in shown.out.splitlines() if line.startswith("vidkit reel ")]
    words = [str(film) if word == "clip.mov" else word for word in shlex.split(copied)]
    assert vidkit("plan", *words[2:], "--captions", "off").code == 0
    (week,) = [line for line in shown.out.splitlines() if line.startswith("fields = ")]
    (vidkit.folder / "week.toml").write_text(
        f'[[reels]]\ntemplate = "{name}"\nclips = ["{film.as_posix()}"]\n{week}\n', encoding="utf-8"
    )
    assert vidkit("batch", "week.toml", "--dry-run").code == 0


def test_what_is_shown_is_there_as_json_too(vidkit: Vidkit) -> None:
    content = json.loads(vidkit("template", "show", "ansvar", "--json").out)
    assert [field["key"] for field in content["fields"] if field["one_of"]] == [
        "municipality",
        "police",
        "region",
        "yourself",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--template", "fakta", "--field", "rumour=r", "--field", "fact=f"), 2, ("“fakta” needs “Källan”",)),
        (("--template", "tips", "--field", "steps"), 2, ("“steps” is no field",)),
        (("--template", "tips", "--field", "=Lås"), 2, ("“=Lås” is no field",)),
        (("--field", "steps=Lås"), 2, ("“steps”", "none was chosen")),
        (("--template", "tps", "--field", "steps=Lås"), 4, ("There is no template “tps”",)),
        (("--template", "tips", "--field", "stegs=Lås", "--field", "steps=a"), 2, ("no field “stegs”",)),
        (("--template", "tips", "--field", "steps=" + "M" * 44), 4, ("Råden: “MMM", "too long")),
        (("--template", "tips", "--field", "steps=🔥 Lås"), 4, ("Råden: The typeface has no “🔥”",)),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    vidkit: Vidkit, film: Path, arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    vidkit("reel", film, "--captions", "off", *arguments).refused(code, *words)
    assert not (vidkit.folder / "reels").exists()


@pytest.mark.parametrize("text", ["a = b", 'Citat ”så” och "så"', "två\nrader", "Öppna {dörren}"])
def test_a_field_is_taken_as_it_was_written(vidkit: Vidkit, film: Path, text: str) -> None:
    given = ("--template", "nyhet", "--field", f"news={text}", "--captions", "off", "--no-intro", "--no-outro")
    plan = vidkit("plan", film, *given)
    assert plan.code == 0, plan.err
    assert " ".join(text.split()) in " ".join(plan.record["publication"]["post_text"].split())


@pytest.mark.parametrize("shape", sorted(load_platform().shapes))
@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_planned_in_every_shape(vidkit: Vidkit, film: Path, name: str, shape: str) -> None:
    planned = vidkit("plan", film, *options(name), "--shape", shape, "--captions", "off")
    assert planned.code == 0, planned.err
    cards = [shot["card"] for shot in planned.record["shots"] if "card" in shot]
    assert [card["kind"] for card in cards] == ["intro", "end"]
    words = words_of(cards[0])
    fields = load_template(name).fields
    if name == "fakta":
        assert (words["struck"], words["title"]) == (*fields["rumour"].examples, *fields["fact"].examples)
    if name == "inbjudan":
        assert words["date"] == fields["date"].example


def test_the_cover_never_spreads_the_rumour(vidkit: Vidkit, film: Path) -> None:
    for title in ((), ("--title", "Ring rätt nummer")):
        plan = vidkit("plan", film, *options("fakta"), *title, "--captions", "off").record
        texts = words_of(plan["cover"]["card"])
        assert texts["title"] == (title[1] if title else "113 13 ger information, 112 är för nödlägen")
        assert plan["publication"]["title"] == texts["title"]


def test_what_is_only_shown_is_told(vidkit: Vidkit, film: Path) -> None:
    fakta = options("fakta")
    whole = vidkit("plan", film, *fakta, "--shown", "En telefon ringer.", "--captions", "off").record
    rumour = "Vid en storm ringer man 112 för att få veta mer"
    first, second = whole["publication"]["shown"].splitlines()
    assert first.startswith(f"0:00 Ryktet ”{rumour}” stryks över.")
    assert second == "En telefon ringer."
    without = vidkit("plan", film, *fakta, "--no-intro", "--captions", "off").record
    assert without["publication"]["shown"] == ""
    invited = vidkit("plan", film, *options("inbjudan"), "--no-intro", "--captions", "off").record
    assert invited["publication"]["summary"] == (
        "Välkommen till Trygghetscentret i Valsta tisdag 8 december klockan 18.00–20.00."
    )


def test_a_reel_without_a_title_keeps_the_name_of_its_clip(vidkit: Vidkit, film: Path) -> None:
    plan = vidkit("plan", film, *options("nyhet"), "--captions", "off").record
    assert plan["name"] == film.stem
    assert plan["publication"]["title"] == "Det här är nytt"


@pytest.mark.parametrize("name", NAMES)
def test_a_reel_of_each_kind(vidkit: Vidkit, film: Path, name: str) -> None:
    quick = ("--trim", "0-2", "--quality", "draft", "--shape", "square", "--captions", "off", "--name", name)
    made = vidkit("reel", film, *options(name), *quick, "--json")
    assert made.code == 0, made.err
    settings = {setting["name"]: setting["value"] for setting in made.record["settings"]}
    assert settings["template"] == name
    template = load_template(name)
    folder = vidkit.folder / "reels" / name
    page, post = ((folder / f"{name}.{ending}").read_text("utf-8") for ending in ("html", "txt"))
    for key, field in template.fields.items():
        assert settings[f"fields.{key}"] in field.examples
        assert field.examples[0] in post or field.examples[0] in page, key
    again = vidkit("reel", film, *options(name), *quick)
    assert "Nothing has changed" in again.err
