"""Signs and the small mark in the picture: right where they stand, and nothing else of it is touched."""

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from plan import given as given_clips

from vidkit.brand.card import CardKind
from vidkit.brand.contrast import rgb
from vidkit.brand.geometry import Box
from vidkit.brand.signs.card import SignCard
from vidkit.brand.signs.drawing import bug_frame, sign_frames
from vidkit.brand.signs.fitting import sign_card
from vidkit.brand.signs.look import Bug
from vidkit.brand.signs.sign import AskedSign, SignKind
from vidkit.plan.materials import ReadySign
from vidkit.plan.reel_plan import PlannedSign, ReelPlan
from vidkit.render.compiler.address import Addresses
from vidkit.render.compiler.picture import compile_still, compile_window
from vidkit.render.windows import windows_of

from .rig import Bench, brand, planned

Frames = NDArray[np.uint8]

STEP = AskedSign(kind=SignKind.STEP, texts=("1", "Lås dörren"), at=0.3, seconds=1.2)


@pytest.fixture
def signed(bench: Bench) -> ReelPlan:
    plan = planned(bench.clip(seconds=2), intro=12, end=12, signs=(STEP,), bug=Bug())
    assert len(plan.signs) == 1
    assert plan.bug is not None
    return plan


def coded(bench: Bench, plan: ReelPlan) -> list[Frames]:
    """Light and colour of every frame as they are coded, each colour on its four pixels: `(height, width, 3)`."""
    import av

    bench.shown(plan)
    with av.open(str(bench.shown(plan)._file)) as container:
        planes = [np.asarray(frame.to_ndarray(), np.uint8) for frame in container.decode(video=0)]
    height, width = plan.size.height, plan.size.width
    found = []
    for flat in planes:
        light = flat[:height]
        quarters = flat[height:].reshape(2, height // 2, width // 2)
        found.append(np.dstack([light, *(plane.repeat(2, axis=0).repeat(2, axis=1) for plane in quarters)]))
    return found


def outside(box: Box, frame: Frames) -> Frames:
    left = frame.copy()
    left[box.y : box.bottom, box.x : box.right] = 0
    return left


def inside(box: Box, frame: Frames) -> Frames:
    return frame[box.y : box.bottom, box.x : box.right]


@pytest.mark.program
def test_nothing_outside_a_sign_is_touched(bench: Bench, signed: ReelPlan) -> None:
    bare = msgspec.structs.replace(signed, signs=(), bug=None)
    (sign,), bug = signed.signs, signed.bug
    assert bug is not None
    clip, start = signed.shots[1], signed.starts[1]
    melts = [*range(start, start + clip.overlap), *range(signed.starts[2], start + clip.frames)]
    for number, (one, other) in enumerate(zip(coded(bench, signed), coded(bench, bare), strict=True)):
        # A crossfade is mixed in 4:4:4: the colours, not the light, of the pixels around the mark take part in it.
        near = Box(bug.box.x - 8, bug.box.y - 8, bug.box.width + 16, bug.box.height + 16)
        mark = near if number in melts else bug.box
        one, other = outside(mark, one), outside(mark, other)  # noqa: PLW2901
        if sign.first <= number < sign.end:
            assert not np.array_equal(one, other), number
            one, other = outside(sign.box, one), outside(sign.box, other)  # noqa: PLW2901
        assert np.array_equal(one, other), number


@pytest.mark.program
def test_a_sign_shows_its_frames_and_is_held_between(bench: Bench, signed: ReelPlan) -> None:
    (sign,) = signed.signs
    drawn = list(sign_frames(sign.card, brand()))
    comes, held = sign.card.comes, sign.end - sign.first - sign.card.frames
    shown = [*drawn[:comes], *[drawn[comes - 1]] * held, *drawn[comes:]]
    pictures = bench.shown(signed).frames
    for number, frame in enumerate(shown):
        seen = inside(sign.box, pictures[sign.first + number]).astype(int)
        opaque = frame[..., 3] == 255
        difference = np.abs(seen - frame[..., :3])[opaque]
        # Colours are coded for four pixels at once, so that letters' edges differ and plates do not.
        assert difference.size == 0 or np.median(difference) <= 2, number


@pytest.mark.program
def test_the_brands_colours_are_the_same_on_a_sign_and_on_a_card(bench: Bench) -> None:
    """A card goes through another filter, codec and pixel format than a sign."""
    plan = planned(bench.clip(seconds=2), signs=(STEP,))
    (sign,), own = plan.signs, brand().sign_colours
    still = bench.shown(plan).frames[sign.first + sign.card.comes + 2]
    on_sign = {plate.colour: inside(sign.box, still)[plate.box.y + 3, plate.box.x + 3] for plate in sign.card.plates}
    assert set(on_sign) == {own.accent, own.plate}
    for colour, seen in on_sign.items():
        assert np.abs(seen.astype(int) - rgb(colour)).max() <= 2, colour
        assert np.abs(seen.astype(int) - as_on_a_card(bench, colour)).max() <= 2, colour


def as_on_a_card(bench: Bench, colour: str) -> NDArray[np.int_]:
    from vidkit.brand.card import Card
    from vidkit.render.compiler.card import compile_card

    card: Card = given_clips.a_card(CardKind.END, 1, msgspec.structs.replace(given_clips.REEL, width=64, height=64))
    frame = np.full((64, 64, 3), rgb(colour), np.uint8).tobytes()
    made = bench.kitchen.cook(compile_card(card, f"plain-{colour[1:]}.mkv"), feed=iter([frame]))
    import av

    with av.open(str(made)) as container:
        (shown,) = container.decode(video=0)
        return np.asarray(shown.to_ndarray(format="rgb24")[32, 32], np.int_)


@pytest.mark.program
def test_the_small_mark_melts_into_the_cards_and_is_not_on_them(bench: Bench, signed: ReelPlan) -> None:
    bare = msgspec.structs.replace(signed, bug=None)
    bug = signed.bug
    assert bug is not None
    pairs = zip(bench.shown(signed).frames, bench.shown(bare).frames, strict=True)
    added = [float(np.abs(inside(bug.box, one).astype(int) - inside(bug.box, other)).mean()) for one, other in pairs]
    intro, clip, end = signed.shots
    melts = signed.starts[1], signed.starts[1] + clip.overlap
    assert set(added[: melts[0]]) == {0.0}
    assert added[melts[0] : melts[1]] == sorted(added[melts[0] : melts[1]])
    assert min(added[melts[1] : signed.starts[2]]) > 20
    assert added[-1] == 0
    assert intro.frames == end.frames == 12


def test_the_cover_has_neither_sign_nor_mark() -> None:
    plan = of_the_planner(("1", "Lås dörren"))
    bare = msgspec.structs.replace(plan, signs=(), bug=None)
    assert compile_still(plan, "still.png") == compile_still(bare, "still.png")


def of_the_planner(texts: tuple[str, ...], at: float = 5.0, intro: int = 60) -> ReelPlan:
    """A reel of 20 s with one sign."""
    own = given_clips.a_brand(bug=Bug())
    asked = AskedSign(kind=SignKind.STEP, texts=texts, at=at, seconds=3)
    shape = given_clips.a_platform().shapes["reel"]
    card: SignCard = sign_card(own, asked, shape.size, shape.safe_box, (30, 1))
    return given_clips.planned(
        given_clips.a_clip(duration_ms=20_000, frames=600),
        brand=own,
        intro=given_clips.a_card(CardKind.INTRO, intro),
        signs=(ReadySign(asked, card, own=True),),
    )


def addresses(plan: ReelPlan) -> list[str]:
    known = Addresses(plan, "1")
    return [known.window(window) for window in windows_of(plan)]


def shows(plan: ReelPlan) -> list[bool]:
    (sign,) = plan.signs
    return [sign.first < window.end and sign.end > window.first for window in windows_of(plan)]


def test_another_text_on_a_sign_makes_its_own_windows_alone() -> None:
    before, after = of_the_planner(("1", "Lås dörren")), of_the_planner(("1", "Lås bilen"))
    same = [a == b for a, b in zip(addresses(before), addresses(after), strict=True)]
    assert same == [not shown for shown in shows(before)]
    assert any(same)
    assert not all(same)


def test_a_longer_intro_moves_no_sign() -> None:
    before, after = of_the_planner(("1", "Lås dörren")), of_the_planner(("1", "Lås dörren"), intro=75)
    assert set(addresses(before)[2:]) == set(addresses(after)[2:])


def test_a_window_asks_for_the_signs_that_it_shows() -> None:
    plan = of_the_planner(("1", "Lås dörren"))
    (sign,) = plan.signs
    cards = {overlay.digest: f"/cards/{overlay.digest}.mkv" for overlay in plan.overlays}
    cards |= {shot.card.digest: "/cards/card.mkv" for shot in (plan.shots[0], plan.shots[-1])}  # type: ignore[union-attr]
    for window, shown in zip(windows_of(plan), shows(plan), strict=True):
        arguments = compile_window(plan, window, cards, "window.mp4").arguments
        assert (cards[sign.card.digest] in arguments) == shown


def test_a_mark_half_seen_through_covers_half() -> None:
    from vidkit.brand.signs.fitting import bug_card

    own = given_clips.a_brand(bug=Bug(opacity=0.5))
    card = bug_card(own, given_clips.REEL, (30, 1))
    assert card is not None
    frame = bug_frame(card, own)
    middle = card.size.width // 2
    assert frame[middle, middle, 3] == 128
    assert frame[0, 0, 3] == 0  # its corners are round
    assert bug_card(given_clips.a_brand(bug=Bug(opacity=0)), given_clips.REEL, (30, 1)) is None
    assert bug_card(given_clips.a_brand(), given_clips.REEL, (30, 1)) is None


def test_a_plan_with_signs_is_read_back() -> None:
    from vidkit.plan.reel_plan import from_json, to_json

    plan = of_the_planner(("1", "Lås dörren"))
    assert from_json(to_json(plan)) == plan
    assert isinstance(plan.signs[0], PlannedSign)
