"""Contrast between colours, by the formula of WCAG 2.2, and mixing of colours. Knows hex strings only."""

BODY_TEXT = 4.5
"""WCAG 1.4.3, level AA: text of ordinary size."""
LARGE_TEXT = 3.0
"""WCAG 1.4.3, level AA: text from 24 px (18.5 px bold) at arm's length."""
CAPTION_TEXT = 7.0
"""WCAG 1.4.6, level AAA: what this project asks of captions."""


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of `#RRGGBB`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(red: float, green: float, blue: float) -> float:
    """Relative luminance, 0 to 1, of sRGB components from 0 to 255 (WCAG 2.2, "relative luminance")."""
    linear = [_linear(component / 255) for component in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast between two `#RRGGBB` colours, 1 to 21, in either order."""
    return luminance_ratio(luminance(*rgb(one)), luminance(*rgb(other)))


def _linear(part: float) -> float:
    knee = 0.04045
    return part / 12.92 if part <= knee else ((part + 0.055) / 1.055) ** 2.4


def luminance_ratio(one: float, other: float) -> float:
    """Contrast between two relative luminances, 1 to 21, in either order."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other` in it, mixed in sRGB, as `#RRGGBB`."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))
    return "#{:02X}{:02X}{:02X}".format(*parts)


def is_dark(ground: str) -> bool:
    """Whether white is seen better than black on `ground`."""
    return ratio("#FFFFFF", ground) >= ratio("#000000", ground)


def readable_on(ground: str, *wishes: str, least: float = BODY_TEXT) -> str:
    """The first of `wishes` with contrast `least` on `ground`; else black or white, whichever is clearer."""
    for wish in wishes:
        if ratio(wish, ground) >= least:
            return wish
    return max("#FFFFFF", "#000000", key=lambda colour: ratio(colour, ground))
