"""Everything that can go wrong for a person, as one tree: a message, a hint, an exit code.

The message names the file and what is wrong, the hint what to do. Both are already in the reader's language.
What is not in this tree is a bug of ours and ends with exit code 70.
"""

import errno
from typing import ClassVar

from vidkit.i18n import gettext as _


class VidkitError(Exception):
    """A fault a person can do something about."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(VidkitError):
    """The command was asked for something that does not go together."""

    exit_code = 2


class InputError(VidkitError):
    """A clip, a caption file or a week file cannot be used."""

    exit_code = 3


class BrandError(VidkitError):
    """A brand or template is wrong, or what it asks for does not fit."""

    exit_code = 4


class MissingError(VidkitError):
    """A program, a font or a model that is needed is not there."""

    exit_code = 5


class RecognitionError(VidkitError):
    """Speech could not be recognised."""

    exit_code = 6


class RenderError(VidkitError):
    """The program that makes pictures and sound failed."""

    exit_code = 7


class OutputError(VidkitError):
    """The result cannot be written where it should stand."""

    exit_code = 8


class Interrupted(VidkitError):  # noqa: N818 - the word for what the person did
    """The person stopped it."""

    exit_code = 130


class StopNow(KeyboardInterrupt):
    """The system asked to stop, not a person: there may be no time to finish anything."""


def reason(fault: OSError) -> str:
    """What the system says is wrong, as half a sentence in the reader's language; its own words for what is rare."""
    words = {
        errno.ENOENT: _("it is not there"),
        errno.EACCES: _("you have no permission"),
        errno.EPERM: _("you have no permission"),
        errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("the disk is full"),
        errno.EROFS: _("the disk only allows reading"),
        errno.EIO: _("the disk does not answer as it should"),
        errno.EBUSY: _("another program is using it"),
        errno.EISDIR: _("it is a folder"),
        errno.ENOTDIR: _("a part of the path is not a folder"),
        errno.ENAMETOOLONG: _("the name is too long"),
        errno.ENOMEM: _("there is not enough memory"),
        errno.EMFILE: _("too many files are open"),
    }
    return words.get(fault.errno or 0) or fault.strerror or str(fault)
