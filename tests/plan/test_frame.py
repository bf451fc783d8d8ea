"""Framing: nothing stretched, nothing outside, nothing cropped that should be whole; captions inside the safe box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.brand.kit import CaptionStyle
from vidkit.plan.brief import FitWish
from vidkit.plan.frame import KEPT_LEAST, Placed, frame_clip, place_caption, share_kept, text_width
from vidkit.plan.platform import Shape, load_platform
from vidkit.plan.reel_plan import Fit, Framing

from .given import a_picture, a_shape, measured

SHAPES = [*load_platform().shapes.values(), a_shape()]
shapes = st.sampled_from(SHAPES)
wishes = st.sampled_from(list(FitWish))
sides = st.integers(96, 4320)
STYLE = CaptionStyle()


def framed(width: int, height: int, shape: Shape, wish: FitWish = FitWish.AUTO) -> Framing:
    return frame_clip(a_picture(width=width, height=height), shape, wish, "#123456")


@given(sides, sides, shapes, wishes)
def test_nothing_is_ever_stretched(width: int, height: int, shape: Shape, wish: FitWish) -> None:
    scaled = framed(width, height, shape, wish).scaled
    # Each side is the exact one rounded to an even number: off by one pixel at most, by two where it meets the edge.
    factor = max(scaled.width / width, scaled.height / height)
    assert abs(scaled.width - width * factor) <= 2 * max(1, width / height)
    assert abs(scaled.height - height * factor) <= 2 * max(1, height / width)


@given(sides, sides, shapes, wishes)
def test_the_picture_covers_the_canvas_or_lies_inside_it(width: int, height: int, shape: Shape, wish: FitWish) -> None:
    framing = framed(width, height, shape, wish)
    (x, y), scaled, canvas = framing.offset, framing.scaled, shape.size
    assert all(number % 2 == 0 for number in (x, y, scaled.width, scaled.height))
    assert x >= 0
    assert y >= 0
    match framing.fit:
        case Fit.EXACT:
            assert (scaled, x, y) == (canvas, 0, 0)
        case Fit.CROP:
            assert x + canvas.width <= scaled.width
            assert y + canvas.height <= scaled.height
            assert scaled.width == canvas.width or scaled.height == canvas.height
        case Fit.BLUR | Fit.PAD:
            assert x + scaled.width <= canvas.width
            assert y + scaled.height <= canvas.height
            assert scaled.width >= canvas.width - 1 or scaled.height >= canvas.height - 1


@given(sides, sides, shapes)
def test_a_crop_nobody_asked_for_keeps_most_of_the_picture(width: int, height: int, shape: Shape) -> None:
    kept = share_kept(a_picture(width=width, height=height), shape.size)
    fit = framed(width, height, shape).fit
    assert 0 < kept <= 1
    assert fit is not Fit.PAD
    assert (fit is Fit.BLUR) == (kept < KEPT_LEAST) or fit is Fit.EXACT


@given(sides, sides, shapes)
def test_a_wish_is_obeyed(width: int, height: int, shape: Shape) -> None:
    assert framed(width, height, shape, FitWish.CROP).fit in (Fit.CROP, Fit.EXACT)
    assert framed(width, height, shape, FitWish.BLUR).fit in (Fit.BLUR, Fit.EXACT)
    assert framed(width, height, shape, FitWish.PAD).fit in (Fit.PAD, Fit.EXACT)


@pytest.mark.parametrize(
    ("size", "name", "fit", "scaled", "offset"),
    [
        ((1080, 1920), "reel", Fit.EXACT, (1080, 1920), (0, 0)),
        ((720, 1280), "reel", Fit.EXACT, (1080, 1920), (0, 0)),
        ((2160, 3840), "reel", Fit.EXACT, (1080, 1920), (0, 0)),
        ((1080, 1440), "reel", Fit.CROP, (1440, 1920), (180, 0)),
        ((1080, 2340), "reel", Fit.CROP, (1080, 2340), (0, 168)),
        ((1920, 1080), "reel", Fit.BLUR, (1080, 608), (0, 566)),
        ((1080, 1080), "reel", Fit.BLUR, (1080, 1080), (0, 330)),
        ((1920, 1080), "wide", Fit.EXACT, (1920, 1080), (0, 0)),
        ((1080, 1920), "wide", Fit.BLUR, (608, 1080), (656, 0)),
        ((1080, 1920), "square", Fit.BLUR, (608, 1080), (236, 0)),
        ((1080, 1350), "feed", Fit.EXACT, (1080, 1350), (0, 0)),
    ],
)
def test_what_phones_film(
    size: tuple[int, int], name: str, fit: Fit, scaled: tuple[int, int], offset: tuple[int, int]
) -> None:
    framing = framed(*size, load_platform().shapes[name])
    assert (framing.fit, (framing.scaled.width, framing.scaled.height), framing.offset) == (fit, scaled, offset)


words = st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=1, max_size=12)
lines_that_fit = st.lists(words, min_size=1, max_size=2)


def placed(lines: list[str], shape: Shape, style: CaptionStyle = STYLE) -> Placed:
    return place_caption(lines, shape, style, measured)


def assert_inside(caption: Placed, shape: Shape, style: CaptionStyle) -> None:
    safe, box = shape.safe_box, caption.box
    assert safe.x <= box.x
    assert box.right <= safe.right
    assert safe.y <= box.y
    assert box.bottom <= safe.bottom
    half = style.size_px * style.line_height * caption.scale / 2
    for line in caption.lines:
        width = measured(line.text) * caption.scale
        # Half a pixel on each side is lost where the box is rounded to whole and even pixels.
        assert box.x + style.padding_x_px <= line.centre_x - width / 2 + 1.5
        assert line.centre_x + width / 2 <= box.right - style.padding_x_px + 1.5
        assert box.y + style.padding_y_px <= line.middle_y - half + 1.5
        assert line.middle_y + half <= box.bottom - style.padding_y_px + 1.5


@given(lines_that_fit, st.sampled_from(list(load_platform().shapes.values())))
def test_captions_stand_inside_the_safe_box(lines: list[str], shape: Shape) -> None:
    caption = placed(lines, shape)
    assert caption.scale == 1
    assert_inside(caption, shape, STYLE)
    assert caption.box.bottom == shape.captions.bottom
    assert [line.text for line in caption.lines] == lines
    assert shape.captions.top <= caption.box.y


@given(st.integers(30, 400), st.sampled_from(list(load_platform().shapes.values())))
def test_a_word_wider_than_a_line_makes_its_caption_smaller(letters: int, shape: Shape) -> None:
    caption = placed(["x" * letters, "y"], shape)
    widest = measured("x" * letters)
    assert caption.scale == min(1.0, text_width(shape, STYLE) / widest)
    assert widest * caption.scale <= text_width(shape, STYLE) + 1e-6
    assert_inside(caption, shape, STYLE)


def test_one_line_stands_where_the_second_of_two_does() -> None:
    reel = load_platform().shapes["reel"]
    assert placed(["en"], reel).lines[-1].middle_y == placed(["en", "två"], reel).lines[-1].middle_y


def test_lines_of_no_width_have_a_box_all_the_same() -> None:
    assert placed([""], load_platform().shapes["reel"]).box.width == 2 * STYLE.padding_x_px
