"""Templates as they are drawn: the longest texts have room in every shape, everything can be read, nothing flashes."""

import msgspec
import pytest
from golden import Golden
from PIL import Image

from vidkit.brand import cards, readability
from vidkit.brand.backdrop import backdrop
from vidkit.brand.card import Card
from vidkit.brand.cover import draw_cover
from vidkit.brand.drawing import frames
from vidkit.brand.flashes import MOST, flashes
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.palette import Palette
from vidkit.brand.signs.fitting import sign_card
from vidkit.brand.templates.template import Dressed, dress, load_template, template_names
from vidkit.errors import BrandError
from vidkit.plan.platform import load_platform

HALF = (Size(540, 960), Box(30, 110, 445, 650))
FIFTH = (Size(216, 384), Box(12, 44, 178, 260))

ORDINARY = (
    "Kommunens trygghetsvärdar hjälper dig varje kväll i centrum med råd om inbrott och brandvarnare så att du "
    "känner dig trygg hemma och ute och vet vart du ska vända dig när något händer"
)

PALETTES = {
    "light": Palette(primary="#F2D5A0", accent="#7A1F2B", paper="#FFFFFF", ink="#1A1A1A", deep="#EBC583"),
    "forest": Palette(primary="#1D4D3A", accent="#9BD770", paper="#F4F4EC", ink="#14201B"),
    "alike": Palette(primary="#3B6E57", accent="#4A7D66", paper="#F4F4EC", ink="#14201B"),
    "night": Palette(primary="#101018", accent="#2A2AFF", paper="#FFFFFF", ink="#000000"),
    "sky": Palette(primary="#B9DCF2", accent="#0A3A5C", paper="#FFFFFF", ink="#0A1A26", deep="#A5D0EA"),
}
"""Of brands that can be read without a template."""


def of_length(longest: int) -> str:
    """Ordinary words, as many as have room in so many characters."""
    words: list[str] = []
    for word in ORDINARY.split():
        if len(" ".join([*words, word])) > longest:
            break
        words.append(word)
    return " ".join(words) or ORDINARY[:longest]


def worn(name: str, brand: Brand) -> Dressed:
    template = load_template(name)
    return dress(brand, template, [(key, text) for key, field in template.fields.items() for text in field.examples])


def intro(made: Dressed, size: Size, safe: Box, rate: tuple[int, int]) -> Card:
    texts = {} if made.brand.intro.texts.get("title") else {"title": made.title}
    return cards.intro_card(made.brand, texts, size, safe, rate)


@pytest.mark.parametrize("name", template_names())
@pytest.mark.parametrize("shape", sorted(load_platform().shapes))
def test_a_field_as_long_as_it_may_be_has_room_everywhere(name: str, shape: str, brand: Brand) -> None:
    template = load_template(name)
    pairs = [(key, of_length(field.longest)) for key, field in template.fields.items() for _ in range(field.most)]
    made, stage = dress(brand, template, pairs), load_platform().shapes[shape]
    assert intro(made, stage.size, stage.safe_box, (30, 1)).frames > 1
    assert cards.end_card(made.brand, stage.size, stage.safe_box, (30, 1)).texts
    assert cards.cover_card(made.brand, made.title, stage.size, stage.cover_box).texts
    for sign in made.brand.default_signs:
        assert sign_card(made.brand, sign, stage.size, stage.safe_box, (30, 1)).texts


@pytest.mark.parametrize("colours", ["own", *sorted(PALETTES)])
@pytest.mark.parametrize("name", template_names())
def test_every_text_can_be_read_as_it_is_drawn(name: str, colours: str, brand: Brand) -> None:
    ours = msgspec.structs.replace(brand, palette=PALETTES[colours]) if colours in PALETTES else brand
    made = worn(name, ours)
    found = (
        *readability.measure_card(intro(made, *HALF, (5, 1)), made.brand),
        *readability.measure_card(cards.end_card(made.brand, *HALF, (5, 1)), made.brand),
        *readability.measure_cover(cards.cover_card(made.brand, made.title, *HALF), made.brand),
    )
    assert found
    assert [one for one in found if one.ratio < one.least] == []


@pytest.mark.parametrize("name", template_names())
def test_no_intro_of_a_template_flashes(name: str, brand: Brand) -> None:
    made = worn(name, brand)
    card = intro(made, *FIFTH, (30, 1))
    assert flashes(frames(card, made.brand), card.size, (30, 1)) <= MOST


def test_every_template_has_an_intro_of_its_own(brand: Brand) -> None:
    assert len({worn(name, brand).brand.intro.variant for name in template_names()}) == len(template_names())


def test_news_open_and_end_as_the_senders_other_films_do(brand: Brand, other: Brand) -> None:
    for sender in (brand, other):
        made = worn("nyhet", sender).brand
        assert made.intro.variant == sender.intro.variant
        assert made.end_card.variant == sender.end_card.variant
    assert "doorway" not in (other.intro.variant, other.end_card.variant)


def test_a_title_of_the_reels_own_never_takes_the_facts_place(brand: Brand) -> None:
    made = worn("fakta", brand)
    assert made.brand.intro.texts["title"] == made.title == "113 13 ger information, 112 är för nödlägen"
    with pytest.raises(BrandError, match="för lång"):
        cards.intro_card(made.brand, {"title": "för lång " * 20}, *HALF, (5, 1))


@pytest.mark.parametrize("name", template_names())
def test_each_looks_as_it_was_looked_at(name: str, brand: Brand, golden: Golden) -> None:
    golden.check(f"template-{name}", strip(worn(name, brand)), width=810)


def test_news_of_another_sender_look_as_they_were_looked_at(other: Brand, golden: Golden) -> None:
    golden.check("template-nyhet-other", strip(worn("nyhet", other)), width=810)


def strip(made: Dressed) -> Image.Image:
    """Intro and end card at rest, and the cover between them."""
    shape = load_platform().shapes["reel"]
    opening = intro(made, shape.size, shape.safe_box, (5, 1))
    ending = cards.end_card(made.brand, shape.size, shape.safe_box, (5, 1))
    title = cards.cover_card(made.brand, made.title or "Lås dörren även när du är hemma", shape.size, shape.cover_box)
    side_by_side = Image.new("RGB", (3 * shape.width, shape.height))
    for place, card in enumerate((opening, ending)):
        *_before, rest = frames(card, made.brand)
        side_by_side.paste(Image.fromarray(rest), (2 * place * shape.width, 0))
    side_by_side.paste(draw_cover(backdrop(shape.size, bright=True), title, made.brand), (shape.width, 0))
    return side_by_side
