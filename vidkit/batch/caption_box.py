"""Where captions stand in the picture: the box of the profile's shape, and the brand's typeface in its size."""

from functools import lru_cache

from vidkit.brand.kit import Brand
from vidkit.brand.typeface import lacking
from vidkit.brand.typesetting import measurer
from vidkit.captions.lint import CHARACTERS, Box
from vidkit.captions.profile import Profile
from vidkit.plan.frame import text_width
from vidkit.plan.planner import shape_named
from vidkit.plan.platform import load_platform

KEPT_WIDTHS = 1000
"""Lines whose width is remembered: mending asks for those of one caption over and over."""


def caption_box(profile: Profile, brand: Brand) -> Box:
    """The box in pixels; characters alone where the profile is for no shape of film.

    Raises:
        UsageError: there is no shape of the name that the profile gives.
    """
    if not profile.shape:
        return CHARACTERS
    style, typeface = brand.captions, brand.typeface
    return Box(
        measure=lru_cache(KEPT_WIDTHS)(measurer(typeface, style.size_px, bold=True)),
        width=text_width(shape_named(profile.shape, load_platform()), style),
        size_px=style.size_px,
        lacking=lambda text: lacking(text, typeface, bold=True),
    )
