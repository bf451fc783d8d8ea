"""Every real clip becomes a reel that passes our own inspection and a second reader, or is refused in one sentence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from running import Vidkit, fingerprints, names

from .second_reader import assert_agreed

pytestmark = [pytest.mark.media, pytest.mark.program]

DRAFT = ("--quality", "draft", "--captions", "off", "--name", "x", "--json")
BARE = (*DRAFT, "--no-intro", "--no-outro")

CLIPS = [
    "android12_4k60_portrait_fullrange.mp4",
    "android_1080p_sky_3s.mp4",
    "android_landscape_sv_speech_15s.mp4",
    "decord_rotation_0.mov",
    "decord_rotation_180.mov",
    "decord_rotation_270.mov",
    "decord_rotation_90.mov",
    "ducks_720p_android_3s.mp4",
    "flir_app_1080x1440_vfr7fps_audio_offset.mp4",
    "hdr10_pq_av1_720x1280_portrait.mp4",
    "hdr10_pq_hevc_1080p_sdr_container_vfr.mp4",
    "intel_asl_thanks.mkv",
    "iphone14pro_dolbyvision_hlg_720p_portrait.MOV",
    "iphone5_h264_1080p_landscape.mov",
    "iphone6_568x320_rot90_gps.mov",
    "iphone6s_ios9_720p_rot90.mov",
    "iphone6s_livephoto_vfr_pcm.mov",
    "iphone_dv84_hlg_1080p_portrait_editlist.mp4",
    "moviepy_fire2_720p_rot180_vfr_r90000.mp4",
    "pixel7_h264_1080p_rot180_fullrange_noaudio.mp4",
    "pixel_motionphoto_2hevc_selfie_face_vfr.mp4",
    "selfie_portrait_sv_speech_20s.mp4",
    "slowmo_android_240fps_tag_720p.mp4",
]

ODD = [
    "androidx_edit_list_positive_shift.mp4",
    "androidx_iibbibb_editlist_videoonly.mp4",
    "androidx_sample_empty_track.mp4",
    "androidx_sample_missing_stsd.mp4",
    "androidx_sample_rotate_and_reflect.mp4",
    "androidx_sample_vvc.mp4",
    "androidx_sample_with_chapters.mp4",
    "androidx_silent-black-10s.mp4",
    "awesome'movie.mov",
    "broken_48bytes.mp4",
    "bt601.mov",
    "decord_corrupted.mp4",
    "file+with+data&streams=works?.mp4",
    "nasa_2video_2audio_2subs.mp4",
    "sar_2x1_640x360.mp4",
    "test_resources_bt709_full_range.mp4",
]

REFUSED = {"broken_48bytes.mp4": "damaged or cut short"}


def looked_at(vidkit: Vidkit, record: dict[str, Any], size: tuple[int, int] = (1080, 1920)) -> None:
    """The reel is as its record says, and nothing failed but what the clip's own length brings."""
    failed = {finding["code"] for finding in record["findings"] if finding["verdict"] == "fail"}
    assert failed <= {"duration"}, failed
    film = vidkit.folder / "reels" / "x" / "x.mp4"
    assert_agreed(film, frames=record["frames"], rate=record["rate"][0], size=size)
    assert set(names(film.parent)) >= {"x.mp4", "x.jpg", "x.html", "x.txt", "x.json"}
    assert names(vidkit.folder / "reels") == ["x"]


@pytest.mark.parametrize("name", CLIPS)
def test_every_clip(vidkit: Vidkit, shared_media: Path, name: str) -> None:
    """The length that a person would choose; three seconds are enough to see."""
    ran = vidkit("reel", shared_media / "clips" / name, *BARE, "--trim", "0-3.2")
    assert ran.code in (0, 1), ran.err
    assert "Traceback" not in ran.err
    looked_at(vidkit, ran.record)


def test_the_list_is_complete(shared_media: Path) -> None:
    films = {
        path.name for path in (shared_media / "clips").iterdir() if path.suffix.lower() in (".mp4", ".mov", ".mkv")
    }
    assert films == set(CLIPS)


def test_a_whole_clip_with_intro_and_end_card(vidkit: Vidkit, shared_media: Path) -> None:
    clip = shared_media / "clips" / "iphone_dv84_hlg_1080p_portrait_editlist.mp4"
    ran = vidkit("reel", clip, *DRAFT, "--title", "Så låser du dörren")
    assert ran.code == 0, ran.err
    looked_at(vidkit, ran.record)
    assert any(decision["code"] == "tone-map" for decision in ran.record["decisions"])


@pytest.mark.parametrize(
    ("shape", "size", "some"),
    [
        ("reel", (1080, 1920), CLIPS),
        ("wide", (1920, 1080), CLIPS[5:9]),
        ("square", (1080, 1080), CLIPS[11:15]),
        ("feed", (1080, 1350), CLIPS[16:19]),
        ("story", (1080, 1920), [CLIPS[1], CLIPS[8], CLIPS[9]]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_several_in_one_reel(
    vidkit: Vidkit, shared_media: Path, shape: str, size: tuple[int, int], some: Sequence[str]
) -> None:
    """With all 23 it takes half a minute: decoders of every kind run at once."""
    clips = [shared_media / "clips" / name for name in some]
    trims = [part for _clip in clips for part in ("--trim", "0-1.1")]
    before = fingerprints(shared_media / "clips")
    ran = vidkit("reel", *clips, *BARE, *trims, "--shape", shape)
    assert ran.code == 0, ran.err
    assert len(ran.record["sources"]) == len(clips)
    looked_at(vidkit, ran.record, size)
    assert fingerprints(shared_media / "clips") == before


@pytest.mark.parametrize("name", ODD)
def test_odd_ones(vidkit: Vidkit, shared_media: Path, name: str) -> None:
    ran = vidkit("reel", shared_media / "odd" / name, *BARE, "--trim", "0-1", "--shape", "wide")
    if name in REFUSED:
        ran.refused(3, name, REFUSED[name])
        return
    assert ran.code in (0, 1), ran.err
    looked_at(vidkit, ran.record, (1920, 1080))


@pytest.mark.parametrize("name", ["mworld_party_panda_full.m4a", "sv_man_01_hej_dar.wav"])
def test_sound_alone_is_no_clip(vidkit: Vidkit, shared_media: Path, name: str) -> None:
    vidkit("reel", shared_media / "speech" / name, *BARE).refused(3, name, "no picture")
