"""The ear of a whole run: one model, loaded when first needed and kept for the next clip, reel or recording."""

from collections.abc import Iterable, Sequence
from typing import Protocol, Self

from vidkit.captions.cue import Heard
from vidkit.captions.glossary import Glossary
from vidkit.captions.recognise.choice import Choice, choose
from vidkit.captions.recognise.listening import Ear
from vidkit.errors import VidkitError
from vidkit.events import Listener, Noted, Progressed, Step
from vidkit.ingest.footage import Footage


class Hearers(Protocol):
    """Others who can listen to clips."""

    def hear(
        self, clips: Sequence[Footage], choice: Choice, glossary: Glossary, language: str, listener: Listener
    ) -> Iterable[tuple[Footage, Heard]]:
        """What is said in the clips, as it becomes known; those that nobody heard are left out."""


class Ears:
    """Gives the ear for what is asked for. Use as a context manager: at its end the model is freed.

    One model is in memory at a time; asking for another frees the one before. One thread at a time.
    """

    def __init__(self, others: Hearers | None = None) -> None:
        self._others = others
        self._ear: Ear | None = None
        self._asked: tuple[str, str] | None = None
        self._faults: dict[tuple[str, str], VidkitError] = {}

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_details: object) -> None:
        """Frees the model."""
        self.close()

    def ear(self, model: str, engine: str, listener: Listener) -> Ear:
        """The ear with this model and engine, named as people ask for them; why that one is told the first time.

        A model that could not be had once is not asked for again. Raises what `choose` does.
        """
        asked = (model, engine)
        if asked in self._faults:
            raise self._faults[asked]
        if self._ear is not None and self._asked == asked:
            return self._ear
        self.close()
        try:
            choice = choose(model, engine, listener=listener)
        except VidkitError as fault:
            self._faults[asked] = fault
            raise
        listener(Noted(" ".join(part for part in (choice.why, choice.better) if part)))
        self._ear, self._asked = Ear(choice), asked
        return self._ear

    def ask_others(
        self, ear: Ear, clips: Sequence[Footage], glossary: Glossary, language: str, listener: Listener
    ) -> None:
        """Have the clips heard by others, where there are any: what they heard, `ear` knows then."""
        unknown = [clip for clip in clips if not ear.is_known(clip.fingerprint, glossary=glossary, language=language)]
        if self._others is None or not unknown:
            return
        done, total = 0.0, sum(clip.duration_ms for clip in unknown) / 1000
        for clip, heard in self._others.hear(unknown, ear.choice, glossary, language, listener):
            ear.learn(clip.fingerprint, heard, glossary=glossary, language=language)
            done += clip.duration_ms / 1000
            listener(Progressed(Step.LISTENING, done, total))

    def close(self) -> None:
        """Frees the model's memory; asked again, it is loaded again."""
        if self._ear is not None:
            self._ear.close()
        self._ear = self._asked = None
