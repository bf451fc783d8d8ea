"""Hears a clip's speech once and remembers it: detector, engine, guard, cache. What is kept holds no cues.

Nothing here knows how captions look. The cache is keyed by the sound, the weights, the engine and its settings.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from vidkit.captions import guard, timing
from vidkit.captions.cue import Heard, Mark, Word
from vidkit.captions.glossary import Glossary, hotwords, spellings
from vidkit.captions.recognise import hearing, music, onset, voice
from vidkit.captions.recognise.choice import Choice
from vidkit.captions.recognise.engine import SAMPLE_RATE, SETTINGS, Engine
from vidkit.events import Listener, Noted, Progressed, Step, silent
from vidkit.resources import cache_root

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples

MISSED_MS = 5000
MISSED_WORDS = 0.5
"""A stretch of speech this long with fewer words a second was missed: slow Swedish has two."""

AGAIN_MS = 200
"""How long before the speech the second hearing of a missed stretch begins."""


class Ear:
    """Listens to clips with one model, loaded when first needed and kept for the next clip.

    Use as a context manager, or call `close` to free the memory. One thread at a time.
    """

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self._engine: Engine | None = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_details: object) -> None:
        """Frees the model."""
        self.close()

    def close(self) -> None:
        """Frees the model's memory; the next clip loads it again."""
        self._engine = None

    def hear(
        self,
        speech: "Callable[[], Samples]",
        *,
        fingerprint: str,
        glossary: Glossary | None = None,
        language: str = "sv",
        listener: Listener = silent,
    ) -> Heard:
        """What is said in a clip, from the cache where it was heard before.

        `speech` gives the sound, mono float32 at 16 kHz on the clip's own clock, and is only called when needed.
        `fingerprint` is the clip's. Progress is told in seconds of sound. Raises `RecognitionError`.
        """
        hint = _hint(glossary)
        place = _place(fingerprint, self.choice, hint, language)
        known = _remembered(place)
        if known is None:
            known = self._listen(Sound(speech(), language, hint), listener)
            _remember(place, known)
        return known

    def learn(self, fingerprint: str, heard: Heard, *, glossary: Glossary | None = None, language: str = "sv") -> None:
        """Keep what another ear with the same choice has heard in the clip: `hear` costs nothing then."""
        _remember(_place(fingerprint, self.choice, _hint(glossary), language), heard)

    def is_known(self, fingerprint: str, *, glossary: Glossary | None = None, language: str = "sv") -> bool:
        """Whether the clip was heard before, so that `hear` costs nothing."""
        hint = _hint(glossary)
        return _remembered(_place(fingerprint, self.choice, hint, language)) is not None

    def _listen(self, sound: "Sound", listener: Listener) -> Heard:
        stretches = voice.speech(sound.samples)
        pieces = voice.pieces(stretches)
        total = sum(piece.length_ms for piece in pieces) / 1000
        words: list[Word] = []
        marks: list[Mark] = []
        others: list[list[list[Word]]] = []
        done = 0.0
        for piece in pieces:
            surest, rest = self._surest(sound, piece, pieces, _from(done, total, listener))
            said, made_up = hearing.confirmed(surest, rest)
            words += said
            marks += made_up
            others.append(rest)
            done += piece.length_ms / 1000
        for stretch in missed(words, stretches):
            words = self._again(sound, stretch, words)
        if self._engine is not None and (notice := self._engine.notice()):
            listener(Noted(notice))
        voiced = [(each.start_ms, each.end_ms) for each in onset.softly_begun(sound.samples, stretches)]
        timed = timing.with_the_voice(timing.in_order(words, [start for start, _end in voiced]), voiced)
        kept, dropped = guard.guarded(timed, voiced, guard.inventions())
        return Heard(
            words=kept,
            language=sound.language,
            engine=self.choice.engine,
            model=self.choice.name,
            model_digest=self.choice.digest,
            marks=(*marks, *dropped, *_disputed(kept, pieces, others)),
            music=music.music(sound.samples, _pauses(kept, sound.length_ms), stretches),
        )

    def _surest(
        self,
        sound: "Sound",
        piece: voice.Stretch,
        pieces: Sequence[voice.Stretch],
        progress: Callable[[float], None],
    ) -> tuple[list[Word], list[list[Word]]]:
        """The words of the hearing that the engine itself was surest of, and what it heard the other times."""
        heard: list[list[Word]] = []
        plan = hearing.HEARINGS[self.choice.hearings]
        seconds = piece.length_ms / 1000

        def listen(way: hearing.Hearing) -> list[Word]:
            part = voice.widened(piece, pieces, way.reach_ms, sound.length_ms)
            return self._hear_part(sound, part, sound.hint.text if way.hint else "")

        while len(heard) < len(plan) and not hearing.is_enough(heard, self.choice.hearings):
            heard.append(listen(plan[len(heard)]))
            progress(seconds * len(heard) / len(plan))
        words = hearing.surest(heard)
        others = [other for other in heard if other is not words]
        if self.choice.hearings > 1 and not others:
            others = [listen(hearing.CHECK)]
        elif self.choice.hearings > 1 and words and sound.hint.text:
            words = hearing.with_terms(words, listen(hearing.HINTED), sound.hint.spellings)
        progress(seconds)
        return words, others

    def _hear_part(self, sound: "Sound", part: voice.Stretch, hint: str) -> list[Word]:
        if self._engine is None:
            self._engine = load_engine(self.choice)
        samples = sound.samples[part.start_ms * SAMPLE_RATE // 1000 : part.end_ms * SAMPLE_RATE // 1000]
        heard = self._engine.listen(samples, language=sound.language, hotwords=hint, progress=lambda _seconds: None)
        return [
            msgspec.structs.replace(
                word,
                start_ms=min(word.start_ms + part.start_ms, part.end_ms),
                end_ms=min(word.end_ms + part.start_ms, part.end_ms),
            )
            for word in heard
        ]

    def _again(self, sound: "Sound", stretch: voice.Stretch, words: list[Word]) -> list[Word]:
        """The words with those of `stretch` heard anew, where that gives more of them."""
        part = voice.widened(stretch, (), AGAIN_MS, sound.length_ms)
        fresh = self._hear_part(sound, part, sound.hint.text if self.choice.hearings == 1 else "")
        if len(fresh) <= sum(_within(word, stretch) for word in words):
            return words
        others = [word for word in words if not _within(word, stretch)]
        return sorted((*others, *fresh), key=lambda word: word.start_ms)


class Hint(NamedTuple):
    """Words to expect."""

    text: str = ""
    """As the engine is told them; empty for none."""
    spellings: frozenset[str] = frozenset()
    """Those words and their forms, in lower case."""


class Sound(NamedTuple):
    """What there is to listen to, and what to expect."""

    samples: "Samples"
    language: str
    hint: Hint

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return len(self.samples) * 1000 // SAMPLE_RATE


def load_engine(choice: Choice) -> Engine:
    """The engine of `choice` with its model in memory. Raises `RecognitionError` or `MissingError`."""
    if choice.engine == "openai-whisper":
        from vidkit.captions.recognise.openai import OpenAIWhisper

        return OpenAIWhisper(choice.folder)
    from vidkit.captions.recognise.faster import FasterWhisper

    return FasterWhisper(choice.folder, threads=choice.threads)


def missed(words: list[Word], stretches: tuple[voice.Stretch, ...]) -> list[voice.Stretch]:
    """The stretches of speech in which far too few words were heard."""
    return [
        stretch
        for stretch in stretches
        if stretch.length_ms >= MISSED_MS
        and sum(_within(word, stretch) for word in words) < MISSED_WORDS * stretch.length_ms / 1000
    ]


def _pauses(words: Sequence[Word], length_ms: int) -> list[voice.Stretch]:
    """Where nobody says a word, not too close to those that are said."""
    ends = [0, *(word.end_ms + guard.SLACK_MS for word in words)]
    starts = [*(word.start_ms - guard.SLACK_MS for word in words), length_ms]
    return [voice.Stretch(end, start) for end, start in zip(ends, starts, strict=True) if start > end]


def _disputed(
    words: Sequence[Word], pieces: Sequence[voice.Stretch], others: Sequence[Sequence[Sequence[Word]]]
) -> list[Mark]:
    """Marks on the words of each piece that were otherwise in its other hearings."""
    middles = [(one.end_ms + two.start_ms) // 2 for one, two in pairwise(pieces)]
    borders = [0, *middles, max((word.end_ms for word in words), default=0) + 1]
    marks: list[Mark] = []
    for (start, end), hearings in zip(pairwise(borders), others, strict=False):
        inside = [word for word in words if start <= (word.start_ms + word.end_ms) // 2 < end]
        marks += hearing.disputed(inside, hearings)
    return marks


def _within(word: Word, stretch: voice.Stretch) -> bool:
    return stretch.start_ms <= (word.start_ms + word.end_ms) // 2 <= stretch.end_ms


def _from(done: float, total: float, listener: Listener) -> Callable[[float], None]:
    return lambda seconds: listener(Progressed(Step.LISTENING, min(total, done + seconds), total))


def _hint(glossary: Glossary | None) -> Hint:
    return Hint(hotwords(glossary), spellings(glossary)) if glossary else Hint()


def _place(fingerprint: str, choice: Choice, hint: Hint, language: str) -> Path:
    heard_by = f"{choice.digest}\n{choice.engine}\n{SETTINGS}\n{language}\n{choice.hearings}"
    key = f"{fingerprint}\n{heard_by}\n{hint.text}\n{','.join(sorted(hint.spellings))}"
    return cache_root() / "heard" / f"{hashlib.sha256(key.encode()).hexdigest()}.json"


def _remembered(place: Path) -> Heard | None:
    try:
        known = msgspec.json.decode(place.read_bytes(), type=Heard)
    except (OSError, msgspec.DecodeError):
        # Missing, cut short or of another version: it is heard again.
        return None
    with contextlib.suppress(OSError):
        os.utime(place)  # what was not used for longest is thrown away first
    return known


def _remember(place: Path, heard: Heard) -> None:
    # On a shared folder another computer's process may have the same number, and hear the same clip.
    unfinished = place.with_suffix(f".{os.getpid()}{secrets.randbelow(10**9):09}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(heard)))
        unfinished.replace(place)
    except OSError:
        # A full or read-only cache costs time at the next run, not this reel.
        return
