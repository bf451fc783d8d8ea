"""A person's captions made to fit the picture: lines broken anew, long cues parted in time. No word is changed."""

from collections.abc import Callable

import msgspec

from vidkit.captions.cue import Captions, Cue, Word
from vidkit.captions.profile import Profile
from vidkit.captions.segment import break_lines, segment

STEADY_FRAME_MS = 40
"""The finest step that matters when a long cue is parted by its letters: one frame at 25 a second."""


def rewrapped(captions: Captions, profile: Profile, *, measure: Callable[[str], float], width: float) -> Captions:
    """The same captions with every line at most `width` wide and every cue at most `profile.lines` high.

    What fits is left exactly as the person wrote it.
    """
    cues: list[Cue] = []
    for cue in captions.cues:
        if len(cue.lines) <= profile.lines and all(measure(line) <= width for line in cue.lines):
            cues.append(cue)
            continue
        lines = break_lines(cue.text, profile, measure=measure, width=width)
        if lines is not None:
            cues.append(msgspec.structs.replace(cue, lines=lines))
        else:
            cues.extend(_parted(cue, profile, measure, width))
    return msgspec.structs.replace(captions, cues=tuple(cues))


def _parted(cue: Cue, profile: Profile, measure: Callable[[str], float], width: float) -> list[Cue]:
    """A cue too long for one picture as several, each with its share of the time by its letters."""
    texts = cue.text.split()
    letters = sum(len(text) for text in texts)
    span = cue.end_ms - cue.start_ms
    words, said = [], 0
    for text in texts:
        start, said = said, said + len(text)
        words.append(Word(text, cue.start_ms + span * start // letters, cue.start_ms + span * said // letters))
    parts = segment(words, profile, measure=measure, width=width, frame_ms=STEADY_FRAME_MS)
    starts = [part.words[0].start_ms for part in parts]
    ends = [*starts[1:], cue.end_ms]
    return [Cue(start, end, part.lines) for part, start, end in zip(parts, starts, ends, strict=True)]
