"""From what the operating system says to what a person can do: the one translator of faults in writing."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vidkit.errors import OutputError, reason
from vidkit.i18n import gettext as _

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM)
IN_THE_WAY = (errno.ENOTDIR, errno.EEXIST)

WINDOWS_FULL = (39, 112)
"""ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL."""
WINDOWS_IN_USE = (32, 33)
"""ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""
WINDOWS_TOO_LONG = (206,)
"""ERROR_FILENAME_EXCED_RANGE."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever cannot be written within the `with` block is an `OutputError` about `path`."""
    try:
        yield
    except OSError as fault:
        raise output_error(fault, path) from fault


def output_error(fault: OSError, path: Path) -> OutputError:
    """The fault in plain words, with what to do."""
    windows = getattr(fault, "winerror", None)
    if fault.errno in FULL or windows in WINDOWS_FULL:
        message = _("There is no space left to write “{path}”.")
        hint = _("Make room on the disk, or choose another folder with --out.")
    elif windows in WINDOWS_IN_USE:
        message = _("“{path}” is open in another program.")
        hint = _("Close the film, the page or the folder there and try again.")
    elif fault.errno == errno.ENAMETOOLONG or windows in WINDOWS_TOO_LONG:
        message = _("The name “{path}” is too long for this disk.")
        hint = _("Give a shorter one with --name, or choose another folder with --out.")
    elif fault.errno == errno.EROFS:
        message = _("“{path}” cannot be written: the disk only allows reading.")
        hint = _("Choose a folder on another disk with --out.")
    elif fault.errno in FORBIDDEN:
        message = _("“{path}” may not be written by you.")
        hint = _("Choose a folder of your own with --out. If a file there is open in another program, close it.")
    elif fault.errno in IN_THE_WAY:
        message = _("“{path}” cannot be written: something that is not a folder is in the way.")
        hint = _("Choose another folder with --out.")
    else:
        message = _("“{path}” cannot be written: {reason}.")
        hint = _("Check that the disk is there, or choose another folder with --out.")
    return OutputError(message.format(path=path, reason=reason(fault)), hint)
