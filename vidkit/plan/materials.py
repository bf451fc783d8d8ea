"""What the planner is given: facts, captions, cards and measures that the rooms below have made ready."""

from collections.abc import Callable
from enum import Enum

import msgspec

from vidkit.brand.card import Card
from vidkit.brand.signs.card import BugCard, SignCard
from vidkit.brand.signs.sign import AskedSign
from vidkit.captions.cue import Captions, Origin
from vidkit.ingest.footage import Footage
from vidkit.ingest.moment import Moment
from vidkit.plan.encoding import SOFTWARE
from vidkit.plan.grid import Rate
from vidkit.plan.reel_plan import CaptionLook, Sting


class Clock(Enum):
    """What a caption's time counts from."""

    CLIP = "clip"
    """Each clip's own start; one `Captions` a clip."""
    FILM = "film"
    """The start of the first clip, running on over the clips as trimmed."""
    REEL = "reel"
    """The reel's first frame, intro included."""


class Tune(msgspec.Struct, frozen=True, kw_only=True):
    """A sound file that can lie under the clips."""

    path: str
    digest: str
    samples: int
    """How many it has; not all are counted in one that is longer than any reel."""
    sample_rate: int
    seamless: bool = False
    """Made so that its end meets its beginning."""


class ReadySign(msgspec.Struct, frozen=True):
    """A sign as it was asked for, and fitted to the shape."""

    asked: AskedSign
    card: SignCard
    own: bool
    """True when the person asked for it: what is wrong with it is told. The brand's give way."""


class ClipText(msgspec.Struct, frozen=True):
    """Where the captions of one clip come from, where each clip may have its own."""

    file: str = ""
    """Bare name of a person's file; empty where nobody wrote any."""
    corrected: bool = False
    """True where the file is that of the finished folder: its words were corrected there."""
    rewrapped: bool = False
    """True when lines were too wide and had to be broken anew."""


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
    """Name of the person's caption file, where there is one for the reel."""
    rewrapped: bool = False
    """True when lines of that file were too wide and had to be broken anew."""
    texts: tuple[ClipText, ...] = ()
    """For each clip, where a person wrote captions for some of them; empty where they are all from one place."""
    sting: Sting | None = None
    """The brand's intro sound, where it has one."""
    music: Tune | None = None
    """What is to lie under the clips."""
    music_caption: str = ""
    """What a caption says that tells of music in the clips themselves; empty where none is told of."""
    signs: tuple[ReadySign, ...] = ()
    """Those that were asked for, and the brand's own."""
    bug: BugCard | None = None
    moments: tuple[tuple[Moment, ...], ...] = ()
    """For each clip, those that were measured for the cover, in order; none where nothing was."""
    encoder: str = SOFTWARE
    """One that was found to work here."""
    encoder_broke: str = ""
    """One that was used before `encoder`, and failed half-way."""

    @property
    def recognised(self) -> Captions | None:
        """Captions that were recognised, where there are any: they tell with what."""
        return next((each for each in self.captions if each.cues and each.origin is Origin.RECOGNISED), None)

    @property
    def origin(self) -> Origin:
        """Where the captions come from."""
        found = {captions.origin for captions in self.captions if captions.cues}
        return Origin.MIXED if len(found) > 1 else next(iter(found), Origin.NONE)
