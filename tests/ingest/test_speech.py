"""Samples stand on the clip's own clock."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from media import beep_onsets, ffmpeg

from vidkit.errors import InputError
from vidkit.ingest.probe import look
from vidkit.ingest.speech import SAMPLE_RATE, Speech, speech, speech_of

Clip = Callable[..., Path]


def beeps(found: Speech) -> list[float]:
    assert found.samples.dtype == np.float32
    assert found.samples.ndim == 1
    assert np.abs(found.samples).max(initial=0) <= 1
    return [round(second, 2) for second in beep_onsets(found.samples, found.sample_rate)]


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1"])
@pytest.mark.parametrize(("codec", "suffix"), [("aac", ".mp4"), ("pcm_s16le", ".mov"), ("libopus", ".mkv")])
def test_a_second_is_a_second(clip: Clip, layout: str, codec: str, suffix: str) -> None:
    footage = look(clip(seconds=3, sound=layout, sound_codec=codec, suffix=suffix))
    found = speech(footage)
    assert beeps(found) == [0.0, 1.0, 2.0]
    assert found.duration_ms == pytest.approx(3000, abs=25)
    assert np.abs(found.samples).max() > 0.3


@pytest.mark.parametrize("rate", [8000, 44_100, 48_000])
def test_any_rate_becomes_sixteen_thousand(clip: Clip, rate: int) -> None:
    found = speech(look(clip(seconds=2, sound="mono", sound_rate=rate)))
    assert found.sample_rate == SAMPLE_RATE == 16_000
    assert beeps(found) == [0.0, 1.0]


def test_sound_that_starts_late_has_silence_before_it(clip: Clip) -> None:
    found = speech(look(clip(seconds=3, sound="mono", sound_at=0.5)))
    assert beeps(found) == [1.0, 2.0, 3.0]
    assert not found.samples[: SAMPLE_RATE * 45 // 100].any()


def test_a_picture_that_starts_late_moves_nothing(clip: Clip) -> None:
    assert beeps(speech(look(clip(seconds=2, sound="mono", picture_at=0.7)))) == [0.0, 1.0]


def test_a_gap_becomes_silence(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "gap.mkv"
    whole = clip(seconds=3, sound="mono", sound_codec="pcm_s16le", suffix=".mov")
    # Drops the packets between 0.3 and 0.7 seconds, and leaves the others' time stamps alone.
    hole = r"noise=drop=between(pts*tb\,0.3\,0.7):amount=0"
    ffmpeg("-i", whole, "-vn", "-c", "copy", "-bsf:a", hole, path)
    assert beeps(speech_of(path)) == [0.0, 1.0, 2.0]


def test_the_end_is_where_the_edit_list_says(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "trimmed.mp4"
    ffmpeg("-ss", "0.5", "-i", clip(seconds=3, sound="mono"), "-c", "copy", path)
    footage = look(path)
    assert footage.sound is not None
    found = speech(footage)
    assert found.duration_ms == pytest.approx(footage.sound.duration_ms, abs=1)
    assert beeps(found) == pytest.approx([0.5, 1.5], abs=0.02)


def test_no_sound_is_no_samples(clip: Clip) -> None:
    found = speech(look(clip()))
    assert (len(found.samples), found.duration_ms) == (0, 0)


@pytest.mark.parametrize("suffix", [".wav", ".m4a", ".mp3", ".flac", ".ogg"])
def test_recordings_without_a_picture(clip: Clip, tmp_path: Path, suffix: str) -> None:
    path = (tmp_path / "memo").with_suffix(suffix)
    ffmpeg("-i", clip(seconds=2, sound="stereo"), "-vn", path)
    assert beeps(speech_of(path)) == pytest.approx([0, 1], abs=0.03)


def test_four_channels_without_names(tmp_path: Path) -> None:
    path = tmp_path / "field.wav"
    with wave.open(str(path), "wb") as recording:
        recording.setparams((4, 2, SAMPLE_RATE, 0, "NONE", ""))
        recording.writeframes(np.full((SAMPLE_RATE, 4), 16_384, "<i2").tobytes())
    found = speech_of(path)
    assert len(found.samples) == SAMPLE_RATE
    assert np.median(found.samples) == pytest.approx(0.5, abs=0.01)


def test_a_damaged_packet_costs_only_itself(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "scratched.mp4"
    ffmpeg("-i", clip(seconds=3, sound="mono"), "-vn", "-c", "copy", path)
    whole = bytearray(path.read_bytes())
    begin = whole.index(b"mdat")
    middle = begin + (whole.index(b"moov") - begin) * 4 // 9
    whole[middle : middle + 40] = b"\xff" * 40
    path.write_bytes(whole)
    found = beeps(speech_of(path))
    assert (found[0], found[-1]) == (0.0, 2.0)


def test_no_sound_where_sound_is_asked_for(clip: Clip) -> None:
    with pytest.raises(InputError, match="has no sound"):
        speech_of(clip())


def test_a_clip_that_went_away(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "brief.mp4"
    path.write_bytes(clip(sound="mono").read_bytes())
    footage = look(path)
    path.unlink()
    with pytest.raises(InputError, match="no file"):
        speech(footage)
