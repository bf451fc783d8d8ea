"""Tiny clips for tests, made when they are needed: each frame carries its number, each second a flash and a beep.

`Recipe` says what a clip is like, `make_clip` makes it once a folder, `read_counter` tells which source frame a
picture shows. Whatever the recipe turns or mirrors is undone by a right player, so a number can only be read from
a picture that stands the right way up.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Frame = npt.NDArray[np.uint8]
"""(height, width, 3) RGB."""
Samples = npt.NDArray[np.float32]

GRID = 4
"""Cells along each side of the counter, which is centred and half as wide as the picture's shorter side."""
FIXED = {(0, 0): 1, (0, 1): 1, (1, 0): 0, (0, 3): 0, (3, 0): 0, (3, 3): 0}
"""Cells that are always alike. No turn or mirror maps this pattern to itself."""
BITS = [(row, column) for row in range(GRID) for column in range(GRID) if (row, column) not in FIXED]
BEEP_HZ = 1000
BEEP_SECONDS = 0.1
LAYOUTS = {"mono": 1, "stereo": 2, "5.1": 6}
CENTRE = 2
"""Where speech is in 5.1: only this channel beeps."""

PRIMARIES_2020, MATRIX_2020 = 9, 9
TRANSFERS = {"bt709": 1, "smpte2084": 16, "arib-std-b67": 18}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a clip is like. Sizes are those of the picture as it is displayed."""

    seconds: float = 1.0
    width: int = 160
    height: int = 284
    rate: str = "30"
    """Frames a second: `30`, `30000/1001`."""
    stands: tuple[int, ...] = (1,)
    """For how many 1/rate each frame stands, over and over: (1, 1, 3) is a variable frame rate."""
    rotation: int = 0
    """Degrees clockwise that a player has to turn the coded picture."""
    mirrored: bool = False
    aspect: int = 1
    """How many times wider than high a coded pixel is; the coded picture is that much narrower."""
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    transfer: str = ""
    """`bt709`, `arib-std-b67` or `smpte2084` with the colours that go with it; empty writes no tags."""
    sound: str = ""
    """A layout out of `LAYOUTS`, or empty for a silent film without a sound track."""
    sound_codec: str = "aac"
    sound_rate: int = 48_000
    sound_at: float = 0.0
    """Seconds from the clip's start at which the sound track begins."""
    picture_at: float = 0.0
    suffix: str = ".mp4"
    tags: tuple[tuple[str, str], ...] = ()
    keyframes: int = 12
    """Frames from one key frame to the next."""

    @property
    def tick(self) -> Fraction:
        return 1 / Fraction(self.rate)

    def ticks(self) -> list[int]:
        """When each frame is shown, in 1/rate from the start of the picture track."""
        at, shown = 0, []
        while at * self.tick < Fraction(str(self.seconds)):
            shown.append(at)
            at += self.stands[(len(shown) - 1) % len(self.stands)]
        return shown


def make_clip(folder: Path, recipe: Recipe, name: str = "") -> Path:
    """A clip made to `recipe` in `folder`; the one that is there already where it was made before."""
    stem = name or sha256(repr(astuple(recipe)).encode()).hexdigest()[:16]
    path = folder / f"{stem}{recipe.suffix}"
    if path.exists():
        return path
    turned = bool(recipe.rotation or recipe.mirrored)
    coded = path.with_stem(f"{stem}-coded") if turned else path
    _encode(coded, recipe)
    if turned:
        flip = ["-display_hflip"] if recipe.mirrored else []
        # ffmpeg counts degrees counterclockwise here.
        ffmpeg(*flip, "-display_rotation", str(-recipe.rotation), "-i", f"file:{coded}", "-c", "copy", path)
        coded.unlink()
    return path


def ffmpeg(*arguments: str | Path) -> str:
    """Runs the ffmpeg program of the wheel, gives what it says on stderr."""
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def draw(number: int, width: int, height: int, *, flash: bool = False) -> Frame:
    """A picture that shows `number` below 1024, each quarter in a colour of its own, all white in a flash."""
    picture = np.empty((height, width, 3), np.uint8)
    middle, centre = height // 2, width // 2
    picture[:middle, :centre] = (200, 60, 60)
    picture[:middle, centre:] = (60, 160, 60)
    picture[middle:, :centre] = (60, 60, 200)
    picture[middle:, centre:] = (190, 180, 60)
    if flash:
        picture[:] = 255
    for (row, column), bit in _cells(number).items():
        rows, columns = _place(row, column, width, height)
        picture[rows, columns] = 235 * bit + 10
    return picture


def read_counter(frame: npt.NDArray[Any]) -> int:
    """The number that `frame`, (height, width) or (height, width, channels), shows in its middle.

    Raises `ValueError` when none can be read, as from a picture that is turned or mirrored. Where a clip fills only
    part of a picture, hand over that part.
    """
    grey = frame[..., :3].mean(axis=2) if frame.ndim == 3 else frame
    height, width = grey.shape
    bits = {}
    for row in range(GRID):
        for column in range(GRID):
            rows, columns = _place(row, column, width, height, margin=0.3)
            bits[row, column] = int(grey[rows, columns].mean() > 127)
    if any(bits[cell] != bit for cell, bit in FIXED.items()):
        raise ValueError("no counter stands upright in this picture")
    return sum(bits[cell] << place for place, cell in enumerate(BITS))


def is_flash(frame: Frame) -> bool:
    """True when the picture is the one that flashes at a full second."""
    edge = max(frame.shape[1] // 10, 1)
    return bool(frame[:, :edge].mean() > 225)


def beep_onsets(samples: npt.NDArray[Any], sample_rate: int) -> list[float]:
    """Seconds at which beeps begin in mono `samples`, to about a millisecond."""
    loud = np.abs(samples) > 0.25 * max(float(np.abs(samples).max(initial=0)), 1e-3)
    at = np.flatnonzero(loud)
    pause = sample_rate * BEEP_SECONDS * 2
    return [
        float(now) / sample_rate for now, gap in zip(at, np.diff(at, prepend=-pause - 1), strict=True) if gap > pause
    ]


def frames_of(path: Path) -> Iterator[Frame]:
    """The pictures of a file as they are coded, in the order they are shown."""
    import av

    with av.open(f"file:{path}") as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)


def _cells(number: int) -> dict[tuple[int, int], int]:
    return FIXED | {cell: number >> place & 1 for place, cell in enumerate(BITS)}


def _place(row: int, column: int, width: int, height: int, margin: float = 0.0) -> tuple[slice, slice]:
    side = min(width, height) / 2
    cell = side / GRID
    top, left = (height - side) / 2 + row * cell, (width - side) / 2 + column * cell
    inset = margin * cell
    return (
        slice(round(top + inset), round(top + cell - inset)),
        slice(round(left + inset), round(left + cell - inset)),
    )


def _beeps(recipe: Recipe) -> Samples:
    seconds = np.arange(round(recipe.seconds * recipe.sound_rate)) / recipe.sound_rate + recipe.sound_at
    loud = (seconds % 1) < BEEP_SECONDS
    return (0.5 * np.sin(2 * np.pi * BEEP_HZ * (seconds % 1)) * loud).astype(np.float32)


def _encode(path: Path, recipe: Recipe) -> None:
    import av

    options = {} if path.suffix == ".mkv" else {"movflags": "use_metadata_tags"}
    with av.open(f"file:{path}", "w", options=options) as container:
        container.metadata.update(dict(recipe.tags))
        picture = _picture_stream(container, recipe)
        sound = _sound_stream(container, recipe) if recipe.sound else None
        for frame in _pictures(recipe):
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if sound is not None:
            for block in _sound_blocks(recipe):
                container.mux(sound.encode(block))
            container.mux(sound.encode(None))


def _picture_stream(container: Any, recipe: Recipe) -> Any:
    options = {"preset": "ultrafast", "bf": "2", "g": str(recipe.keyframes)}
    if recipe.codec == "libx265":
        options["x265-params"] = "log-level=none:pools=1"
    picture = container.add_stream(recipe.codec, rate=Fraction(recipe.rate), options=options)
    shown = (recipe.width // recipe.aspect, recipe.height)
    picture.width, picture.height = shown[::-1] if recipe.rotation in (90, 270) else shown
    picture.pix_fmt = recipe.pixel_format
    picture.codec_context.time_base = recipe.tick
    picture.codec_context.sample_aspect_ratio = Fraction(recipe.aspect)
    if recipe.transfer:
        wide = recipe.transfer != "bt709"
        picture.codec_context.color_trc = TRANSFERS[recipe.transfer]
        picture.codec_context.color_primaries = PRIMARIES_2020 if wide else 1
        picture.codec_context.colorspace = MATRIX_2020 if wide else 1
        picture.codec_context.color_range = 1
    return picture


def _sound_stream(container: Any, recipe: Recipe) -> Any:
    return container.add_stream(recipe.sound_codec, rate=recipe.sound_rate, layout=recipe.sound)


def _pictures(recipe: Recipe) -> Iterator[Any]:
    import av

    offset = round(recipe.picture_at / recipe.tick)
    ticks = recipe.ticks()
    for number, (at, after) in enumerate(zip(ticks, [*ticks[1:], ticks[-1] + 1], strict=True)):
        begins, ends = (at + offset) * recipe.tick, (after + offset) * recipe.tick
        upright = draw(number, recipe.width, recipe.height, flash=ceil(begins) < ends)
        squeezed = upright[:, :: recipe.aspect]
        turned = np.rot90(squeezed[:, ::-1] if recipe.mirrored else squeezed, recipe.rotation // 90)
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(turned), format="rgb24")
        frame = frame.reformat(format=recipe.pixel_format)
        frame.pts, frame.time_base = at + offset, recipe.tick
        yield frame


def _sound_blocks(recipe: Recipe) -> Iterator[Any]:
    import av

    tone = _beeps(recipe)
    channels = LAYOUTS[recipe.sound]
    planes = np.zeros((channels, len(tone)), np.float32)
    planes[CENTRE if channels > CENTRE else slice(None)] = tone
    offset = round(recipe.sound_at * recipe.sound_rate)
    for begin in range(0, len(tone), 1024):
        block = np.ascontiguousarray(planes[:, begin : begin + 1024])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=recipe.sound)
        frame.sample_rate = recipe.sound_rate
        frame.pts, frame.time_base = offset + begin, Fraction(1, recipe.sound_rate)
        yield frame
