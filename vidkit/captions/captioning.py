"""From what was heard to captions: word list, cues, places to read again. Pure but for the lists it reads.

The recogniser stands before this, the planner after. A person's own file takes `formats.read_captions` instead.
"""

from collections.abc import Callable

from vidkit.captions import glossary as word_list
from vidkit.captions.cue import Captions, Doubt, Heard, Mark, Origin
from vidkit.captions.doubt import doubts, lookalikes
from vidkit.captions.glossary import Glossary
from vidkit.captions.profile import Profile
from vidkit.captions.segment import segment

NO_GLOSSARY = Glossary()


def caption(
    heard: Heard,
    profile: Profile,
    *,
    measure: Callable[[str], float],
    width: float,
    frame_ms: float,
    glossary: Glossary = NO_GLOSSARY,
) -> Captions:
    """The captions of one clip, on the clip's own clock; no cues where nobody spoke.

    `measure`, `width` and `frame_ms` as in `segment`.
    """
    words, corrections = word_list.correct(heard.words, glossary)
    cues = segment(words, profile, measure=measure, width=width, frame_ms=frame_ms)
    corrected = {mark.start_ms for mark in corrections}
    marks = [mark for mark in doubts(words, lookalikes()) if _adds(mark, corrected)]
    return Captions(
        cues=cues,
        language=heard.language,
        origin=Origin.RECOGNISED if cues else Origin.NONE,
        engine=heard.engine,
        model=heard.model,
        model_digest=heard.model_digest,
        marks=tuple(sorted((*heard.marks, *corrections, *marks), key=lambda mark: mark.start_ms)),
    )


def _adds(mark: Mark, corrected: set[int]) -> bool:
    """A word that the word list put right needs no second mark, unless it is a dangerous one."""
    return mark.doubt is Doubt.LOOKALIKE or mark.start_ms not in corrected
