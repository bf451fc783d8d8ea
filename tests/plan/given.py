"""What the planner is given, as a phone and a person would give it; each test says only what it is about."""

from functools import cache
from typing import Any

import msgspec

from vidkit.brand.card import Card, CardKind, TextBlock
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand, load_brand
from vidkit.captions.cue import Captions, Cue, Origin
from vidkit.ingest.footage import Footage, Picture, Sound
from vidkit.plan.brief import AskedClip, Brief, Trim
from vidkit.plan.grid import Rate
from vidkit.plan.materials import Clock, Materials, Tune
from vidkit.plan.planner import PHONE, plan_reel
from vidkit.plan.platform import Band, Margins, Platform, Shape, load_platform
from vidkit.plan.reel_plan import CaptionLook, ReelPlan, Sting, WordLook

REEL = Size(1080, 1920)


def a_picture(**known: Any) -> Picture:
    usual: dict[str, Any] = {
        "stream": 0,
        "codec": "h264",
        "width": 1080,
        "height": 1920,
        "rotation": 0,
        "mirrored": False,
        "aspect": (1, 1),
        "pixel_format": "yuv420p",
        "bit_depth": 8,
        "transfer": "bt709",
        "primaries": "bt709",
        "matrix": "bt709",
        "full_range": False,
        "start_ms": 0,
        "duration_ms": 4000,
        "frames": 120,
        "average_rate": (30, 1),
        "constant_rate": True,
        "longest_frame_ms": 34,
    }
    known = usual | known
    return Picture(**{"coded_width": known["width"], "coded_height": known["height"]} | known)


A_SOUND = Sound(stream=1, codec="aac", sample_rate=48_000, channels=2, layout="stereo", start_ms=0, duration_ms=4000)


def a_clip(name: str = "IMG_0001.MOV", *, sound: bool = True, capture_rate: float = 0.0, **picture: Any) -> Footage:
    looked = a_picture(**picture)
    return Footage(
        path=f"/films/{name}",
        fingerprint="f" * 64,
        size_bytes=1234,
        container="mov,mp4,m4a,3gp,3g2,mj2",
        duration_ms=looked.duration_ms,
        picture=looked,
        sound=A_SOUND if sound else None,
        created="2026-05-03T10:00:00+02:00",
        device="",
        other_streams=0,
        capture_rate=capture_rate,
    )


def a_shape(width: int = 180, height: int = 320) -> Shape:
    """A small picture with the proportions of the margins of a reel."""
    margins = Margins(top=height // 9, bottom=height // 5, left=width // 18, right=width // 8)
    return Shape(
        width=width,
        height=height,
        safe=margins,
        captions=Band(top=height // 2, bottom=height - height // 4),
        cover_keeps=margins,
        rules="reel",
        source="made up",
    )


def a_platform(**shapes: Shape) -> Platform:
    """Instagram, with shapes of the test's own added."""
    platform = _kept_platform()
    return msgspec.structs.replace(platform, shapes=platform.shapes | shapes)


@cache
def _kept_brand() -> Brand:
    return load_brand("trygghetscentret")


@cache
def _kept_platform() -> Platform:
    return load_platform()


def a_brand(**wishes: Any) -> Brand:
    return msgspec.structs.replace(_kept_brand(), **wishes)


def a_card(kind: CardKind, frames: int, size: Size = REEL, rate: Rate = PHONE) -> Card:
    return Card(
        kind=kind,
        size=size,
        safe=Box(0, 0, size.width, size.height),
        rate=(rate.numerator, rate.denominator),
        frames=frames,
        texts=(TextBlock("title", ("Hej",), 20),),
        brand_digest="b" * 64,
    )


A_LOOK = CaptionLook(
    family="Atkinson Hyperlegible",
    font_file="/fonts/bold.ttf",
    font_digest="d" * 64,
    size_px=54,
    ass_size=66.5,
    bold=True,
    text="#FFFFFF",
    box="#0B2129",
    box_opacity=0.92,
    radius_px=16,
    word=WordLook(plate="#F4A63C", text="#0B2129", radius_px=10),
)


A_STING = Sting(path="/sounds/sting.wav", digest="5" * 64, start=0, gain_db=0.0)


A_TUNE = Tune(path="/sounds/tune.flac", digest="7" * 64, samples=80_000, sample_rate=16_000)
"""Five seconds."""


def measured(text: str) -> float:
    """A typeface whose every letter is 20 pixels wide."""
    return 20.0 * len(text)


def said(*cues: tuple[int, int, str], origin: Origin = Origin.RECOGNISED) -> Captions:
    """Captions of `(start, end, text)` in milliseconds; a bar in the text parts its lines."""
    return Captions(
        cues=tuple(Cue(start, end, tuple(text.split("|"))) for start, end, text in cues),
        origin=origin,
        engine="faster-whisper",
        model="kb-whisper-small",
    )


def materials(*clips: Footage, **known: Any) -> Materials:
    rate = known.get("rate", PHONE)
    usual: dict[str, Any] = {
        "footage": clips,
        "captions": (),
        "clock": Clock.CLIP,
        "rate": rate,
        "intro": a_card(CardKind.INTRO, 60, rate=rate),
        "end": a_card(CardKind.END, 75, rate=rate),
        "cover": a_card(CardKind.COVER, 1),
        "look": A_LOOK,
        "measure": measured,
    }
    return Materials(**usual | known)


def a_brief(*trims: tuple[int | None, int | None], **asked: Any) -> Brief:
    """A brief for as many clips as `trims`, (None, None) being the whole clip."""
    clips = tuple(AskedClip(f"/films/{n}.mov", Trim(*trim)) for n, trim in enumerate(trims or [(None, None)]))
    return Brief(**{"clips": clips, "title": "Lås dörren!"} | asked)


def planned(
    *clips: Footage,
    brief: Brief | None = None,
    brand: Brand | None = None,
    platform: Platform | None = None,
    **known: Any,
) -> ReelPlan:
    """A plan of `clips`, all of each unless `brief` says otherwise; `known` goes into the materials."""
    asked = brief or a_brief(*[(None, None)] * len(clips))
    return plan_reel(asked, materials(*clips, **known), brand or a_brand(), platform or _kept_platform())
