"""The planner's decisions as codes with their figures; `decisions` puts them in words."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import PurePath

from vidkit.brand.highlight import Highlight
from vidkit.captions.cue import Origin
from vidkit.ingest.footage import Footage
from vidkit.plan import decisions as decided
from vidkit.plan.brief import Brief, EncoderWish
from vidkit.plan.encoding import SOFTWARE
from vidkit.plan.frame import share_kept
from vidkit.plan.materials import Materials
from vidkit.plan.platform import Shape
from vidkit.plan.reel_plan import Bed, Decision, Fit, PlannedCue

SLOW_MOTION_LEAST = 100
"""Frames a second from which a phone calls it slow motion: they film it at 120 or 240."""

SMALL_SHARE = 0.5
"""Warn when the picture is enlarged to more than twice its size."""


def about_clip(clip: Footage, fit: Fit, shape: Shape, start_ms: int | None, end_ms: int | None) -> list[Decision]:
    """How a clip is shown, and what had to be done to it."""
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


def about_captions(brief: Brief, materials: Materials, cues: Sequence[PlannedCue]) -> list[Decision]:
    """Where the captions come from, or why there are none; clip by clip where each may have its own."""
    if materials.texts:
        return _about_each(brief, materials)
    if materials.captions_file and cues:
        return [Decision(decided.CAPTIONS_PERSON, materials.captions_file)]
    if brief.captions == "off":
        return [Decision(decided.CAPTIONS_OFF)]
    if materials.captions_file:
        return [Decision(decided.CAPTIONS_OUTSIDE, materials.captions_file)]
    if not cues:
        return [Decision(decided.NO_SPEECH)]
    return [Decision(decided.CAPTIONS_RECOGNISED, "", _heard_by(materials))]


def _about_each(brief: Brief, materials: Materials) -> list[Decision]:
    notes, others = [], []
    for clip, text, captions in zip(materials.footage, materials.texts, materials.captions, strict=True):
        if not text.file:
            others.append(captions)
            continue
        # Where a person took away all words of a clip in the finished folder, that is no mistake in a file.
        missed = not captions.cues and not text.corrected
        code = decided.CAPTIONS_OUTSIDE_CLIP if missed else decided.CAPTIONS_OF_CLIP
        notes.append(Decision(code, clip.name, (text.file,)))
    if not others:
        return notes
    if brief.captions == "off":
        return [*notes, Decision(decided.OTHERS_OFF)]
    if not any(captions.cues for captions in others):
        return [*notes, Decision(decided.OTHERS_SILENT)]
    return [*notes, Decision(decided.OTHERS_RECOGNISED, "", _heard_by(materials))]


def _heard_by(materials: Materials) -> tuple[str, str]:
    heard = materials.recognised
    return (heard.engine, heard.model) if heard else ("", "")


def about_rewrapping(materials: Materials) -> list[Decision]:
    """In which of a person's files lines had to be broken anew."""
    files = [materials.captions_file] if materials.rewrapped else []
    files += [text.file for text in materials.texts if text.rewrapped]
    return [Decision(decided.REWRAPPED, file) for file in dict.fromkeys(files)]


def about_style(highlight: Highlight, materials: Materials, cues: Sequence[PlannedCue]) -> list[Decision]:
    """Whether spoken words stand out."""
    if not cues:
        return []
    if highlight is Highlight.PLAIN:
        return [Decision(decided.STYLE_PLAIN)]
    return [
        Decision(decided.STYLE_WORD_SHARED if materials.origin in (Origin.PERSON, Origin.MIXED) else decided.STYLE_WORD)
    ]


def about_music(materials: Materials, bed: Bed | None) -> list[Decision]:
    """What music lies under the clips, or why none does that was meant to."""
    if materials.music is None:
        return []
    return [Decision(decided.MUSIC, PurePath(bed.path).stem)] if bed else [Decision(decided.MUSIC_IN_CLIPS)]


def about_encoder(wish: EncoderWish, materials: Materials) -> list[Decision]:
    """Which encoder makes the film, where it is not simply the usual one."""
    if materials.encoder_broke:
        return [Decision(decided.ENCODER_BROKE, "", (materials.encoder_broke,))]
    if materials.encoder != SOFTWARE:
        return [Decision(decided.ENCODER_HARDWARE, "", (materials.encoder,))]
    if wish is EncoderWish.AUTO:
        return [Decision(decided.ENCODER_NONE)]
    return [] if wish is EncoderWish.X264 else [Decision(decided.ENCODER_UNUSABLE, "", (wish.value,))]
