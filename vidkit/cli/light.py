"""Keeps `vidkit --help` light: what Typer imports for texts in Markdown, which ours are not, waits until it is used."""

import importlib
import sys
from types import ModuleType

NAME = "rich.markdown"


class _Markdown:
    """A class, for Typer writes it into its annotations; what is made of it is rich's own."""

    def __new__(cls, *arguments: object, **options: object) -> object:  # type: ignore[misc]
        sys.modules.pop(NAME, None)
        made: object = importlib.import_module(NAME).Markdown(*arguments, **options)
        return made


def without_markdown() -> None:
    """A stand-in for rich's module of that name until somebody makes a `Markdown`; then the real one takes its place.

    Typer's help takes the class when it is imported, and with it a parser that costs a fifth of what `--help` does.
    """
    if NAME not in sys.modules:
        stand_in = ModuleType(NAME)
        stand_in.Markdown = _Markdown  # type: ignore[attr-defined]
        sys.modules[NAME] = stand_in
