"""Facts about clips that were made to have them."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from media import Frame, ffmpeg, frames_of, is_flash, read_counter

from vidkit.ingest.footage import Picture
from vidkit.ingest.probe import look

Clip = Callable[..., Path]


def upright(picture: Frame, facts: Picture) -> Frame:
    """What a player shows, made from a coded picture by the facts alone."""
    turned = np.rot90(picture, -facts.rotation // 90)
    return turned[:, ::-1] if facts.mirrored else turned


def test_an_ordinary_clip(clip: Clip) -> None:
    path = clip(seconds=2, sound="mono")
    footage = look(path)
    picture, sound = footage.picture, footage.sound
    assert (footage.path, footage.name) == (str(path), path.name)
    assert footage.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert footage.size_bytes == path.stat().st_size
    assert footage.container.startswith("mov,mp4")
    assert footage.duration_ms == 2000
    assert (picture.codec, picture.width, picture.height) == ("h264", 160, 284)
    assert (picture.rotation, picture.mirrored, picture.aspect) == (0, False, (1, 1))
    assert (picture.start_ms, picture.duration_ms, picture.frames) == (0, 2000, 60)
    assert (picture.average_rate, picture.constant_rate, picture.longest_frame_ms) == ((30, 1), True, 34)
    assert (picture.pixel_format, picture.bit_depth, picture.hdr) == ("yuv420p", 8, False)
    assert sound is not None
    assert (sound.codec, sound.sample_rate, sound.channels, sound.layout) == ("aac", 48000, 1, "mono")
    assert (sound.start_ms, sound.duration_ms) == (0, 2000)
    assert (footage.other_streams, footage.unreadable_sound) == (0, False)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_and_mirrored(clip: Clip, rotation: int, *, mirrored: bool) -> None:
    path = clip(seconds=0.2, width=240, rotation=rotation, mirrored=mirrored)
    facts = look(path).picture
    assert (facts.rotation, facts.mirrored) == (rotation, mirrored)
    assert (facts.width, facts.height) == (240, 284)
    assert [read_counter(upright(picture, facts)) for picture in frames_of(path)] == list(range(6))


@pytest.mark.program
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_program_turns_it_the_same_way(clip: Clip, tmp_path: Path, rotation: int, *, mirrored: bool) -> None:
    path = clip(seconds=0.2, width=240, rotation=rotation, mirrored=mirrored)
    ffmpeg("-i", path, "-qp", "0", tmp_path / "turned.mkv")
    assert [read_counter(picture) for picture in frames_of(tmp_path / "turned.mkv")] == list(range(6))


def test_the_old_rotate_tag(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "old.mkv"
    ffmpeg("-i", clip(seconds=0.2), "-c", "copy", "-metadata:s:v:0", "rotate=90", path)
    picture = look(path).picture
    assert (picture.rotation, picture.width, picture.height) == (90, 284, 160)


def test_pixels_that_are_not_square(clip: Clip) -> None:
    picture = look(clip(aspect=2)).picture
    assert (picture.aspect, picture.coded_width, picture.width, picture.height) == ((2, 1), 80, 160, 284)


def test_pixels_that_are_not_square_in_a_turned_clip(clip: Clip) -> None:
    path = clip(aspect=2, seconds=0.2)
    ffmpeg("-display_rotation", "-90", "-i", path, "-c", "copy", path.with_stem("wide-turned"))
    picture = look(path.with_stem("wide-turned")).picture
    assert (picture.coded_width, picture.coded_height, picture.width, picture.height) == (80, 284, 284, 160)


@pytest.mark.parametrize("transfer", ["arib-std-b67", "smpte2084"])
def test_hdr(clip: Clip, transfer: str) -> None:
    picture = look(clip(codec="libx265", pixel_format="yuv420p10le", transfer=transfer)).picture
    assert (picture.transfer, picture.primaries, picture.matrix) == (transfer, "bt2020", "bt2020nc")
    assert (picture.codec, picture.bit_depth, picture.full_range, picture.hdr) == ("hevc", 10, False, True)


def test_the_codec_is_believed_before_the_container(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "disguised.mp4"
    hdr = clip(codec="libx265", pixel_format="yuv420p10le", transfer="smpte2084", suffix=".mp4")
    ffmpeg("-i", hdr, "-c", "copy", "-color_trc", "bt709", "-movflags", "+write_colr", path)
    assert look(path).picture.transfer == "smpte2084"


def test_a_rate_that_varies(clip: Clip) -> None:
    picture = look(clip(seconds=2, stands=(1, 1, 3))).picture
    assert not picture.constant_rate
    assert picture.longest_frame_ms == 100
    assert picture.frames == 36


def test_a_rate_with_a_remainder(clip: Clip) -> None:
    picture = look(clip(rate="30000/1001")).picture
    assert (picture.average_rate, picture.constant_rate) == ((30000, 1001), True)


@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("stereo", 2), ("5.1", 6)])
def test_channels(clip: Clip, layout: str, channels: int) -> None:
    sound = look(clip(sound=layout)).sound
    assert sound is not None
    assert (sound.layout, sound.channels) == (layout, channels)


def test_sound_that_starts_late(clip: Clip) -> None:
    footage = look(clip(sound="mono", sound_at=0.5, sound_codec="pcm_s16le", suffix=".mov"))
    assert footage.sound is not None
    assert (footage.picture.start_ms, footage.sound.start_ms) == (0, 500)
    assert footage.duration_ms == footage.sound.duration_ms == 1500


def test_a_picture_that_starts_late(clip: Clip) -> None:
    footage = look(clip(sound="mono", picture_at=0.5))
    assert footage.sound is not None
    assert (footage.picture.start_ms, footage.sound.start_ms) == (500, 0)
    assert footage.duration_ms == footage.picture.duration_ms == 1500


def test_a_file_whose_time_stamps_start_anywhere(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "late.mkv"
    ffmpeg("-i", clip(sound="mono"), "-c", "copy", "-output_ts_offset", "7", path)
    footage = look(path)
    assert footage.picture.start_ms < 30
    assert footage.duration_ms < 1100


def test_frames_that_an_edit_list_hides_do_not_count(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "trimmed.mp4"
    # Cutting without encoding keeps the frames back to the key frame and hides them.
    ffmpeg("-ss", "0.5", "-i", clip(seconds=2, keyframes=60), "-c", "copy", path)
    picture = look(path).picture
    assert picture.frames == 45
    assert picture.duration_ms == pytest.approx(1500, abs=2)
    assert sum(1 for _ in frames_of(path)) == 45


def test_the_moving_picture_is_chosen_before_the_larger_stills(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "motionphoto.mp4"
    stills = clip(width=480, height=852, rate="1", seconds=2)
    ffmpeg("-i", stills, "-i", clip(seconds=2), "-map", "0", "-map", "1", "-c", "copy", path)
    footage = look(path)
    assert (footage.picture.stream, footage.picture.width, footage.other_streams) == (1, 160, 1)


def test_the_picture_marked_as_default_is_chosen(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    wide = clip(width=320, height=180)
    marks = ("-disposition:v:0", "default", "-disposition:v:1", "0")
    ffmpeg("-i", clip(), "-i", wide, "-map", "0", "-map", "1", "-c", "copy", *marks, path)
    assert look(path).picture.width == 160


def test_sound_that_nothing_can_decode(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "spatial.mov"
    plain = clip(sound="mono", sound_codec="pcm_s16le", suffix=".mov")
    path.write_bytes(plain.read_bytes().replace(b"sowt", b"zzzz"))
    footage = look(path)
    assert (footage.sound, footage.unreadable_sound, footage.other_streams) == (None, True, 1)


def test_tags(clip: Clip) -> None:
    tags = (
        ("com.android.capture.fps", "240.0"),
        ("com.apple.quicktime.make", "Apple"),
        ("com.apple.quicktime.model", "iPhone 5"),
        ("com.apple.quicktime.creationdate", "2015-01-19T12:45:11-0800"),
    )
    footage = look(clip(seconds=0.2, tags=tags))
    assert footage.capture_rate == 240
    assert footage.device == "Apple iPhone 5"
    assert footage.created == "2015-01-19T12:45:11-08:00"


@pytest.mark.parametrize(
    "name", ["10.30.mp4", "-x.mp4", 'o\'brien %d "q" 🎬.mp4', "a%03d.mp4", "#1?&.mp4", "två [klipp].MOV"]
)
def test_names_are_only_names(clip: Clip, tmp_path: Path, name: str) -> None:
    if sys.platform == "win32":
        name = name.translate(str.maketrans("", "", '"?'))
    (tmp_path / name).write_bytes(clip(seconds=0.2).read_bytes())
    assert look(tmp_path / name).name == name


@pytest.mark.skipif(sys.platform == "win32", reason="no colon in names there")
def test_a_name_like_an_address(clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("10:30.mp4").write_bytes(clip(seconds=0.2).read_bytes())
    assert look(Path("10:30.mp4")).path == str(tmp_path / "10:30.mp4")


def test_the_original_is_left_alone(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "original.mp4"
    path.write_bytes(clip(seconds=0.2).read_bytes())
    path.chmod(0o444)
    before = (path.stat().st_mtime_ns, path.stat().st_size)
    look(path)
    assert (path.stat().st_mtime_ns, path.stat().st_size) == before


def test_importing_costs_nothing() -> None:
    heavy = "{'av', 'numpy'} & set(sys.modules)"
    check = f"import sys, vidkit.ingest.probe, vidkit.ingest.speech; sys.exit(bool({heavy}))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_a_flash_a_second(clip: Clip) -> None:
    flashes = [number for number, picture in enumerate(frames_of(clip(seconds=2))) if is_flash(picture)]
    assert flashes == [0, 30]
