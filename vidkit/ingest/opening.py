"""Opens a media file for reading, and says in plain words what is wrong with one that cannot be read.

The only place that knows how PyAV and the operating system fail. Knows nothing of what is read from the file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.errors import InputError, reason
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from av.container import InputContainer

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,asf,flv,mxf,ogg,wav,w64,aiff,caf,mp3,aac,flac,amr"
"""The demuxers that may open a file. Left out on purpose: playlists, which name other files and addresses
(nothing may be fetched, nothing else read), and pictures and text, which ffmpeg is glad to call a video."""

_MEDIA_HEADS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_EBML = b"\x1a\x45\xdf\xa3"


@contextmanager
def opened(path: Path) -> Iterator["InputContainer"]:
    """The media file at `path`, open for reading, its faults turned into `InputError`.

    This holds for everything that is done within the `with` block: a file that breaks half-way is reported
    the same way. Raises `InputError` when the file is not there, may not be read, is empty, or is no media.
    """
    import av

    try:
        _look_at_outside(path)
        # "file:" keeps ffmpeg from taking "10:30.mp4" for an address and "-x.mp4" for an option.
        with av.open(
            f"file:{path}",
            mode="r",
            metadata_errors="replace",
            options={"protocol_whitelist": "file", "format_whitelist": CONTAINERS},
        ) as container:
            yield container
    except InputError:
        raise
    except (av.FFmpegError, OSError, EOFError) as fault:
        raise _translated(path, fault) from fault


def _look_at_outside(path: Path) -> None:
    if path.is_dir():
        raise InputError(
            _("“{name}” is a folder, not a clip.").format(name=path.name or path),
            _("Name the clip itself."),
        )
    if path.exists() and not path.is_file():
        raise InputError(_("“{name}” is not a file.").format(name=path.name), _("Name the clip itself."))
    # Opening it is the only honest question whether it may be read.
    with path.open("rb") as file:
        if not file.read(1):
            raise InputError(
                _("“{name}” is empty: there is nothing in the file.").format(name=path.name),
                _("The copying from the phone probably failed. Copy the clip again."),
            )


def _translated(path: Path, fault: Exception) -> InputError:
    """The fault in plain words. PyAV's own "no such file" is Python's too, so both kinds meet here."""
    name = path.name
    match fault:
        case FileNotFoundError():
            return InputError(
                _("There is no file “{path}”.").format(path=path),
                _("Check the name and the folder. Names that hold spaces need quotation marks around them."),
            )
        case PermissionError():
            return InputError(
                _("“{name}” may not be read by you.").format(name=name),
                _("Copy it to a folder of your own, or ask its owner to let you read it."),
            )
        case OSError() if fault.strerror:
            return InputError(
                _("“{name}” cannot be read: {reason}.").format(name=name, reason=reason(fault)),
                _("Copy the clip to this computer's own disk and try again."),
            )
        case _ if _looks_like_media(path):
            return InputError(
                _("“{name}” is damaged or cut short.").format(name=name),
                _("The recording or the copying was interrupted. Copy the clip from the phone again."),
            )
        case _:
            return InputError(
                _("“{name}” is not a video that vidkit can read.").format(name=name),
                _("Use the clip as the phone made it: a MOV or MP4 file."),
            )


def _looks_like_media(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError:
        return False
    return head[4:8] in _MEDIA_HEADS or head.startswith(_EBML)
