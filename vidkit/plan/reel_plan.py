"""What was decided: a reel, frame by frame, as a value that can be written down, read back and addressed.

Whoever holds a `ReelPlan` needs no opinion of their own. It knows nothing of how frames are made.
"""

import hashlib
from enum import Enum

import msgspec

from vidkit.brand.card import Card
from vidkit.brand.geometry import Box, Size
from vidkit.brand.signs.card import BugCard, Overlay, SignCard
from vidkit.ingest.footage import Footage
from vidkit.plan.grid import Rate

SCHEMA = 2
"""Raised when a plan written by an older vidkit no longer reads."""


class Fit(Enum):
    """How a clip's picture fills the canvas."""

    EXACT = "exact"
    """It has the canvas's proportions: scaled at most."""
    CROP = "crop"
    BLUR = "blur"
    """Whole, over a blurred and darkened copy of itself."""
    PAD = "pad"
    """Whole, over one colour."""


class Framing(msgspec.Struct, frozen=True, kw_only=True):
    """Where the clip's picture goes, all in pixels of the canvas."""

    fit: Fit
    scaled: Size
    """The displayed picture after scaling, proportions kept. Even numbers."""
    offset: tuple[int, int]
    """CROP: the upper left corner of the part that is kept. BLUR and PAD: where the picture is laid. Even numbers."""
    colour: str = "#000000"
    """PAD: what shows around the picture."""


class ClipShot(msgspec.Struct, frozen=True, kw_only=True, tag="clip"):
    """A stretch of a clip."""

    source: int
    """Index in `ReelPlan.sources`."""
    first: int
    """First frame, counted on the reel's grid laid over the clip's own clock."""
    frames: int
    framing: Framing
    tone_map: bool
    """True for HDR sources, which are brought down to BT.709."""
    overlap: int = 0
    """Frames of crossfade with the shot before."""


class CardShot(msgspec.Struct, frozen=True, kw_only=True, tag="card"):
    """A drawn shot."""

    card: Card
    overlap: int = 0
    """Frames of crossfade with the shot before."""

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return self.card.frames


Shot = ClipShot | CardShot


class PlacedLine(msgspec.Struct, frozen=True):
    """A line of a caption where it stands."""

    text: str
    centre_x: int
    middle_y: int
    """Half-way between the line's top and bottom."""


class PlannedWord(msgspec.Struct, frozen=True, kw_only=True):
    """A word of a caption that stands out while it is said: from its own first frame until the next one's.

    The last one stays until the caption goes, so that there is never a gap between two.
    """

    first: int
    """Frames after the caption's own first one."""
    line: int
    """Index in `PlannedCue.lines`."""
    start: int
    """Its first character in that line."""
    stop: int
    """The first character after it."""
    plate: Box
    """What is filled behind it."""


class PlannedCue(msgspec.Struct, frozen=True, kw_only=True):
    """A caption on the grid and on the canvas."""

    first: int
    """First frame of the reel that shows it."""
    end: int
    """The first frame that no longer does."""
    lines: tuple[PlacedLine, ...]
    box: Box
    scale: float = 1.0
    """Share of the look's size: less than 1 where a single word is wider than a line."""
    words: tuple[PlannedWord, ...] = ()
    """The words that stand out in turn, in order; none where the look has no `word`."""

    @property
    def text(self) -> str:
        """The lines as one sentence."""
        return " ".join(line.text for line in self.lines)


class PlannedSign(msgspec.Struct, frozen=True, kw_only=True):
    """A sign over the clips, on the grid and on the canvas. No two stand at once."""

    card: SignCard
    first: int
    """First frame of the reel that shows it."""
    end: int
    """The first frame that no longer does. What is between coming and going, it stands still."""
    box: Box
    """Even in every measure; inside the safe box, and in nobody's way."""


class PlannedBug(msgspec.Struct, frozen=True):
    """The sender's mark, small in a corner of every clip."""

    card: BugCard
    box: Box


class WordLook(msgspec.Struct, frozen=True, kw_only=True):
    """How the word that is being said stands out."""

    plate: str
    text: str
    radius_px: int


class CaptionLook(msgspec.Struct, frozen=True, kw_only=True):
    """How captions are set; sizes in pixels of the canvas."""

    family: str
    font_file: str
    """Absolute path of the typeface. Part of the digest through `font_digest` only."""
    font_digest: str
    size_px: int
    """Em size."""
    ass_size: float
    """The same size as libass counts it: ascender plus descender."""
    bold: bool
    text: str
    box: str
    box_opacity: float
    radius_px: int
    word: WordLook | None = None
    """None where no word stands out."""


class SoundSegment(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a clip's sound, laid under the reel's frames."""

    source: int
    first: int
    """First frame, on the clip's own clock."""
    frames: int
    start: int
    """The reel's frame it begins under."""
    fade_in: int
    """Frames."""
    fade_out: int


class Sting(msgspec.Struct, frozen=True, kw_only=True):
    """A short sound under the intro."""

    path: str
    digest: str
    start: int
    """The reel's frame it begins under."""
    gain_db: float


class Stretch(msgspec.Struct, frozen=True):
    """Frames of the reel, one after another."""

    first: int
    end: int
    """The first frame after them."""


class Bed(msgspec.Struct, frozen=True, kw_only=True):
    """Music under the clips, which goes down before somebody speaks and comes up in long pauses. Times in frames."""

    path: str
    digest: str
    samples: int
    """How many the file has, at its own rate, after which it begins again; 0 where it is long enough as it is."""
    splice: int = 0
    """For how many of these its end melts into its beginning; 0 where the two were made to meet."""
    start: int
    """The reel's frame it begins under."""
    frames: int
    fade_in: int
    fade_out: int
    spoken: tuple[Stretch, ...]
    """Where somebody speaks, in order and far enough apart for the music to come up between them. Empty where nobody
    does: then the music is what the reel has to be heard."""
    under_lu: float
    """How far the music stays under the speech while somebody speaks."""
    rise_lu: float
    """How much it comes up in between."""
    attack: int
    """How long it takes to go down."""
    ready: int
    """How long before the first word it is down."""
    hold: int
    """How long after the last word it stays down."""
    release: int
    """How long it takes to come up."""


class Levels(msgspec.Struct, frozen=True, kw_only=True):
    """How loud the reel is to be. EBU R 128: LUFS integrated, dBTP true peak."""

    target_lufs: float
    tolerance_lu: float
    lift_most_db: float
    """How much the clips' sound may be lifted to reach the target."""
    peak_dbtp: float
    """True peak allowed before encoding."""
    peak_most_dbtp: float
    """True peak allowed after encoding."""
    bitrate: int
    """Bit/s of AAC."""


class SoundPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The whole sound of the reel. Rendered once, apart from the picture."""

    segments: tuple[SoundSegment, ...]
    sting: Sting | None
    bed: Bed | None = None
    levels: Levels


class Encoding(msgspec.Struct, frozen=True, kw_only=True):
    """How the picture is encoded."""

    encoder: str
    """As ffmpeg calls it."""
    preset: str
    """As the encoder calls it; empty where it has none."""
    crf: int
    """The constant quality that is asked for, on the encoder's own scale: libx264's rate factor, nvenc's `cq`."""
    key_every: int
    """Frames from one key frame to the next."""
    bitrate_most: int
    """Bit/s."""


class CoverPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The still that stands for the reel."""

    shot: int
    """Index in `ReelPlan.shots`, a ClipShot."""
    frame: int
    """Frame of that shot."""
    size: Size
    """Of the still: what the cover shows of the clip, in pixels of the cover. Even numbers."""
    framing: Framing
    """How the clip's picture is cut for it: CROP, or EXACT where nothing is cut off."""
    card: Card


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """The words that go with the film, all in the film's language."""

    title: str
    summary: str
    """One sentence."""
    language: str
    organisation: str
    """Who answers for it."""
    contacts: tuple[tuple[str, str, str], ...]
    """Label, text, link."""
    post_text: str
    shown: str = ""
    """What is shown that carries meaning and is not said."""
    place: str = ""
    date: str = ""
    """ISO 8601 day."""
    accessibility_link: str = ""
    """Where a fault of accessibility is reported."""
    accessibility_text: str = ""
    """The sentence about it."""
    home: str = ""
    """The sender's own page."""


class Decision(msgspec.Struct, frozen=True):
    """Something the planner chose, for people to read. `plan.decisions` puts it in words."""

    code: str
    subject: str = ""
    """The clip it is about, or empty for the whole reel."""
    values: tuple[str, ...] = ()


class ReelPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides the finished reel."""

    schema: int = SCHEMA
    name: str
    """Name of the folder and its files: safe on every file system."""
    shape: str
    size: Size
    rate: Rate
    sources: tuple[Footage, ...]
    shots: tuple[Shot, ...]
    cues: tuple[PlannedCue, ...]
    look: CaptionLook | None
    sound: SoundPlan | None
    """None for a reel whose clips and brand have no sound: it gets silence."""
    encoding: Encoding
    cover: CoverPlan
    publication: Publication
    brand_digest: str
    caption_origin: str
    """`recognised`, `person`, `mixed` or `none`."""
    signs: tuple[PlannedSign, ...] = ()
    """In order."""
    bug: PlannedBug | None = None
    decisions: tuple[Decision, ...] = ()

    @property
    def frames(self) -> int:
        """Length of the reel."""
        return sum(shot.frames - shot.overlap for shot in self.shots)

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """All that is drawn to be laid over clips."""
        return (*(sign.card for sign in self.signs), *([self.bug.card] if self.bug else []))

    @property
    def starts(self) -> tuple[int, ...]:
        """The reel's frame at which each shot begins, its crossfade with the one before included."""
        starts, at = [], 0
        for shot in self.shots:
            starts.append(at - shot.overlap)
            at += shot.frames - shot.overlap
        return tuple(starts)

    @property
    def digest(self) -> str:
        """SHA-256, hex: two plans with one digest make the same reel.

        Paths and decisions in words are left out: a moved clip or another language makes no other film.
        """
        bare = msgspec.to_builtins(self)
        del bare["decisions"]
        for source in bare["sources"]:
            del source["path"]
        if bare["look"]:
            del bare["look"]["font_file"]
        for part in ("sting", "bed"):
            if bare["sound"] and bare["sound"][part]:
                del bare["sound"][part]["path"]
        return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()


def to_json(plan: ReelPlan) -> bytes:
    """The plan as indented UTF-8 JSON, keys in a fixed order."""
    return msgspec.json.format(msgspec.json.encode(plan, order="deterministic"), indent=2)


def from_json(data: bytes) -> ReelPlan:
    """The plan back from `to_json`.

    Raises:
        msgspec.DecodeError: not a plan, or of another schema.
    """
    plan = msgspec.json.decode(data, type=ReelPlan)
    if plan.schema != SCHEMA:
        raise msgspec.ValidationError(f"plan of schema {plan.schema}, this is {SCHEMA}")
    return plan
