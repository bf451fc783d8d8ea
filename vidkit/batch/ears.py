"""The ear of a whole run: one model, loaded when first needed and kept for the next clip, reel or recording."""

from typing import Self

from vidkit.captions.recognise.choice import choose
from vidkit.captions.recognise.listening import Ear
from vidkit.errors import VidkitError
from vidkit.events import Listener, Noted


class Ears:
    """Gives the ear for what is asked for. Use as a context manager: at its end the model is freed.

    One model is in memory at a time; asking for another frees the one before. One thread at a time.
    """

    def __init__(self) -> None:
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

    def close(self) -> None:
        """Frees the model's memory; asked again, it is loaded again."""
        if self._ear is not None:
            self._ear.close()
        self._ear = self._asked = None
