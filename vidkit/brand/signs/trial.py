"""A brand's signs put to the test: fitted on every stage, drawn, measured. For `vidkit brand check`."""

from collections.abc import Iterator

from vidkit.brand.contrast import CAPTION_TEXT
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.signs.fitting import sign_card
from vidkit.brand.signs.sign import AskedSign, SignKind

RATE = (30, 1)

SAMPLES = (
    AskedSign(kind=SignKind.NAME, texts=("Förnamn Efternamn", "trygghetsvärd")),
    AskedSign(kind=SignKind.PLACE, texts=("Medborgarkontoret", "tisdag 3 november")),
    AskedSign(kind=SignKind.STEP, texts=("2", "Fråga vem det är innan du öppnar")),
    AskedSign(kind=SignKind.FACT, texts=("Visste du?", "Banken frågar aldrig efter din kod.")),
    AskedSign(kind=SignKind.PHONE, texts=("114 14", "Polisen, när det inte är akut")),
)
"""One of each kind, with words as long as they usually are."""


def smallest_text(brand: Brand, size: Size, safe: Box) -> int:
    """Em size in pixels of the smallest line on any sign, the brand's own included. Raises as `card` does."""
    signs = (*SAMPLES, *brand.default_signs)
    return min(text.size_px for sign in signs for text in sign_card(brand, sign, size, safe, RATE).texts)


def contrasts(brand: Brand, size: Size, safe: Box) -> Iterator[tuple[SignKind, float]]:
    """For each kind of sign the worst contrast of a text with its plate; `LEAST` is what is asked of it."""
    from vidkit.brand.signs.readability import measure_sign

    for sign in SAMPLES:
        measured = measure_sign(sign_card(brand, sign, size, safe, RATE), brand)
        yield sign.kind, min(text.ratio for text in measured)


def most_flashes(brand: Brand, size: Size, safe: Box) -> int:
    """Within a second, of any sign."""
    from vidkit.brand.signs.readability import sign_flashes

    return max(sign_flashes(sign_card(brand, sign, size, safe, RATE), brand) for sign in SAMPLES)


LEAST = CAPTION_TEXT
"""As of captions: anything may be behind a sign, but its plates are its own."""
