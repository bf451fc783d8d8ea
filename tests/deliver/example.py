"""A plan to deliver: small, complete, in Swedish."""

from fractions import Fraction

import msgspec

from vidkit.brand.card import Card, CardKind, TextBlock
from vidkit.brand.geometry import Box, Size
from vidkit.ingest.footage import Footage, Picture
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.reel_plan import (
    CaptionLook,
    CardShot,
    ClipShot,
    CoverPlan,
    Encoding,
    Fit,
    Framing,
    PlacedLine,
    PlannedCue,
    Publication,
    ReelPlan,
)

SIZE = Size(1080, 1920)
RATE = Rate(30)

SPOKEN: tuple[tuple[float, float, tuple[str, ...]], ...] = (
    (2.4, 4.1, ("(Dörren slår igen)",)),
    (4.2, 6.9, ("Hej! Jag heter Anna och arbetar", "på Trygghetscentret i Sigtuna.")),
    (7.0, 9.8, ("I dag visar jag hur du låser", "dörren ordentligt –")),
    (9.9, 12.0, ("– även när du bara går ut", "en kort stund.")),
    (14.0, 16.4, ("-Varför är det så viktigt?", "-De flesta inbrott tar en minut.")),
    (16.5, 19.0, ("Ring 112 om det är akut,", "annars 114 14.")),
)


def card(kind: CardKind, frames: int, texts: tuple[tuple[str, tuple[str, ...]], ...]) -> Card:
    return Card(
        kind=kind,
        size=SIZE,
        safe=Box(60, 220, 890, 1300),
        rate=(30, 1),
        frames=frames,
        texts=tuple(TextBlock(role, lines, 60) for role, lines in texts),
        brand_digest="b" * 64,
    )


def cue(start: float, end: float, lines: tuple[str, ...]) -> PlannedCue:
    return PlannedCue(
        first=frames_at(start * 1000, RATE),
        end=frames_at(end * 1000, RATE),
        lines=tuple(PlacedLine(line, 505, 1200 + 66 * number) for number, line in enumerate(lines)),
        box=Box(100, 1150, 810, 140),
    )


WHOLE = Framing(fit=Fit.CROP, scaled=SIZE, offset=(0, 0))
COVER = card(CardKind.COVER, 1, (("title", ("Lås dörren!",)),))

PUBLICATION = Publication(
    title="Lås dörren!",
    summary="Så låser du dörren ordentligt, även när du bara går ut en kort stund.",
    language="sv",
    organisation="Trygghetscentret i Sigtuna kommun",
    contacts=(
        ("Akut hjälp", "112", "tel:112"),
        ("Polisen, när det inte är akut", "114 14", "tel:11414"),
        ("Kommunens kontaktcenter", "08-591 260 00", "tel:+46859126000"),
        ("E-post", "trygghet@exempel.se", "mailto:trygghet@exempel.se"),
        ("Läs mer", "Om att skydda sig mot inbrott", "https://www.exempel.se/trygghet/inbrott"),
    ),
    post_text="Lås dörren!\n\n#Trygghetscentret #Sigtuna #Märsta\n",
    shown="0:08 Anna vrider nyckeln två varv och känner på handtaget.\nFilmen är inspelad i ett trapphus.",
    place="Valsta centrum, Märsta",
    date="2026-11-20",
    accessibility_link="https://www.exempel.se/tillganglighet",
    home="https://www.exempel.se",
)

CLIP = Footage(
    path="/films/lås.mp4",
    fingerprint="f" * 64,
    size_bytes=1234,
    container="mov,mp4,m4a,3gp,3g2,mj2",
    duration_ms=17_000,
    picture=Picture(
        stream=0,
        codec="h264",
        width=1080,
        height=1920,
        coded_width=1080,
        coded_height=1920,
        rotation=0,
        mirrored=False,
        aspect=(1, 1),
        pixel_format="yuv420p",
        bit_depth=8,
        transfer="bt709",
        primaries="bt709",
        matrix="bt709",
        full_range=False,
        start_ms=0,
        duration_ms=17_000,
        frames=510,
        average_rate=(30, 1),
        constant_rate=True,
        longest_frame_ms=33,
    ),
    sound=None,
    created="2026-11-20T10:00:00+01:00",
    device="",
    other_streams=0,
    capture_rate=0,
)

PLAN = ReelPlan(
    name="las-dorren",
    shape="reel",
    size=SIZE,
    rate=RATE,
    sources=(CLIP,),
    shots=(
        CardShot(
            card=card(
                CardKind.INTRO,
                66,
                (("title", ("Lås", "dörren!")), ("kicker", ("Trygghetscentret",)), ("signature", ("Sigtuna kommun",))),
            )
        ),
        ClipShot(
            source=0,
            first=0,
            frames=510,
            framing=Framing(fit=Fit.EXACT, scaled=SIZE, offset=(0, 0)),
            tone_map=False,
            overlap=12,
        ),
        CardShot(
            card=card(
                CardKind.END,
                75,
                (("heading", ("Vill du veta mer?",)), ("label", ("Akut hjälp",)), ("contact", ("112",))),
            ),
            overlap=12,
        ),
    ),
    cues=tuple(cue(*spoken) for spoken in SPOKEN),
    look=CaptionLook(
        family="Atkinson Hyperlegible",
        font_file="/fonts/a.ttf",
        font_digest="a" * 64,
        bold=False,
        size_px=54,
        ass_size=66.0,
        text="#FFFFFF",
        box="#101820",
        box_opacity=0.92,
        radius_px=16,
    ),
    sound=None,
    encoding=Encoding(encoder="libx264", preset="medium", crf=20, key_every=60, bitrate_most=25_000_000),
    cover=CoverPlan(shot=1, frame=30, size=SIZE, framing=WHOLE, card=COVER),
    publication=PUBLICATION,
    brand_digest="b" * 64,
    caption_origin="recognised",
)

SECONDS = Fraction(PLAN.frames, 30)


def with_publication(**changes: object) -> ReelPlan:
    return msgspec.structs.replace(PLAN, publication=msgspec.structs.replace(PUBLICATION, **changes))
