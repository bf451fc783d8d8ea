"""Music in the finished sound, told from the voices by its pitch: as soft as promised wherever somebody speaks.

The voices here have nothing over 6 kHz and the music is one tone at 10 kHz, so that both can be measured in one file.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from vidkit.captions.cue import Captions, Cue, Origin, Word
from vidkit.deliver.loudness import LoudnessMeter
from vidkit.plan.materials import Tune
from vidkit.plan.reel_plan import Bed, ReelPlan, Stretch
from vidkit.render.compiler.sound import BedGains, Gains, compile_master
from vidkit.render.kitchen import Kitchen
from vidkit.render.sound import heard_between, master_sound

from .rig import planned
from .test_sound import RATE, Samples, by_another_hand, film_of, heard, noise, speech

pytestmark = pytest.mark.program

TONE = 10_000
SAYS = ((0.0, 1.6), (4.6, 6.0))
"""Seconds of the clip in which somebody speaks."""


def tune(
    folder: Path,
    *,
    hertz: float = TONE,
    seconds: float = 1.0,
    rate: int = RATE,
    swell: float = 0.0,
    strength: float = 0.1,
    seamless: bool = True,
) -> Tune:
    """A tone, by itself one that goes round without a seam; with `swell`, louder in its second half by so many dB."""
    import wave

    at = np.arange(round(rate * seconds)) / rate
    sound = strength * np.sin(2 * np.pi * hertz * at + 1) * np.where(at < seconds / 2, 1, 10 ** (swell / 20))
    file = folder / f"tune-{hertz}-{seconds}-{rate}-{swell}-{strength}.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
    digest = sha256(file.read_bytes()).hexdigest()
    return Tune(path=str(file), digest=digest, samples=len(at), sample_rate=rate, seamless=seamless)


def captions(*spans: tuple[float, float]) -> tuple[Captions, ...]:
    cues = tuple(
        Cue(round(a * 1000), round(b * 1000), ("Hej!",), (Word("Hej!", round(a * 1000), round(b * 1000)),))
        for a, b in spans
    )
    return (Captions(cues=cues, origin=Origin.RECOGNISED),)


def voices(*levels: float) -> Samples:
    """Six seconds in which somebody speaks where `SAYS` tells, each time so loud; softly hissing in between."""
    at = np.arange(6 * RATE) / RATE
    loud = np.zeros(6 * RATE)
    for (begins, ends), level in zip(SAYS, levels, strict=True):
        loud = np.where((at >= begins) & (at < ends), level, loud)
    spoken = speech(1.0) * loud
    return np.asarray(spoken + low(noise(0.003)), dtype=np.float32)


def low(sound: Samples) -> Samples:
    return np.asarray(between(sound[np.newaxis], 0, 7000)[0], dtype=np.float32)


def between(sound: Samples, lowest: float, highest: float) -> Samples:
    tones: Any = np.fft.rfft(sound, axis=1)
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    tones[:, (hertz < lowest) | (hertz >= highest)] = 0
    kept: Any = np.fft.irfft(tones, sound.shape[1], axis=1)
    return np.asarray(kept, dtype=np.float32)


def loudness(sound: Samples) -> float:
    meter = LoudnessMeter(RATE, ["FL", "FR"])
    meter.add(sound)
    return meter.result().integrated_lufs


class Finished:
    """The encoded sound of a plan with its music and its voices apart."""

    def __init__(self, plan: ReelPlan, kitchen: Kitchen) -> None:
        self.plan = plan
        self.file = kitchen.folder / master_sound(plan, kitchen).file
        sound, _start = heard(self.file)
        self.music = between(sound, TONE - 500, TONE + 500)
        self.voices = between(sound, 0, 8000)

    @property
    def bed(self) -> Bed:
        assert self.plan.sound is not None
        assert self.plan.sound.bed is not None
        return self.plan.sound.bed

    def under(self, stretch: Stretch) -> float:
        """By how much the music is softer than the voices between two frames."""
        piece = slice(stretch.first * self.plan.rate.samples, stretch.end * self.plan.rate.samples)
        return loudness(self.voices[:, piece]) - loudness(self.music[:, piece])

    def level(self, second: float) -> float:
        """How loud the music is in a tenth of a second, in dB."""
        piece = self.music[:, round(second * RATE) : round((second + 0.1) * RATE)]
        return float(10 * np.log10(np.mean(piece**2) + 1e-12))


def film(folder: Path, *levels: float, **known: Any) -> ReelPlan:
    clip = film_of(folder / "clip.mov", (0, voices(*levels)))
    usual: dict[str, Any] = {"captions": captions(*SAYS), "intro": 0, "end": 90, "music": tune(folder)}
    return finely(planned(clip, **usual | known))


def finely(plan: ReelPlan) -> ReelPlan:
    """Coded so that a soft high tone beside a voice is not left out as something nobody hears."""
    assert plan.sound is not None
    levels = msgspec.structs.replace(plan.sound.levels, bitrate=320_000)
    return msgspec.structs.replace(plan, sound=msgspec.structs.replace(plan.sound, levels=levels))


@pytest.mark.parametrize("levels", [(0.02, 0.02), (0.4, 0.1), (0.1, 0.4)])
def test_music_stays_under_every_stretch_of_speech(
    levels: tuple[float, float], tmp_path: Path, kitchen: Kitchen
) -> None:
    made = Finished(film(tmp_path, *levels), kitchen)
    assert len(made.bed.spoken) == 2
    assert 19 <= min(map(made.under, made.bed.spoken)) <= 23
    measured = by_another_hand(made.file)
    assert abs(measured.integrated_lufs - -14) <= 1
    assert measured.true_peak_dbtp <= -1


def test_music_that_swells_is_set_by_its_loudest_moment(tmp_path: Path, kitchen: Kitchen) -> None:
    made = Finished(film(tmp_path, 0.2, 0.2, music=tune(tmp_path, seconds=4, swell=12)), kitchen)
    assert min(map(made.under, made.bed.spoken)) >= 19


def test_music_comes_up_in_a_long_pause_and_is_softer_than_the_words_there_too(
    tmp_path: Path, kitchen: Kitchen
) -> None:
    made = Finished(film(tmp_path, 0.2, 0.2), kitchen)
    down, up = made.level(1.7), made.level(4.0)
    assert up - down == pytest.approx(made.bed.rise_lu, abs=1)
    assert made.level(4.6) == pytest.approx(down, abs=1), "down again when the word begins"
    assert made.level(2.2) == pytest.approx(down, abs=1), "and still down a little after one"
    pause = made.music[:, round(3.0 * RATE) : round(4.2 * RATE)]
    words = min(loudness(made.voices[:, round(a * RATE) : round(b * RATE)]) for a, b in SAYS)
    assert loudness(pause) <= words - 7


def test_music_comes_and_goes_softly(tmp_path: Path, kitchen: Kitchen) -> None:
    made = Finished(film(tmp_path, 0.2, 0.2), kitchen)
    last = made.plan.frames * made.plan.rate.samples / RATE
    assert made.level(0) < made.level(1.5) - 20
    assert made.level(last - 0.15) < made.level(last - 1.2) - 15


def test_room_tone_is_not_pumped_by_music(tmp_path: Path, kitchen: Kitchen) -> None:
    depths = []
    for music in (None, tune(tmp_path)):
        plan = film(tmp_path, 0.2, 0.2, music=music)
        sound, _start = heard(kitchen.folder / master_sound(plan, kitchen).file)
        spoken = between(sound, 0, 8000)
        depths.append(loudness(spoken[:, :RATE]) - loudness(spoken[:, 2 * RATE : 4 * RATE]))
    assert depths[0] == pytest.approx(depths[1], abs=0.3)


def test_without_captions_it_lies_low_all_the_time(tmp_path: Path, kitchen: Kitchen) -> None:
    plan = film(tmp_path, 0.2, 0.2)
    assert plan.sound is not None
    assert plan.sound.bed is not None
    whole = (Stretch(0, 180),)
    bed = msgspec.structs.replace(plan.sound.bed, spoken=whole)
    made = Finished(msgspec.structs.replace(plan, sound=msgspec.structs.replace(plan.sound, bed=bed)), kitchen)
    middle = [made.level(at / 10) for at in range(16, 60)]
    assert max(middle) - min(middle) < 1
    assert min(made.under(Stretch(0, 48)), made.under(Stretch(138, 180))) >= 19


@pytest.mark.parametrize("wind", [0.0, 0.02, 0.3])
def test_where_nobody_speaks_music_makes_the_reel_as_loud_as_others(
    wind: float, tmp_path: Path, kitchen: Kitchen
) -> None:
    clip = film_of(tmp_path / "clip.mov", (0, noise(wind)))
    plan = planned(clip, intro=0, end=30, music=tune(tmp_path))
    master_sound(plan, kitchen)
    measured = by_another_hand(kitchen.folder / "sound.mp4")
    assert abs(measured.integrated_lufs - -14) <= 1
    assert measured.true_peak_dbtp <= -1


def test_a_file_of_silence_is_no_reason_to_lift_anything(tmp_path: Path, kitchen: Kitchen) -> None:
    made = Finished(film(tmp_path, 0.2, 0.2, music=tune(tmp_path, strength=0)), kitchen)
    assert loudness(made.music) < -60
    assert abs(by_another_hand(made.file).integrated_lufs - -14) <= 1


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_a_loop_goes_round_without_a_click(rate: int, tmp_path: Path, kitchen: Kitchen) -> None:
    plan = planned(
        film_of(tmp_path / "clip.mov", (0, noise(0))), intro=0, music=tune(tmp_path, hertz=1000, seconds=0.5, rate=rate)
    )
    alone = Gains(0, 0, 0, BedGains(0))
    silence = film_of(kitchen.folder / "silence.mov", (0, noise(0)), codec="pcm_s16le", layout="stereo")
    sound, _start = heard(kitchen.cook(compile_master(plan, silence.name, alone, "master.wav")))
    steady = sound[:, 2 * RATE : 4 * RATE]
    assert loudness(steady) > -30
    turns = 2j * np.pi * 1000 * np.arange(steady.shape[1]) / RATE
    tone = 2 * np.mean(steady[0] * np.exp(-turns)) * np.exp(turns)
    off = np.abs(steady[0] - tone.real)
    assert off.max() < 0.01 * np.abs(tone).max(), "the one tone and nothing else, at the seam too"


def over_and_over(folder: Path, kitchen: Kitchen, own: Tune) -> Samples:
    """The music of a reel by itself, from after it has come in to before it goes."""
    plan = planned(film_of(folder / "clip.mov", (0, noise(0))), intro=0, music=own)
    silence = film_of(kitchen.folder / "silence.mov", (0, noise(0)), codec="pcm_s16le", layout="stereo")
    recipe = compile_master(plan, silence.name, Gains(0, 0, 0, BedGains(0)), "master.wav")
    sound, _start = heard(kitchen.cook(recipe))
    assert sound.shape[1] == plan.frames * plan.rate.samples
    return np.asarray(sound[0, 2 * RATE : 5 * RATE], dtype=np.float32)


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
@pytest.mark.parametrize(("hertz", "seconds"), [(441.7, 0.7013), (1003.3, 0.3334), (203.9, 1.9007)])
def test_music_whose_end_does_not_meet_its_beginning_begins_again_without_a_jump(
    hertz: float, seconds: float, rate: int, tmp_path: Path, kitchen: Kitchen
) -> None:
    """A tone that is cut off anywhere: where it begins again hard it jumps by many times its steps."""
    own = tune(tmp_path, hertz=hertz, seconds=seconds, rate=rate, seamless=False)
    steps = [np.abs(np.diff(piece)).max() for piece in np.array_split(over_and_over(tmp_path, kitchen, own), 100)]
    usual = np.median(steps)
    assert max(steps) <= 1.5 * usual, "two tones in step are 1.4 times as strong, and that is all"
    hard = over_and_over(tmp_path, kitchen, msgspec.structs.replace(own, seamless=True))
    assert np.abs(np.diff(hard)).max() > 3 * usual, "what would be heard otherwise"


@pytest.mark.parametrize("silent", [0.0, 0.05])
def test_music_is_as_strong_where_it_begins_again_as_elsewhere(silent: float, tmp_path: Path, kitchen: Kitchen) -> None:
    """Noise, which is never in step with itself; also where a coder has put silence before and after it."""
    own = tune(tmp_path, seconds=2, strength=0, seamless=False)
    count = round(silent * RATE)
    hiss = np.concatenate([np.zeros(count), noise(0.2)[: 2 * RATE - 2 * count], np.zeros(count)])
    with Path(own.path).open("r+b") as file:
        file.seek(44)
        file.write(np.rint(hiss * 32767).astype("<i2").tobytes())
    sound = over_and_over(tmp_path, kitchen, own)
    levels = [float(np.sqrt(np.mean(piece**2))) for piece in np.array_split(sound, 60)]
    assert min(levels) > 0.85 * np.median(levels), "no gap"
    assert max(levels) < 1.2 * np.median(levels)


def test_each_round_but_the_first_is_shorter_by_what_melts(tmp_path: Path, kitchen: Kitchen) -> None:
    own = tune(tmp_path, seconds=1.0, swell=12, seamless=False)
    sound = over_and_over(tmp_path, kitchen, own)
    third = RATE // 3
    assert np.abs(sound[: 2 * third] - sound[RATE - third : RATE + third]).max() < 0.02 * np.abs(sound).max()


def test_how_loud_a_stretch_is_does_not_hang_on_its_pauses() -> None:
    levels: Sequence[float] = [-70.0] * 10 + [-20.0] * 10 + [-60.0] * 10 + [-20.0] * 10
    assert heard_between(levels, 1.0, 4.0) == pytest.approx(-20, abs=0.1)
    assert heard_between(levels, 0.0, 1.0) == pytest.approx(-70, abs=0.1)
    assert heard_between(levels, 2.0, 2.1) == pytest.approx(-60, abs=0.1), "shorter than what is looked at"
    assert heard_between(levels, 99.0, 100.0) == -70
