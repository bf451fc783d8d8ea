"""Templates and fields in a week file: what is said for all and for one, and every fault on its line."""

from pathlib import Path

import pytest

from vidkit.batch.week_input import asked_week
from vidkit.errors import InputError, UsageError
from vidkit.plan.week import NOTHING_SAID, Said, Wishes, as_pairs, by_key

FACTS = 'template = "fakta"\nfields = { rumour = "r", fact = "f", source = "s" }\n'


def written(folder: Path, text: str) -> Path:
    (folder / "a.mov").touch()
    file = folder / "week.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(folder: Path, text: str, said: Said = NOTHING_SAID) -> str:
    with pytest.raises(InputError) as caught:
        asked_week(written(folder, text), folder / "reels", said)
    return f"{caught.value.message}\n{caught.value.hint}"


def test_fields_of_a_reel_hold_before_those_for_all(tmp_path: Path) -> None:
    week = written(
        tmp_path,
        """\
        [defaults]
        template = "fakta"
        fields = { source = "krisinformation.se", rumour = "alla" }
        [[reels]]
        title = "Ett"
        clips = ["a.mov"]
        fields = { rumour = "r", fact = "f" }
        [[reels]]
        title = "Två"
        clips = ["a.mov"]
        template = "tips"
        fields = { steps = ["Lås", "Släck"] }
        [[reels]]
        title = "Tre"
        clips = ["a.mov"]
        template = ""
        """,
    )
    one, two, three = asked_week(week, tmp_path / "reels", NOTHING_SAID).reels
    assert dict(one.brief.fields) == {"source": "krisinformation.se", "rumour": "r", "fact": "f"}
    assert (two.brief.template, two.brief.fields) == ("tips", (("steps", "Lås"), ("steps", "Släck")))
    assert (three.brief.template, three.brief.fields) == ("", ())


def test_the_command_line_has_the_last_word(tmp_path: Path) -> None:
    last = Said(Wishes(fields={"source": "Polisen"}), frozenset({"fields"}))
    (reel,) = asked_week(written(tmp_path, f'[[reels]]\nclips = ["a.mov"]\n{FACTS}'), tmp_path / "reels", last).reels
    assert dict(reel.brief.fields) == {"rumour": "r", "fact": "f", "source": "Polisen"}


@pytest.mark.parametrize("text", ["a = b", "Citat: ”så”, \"så\" och 'så'", "två\nrader", "åäö é \u2028", "{title} }{"])
def test_a_field_is_what_was_written(tmp_path: Path, text: str) -> None:
    import msgspec

    fact = msgspec.json.encode(text).decode().replace("\u2028", "\\u2028")
    body = (
        f'[[reels]]\nclips = ["a.mov"]\ntemplate = "fakta"\n[reels.fields]\nrumour = "r"\nsource = "s"\nfact = {fact}\n'
    )
    (reel,) = asked_week(written(tmp_path, body), tmp_path / "reels", NOTHING_SAID).reels
    assert dict(reel.brief.fields)["fact"] == text


def test_all_that_is_wrong_is_told_on_its_line(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        """\
[defaults]
fields = { sauce = "x" }
[[reels]]
name = "reel 1"
clips = ["a.mov"]
template = "faktta"
[[reels]]
name = "reel 2"
clips = ["a.mov"]
template = "tips"
[[reels]]
name = "reel 3"
clips = ["a.mov"]
template = "fakta"
[reels.fields]
rumour = "r"
fakt = "f"
source = 5
[[reels]]
name = "reel 4"
clips = ["a.mov"]
fields = { fact = "f" }
[[reels]]
name = "reel 5"
clips = ["a.mov"]
template = "inbjudan"
[reels.fields]
date = "d"
clock = "c"
place = "ett ställe som ligger mycket långt bort från allt annat"
""",
    )
    lines = [line.partition(", line ")[2] for line in told.splitlines() if "week.toml, line" in line]
    assert [int(line.partition(":")[0]) for line in lines] == [6, 7, 15, 17, 18, 22, 30]
    assert told.count("“Källan”") == 0  # it is there, and wrong: told once
    for words in (
        "“faktta”",
        "“tips” needs “Råden”",
        "needs “Det som stämmer”",
        "“reels[2].fields.source” is 5",
        "the reel has none",
        "“Plats”",
    ):
        assert words in told


def test_one_wrong_value_among_several_is_told_once(tmp_path: Path) -> None:
    body = '[[reels]]\nclips = ["a.mov"]\ntemplate = "tips"\nfields = { steps = ["Lås", 5] }\n'
    told = refused(tmp_path, body)
    assert "“reels[0].fields.steps[1]” is 5, but a text in quotes was expected" in told
    assert "“Råden”" not in told


def test_a_misspelt_field_is_told_on_its_line_with_what_was_meant(tmp_path: Path) -> None:
    told = refused(tmp_path, f'[[reels]]\nclips = ["a.mov"]\n{FACTS.replace("source", "sorce")}')
    assert "line 4" in told
    assert "“fakta” has no field “sorce”" in told
    assert "Did you mean “source”?" in told
    assert "“fakta” needs “Källan”" in told


def test_a_field_for_all_that_no_template_has_is_told(tmp_path: Path) -> None:
    told = refused(tmp_path, f'[defaults]\nfields = {{ sauce = "x" }}\n[[reels]]\nclips = ["a.mov"]\n{FACTS}')
    assert "line 2" in told
    assert "No reel's template has a field “sauce”" in told
    last = Said(Wishes(fields={"sauce": "x"}), frozenset({"fields"}))
    with pytest.raises(UsageError, match="“sauce”"):
        asked_week(written(tmp_path, f'[[reels]]\nclips = ["a.mov"]\n{FACTS}'), tmp_path / "reels", last)


def test_a_template_of_ones_own_lies_beside_the_week_file(tmp_path: Path) -> None:
    (tmp_path / "egen.toml").write_text('name = "egen"\nabout = "En egen."\n', encoding="utf-8")
    week = written(tmp_path, '[[reels]]\nclips = ["a.mov"]\ntemplate = "egen.toml"\n')
    (reel,) = asked_week(week, tmp_path / "reels", NOTHING_SAID).reels
    assert Path(reel.brief.template) == tmp_path / "egen.toml"


def test_a_folder_is_asked_for_the_fields_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "a.mov").touch()
    with pytest.raises(UsageError, match="“kris” needs “Råden”"):
        asked_week(tmp_path, tmp_path / "reels", Said(Wishes(template="kris"), frozenset({"template"})))


def test_fields_are_the_same_in_a_week_file_and_in_a_brief() -> None:
    pairs = (("steps", "Lås"), ("why", "så"), ("steps", "Släck"))
    assert by_key(pairs) == {"steps": ("Lås", "Släck"), "why": ("så",)}
    assert as_pairs({"steps": ("Lås", "Släck"), "why": "så"}) == (("steps", "Lås"), ("steps", "Släck"), ("why", "så"))
