"""Every scene, in every shape, with any words: whole, calm, readable, inside its box, liked by who looked at it."""

from collections.abc import Mapping

import msgspec
import numpy as np
import pytest
from golden import Golden
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vidkit.brand import flashes, intro, readability
from vidkit.brand.card import Card
from vidkit.brand.cards import intro_card
from vidkit.brand.drawing import frames
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.painting import View
from vidkit.brand.scenes.laid import LaidDisc, LaidLine, LaidPlane
from vidkit.brand.scenes.lengths import Rectangle
from vidkit.brand.scenes.motion import Course, Step, Track, ease_in_out, linear
from vidkit.brand.scenes.reading import read_scene, scene_names
from vidkit.brand.scenes.scene import Manner
from vidkit.brand.scenes.stage import Layer, State, play
from vidkit.brand.scenes.stage_layers import Disc, Plane, Words
from vidkit.errors import BrandError

from .conftest import SHAPES

RATE = (30, 1)
QUARTER = (Size(270, 480), Box(15, 55, 222, 325))
SCENES = ("alert", "doorway", "invitation", "panels", "rumour", "steps")

WORDS = {
    "alert": {"title": "Är du förberedd?", "kicker": "Hemberedskap"},
    "doorway": {"title": "Banken frågar aldrig efter din kod"},
    "invitation": {
        "title": "Fika med trygghetsvärdarna",
        "date": "Tisdag 8 december",
        "clock": "kl. 18.00–20.00",
        "place": "Trygghetscentret i Valsta",
        "kicker": "Trygghetscentret bjuder in",
    },
    "panels": {"title": "Nu öppnar den nya gångvägen till skolan", "kicker": "Nytt från Trygghetscentret"},
    "rumour": {
        "title": "113 13 ger information, 112 är för nödlägen",
        "struck": "Vid en storm ringer man 112 för att få veta mer",
        "kicker": "Rykte eller fakta?",
    },
    "steps": {"title": "steg till ett tryggare hem", "number": "3", "kicker": "Tips från Trygghetscentret"},
}

MOMENTS = {
    "alert": (6, 12, 59),
    "doorway": (9, 17, 59),
    "invitation": (14, 26, 77),
    "panels": (8, 17, 59),
    "rumour": (36, 62, 119),
    "steps": (9, 16, 59),
}


def with_scene(brand: Brand, scene: str) -> Brand:
    return msgspec.structs.replace(brand, intro=msgspec.structs.replace(brand.intro, variant=scene))


def test_these_are_the_scenes() -> None:
    assert set(scene_names()) == set(SCENES) == set(WORDS)


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_has_the_frames_it_promises_and_rests_before_it_melts_away(brand: Brand, scene: str) -> None:
    own = with_scene(brand, scene)
    card = intro_card(own, WORDS[scene], *QUARTER, RATE)
    drawn = list(frames(card, own))
    assert len(drawn) == card.frames == round(read_scene(scene).scene.seconds * 30)
    assert intro.settles(card, own) <= card.frames / 30 - brand.intro.crossfade
    rest = drawn[round(30 * (card.frames / 30 - brand.intro.crossfade))]
    assert (rest == drawn[-1]).all()
    assert (drawn[0] != drawn[-1]).any()


@pytest.mark.parametrize("scene", SCENES)
def test_no_scene_flashes(brand: Brand, scene: str) -> None:
    own = with_scene(brand, scene)
    card = intro_card(own, WORDS[scene], *QUARTER, RATE)
    # Once lighter and once darker is no more than what every cut does.
    assert flashes.flashes(frames(card, own), card.size, RATE) <= 1


@pytest.mark.parametrize("scene", SCENES)
def test_all_that_is_to_be_read_can_be_read_for_as_long_as_it_stands(
    brand: Brand, scene: str, shape: tuple[Size, Box]
) -> None:
    own = with_scene(brand, scene)
    card = intro_card(own, WORDS[scene], *shape, (5, 1))
    found = readability.measure_card(card, own)
    assert {one.role for one in found} == {block.role for block in card.texts} >= {"title", "kicker"}
    for one in found:
        assert one.ratio >= one.least, f"{one.role}: {one.text}"


def test_a_rumour_can_be_read_before_it_is_struck_and_after(brand: Brand) -> None:
    own = with_scene(brand, "rumour")
    card = intro_card(own, WORDS["rumour"], *SHAPES["reel"], (10, 1))
    struck = [one for one in readability.measure_card(card, own) if one.role == "struck"]
    lines = card.blocks("struck")[0].lines
    assert [one.text for one in struck] == [line for line in lines for _time in range(2)]
    before, after = struck[0], struck[1]
    assert before.ratio > after.ratio >= 4.5, "it steps back, but not out of reach"


words = st.text("abcdefghijklmnopqrstuvwxyzåäöÅÉgjpq", min_size=1, max_size=14)
titles = st.lists(words, min_size=1, max_size=9).map(" ".join)


@given(scene=st.sampled_from(SCENES), shape=st.sampled_from(sorted(SHAPES)), title=titles, other=titles)
@hypothesis_settings(max_examples=100)
def test_any_words_that_fit_stay_inside_the_safe_box_at_all_times(
    brand: Brand, scene: str, shape: str, title: str, other: str
) -> None:
    size, safe = SHAPES[shape]
    own = with_scene(brand, scene)
    texts = {**dict.fromkeys(read_scene(scene).scene.roles, other), "kicker": "Hej", "signature": "Hej", "title": title}
    try:
        card = intro_card(own, texts, size, safe, RATE)
    except BrandError as fault:
        assert title in fault.message or other in fault.message  # noqa: PT017 - most words fit, and then more is asked
        return
    lines = [layer for layer in intro.words(card, own) if isinstance(layer, Words)]
    assert {line.role for line in lines} == {block.role for block in card.texts}
    for line in lines:
        overhang = line.line.overhang
        for index in range(0, card.frames, 4):
            state = line.state(index / 30)
            box = line.touches(state) if state else line.box
            # A line that rises from behind its edge is hidden below it: what is touched is what is seen.
            assert safe.x <= box.x + overhang
            assert box.right - overhang <= safe.right + 1
            assert safe.y - 1 <= box.y
            assert box.bottom <= safe.bottom + 1


@pytest.mark.parametrize("scene", SCENES)
@given(title=titles, index=st.integers(0, 59))
@hypothesis_settings(max_examples=8)
def test_a_frame_is_the_same_whatever_was_drawn_before(brand: Brand, scene: str, title: str, index: int) -> None:
    """Only what has changed is drawn anew; what is seen owes nothing to that."""
    own = with_scene(brand, scene)
    try:
        card = intro_card(own, {**WORDS[scene], "title": title}, *QUARTER, RATE)
    except BrandError:
        return
    *_, drawn = frames(msgspec.structs.replace(card, frames=index + 1), own)
    backdrop, layers = intro.whole(card, own)
    (afresh,) = play(msgspec.structs.replace(card, frames=1), backdrop, [Late(layer, index / 30) for layer in layers])
    assert (drawn == afresh).all()


class Late:
    """A layer whose first frame is a later one."""

    def __init__(self, layer: Layer, seconds: float) -> None:
        self._layer = layer
        self._seconds = seconds
        self.settles = layer.settles

    def state(self, seconds: float) -> State | None:
        return self._layer.state(seconds + self._seconds)

    def touches(self, state: State) -> Box:
        return self._layer.touches(state)

    def paint(self, view: View, state: State) -> None:
        self._layer.paint(view, state)


def centre(frame: NDArray[np.uint8]) -> tuple[float, float]:
    """Where the middle of what is light lies, in pixels from the left and the top."""
    light = frame[..., 0].astype(float)
    down, across = np.indices(light.shape)
    return float((light * across).sum() / light.sum()), float((light * down).sum() / light.sum())


def moving(kind: str, brand: Brand, x: Course, y: Course) -> Layer:
    if kind == "plane":
        return Plane(LaidPlane(box=Rectangle(40, 50, 121, 77), colour="#FFFFFF", radius=9, x=x, y=y))
    if kind == "disc":
        shown = Course(otherwise=1.0)
        return Disc(
            LaidDisc(
                centre=70.0, middle=64.0, radius=31.0, thickness=0.0, colour="#FFFFFF", begins=0.0, sweep=360.0,
                scale=shown, reveal=shown, opacity=shown, x=x, y=y,
            )
        )  # fmt: skip
    come = Track(-1.0, -0.5)
    laid = LaidLine(
        role="title", text="Lås dörren", size_px=48, bold=True, left=40, baseline=90.0, colour="#FFFFFF",
        come=come, how=Manner.RISE, x=x, y=y,
    )  # fmt: skip
    return Words(laid, brand.typeface)


@pytest.mark.parametrize("kind", ["line", "plane", "disc"])
def test_what_moves_goes_its_way_to_a_part_of_a_pixel(brand: Brand, kind: str) -> None:
    """The middle of what is seen follows its easing within 0.15 pixels, across and down: that is what jitter is not."""
    across = Course((Step(0, 0.0), Step(2, 31.7, ease_in_out)))
    down = Course((Step(0, 0.0), Step(2, 13.3, linear)))
    card = Card(
        kind=intro_card(brand, {}, *QUARTER, RATE).kind, size=Size(420, 180), safe=Box(0, 0, 420, 180), rate=RATE,
        frames=60, texts=(), brand_digest="",
    )  # fmt: skip
    dark = np.zeros((180, 420, 3), np.uint8)
    drawn = [centre(frame) for frame in play(card, dark, [moving(kind, brand, across, down)])]
    for index, (x, y) in enumerate(drawn):
        assert x - drawn[0][0] == pytest.approx(across.at(index / 30), abs=0.15)
        assert y - drawn[0][1] == pytest.approx(down.at(index / 30), abs=0.15)


def roles(card: Card) -> set[str]:
    return {block.role for block in card.texts}


@pytest.mark.parametrize(
    ("scene", "texts", "shown"),
    [
        ("rumour", {"title": "Sant"}, {"title", "kicker", "signature"}),
        ("rumour", {"title": "Sant", "struck": "Falskt"}, {"title", "kicker", "signature", "struck"}),
        ("invitation", {"title": "Fika"}, {"title", "kicker"}),
        ("invitation", {"title": "Fika", "place": "Valsta"}, {"title", "kicker", "place"}),
        ("steps", {"title": "Lås dörren", "number": " "}, {"title", "kicker", "signature"}),
        ("doorway", {"title": "Lås dörren", "place": "Valsta"}, {"title", "kicker", "signature"}),
    ],
)
def test_a_role_that_nobody_gives_is_left_out(
    brand: Brand, scene: str, texts: Mapping[str, str], shown: set[str]
) -> None:
    own = with_scene(brand, scene)
    card = intro_card(own, texts, *QUARTER, RATE)
    assert roles(card) == shown
    assert len(list(frames(card, own))) == card.frames


def test_the_reel_s_own_words_come_before_the_brand_s(brand: Brand) -> None:
    texts = {"place": "Stadshuset", "date": "tisdag"}
    own = msgspec.structs.replace(brand, intro=msgspec.structs.replace(brand.intro, variant="invitation", texts=texts))
    card = intro_card(own, {"title": "Fika", "place": "Valsta", "clock": ""}, *QUARTER, RATE)
    said = {block.role: " ".join(block.lines) for block in card.texts}
    assert said == {"title": "Fika", "place": "Valsta", "date": "tisdag", "kicker": brand.intro.kicker}


def test_another_scene_is_another_card_and_its_length_is_the_brand_s_to_say(brand: Brand) -> None:
    cards = [intro_card(with_scene(brand, scene), {"title": "Hej"}, *QUARTER, RATE) for scene in SCENES]
    assert len({card.digest for card in cards}) == len(SCENES)
    longer = msgspec.structs.replace(brand, intro=msgspec.structs.replace(brand.intro, variant="rumour", seconds=6.0))
    assert intro_card(longer, {"title": "Hej"}, *QUARTER, RATE).frames == 180


@pytest.mark.parametrize("scene", SCENES)
def test_golden_moments(brand: Brand, golden: Golden, scene: str) -> None:
    own = with_scene(brand, scene)
    for index, frame in enumerate(frames(intro_card(own, WORDS[scene], *SHAPES["reel"], RATE), own)):
        if index in MOMENTS[scene]:
            golden.check(f"scene-{scene}-{index:03d}", frame, width=270)
    *_, settled = frames(intro_card(own, WORDS[scene], *SHAPES["wide"], (2, 1)), own)
    golden.check(f"scene-{scene}-wide", settled, width=480)
