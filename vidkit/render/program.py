"""Which ffmpeg program there is and what it can do. Starts it only through the door."""

import importlib.util
import os
import shutil
from functools import cache
from pathlib import Path

import msgspec

from vidkit.errors import MissingError, RenderError
from vidkit.i18n import gettext as _
from vidkit.render.ffmpeg import Command, StarvedError, run
from vidkit.render.shield import undisturbed

NEEDED_FILTERS = (
    "ass", "alimiter", "aresample", "concat", "ebur128", "fps", "gblur", "overlay", "scale", "tonemap",
    "tpad", "xfade", "zscale",
)  # fmt: skip
NEEDED_ENCODERS = ("libx264", "aac")


class Program(msgspec.Struct, frozen=True):
    """The external program that decodes and encodes."""

    path: str
    version: str
    """As it calls itself: part of the address of everything it makes."""


@cache
def find_program() -> Program:
    """The program: `VIDKIT_FFMPEG`, else the one that came with vidkit.

    Raises:
        MissingError: it is not there, it does not start, or it is another program.
        StarvedError: the system killed it.
    """
    path = _path()
    try:
        output = run(Command(program=path, arguments=("-version",))).output
    except StarvedError:
        raise
    except RenderError as fault:
        raise _not_a_program(path) from fault
    match output.split("\n", 1)[0].split():
        case ["ffmpeg", "version", version, *_rest]:
            return Program(path, version)
        case _:
            raise _not_a_program(path)


def _not_a_program(path: str) -> MissingError:
    if not os.environ.get("VIDKIT_FFMPEG"):
        return MissingError(
            _("The program that makes the films (ffmpeg) did not come with vidkit on this computer."),
            _("Install ffmpeg, and set VIDKIT_FFMPEG to its path."),
        )
    return MissingError(
        _("VIDKIT_FFMPEG names {path}, which is not a program.").format(path=path),
        _("Correct it, or remove it so that vidkit uses the program it brought along."),
    )


def _path() -> str:
    chosen = os.environ.get("VIDKIT_FFMPEG")
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise _not_a_program(chosen)
        return str(Path(found).resolve())
    brought = _brought_along()
    if brought:
        return brought
    import imageio_ffmpeg

    try:
        with undisturbed():  # it tries each program out, and would leave it running
            return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as fault:
        raise _not_a_program("ffmpeg") from fault


def _brought_along() -> str | None:
    """The program in imageio-ffmpeg's wheel.

    Its own search starts the program to see whether it runs: 60 ms, and Ctrl-C at that moment reads as a program
    that does not run.
    """
    wheel = importlib.util.find_spec("imageio_ffmpeg")
    if wheel is None or wheel.origin is None:
        return None
    found = sorted((Path(wheel.origin).parent / "binaries").glob("ffmpeg-*"))
    return str(found[-1]) if found and os.access(found[-1], os.X_OK) else None


def lacking(program: Program) -> tuple[str, ...]:
    """The filters and encoders that vidkit needs and this program does not have."""
    listing = {
        kind: run(Command(program=program.path, arguments=("-hide_banner", f"-{kind}"))).output
        for kind in ("filters", "encoders")
    }
    names = {kind: {word for line in text.splitlines() for word in line.split()[1:2]} for kind, text in listing.items()}
    return (
        *(name for name in NEEDED_FILTERS if name not in names["filters"]),
        *(name for name in NEEDED_ENCODERS if name not in names["encoders"]),
    )
