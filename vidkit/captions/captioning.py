"""From what was heard to captions: word list, cues, places to read again. Pure but for the lists it reads.

The recogniser stands before this, the planner after. A person's own file takes `formats.read_captions` instead.
"""

from collections.abc import Callable, Sequence

from vidkit.captions import glossary as word_list
from vidkit.captions.cue import Captions, Doubt, Heard, Mark, Origin
from vidkit.captions.doubt import doubts, lookalikes
from vidkit.captions.glossary import Glossary
from vidkit.captions.profile import Profile
from vidkit.captions.segment import segment
from vidkit.captions.sounds import with_music
from vidkit.captions.timing import ONE_SHOT, Shots

NO_GLOSSARY = Glossary()

BESIDE = frozenset({Doubt.LOOKALIKE, Doubt.DROPPED, Doubt.SOUND})
"""Marks that are always told: the words that hurt, what was left out, what nobody said."""

GRAVITY = (Doubt.GLOSSARY, Doubt.UNSURE, Doubt.FIGURE, Doubt.NAME)
"""Of several on one word the first is told: what the word list put right needs no second look."""


def caption(  # noqa: PLR0913 - what was heard, the rules and the film, each by name
    heard: Heard,
    profile: Profile,
    *,
    measure: Callable[[str], float],
    width: float,
    frame_ms: float,
    glossary: Glossary = NO_GLOSSARY,
    shots: Shots = ONE_SHOT,
) -> Captions:
    """The captions of one clip, on the clip's own clock; no cues where nobody spoke and no music was played.

    `measure`, `width`, `frame_ms` and `shots` as in `segment`.
    """
    words, corrections = word_list.correct(heard.words, glossary)
    spoken = segment(words, profile, measure=measure, width=width, frame_ms=frame_ms, shots=shots)
    cues, sounds = with_music(
        spoken, heard.music, profile, frame_ms=frame_ms, first_ms=shots.first_ms, end_ms=shots.end_ms
    )
    marks = _gravest((*heard.marks, *corrections, *doubts(words, lookalikes()), *sounds))
    return Captions(
        cues=cues,
        language=heard.language,
        origin=Origin.RECOGNISED if cues else Origin.NONE,
        engine=heard.engine,
        model=heard.model,
        model_digest=heard.model_digest,
        marks=marks,
    )


def _gravest(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Of the marks on one word the gravest, in order of time; what stands in `BESIDE` stands beside any other."""
    gravest: dict[int, Mark] = {}
    for mark in marks:
        before = gravest.get(mark.start_ms)
        if mark.doubt not in BESIDE and (before is None or _gravity(mark) < _gravity(before)):
            gravest[mark.start_ms] = mark
    beside = [mark for mark in marks if mark.doubt in BESIDE]
    return tuple(sorted((*beside, *gravest.values()), key=lambda mark: mark.start_ms))


def _gravity(mark: Mark) -> tuple[int, bool]:
    """Where it stands in `GRAVITY`, and of two alike the one that says what it may be instead first."""
    return GRAVITY.index(mark.doubt), not mark.note
