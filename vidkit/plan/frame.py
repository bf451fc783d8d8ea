"""How a clip's picture fills the canvas, and where captions stand in it. Nothing is ever stretched."""

from collections.abc import Callable, Sequence

import msgspec

from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import CaptionStyle
from vidkit.captions.spoken import Place
from vidkit.ingest.footage import Picture
from vidkit.plan.brief import FitWish
from vidkit.plan.platform import Shape
from vidkit.plan.reel_plan import Fit, Framing, PlacedLine

KEPT_LEAST = 0.70
"""Crop when at least this share of the picture stays; else show it whole."""

HEADROOM = 0.4
"""Share of what is cut off a tall picture that is taken from the top: faces stand above the middle."""


PLATE_REACH = 0.13
"""How far a spoken word's plate reaches past its letters, in em; never more than half-way to the next word."""

PLATE_HEIGHT = 0.91
"""Of a plate, in heights of a line: in the default typeface from over the ring of Å to under the tail of g, and clear
of the letters of the line above and below."""


def share_kept(picture: Picture, canvas: Size) -> float:
    """How much of the picture is seen when it is cropped to fill the canvas, 0 to 1."""
    own = picture.width / picture.height
    wanted = canvas.width / canvas.height
    return min(own / wanted, wanted / own)


def frame_clip(picture: Picture, shape: Shape, wish: FitWish, colour: str) -> Framing:
    """Where the picture goes; `colour` shows around it when it is padded."""
    canvas = shape.size
    covering = _scaled(picture, max(canvas.width / picture.width, canvas.height / picture.height))
    if covering == canvas:
        return Framing(fit=Fit.EXACT, scaled=canvas, offset=(0, 0))
    crop = wish is FitWish.CROP or (wish is FitWish.AUTO and share_kept(picture, canvas) >= KEPT_LEAST)
    if crop:
        covering = Size(max(covering.width, canvas.width), max(covering.height, canvas.height))
        spare = covering.width - canvas.width, covering.height - canvas.height
        return Framing(fit=Fit.CROP, scaled=covering, offset=(_even(spare[0] / 2), _even(spare[1] * HEADROOM)))
    inside = _scaled(picture, min(canvas.width / picture.width, canvas.height / picture.height))
    inside = Size(min(inside.width, canvas.width), min(inside.height, canvas.height))
    return Framing(
        fit=Fit.PAD if wish is FitWish.PAD else Fit.BLUR,
        scaled=inside,
        offset=_laid(inside, shape),
        colour=colour,
    )


def _laid(inside: Size, shape: Shape) -> tuple[int, int]:
    """Where a whole picture is laid: across the middle, and down the middle of what the buttons leave free."""
    safe = shape.safe_box
    x = _even((shape.width - inside.width) / 2)
    wanted = safe.y + (safe.height - inside.height) / 2
    # A picture taller than the free part is simply centred, so that no edge of it is lost.
    y = wanted if inside.height <= safe.height else (shape.height - inside.height) / 2
    return x, _even(y)


def _scaled(picture: Picture, factor: float) -> Size:
    return Size(max(2, _even(picture.width * factor)), max(2, _even(picture.height * factor)))


def _even(value: float) -> int:
    """The nearest even number: 4:2:0 pictures are cut and laid on pairs of pixels."""
    return 2 * round(value / 2)


def text_width(shape: Shape, style: CaptionStyle) -> int:
    """How wide a line of caption may be, in pixels: the safe box less the style's padding."""
    return shape.safe_box.width - 2 * style.padding_x_px


class Placed(msgspec.Struct, frozen=True):
    """A caption on the canvas."""

    lines: tuple[PlacedLine, ...]
    box: Box
    scale: float


def place_caption(lines: Sequence[str], shape: Shape, style: CaptionStyle, measure: Callable[[str], float]) -> Placed:
    """The lines where they stand and the box behind them.

    The box's lower edge stands on the lower edge of the caption band, so that one line and two lines
    share their last line's place and the eye need not look for it. A word that is wider than a line by itself
    makes its caption smaller.
    """
    safe, room = shape.safe_box, text_width(shape, style)
    widest = max(measure(line) for line in lines)
    scale = min(1.0, room / widest) if widest else 1.0
    line_px = round(style.size_px * style.line_height * scale)
    width = min(safe.width, _even(widest * scale) + 2 * style.padding_x_px)
    height = line_px * len(lines) + 2 * style.padding_y_px
    centre = safe.x + safe.width // 2
    top = max(safe.y, shape.captions.bottom - height)
    placed = tuple(
        PlacedLine(line, centre, top + style.padding_y_px + round((index + 0.5) * line_px))
        for index, line in enumerate(lines)
    )
    return Placed(placed, Box(centre - width // 2, top, width, height), scale)


def plates(
    caption: Placed, places: Sequence[Place], style: CaptionStyle, measure: Callable[[str], float]
) -> tuple[Box, ...]:
    """What is filled behind each of those words while it is said; inside the caption's box."""
    size = style.size_px * caption.scale
    reach = min(PLATE_REACH * size, measure(" ") * caption.scale / 2)
    height = round(size * style.line_height * PLATE_HEIGHT)
    boxes = []
    for place in places:
        line = caption.lines[place.line]
        left, right = _extent(line, place, caption.scale, measure)
        left, right = max(round(left - reach), caption.box.x), min(round(right + reach), caption.box.right)
        boxes.append(Box(left, line.middle_y - height // 2, right - left, height))
    return tuple(boxes)


def _extent(line: PlacedLine, place: Place, scale: float, measure: Callable[[str], float]) -> tuple[float, float]:
    """Where a word begins and ends on the canvas, kerning with what stands before it included."""
    # Spaces around a line are not drawn, and it is centred without them.
    drawn = line.text.strip(" ")
    indent = len(line.text) - len(line.text.lstrip(" "))
    start, stop = place.start - indent, place.stop - indent
    left = line.centre_x - measure(drawn) * scale / 2
    begins = measure(drawn[: start + 1]) - measure(drawn[start])
    return left + begins * scale, left + measure(drawn[:stop]) * scale
