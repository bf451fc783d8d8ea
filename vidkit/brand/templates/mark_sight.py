"""How well a sender's mark is seen on a ground of one colour, measured on its own pixels."""

from functools import lru_cache

from vidkit.brand.contrast import luminance, rgb

LEAST = 1.5
"""Under this a part of a mark runs together with its ground. Measured on our own marks: an amber door on paper, which
is seen, has 1.9:1; what nobody sees any more 1.0 to 1.4."""

PART = 10
"""Per cent of a mark's pixels that may be lost: a mark is known without its smallest part."""


@lru_cache(maxsize=64)
def sight(path: str, ground: str) -> float:
    """The contrast with `ground`, 1 to 21, that all of the mark but its dimmest tenth has.

    Raises `BrandError` when the picture cannot be read.
    """
    import numpy as np

    from vidkit.brand.flashes import luminances_of
    from vidkit.brand.painting import decoded

    pixels = np.asarray(decoded(path))
    seen = pixels[..., 3] > 127  # noqa: PLR2004 - more there than not
    if not seen.any():
        return 1.0
    lights, behind = luminances_of(pixels[..., :3])[seen], luminance(*rgb(ground))
    ratios = (np.maximum(lights, behind) + 0.05) / (np.minimum(lights, behind) + 0.05)
    return float(np.percentile(ratios, PART))
