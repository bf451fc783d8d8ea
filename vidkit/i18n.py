"""The languages vidkit speaks: English in the source, Swedish in the catalogue.

Every sentence a person sees passes through here. Knows nothing of terminals; it only turns a sentence into
the reader's language.
"""

import gettext as _gettext
import locale
import os
import sys
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "sv")
"""English is the source language and so needs no catalogue."""

DOMAIN = "vidkit"
LOCALE_DIR = Path(__file__).parent / "locale"


def language() -> str:
    """The language to speak, one of `LANGUAGES`: `VIDKIT_LANG`, else the locale, else English."""
    for wanted in _wishes():
        code = wanted.replace("-", "_").split("_")[0].split(".")[0].lower()
        if code in LANGUAGES:
            return code
        if code in ("c", "posix"):
            return "en"
    return "en"


def _wishes() -> list[str]:
    names = ("VIDKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    wishes = [os.environ[name] for name in names if os.environ.get(name)]
    if sys.platform == "win32":
        # Windows sets no LANG: its own setting for the language of menus and messages is what people chose.
        import ctypes

        wishes.append(locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), ""))
    elif not wishes:
        wishes.append(locale.getlocale()[0] or "")
    return wishes


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
