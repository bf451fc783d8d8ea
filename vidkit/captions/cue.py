"""Words, cues and captions: the values in the middle.

Times are whole milliseconds on the clip's own clock. Knows nothing of files, engines or pictures.
"""

from enum import Enum

import msgspec


class Word(msgspec.Struct, frozen=True):
    """One word as it was heard, punctuation attached."""

    text: str
    start_ms: int
    end_ms: int
    probability: float = 1.0
    """The engine's own confidence, 0 to 1."""


class Doubt(Enum):
    """Why a person should read a cue again."""

    UNSURE = "unsure"
    FIGURE = "figure"
    NAME = "name"
    GLOSSARY = "glossary"
    LOOKALIKE = "lookalike"
    DROPPED = "dropped"
    SOUND = "sound"


class Mark(msgspec.Struct, frozen=True):
    """A place to read again."""

    doubt: Doubt
    text: str
    """The word or words in question."""
    start_ms: int
    note: str = ""
    """What it was before a correction, or what it may be instead."""


class Music(msgspec.Struct, frozen=True):
    """A stretch in which music is played and nobody speaks."""

    start_ms: int
    end_ms: int


class Cue(msgspec.Struct, frozen=True):
    """What stands on the screen at one time."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    """One or two lines, plain text."""
    words: tuple[Word, ...] = ()
    """The words with their times where they are known; empty for text written by a person, and for sounds."""

    @property
    def text(self) -> str:
        """The lines as one sentence."""
        return " ".join(self.lines)


class Origin(Enum):
    """Where captions come from."""

    RECOGNISED = "recognised"
    PERSON = "person"
    MIXED = "mixed"
    """Of a reel: those of some clips are a person's, those of others recognised."""
    NONE = "none"


class Captions(msgspec.Struct, frozen=True, kw_only=True):
    """Everything said in one clip."""

    cues: tuple[Cue, ...] = ()
    language: str = "sv"
    origin: Origin = Origin.NONE
    engine: str = ""
    """`faster-whisper`, `openai-whisper`, or empty for a person's text."""
    model: str = ""
    model_digest: str = ""
    """SHA-256 of the weights, hex."""
    marks: tuple[Mark, ...] = ()


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine heard in one clip, before it is broken into cues. This is what is kept between runs."""

    words: tuple[Word, ...]
    language: str
    engine: str
    model: str
    model_digest: str
    marks: tuple[Mark, ...] = ()
    """Dropped inventions, words that were heard otherwise another time, and other places to read again."""
    music: tuple[Music, ...] = ()
