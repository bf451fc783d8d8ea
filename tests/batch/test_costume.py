"""What a reel is made with when it has a template: brand, words, and the reasons that are told."""

from pathlib import Path

import msgspec
import pytest

from vidkit import resources
from vidkit.batch import costume
from vidkit.batch.costume import costumed, field_named
from vidkit.batch.watching import Part, ingredients
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.music import music_file
from vidkit.brand.palette import Palette
from vidkit.errors import BrandError
from vidkit.events import Event, Noted
from vidkit.plan.brief import AskedClip, Brief

FACTS = (("rumour", "Allt är stängt"), ("fact", "Allt är öppet"), ("source", "kommunen"))


def brief(**asked: object) -> Brief:
    return msgspec.structs.replace(Brief(clips=(AskedClip("/films/klipp.mov"),)), **asked)


def silent(event: Event) -> None:
    raise AssertionError(event)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", "en")


def test_without_a_template_all_is_as_it_was() -> None:
    asked = brief(title="Hej")
    worn = costumed(asked, silent)
    assert (worn.brief, worn.brand) == (asked, load_brand(asked.brand))


def test_a_template_gives_only_the_words_that_are_missing() -> None:
    worn = costumed(brief(template="fakta", fields=FACTS), silent)
    assert (worn.brief.title, worn.brief.name) == ("Allt är öppet", "klipp")
    own = costumed(brief(template="fakta", fields=FACTS, title="Öppet i dag", summary="En mening."), silent)
    assert (own.brief.title, own.brief.summary) == ("Öppet i dag", "En mening.")
    assert own.brief.shown == "0:00 Ryktet ”Allt är stängt” stryks över. Kvar står det som stämmer: ”Allt är öppet”."


def test_colours_that_are_not_used_are_told_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def grey(_name: str) -> Brand:
        palette = Palette(primary="#101010", accent="#9A9A9A", paper="#FFFFFF", ink="#5F5F5F")
        return msgspec.structs.replace(load_brand("trygghetscentret"), palette=palette)

    monkeypatch.setattr(costume, "load_brand", grey)
    heard: list[Event] = []
    worn = costumed(brief(template="kris", fields=(("advice", "Vatten"), ("source", "MSB"))), heard.append)
    assert worn.brand.palette.primary == "#101010"
    (told,) = [event.text for event in heard if isinstance(event, Noted)]
    assert told.startswith("The colours of “kris” are not used: ")
    assert ":1 is needed" in told


def test_a_text_that_does_not_fit_is_told_with_its_fields_label() -> None:
    worn = costumed(brief(template="fakta", fields=FACTS), silent)
    with pytest.raises(BrandError, match=r"^Ryktet: “Allt är stängt” is too long$"), field_named(worn):
        raise BrandError("“Allt är stängt” is too long")
    with pytest.raises(BrandError, match=r"^Something else$"), field_named(worn):
        raise BrandError("Something else")


def test_a_reel_is_brought_up_to_date_when_its_template_changes(tmp_path: Path) -> None:
    own = tmp_path / "egen.toml"
    asked = brief(template=str(own))
    assert dict(ingredients(asked, tmp_path))[own] is Part.TEMPLATE
    own.write_text('[intro]\nvariant = "mitt.toml"\n[cover]\nlayout = "omslag.toml"\n', "utf-8")
    watched = dict(ingredients(asked, tmp_path))
    assert {own, tmp_path / "mitt.toml", tmp_path / "omslag.toml"} <= watched.keys()
    assert any(path.name == "national-contacts.toml" for path in watched)
    own.write_text("[intro", "utf-8")
    assert own in dict(ingredients(asked, tmp_path))


def test_a_scene_and_a_layout_of_ones_own_lie_beside_the_template(tmp_path: Path) -> None:
    own = tmp_path / "egen.toml"
    for folder, name, here in (("intros", "rumour", "mitt"), ("covers", "panel", "omslag")):
        text = (resources.templates() / folder / f"{name}.toml").read_text("utf-8")
        (tmp_path / f"{here}.toml").write_text(text, "utf-8")
    words = '[intro]\nvariant = "mitt.toml"\n[cover]\nlayout = "omslag.toml"\n'
    own.write_text(f'name = "egen"\nabout = "En egen."\n{words}', "utf-8")
    worn = costumed(brief(template=str(own)), silent).brand
    assert worn.intro.variant == str(tmp_path / "mitt.toml")
    assert worn.cover.layout == str(tmp_path / "omslag.toml")


@pytest.mark.parametrize(
    ("policy", "own", "plays"),
    [("off", "ljus", ""), ("soft", "", "lugn"), ("soft", "ljus", "ljus"), ("brand", "", ""), ("brand", "ljus", "ljus")],
)
def test_the_template_decides_whether_there_is_music(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, own: str, plays: str
) -> None:
    file = tmp_path / "egen.toml"
    file.write_text(f'name = "egen"\nabout = "En egen."\n[music]\npolicy = "{policy}"\n', "utf-8")
    ours = load_brand("trygghetscentret")
    bed = str(music_file(own, tmp_path)) if own else ""
    sounds = msgspec.structs.replace(ours.sounds, music=bed)
    monkeypatch.setattr(costume, "load_brand", lambda _name: msgspec.structs.replace(ours, sounds=sounds))
    worn = costumed(brief(template=str(file)), silent).brand
    assert Path(worn.sounds.music).stem == plays
