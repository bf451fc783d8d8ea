"""At which frames of the reel each word of a caption stands out. Pure; which words are said is `captions`' to know."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from vidkit.captions.cue import Cue
from vidkit.captions.spoken import Place, said, starts_ms
from vidkit.plan.grid import Rate, frames_at

LEAST_MS = 100
"""A word stands out for at least so long where its caption has the time: three frames at 30, as far as captions may be
off speech. What comes and goes faster is a flicker. Of 101 words of three clips, eight had less until the next."""


class Spoken(msgspec.Struct, frozen=True):
    """A word that is said, on the reel's grid."""

    place: Place
    first: int
    """The reel's frame at which it begins to stand out."""
    end: int
    """The frame at which the next one does, or the caption goes."""


def spoken(cue: Cue, rate: Rate, shift: int) -> tuple[Spoken, ...]:
    """The words of `cue` in order, without gaps from the first one's beginning to the caption's end.

    `shift` is what the caption's frames are moved by on the reel. Every word has a frame of its own as long as the
    caption has as many frames as words.
    """
    places = said(cue.lines)
    first = frames_at(cue.start_ms, rate) + shift
    end = max(first + 1, frames_at(cue.end_ms, rate) + shift)
    own = [frames_at(start, rate) + shift for start in starts_ms(cue)]
    edges = [*_spread(own, first, end, frames_at(LEAST_MS, rate)), end]
    spans = zip(places, pairwise(edges), strict=True)
    return tuple(Spoken(place, begins, ends) for place, (begins, ends) in spans if begins < ends)


def _spread(own: Sequence[int], first: int, end: int, least: int) -> list[int]:
    """The frames of `own`, in order and inside, each moved no more than it takes for all to stand `least` frames."""
    if not own:
        return []
    least = min(least, (end - first) // len(own))
    frames: list[int] = []
    for frame in own:
        frames.append(max(frame, frames[-1] + least if frames else first))
    behind = range(len(own), 0, -1)
    return [min(frame, end - max(1, least * words)) for frame, words in zip(frames, behind, strict=True)]
