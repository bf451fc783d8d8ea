"""What the answers of the listeners come to: rates, errors, findings, inventions. Values only; nothing is printed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.captions.listener import Answer, Given
from benchmarks.captions.places import fewest_fails, is_sound
from benchmarks.captions.speech import Recording
from benchmarks.captions.wording import NOTHING, Errors, by_sentence, character_errors, compare, normal, word_errors
from benchmarks.measure import Cost
from vidkit.batch.caption_desk import SOUND_RATE, Desk
from vidkit.captions.captioning import NO_GLOSSARY, caption
from vidkit.captions.cue import Cue
from vidkit.captions.glossary import Glossary
from vidkit.captions.lint import Severity, lint
from vidkit.captions.profile import Profile

PROFILES = ("sv-reel", "sv-lattlast", "sv-tv")


@dataclass(frozen=True)
class Run:
    """One listener's answer, and what the process cost."""

    answer: Answer
    cost: Cost

    @property
    def by_name(self) -> Mapping[str, Given]:
        """What was made of each recording and sound."""
        return {given.name: given for given in self.answer.given}


@dataclass(frozen=True)
class Spread:
    """The middle of some errors, and what one in twenty exceeds; in milliseconds, whatever their sign."""

    count: int
    median: float
    most: float


def spread(errors: Iterable[int | None]) -> Spread:
    """The spread of those that are known; 0 of 0 where none is."""
    known = sorted(abs(error) for error in errors if error is not None)
    if not known:
        return Spread(0, 0, 0)
    return Spread(len(known), median(known), known[math.ceil(0.95 * len(known)) - 1])


@dataclass(frozen=True)
class Rates:
    """Wrong words and characters of one recording or several."""

    words: Errors = NOTHING
    characters: Errors = NOTHING

    def __add__(self, other: "Rates") -> "Rates":
        """Both together."""
        return Rates(self.words + other.words, self.characters + other.characters)


def rates(recording: Recording, text: str) -> Rates:
    """How much of `text` is not what is said in `recording`."""
    return Rates(word_errors(recording.text, text), character_errors(recording.text, text))


@dataclass(frozen=True)
class Ruled:
    """Findings in the captions of all recordings."""

    minutes: float = 0
    cues: int = 0
    red: int = 0
    yellow: int = 0
    avoidable: int = 0
    """Red findings more than the best allowed way to part the same words has, see `places.fewest_fails`."""

    def __add__(self, other: "Ruled") -> "Ruled":
        """Both together."""
        return Ruled(
            self.minutes + other.minutes,
            self.cues + other.cues,
            self.red + other.red,
            self.yellow + other.yellow,
            self.avoidable + other.avoidable,
        )


@dataclass(frozen=True)
class Worse:
    """A sentence that the glossary made worse."""

    recording: str
    sentence: str
    without: Errors
    given: Errors


class Captioner:
    """What vidkit makes of what was heard, with a profile and with or without the brand's words."""

    def __init__(self, desks: Mapping[str, Desk]) -> None:
        self._desks = desks

    def cues(self, given: Given, profile: str, *, glossary: Glossary) -> tuple[Cue, ...]:
        """The captions of `given` by `profile`."""
        desk = self._desks[profile]
        frame_ms = SOUND_RATE.frame_ms
        return caption(
            given.heard,
            desk.profile,
            measure=desk.box.measure,
            width=desk.box.width,
            frame_ms=frame_ms,
            glossary=glossary,
        ).cues

    def product(self, given: Given, profile: str = PROFILES[0]) -> tuple[Cue, ...]:
        """As users get them."""
        return self.cues(given, profile, glossary=self._desks[profile].glossary)

    def plain(self, given: Given, profile: str = PROFILES[0]) -> tuple[Cue, ...]:
        """Without the brand's words."""
        return self.cues(given, profile, glossary=NO_GLOSSARY)

    def profile(self, name: str) -> Profile:
        """The rules called `name`."""
        return self._desks[name].profile

    def fewest(self, cues: Sequence[Cue], profile: str) -> int:
        """The fewest grave findings that the words of `cues` can be parted with."""
        desk = self._desks[profile]
        words = [word for cue in cues for word in cue.words]
        return fewest_fails(
            words, desk.profile, measure=desk.box.measure, width=desk.box.width, frame_ms=SOUND_RATE.frame_ms
        )


def text_of(cues: Sequence[Cue]) -> str:
    """All that the captions let somebody say: what they tell of sounds nobody says."""
    return " ".join(cue.text for cue in cues if not is_sound(cue))


def ruled(cues: Sequence[Cue], profile: Profile, sound_s: float, fewest: int | None = None) -> Ruled:
    """What `lint` finds by `profile`, by characters and not by pixels, so that it is the same for every contender."""
    found = lint(cues, profile, frame_ms=SOUND_RATE.frame_ms)
    red = sum(finding.severity is Severity.FAIL for finding in found)
    avoidable = 0 if fewest is None else max(0, red - fewest)
    return Ruled(sound_s / 60, len(cues), red, len(found) - red, avoidable)


def grave(cues: Sequence[Cue], profile: Profile) -> tuple[str, ...]:
    """The red findings, each with its caption: where to look."""
    found = lint(cues, profile, frame_ms=SOUND_RATE.frame_ms)
    return tuple(
        f"{cues[one.number - 1].start_ms} “{' / '.join(cues[one.number - 1].lines)}”: "
        f"{one.rule.value} {one.found:.2f}, at most or least {one.limit:.2f}"
        for one in found
        if one.severity is Severity.FAIL
    )


def made_worse(recording: Recording, given: str, without: str) -> tuple[Worse, ...]:
    """The sentences with more wrong words in `given` than in the text heard `without` the glossary."""
    sentences = [sentence.text for sentence in recording.sentences] or [recording.text]
    pairs = zip(sentences, by_sentence(sentences, without), by_sentence(sentences, given), strict=True)
    return tuple(Worse(recording.name, text, was, now) for text, was, now in pairs if now.wrong > was.wrong)


@dataclass(frozen=True)
class Around:
    """How speech was heard that has something else before and after it, in words."""

    invented: int
    wrong: int
    """Lost, or heard as others."""


def around(said: str, cues: Sequence[Cue]) -> Around:
    """How `said` was heard."""
    compared = compare(normal(said), normal(text_of(cues)))
    invented = sum(word is None for word, _heard in compared.pairs)
    return Around(invented, sum(map(compared.is_wrong, compared.pairs)) - invented)


def words_in(cues: Sequence[Cue]) -> int:
    """How many words stand in the captions of a sound in which nobody speaks: each was invented."""
    return len(normal(text_of(cues)).split())
