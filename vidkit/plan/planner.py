"""From a brief and what is known of its materials to a `ReelPlan`. Pure: the same values give the same plan."""

from collections.abc import Callable, Sequence
from enum import Enum
from fractions import Fraction

import msgspec

from vidkit.brand.card import Card
from vidkit.brand.kit import Brand, Highlight
from vidkit.captions.cue import Captions, Cue, Origin
from vidkit.errors import InputError, UsageError
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.ingest.footage import Footage, Picture
from vidkit.plan import decisions as decided
from vidkit.plan.brief import Brief, EncoderWish, reel_name
from vidkit.plan.encoding import SOFTWARE, encoding_for
from vidkit.plan.frame import Placed, frame_clip, place_caption, plates, share_kept
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.platform import Platform, Shape
from vidkit.plan.publication import publish
from vidkit.plan.reel_plan import (
    CaptionLook,
    CardShot,
    ClipShot,
    CoverPlan,
    Decision,
    Fit,
    PlannedCue,
    PlannedWord,
    ReelPlan,
    Shot,
    Sting,
)
from vidkit.plan.soundtrack import Timeline, Voices, levels_for, plan_sound
from vidkit.plan.spoken import Spoken, spoken

PHONE = Rate(30)
CINEMA = Rate(25)

CINEMA_RATES = (Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(50))
"""A clip at one of these looks even at 25 and jerky at 30."""

RATE_SLACK = Fraction(1, 20)
"""Frames a second that a phone's clock may be off."""

SLOW_MOTION_LEAST = 100
"""Frames a second from which a phone calls it slow motion: they film it at 120 or 240."""

SMALL_SHARE = 0.5
"""Warn when the picture is enlarged to more than twice its size."""

COVER_AT = Fraction(1, 3)
"""Where in the first clip the cover is taken: past the reach for the button, before the end of the thought."""


class Clock(Enum):
    """What a caption's time counts from."""

    CLIP = "clip"
    """Each clip's own start; one `Captions` a clip."""
    FILM = "film"
    """The start of the first clip, running on over the clips as trimmed."""
    REEL = "reel"
    """The reel's first frame, intro included."""


class Materials(msgspec.Struct, frozen=True, kw_only=True):
    """What the rooms below have made ready for the planner."""

    footage: tuple[Footage, ...]
    """One for each asked clip, in order."""
    captions: tuple[Captions, ...]
    clock: Clock
    rate: Rate
    intro: Card | None
    end: Card | None
    cover: Card
    look: CaptionLook
    """With how a spoken word stands out, whether that is wanted or not."""
    measure: Callable[[str], float]
    """Width in pixels of a line of caption in the look's typeface and size."""
    captions_file: str = ""
    """Name of the person's caption file, where there is one."""
    rewrapped: bool = False
    """True when lines of the person's captions were too wide and had to be broken anew."""
    sting: Sting | None = None
    """The brand's intro sound, where it has one."""
    encoder: str = SOFTWARE
    """One that was found to work here."""
    encoder_broke: str = ""
    """One that was used before `encoder`, and failed half-way."""


def choose_rate(footage: Sequence[Footage]) -> Rate:
    """25 frames a second when every clip is at 24, 25 or 50, else 30."""
    return CINEMA if all(_cinema(clip.picture) for clip in footage) else PHONE


def _cinema(picture: Picture) -> bool:
    own = Fraction(*picture.average_rate)
    return any(abs(own - rate) <= RATE_SLACK for rate in CINEMA_RATES)


def plan_reel(brief: Brief, materials: Materials, brand: Brand, platform: Platform) -> ReelPlan:
    """Everything decided.

    Raises:
        InputError: a trim outside its clip, or a reel longer than the platform takes.
        UsageError: more trims than clips, or a shape that the platform does not have.
    """
    shape = shape_named(brief.shape, platform)
    notes: list[Decision] = [Decision(decided.RATE_CINEMA if materials.rate == CINEMA else decided.RATE_PHONE)]
    shots = _shots(brief, materials, brand, shape, notes)
    timeline = Timeline(shots, _starts(shots), materials.rate)
    _check_length(timeline.starts[-1] + shots[-1].frames, materials.rate, platform, shape)
    highlight = highlight_of(brief, brand)
    cues = _cues(materials, timeline, shape, brand, highlight)
    voices = Voices.SPEAKING if cues or brief.captions == "off" else Voices.NOBODY
    notes.append(_about_captions(brief, materials, cues))
    notes += _about_style(highlight, materials, cues)
    if materials.rewrapped:
        notes.append(Decision(decided.REWRAPPED, materials.captions_file))
    notes += _about_encoder(brief.encoder, materials)
    return ReelPlan(
        name=reel_name(brief),
        shape=brief.shape,
        size=shape.size,
        rate=materials.rate,
        sources=materials.footage,
        shots=shots,
        cues=cues,
        look=_look(materials.look, highlight) if cues else None,
        sound=plan_sound(timeline, materials.footage, materials.sting, levels_for(brand, platform, voices)),
        encoding=encoding_for(materials.encoder, brief.quality, materials.rate, platform),
        cover=_cover(shots, materials.cover),
        publication=publish(brief, brand, materials.footage),
        brand_digest=brand.digest,
        caption_origin=(_origin(materials) if cues else Origin.NONE).value,
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
        notes.extend(_about_clip(clip, framing.fit, shape, asked.trim.start_ms, asked.trim.end_ms))
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


def _about_clip(clip: Footage, fit: Fit, shape: Shape, start_ms: int | None, end_ms: int | None) -> list[Decision]:
    picture, name = clip.picture, clip.name
    kept = str(round(100 * share_kept(picture, shape.size)))
    codes = {
        Fit.EXACT: decided.KEPT_WHOLE,
        Fit.CROP: decided.CROPPED,
        Fit.BLUR: decided.BLURRED,
        Fit.PAD: decided.PADDED,
    }
    notes = [Decision(codes[fit], name, (kept,))]
    if picture.hdr:
        notes.append(Decision(decided.TONE_MAPPED, name, ("HLG" if "b67" in picture.transfer else "PQ",)))
    own = float(Fraction(*picture.average_rate))
    if clip.capture_rate >= SLOW_MOTION_LEAST or own >= SLOW_MOTION_LEAST:
        notes.append(Decision(decided.SLOW_MOTION, name, (f"{max(clip.capture_rate, own):.0f}",)))
    elif not picture.constant_rate:
        notes.append(Decision(decided.MADE_CONSTANT, name, (f"{own:.1f}",)))
    if picture.width * picture.height < SMALL_SHARE**2 * shape.width * shape.height:
        notes.append(Decision(decided.SMALL_PICTURE, name, (str(picture.width), str(picture.height))))
    if start_ms is not None or end_ms is not None:
        last = clip.picture.duration_ms
        span = (start_ms or 0) / 1000, min(last, last if end_ms is None else end_ms) / 1000
        notes.append(Decision(decided.TRIMMED, name, tuple(f"{seconds:.1f}" for seconds in span)))
    if clip.sound is None:
        notes.append(Decision(decided.NO_SOUND, name))
    return notes


def _about_captions(brief: Brief, materials: Materials, cues: Sequence[PlannedCue]) -> Decision:
    if brief.captions == "off":
        return Decision(decided.CAPTIONS_OFF)
    if not cues and materials.captions_file:
        return Decision(decided.CAPTIONS_OUTSIDE, materials.captions_file)
    if not cues:
        return Decision(decided.NO_SPEECH)
    if _origin(materials) is Origin.PERSON:
        return Decision(decided.CAPTIONS_PERSON, materials.captions_file)
    heard = next(captions for captions in materials.captions if captions.cues)
    return Decision(decided.CAPTIONS_RECOGNISED, "", (heard.engine, heard.model))


def _origin(materials: Materials) -> Origin:
    return next((captions.origin for captions in materials.captions if captions.cues), Origin.NONE)


def _about_style(highlight: Highlight, materials: Materials, cues: Sequence[PlannedCue]) -> list[Decision]:
    if not cues:
        return []
    if highlight is Highlight.PLAIN:
        return [Decision(decided.STYLE_PLAIN)]
    return [Decision(decided.STYLE_WORD_SHARED if _origin(materials) is Origin.PERSON else decided.STYLE_WORD)]


def _about_encoder(wish: EncoderWish, materials: Materials) -> list[Decision]:
    if materials.encoder_broke:
        return [Decision(decided.ENCODER_BROKE, "", (materials.encoder_broke,))]
    if materials.encoder != SOFTWARE:
        return [Decision(decided.ENCODER_HARDWARE, "", (materials.encoder,))]
    if wish is EncoderWish.AUTO:
        return [Decision(decided.ENCODER_NONE)]
    return [] if wish is EncoderWish.X264 else [Decision(decided.ENCODER_UNUSABLE, "", (wish.value,))]


def _look(look: CaptionLook, highlight: Highlight) -> CaptionLook:
    return look if highlight is Highlight.WORD else msgspec.structs.replace(look, word=None)


def _cues(
    materials: Materials, timeline: Timeline, shape: Shape, brand: Brand, highlight: Highlight
) -> tuple[PlannedCue, ...]:
    """Every cue on the reel's grid, inside the shots it belongs to, none overlapping the next."""
    placed = _on_the_grid(materials, timeline)
    cues = []
    for index, (first, end, cue, shift) in enumerate(placed):
        last = min(end, placed[index + 1][0]) if index + 1 < len(placed) else end
        if last > first:
            caption = place_caption(cue.lines, shape, brand.captions, materials.measure)
            words: tuple[PlannedWord, ...] = ()
            if highlight is Highlight.WORD:
                heard = [word for word in spoken(cue, materials.rate, shift) if word.end > first and word.first < last]
                words = _words(heard, first, caption, brand, materials)
            cues.append(
                PlannedCue(
                    first=first, end=last, lines=caption.lines, box=caption.box, scale=caption.scale, words=words
                )
            )
    return tuple(cues)


def _words(
    heard: Sequence[Spoken], first: int, caption: Placed, brand: Brand, materials: Materials
) -> tuple[PlannedWord, ...]:
    """The words on their plates, counted from the caption's first frame."""
    places = [word.place for word in heard]
    boxes = plates(caption, places, brand.captions, materials.measure)
    return tuple(
        PlannedWord(
            first=max(0, word.first - first),
            line=word.place.line,
            start=word.place.start,
            stop=word.place.stop,
            plate=box,
        )
        for word, box in zip(heard, boxes, strict=True)
    )


_OnTheGrid = tuple[int, int, Cue, int]
"""A cue with its first frame, the first frame without it, and the frames that its own clock is moved by."""


def _on_the_grid(materials: Materials, timeline: Timeline) -> list[_OnTheGrid]:
    """Each cue where it stands, in order."""
    placed: list[_OnTheGrid] = []
    clips = [
        (shot, start) for shot, start in zip(timeline.shots, timeline.starts, strict=True) if isinstance(shot, ClipShot)
    ]
    if materials.clock is Clock.CLIP:
        for shot, start in clips if materials.captions else ():
            window = _visible(timeline, start, start + shot.frames)
            cues = materials.captions[shot.source].cues
            placed += _shifted(cues, start - shot.first, window, materials.rate)
    else:
        (_first, start), (last, last_start) = clips[0], clips[-1]
        window = _visible(timeline, start, last_start + last.frames)
        shift = start if materials.clock is Clock.FILM else 0
        for captions in materials.captions:
            placed += _shifted(captions.cues, shift, window, materials.rate)
    return sorted(placed, key=lambda item: item[:2])


def _visible(timeline: Timeline, first: int, end: int) -> tuple[int, int]:
    """The stretch inside which captions may stand: half-way into a crossfade with a card, not over the card."""
    for shot, start in zip(timeline.shots, timeline.starts, strict=True):
        if start == first:
            first += shot.overlap // 2
        elif isinstance(shot, CardShot) and first < start < end:
            end = start + shot.overlap // 2
    return first, end


def _shifted(cues: Sequence[Cue], shift: int, window: tuple[int, int], rate: Rate) -> list[_OnTheGrid]:
    inside = []
    for cue in cues:
        first = frames_at(cue.start_ms, rate) + shift
        end = max(first + 1, frames_at(cue.end_ms, rate) + shift)
        first, end = max(first, window[0]), min(end, window[1])
        if end > first:
            inside.append((first, end, cue, shift))
    return inside


def _cover(shots: Sequence[Shot], card: Card) -> CoverPlan:
    index, shot = next((i, shot) for i, shot in enumerate(shots) if isinstance(shot, ClipShot))
    frame = max(int(shot.frames * COVER_AT), min(shot.overlap, shot.frames - 1))
    return CoverPlan(shot=index, frame=min(frame, shot.frames - 1), card=card)
