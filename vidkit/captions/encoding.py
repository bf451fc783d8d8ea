"""Text from the bytes of a caption file, whatever program wrote it, and bytes of the same kind again.

Pure; knows nothing of cues.
"""

import codecs
import re

import msgspec

from vidkit.errors import InputError
from vidkit.i18n import gettext as _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SINGLE_BYTE = ("cp1252", "mac-roman", "cp850")
"""What Swedish programs on Windows, on Macs and under DOS wrote before UTF-8, the likeliest first."""

_SWEDISH = frozenset("åäöÅÄÖ")
_LETTERS = _SWEDISH | frozenset("éÉèÈêëàáâïíóôúüÜçñæøÆØß")
"""Letters of a Swedish text beside ASCII, with those of names and loan words. Without what Croatian, Polish and
Russian in their own encodings are full of."""

_SIGNS = frozenset("’‘“”„–—…·•»«°§½¼©®€£µ´×\xa0¿¡♪")
_INSIDE = frozenset("’´·°–")
"""Signs that may stand between two letters."""

_FOREIGN_SHARE = 0.4
"""A text more of whose letters than this are beside ASCII, åäö not counted, is in another alphabet."""

_NULL_SHARE = 0.2
"""Latin text in UTF-16 is nearly half zero bytes; a text in any other encoding has none."""

_BROKEN_SHARE = 0.5
"""A UTF-8 file that was cut or patched holds bytes that fit nowhere among more letters that do. Of the signs of a file
in an old encoding next to none fit by chance: in Serbian 13 of 14 518, in Chinese, the worst found, 14 of 60."""

_LINE_ENDS = re.compile("\r\r\n|\r\n|\r|\n")
"""The first is what a file gets that is written as text twice on Windows."""


class Decoded(msgspec.Struct, frozen=True):
    """A text and how it stands on the disk."""

    text: str
    """With the line ends of the file; no byte order mark."""
    encoding: str
    mark: bytes = b""
    """The byte order mark, as it stood."""

    def encoded(self, text: str) -> bytes:
        """`text` as bytes of the same kind. Raises `UnicodeEncodeError` where the encoding cannot hold it."""
        return self.mark + text.encode(self.encoding)


def decode(raw: bytes, name: str) -> str:
    """The text of a file called `name`, with newlines as line ends and no byte order mark.

    Raises `InputError` for what is no text.
    """
    return _LINE_ENDS.sub("\n", decoded(raw, name).text)


def decoded(raw: bytes, name: str) -> Decoded:
    """The text of a file called `name`, and its encoding.

    UTF-8 first, which hardly ever fits by chance; then the old encoding in which the text reads most like Swedish;
    then a guess by charset-normalizer. Raises `InputError` for what is no text.
    """
    found = _decoded(raw)
    if found is None or ("\x00" in found.text.rstrip("\x00") and "-->" not in found.text):
        raise InputError(
            _("“{file}” is not a text file.").format(file=name),
            _("Give a caption file: one that ends with .srt or .vtt."),
        )
    text = found.text.replace("\x00", "")  # a crash or a bad disk leaves some
    return msgspec.structs.replace(found, text=text.removeprefix("\ufeff"))


def parted(text: str) -> tuple[list[str], list[str]]:
    """The rows of a text and the line end after each; the last has none."""
    return _LINE_ENDS.split(text), [*_LINE_ENDS.findall(text), ""]


def _decoded(raw: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return Decoded(raw[len(mark) :].decode(encoding, errors="replace"), encoding, mark)
    if raw.count(0) > _NULL_SHARE * len(raw):
        encoding = "utf-16-le" if raw[1::2].count(0) > raw[::2].count(0) else "utf-16-be"
        return Decoded(raw.decode(encoding, errors="replace"), encoding)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _patched(raw) or _western(raw) or _guessed(raw)


def _patched(raw: bytes) -> Decoded | None:
    """UTF-8 with a few bytes that are none, which become the sign for that."""
    text = raw.decode("utf-8", errors="replace")
    good = sum(not sign.isascii() and sign != "\ufffd" for sign in text)
    return Decoded(text, "utf-8") if text.count("\ufffd") <= _BROKEN_SHARE * good else None


def _western(raw: bytes) -> Decoded | None:
    """The text in the encoding in which it reads most like Swedish; None where it does in none."""
    texts = []
    for encoding in _SINGLE_BYTE:
        try:
            texts.append(Decoded(raw.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
    best = max(texts, key=lambda found: _likeness(found.text))  # of equals the first
    return best if _likeness(best.text) > 0 else None


def _likeness(text: str) -> float:
    """How much the signs beside ASCII are like those of a Swedish text, by sign; below zero where they are not."""
    points, foreign = 0.0, 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        sign, place = found[0], found.start()
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if sign in _LETTERS:
            # A capital in the midst of a word, or a small letter among capitals, is another byte misread.
            odd = (sign.isupper() and before.islower()) or (sign.islower() and before.isupper() and after.isupper())
            points += -1 if odd else 1 if sign in _SWEDISH else 0.5
            foreign += sign not in _SWEDISH
        elif sign in _SIGNS:
            points += -1 if before.isalpha() and after.isalpha() and sign not in _INSIDE else 0.5
        else:
            return -1.0
    letters = sum(sign.isalpha() for sign in text)
    return -1.0 if foreign > _FOREIGN_SHARE * letters else points


def _guessed(raw: bytes) -> Decoded | None:
    import charset_normalizer

    best = charset_normalizer.from_bytes(raw).best()
    if best is not None:
        return Decoded(str(best), best.encoding)
    try:
        return Decoded(raw.decode("cp1252"), "cp1252")
    except UnicodeDecodeError:
        return None
