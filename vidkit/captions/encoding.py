"""Text from the bytes of a caption file, whatever program wrote it. Pure; knows nothing of cues."""

import codecs

from vidkit.errors import InputError
from vidkit.i18n import gettext as _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_WESTERN = frozenset("åäöÅÄÖéÉèàáüÜæøÆØñçßëôîê’‘“”„–—…·•»«°§½¼©®€£µ´×\xa0¿¡")
"""What a Swedish text in Windows' old encoding holds beside ASCII."""

_NULL_SHARE = 0.2
"""Latin text in UTF-16 is nearly half zero bytes; a text in any other encoding has none."""


def decode(raw: bytes, name: str) -> str:
    """The text of a file called `name`, with newlines as line ends and no byte order mark.

    UTF-8 first, which hardly ever fits by chance; then Windows-1252 where it gives nothing but Swedish
    letters and signs; then a guess by charset-normalizer. Raises `InputError` for what is no text.
    """
    text = _decoded(raw)
    if text is None or "\x00" in text.rstrip("\x00"):
        raise InputError(
            _("“{file}” is not a text file.").format(file=name),
            _("Give a caption file: one that ends with .srt or .vtt."),
        )
    return text.rstrip("\x00").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(raw: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="replace")
    if raw.count(0) > _NULL_SHARE * len(raw):
        encoding = "utf-16-le" if raw[1::2].count(0) > raw[::2].count(0) else "utf-16-be"
        return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(raw)


def _guessed(raw: bytes) -> str | None:
    try:
        western = raw.decode("cp1252")
    except UnicodeDecodeError:
        western = None
    if western is not None and all(sign in _WESTERN for sign in western if not sign.isascii()):
        return western
    import charset_normalizer

    best = charset_normalizer.from_bytes(raw).best()
    return western if best is None else str(best)
