"""A template lies over any brand: what it says is the brand's then, and nothing becomes harder to read."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vidkit.brand.contrast import BODY_TEXT, ratio
from vidkit.brand.inheritance import Lineage
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.palette import Palette
from vidkit.brand.parts import Contact
from vidkit.brand.reading import FaultyBrandError
from vidkit.brand.scrutiny import POST_FIELDS
from vidkit.brand.scrutiny import faults_of as faults_of_kit
from vidkit.brand.templates.check import texts_of
from vidkit.brand.templates.fields import WrongFieldsError
from vidkit.brand.templates.mark_sight import LEAST, sight
from vidkit.brand.templates.national import national_contacts
from vidkit.brand.templates.palette import choose
from vidkit.brand.templates.template import Template, dress, dressed, load_template, template_names
from vidkit.brand.templates.words import filled, repeated
from vidkit.errors import BrandError

NAMES = ("ansvar", "fakta", "inbjudan", "kris", "nyhet", "tips")

Pairs = tuple[tuple[str, str], ...]


def examples(template: Template) -> Pairs:
    return tuple((key, text) for key, field in template.fields.items() for text in field.examples)


@pytest.fixture(params=NAMES)
def template(request: pytest.FixtureRequest) -> Template:
    return load_template(request.param)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A template of one's own, to be spoilt."""
    file = tmp_path / "egen.toml"
    file.write_text(
        """\
name = "egen"
about = "En egen."
[fields.what]
label = "Saken"
help = "Vad det gäller."
example = "En sak"
longest = 20
[fields.more]
label = "Mer"
help = "Mer om det."
example = ["ett", "två"]
most = 2
required = false
[intro]
kicker = "{what}"
[post]
text = "{title}: {what}"
""",
        "utf-8",
    )
    return file


def spoil(file: Path, old: str, new: str) -> str:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return str(file)


def test_there_are_templates_for_what_a_safety_centre_publishes() -> None:
    assert template_names() == NAMES


def test_every_gap_is_filled_and_the_brand_stays_the_senders(template: Template, brand: Brand) -> None:
    made = dress(brand, template, examples(template))
    assert (made.brand.name, made.brand.organisation, made.brand.typeface) == (
        brand.name,
        brand.organisation,
        brand.typeface,
    )
    assert made.brand.digest != brand.digest
    intro = made.brand.intro
    shown = (made.title, made.summary, made.shown, intro.kicker, *intro.texts.values(), made.brand.end_card.heading)
    for text in (*shown, *(text for sign in made.brand.default_signs for text in sign.texts)):
        assert "{" not in text
    post = made.brand.post.text.format(title="T", summary="S", contact="C")
    for key, field in template.fields.items():
        assert all(text in post or text in "".join(shown) for text in field.examples), key


def test_what_may_be_left_out_leaves_no_trace(template: Template, brand: Brand) -> None:
    needed = {key for key, field in template.fields.items() if field.required} | set(template.one_of[:1])
    few = dress(brand, template, [pair for pair in examples(template) if pair[0] in needed])
    post = few.brand.post.text.format(title="T", summary="", contact="C")
    assert not [line for line in post.splitlines() if line.rstrip().endswith(":")]
    assert all(text.strip() for sign in few.brand.default_signs for text in sign.texts)
    assert few.brand.end_card.heading.strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_field_is_asked_for_by_its_label(name: str, brand: Brand) -> None:
    template = load_template(name)
    with pytest.raises(WrongFieldsError) as caught:
        dress(brand, template, ())
    first = next(key for key, field in template.fields.items() if field.required or key in template.one_of)
    assert f"“{name}”" in caught.value.message
    assert f"“{template.fields[first].label}”" in caught.value.message
    said = caught.value.message + caught.value.hint
    assert f'--field {first}="' in said
    assert "fields = { " in said


@pytest.mark.parametrize(
    ("pairs", "message", "hint"),
    [
        ((("what", "a"), ("waht", "b")), "“egen” has no field “waht”", "Did you mean “what”?"),
        ((("what", "a"), ("saken", "b")), "no field “saken”", "Did you mean “what”?"),
        ((("what", "a"), ("zzz", "b")), "no field “zzz”", "what (Saken), more (Mer)"),
        ((("what", "x" * 21),), "“Saken” is 21 characters long", "Shorten it to 20 characters."),
        ((("what", "a"), ("what", "b")), "“Saken” can have 1 value only, and 2", "Leave some"),
        ((("what", "a"), *[("more", "b")] * 3), "“Mer” can have 2 values at most, and 3", "Leave some"),
        ((("what", " \n"),), "“egen” needs “Saken”", '--field what="En sak"'),
    ],
)
def test_a_field_that_does_not_answer(own: Path, brand: Brand, pairs: Pairs, message: str, hint: str) -> None:
    with pytest.raises(WrongFieldsError) as caught:
        dress(brand, load_template(str(own)), pairs)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_all_that_is_wrong_with_the_fields_is_told_at_once(own: Path, brand: Brand) -> None:
    with pytest.raises(WrongFieldsError) as caught:
        dress(brand, load_template(str(own)), (("zzz", "a"), *[("more", "b")] * 3))
    assert [fault.key for fault in caught.value.faults] == ["zzz", "what", "more"]
    for words in ("zzz", "Saken", "Mer"):
        assert words in caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("[intro]", "[intro]\nkiker = 1", "there is no key “intro.kiker”", "Did you mean “kicker”?"),
        ("label = ", "lable = ", "there is no key “fields.what.lable”", "Did you mean “label”?"),
        ('help = "Vad det gäller."\n', "", "the key “fields.what.help” is missing", "fakta.toml shows every key"),
        ("longest = 20", 'longest = "20"', "“fields.what.longest” is '20', but a whole number", "Change"),
        ("longest = 20", "longest = 3", "the example of “what” is none that could be given", "at most 3"),
        ('example = "En sak"', "example = []", "the example of “what” is none", "one to 1"),
        ("fields.what", "fields.title", "a field cannot be called “title”", "organisation"),
        ("fields.what", "fields.Vad", "a field cannot be called “Vad”", "small letters"),
        ('kicker = "{what}"', 'kicker = "{waht}"', "“intro.kicker” asks for {waht}", "Did you mean “{what}”?"),
        ('kicker = "{what}"', 'kicker = "{title}"', "“intro.kicker” asks for {title}", "{more}, {more.count}, {name}"),
        ('kicker = "{what}"', 'kicker = "{what!r}"', "“intro.kicker” asks for {what!r}", "{what}"),
        ('kicker = "{what}"', 'kicker = "{what"', "“intro.kicker” has a brace without its fellow", "{{"),
        ("{title}: {what}", "{title}: {number} {what}", "“post.text” asks for {number}", "{name}"),
        ("[intro]", "[intro]\nseconds = 20", "“intro.seconds” is 20, but at most 10", "Change"),
        ("[intro]", '[intro]\ntexts = { a = "{b}" }\n', "“intro.texts.a” asks for {b}", "{what}"),
        ("[intro]", '[end_card]\ncontacts = ["11313"]\n[intro]', "“end_card.contacts[0]” is '11313'", "“113 13”"),
        ("[intro]", '[[palette]]\nprimary = "acent"\n[intro]', "“palette[0].primary” is 'acent'", "“accent”"),
        ("[intro]", '[[palette]]\nprimary = "#12"\n[intro]', "a role of the palette or a colour", "primary, accent"),
        ("[intro]", '[music]\npolicy = "loud"\n[intro]', "but one of off, brand, soft was", "Change"),
        ("[post]", '[post]\nhashtags = ["två ord"]', "which is no hashtag", "without spaces"),
        ("[intro]", '[[signs]]\nkind = "step"\ntexts = ["{what}"]\n[intro]', "“step” takes 2", "step: 1"),
        ("[intro]", '[[signs]]\nkind = "ste"\ntexts = ["a"]\n[intro]', "“signs[0].kind” is 'ste'", "Change"),
        ("about = ", 'one_of = ["wat"]\nabout = ', "“one_of[0]” is 'wat'", "“what”"),
        ("about = ", "about = 5 #", "“about” is 5, but a text in quotes", "Change"),
        ("[intro]", "[intro", "not valid TOML", "Look at that line"),
    ],
)
def test_what_is_wrong_in_a_template_is_told_with_its_key(
    own: Path, old: str, new: str, message: str, hint: str
) -> None:
    with pytest.raises(BrandError) as caught:
        load_template(spoil(own, old, new))
    assert str(own) in caught.value.message
    assert message in caught.value.message
    assert hint in f"{caught.value.message}\n{caught.value.hint}"


def test_an_intro_that_does_not_exist_is_told_with_the_templates_file(own: Path, brand: Brand) -> None:
    template = load_template(spoil(own, "[intro]", '[intro]\nvariant = "dorway"'))
    with pytest.raises(FaultyBrandError) as caught:
        dress(brand, template, [("what", "a")])
    assert str(own) in caught.value.message
    assert caught.value.hint == "Did you mean “doorway”?"


def test_words_for_which_the_intro_has_no_place_are_told(own: Path, brand: Brand) -> None:
    template = load_template(spoil(own, "[intro]", '[intro]\nvariant = "rumour"\ntexts = { strcuk = "{what}" }'))
    with pytest.raises(FaultyBrandError) as caught:
        dress(brand, template, [("what", "a")])
    assert "“intro.texts.strcuk” is 'strcuk', but a text of the intro was expected" in caught.value.message
    assert caught.value.hint == "Did you mean “struck”?"


def test_a_template_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(BrandError) as caught:
        load_template("faktta")
    assert caught.value.hint == "Did you mean “fakta”?"
    with pytest.raises(BrandError, match=r"borta\.toml"):
        load_template("./borta.toml")


# What stands in a text


def test_a_line_without_its_field_is_left_out_and_one_with_several_stands_for_each() -> None:
    text = "Källa: {source}\n{number}. {steps}\nSlut"
    assert filled(text, {"steps": ("Lås", "Släck"), "source": ()}) == "1. Lås\n2. Släck\nSlut"


def test_a_full_stop_is_not_said_twice() -> None:
    assert filled("{a}. {b}. …", {"a": ("Ja!",), "b": ("Nej",)}) == "Ja! Nej. …"


def test_how_many_there_are_can_be_said(brand: Brand) -> None:
    tips = load_template("tips")
    assert dressed(brand, tips, [("steps", "Lås"), ("steps", "Släck")]).intro.texts["number"] == "2 råd"


def test_texts_that_belong_together_are_repeated_together() -> None:
    found = repeated(("{number}", "{steps}", "{where}"), {"steps": ("Lås", "Släck"), "where": ("Märsta",)})
    assert list(found) == [("1", "Lås", "Märsta"), ("2", "Släck", "Märsta")]


@given(st.text(), st.text())
def test_what_was_given_comes_through_as_it_was_written(one: str, other: str) -> None:
    assume(one and other)
    kept = filled("{{x}} {title}|{a}|{b}", {"a": (one,), "b": (other,)}, through=POST_FIELDS)
    assert kept.format(title="T", summary="S", contact="C") == f"{{x}} T|{one}|{other}"


# Contacts


def test_on_the_end_card_of_kris_stand_the_national_numbers(brand: Brand) -> None:
    template = load_template("kris")
    made = dressed(brand, template, examples(template))
    shown = [contact.text for contact in made.contacts if contact.on_end_card]
    assert shown[:3] == ["112", "113 13", "krisinformation.se"]
    assert {contact.text for contact in made.contacts} >= {contact.text for contact in brand.contacts}


def test_only_real_national_numbers_stand_in_templates() -> None:
    assert {contact.text for contact in national_contacts()} == {
        "112",
        "114 14",
        "113 13",
        "1177",
        "krisinformation.se",
    }
    for contact in national_contacts():
        assert contact.link.partition(":")[2].strip("/").removeprefix("www.") == contact.text.replace(" ", "")
        assert contact.source.startswith("https://")


@given(
    own=st.lists(
        st.builds(
            Contact,
            label=st.sampled_from(["Växeln", "Nöd"]),
            text=st.sampled_from(["112", "114 14", "08-1", "a.se", "b.se"]),
            on_end_card=st.booleans(),
        ),
        max_size=6,
        unique_by=lambda contact: contact.text,
    ),
    name=st.sampled_from(NAMES),
)
def test_an_end_card_gets_no_more_rows_than_had_room(own: list[Contact], name: str) -> None:
    template = load_template(name)
    before = msgspec.structs.replace(load_brand("trygghetscentret"), contacts=tuple(own))
    made = dressed(before, template, examples(template))
    shown = [contact.text for contact in made.contacts if contact.on_end_card]
    named = [text for text in template.end_card.contacts if text != "own"]
    assert len(shown) <= max(len(named), sum(contact.on_end_card for contact in own))
    assert len(set(shown)) == len(shown)
    assert {contact.text for contact in own} <= {contact.text for contact in made.contacts}


def test_a_brand_without_contacts_of_its_own_keeps_its_end_card(brand: Brand) -> None:
    national = {contact.text for contact in national_contacts()}
    lone = msgspec.structs.replace(brand, contacts=tuple(each for each in brand.contacts if each.text in national))
    template = load_template("nyhet")
    made = dressed(lone, template, examples(template))
    assert made.contacts == lone.contacts
    assert made.end_card.heading == lone.end_card.heading


def test_contacts_that_are_not_on_the_end_card_are_not_in_the_post(brand: Brand) -> None:
    template = load_template("inbjudan")
    made = dressed(brand, template, examples(template))
    assert [contact.text for contact in made.contacts if contact.in_post] == ["08-591 260 00", "sigtuna.se"]


# Colours

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}")
PALETTES = st.builds(
    Palette,
    primary=COLOURS,
    accent=COLOURS,
    paper=st.integers(0xE0, 0xFF).map(lambda grey: f"#{grey:02X}{grey:02X}{grey - 9:02X}"),
    ink=st.integers(0x00, 0x38).map(lambda grey: f"#{grey:02X}{grey:02X}{grey + 9:02X}"),
    deep=st.none() | COLOURS,
    glow=st.none() | COLOURS,
)


@given(palette=PALETTES, word_text=st.none() | COLOURS, name=st.sampled_from(NAMES))
def test_no_template_makes_a_valid_brand_unreadable(palette: Palette, word_text: str | None, name: str) -> None:
    ours = load_brand("trygghetscentret")
    captions = msgspec.structs.replace(ours.captions, word_text=word_text)
    brand = msgspec.structs.replace(ours, palette=palette, captions=captions)
    lineage = Lineage(files=(Path(brand.source),), content={}, sources={})
    assume(not faults_of_kit(brand, lineage))
    template = load_template(name)
    made = dressed(brand, template, examples(template))
    assert not faults_of_kit(made, lineage)
    now = made.palette
    for ground, before in ((now.primary, palette.primary), (now.depth, palette.depth)):
        for text, known in (
            (now.on_primary, palette.on_primary),
            (now.accent_on_primary, palette.accent_on_primary),
        ):
            assert ratio(text, ground) >= min(BODY_TEXT, ratio(known, before))


def test_a_palette_that_cannot_be_read_is_not_taken_and_the_reason_is_told(brand: Brand) -> None:
    chosen = choose(brand, load_template("kris").palette[:1])
    assert (chosen.palette, chosen.mark) == (brand.palette, brand.mark)
    assert chosen.dim[0].seen == "mark"
    assert chosen.dim[0].ratio < chosen.dim[0].least


def test_no_template_makes_the_mark_run_together_with_its_ground(brand: Brand) -> None:
    kris = load_template("kris")
    made = dressed(brand, kris, examples(kris))
    assert sight(brand.mark.on_light, brand.palette.accent) < LEAST  # so the first wish is not granted
    assert made.palette.primary == brand.palette.ink
    assert sight(made.mark.on(made.palette.primary), made.palette.primary) >= LEAST


def test_on_a_light_ground_stands_the_mark_for_light_grounds(brand: Brand) -> None:
    fakta = load_template("fakta")
    made = dressed(brand, fakta, examples(fakta))
    assert made.mark.on(made.palette.primary) == brand.mark.on_light
    tips = load_template("tips")
    assert dressed(brand, tips, examples(tips)).mark == brand.mark


# What follows


def test_the_digests_tell_one_reel_from_another(brand: Brand) -> None:
    template = load_template("fakta")
    pairs = examples(template)
    one = dressed(brand, template, pairs)
    assert one.digest == dressed(brand, template, pairs).digest
    other = dressed(brand, template, [(key, f"{text}!") for key, text in pairs])
    assert one.digest != other.digest
    assert one.drawn_digest == other.drawn_digest != brand.drawn_digest
    assert one.end_palette == brand.palette


def test_no_text_of_ours_names_a_municipality() -> None:
    for name in NAMES:
        for _key, text in texts_of(load_template(name)):
            assert "Sigtuna" not in text
            assert "Märsta" not in text
