"""Caption profiles: three that work, and clear words for those that do not."""

from pathlib import Path

import pytest

from vidkit.captions.profile import DEFAULT, Grade, Grades, load_profile, profile_names, read_profile
from vidkit.errors import BrandError, UsageError


def test_there_are_three() -> None:
    assert profile_names() == ("sv-lattlast", "sv-reel", "sv-tv")


@pytest.mark.parametrize("name", profile_names())
def test_each_says_whose_rules_it_holds(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.source
    assert profile.grade == Grades(), "what the file says is what the program does where a profile says nothing"
    assert profile.as_of


def test_the_reel_profile_is_as_published() -> None:
    reel = load_profile(DEFAULT)
    assert (reel.line_characters, reel.line_characters_most, reel.lines) == (32, 42, 2)
    assert (reel.speed_aim, reel.speed_warn, reel.speed_fail) == (14, 14, 17)
    assert (reel.shortest_ms, reel.shortest_fail_ms, reel.longest_ms, reel.longest_fail_ms) == (1000, 833, 6000, 7000)


def test_only_a_reel_has_a_box() -> None:
    assert {name: load_profile(name).shape for name in profile_names()} == {
        "sv-lattlast": "",
        "sv-reel": "reel",
        "sv-tv": "",
    }


def test_a_profile_of_ones_own_grades_as_it_likes(tmp_path: Path) -> None:
    good = (Path(__file__).parents[2] / "templates/captions/sv-reel.toml").read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(good.replace('grade.upper = "yellow"', 'grade.upper = "green"'), "utf-8")
    assert read_profile(own).grade.upper is Grade.GREEN


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        load_profile("sv-reeel")
    assert "sv-reeel" in caught.value.message
    assert "sv-reel" in caught.value.hint


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ('lines = "två"', "lines"),
        ("colour = 1", "colour"),
        ("lines = ", "broken.toml"),
        ("speed_fail = 3.0", "rise"),
        ("lines = -1", "rise"),
        ('grade.gap = "blue"', "grade.gap"),
        ('grade.colour = "red"', "colour"),
    ],
)
def test_a_broken_file_names_the_key(tmp_path: Path, change: str, named: str) -> None:
    key = change.partition(" =")[0]
    source = Path("templates/captions/sv-reel.toml")
    good = (Path(__file__).parents[2] / source).read_text("utf-8")
    rows = [row for row in good.splitlines() if not row.startswith(f"{key} =")]
    broken = tmp_path / "broken.toml"
    broken.write_text("\n".join([*rows, change]), "utf-8")
    with pytest.raises(BrandError) as caught:
        read_profile(broken)
    assert named in caught.value.message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrandError):
        read_profile(tmp_path / "none.toml")
