"""The contrast that is measured on drawn letters is the one that their colours have, wherever they stand."""

import msgspec
import pytest

from vidkit.brand import readability
from vidkit.brand.card import CardKind
from vidkit.brand.cards import cover_card, intro_card
from vidkit.brand.cards import end_card as fit_end_card
from vidkit.brand.contrast import BODY_TEXT, LARGE_TEXT, ratio
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.parts import EndCard
from vidkit.brand.scenes.stage_layers import Words

HALF = (Size(540, 960), Box(30, 110, 445, 650))
RATE = (5, 1)


def test_every_text_is_measured_once_with_what_its_size_asks(brand: Brand) -> None:
    found = readability.measure_card(fit_end_card(brand, *HALF, RATE), brand)
    assert [one.role for one in found] == ["signature", "heading", *["label", "contact"] * 4]
    assert {one.role: (one.large, one.least) for one in found} == {
        "signature": (False, BODY_TEXT),
        "heading": (True, LARGE_TEXT),
        "label": (False, BODY_TEXT),
        "contact": (True, LARGE_TEXT),
    }
    heading = next(one for one in found if one.role == "heading")
    assert heading.ratio == pytest.approx(ratio(brand.palette.ink, brand.palette.paper), rel=0.001)


def test_a_title_of_the_same_words_as_the_kicker_is_told_from_it(brand: Brand) -> None:
    found = readability.measure_card(intro_card(brand, {"title": ""}, *HALF, RATE), brand)
    assert [(one.role, one.text) for one in found][:2] == [("kicker", brand.name), ("title", brand.name)]
    assert found[1].ratio == pytest.approx(ratio(brand.palette.on_primary, brand.palette.primary), rel=0.001)


def test_a_cover_is_measured_over_any_picture(brand: Brand) -> None:
    found = readability.measure_cover(cover_card(brand, "Lås dörren!", *HALF), brand)
    assert [(one.kind, one.role) for one in found] == [(CardKind.COVER, "kicker"), (CardKind.COVER, "title")]
    assert all(one.ratio >= one.least for one in found)


def test_a_text_of_its_ground_s_colour_cannot_be_read(brand: Brand) -> None:
    palette = msgspec.structs.replace(brand.palette, ink=brand.palette.paper)
    bare = msgspec.structs.replace(brand, palette=palette, contacts=(), end_card=EndCard(heading="Hej"))
    (heading,) = readability.measure_card(fit_end_card(bare, *HALF, RATE), bare)
    assert heading.ratio == pytest.approx(1.0, abs=0.01)


def test_a_text_that_something_lies_over_cannot_be_read(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "paint", lambda *_: None)
    found = readability.measure_card(intro_card(brand, {"title": "Lås dörren!"}, *HALF, RATE), brand)
    assert {one.ratio for one in found} == {1.0}
