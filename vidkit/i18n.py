"""The languages vidkit speaks: English in the source, Swedish in the catalogue.

Every sentence a person sees passes through here. Knows nothing of terminals; it only turns a sentence into
the reader's language.
"""

import gettext as _gettext
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "sv")
"""English is the source language and so needs no catalogue."""

DOMAIN = "vidkit"
LOCALE_DIR = Path(__file__).parent / "locale"


def language() -> str:
    """The language to speak, one of `LANGUAGES`: `VIDKIT_LANG`, else what the computer is set to, else English."""
    for wanted in _wishes():
        code = re.split(r"[-_.@]", wanted, maxsplit=1)[0].lower()
        if code in LANGUAGES:
            return code
        if code in ("c", "posix"):
            return "en"
    return "en"


def _wishes() -> Iterator[str]:
    yield os.environ.get("VIDKIT_LANG", "")
    # The first that is set decides alone: so says POSIX, and so does gettext.
    yield next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if sys.platform == "win32":
        # Windows sets no LANG: its own setting for the language of menus and messages is what people chose.
        import ctypes
        import locale

        yield locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    if sys.platform == "darwin":
        yield _macos_language(Path.home())


@cache
def _macos_language(home: Path) -> str:
    """The first of the preferred languages in macOS's settings: Terminal sets LANG, other programs often do not."""
    import plistlib

    try:
        settings = plistlib.loads((home / "Library" / "Preferences" / ".GlobalPreferences.plist").read_bytes())
        return str(settings["AppleLanguages"][0])
    except (OSError, plistlib.InvalidFileException, LookupError, TypeError, ValueError):
        return ""


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE_DIR, [code], fallback=True)


def gettext(message: str) -> str:
    """`message` in the reader's language; the message itself where the catalogue lacks it."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many` in the reader's language, by the language's own rule for `count`."""
    return _catalogue(language()).ngettext(one, many, count)


def mark(message: str) -> str:
    """`message` unchanged: marks a constant for the catalogue; translate it with `gettext` where it is shown."""
    return message


def number(value: float, digits: int = 0) -> str:
    """A number as the reader writes it: Swedish has a decimal comma, and a space between thousands."""
    text = f"{value:,.{digits}f}"
    if language() == "sv":
        return text.translate({ord(","): "\u00a0", ord("."): ","})
    return text
