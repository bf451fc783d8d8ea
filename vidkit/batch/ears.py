"""The ear of a whole run: one model, loaded when first needed and kept for the next clip, reel or recording."""

import copy
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, Self

import msgspec

from vidkit.batch.ahead import NOBODY_BESIDE, Beside
from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.captions.cue import Heard
from vidkit.captions.glossary import Glossary
from vidkit.captions.recognise.choice import Choice, choose
from vidkit.captions.recognise.listening import Ear
from vidkit.captions.recognise.registry import registry
from vidkit.errors import VidkitError
from vidkit.events import Listener, Noted
from vidkit.ingest.footage import Footage
from vidkit.render.turns import ALONE, Turns

LIKE_ANY = "kb-small"
"""A model that the registry does not know is taken to need as much memory as this one."""


class Hearers(Protocol):
    """Others who can listen to clips."""

    def hear(
        self, clips: Sequence[Footage], choice: Choice, glossary: Glossary, language: str, listener: Listener
    ) -> Iterable[tuple[Footage, Heard]]:
        """What is said in the clips, as it becomes known; those that nobody heard are left out."""


class Ears:
    """Gives the ear for what is asked for. Use as a context manager: at its end the model is freed.

    One model is in memory at a time; listening with another frees the one before. May serve several threads: one of
    them listens, the others wait. `threads` is how many cores recognising may use, 0 for all.
    """

    def __init__(self, others: Hearers | None = None, threads: int = 0) -> None:
        self._others = others
        self._threads = threads
        self._turns: Turns = ALONE
        self._beside: Beside = NOBODY_BESIDE
        self._ears: dict[tuple[str, str], Ear] = {}
        self._faults: dict[tuple[str, str], VidkitError] = {}
        self._choosing = threading.Lock()
        self._listening = threading.Lock()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_details: object) -> None:
        """Frees the model."""
        self.close()

    def of(self, turns: Turns, beside: Beside = NOBODY_BESIDE) -> Self:
        """The same ears for a reel that listens when it has its turn, and whoever has time while it does."""
        ears = copy.copy(self)  # what it knows is shared
        ears._turns, ears._beside = turns, beside  # noqa: SLF001 - its own
        return ears

    def meanwhile(self, cards: Sequence[Card], brand: Brand) -> None:
        """These cards will be wanted after the listening that follows."""
        self._beside.draw(cards, brand)

    def ear(self, model: str, engine: str, listener: Listener) -> Ear:
        """The ear with this model and engine, named as people ask for them; why that one is told the first time.

        A model that could not be had once is not asked for again. Raises what `choose` does.
        """
        asked = (model, engine)
        with self._choosing:
            if asked in self._faults:
                raise self._faults[asked]
            if asked not in self._ears:
                self._ears[asked] = Ear(self._chosen(asked, listener))
            return self._ears[asked]

    def _chosen(self, asked: tuple[str, str], listener: Listener) -> Choice:
        try:
            choice = choose(*asked, listener=listener)
        except VidkitError as fault:
            self._faults[asked] = fault
            raise
        listener(Noted(" ".join(part for part in (choice.why, choice.better) if part)))
        return msgspec.structs.replace(choice, threads=self._threads)

    @contextmanager
    def listening(
        self, ear: Ear, clips: Sequence[Footage], glossary: Glossary, language: str, listener: Listener
    ) -> Iterator[bool]:
        """For the block it is this thread's turn to hear the clips with `ear`; gives whether all were known before.

        What is known takes no turn, and what others can hear is known then. Raises `Stopped` where there will be none.
        """

        def known() -> bool:
            return knows(ear, clips, glossary, language)

        at_once = known()
        if not at_once:
            self.ask_others(ear, clips, glossary, language, listener)
        if at_once or known():
            yield at_once
            return
        with self._turns.hearing(_memory(ear.choice)), self._listening:
            for other in self._ears.values():
                if other is not ear:
                    other.close()
            yield False

    def ask_others(
        self, ear: Ear, clips: Sequence[Footage], glossary: Glossary, language: str, listener: Listener
    ) -> None:
        """Have the clips heard by others, where there are any: what they heard, `ear` knows then."""
        unknown = [clip for clip in clips if not ear.is_known(clip.fingerprint, glossary=glossary, language=language)]
        if self._others is None or not unknown:
            return
        for clip, heard in self._others.hear(unknown, ear.choice, glossary, language, listener):
            ear.learn(clip.fingerprint, heard, glossary=glossary, language=language)

    def close(self) -> None:
        """Frees the model's memory; asked again, it is loaded again."""
        for ear in self._ears.values():
            ear.close()


def knows(ear: Ear, clips: Sequence[Footage], glossary: Glossary, language: str) -> bool:
    """Whether `ear` has heard all of the clips before."""
    return all(ear.is_known(clip.fingerprint, glossary=glossary, language=language) for clip in clips)


def _memory(choice: Choice) -> int:
    """Bytes that recognising takes at most."""
    known = registry().with_digest(choice.digest) or registry().named(choice.name) or registry().named(LIKE_ANY)
    return known.memory * 1_000_000 if known else 0
