"""Faces that are in the picture while a sign stands, and how much of them a sign would hide.

Asks what was measured for the cover a second time: up to 16 moments of each clip. Where nothing was measured nobody
knows of a face, and signs stand where they always do.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from vidkit.brand.geometry import Box
from vidkit.ingest.moment import Face, Moment
from vidkit.plan.faces import hidden, placed
from vidkit.plan.grid import frames_at
from vidkit.plan.reel_plan import ClipShot, Fit, Framing
from vidkit.plan.soundtrack import Timeline

CLEARLY = 0.5
"""Of what a sign hides at one place, at most so much at another makes it go there."""


class Sighting(msgspec.Struct, frozen=True):
    """What was seen in one frame."""

    frame: int
    """Of the reel."""
    faces: tuple[Box, ...]
    """On the canvas, from where the hair begins to the chin."""


class ShotFaces(msgspec.Struct, frozen=True):
    """What was seen in one shot, in order."""

    first: int
    end: int
    sightings: tuple[Sighting, ...]


def faces_shown(timeline: Timeline, moments: Sequence[Sequence[Moment]]) -> tuple[ShotFaces, ...]:
    """For every shot of a clip the faces that were found in it, where its framing puts them."""
    return tuple(
        ShotFaces(start, start + shot.frames, tuple(_sightings(timeline, shot, start, moments[shot.source])))
        for shot, start in zip(timeline.shots, timeline.starts, strict=True)
        if isinstance(shot, ClipShot) and shot.source < len(moments)
    )


def faces_between(shown: Iterable[ShotFaces], first: int, end: int) -> tuple[Box, ...]:
    """The faces seen from `first` to `end`, and just before and after it in the shots that are shown then.

    Moments lie seconds apart, and somebody who speaks is there between them too.
    """
    found: list[Box] = []
    for shot in shown:
        if shot.first < end and first < shot.end:
            frames = [sighting.frame for sighting in shot.sightings]
            before, after = max(0, bisect_right(frames, first) - 1), bisect_left(frames, end) + 1
            found += (face for sighting in shot.sightings[before:after] for face in sighting.faces)
    return tuple(found)


def most_hidden(sign: Box, faces: Iterable[Box]) -> float:
    """How much a sign at that place hides of the face that it covers most, 0 to 1."""
    return max((hidden(face, (sign,)) for face in faces), default=0.0)


def _sightings(timeline: Timeline, shot: ClipShot, start: int, moments: Iterable[Moment]) -> Iterator[Sighting]:
    for moment in moments:
        frame = frames_at(moment.at_ms, timeline.rate) - shot.first
        if 0 <= frame < shot.frames:
            yield Sighting(start + frame, tuple(_on_canvas(face, shot.framing) for face in moment.faces))


def _on_canvas(face: Face, framing: Framing) -> Box:
    x, y = framing.offset
    return placed(face, framing.scaled, (-x, -y) if framing.fit is Fit.CROP else (x, y))
