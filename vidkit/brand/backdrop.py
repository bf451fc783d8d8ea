"""Pictures to try a brand on, one as bright and one as dark as phones film: a street by day, and the same by night.

Drawn, so that nothing has to be filmed for it; with light, shade and detail, for on one flat colour all looks well.
"""

from typing import TYPE_CHECKING

from vidkit.brand.contrast import rgb
from vidkit.brand.geometry import Size

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

DAY = ("#FFFFFF", "#E4EEF4", "#D9D4C6", "#F3EDE0", "#B9B3A4")
NIGHT = ("#05080D", "#16202B", "#0B0F14", "#1A1D22", "#FFCF86")
"""The sky above and where it ends, the houses, the ground, and the windows."""

HOUSES = ((0.0, 0.34, 0.30), (0.27, 0.42, 0.26), (0.50, 0.30, 0.28), (0.75, 0.38, 0.30))
"""Left edge and width in widths of the picture's short side, and height of the roof, in heights."""

SEED = 7


def backdrop(size: Size, *, bright: bool) -> "Image.Image":
    """An RGB picture of `size`; always the same one."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFilter

    sky, horizon, house, ground, windows = DAY if bright else NIGHT
    width, height = size.width, size.height
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    sheet = _between(sky, horizon, share, width)
    picture = Image.fromarray(sheet)
    draw = ImageDraw.Draw(picture)
    floor = round(0.74 * height)
    draw.rectangle((0, floor, width, height), fill=ground)
    chance = np.random.default_rng(SEED)
    for number, (left, wide, high) in enumerate(HOUSES):
        x0, x1 = round(left * width), round((left + wide) * width)
        top = floor - round(high * height)
        shade = tuple(max(0, round(part * (1 - 0.09 * (number % 2)))) for part in rgb(house))
        draw.rectangle((x0, top, x1, floor), fill=shade)
        step = max(8, round(min(width, height) / 11))
        for y in range(top + step // 2, floor - step, step):
            for x in range(x0 + step // 3, x1 - step // 2, step):
                if chance.random() < (1.0 if bright else 0.45):
                    draw.rectangle((x, y, x + step // 2, y + round(step * 0.62)), fill=windows)
    soft = picture.filter(ImageFilter.GaussianBlur(min(width, height) / 260))
    grain = chance.normal(0, 3, (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(soft, np.float32) + grain, 0, 255).astype(np.uint8))


def _between(first: str, last: str, share: "np.ndarray", width: int) -> "np.ndarray":
    import numpy as np

    start, end = (np.array(rgb(colour), np.float32) for colour in (first, last))
    column = start + (end - start) * share
    return np.ascontiguousarray(np.broadcast_to(np.rint(column), (column.shape[0], width, 3))).astype(np.uint8)
