"""A week: the reels that are asked for at once, each with its brief. Pure: from what was found or written to briefs.

Nothing is opened here. What is wrong with one reel stands in that reel, so that it never stops the others.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

import msgspec

from vidkit.brand.highlight import Highlight
from vidkit.brand.signs.sign import AskedSign
from vidkit.errors import InputError, UsageError, VidkitError
from vidkit.i18n import gettext as _
from vidkit.plan.brief import (
    NAME_LENGTH,
    AskedClip,
    Brief,
    EncoderWish,
    FitWish,
    Quality,
    Trim,
    parse_cover,
    parse_trim,
    reel_name,
)

BRIEF = Brief(clips=())
"""Where defaults are read from."""

DAYS = (
    ("måndag", "monday"),
    ("tisdag", "tuesday"),
    ("onsdag", "wednesday"),
    ("torsdag", "thursday"),
    ("fredag", "friday"),
    ("lördag", "saturday"),
    ("söndag", "sunday"),
)

CAMERA_NAME = re.compile(
    r"""
      [A-Z0-9_]{4} \d{4}                            # cameras' own rule, DCF: four free characters, four digits
    | IMG_E?\d{4,5}                                 # iPhone, E for edited there
    | (?: [A-Z]{2,6} [-_] )? \d{8} [-_] (?:WA)? \d+ [-_.~\d]*   # Android and WhatsApp: the day, then time or number
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What a phone calls a clip. It says nothing to those who watch, so it is no title."""

COPY = re.compile(r"\s*\(\d+\)$|~\d+$")
"""What is put behind the name of a second copy."""


class WeekClip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clip as it stands in a week file."""

    file: str = ""
    trim: str = ""
    """`3-12`, as after `--trim`; empty for all of it."""
    captions: str = ""
    """Path of a person's SRT or VTT for this clip alone; empty where the reel's decide."""


class Wishes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be asked of every reel of a week alike."""

    brand: str = BRIEF.brand
    template: str = BRIEF.template
    fields: dict[str, str | tuple[str, ...]] = {}
    """What the template asks for. What `[defaults]` say holds field by field, where the reel's template has them."""
    shape: str = BRIEF.shape
    shapes: tuple[str, ...] = ()
    """Several, where the same reel is to be made in each."""
    fit: FitWish = BRIEF.fit
    captions: str = BRIEF.captions
    caption_style: Highlight = Highlight.PLAIN
    """The brand's own unless it is said."""
    profile: str = BRIEF.profile
    engine: str = BRIEF.engine
    model: str = BRIEF.model
    intro: bool = BRIEF.intro
    outro: bool = BRIEF.outro
    music: str = BRIEF.music
    quality: Quality = BRIEF.quality
    encoder: EncoderWish = BRIEF.encoder
    summary: str = BRIEF.summary
    shown: str = BRIEF.shown
    place: str = BRIEF.place


class AskedReel(Wishes, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reel as it stands in a week file."""

    title: str = ""
    name: str = ""
    clips: tuple[WeekClip, ...] = ()
    signs: tuple[AskedSign, ...] = ()
    """As `[[reels.signs]]`."""
    cover: str = ""
    """When its cover is shown in the finished film, `0:07`; chosen unless given."""
    day: str = ""
    """When it is to be published: a day of the week, or a date."""


class WeekFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A week file, word for word."""

    defaults: Wishes = Wishes()
    reels: tuple[AskedReel, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """Wishes, and which of them somebody said: the others are only defaults."""

    wishes: Wishes
    keys: frozenset[str]


NOTHING_SAID = Said(Wishes(), frozenset())


class Reel(msgspec.Struct, frozen=True, kw_only=True):
    """One reel of a week."""

    brief: Brief
    source: str
    """What it is made of, as the person knows it: a clip's or folder's name, or a place in the week file."""
    day: str = ""
    """`2026-11-23`, or a day of the week in English; empty where none was said."""
    fault: VidkitError | None = None
    """Why it cannot be made, where that is known already."""
    group: str = ""
    """The name without the shape: what several shapes of one reel have in common."""

    @property
    def name(self) -> str:
        """The name of its folder."""
        return reel_name(self.brief)


class Passing(Enum):
    """Why something that lies there is not made into a reel."""

    HIDDEN = "hidden"
    OTHER = "other"
    """No clip, and nothing that goes with one."""
    OURS = "ours"
    """vidkit made it."""
    NO_CLIPS = "no-clips"
    """A folder without clips."""
    LINK = "link"
    """A folder that lies elsewhere."""


class Passed(msgspec.Struct, frozen=True):
    """Something that was passed over."""

    name: str
    why: Passing


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is asked for."""

    source: str
    """The folder or the week file."""
    reels: tuple[Reel, ...]
    passed: tuple[Passed, ...] = ()


def reels_of(asked: AskedReel, said: Sequence[Said], source: str) -> tuple[Reel, ...]:
    """The reel in each of its shapes; of `said` the later wins. The first shape has the plain name.

    Raises:
        UsageError: a trim, the cover or the day is none.
    """
    fields = _chosen(said)
    shapes = tuple(dict.fromkeys(fields.pop("shapes"))) or (fields.pop("shape"),)
    fields.pop("shape", None)
    fields["fields"] = as_pairs(fields["fields"])
    clips = tuple(AskedClip(clip.file, trim_of(clip.trim), clip.captions) for clip in asked.clips)
    brief = Brief(
        clips=clips,
        title=" ".join(asked.title.split()),
        name=asked.name,
        signs=asked.signs,
        cover_ms=cover_of(asked.cover),
        **fields,
    )
    name, day = reel_name(brief), day_of(asked.day)
    return tuple(
        Reel(
            brief=msgspec.structs.replace(brief, name=_name_of_shape(name, shape, place), shape=shape),
            source=source,
            day=day,
            group=name,
        )
        for place, shape in enumerate(shapes)
    )


def _chosen(said: Sequence[Said]) -> dict[str, Any]:
    fields = {key: getattr(Wishes(), key) for key in Wishes.__struct_fields__}
    fields["caption_style"] = BRIEF.caption_style
    for each in said:
        if each.keys & {"shape", "shapes"}:  # one word or several: the later say holds as a whole
            fields.update(shape=each.wishes.shape, shapes=each.wishes.shapes if "shapes" in each.keys else ())
        own = {"shape", "shapes", "fields"}
        fields |= {key: getattr(each.wishes, key) for key in each.keys & fields.keys() - own}
        fields["fields"] = fields["fields"] | (each.wishes.fields if "fields" in each.keys else {})
    return fields


def by_key(pairs: Iterable[tuple[str, str]]) -> dict[str, str | tuple[str, ...]]:
    """Fields as they stand in a week file, of keys and texts as they stand in a brief."""
    found: dict[str, tuple[str, ...]] = {}
    for key, text in pairs:
        found[key] = (*found.get(key, ()), text)
    return dict(found)


def as_pairs(fields: Mapping[str, str | tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """Keys and texts as they stand in a brief, of fields as they stand in a week file."""
    return tuple(
        (key, text) for key, texts in fields.items() for text in ((texts,) if isinstance(texts, str) else texts)
    )


def _name_of_shape(name: str, shape: str, place: int) -> str:
    return f"{name[: NAME_LENGTH - len(shape) - 1]}-{shape}" if place else name


def trim_of(text: str) -> Trim:
    """The part of a clip that a week file asks for. Raises `UsageError`."""
    if not text.strip():
        return Trim()
    try:
        return parse_trim(text)
    except UsageError as fault:
        raise UsageError(
            _("“{text}” is not a part of a clip.").format(text=text),
            _('Write start and end, the earlier first: trim = "5-12" or trim = "0:05-1:12.5".'),
        ) from fault


def cover_of(text: str) -> int | None:
    """The time of the film that the cover is taken from, in milliseconds; None for none. Raises `UsageError`."""
    try:
        return parse_cover(text)
    except UsageError as fault:
        raise UsageError(fault.message, _('Write it as the player shows it: cover = "0:07".')) from fault


def day_of(text: str) -> str:
    """A day of the week in English, or a date as ISO 8601; empty for nothing. Raises `UsageError`."""
    word = unicodedata.normalize("NFC", text).strip().casefold()
    if not word:
        return ""
    for swedish, english in DAYS:
        if word in (swedish, english):
            return english
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError as fault:
        raise UsageError(
            _("“{text}” is no day.").format(text=text),
            _('Write a day of the week, day = "måndag", or a date, day = "2026-11-23".'),
        ) from fault


def title_of(stem: str) -> str:
    """A title from the name of a clip or folder; empty where a phone gave the name."""
    if CAMERA_NAME.fullmatch(COPY.sub("", stem)):
        return ""
    return " ".join(unicodedata.normalize("NFC", stem).replace("_", " ").split())


def refuse_same_names(reels: Sequence[Reel]) -> tuple[Reel, ...]:
    """The reels, those that would lie in one folder marked as faulty: none of them may take another's place."""
    count = Counter(reel.name for reel in reels)
    return tuple(
        msgspec.structs.replace(
            reel,
            fault=InputError(
                _("Several reels would be called “{name}”: {sources}.").format(
                    name=reel.name, sources=", ".join(each.source for each in reels if each.name == reel.name)
                ),
                _("Give one of them another name."),
            ),
        )
        if count[reel.name] > 1 and reel.fault is None
        else reel
        for reel in reels
    )


def only(reels: Sequence[Reel], names: Sequence[str]) -> tuple[Reel, ...]:
    """Those that are named: by the reel, by the reel without its shape, or by what it is made of; all for no names.

    Raises:
        UsageError: a name fits none.
    """
    wanted: set[str] = set()
    for name in names:
        fits = {reel.name for reel in reels if name in (reel.name, reel.group, reel.source, reel.brief.title)}
        if not fits:
            raise UsageError(
                _("There is no reel “{name}” in this week.").format(name=name),
                _("The reels are: {names}.").format(names=", ".join(reel.name for reel in reels)),
            )
        wanted |= fits
    return tuple(reel for reel in reels if not names or reel.name in wanted)
