"""What captioning several clips shares: brand, rules, word list, and one model that is loaded when first needed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from vidkit.batch.caption_box import caption_box
from vidkit.batch.ears import Ears
from vidkit.brand.kit import load_brand
from vidkit.brand.reading import as_value, read_toml
from vidkit.captions import captioning
from vidkit.captions.cue import Captions
from vidkit.captions.glossary import Glossary, Term
from vidkit.captions.profile import load_profile
from vidkit.errors import BrandError, reason
from vidkit.events import Listener, Step, timed
from vidkit.i18n import gettext as _
from vidkit.ingest.opening import opened
from vidkit.ingest.probe import fingerprint, look
from vidkit.ingest.speech import speech, speech_of
from vidkit.ingest.tracks import shown_picture
from vidkit.plan.caption_brief import CaptionBrief
from vidkit.plan.grid import Rate
from vidkit.plan.planner import choose_rate

if TYPE_CHECKING:
    from vidkit.ingest.speech import Samples

SOUND_RATE = Rate(25)
"""The frames that gaps between captions are counted in where there is no picture: broadcast's own in Europe."""


class Listened(msgspec.Struct, frozen=True, kw_only=True):
    """A film or recording as far as captions need it."""

    path: Path
    fingerprint: str
    size_bytes: int
    length_ms: int
    samples: Callable[[], "Samples"]
    """Reads the sound; raises `InputError` where there is none."""
    rate: Rate = SOUND_RATE
    width: int = 0
    height: int = 0
    """Displayed pixels; 0 for sound without picture."""
    day: str = ""
    """When it was filmed, ISO 8601; empty where nothing tells."""

    @property
    def frame_ms(self) -> float:
        """How long a frame stands."""
        return self.rate.frame_ms


class Desk:
    """Where clips are captioned, one after the other. Use as a context manager: at its end the model is freed.

    Raises `UsageError` for a profile that is none, and `BrandError` for a wrong brand or list of words.
    """

    def __init__(self, brief: CaptionBrief, listener: Listener) -> None:
        self.brief = brief
        self.listener = listener
        self.profile = load_profile(brief.profile)
        self.brand = load_brand(brief.brand)
        own = read_glossary(Path(brief.glossary)).terms if brief.glossary else ()
        self.glossary = Glossary((*own, *self.brand.glossary.terms))  # the hint is cut at its end
        self.box = caption_box(self.profile, self.brand)
        self._ears = Ears()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_details: object) -> None:
        """Frees the model."""
        self._ears.close()

    def recognise(self, listened: Listened) -> Captions:
        """The captions of what is said. Raises `MissingError`, `RecognitionError` or `InputError`."""
        ear = self._ears.ear(self.brief.model, self.brief.engine, self.listener)
        with timed(Step.LISTENING, self.listener, listened.path.name) as step:
            step.reused = ear.is_known(listened.fingerprint, glossary=self.glossary, language=self.brand.language)
            heard = ear.hear(
                listened.samples,
                fingerprint=listened.fingerprint,
                glossary=self.glossary,
                language=self.brand.language,
                listener=self.listener,
            )
        return captioning.caption(
            heard,
            self.profile,
            measure=self.box.measure,
            width=self.box.width,
            frame_ms=listened.frame_ms,
            glossary=self.glossary,
        )


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of words in a file of its own, written as in a brand's."""

    glossary: Glossary


def read_glossary(path: Path) -> Glossary:
    """The words in a TOML file, under `[glossary]` as in a brand's file, or in a plain text with one on each line.

    Raises:
        BrandError: it cannot be read, with the key that is wrong.
    """
    if path.suffix.lower() == ".txt":
        return _plain(path)
    content = read_toml(path)
    return as_value(content, _Words, path).glossary if "glossary" in content else as_value(content, Glossary, path)


def _plain(path: Path) -> Glossary:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise BrandError(
            _("{file} cannot be read: {reason}.").format(
                file=path, reason=reason(fault) if isinstance(fault, OSError) else _("it is not written in UTF-8")
            ),
            _("Check the name and that you may read the file."),
        ) from fault
    return Glossary(tuple(Term(term) for line in lines if (term := " ".join(line.split()))))


def look_at(path: Path, listener: Listener) -> Listened:
    """The film or recording at `path`. Raises `InputError` where it is neither."""
    with timed(Step.READING, listener, path.name):
        with opened(path) as container:
            filmed = shown_picture(container) is not None
            length_ms = round((container.duration or 0) / 1000)
        if not filmed:
            return Listened(
                path=path,
                fingerprint=fingerprint(path),
                size_bytes=path.stat().st_size,
                length_ms=length_ms or speech_of(path).duration_ms,
                samples=lambda: speech_of(path).samples,
            )
        footage = look(path)
    return Listened(
        path=path,
        fingerprint=footage.fingerprint,
        size_bytes=footage.size_bytes,
        length_ms=footage.duration_ms,
        samples=lambda: speech(footage).samples if footage.sound else speech_of(path).samples,
        rate=choose_rate((footage,)),
        width=footage.picture.width,
        height=footage.picture.height,
        day=footage.created[:10],
    )
