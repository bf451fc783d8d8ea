"""Every real clip, against what independent readers say of it: ffprobe's figures, and the program's own frames."""

import re
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from media import ffmpeg

from vidkit.errors import InputError
from vidkit.ingest.footage import Footage
from vidkit.ingest.probe import look

pytestmark = pytest.mark.media

HLG, PQ = "arib-std-b67", "smpte2084"


class Facts(NamedTuple):
    """What a clip should be found to be."""

    name: str
    size: tuple[int, int]
    """As displayed."""
    rotation: int
    """Clockwise; ffprobe counts the other way."""
    transfer: str
    frames: int
    """That are shown."""
    rate: float | None
    """None where it varies."""
    sound: tuple[str, int] | None
    """Codec and channels."""
    others: int = 0
    full_range: bool = False


CLIPS = [
    Facts("decord_rotation_0.mov", (568, 320), 0, "bt709", 3, 30, None),
    Facts("decord_rotation_90.mov", (320, 568), 90, "bt709", 3, 30, None),
    Facts("decord_rotation_180.mov", (568, 320), 180, "bt709", 3, 30, None),
    Facts("decord_rotation_270.mov", (320, 568), 270, "bt709", 3, 30, None),
    Facts("iphone14pro_dolbyvision_hlg_720p_portrait.MOV", (720, 1280), 90, HLG, 4, 30, ("aac", 2), 3),
    Facts("iphone5_h264_1080p_landscape.mov", (1920, 1080), 0, "bt709", 31, 29.95, ("aac", 1)),
    Facts("iphone6_568x320_rot90_gps.mov", (320, 568), 90, "bt709", 120, 29.99, ("aac", 1), 2),
    Facts("iphone6s_ios9_720p_rot90.mov", (720, 1280), 90, "bt709", 14, 30, ("aac", 1), 2),
    Facts("iphone6s_livephoto_vfr_pcm.mov", (1440, 1080), 0, "bt709", 22, None, ("pcm_s16le", 1), 2, True),
    Facts("iphone_dv84_hlg_1080p_portrait_editlist.mp4", (1080, 1920), 90, HLG, 77, 29.97, ("aac", 2), 2),
    Facts("android12_4k60_portrait_fullrange.mp4", (2160, 3840), 90, "smpte170m", 18, 60.06, ("aac", 2), 0, True),
    Facts("android_1080p_sky_3s.mp4", (1920, 1080), 0, "unknown", 106, 30, ("aac", 2)),
    Facts("flir_app_1080x1440_vfr7fps_audio_offset.mp4", (1080, 1440), 0, "unknown", 84, None, ("aac", 1)),
    Facts("hdr10_pq_av1_720x1280_portrait.mp4", (720, 1280), 0, PQ, 127, 29.97, ("aac", 2)),
    Facts("hdr10_pq_hevc_1080p_sdr_container_vfr.mp4", (1920, 1080), 0, PQ, 28, None, ("aac", 2)),
    Facts("moviepy_fire2_720p_rot180_vfr_r90000.mp4", (1280, 720), 180, "unknown", 25, None, ("aac", 1)),
    Facts("pixel7_h264_1080p_rot180_fullrange_noaudio.mp4", (1920, 1080), 180, "bt709", 36, 29.87, None, 0, True),
    Facts("pixel_motionphoto_2hevc_selfie_face_vfr.mp4", (1080, 1440), 270, "bt709", 53, None, None, 3, True),
    Facts("slowmo_android_240fps_tag_720p.mp4", (1280, 720), 0, "bt2020-12", 7, None, None, 0, True),
    Facts("intel_asl_thanks.mkv", (640, 480), 0, "unknown", 51, 30, None, 0, True),
    Facts("ducks_720p_android_3s.mp4", (1280, 720), 0, "bt709", 109, 29.98, ("aac", 2)),
    Facts("android_landscape_sv_speech_15s.mp4", (640, 360), 0, "bt709", 460, 30.006, ("aac", 1)),
    Facts("selfie_portrait_sv_speech_20s.mp4", (608, 1080), 0, "unknown", 600, 30, ("aac", 1)),
]

ODD = [
    Facts("androidx_edit_list_positive_shift.mp4", (1920, 1080), 0, "unknown", 270, 30, ("aac", 2)),
    Facts("androidx_iibbibb_editlist_videoonly.mp4", (704, 576), 0, "unknown", 12, 1, None),
    Facts("androidx_sample_empty_track.mp4", (1080, 720), 0, "bt709", 30, 29.97, ("aac", 1), 1),
    Facts("androidx_sample_missing_stsd.mp4", (1080, 720), 0, "unknown", 30, 29.97, None, 1),
    Facts("androidx_sample_rotate_and_reflect.mp4", (720, 1080), 90, "unknown", 30, 29.97, ("aac", 1)),
    Facts("androidx_sample_vvc.mp4", (320, 180), 0, "unknown", 120, 24, None),
    Facts("androidx_sample_with_chapters.mp4", (1080, 720), 0, "bt709", 30, 29.97, ("aac", 1), 1),
    Facts("androidx_silent-black-10s.mp4", (320, 240), 0, "unknown", 300, 30, ("aac", 1)),
    Facts("awesome'movie.mov", (640, 480), 0, "bt709", 123, None, ("aac", 2)),
    Facts("bt601.mov", (640, 428), 0, "bt709", 30, 29.97, ("aac", 1)),
    Facts("decord_corrupted.mp4", (1280, 720), 0, "unknown", 50, 10, None),
    Facts("file+with+data&streams=works?.mp4", (480, 320), 0, "bt709", 309, 30, ("aac", 2), 4),
    Facts("nasa_2video_2audio_2subs.mp4", (480, 270), 0, "bt709", 390, 29.97, ("aac", 2), 4),
    Facts("sar_2x1_640x360.mp4", (1280, 360), 0, "unknown", 150, 30, None),
    Facts("test_resources_bt709_full_range.mp4", (1280, 720), 0, "bt709", 30, 30, None, 0, True),
]


def found(shared_media: Path, facts: Facts) -> Footage:
    return look(shared_media / ("clips" if facts in CLIPS else "odd") / facts.name)


@pytest.mark.parametrize("facts", CLIPS + ODD, ids=lambda facts: facts.name)
def test_facts(shared_media: Path, facts: Facts) -> None:
    footage = found(shared_media, facts)
    picture, sound = footage.picture, footage.sound
    assert (picture.width, picture.height) == facts.size
    assert (picture.rotation, picture.transfer, picture.frames) == (facts.rotation, facts.transfer, facts.frames)
    assert picture.hdr == (facts.transfer in (HLG, PQ))
    assert picture.full_range == facts.full_range
    assert picture.constant_rate == (facts.rate is not None)
    if facts.rate is not None:
        rate, of = picture.average_rate
        assert rate / of == pytest.approx(facts.rate, rel=0.001)
    assert (sound and (sound.codec, sound.channels)) == facts.sound
    assert footage.other_streams == facts.others


@pytest.mark.program
@pytest.mark.parametrize(
    "facts", [facts for facts in CLIPS + ODD if facts.name != "decord_corrupted.mp4"], ids=lambda facts: facts.name
)
def test_the_program_shows_the_same_frames_on_the_same_clock(shared_media: Path, facts: Facts) -> None:
    footage = found(shared_media, facts)
    picture = footage.picture
    show = ("-map", f"0:{picture.stream}", "-vf", "showinfo", "-fps_mode", "passthrough", "-f", "null", "-")
    # One thread: lines of several would run into each other.
    said = ffmpeg("-threads", "1", "-noautorotate", "-i", f"file:{footage.path}", *show)
    times = [float(seconds) for seconds in re.findall(r"pts_time:\s*([-\d.]+)", said)]
    assert len(times) == picture.frames
    assert round(times[0] * 1000) == picture.start_ms
    assert times[-1] * 1000 < picture.duration_ms <= times[-1] * 1000 + picture.longest_frame_ms
    steps = [after - before for before, after in pairwise(times)]
    assert picture.longest_frame_ms >= round(max(steps) * 1000)


def test_the_mirror(shared_media: Path) -> None:
    assert look(shared_media / "odd/androidx_sample_rotate_and_reflect.mp4").picture.mirrored


def test_start_of_picture_and_sound(shared_media: Path) -> None:
    late_picture = look(shared_media / "odd/androidx_edit_list_positive_shift.mp4")
    assert late_picture.sound is not None
    assert (late_picture.picture.start_ms, late_picture.sound.start_ms) == (1000, 0)
    late_sound = look(shared_media / "clips/flir_app_1080x1440_vfr7fps_audio_offset.mp4")
    assert late_sound.sound is not None
    assert (late_sound.picture.start_ms, late_sound.sound.start_ms) == (0, 188)


def test_what_phones_say_of_themselves(shared_media: Path) -> None:
    iphone = look(shared_media / "clips/iphone14pro_dolbyvision_hlg_720p_portrait.MOV")
    assert (iphone.device, iphone.created) == ("Apple iPhone 14 Pro", "2023-05-09T12:41:46+01:00")
    assert look(shared_media / "clips/slowmo_android_240fps_tag_720p.mp4").capture_rate == 240


def test_sound_that_cannot_be_read_is_told(shared_media: Path) -> None:
    assert look(shared_media / "odd/androidx_sample_missing_stsd.mp4").unreadable_sound


def test_a_broken_file(shared_media: Path) -> None:
    with pytest.raises(InputError, match="damaged or cut short"):
        look(shared_media / "odd/broken_48bytes.mp4")


def test_a_recording_without_picture(shared_media: Path) -> None:
    with pytest.raises(InputError, match="has no picture"):
        look(shared_media / "speech/mworld_party_panda_full.m4a")


def test_durations_are_those_of_the_container(shared_media: Path) -> None:
    for name, duration_ms in [
        ("iphone_dv84_hlg_1080p_portrait_editlist.mp4", 2548),
        ("iphone6s_livephoto_vfr_pcm.mov", 1233),
        ("iphone14pro_dolbyvision_hlg_720p_portrait.MOV", 107),
        ("selfie_portrait_sv_speech_20s.mp4", 20_000),
    ]:
        assert look(shared_media / "clips" / name).duration_ms == duration_ms


def test_looking_takes_no_decoding(shared_media: Path) -> None:
    begin = time.perf_counter()
    look(shared_media / "clips/selfie_portrait_sv_speech_20s.mp4")
    assert time.perf_counter() - begin < 2
