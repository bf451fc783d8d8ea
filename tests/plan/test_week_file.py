"""The week file: every fault at once with its line, and what is written reads back as it was."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.signs.sign import AskedSign, SignKind
from vidkit.errors import InputError
from vidkit.plan.brief import FitWish, Quality
from vidkit.plan.week import AskedReel, WeekClip, reels_of
from vidkit.plan.week_file import as_toml, lines_of, read_week

WORDS = st.text(max_size=20)


def read(folder: Path, text: str) -> Path:
    file = folder / "week.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    week = read_week(
        read(
            tmp_path,
            """\
            [defaults]
            quality = "draft"
            [[reels]]
            title = "Lås dörren"
            clips = ["a.mov", { file = "b.mov", trim = "3-12" }, { file = "c.mov", captions = "c.srt" }]
            shapes = ["reel", "wide"]
            fit = "pad"
            day = 2026-11-23
            """,
        )
    )
    week.refuse(())
    (reel,) = week.reels
    assert reel.asked.clips == (
        WeekClip(file="a.mov"),
        WeekClip(file="b.mov", trim="3-12"),
        WeekClip(file="c.mov", captions="c.srt"),
    )
    assert (reel.asked.day, reel.said.wishes.fit) == ("2026-11-23", FitWish.PAD)
    assert reel.said.keys == {"shapes", "fit"}
    assert (week.defaults.wishes.quality, week.defaults.keys) == (Quality.DRAFT, frozenset({"quality"}))


FAULTY = '''\
[defaults]
shape = "reel"
shapes = ["wide"]

[[reels]]
titel = "Hej"
clips = ["a.mov"]
quality = "good"

[[reels]]
title = """Två
[[reels]]
rader"""
clips = [
  "a.mov",
  { file = "b.mov", trim = "9-2" },
]
day = "månda"

[[reels]]
title = 5
intro = "ja"
caption_style = "ord"

[other]
'''


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    week = read_week(read(tmp_path, FAULTY))
    with pytest.raises(InputError) as refused:
        week.refuse(())
    told = [line.partition(", line ")[2] for line in refused.value.message.splitlines() if "week.toml" in line]
    assert [int(line.split(":")[0]) for line in told] == [2, 6, 8, 14, 18, 20, 21, 22, 23, 25]
    for words in (
        "“shape” and “shapes”",
        "titel",
        "good",
        "“9-2”",
        "“månda”",
        "title",
        "intro",
        "one of plain, word",
        "no clips",
        "other",
    ):
        assert words in refused.value.message
    assert "Did you mean “title”?" in refused.value.message


def test_signs_of_a_reel(tmp_path: Path) -> None:
    text = """\
[[reels]]
title = "Lås dörren"
clips = ["a.mov"]
[[reels.signs]]
kind = "step"
texts = ["1", "Lås dörren"]
at = 2
seconds = 4.5
[[reels.signs]]
kind = "name"
texts = ["Förnamn Efternamn"]
"""
    week = read_week(read(tmp_path, text))
    week.refuse(())
    step = AskedSign(kind=SignKind.STEP, texts=("1", "Lås dörren"), at=2.0, seconds=4.5)
    name = AskedSign(kind=SignKind.NAME, texts=("Förnamn Efternamn",))
    assert week.reels[0].asked.signs == (step, name)
    (made,) = reels_of(week.reels[0].asked, (week.reels[0].said,), "week.toml")
    assert made.brief.signs == (step, name)


def test_faults_of_signs_are_told_with_their_lines(tmp_path: Path) -> None:
    text = """\
[[reels]]
clips = ["a.mov"]
[[reels.signs]]
kind = "step"
texts = ["Lås dörren"]
[[reels]]
clips = ["a.mov"]
[[reels.signs]]
kind = "namn"
texts = ["Förnamn"]
seconds = 0.2
"""
    with pytest.raises(InputError) as refused:
        read_week(read(tmp_path, text)).refuse(())
    told = [line.partition(", line ")[2] for line in refused.value.message.splitlines() if "week.toml" in line]
    assert [int(line.split(":")[0]) for line in told] == [5, 9, 11]
    for words in ("“step” takes 2", "one of name, place, step, fact, phone", "at least 1"):
        assert words in refused.value.message


@pytest.mark.parametrize("where", ["defaults", "reel"])
def test_captions_of_a_clip_beside_those_of_the_whole_reel(tmp_path: Path, where: str) -> None:
    said = {"defaults": "", "reel": ""} | {where: 'captions = "hela.srt"'}
    text = f"""\
[defaults]
{said["defaults"]}
[[reels]]
{said["reel"]}
clips = ["a.mov", {{ file = "b.mov", captions = "b.srt" }}]
[[reels]]
captions = "auto"
clips = ["a.mov", {{ file = "b.mov", captions = "b.srt" }}]
[[reels]]
captions = "off"
clips = ["a.mov", {{ file = "b.mov", captions = "b.srt" }}]
"""
    with pytest.raises(InputError) as refused:
        read_week(read(tmp_path, text)).refuse(())
    (told,) = refused.value.message.splitlines()
    assert "line 5: “reels[0].clips[1].captions” names “b.srt” for one clip" in told
    assert "“hela.srt”" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [("reels = 5", "reels"), ("", "no reel"), ("[[reels]", "not valid TOML"), ("reels = [5]", "reels[0]")],
)
def test_what_is_no_week(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read_week(read(tmp_path, text)).refuse(())
    assert words in refused.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_week(tmp_path / "week.toml")


@given(
    st.lists(
        st.builds(
            AskedReel,
            title=WORDS,
            name=WORDS,
            clips=st.lists(
                st.builds(WeekClip, file=WORDS, trim=st.just("") | st.just("3-12"), captions=WORDS), min_size=1
            ).map(tuple),
            captions=st.just("auto") | WORDS,
            summary=WORDS,
            day=st.sampled_from(["", "monday", "2026-11-23"]),
        )
    )
)
def test_what_is_written_reads_back(reels: list[AskedReel]) -> None:
    content = tomllib.loads(as_toml(reels))
    back = [
        AskedReel(
            **{
                **table,
                "clips": tuple(
                    WeekClip(file=clip) if isinstance(clip, str) else WeekClip(**clip) for clip in table["clips"]
                ),
            }
        )
        for table in content.get("reels", [])
    ]
    assert back == reels


@given(st.lists(WORDS, min_size=1, max_size=6, unique=True))
def test_the_line_of_every_key_is_found(keys: list[str]) -> None:
    reels = [AskedReel(title=key, clips=(WeekClip(file="a"),)) for key in keys]
    text = as_toml(reels)
    lines = lines_of(text)
    for number in range(len(keys)):
        assert text.split("\n")[lines[f"reels[{number}].title"] - 1].startswith("title = ")


def test_a_new_week_file_shows_where_a_template_is_named() -> None:
    text = as_toml([AskedReel(title="Ett", clips=(WeekClip(file="a.mov"),))])
    assert "template" not in tomllib.loads(text)["reels"][0]
    said = tomllib.loads(text.replace('# template = ""', 'template = "tips"').replace("# template = ", "template = "))
    assert (said["reels"][0]["template"], said["defaults"]["template"]) == ("tips", "nyhet")
