"""Colours arrive as they were filmed: greys keep their grey, HDR its whites, and everything is BT.709 at the end."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from media import ffmpeg

from vidkit.plan.brief import FitWish
from vidkit.plan.reel_plan import ClipShot, Encoding, Fit, ReelPlan
from vidkit.render.compiler.picture import compile_still, compile_window
from vidkit.render.kitchen import Kitchen
from vidkit.render.windows import whole

from .rig import Bench, planned

pytestmark = pytest.mark.program

WIDTH, HEIGHT = 160, 284
TINY = Encoding(encoder="libx264", preset="ultrafast", crf=10, key_every=30, bitrate_most=8_000_000)
Planes = npt.NDArray[Any]


def bars(*colours: tuple[int, int, int], deep: bool = False, wide: bool = False) -> Planes:
    """A picture of upright bars in these Y, Cb, Cr, 8 or 10 bit, 4:2:0."""
    width, height = (HEIGHT, WIDTH) if wide else (WIDTH, HEIGHT)
    edges = np.linspace(0, width, len(colours) + 1)
    bar = np.searchsorted(edges, np.arange(width) + 0.5) - 1
    coded = np.array(colours)[bar]
    planes = [np.tile(coded[:, 0], (height, 1)), *(np.tile(coded[::2, part], (height // 2, 1)) for part in (1, 2))]
    return np.concatenate([plane.ravel() for plane in planes]).astype("<u2" if deep else "u1")


def filmed(path: Path, planes: Planes, *tags: str, wide: bool = False) -> Path:
    """A clip of that picture, coded without loss and tagged so."""
    deep = planes.dtype.itemsize == 2
    raw = path.with_suffix(".raw")
    raw.write_bytes(planes.tobytes() * 4)
    size = f"{HEIGHT}x{WIDTH}" if wide else f"{WIDTH}x{HEIGHT}"
    source = ("-f", "rawvideo", "-pix_fmt", "yuv420p10le" if deep else "yuv420p", "-s", size, "-r", "30", "-i", raw)
    shown_as = ("-vf", f"setparams={':'.join(tags)}") if tags else ()
    if deep:
        coder = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:lossless=1:pools=1")
    else:
        coder = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0")
    ffmpeg(*source, *shown_as, *coder, path)
    return path


def seen(bench: Bench, plan: ReelPlan, bars: int) -> list[tuple[int, int, int]]:
    """The colour in the middle of each bar of a reel's first frame, RGB."""
    frame = bench.shown(plan).frames[0]
    middles = [int((bar + 0.5) * plan.size.width / bars) for bar in range(bars)]
    return [tuple(int(part) for part in frame[plan.size.height // 2, x]) for x in middles]  # type: ignore[misc]


def lies_within(found: tuple[int, int, int], wanted: tuple[int, ...], slack: int) -> bool:
    return max(abs(one - other) for one, other in zip(found, wanted, strict=True)) <= slack


# --- what screens show as it is

GREYS = list(range(0, 256, 17))
MATRIX = {"bt709": (0.2126, 0.0722), "smpte170m": (0.299, 0.114)}


def coded(rgb: tuple[int, int, int], matrix: str, *, full: bool, deep: bool = False) -> tuple[int, int, int]:
    """RGB as a camera writes it: ITU-R BT.601 or BT.709."""
    red, green, blue = (part / 255 for part in rgb)
    kr, kb = MATRIX[matrix]
    y = kr * red + (1 - kr - kb) * green + kb * blue
    cb, cr = (blue - y) / (2 - 2 * kb), (red - y) / (2 - 2 * kr)
    luma, chroma, foot, scale = (255, 255, 0, 1) if full else (219, 224, 16, 4 if deep else 1)
    return round(scale * (foot + luma * y)), round(scale * (128 + chroma * cb)), round(scale * (128 + chroma * cr))


TAGS: dict[str, tuple[str, bool, tuple[str, ...]]] = {
    "BT.709": ("bt709", False, ("colorspace=bt709", "range=limited")),
    "BT.709 full": ("bt709", True, ("colorspace=bt709", "range=full")),
    "BT.601": ("smpte170m", False, ("colorspace=smpte170m", "range=limited")),
    "BT.601 full": ("smpte170m", True, ("colorspace=smpte170m", "range=full")),
    "unmarked and small": ("smpte170m", False, ()),
}


@pytest.mark.parametrize("kind", TAGS)
def test_greys_stay_as_they_were(kind: str, tmp_path: Path, bench: Bench) -> None:
    matrix, full, tags = TAGS[kind]
    ramp = bars(*[coded((grey, grey, grey), matrix, full=full) for grey in GREYS])
    plan = planned(filmed(tmp_path / "a.mp4", ramp, *tags), intro=0)
    assert plan.sources[0].picture.full_range == full
    for grey, found in zip(GREYS, seen(bench, plan, len(GREYS)), strict=True):
        assert lies_within(found, (grey,) * 3, 2), (grey, found)


SKIN, BRICK, GRASS, SKY, SUN = (224, 172, 140), (160, 60, 50), (70, 120, 50), (90, 140, 210), (240, 200, 60)
COLOURS = (SKIN, BRICK, GRASS, SKY, SUN)


@pytest.mark.parametrize("kind", TAGS)
def test_colours_stay_as_they_were(kind: str, tmp_path: Path, bench: Bench) -> None:
    matrix, full, tags = TAGS[kind]
    picture = bars(*[coded(colour, matrix, full=full) for colour in COLOURS])
    plan = planned(filmed(tmp_path / "a.mp4", picture, *tags), intro=0)
    for colour, found in zip(COLOURS, seen(bench, plan, len(COLOURS)), strict=True):
        assert lies_within(found, colour, 4), (colour, found)


def test_ten_bits_that_are_no_hdr_stay_as_they_were(tmp_path: Path, bench: Bench) -> None:
    ramp = bars(*[coded((grey,) * 3, "bt709", full=False, deep=True) for grey in GREYS], deep=True)
    plan = planned(filmed(tmp_path / "a.mp4", ramp, "colorspace=bt709", "range=limited"), intro=0)
    assert plan.sources[0].picture.bit_depth == 10
    for grey, found in zip(GREYS, seen(bench, plan, len(GREYS)), strict=True):
        assert lies_within(found, (grey,) * 3, 2), (grey, found)


# --- what is round a picture


def test_the_brand_s_colour_round_a_picture_is_the_brand_s(tmp_path: Path, bench: Bench) -> None:
    picture = bars(*[coded((9, 9, 9), "bt709", full=False)] * 2, wide=True)
    clip = filmed(tmp_path / "a.mp4", picture, "colorspace=bt709", "range=limited", wide=True)
    plan = planned(clip, intro=0, fit=FitWish.PAD)
    frame = bench.shown(plan).frames[0]
    wanted = tuple(bytes.fromhex("336699"))
    for place in ((4, 4), (plan.size.height - 4, plan.size.width - 4)):
        assert lies_within(tuple(map(int, frame[place])), wanted, 2), frame[place]  # type: ignore[arg-type]


@pytest.mark.parametrize("deep", [False, True], ids=["8 bit", "10 bit"])
def test_the_ground_round_a_picture_is_darker_and_has_no_cast(deep: bool, tmp_path: Path, bench: Bench) -> None:  # noqa: FBT001
    greys = (0, 255)
    picture = bars(*[coded((grey,) * 3, "bt709", full=False, deep=deep) for grey in greys], deep=deep, wide=True)
    clip = filmed(tmp_path / "a.mp4", picture, "colorspace=bt709", "range=limited", wide=True)
    plan = planned(clip, intro=0, fit=FitWish.BLUR)
    frame = bench.shown(plan).frames[0]
    black, white = frame[4, 4], frame[4, plan.size.width - 4]
    assert lies_within(tuple(map(int, black)), (0, 0, 0), 3), black  # type: ignore[arg-type]
    assert lies_within(tuple(map(int, white)), (115, 115, 115), 4), white  # type: ignore[arg-type]


# --- HDR


def pq(nits: float) -> float:
    """SMPTE ST 2084: luminance as a signal from 0 to 1."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    light = (nits / 10_000) ** m1
    return float(((c1 + c2 * light) / (1 + c3 * light)) ** m2)


HDR = {
    # ITU-R BT.2408: white of paper is 203 cd/m2 (PQ 58 %, HLG 75 %), grey card 26 cd/m2 (38 %), both seen alike.
    "smpte2084": {"black": 0.0, "grey card": pq(26), "light skin": pq(100), "white": pq(203), "lamp": pq(1000)},
    "arib-std-b67": {"black": 0.0, "grey card": 0.38, "light skin": 0.60, "white": 0.75, "lamp": 1.0},
}
SHOWN = {"black": (0, 6), "grey card": (85, 120), "light skin": (135, 180), "white": (180, 235), "lamp": (240, 255)}


@pytest.mark.parametrize("transfer", HDR)
def test_hdr_is_brought_down_with_its_whites_and_greys_in_place(transfer: str, tmp_path: Path, bench: Bench) -> None:
    signals = HDR[transfer]
    picture = bars(*[(round(64 + 876 * signal), 512, 512) for signal in signals.values()], deep=True)
    tags = (f"color_trc={transfer}", "color_primaries=bt2020", "colorspace=bt2020nc", "range=limited")
    plan = planned(filmed(tmp_path / "a.mp4", picture, *tags), intro=0)
    assert plan.sources[0].picture.hdr
    found = dict(zip(signals, seen(bench, plan, len(signals)), strict=True))
    for name, colour in found.items():
        least, most = SHOWN[name]
        assert least <= min(colour), found
        assert max(colour) <= most, found
        assert max(colour) - min(colour) <= 3, found  # a grey has no cast
    brightness = [sum(colour) for colour in found.values()]
    assert brightness == sorted(brightness)
    assert found["lamp"][1] - found["white"][1] >= 20  # above white there still is something to see


@pytest.mark.parametrize("transfer", HDR)
def test_hdr_comes_out_tagged_as_what_every_screen_shows(transfer: str, bench: Bench, kitchen: Kitchen) -> None:
    import av

    clip = bench.clip(seconds=1, codec="libx265", pixel_format="yuv420p10le", transfer=transfer)
    plan = planned(clip, encoding=TINY)
    film = kitchen.cook(compile_window(plan, whole(plan), bench.cards(plan), "film.mp4"))
    with av.open(str(film)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == plan.frames
    assert {frame.format.name for frame in frames} == {"yuv420p"}
    tags = {(frame.color_trc, frame.color_primaries, frame.colorspace, frame.color_range) for frame in frames}
    assert {tuple(map(int, each)) for each in tags} == {(1, 1, 1, 1)}
    left = {str(kind) for frame in frames for kind in frame.side_data}
    assert not any("MASTERING" in kind or "CONTENT" in kind for kind in left)


# --- the cover's still


@pytest.mark.parametrize("wide", [False, True], ids=["portrait", "wide"])
def test_the_cover_s_still_is_cut_from_the_clip_in_the_reel_s_own_colours(
    bench: Bench,
    kitchen: Kitchen,
    wide: bool,  # noqa: FBT001
) -> None:
    from PIL import Image

    size = {"width": HEIGHT, "height": WIDTH} if wide else {}
    plan = planned(bench.clip(seconds=2, **size))
    cover = plan.cover
    with Image.open(kitchen.cook(compile_still(plan, "still.png"))) as still:
        assert still.size == (cover.size.width, cover.size.height)
        pixels = np.asarray(still.convert("RGB")).astype(int)
    shot = plan.shots[cover.shot]
    assert isinstance(shot, ClipShot)
    assert shot.framing.fit is (Fit.BLUR if wide else Fit.EXACT)
    shown = bench.shown(plan).frames[plan.starts[cover.shot] + cover.frame]
    # What the film shows of the clip, without the blurred ground, brought to the size that the cover has it in.
    left, top = shot.framing.offset if wide else (0, 0)
    own = shown[top : top + shot.framing.scaled.height, left : left + shot.framing.scaled.width]
    scaled = cover.framing.scaled
    whole = Image.fromarray(own).resize((scaled.width, scaled.height), Image.Resampling.BICUBIC)
    x, y = cover.framing.offset
    wanted = np.asarray(whole.crop((x, y, x + cover.size.width, y + cover.size.height))).astype(int)
    # The film's picture is smaller and was brought from 4:2:0 by another scaler: edges are softer in it.
    assert np.abs(pixels - wanted).mean() < (9 if wide else 2)
