"""Golden pictures: PNG files that somebody has looked at, and a comparison that forgives rounding but not design.

`pytest --update-golden` writes them anew; look at every one before it is committed. When one differs, what was
got, what was wanted and where they differ are kept in `tests/output/`.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HERE = Path(__file__).parent
WANTED = HERE / "golden"
KEPT = HERE / "output"

MEAN_MOST = 1.0
"""Mean difference of all components, of 255: font libraries round edges a little differently."""
DIFFERING_MOST = 0.01
"""Share of pixels that may differ by more than `VISIBLE`."""
VISIBLE = 24


class Golden:
    """Compares pictures with the ones kept in `tests/golden/`."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def check(self, name: str, got: "Image.Image | NDArray[np.uint8]", *, width: int = 360) -> None:
        """Fails when `got`, reduced to `width` pixels, is not the picture kept as `name`.png."""
        picture = got if isinstance(got, Image.Image) else Image.fromarray(got)
        small = picture.convert("RGB").resize(
            (width, round(picture.height * width / picture.width)), Image.Resampling.BOX
        )
        file = WANTED / f"{name}.png"
        if self._update:
            WANTED.mkdir(exist_ok=True)
            small.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
            return
        assert file.is_file(), f"{file.name} is not there yet: run pytest --update-golden and look at it"
        with Image.open(file) as opened:
            want = opened.convert("RGB")
        assert want.size == small.size
        # Golden pictures have 128 colours to stay small; what is compared is made so too.
        made = small.quantize(128, dither=Image.Dither.NONE).convert("RGB")
        difference = np.abs(np.asarray(made, np.int16) - np.asarray(want, np.int16))
        mean, differing = float(difference.mean()), float((difference.max(axis=2) > VISIBLE).mean())
        if mean > MEAN_MOST or differing > DIFFERING_MOST:
            _keep(name, small, want, difference)
        assert mean <= MEAN_MOST, f"{name}: mean difference {mean:.2f}, see {KEPT.name}/"
        assert differing <= DIFFERING_MOST, f"{name}: {differing:.1%} of the pixels differ, see {KEPT.name}/"


def _keep(name: str, got: Image.Image, want: Image.Image, difference: NDArray[np.int16]) -> None:
    KEPT.mkdir(exist_ok=True)
    got.save(KEPT / f"{name}.got.png")
    want.save(KEPT / f"{name}.want.png")
    shown = np.clip(difference * 4, 0, 255).astype(np.uint8)
    Image.fromarray(shown).save(KEPT / f"{name}.diff.png")
