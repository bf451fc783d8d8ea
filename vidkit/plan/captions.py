"""Captions on the reel's grid and on its canvas: each where it belongs, none over the next."""

from collections.abc import Sequence

from vidkit.brand.highlight import Highlight
from vidkit.brand.kit import Brand
from vidkit.captions.cue import Cue
from vidkit.plan.frame import Placed, place_caption, plates
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.materials import Clock, Materials
from vidkit.plan.platform import Shape
from vidkit.plan.reel_plan import CardShot, ClipShot, PlannedCue, PlannedWord
from vidkit.plan.soundtrack import Timeline
from vidkit.plan.spoken import Spoken, spoken


def plan_cues(
    materials: Materials, timeline: Timeline, shape: Shape, brand: Brand, highlight: Highlight
) -> tuple[PlannedCue, ...]:
    """Every cue on the reel's grid, inside the shots it belongs to, none overlapping the next."""
    placed = on_the_grid(materials, timeline)
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


OnTheGrid = tuple[int, int, Cue, int]
"""A cue with its first frame, the first frame without it, and the frames that its own clock is moved by."""


def on_the_grid(materials: Materials, timeline: Timeline) -> list[OnTheGrid]:
    """Each cue where it stands, in order."""
    placed: list[OnTheGrid] = []
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


def _shifted(cues: Sequence[Cue], shift: int, window: tuple[int, int], rate: Rate) -> list[OnTheGrid]:
    inside = []
    for cue in cues:
        first = frames_at(cue.start_ms, rate) + shift
        end = max(first + 1, frames_at(cue.end_ms, rate) + shift)
        first, end = max(first, window[0]), min(end, window[1])
        if end > first:
            inside.append((first, end, cue, shift))
    return inside
