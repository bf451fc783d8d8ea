"""An encoder of the computer's own is used when it makes whole windows, and only then; they join as any others."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from graphics import MOODS, log_of, with_encoder

from vidkit.plan.brief import EncoderWish, Quality
from vidkit.plan.encoding import HARDWARE, SETTINGS, SOFTWARE, encoding_for
from vidkit.plan.grid import Rate
from vidkit.plan.platform import load_platform
from vidkit.plan.reel_plan import Encoding, ReelPlan
from vidkit.render import encoders, pictures
from vidkit.render.encoders import engaged, leave_alone, usable, working
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.labour import Labour, batches
from vidkit.render.program import Program, find_program
from vidkit.render.windows import Window, windows_of

from .rig import Bench, Shown, planned
from .test_pictures import joined, made

pytestmark = pytest.mark.program


LATER = {"fails half-way", "forgets the colours in earnest", "is never the same"}
"""Moods that a trial cannot find."""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))


def settings(name: str, quality: Quality = Quality.DRAFT) -> Encoding:
    return encoding_for(name, quality, Rate(30), load_platform())


def a_program(path: Path) -> Program:
    return Program(str(path), "test")


@pytest.mark.parametrize("name", HARDWARE)
def test_one_that_works_is_found_and_used(tmp_path: Path, name: str) -> None:
    program = a_program(with_encoder(tmp_path, name))
    assert working(settings, program) == (name,)
    assert engaged(EncoderWish.AUTO, settings, program) == name
    assert engaged(EncoderWish(name), settings, program) == name


@pytest.mark.parametrize("quality", Quality)
def test_the_trial_finds_no_fault_in_libx264(quality: Quality) -> None:
    assert usable(settings(SOFTWARE, quality), find_program())


@pytest.mark.parametrize("mood", sorted(set(MOODS) - {"works", "hangs", *LATER}))
def test_one_that_does_not_make_whole_windows_is_not_used(tmp_path: Path, mood: str) -> None:
    path = with_encoder(tmp_path, mood=mood)
    assert engaged(EncoderWish.AUTO, settings, a_program(path)) == SOFTWARE
    assert engaged(EncoderWish.NVENC, settings, a_program(path)) == SOFTWARE
    assert len(log_of(path)) == len(HARDWARE) + 1, "each was tried, and the one that was named once more"


def test_one_that_hangs_is_given_up_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "TRIAL_S", 0.3)
    path = with_encoder(tmp_path, mood="hangs")
    assert not usable(settings("h264_nvenc"), a_program(path))
    assert not usable(settings("h264_nvenc"), a_program(path))
    assert len(log_of(path)) == 1


def test_what_worked_is_not_tried_again_but_with_another_program_or_setting(tmp_path: Path) -> None:
    path = with_encoder(tmp_path)
    assert usable(settings("h264_nvenc"), a_program(path))
    assert usable(settings("h264_nvenc"), a_program(path))
    assert len(log_of(path)) == 1
    assert usable(settings("h264_nvenc", Quality.HIGH), a_program(path))
    assert usable(settings("h264_nvenc"), Program(str(path), "renewed"))
    assert len(log_of(path)) == 3


def test_what_failed_half_way_is_tried_again_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = a_program(with_encoder(tmp_path))
    leave_alone(settings("h264_nvenc"), program)
    assert not usable(settings("h264_nvenc"), program)
    monkeypatch.setattr(encoders, "BROKE_S", -1)
    assert usable(settings("h264_nvenc"), program)


def test_a_cache_that_cannot_be_written_costs_a_trial_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "file"))
    assert usable(settings("h264_nvenc"), a_program(with_encoder(tmp_path)))


def own_kitchen(kitchen: Kitchen, program: Path) -> Kitchen:
    return Kitchen(kitchen.folder, a_program(program), Stop())


def plan_with(bench: Bench, name: str) -> ReelPlan:
    encoding = msgspec.structs.replace(settings(name), key_every=15)
    return planned(bench.clip(seconds=4), intro=20, end=20, encoding=encoding)


@pytest.mark.parametrize("name", HARDWARE)
def test_its_windows_are_joined_to_the_whole(
    bench: Bench, kitchen: Kitchen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """By several programs and by one, from the windows kept: each frame once, in order, and nothing made twice."""
    monkeypatch.setattr(pictures, "labour", lambda *_facts: Labour(2, 1))
    plan = plan_with(bench, name)
    path = with_encoder(tmp_path, name)
    here = own_kitchen(kitchen, path)
    done = made(plan, bench, here)
    assert len(log_of(path)) >= 2
    assert len(done.files) == len(windows_of(plan)) > 1
    frames = joined(plan, done, here)
    assert len(frames) == plan.frames
    assert frames == [digest for file in done.files for digest in Shown(file).digests]
    (tmp_path / "again").mkdir()
    again = Kitchen(tmp_path / "again", here.program, Stop())
    assert made(plan, bench, again).reused == len(done.files)


def test_an_encoder_that_is_never_the_same_makes_all_in_one_go(
    bench: Bench, kitchen: Kitchen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "labour", lambda *_facts: Labour(2, 1))
    monkeypatch.setattr(
        pictures, "batches", lambda windows, missing, *_more: [range(n, n + 1) for n in missing] if windows else ()
    )
    plan = plan_with(bench, "h264_nvenc")
    here = own_kitchen(kitchen, with_encoder(tmp_path, mood="is never the same"))
    assert len(joined(plan, made(plan, bench, here), here)) == plan.frames


def test_no_more_films_are_encoded_at_once_than_a_card_takes(
    bench: Bench, kitchen: Kitchen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[Labour] = []
    monkeypatch.setattr(pictures, "labour", lambda *_facts: Labour(8, 1))
    monkeypatch.setattr(pictures, "cores", lambda: 16)

    def shared_out(windows: Sequence[Window], missing: Sequence[int], crew: Labour, second: int) -> tuple[range, ...]:
        shared.append(crew)
        return batches(windows, missing, Labour(1, 1), second)

    monkeypatch.setattr(pictures, "batches", shared_out)
    made(plan_with(bench, "h264_nvenc"), bench, own_kitchen(kitchen, with_encoder(tmp_path)))
    assert shared == [Labour(encoders.SESSIONS_MOST, 16 // encoders.SESSIONS_MOST)]


def _help(name: str) -> str:
    asked = [find_program().path, "-hide_banner", "-h", f"encoder={name}"]
    return subprocess.run(asked, capture_output=True, check=True, text=True).stdout


GENERAL = {
    "c:v",
    "profile:v",
    "maxrate",
    "bufsize",
    "g",
    "flags",
    "b:v",
    "bf",
    "q:v",
    "global_quality",
    "bsf:v",
    "an",
    "fps_mode",
}
GENERAL |= {"frames:v", "pix_fmt", "color_primaries", "color_trc", "colorspace", "color_range"}


@pytest.mark.parametrize("name", [SOFTWARE, *HARDWARE])
def test_the_program_knows_every_option_of_each_encoder(name: str) -> None:
    """No card is needed for that: the program tells what it would take."""
    from vidkit.render.compiler.encoder import encoder_options

    known = _help(name)
    if "is not recognized" in known or f"Encoder {name}" not in known:
        pytest.skip(f"this build of the program has no {name}")
    for quality in Quality:
        options = encoder_options(settings(name, quality), 1)
        assert not [option for option in set(options) - GENERAL if f"-{option} " not in known]
        if options.get("preset"):
            assert f" {options['preset']} " in known or name == SOFTWARE
        assert options["pix_fmt"] in known or name == SOFTWARE


def test_every_encoder_has_settings_of_each_quality_that_tell_them_apart() -> None:
    assert set(SETTINGS) == {SOFTWARE, *HARDWARE} == {wish.value for wish in EncoderWish} - {"auto"}
    for of_one in SETTINGS.values():
        assert len(set(of_one.values())) == len(Quality)


@pytest.mark.skipif(os.name == "nt", reason="times of files are coarser there")
def test_a_renewed_program_is_tried_anew(tmp_path: Path) -> None:
    path = with_encoder(tmp_path)
    assert usable(settings("h264_nvenc"), a_program(path))
    os.utime(path, (1, 1))
    assert usable(settings("h264_nvenc"), a_program(path))
    assert len(log_of(path)) == 2
