"""Which of the computer's own encoders really work, found by encoding with them. What a reel is, is not known here.

That the program lists an encoder says that it was built with it, not that there is a card, nor a driver, nor that a key
frame comes where it is asked for. So a film of a second is made as the windows of a reel are, and read back.
"""

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidkit.errors import VidkitError
from vidkit.plan.brief import EncoderWish
from vidkit.plan.encoding import HARDWARE, SOFTWARE
from vidkit.plan.reel_plan import Encoding
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.compiler.trial import CELL, PARTS, SIZE, compile_trial, luma
from vidkit.render.ffmpeg import Command, Stopped, run
from vidkit.render.program import Program
from vidkit.resources import cache_root

if TYPE_CHECKING:
    import av

TRIAL_S = 15.0
"""Seconds after which a trial counts as failed. One takes under a second; a card that sleeps wakes up in a few."""

SESSIONS_MOST = 2
"""Films that are encoded at once. NVIDIA's drivers allowed so many on its cards for the home until 2020, more since;
but what such a chip makes in a second is shared by them all."""

WORKED_S = 30 * 24 * 3600
"""Seconds for which one that worked is believed to work with the same program and driver."""

BROKE_S = 24 * 3600
"""Seconds for which one that hung, or failed half-way through a reel, is left alone: it may have been a game that had
the card to itself."""

MEAN_OFF_MOST = 2.0
ONE_OFF_MOST = 12
"""How much brighter or darker, of 255, all squares of a picture may be together, and one alone. Less than half the way
to the next frame, whose squares are 5 brighter; libx264 at its coarsest setting is off by 0.2 and by 1."""

COLOURS = (1, 1, 1)
"""Primaries, transfer and matrix of BT.709 in H.264's tables."""

IDR = 5
"""A picture before which nothing is needed, among the kinds of H.264's units."""

DRIVERS = {
    "win32": ("nvEncodeAPI64.dll", "amfrt64.dll", "libmfxhw64.dll", "libvpl.dll"),
    "linux": ("libnvidia-encode.so.1", "libamfrt64.so.1", "libmfx-gen.so.1.2", "libmfxhw64.so.1"),
}
"""The files through which each system's drivers encode: renewed with the driver."""

LIBRARIES = [Path("/usr/lib") / place for place in ("x86_64-linux-gnu", "aarch64-linux-gnu", "../lib64", "")]

WORKS, BROKE = "works", "broke"

Settings = Callable[[str], Encoding]
"""The settings that an encoder of that name would get."""


def engaged(wish: EncoderWish, settings: Settings, program: Program) -> str:
    """The encoder to take: the one wished for, or the first that works; libx264 where that, or none, does."""
    match wish:
        case EncoderWish.X264:
            return SOFTWARE
        case EncoderWish.AUTO:
            return next((name for name in HARDWARE if usable(settings(name), program)), SOFTWARE)
        case _:
            return wish.value if usable(settings(wish.value), program) else SOFTWARE


def working(settings: Settings, program: Program) -> tuple[str, ...]:
    """All of the computer's own encoders that work; tried at the same time."""
    with ThreadPoolExecutor(len(HARDWARE), "trial") as pool:
        works = pool.map(lambda name: usable(settings(name), program), HARDWARE)
        return tuple(name for name, well in zip(HARDWARE, works, strict=True) if well)


def usable(encoding: Encoding, program: Program) -> bool:
    """Whether the encoder makes whole films of whole windows here, with these settings. Known, or tried now."""
    known = _known(encoding, program)
    if known is not None:
        return known
    try:
        works = _tried(compile_trial(encoding), program)
    except Stopped:
        leave_alone(encoding, program)
        return False
    if works:
        _remember(encoding, program, WORKS)
    return works


def leave_alone(encoding: Encoding, program: Program) -> None:
    """For a day, count it as one that does not work: it hung, or failed half-way."""
    _remember(encoding, program, BROKE)


class _Deadline:
    """Asks whatever holds it to stop when its time is up."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def asked(self) -> bool:
        return time.monotonic() > self._until


def _tried(recipe: Recipe, program: Program) -> bool:
    """Raises `Stopped` when it hangs."""
    with tempfile.TemporaryDirectory(prefix="vidkit-trial-", ignore_cleanup_errors=True) as folder:
        command = Command(program=program.path, arguments=recipe.arguments, folder=folder, frames=recipe.frames)
        try:
            run(command, stop=_Deadline(TRIAL_S))
        except VidkitError:
            return False
        return _whole([Path(folder) / part for part in recipe.parts])


def _whole(files: Iterable[Path]) -> bool:
    """Whether the two files together are the film of the trial, and either can be played alone."""
    import av

    first, headers = 0, set()
    try:
        for file, frames in zip(files, PARTS, strict=True):
            with av.open(str(file)) as container:
                headers.add(bytes(container.streams.video[0].codec_context.extradata or b""))
                if not _as_planned(container, first, frames):
                    return False
            first += frames
    except (av.FFmpegError, OSError, IndexError):
        return False
    return len(headers) == 1


def _as_planned(container: "av.container.InputContainer", first: int, frames: int) -> bool:
    stream = container.streams.video[0]
    context = stream.codec_context
    packets = [packet for packet in container.demux(stream) if packet.size]
    times = sorted(packet.pts for packet in packets if packet.pts is not None)
    steps = {later - earlier for earlier, later in pairwise(times)}
    shown = [frame for packet in [*packets, None] for frame in context.decode(packet)]
    return (
        len(packets) == len(times) == len(shown) == frames
        and times[0] == 0
        and len(steps) == 1
        and packets[0].is_keyframe
        and IDR in _kinds(bytes(packets[0]))
        and context.pix_fmt == "yuv420p"
        and (context.color_primaries, context.color_trc, context.colorspace) == COLOURS
        and all(_right(frame, first + number) for number, frame in enumerate(shown))
    )


def _kinds(packet: bytes) -> set[int]:
    """The kinds of the units in a packet of an MP4 file, where each has its length before it."""
    kinds, at = set(), 0
    while at + 4 < len(packet):
        kinds.add(packet[at + 4] & 31)
        at += 4 + int.from_bytes(packet[at : at + 4], "big")
    return kinds


def _right(frame: "av.VideoFrame", number: int) -> bool:
    if (frame.width, frame.height) != (SIZE.width, SIZE.height):
        return False
    plane = frame.planes[0]
    light = memoryview(plane)
    off = [
        light[(row * CELL + CELL // 2) * plane.line_size + column * CELL + CELL // 2] - luma(number, column, row)
        for row in range(SIZE.height // CELL)
        for column in range(SIZE.width // CELL)
    ]
    return abs(sum(off)) / len(off) <= MEAN_OFF_MOST and max(map(abs, off)) <= ONE_OFF_MOST


def _known(encoding: Encoding, program: Program) -> bool | None:
    file = _note(encoding, program)
    with contextlib.suppress(OSError, UnicodeDecodeError):
        verdict, age = file.read_text("utf-8"), time.time() - file.stat().st_mtime
        if verdict == WORKS and age < WORKED_S:
            return True
        if verdict == BROKE and age < BROKE_S:
            return False
    return None


def _remember(encoding: Encoding, program: Program, verdict: str) -> None:
    file = _note(encoding, program)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as beside:
            whole = Path(beside) / file.name
            whole.write_text(verdict, "utf-8")
            whole.replace(file)


def _note(encoding: Encoding, program: Program) -> Path:
    """Where it is noted how a trial went. Another program, driver, system or another setting has another place."""
    facts = (program.version, _stamp(Path(program.path)), compile_trial(encoding).arguments, _drivers())
    digest = hashlib.sha256(msgspec.json.encode(facts, order="deterministic")).hexdigest()
    return cache_root() / "encoders" / digest[:32]


def _drivers() -> tuple[object, ...]:
    folders = [Path(os.environ.get("SYSTEMROOT", "")) / "System32"] if sys.platform == "win32" else LIBRARIES
    files = (folder / name for folder in folders for name in DRIVERS.get(sys.platform, ()))
    return platform.version(), *(stamp for file in files if (stamp := _stamp(file)))


def _stamp(file: Path) -> tuple[int, int] | None:
    """What changes when a file is renewed; None where there is none."""
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns
