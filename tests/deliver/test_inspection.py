"""Every row of the inspection, with a film that keeps the rule and one that breaks it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deliver.films import NO_EDIT_LIST, TAGS, TONE
from vidkit.deliver.finding import Finding, Inspection, Verdict
from vidkit.deliver.inspection import inspect_reel
from vidkit.errors import InputError, UsageError
from vidkit.plan.platform import Platform

Made = Callable[..., Path]

pytestmark = pytest.mark.program

CONSTANT_27M = (
    "-b:v",
    "27M",
    "-minrate",
    "27M",
    "-maxrate",
    "27M",
    "-bufsize",
    "27M",
    "-x264-params",
    "nal-hrd=cbr:filler=1",
)

X264 = ("-c:v", "libx264", "-preset", "ultrafast")


def complaints(inspection: Inspection) -> dict[str, str]:
    """The rows that are not in order, without the one about the size of the picture, which is small in tests."""
    return {
        finding.code: finding.verdict.value
        for finding in inspection.findings
        if finding.verdict is not Verdict.OK and finding.code != "picture_size"
    }


@pytest.fixture(scope="session")
def good(film: Made) -> Path:
    return film()


def test_a_film_as_it_should_be(film: Made, platform: Platform) -> None:
    path = film(picture="testsrc2=s=1080x1920:r=30:d=4")
    inspection = inspect_reel(path, platform, planned_frames=120)
    assert [finding for finding in inspection.findings if finding.verdict is not Verdict.OK] == []
    assert inspection.passed
    assert len({finding.code for finding in inspection.findings}) == len(inspection.findings)
    assert all(finding.row and finding.found and finding.source for finding in inspection.findings)


BROKEN: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "edit lists": ({"mux": ("-movflags", "+faststart"), "sound": "anull"}, {"edit_lists": "fail"}),
    "moov last": ({"mux": ("-movflags", "+negative_cts_offsets", "-use_editlist", "0")}, {"moov_first": "fail"}),
    "no edit list, no negative offsets": (
        {"mux": ("-movflags", "+faststart", "-use_editlist", "0")},
        {"first_frame": "fail", "start_together": "fail"},
    ),
    "matroska": (
        {"suffix": ".mkv", "mux": ()},
        {"container": "fail", "moov_first": "fail", "edit_lists": "fail", "start_together": "fail"},
    ),
    "fragments": (
        {"mux": ("-movflags", "+frag_keyframe+empty_moov+negative_cts_offsets", "-use_editlist", "0")},
        {"container": "warn", "first_frame": "fail", "start_together": "fail"},  # fragments take no negative offsets
    ),
    "mpeg-4": (
        {"video": ("-c:v", "mpeg4", "-bf", "0", "-b:v", "1M")},
        {"video_codec": "fail", "closed_gop": "warn"},
    ),
    "interlaced": (
        {"filters": f"format=yuv420p,{TAGS},setsar=1,setfield=tff", "video": (*X264, "-flags", "+ilme+ildct")},
        {"progressive": "fail"},
    ),
    "open GOP": (
        {"video": (*X264, "-x264-params", "open-gop=1:keyint=15:bframes=3:b-adapt=0:scenecut=0")},
        {"closed_gop": "fail"},
    ),
    "open GOP in HEVC": (
        {
            "video": (
                "-c:v",
                "libx265",
                "-preset",
                "ultrafast",
                "-x265-params",
                "open-gop=1:keyint=15:bframes=3:pools=1",
            )
        },
        {"closed_gop": "fail"},
    ),
    "intra refresh": ({"video": (*X264, "-intra-refresh", "1", "-g", "15")}, {"closed_gop": "fail"}),
    "4:4:4": ({"filters": f"format=yuv444p,{TAGS},setsar=1"}, {"chroma": "fail"}),
    "4:2:2": ({"filters": f"format=yuv422p,{TAGS},setsar=1"}, {"chroma": "fail"}),
    "ten bits": ({"filters": f"format=yuv420p10le,{TAGS},setsar=1"}, {"chroma": "fail"}),
    "slow": ({"picture": "testsrc2=s=180x320:r=20:d=4"}, {"frame_rate": "fail"}),
    "fast": ({"picture": "testsrc2=s=180x320:r=75:d=4"}, {"frame_rate": "fail"}),
    "frames missing": (
        {
            "filters": f"select='not(eq(mod(n,40),20))',format=yuv420p,{TAGS},setsar=1",
            "video": (*X264, "-fps_mode", "vfr"),
        },
        {"constant_rate": "fail"},
    ),
    "too wide": ({"picture": "testsrc2=s=1936x160:r=30:d=4"}, {"width": "fail"}),
    "too many bits": (
        {
            "video": (*X264, *CONSTANT_27M),
        },
        {"video_bitrate": "fail"},
    ),
    "no tags": (
        {"filters": "format=yuv420p,setsar=1"},
        dict.fromkeys(("colour_primaries", "colour_transfer", "colour_matrix", "colour_range"), "fail"),
    ),
    "wrong primaries": (
        {"filters": f"format=yuv420p,{TAGS.replace('primaries=bt709', 'primaries=bt2020')},setsar=1"},
        {"colour_primaries": "fail"},
    ),
    "wrong transfer": (
        {"filters": f"format=yuv420p,{TAGS.replace('trc=bt709', 'trc=arib-std-b67')},setsar=1"},
        {"colour_transfer": "fail"},
    ),
    "wrong matrix": (
        {"filters": f"format=yuv420p,{TAGS.replace('space=bt709', 'space=smpte170m')},setsar=1"},
        {"colour_matrix": "fail"},
    ),
    "full range": (
        {"filters": f"format=yuv420p,{TAGS.replace('range=tv', 'range=pc')},setsar=1"},
        {"colour_range": "fail"},
    ),
    "oblong pixels": ({"filters": f"format=yuv420p,{TAGS},setsar=4/3"}, {"square_pixels": "fail"}),
    "turned": ({"then": ("-display_rotation", "90")}, {"rotation": "fail"}),
    "mirrored": ({"then": ("-display_hflip",)}, {"rotation": "fail"}),
    "no sound": ({"tone": ""}, {"audio_codec": "warn"}),
    "mp3": ({"audio": ("-c:a", "libmp3lame", "-b:a", "128k")}, {"audio_codec": "fail"}),
    "96 kHz": ({"sample_rate": 96_000}, {"sample_rate": "fail"}),
    "5.1": ({"channels": "5.1", "tone": "0.117*sin(2*PI*997*t)"}, {"channels": "fail"}),
    "costly sound": (
        {"tone": f"{TONE}+0.05*(random(0)-0.5)", "audio": ("-c:a", "aac", "-b:a", "256k")},
        {"audio_bitrate": "warn"},
    ),
    "late sound": (
        {"before": ("-itsoffset", "0.1"), "mux": ("-movflags", "+faststart"), "sound": "anull", "sound_seconds": 3.9},
        {"edit_lists": "fail", "start_together": "fail"},
    ),
    "short sound": ({"sound_seconds": 3.0}, {"end_together": "fail"}),
    "slightly short sound": ({"sound_seconds": 3.8}, {"end_together": "warn"}),
    "too loud": ({"tone": "0.4*sin(2*PI*997*t)"}, {"loudness": "fail"}),
    "too quiet": ({"tone": "0.1*sin(2*PI*997*t)"}, {"loudness": "warn"}),
    "nearly silent": ({"tone": "0.001*sin(2*PI*997*t)"}, {"loudness": "warn"}),
    "silent": ({"tone": "0"}, {"loudness": "warn"}),
    "a click": (
        {"tone": "if(lt(mod(t\\,1)\\,0.0005)\\,0.99\\,0.19*sin(2*PI*997*t))"},
        {"true_peak": "fail"},
    ),
    "too short": ({"picture": "testsrc2=s=180x320:r=30:d=2.5", "sound_seconds": 2.5}, {"duration": "fail"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_breaking_one_rule_shows_in_its_row(name: str, film: Made, platform: Platform) -> None:
    wishes, expected = BROKEN[name]
    assert complaints(inspect_reel(film(**wishes), platform)) == expected


KEPT: dict[str, dict[str, Any]] = {
    "plain": {},
    "mov": {"suffix": ".mov"},
    "hevc": {
        "video": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "open-gop=0:keyint=15:pools=1"),
    },
    "23.976": {"picture": "testsrc2=s=180x320:r=24000/1001:d=4"},
    "59.94": {"picture": "testsrc2=s=180x320:r=60000/1001:d=4"},
    "25": {"picture": "testsrc2=s=180x320:r=25:d=4"},
    "mono": {"channels": "mono", "tone": "0.2818*sin(2*PI*997*t)"},
    "44.1 kHz": {"sample_rate": 44_100},
    "coarse clock": {"mux": (*NO_EDIT_LIST, "-video_track_timescale", "600")},
}


@pytest.mark.parametrize("name", KEPT)
def test_keeping_the_rules_shows_nothing(name: str, film: Made, platform: Platform) -> None:
    assert complaints(inspect_reel(film(**KEPT[name]), platform)) == {}


def test_length_by_kind_of_post(film: Made, platform: Platform) -> None:
    long = film(picture="color=s=64x112:r=24:d=95", tone="0", sound_seconds=95.0)
    reel = inspect_reel(long, platform).row("duration")
    assert reel.verdict is Verdict.WARN
    assert "90" in reel.limit
    assert inspect_reel(long, platform, "story").row("duration").verdict is Verdict.FAIL
    assert inspect_reel(long, platform, "web").row("duration").verdict is Verdict.OK
    assert inspect_reel(long, platform, "story").row("picture_size").limit == "1080x1920"


def test_size_of_the_file(good: Path, platform: Platform) -> None:
    lengths = {"reel": msgspec.structs.replace(platform.durations["reel"], size_most=1000)}
    tight = msgspec.structs.replace(platform, durations=lengths)
    assert complaints(inspect_reel(good, tight)) == {"size": "fail"}


def test_number_of_frames(good: Path, platform: Platform) -> None:
    assert inspect_reel(good, platform, planned_frames=120).row("frames").verdict is Verdict.OK
    assert inspect_reel(good, platform, planned_frames=121).row("frames").verdict is Verdict.FAIL
    with pytest.raises(KeyError):
        inspect_reel(good, platform).row("frames")


def test_rules_nobody_has(good: Path, platform: Platform) -> None:
    with pytest.raises(UsageError, match="cinema"):
        inspect_reel(good, platform, "cinema")


def test_swedish_has_a_decimal_comma(good: Path, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", "sv")
    assert "4,0" in inspect_reel(good, platform).row("duration").found


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_film_cut_short_is_refused(share: float, good: Path, platform: Platform, tmp_path: Path) -> None:
    data = good.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError) as caught:
        inspect_reel(cut, platform)
    assert "cut.mp4" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"hello",
        b"\0\0\0\x18ftypmp42",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"#EXTM3U\nhttp://127.0.0.1/x.ts\n",
    ],
)
def test_what_is_no_film_is_refused(content: bytes, platform: Platform, tmp_path: Path) -> None:
    path = tmp_path / "10:30, åäö %d.mp4"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        inspect_reel(path, platform)
    assert path.name in caught.value.message
    assert caught.value.hint


def test_files_that_are_not_there_or_folders(tmp_path: Path, platform: Platform) -> None:
    with pytest.raises(InputError):
        inspect_reel(tmp_path / "none.mp4", platform)
    with pytest.raises(InputError):
        inspect_reel(tmp_path, platform)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_files_that_may_not_be_read(good: Path, tmp_path: Path, platform: Platform) -> None:
    locked = tmp_path / "locked.mp4"
    locked.write_bytes(good.read_bytes())
    locked.chmod(0)
    with pytest.raises(InputError, match="locked"):
        inspect_reel(locked, platform)


def test_sound_alone_is_refused(tmp_path: Path, platform: Platform) -> None:
    from media import ffmpeg

    path = tmp_path / "sound.m4a"
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", path)
    with pytest.raises(InputError, match=r"sound\.m4a"):
        inspect_reel(path, platform)


def test_a_table_that_disagrees_with_the_frames(good: Path, platform: Platform, tmp_path: Path) -> None:
    """`stts` says one thing and `ctts` mends it: players that believe the first stutter."""
    from fractions import Fraction

    from vidkit.deliver.case import Case
    from vidkit.deliver.evidence import examine
    from vidkit.deliver.movie import read_movie
    from vidkit.deliver.picture_rows import picture_rows

    movie = read_movie(good)
    track = movie.first("vide")
    assert track is not None
    uneven = msgspec.structs.replace(track, steps=((60, 512), (1, 1024), (59, 512)))
    case = Case(
        platform=platform,
        length=platform.durations["reel"],
        rules="reel",
        evidence=examine(good),
        movie=msgspec.structs.replace(movie, tracks=(uneven,)),
        planned_frames=None,
    )
    rows = {finding.code: finding for finding in picture_rows(case)}
    assert rows["constant_rate"].verdict is Verdict.FAIL
    assert case.evidence.picture.last == Fraction(1, 30)


def test_mediainfo_agrees_on_a_good_film(film: Made, platform: Platform) -> None:
    from pymediainfo import MediaInfo

    path = film(picture="testsrc2=s=1080x1920:r=30:d=4")
    tracks = {track.track_type: track for track in MediaInfo.parse(path).tracks}
    general, video, audio = tracks["General"], tracks["Video"], tracks["Audio"]
    rows: dict[str, Finding] = {finding.code: finding for finding in inspect_reel(path, platform).findings}
    assert general.isstreamable == "Yes"
    assert video.frame_rate_mode == "CFR"
    assert float(video.frame_rate) == float(rows["frame_rate"].found)
    assert f"{video.width}x{video.height}" == rows["picture_size"].found
    assert rows["chroma"].found.startswith(video.chroma_subsampling)
    assert video.scan_type in (None, "Progressive")
    assert video.color_primaries == video.transfer_characteristics == video.matrix_coefficients == "BT.709"
    assert video.color_range == "Limited"
    assert video.rotation in (None, "0.000")
    assert audio.format == rows["audio_codec"].found
    assert f"{audio.sampling_rate:,} Hz" == rows["sample_rate"].found
    assert abs(video.bit_rate / 1e6 - float(rows["video_bitrate"].found.split()[0])) < 0.1
    assert not any("edit" in key.lower() for key in (*video.to_data(), *audio.to_data()))


@pytest.mark.media
def test_real_clips_are_judged_or_refused(shared_media: Path, platform: Platform) -> None:
    judged: list[Inspection] = []
    refused: list[tuple[str, str]] = []
    for path in sorted([*(shared_media / "clips").iterdir(), *(shared_media / "odd").iterdir()]):
        try:
            inspection = inspect_reel(path, platform)
        except InputError as fault:
            refused.append((path.name, fault.message))
        else:
            judged.append(inspection)
    assert len(judged) > 25
    assert not any(inspection.passed for inspection in judged)  # not one is as the platform wants it
    assert all(name in message for name, message in refused)


def test_a_quiet_film_fails_only_where_somebody_is_known_to_speak(film: Made, platform: Platform) -> None:
    quiet = film(tone="0.1*sin(2*PI*997*t)")
    assert inspect_reel(quiet, platform).row("loudness").verdict is Verdict.WARN
    assert inspect_reel(quiet, platform, spoken=True).row("loudness").verdict is Verdict.FAIL
