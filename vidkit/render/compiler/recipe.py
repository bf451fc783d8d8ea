"""What the compiler hands over: arguments, and the small files that must lie beside them."""

import msgspec


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """One run of the program."""

    arguments: tuple[str, ...]
    """Without the program itself; output and side files by bare name, so that no path needs escaping."""
    output: str
    """The file it makes, by bare name; empty when it only measures, or makes `parts`."""
    parts: tuple[str, ...] = ()
    """The files it makes one after another, by bare name; each is named on standard output when it is finished."""
    frames: int = 0
    size_least: int = 0
    """Bytes that the file has at least; known of raw sound, which nothing else would tell from half of it."""
    texts: tuple[tuple[str, str], ...] = ()
    """Side files to write first: name and content."""
    fonts: tuple[str, ...] = ()
    """Font files to copy into the folder `fonts`, absolute paths."""


QUIET = ("-hide_banner", "-nostdin", "-y", "-loglevel", "warning")
"""Before everything: no banner, no questions, only what matters on standard error."""

REPORT = ("-progress", "pipe:1", "-nostats")
"""Progress as blocks of key=value on standard output."""
