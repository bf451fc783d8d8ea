"""Where music is played, and that nothing else is taken for it."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vidkit.captions.cue import Music
from vidkit.captions.recognise.music import JUDGED_MS, music
from vidkit.captions.recognise.voice import Stretch

from .sounds import AMBIENCE, MUSIC, RATE, band, mixed, silence, wind

if TYPE_CHECKING:
    from .sounds import Samples

SECONDS = 8


def found(samples: "Samples", speech: tuple[Stretch, ...] = ()) -> tuple[Music, ...]:
    return music(samples, [Stretch(0, len(samples) * 1000 // RATE)], speech)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", AMBIENCE)
def test_what_nobody_plays_is_no_music(name: str, seed: int) -> None:
    assert found(AMBIENCE[name](SECONDS, seed)) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", MUSIC)
def test_music_is_found(name: str, seed: int) -> None:
    (played,) = found(MUSIC[name](SECONDS, seed))
    assert played.end_ms - played.start_ms >= SECONDS * 1000 // 2


def test_music_in_the_wind_is_found() -> None:
    assert found(mixed(band(SECONDS), wind(SECONDS), 0))


def test_it_begins_and_ends_with_the_music() -> None:
    (played,) = found(np.concatenate([wind(6), band(8), wind(6)]))
    assert abs(played.start_ms - 6000) <= JUDGED_MS / 2
    assert abs(played.end_ms - 14_000) <= JUDGED_MS / 2


def test_only_where_it_was_asked_for() -> None:
    samples = np.concatenate([band(8), silence(2), band(8)])
    (played,) = music(samples, [Stretch(9000, 18_000)])
    assert 9000 <= played.start_ms < played.end_ms <= 18_000


def test_a_moment_too_short_is_not_judged() -> None:
    samples = band(SECONDS)
    assert music(samples, [Stretch(1000, 1000 + JUDGED_MS - 1)]) == ()
    assert music(samples, [Stretch(1000, 1000 + JUDGED_MS)])


def test_music_that_nobody_hears_is_not_told_of() -> None:
    assert found(band(SECONDS) * 0.01) == ()


def test_music_far_softer_than_the_speech_is_not_told_of() -> None:
    samples = np.concatenate([band(SECONDS) * 0.05, band(4)])
    speech = (Stretch(SECONDS * 1000, SECONDS * 1000 + 4000),)
    alone = [Stretch(0, SECONDS * 1000)]
    assert music(samples, alone)
    assert music(samples, alone, speech) == ()


@pytest.mark.media
def test_no_clip_of_a_phone_has_music(shared_media: Path) -> None:
    from faster_whisper.audio import decode_audio

    looked_at = 0
    for path in sorted((shared_media / "clips").iterdir()):
        if path.suffix.lower() not in {".mp4", ".mov", ".mkv"}:
            continue
        try:
            samples = decode_audio(str(path))
        except IndexError:  # it has no sound
            continue
        looked_at += len(samples) >= 3 * RATE
        assert found(samples) == (), path.name
    assert looked_at >= 5


@pytest.mark.media
def test_no_speech_is_music(speech: Path) -> None:
    from faster_whisper.audio import decode_audio

    for path in sorted(speech.glob("*.wav")):
        assert found(decode_audio(str(path))) == (), path.name
