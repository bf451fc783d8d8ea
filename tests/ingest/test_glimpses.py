"""Moments of a clip: a few, spread, upright, the same each time; sharp ones told from blurred, faces found."""

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from media import ffmpeg
from PIL import Image, ImageFilter

from vidkit.ingest import glimpses, sight
from vidkit.ingest.footage import Footage
from vidkit.ingest.glimpses import APART_MS, MOST, moment_at, moments
from vidkit.ingest.moment import Moment
from vidkit.ingest.probe import look
from vidkit.ingest.sight import measured
from vidkit.ingest.tone import as_shown

Clip = Callable[..., Path]

needs_faces = pytest.mark.skipif(not sight.detector_version(), reason="no detector of faces on this machine")


def a_busy_picture(seed: int = 1) -> Image.Image:
    """Soft-edged boxes: something with edges, and with flat parts between them."""
    chance = np.random.default_rng(seed)
    grey = np.full((640, 360), 120, np.uint8)
    for _ in range(60):
        x, y = chance.integers(0, 300), chance.integers(0, 560)
        grey[y : y + 80, x : x + 60] = chance.integers(20, 235)
    return Image.fromarray(grey)


def seen(picture: Image.Image) -> Moment:
    return measured(np.asarray(picture), 0)


def filmed(folder: Path, pictures: list[Image.Image], each: int = 15) -> Path:
    """A clip that shows each picture for half a second; `each` frames, one of them a key frame."""
    for number, picture in enumerate(pictures):
        picture.convert("RGB").save(folder / f"{number:03}.png")
    path = folder / "clip.mp4"
    ffmpeg(
        "-framerate", f"{30 / each}", "-i", folder / "%03d.png", "-r", "30", "-c:v", "libx264", "-preset", "ultrafast",
        "-crf", "12", "-g", str(each), "-keyint_min", str(each), "-pix_fmt", "yuv420p", path,
    )  # fmt: skip
    return path


@pytest.mark.parametrize("blur", [ImageFilter.GaussianBlur(2), ImageFilter.BoxBlur(3)])
def test_a_blurred_picture_is_less_sharp(blur: ImageFilter.Filter) -> None:
    sharp = a_busy_picture()
    assert seen(sharp.filter(blur)).sharpness < 0.5 * seen(sharp).sharpness


def test_noise_is_no_sharpness() -> None:
    soft = np.asarray(a_busy_picture().filter(ImageFilter.GaussianBlur(3)), np.float32)
    noise = np.random.default_rng(2).normal(0, 6, soft.shape)
    noisy = Image.fromarray(np.clip(soft + noise, 0, 255).astype(np.uint8))
    assert seen(noisy).sharpness < 0.5 * seen(a_busy_picture()).sharpness


def test_light_that_is_lost_is_counted() -> None:
    half = np.full((100, 100), 128, np.uint8)
    half[:50] = 255
    half[50:60] = 0
    found = measured(half, 0)
    assert (found.lost_light, found.lost_dark) == (0.5, 0.1)
    assert found.mean == pytest.approx((50 * 255 + 40 * 128) / 25500, abs=0.001)


def test_strips_tell_where_there_is_something_to_see() -> None:
    picture = np.full((640, 480), 90, np.uint8)
    picture[100:200:4, 360:470:2] = 220
    found = measured(picture, 0)
    assert sum(found.columns) == pytest.approx(1000, abs=20)
    assert sum(found.columns[18:]) > 900
    assert sum(found.rows[: len(found.rows) // 3 + 1]) > 900
    assert measured(np.full((64, 64), 7, np.uint8), 0).columns == ()


@pytest.mark.program
def test_moments_are_few_spread_in_order_and_the_same_each_time(clip: Clip) -> None:
    footage = look(clip(seconds=9, keyframes=15))
    found = moments(footage, 2000, 8000)
    assert 8 <= len(found) <= MOST
    assert all(2000 <= one.at_ms < 8000 for one in found)
    assert [one.at_ms for one in found] == sorted({one.at_ms for one in found})
    assert found[0].at_ms < 3000
    assert found[-1].at_ms > 7000
    assert found == moments(footage, 2000, 8000)


@pytest.mark.program
def test_a_clip_that_was_cut_on_the_phone_is_looked_through_to_its_end(
    clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut without encoding it anew: it begins between two key frames, and an edit list says where."""
    cut = tmp_path / "cut.mp4"
    ffmpeg("-ss", "0.7", "-i", clip(seconds=5, keyframes=30), "-c", "copy", cut)
    footage = look(cut)
    picture = footage.picture
    monkeypatch.setattr(glimpses, "PIXELS_MOST", 40 * picture.coded_width * picture.coded_height)
    found = moments(footage, 0, picture.duration_ms)
    assert len(found) >= 8
    assert max(b.at_ms - a.at_ms for a, b in pairwise(found)) <= 1000
    assert picture.duration_ms - found[-1].at_ms < 1000


@pytest.mark.program
def test_a_short_clip_with_one_key_frame_is_looked_through(clip: Clip) -> None:
    found = moments(look(clip(seconds=2, keyframes=300)), 0, 2000)
    assert len(found) > 4
    assert min(b.at_ms - a.at_ms for a, b in pairwise(found)) >= APART_MS - 34


@pytest.mark.program
@pytest.mark.parametrize(("rotation", "mirrored"), [(90, False), (180, False), (270, True)])
def test_moments_are_upright(tmp_path: Path, rotation: int, *, mirrored: bool) -> None:
    picture = np.full((320, 240), 90, np.uint8)
    picture[20:80:2, 150:230:2] = 230  # much to see in the upper right corner
    image = Image.fromarray(picture)
    image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image
    plain = filmed(tmp_path, [image.rotate(rotation, expand=True)] * 2)
    turned = tmp_path / "turned.mp4"
    flip = ["-display_hflip"] if mirrored else []
    ffmpeg(*flip, "-display_rotation", str(-rotation), "-i", plain, "-c", "copy", turned)
    (found, *_rest) = moments(look(turned), 0, 1000)
    assert sum(found.columns[12:]) > 900
    assert sum(found.rows[:12]) > 900


@pytest.mark.program
def test_the_sharp_frame_among_blurred_ones_is_found(tmp_path: Path) -> None:
    sharp = a_busy_picture()
    soft = sharp.filter(ImageFilter.BoxBlur(4))
    footage = look(filmed(tmp_path, [soft, soft, soft, sharp, soft, soft]))
    best = max(moments(footage, 0, 3000), key=lambda one: one.sharpness)
    assert 1500 <= best.at_ms < 2000
    asked = moment_at(footage, 1700)
    assert asked is not None
    assert asked.sharpness == pytest.approx(best.sharpness, rel=0.2)
    assert moment_at(footage, 100) != asked


def test_what_does_not_decode_gives_no_moment(clip: Clip, tmp_path: Path) -> None:
    whole = clip(seconds=2)
    footage = look(whole)
    content = bytearray(whole.read_bytes())
    at, end = content.index(b"mdat") + 4, content.index(b"moov") - 4
    content[at:end] = bytes(end - at)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content)
    assert moments(msgspec.structs.replace(footage, path=str(broken)), 0, 2000) == ()


@pytest.mark.parametrize("transfer", ["arib-std-b67", "smpte2084"])
def test_hdr_is_measured_as_it_is_shown(transfer: str) -> None:
    table = as_shown(np.arange(256, dtype=np.uint8)[None, :], transfer)[0].astype(int)
    assert (np.diff(table) >= 0).all()
    assert (table[0], table[255]) == (0, 255)
    plain = np.arange(256, dtype=np.uint8)[None, :]
    assert (as_shown(plain, "bt709") == plain).all()


# --- faces in real clips


def real(media: Path, name: str) -> Footage:
    return look(next(media.glob(f"clips/{name}*.[mM]*")))


@needs_faces
@pytest.mark.media
@pytest.mark.parametrize("name", ["selfie", "intel", "pixel_motion"])
def test_a_face_is_found_where_there_is_one(shared_media: Path, name: str) -> None:
    footage = real(shared_media, name)
    found = moments(footage, 300, footage.picture.duration_ms - 300)
    with_face = [one for one in found if one.faces]
    assert len(with_face) >= 0.7 * len(found)
    for one in with_face:
        face = one.faces[0]
        assert 0 <= face.x < face.x + face.width <= 1
        assert face.y + face.height / 2 < 0.7


@needs_faces
@pytest.mark.media
@pytest.mark.parametrize("name", ["ducks", "iphone6_568", "flir", "android_landscape", "moviepy", "iphone6s_live"])
def test_no_face_is_found_where_there_is_none(shared_media: Path, name: str) -> None:
    footage = real(shared_media, name)
    assert not [one for one in moments(footage, 0, footage.picture.duration_ms) if one.faces]


CROWD = """
import threading
import numpy as np
from vidkit.ingest.sight import measured
noise = np.random.default_rng(4).integers(0, 256, (640, 640), np.uint8)
pictures = [noise[:, : 340 + 20 * number].copy() for number in range(12)]
together, found = threading.Barrier(4), {}
def look(first):
    together.wait()
    for number in range(first, first + 3):
        found[number] = measured(pictures[number], 0)
threads = [threading.Thread(target=look, args=(first,)) for first in (0, 3, 6, 9)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert [found[number] for number in range(12)] == [measured(picture, 0) for picture in pictures]
"""


@needs_faces
def test_several_threads_may_look_at_once() -> None:
    """Each at pictures of other sizes: the detector itself does not bear it. It may end the process, so it has one."""
    ran = subprocess.run([sys.executable, "-c", CROWD], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
