"""`vidkit brand`: what brands there are, what is in force in one, whether it can be used, and how to begin one."""

import json
import tomllib
from pathlib import Path

import msgspec
import pytest
from PIL import Image, ImageDraw
from running import Vidkit, fingerprints, names

from vidkit import resources
from vidkit.brand import parts
from vidkit.brand.cards import cover_card, intro_card
from vidkit.brand.drawing import frames
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import load_brand
from vidkit.brand.palette import Palette
from vidkit.brand.signs import look as sign_look
from vidkit.brand.signs.sign import AskedSign
from vidkit.brand.templates.template import template_names
from vidkit.brand.typeface import Typeface

OURS = "trygghetscentret"


def heir(folder: Path, text: str, name: str = "min.toml") -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f'extends = "{OURS}"\n{text}', "utf-8")
    return file


def test_brands_are_listed_with_those_in_this_folder(vidkit: Vidkit, tmp_path: Path) -> None:
    heir(tmp_path, 'organisation = "Tryggby kommun"\n', "tryggby/brand.toml")
    heir(tmp_path, "organisation = 5\n", "trasig/brand.toml")
    heir(tmp_path, "", "annat/annat.toml")
    told = json.loads(vidkit("brand", "list", "--json").out)
    assert [row["brand"] for row in told] == [OURS, "trasig", "tryggby"]
    assert [row["organisation"] for row in told] == ["Trygghetscentret, Sigtuna kommun", None, "Tryggby kommun"]
    assert "“organisation” is 5" in told[1]["fault"]
    listed = vidkit("brand", "list")
    assert listed.code == 0
    assert "trasig: cannot be used" in listed.out
    assert str(tmp_path / "tryggby" / "brand.toml") in listed.out


def test_what_is_in_force_is_shown_with_its_source(vidkit: Vidkit, tmp_path: Path) -> None:
    file = heir(tmp_path, '[palette]\nprimary = "#5A1846"\n[intro]\nkicker = "Tryggt [hemma]"\n')
    told = vidkit("brand", "show", file, "--json").record
    rows = {row["key"]: (row["value"], row["source"]) for row in told["values"]}
    ours = str(resources.templates() / "brands" / f"{OURS}.toml")
    assert rows["palette.primary"] == ("#5A1846", str(file))
    assert rows["palette.accent"] == ("#F4A63C", ours)
    assert rows["palette.deep"] == (Palette.depth.fget(load_brand(str(file)).palette), None)  # type: ignore[attr-defined]
    assert rows["captions.line_height"] == (1.22, None)
    assert rows["contacts[0].text"] == ("112", ours)
    assert rows["contacts[0].on_end_card"][0] is True
    assert told["files"] == [str(file), ours]
    assert all(pair["ratio"] >= pair["least"] for pair in told["contrasts"])
    shown = vidkit("brand", "show", file).out
    assert "  primary        #5A1846  ← min.toml\n" in shown
    assert '  kicker         "Tryggt [hemma]"  ← min.toml\n' in shown
    assert "  accent         #F4A63C  ← trygghetscentret.toml\n" in shown
    assert "  line_height    1.22  ← vidkit decides\n" in shown
    assert "██" not in shown, "a pipe has no colours"


def test_colours_are_seen_where_the_terminal_has_them(vidkit: Vidkit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[38;2;244;166;60m██ \x1b[0m#F4A63C" in vidkit("brand", "show").out


def test_the_projects_own_brand_passes(vidkit: Vidkit) -> None:
    checked = vidkit("brand", "check")
    assert (checked.code, checked.err) == (0, "")
    assert all(line.startswith("✓ ") for line in checked.out.splitlines()[:-1])
    for card in ("Intro, title", "Intro, signature", "End card, contact", "Cover, kicker", "Intro: flashes"):
        assert card in checked.out
    for template in template_names():
        assert f"✓ Template {template}: intro: " in checked.out
    assert checked.out.endswith("Trygghetscentret can be used.\n")


def test_every_fault_of_a_brand_is_told_and_ends_with_four(vidkit: Vidkit, tmp_path: Path) -> None:
    file = heir(tmp_path, '[palette]\nacent = "#FFFFFF"\n[intro]\nseconds = 99\n')
    checked = vidkit("brand", "check", file)
    assert (checked.code, checked.out) == (4, "")
    assert "“palette.acent”" in checked.err
    assert "Did you mean “accent”?" in checked.err
    assert "“intro.seconds” is 99, but at most 10 was expected" in checked.err
    told = vidkit("brand", "check", file, "--json").record
    assert [fault["key"] for fault in told["faults"]] == ["palette.acent", "intro.seconds"]
    vidkit("brand", "check", "saknas").refused(4, "no brand “saknas”")
    vidkit("brand", "show", "saknas").refused(4, "no brand “saknas”")
    (alone,) = vidkit("brand", "check", "saknas", "--json").record["faults"]
    assert alone["message"] == "There is no brand “saknas”."


def failed(vidkit: Vidkit, file: Path, outcome: str = "bad") -> dict[str, str]:
    checked = vidkit("brand", "check", file, "--json")
    assert checked.code == int(outcome == "bad")
    return {row["what"]: row["found"] for row in checked.record["rows"] if row["outcome"] == outcome}


def test_what_only_drawing_shows_is_found(vidkit: Vidkit, tmp_path: Path) -> None:
    (tmp_path / "tyst.wav").write_bytes(b"RIFF no sound at all")
    Image.new("RGBA", (600, 600), "#FFFFFF").save(tmp_path / "vit.png")
    long = "En organisation med ett alldeles för långt namn för att få plats på en enda rad i introt"
    file = heir(
        tmp_path,
        '[mark]\non_dark = "vit.png"\n[sounds]\nintro = "tyst.wav"\nmusic = "tyst.wav"\n'
        f'[intro]\nsignature = "{long}"\n',
    )
    told = failed(vidkit, file)
    assert told["Mark on dark"] == "nothing of it is transparent"
    assert "tyst.wav" in told["Sound of the intro"]
    assert "tyst.wav" in told["Music"]
    assert long in told["Room for the texts, reel"]
    assert "Captions" not in told


def test_a_text_too_faint_for_where_it_stands_is_found(vidkit: Vidkit, tmp_path: Path) -> None:
    """On the paper it can be read; the last label stands on a band that the brand's own ending lays under it."""
    (tmp_path / "band.toml").write_text(
        'about = "Ett band under sista raden"\nground = "paper"\n'
        '[[layers]]\nkind = "plane"\ncolour = "paper with 6% ink"\nleft = "frame.left"\nright = "frame.right"\n'
        'top = "words.bottom - 140u"\nbottom = "words.bottom - 72u"\n',
        "utf-8",
    )
    told = failed(vidkit, heir(tmp_path, '[palette]\nmuted = "#686F73"\n[end_card]\nvariant = "band.toml"\n'))
    assert list(told) == ["End card, label: Läs mer", "End card on band.toml"]
    assert told["End card, label: Läs mer"].startswith("contrast 4.")
    assert told["End card on band.toml"].startswith("label: contrast 4.")
    assert all(found.endswith("; at least 4.5:1 is needed") for found in told.values())


def test_a_mark_that_cannot_be_seen_and_words_of_another_sender_are_doubtful(vidkit: Vidkit, tmp_path: Path) -> None:
    dark = Image.new("RGBA", (600, 600))
    ImageDraw.Draw(dark).ellipse((50, 50, 550, 550), fill="#0F4650")
    dark.save(tmp_path / "mark.png")
    file = heir(tmp_path, 'organisation = "Tryggby kommun"\n[mark]\non_dark = "mark.png"\n[web]\nhome = ""\n')
    told = failed(vidkit, file, "doubtful")
    assert told["Mark on dark"] == "contrast 1.0:1 with its ground"
    assert "trygghetscentret.toml" in told["contacts"]
    assert "web.fault_text" in told
    assert "web.home" not in told


@pytest.mark.parametrize(
    ("primary", "dark_ones", "light_ones"),
    [
        ("#F2C200", "not drawn in this brand's colours", "contrast 1.0:1 with its ground"),
        ("#0F4650", "contrast 10.4:1 with its ground", "contrast 1.6:1 with its ground"),
    ],
)
def test_each_mark_is_looked_at_where_it_is_drawn(
    vidkit: Vidkit, tmp_path: Path, primary: str, dark_ones: str, light_ones: str
) -> None:
    """A yellow mark for light grounds is lost on all of them; the white one stands nowhere on yellow."""
    for name, colour in (("white", "#FFFFFF"), ("yellow", "#F2C200")):
        disc = Image.new("RGBA", (600, 600))
        ImageDraw.Draw(disc).ellipse((50, 50, 550, 550), fill=colour)
        disc.save(tmp_path / f"{name}.png")
    file = heir(
        tmp_path,
        f'[palette]\nprimary = "{primary}"\ndeep = "{primary}"\naccent = "#7A1F2B"\n[bug]\n'
        '[mark]\non_dark = "white.png"\non_light = "yellow.png"\n',
    )
    rows = {row["what"]: row for row in vidkit("brand", "check", file, "--json").record["rows"]}
    assert (rows["Mark on dark"]["found"], rows["Mark on dark"]["outcome"]) == (dark_ones, "good")
    assert (rows["Mark on light"]["found"], rows["Mark on light"]["outcome"]) == (light_ones, "doubtful")


@pytest.mark.parametrize(
    ("folder", "name", "called"),
    [("tryggby", "", "Tryggby"), ("här bor vi/en kommun", 'Råd & "stöd"', 'Råd & "stöd"'), ("tal", "112", "112")],
)
def test_a_new_brand_is_whole(vidkit: Vidkit, tmp_path: Path, folder: str, name: str, called: str) -> None:
    made = vidkit("brand", "new", folder, *(("--name", name) if name else ()))
    assert (made.code, made.err) == (0, "")
    assert names(tmp_path / folder) == ["LAS-MIG.txt", "brand.toml", "marks"]
    brand = load_brand(str(tmp_path / folder))
    assert (brand.name, brand.organisation, brand.intro.kicker) == (called, called, called)
    for path in (brand.mark.on_dark, brand.mark.on_light):
        with Image.open(path) as mark:
            assert mark.size == (1024, 1024)
            assert mark.getpixel((0, 0))[3] == 0
            assert 0.3 < sum(mark.getchannel("A").histogram()[250:]) / 1024**2 < 0.78, "a letter is cut out of a disc"
    checked = vidkit("brand", "check", folder)
    assert checked.code == 0, checked.out
    assert all(line.startswith("✓ ") for line in checked.out.splitlines()[:-1]), checked.out
    size, safe = Size(270, 480), Box(15, 55, 222, 325)
    assert len(list(frames(intro_card(brand, {"title": "Lås dörren!"}, size, safe, (30, 1)), brand))) == 60
    assert cover_card(brand, "", size, safe).blocks("title")[0].lines


def test_a_new_brand_explains_every_key_there_is(vidkit: Vidkit, tmp_path: Path) -> None:
    vidkit("brand", "new", "tryggby")
    text = (tmp_path / "tryggby" / "brand.toml").read_text("utf-8")
    tables: dict[str, type[msgspec.Struct]] = {
        "palette": Palette,
        "typeface": Typeface,
        "mark": parts.Mark,
        "captions": parts.CaptionStyle,
        "intro": parts.Intro,
        "end_card": parts.EndCard,
        "signs": sign_look.Signs,
        "bug": sign_look.Bug,
        "[default_signs]": AskedSign,
        "sounds": parts.Sounds,
        "[contacts]": parts.Contact,
        "post": parts.Post,
        "web": parts.Web,
    }
    for table, struct in tables.items():
        said = text.partition(f"[{table}]")[2]
        for field in msgspec.structs.fields(struct):
            assert f"\n{field.name} = " in said or f"\n# {field.name} = " in said, f"{table}.{field.name}"
    for field in msgspec.structs.fields(parts.Kit):
        assert f"\n{field.name} = " in text or f"\n# {field.name} = " in text or f"[{field.name}]" in text, field.name
    assert tomllib.loads(text)["extends"] == OURS


def test_nothing_is_written_over(vidkit: Vidkit, tmp_path: Path) -> None:
    vidkit("brand", "new", "tryggby")
    before = fingerprints(tmp_path)
    vidkit("brand", "new", "tryggby").refused(8, "is there already and is not empty")
    vidkit("brand", "new", "tryggby/brand.toml").refused(8, "is there already")
    vidkit("brand", "new", "tryggby/brand.toml/inuti").refused(8, "cannot be made")
    vidkit("brand", "new", "annat", "--name", "\x07").refused(2, "needs a name")
    assert fingerprints(tmp_path) == before
