"""The planner's words: every decision in both languages, the post text, the platform's file."""

import string
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from vidkit import resources
from vidkit.brand.kit import Post
from vidkit.errors import BrandError
from vidkit.plan import decisions as decided
from vidkit.plan import platform as platforms
from vidkit.plan.brief import Brief
from vidkit.plan.decisions import in_words
from vidkit.plan.platform import load_platform
from vidkit.plan.publication import publish
from vidkit.plan.reel_plan import Decision, Publication

from .given import a_brand, a_brief, a_clip

CODES = sorted(value for name, value in vars(decided).items() if name.isupper() and not name.startswith("_") and value)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_decision_is_a_sentence(code: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", language)
    words = in_words(Decision(code, "{min} fil %s.mov", ("1,0", "2,0")))
    assert words[0] in string.ascii_letters + string.digits + "ÅÄÖ{“"
    assert words.endswith(".")


def test_a_file_s_name_is_said_as_it_is() -> None:
    assert "{0} {x} %d.mov" in in_words(Decision(decided.NO_SOUND, "{0} {x} %d.mov"))


def published(text: str = "{title}\n\n{summary}\n\n{contact}", *tags: str, **asked: str) -> Publication:
    brand = a_brand(post=Post(text=text, hashtags=tags))
    return publish(a_brief(**asked), brand, [a_clip()])


def test_the_post_text() -> None:
    publication = published("{title}\n\n{summary}\n", "#Sigtuna", "Märsta", title="Lås\n dörren!", summary=" Så. ")
    assert publication.title == "Lås dörren!"
    assert publication.post_text == "Lås dörren!\n\nSå.\n\n#Sigtuna #Märsta\n"
    assert publication.date == "2026-05-03"


def test_an_empty_summary_leaves_no_gap() -> None:
    assert published("{title}\n\n{summary}\n\nSlut", summary="").post_text == "Lås dörren!\n\nSlut\n"


def test_words_with_braces_are_no_fields() -> None:
    assert published("{title}", title="{summary} {0}").post_text == "{summary} {0}\n"


def test_without_a_title_the_sender_s_name_stands() -> None:
    assert published(title="  ").title == a_brand().name


@pytest.mark.parametrize(
    "text",
    ["{titel}", "{}", "{0}", "{", "}", "{title!x}", "{title:d}", "{title.name}", "{title[a]}", "{title.__class__.a}"],
)
def test_a_field_that_does_not_exist_is_named(text: str) -> None:
    with pytest.raises(BrandError) as refused:
        published(text)
    assert "trygghetscentret.toml" in refused.value.message
    assert "{contact}" in refused.value.hint


def test_the_day_is_the_first_that_was_filmed() -> None:
    clips = [msgspec.structs.replace(a_clip(), created=day) for day in ("2026-05-04T01:00:00Z", "", "2026-05-03")]
    assert publish(Brief(clips=()), a_brand(), clips).date == "2026-05-03"


# --- the platform's file


def test_the_platform_that_comes_with_vidkit_holds_together() -> None:
    platform = load_platform()
    assert set(platform.shapes) == {"reel", "story", "feed", "square", "wide"}
    for shape in platform.shapes.values():
        assert shape.rules in platform.durations
        assert shape.width % 2 == shape.height % 2 == 0
        for box in (shape.safe_box, shape.cover_box):
            assert box.x >= 0 < box.width
            assert box.y >= 0 < box.height
            assert box.right <= shape.width
            assert box.bottom <= shape.height
        assert shape.safe_box.y <= shape.captions.top < shape.captions.bottom <= shape.safe_box.bottom
        assert shape.width <= platform.video.width_most
    assert platform.loudness.peak_before_encoding_dbtp < platform.loudness.peak_most_dbtp


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("rate_most = 60", 'rate_most = "sixty"'),
        lambda text: text.replace("rate_most = 60", "rate_mots = 60"),
        lambda text: text.replace("[video]", "[video"),
        lambda text: text.replace("rate_most = 60\n", ""),
        lambda _text: "\x00",
    ],
)
def test_a_platform_file_that_is_wrong_is_named(
    change: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (resources.templates() / "platforms" / "instagram.toml").read_text(encoding="utf-8")
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "instagram.toml").write_text(change(text), encoding="utf-8")
    monkeypatch.setattr(platforms, "templates", lambda: tmp_path)
    with pytest.raises(BrandError, match=r"instagram\.toml"):
        load_platform()


def test_a_platform_that_is_not_there_is_refused() -> None:
    with pytest.raises(BrandError, match="tiktok"):
        load_platform("tiktok")


def test_a_platform_file_in_another_encoding_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "instagram.toml").write_bytes("# Märsta\n".encode("latin-1"))
    monkeypatch.setattr(platforms, "templates", lambda: tmp_path)
    with pytest.raises(BrandError):
        load_platform()
