"""The intros that templates make of a brand, put to the test with the templates' own examples."""

from vidkit.brand import cards
from vidkit.brand.card_trial import Tried, try_card
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.templates.template import dress, load_template


def tried(name: str, brand: Brand, size: Size, safe: Box) -> Tried:
    """The intro of the template `name` over `brand`, as a small picture of a frame of `size`.

    Raises `BrandError` when the template cannot be laid over the brand.
    """
    template = load_template(name)
    made = dress(brand, template, [(key, text) for key, field in template.fields.items() for text in field.examples])
    own = made.brand
    texts = {} if own.intro.texts.get("title") else {"title": made.title}
    return try_card(lambda *frame: cards.intro_card(own, texts, *frame), own, size, safe)
