"""Signs over the clips: fitted to every shape, readable over anything, and never there or gone at a blink."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vidkit.brand import flashes
from vidkit.brand.contrast import CAPTION_TEXT, ratio, rgb
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.palette import Palette
from vidkit.brand.signs import trial as sign_trial
from vidkit.brand.signs.card import SignCard
from vidkit.brand.signs.drawing import sign_frames, whole_sign
from vidkit.brand.signs.fitting import WIDE_SHARE, bug_card, sign_card
from vidkit.brand.signs.look import Bug, Corner, Signs, sign_colours
from vidkit.brand.signs.readability import measure_sign, sign_flashes
from vidkit.brand.signs.sign import EXAMPLES, TEXTS, AskedSign, SignKind, sense_of
from vidkit.brand.typeface import Typeface
from vidkit.errors import BrandError, MissingError, UsageError

from .conftest import SHAPES

RATE = (30, 1)
REEL = SHAPES["reel"]
SAID = {
    SignKind.NAME: ("Förnamn Efternamn", "kommunpolis i Sigtuna"),
    SignKind.PLACE: ("Valsta centrum", "tisdag 3 november"),
    SignKind.STEP: ("2", "Fråga vem det är innan du öppnar för någon"),
    SignKind.FACT: ("Visste du?", "Banken frågar aldrig efter din kod, och polisen hämtar aldrig ditt kort."),
    SignKind.PHONE: ("114 14", "Polisen, när det inte är akut"),
}
BRAND = load_brand("trygghetscentret")


def asked(kind: SignKind, *texts: str) -> AskedSign:
    return AskedSign(kind=kind, texts=texts or SAID[kind])


def fitted(kind: SignKind, *texts: str, brand: Brand = BRAND, shape: tuple[Size, Box] = REEL) -> SignCard:
    return sign_card(brand, asked(kind, *texts), *shape, RATE)


@pytest.mark.parametrize("kind", SignKind)
def test_a_sign_fits_every_shape(kind: SignKind, shape: tuple[Size, Box]) -> None:
    size, safe = shape
    card = fitted(kind, shape=shape)
    assert card.size.width <= safe.width
    assert card.size.width <= WIDE_SHARE * safe.width or size.width <= size.height
    assert card.size.height <= safe.height / 3
    assert card.size.width % 2 == card.size.height % 2 == 0
    for plate in card.plates:
        assert 0 <= plate.box.x < plate.box.right <= card.size.width
        assert 0 <= plate.box.y < plate.box.bottom <= card.size.height


words = st.text("aåÖM0.,-x ", min_size=1, max_size=60).filter(lambda text: bool(text.strip()))


@given(kind=st.sampled_from(SignKind), data=st.data(), scale=st.sampled_from([1.0, 1 / 6]))
def test_any_words_stand_on_their_plates_or_are_refused(kind: SignKind, data: st.DataObject, scale: float) -> None:
    least, most = TEXTS[kind]
    texts = tuple(data.draw(st.lists(words, min_size=least, max_size=most)))
    size, safe = Size(round(1080 * scale), round(1920 * scale)), Box(10, 30, round(890 * scale), round(1300 * scale))
    try:
        card = fitted(kind, *texts, shape=(size, safe))
    except BrandError as fault:
        assert any(" ".join(text.split()) in fault.message for text in texts)  # noqa: PT017 - which text it is about
        return
    assert card.size.width <= safe.width
    for text in card.texts:
        plate = card.plates[text.plate].box
        assert plate.x <= text.x
        assert plate.y < text.baseline <= plate.bottom


def test_what_is_too_long_is_quoted() -> None:
    with pytest.raises(BrandError, match="Brottsförebyggandesamordningsgruppens sammankallande"):
        fitted(SignKind.NAME, "Brottsförebyggandesamordningsgruppens sammankallande ordförande i Sigtuna")


def test_a_long_name_is_set_smaller_before_it_is_refused() -> None:
    short, long = fitted(SignKind.NAME, "Förnamn Efternamn"), fitted(SignKind.NAME, "Förstanamn-Andranamn Efternamn")
    assert long.texts[0].size_px < short.texts[0].size_px
    assert long.texts[0].size_px >= 0.7 * short.texts[0].size_px - 1


def test_the_lines_of_a_fact_are_of_one_size() -> None:
    card = fitted(
        SignKind.FACT, "Ring alltid 112", "vid brand", "vid olycka", "när liv är i fara någonstans i kommunen"
    )
    assert len({text.size_px for text in card.texts[1:]}) == 1
    assert [text.words for text in card.texts[1:3]] == ["vid brand", "vid olycka"]


def test_all_signs_have_one_left_edge() -> None:
    for kind in SignKind:
        alpha = whole_sign(fitted(kind), BRAND)[..., 3]
        assert alpha[alpha.shape[0] // 2, 0] == 255, kind


@pytest.mark.parametrize("figures", ["114 14", "112", "3"])
@pytest.mark.parametrize("package", ["atkinson-hyperlegible", "zilla-slab"])
def test_a_number_stands_in_the_middle_of_its_plate(figures: str, package: str) -> None:
    """By its ink: old-style figures are low, and some hang under the line."""
    try:
        brand = msgspec.structs.replace(BRAND, typeface=Typeface(package=package))
        card = fitted(SignKind.PHONE, figures, brand=brand)
    except MissingError:
        pytest.skip(f"{package} is not installed")
    frame = whole_sign(card, brand)
    rows = np.flatnonzero((frame[..., :3] == rgb(card.texts[0].colour)).all(axis=2).any(axis=1))
    plate = card.plates[0].box
    assert abs((rows[0] - plate.y) - (plate.bottom - 1 - rows[-1])) <= 3


@pytest.mark.parametrize("kind", SignKind)
def test_a_sign_is_never_there_or_gone_at_a_blink(kind: SignKind) -> None:
    card = fitted(kind)
    covered = [float((frame[..., 3] / 255).mean()) for frame in sign_frames(card, BRAND)]
    assert len(covered) == card.comes + card.goes == 14 + 9
    whole = covered[card.comes - 1]
    assert covered[: card.comes] == sorted(covered[: card.comes])
    assert covered[card.comes :] == sorted(covered[card.comes :], reverse=True)
    steps = np.diff([0, *covered, 0])
    assert np.abs(steps).max() < 0.35 * whole
    assert covered[0] < 0.2 * whole
    assert covered[-1] < 0.1 * whole


def test_the_last_frame_in_which_it_comes_is_the_sign() -> None:
    card = fitted(SignKind.NAME)
    frames = list(sign_frames(card, BRAND))
    assert np.array_equal(frames[card.comes - 1], whole_sign(card, BRAND))


def test_frames_are_what_their_digest_says() -> None:
    one, same = fitted(SignKind.STEP), fitted(SignKind.STEP)
    assert one.digest == same.digest
    assert all(np.array_equal(a, b) for a, b in zip(sign_frames(one, BRAND), sign_frames(same, BRAND), strict=True))
    other = msgspec.structs.replace(BRAND, signs=Signs(radius_px=0))
    assert fitted(SignKind.STEP, brand=other).digest != one.digest


def test_where_nothing_covers_the_colour_is_the_nearest_plates() -> None:
    """Or the colour of nothing would be mixed into the edge when colours are coded for four pixels at once."""
    card = fitted(SignKind.NAME)
    for frame in sign_frames(card, BRAND):
        plates = [np.array(rgb(plate.colour)) for plate in card.plates]
        letters = [np.array(rgb(text.colour)) for text in card.texts]
        hidden = frame[frame[..., 3] == 0][:, :3]
        # Letters that wait for their plate may be there already, unseen: nothing else may.
        known = np.any([(hidden == colour).all(axis=1) for colour in (*plates, *letters)], axis=0)
        assert known.mean() > 0.99 if known.size else True


@pytest.mark.parametrize("kind", SignKind)
def test_every_text_can_be_read_on_its_plate(kind: SignKind) -> None:
    for measured in measure_sign(fitted(kind), BRAND):
        assert measured.ratio >= CAPTION_TEXT, measured.text


@given(*[st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")] * 2)
def test_any_palette_gives_signs_that_can_be_read(primary: str, accent: str) -> None:
    palette = Palette(primary=primary, accent=accent, paper="#FBFAF6", ink="#12202E")
    colours = sign_colours(Signs(), palette)
    for _key, text, _plate_key, plate in colours.pairs:
        assert ratio(text, plate) >= CAPTION_TEXT
    assert ratio(colours.light_second, colours.light_plate) >= CAPTION_TEXT


def test_a_colour_that_bears_text_is_taken_as_it_is() -> None:
    colours = BRAND.sign_colours
    assert (colours.plate, colours.accent) == (BRAND.palette.primary, BRAND.palette.accent)


@pytest.mark.parametrize("kind", SignKind)
def test_a_sign_does_not_flash(kind: SignKind) -> None:
    assert sign_flashes(fitted(kind), BRAND) <= 1


def test_a_sign_that_blinks_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "Banken frågar aldrig efter din kod."
    card = fitted(SignKind.FACT, "Visste du?", long, long, long)
    whole = whole_sign(card, BRAND)
    blinking = [whole if number % 6 < 3 else whole * np.array([1, 1, 1, 0], np.uint8) for number in range(card.frames)]
    monkeypatch.setattr("vidkit.brand.signs.readability.sign_frames", lambda _card, _brand: iter(blinking))
    assert sign_flashes(card, BRAND) >= 3


def over(frame: NDArray[np.uint8], ground: int) -> NDArray[np.uint8]:
    alpha = frame[..., 3:] / 255
    return np.asarray(frame[..., :3] * alpha + ground * (1 - alpha), np.uint8)


@pytest.mark.parametrize("kind", SignKind)
def test_a_sign_as_somebody_has_seen_it(kind: SignKind, golden: Golden) -> None:
    """Half over white, half over black."""
    card = fitted(kind)
    frame = whole_sign(card, BRAND)
    middle = frame.shape[1] // 2
    golden.check(f"sign-{kind.value}", np.hstack([over(frame[:, :middle], 255), over(frame[:, middle:], 0)]), width=420)


@pytest.mark.parametrize("number", [4, 8, 17])
def test_a_sign_as_it_moves(number: int, golden: Golden) -> None:
    frame = list(sign_frames(fitted(SignKind.NAME), BRAND))[number]
    golden.check(f"sign-moves-{number:02}", over(frame, 128), width=420)


@pytest.mark.parametrize("kind", SignKind)
def test_too_many_texts_are_refused_with_an_example(kind: SignKind) -> None:
    sense_of(asked(kind))
    with pytest.raises(UsageError) as caught:
        sense_of(asked(kind, *["Text"] * (TEXTS[kind][1] + 1)))
    assert EXAMPLES[kind] in caught.value.hint


@settings(max_examples=20)
@given(st.integers(40, 160))
def test_the_small_mark_is_even_and_square(size_px: int) -> None:
    card = bug_card(msgspec.structs.replace(BRAND, bug=Bug(size_px=size_px)), REEL[0], RATE)
    assert card is not None
    assert card.size.width == card.size.height
    assert card.size.width % 2 == 0
    assert 0 <= card.size.width - size_px <= 1


class TestTheKit:
    """`[signs]`, `[bug]` and `[[default_signs]]` in a brand's TOML."""

    @pytest.fixture
    def kit(self, tmp_path: Path) -> Callable[[str], Brand]:
        def read(said: str) -> Brand:
            file = tmp_path / "var.toml"
            file.write_text(f'extends = "trygghetscentret"\n{said}', "utf-8")
            return load_brand(str(file))

        return read

    def test_what_is_said_is_in_force(self, kit: Callable[[str], Brand]) -> None:
        brand = kit(
            '[signs]\nsize_px = 66\n[bug]\ncorner = "top-left"\n'
            '[[default_signs]]\nkind = "phone"\ntexts = ["112", "Vid nödläge"]\nat = -4\nseconds = 3'
        )
        assert brand.signs.size_px == 66
        assert brand.bug == Bug(corner=Corner.TOP_LEFT)
        assert brand.default_signs == (
            AskedSign(kind=SignKind.PHONE, texts=("112", "Vid nödläge"), at=-4.0, seconds=3.0),
        )
        assert brand.digest != BRAND.digest
        assert fitted(SignKind.NAME, brand=brand).size.height > fitted(SignKind.NAME).size.height

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (
                '[signs]\nplate = "#FFFFFF"\ntext = "#999999"',
                r"“signs\.text” on “signs\.plate” has a contrast of 2\.8:1",
            ),
            ("[signs]\nsize_px = 20", "at least 44"),
            ("[signs]\nradius = 5", "no key “signs.radius”"),
            ('[bug]\ncorner = "middle"', "one of top-left, top-right"),
            ('[[default_signs]]\nkind = "step"\ntexts = ["Lås"]', "“step” takes 2"),
            ('[[default_signs]]\nkind = "banner"\ntexts = ["Lås"]', "one of name, place, step, fact, phone"),
            ('[[default_signs]]\nkind = "name"\ntexts = [""]', r"default_signs\[0\]\.texts\[0\].*not empty"),
            ('[[default_signs]]\nkind = "name"\ntexts = ["Bo"]\nseconds = 0.1', "at least 1"),
        ],
    )
    def test_what_is_wrong_is_told_by_its_key(self, kit: Callable[[str], Brand], said: str, told: str) -> None:
        with pytest.raises(BrandError, match=told):
            kit(said)

    def test_a_check_fits_and_measures_signs(self, kit: Callable[[str], Brand]) -> None:
        long = "Brottsförebyggandesamordningsgruppens sammankallande ordförande"
        brand = kit(f'[[default_signs]]\nkind = "name"\ntexts = ["{long}"]')
        with pytest.raises(BrandError, match=long):
            sign_trial.smallest_text(brand, *REEL)
        assert sign_trial.smallest_text(BRAND, *REEL) >= 36
        assert {kind for kind, found in sign_trial.contrasts(BRAND, *REEL) if found >= CAPTION_TEXT} == set(SignKind)
        assert sign_trial.most_flashes(BRAND, *REEL) <= flashes.MOST
