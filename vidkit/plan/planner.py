"""From a brief and what is known of its materials to a `ReelPlan`. Pure: the same values give the same plan."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from vidkit.brand.highlight import Highlight
from vidkit.brand.kit import Brand
from vidkit.captions.cue import Origin
from vidkit.errors import InputError, UsageError
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.ingest.footage import Footage, Picture
from vidkit.plan import decisions as decided
from vidkit.plan.bed import plan_bed
from vidkit.plan.brief import Brief, reel_name
from vidkit.plan.captions import plan_cues
from vidkit.plan.cover import plan_cover
from vidkit.plan.encoding import encoding_for
from vidkit.plan.frame import frame_clip
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.materials import Materials
from vidkit.plan.notes import (
    about_captions,
    about_clip,
    about_encoder,
    about_music,
    about_rewrapping,
    about_style,
)
from vidkit.plan.platform import Platform, Shape
from vidkit.plan.publication import publish
from vidkit.plan.reel_plan import (
    CaptionLook,
    CardShot,
    ClipShot,
    Decision,
    ReelPlan,
    Shot,
)
from vidkit.plan.sign_faces import faces_shown
from vidkit.plan.signs import Place, plan_bug, plan_signs
from vidkit.plan.soundtrack import Timeline, Voices, levels_for, plan_sound

PHONE = Rate(30)
CINEMA = Rate(25)

CINEMA_RATES = (Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(50))
"""A clip at one of these looks even at 25 and jerky at 30."""

RATE_SLACK = Fraction(1, 20)
"""Frames a second that a phone's clock may be off."""


def choose_rate(footage: Sequence[Footage]) -> Rate:
    """25 frames a second when every clip is at 24, 25 or 50, else 30."""
    return CINEMA if all(_cinema(clip.picture) for clip in footage) else PHONE


def _cinema(picture: Picture) -> bool:
    own = Fraction(*picture.average_rate)
    return any(abs(own - rate) <= RATE_SLACK for rate in CINEMA_RATES)


def plan_reel(brief: Brief, materials: Materials, brand: Brand, platform: Platform) -> ReelPlan:
    """Everything decided.

    Raises:
        InputError: a trim outside its clip, a reel longer than the platform takes, or a sign that cannot stand where it
            was asked for.
        UsageError: more trims than clips, a shape that the platform does not have, or a cover from where no clip is
            shown.
    """
    shape = shape_named(brief.shape, platform)
    notes: list[Decision] = [Decision(decided.RATE_CINEMA if materials.rate == CINEMA else decided.RATE_PHONE)]
    shots = _shots(brief, materials, brand, shape, notes)
    timeline = Timeline(shots, _starts(shots), materials.rate)
    _check_length(timeline.starts[-1] + shots[-1].frames, materials.rate, platform, shape)
    highlight = highlight_of(brief, brand)
    cues = plan_cues(materials, timeline, shape, brand, highlight)
    voices = Voices.SPEAKING if cues or brief.captions == "off" else Voices.NOBODY
    notes += about_captions(brief, materials, cues)
    notes += about_style(highlight, materials, cues)
    notes += about_rewrapping(materials)
    bug = plan_bug(materials.bug, shape, brand.bug)
    faces = faces_shown(timeline, materials.moments)
    place = Place(shape=shape, style=brand.captions, cues=cues, bug=bug, faces=faces)
    signs = plan_signs(materials.signs, timeline, place)
    notes += signs.notes
    bed = plan_bed(brief, materials, timeline, brand.sounds.music_under_lu)
    notes += about_music(materials, bed)
    notes += about_encoder(brief.encoder, materials)
    cover, why = plan_cover(timeline, materials, brief.cover_ms)
    notes += why
    return ReelPlan(
        name=reel_name(brief),
        shape=brief.shape,
        size=shape.size,
        rate=materials.rate,
        sources=materials.footage,
        shots=shots,
        cues=cues,
        look=_look(materials.look, highlight) if cues else None,
        sound=plan_sound(timeline, materials.footage, materials.sting, bed, levels_for(brand, platform, voices)),
        encoding=encoding_for(materials.encoder, brief.quality, materials.rate, platform),
        cover=cover,
        publication=publish(brief, brand, materials.footage),
        brand_digest=brand.digest,
        caption_origin=(materials.origin if cues else Origin.NONE).value,
        signs=signs.signs,
        bug=bug,
        decisions=tuple(notes),
    )


def highlight_of(brief: Brief, brand: Brand) -> Highlight:
    """What stands out in the captions: what was asked for, else what the brand has."""
    return brief.caption_style or brand.captions.style


def shape_named(name: str, platform: Platform) -> Shape:
    """The platform's shape of that name.

    Raises:
        UsageError: there is none.
    """
    if name not in platform.shapes:
        raise UsageError(
            _("There is no shape “{name}”.").format(name=name),
            _("Choose one of: {shapes}.").format(shapes=", ".join(platform.shapes)),
        )
    return platform.shapes[name]


def _shots(brief: Brief, materials: Materials, brand: Brand, shape: Shape, notes: list[Decision]) -> tuple[Shot, ...]:
    rate = materials.rate
    shots: list[Shot] = [CardShot(card=materials.intro)] if materials.intro else []
    for index, (asked, clip) in enumerate(zip(brief.clips, materials.footage, strict=True)):
        first, end = _stretch(asked.trim.start_ms, asked.trim.end_ms, clip, rate)
        framing = frame_clip(clip.picture, shape, brief.fit, brand.pad_colour)
        overlap = 0
        if index == 0 and materials.intro:
            overlap = _overlap(brand.intro.crossfade, materials.intro.frames, end - first, rate)
        shots.append(
            ClipShot(
                source=index,
                first=first,
                frames=end - first,
                framing=framing,
                tone_map=clip.picture.hdr,
                overlap=overlap,
            )
        )
        notes.extend(about_clip(clip, framing.fit, shape, asked.trim.start_ms, asked.trim.end_ms))
    if materials.end:
        free = shots[-1].frames - shots[-1].overlap
        overlap = _overlap(brand.intro.crossfade, materials.end.frames, free, rate)
        shots.append(CardShot(card=materials.end, overlap=overlap))
    return tuple(shots)


def _overlap(seconds: float, one: int, other: int, rate: Rate) -> int:
    """Frames of crossfade; at most half of either shot, so that a very short clip is still seen."""
    return min(frames_at(seconds * 1000, rate), one // 2, other // 2)


def _stretch(start_ms: int | None, end_ms: int | None, clip: Footage, rate: Rate) -> tuple[int, int]:
    length = max(1, frames_at(clip.picture.duration_ms, rate))
    first = frames_at(start_ms or 0, rate)
    if first >= length:
        raise InputError(
            _("{clip} is {length} seconds long, so it cannot start at {start}.").format(
                clip=clip.name,
                length=number(clip.picture.duration_ms / 1000, 1),
                start=number((start_ms or 0) / 1000, 1),
            ),
            _("Give --trim times that lie inside the clip."),
        )
    end = length if end_ms is None else min(length, frames_at(end_ms, rate))
    return first, max(end, first + 1)


def _starts(shots: Sequence[Shot]) -> tuple[int, ...]:
    starts, at = [], 0
    for shot in shots:
        starts.append(at - shot.overlap)
        at += shot.frames - shot.overlap
    return tuple(starts)


def _check_length(frames: int, rate: Rate, platform: Platform, shape: Shape) -> None:
    rules = platform.durations[shape.rules]
    seconds = frames / rate.fraction
    if seconds > rules.most_s:
        raise InputError(
            _("The reel would be {length} seconds long; at most {most} are taken.").format(
                length=round(float(seconds)), most=rules.most_s
            ),
            _("Use fewer clips, or a part of each with --trim."),
        )


def _look(look: CaptionLook, highlight: Highlight) -> CaptionLook:
    return look if highlight is Highlight.WORD else msgspec.structs.replace(look, word=None)
