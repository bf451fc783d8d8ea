"""The reel's sound: as loud as asked, never over the peak, exactly as long as the picture, and in step with it."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from media import beep_onsets, is_flash

from vidkit.captions.cue import Captions, Cue, Origin
from vidkit.deliver.loudness import Loudness, LoudnessMeter
from vidkit.deliver.movie import read_movie
from vidkit.errors import RenderError
from vidkit.plan.reel_plan import Encoding, ReelPlan, Sting
from vidkit.render.compiler.picture import compile_window
from vidkit.render.compiler.sound import compile_film, compile_speech
from vidkit.render.kitchen import Kitchen
from vidkit.render.sound import MAKE_UP_DB, Mastered, master_sound, measure
from vidkit.render.windows import whole

from .rig import Bench, planned

pytestmark = pytest.mark.program

Samples = npt.NDArray[np.float32]
RATE = 48_000
SECONDS = 6
SPOKEN = (Captions(cues=(Cue(500, 1500, ("Hej!",)),), origin=Origin.RECOGNISED),)


def noise(level: float, seconds: float = SECONDS, seed: int = 1) -> Samples:
    """Hiss of wind or of a crowd: all tones alike."""
    rolled = np.random.default_rng(seed).standard_normal(round(RATE * seconds))
    return (level * rolled / 4).astype(np.float32)


def voice(level: float) -> Samples:
    """Noise with the tones of a voice, 100 to 6000 Hz."""
    tones = np.fft.rfft(noise(level))
    hertz = np.fft.rfftfreq(RATE * SECONDS, 1 / RATE)
    tones[(hertz < 100) | (hertz > 6000)] = 0
    return (3 * np.fft.irfft(tones)).astype(np.float32)


def speech(level: float) -> Samples:
    """Bursts of noise with pauses between, as syllables are."""
    at = np.arange(RATE * SECONDS) / RATE
    syllables = (at % 0.25 < 0.17) & (at % 2 < 1.6)
    return (voice(level) * syllables * (0.4 + 0.6 * np.abs(np.sin(7 * at)))).astype(np.float32)


def claps(level: float) -> Samples:
    """Hard, short and far apart: all peak and little loudness."""
    at = np.arange(RATE * SECONDS) / RATE
    return (noise(level) * np.exp(-60 * (at % 0.5))).astype(np.float32)


Piece = tuple[float, Samples]
"""Seconds from the clip's start, and samples `(channels, n)` or `(n,)`."""


def film_of(path: Path, *pieces: Piece, layout: str = "stereo", codec: str = "aac") -> Path:
    """A grey clip with these pieces of sound; between them its sound track has nothing at all."""
    import av

    with av.open(str(path), "w") as container:
        picture: Any = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = 96, 170, "yuv420p"
        sound: Any = container.add_stream(codec, rate=RATE, layout=layout)
        for number in range(SECONDS * 30):
            frame = av.VideoFrame.from_ndarray(np.full((170, 96, 3), 128, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        for begins, samples in pieces:
            planes = np.atleast_2d(samples)
            channels = len(sound.codec_context.layout.channels)
            planes = np.repeat(planes, channels, axis=0) if len(planes) == 1 else planes
            for at in range(0, planes.shape[1], 1024):
                block = np.ascontiguousarray(planes[:, at : at + 1024].clip(-1, 1).astype(np.float32))
                made = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
                made.sample_rate, made.time_base = RATE, Fraction(1, RATE)
                made.pts = round(begins * RATE) + at
                made = made if codec == "aac" else resampled(made, layout)
                container.mux(sound.encode(made))
        container.mux(sound.encode(None))
    return path


def resampled(frame: Any, layout: str) -> Any:
    import av

    (only,) = av.AudioResampler(format="s16", layout=layout, rate=RATE).resample(frame)
    return only


def heard(path: Path) -> tuple[Samples, Fraction]:
    """A file's sound as it is decoded, `(channels, samples)`, and the second at which it begins."""
    import av

    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
        start = Fraction(frames[0].pts or 0) * Fraction(frames[0].time_base or 1)
        resampler = av.AudioResampler(format="fltp")
        planes = [piece.to_ndarray() for frame in frames for piece in resampler.resample(frame)]
    return np.concatenate(planes, axis=1), start


def by_another_hand(path: Path) -> Loudness:
    samples, _start = heard(path)
    meter = LoudnessMeter(RATE, ["FL", "FR"])
    meter.add(samples)
    return meter.result()


def mastered(plan: ReelPlan, kitchen: Kitchen) -> tuple[Mastered, Loudness]:
    done = master_sound(plan, kitchen)
    measured = by_another_hand(kitchen.folder / done.file)
    assert measured.true_peak_dbtp <= -1.0
    assert [path.name for path in kitchen.folder.glob("*.wav")] == []
    samples, start = heard(kitchen.folder / done.file)
    assert start == 0
    assert 0 <= samples.shape[1] - plan.frames * plan.rate.samples < 2048  # AAC comes in blocks of 1024
    return done, measured


SOUNDS: dict[str, Callable[[Path], Path]] = {
    "quiet speech": lambda path: film_of(path, (0, speech(0.05))),
    "ordinary speech": lambda path: film_of(path, (0, speech(0.4))),
    "loud and clipped": lambda path: film_of(path, (0, noise(8))),
    "claps over speech": lambda path: film_of(path, (0, speech(0.4) + claps(2))),
    "wind": lambda path: film_of(path, (0, noise(0.3))),
    "mono": lambda path: film_of(path, (0, speech(0.2)), layout="mono"),
    "5.1, speech in the centre": lambda path: film_of(
        path, (0, np.stack([speech(level) for level in (0.01, 0.01, 0.3, 0, 0.01, 0.01)])), layout="5.1"
    ),
    "one ear only": lambda path: film_of(path, (0, np.stack([speech(0.3), noise(0.0001)]))),
    "late": lambda path: film_of(path, (1.7, speech(0.2)[: RATE * 4])),
    "gaps": lambda path: film_of(
        path.with_suffix(".mkv"), (0, speech(0.2)[:RATE]), (3, speech(0.2)[: 2 * RATE]), codec="pcm_s16le"
    ),
}


@pytest.mark.parametrize("sound", SOUNDS)
def test_speech_comes_to_the_loudness_that_is_asked_for(sound: str, tmp_path: Path, kitchen: Kitchen) -> None:
    plan = planned(SOUNDS[sound](tmp_path / "clip.mov"), captions=SPOKEN, end=10)
    done, measured = mastered(plan, kitchen)
    assert abs(measured.integrated_lufs - -14) <= 1.0
    assert done.loudness.lufs == pytest.approx(measured.integrated_lufs, abs=0.2)
    assert done.loudness.peak_dbtp == pytest.approx(measured.true_peak_dbtp, abs=0.3)


def test_room_tone_is_left_alone(tmp_path: Path, kitchen: Kitchen) -> None:
    plan = planned(film_of(tmp_path / "clip.mov", (0, noise(0.004))), captions=SPOKEN, end=10)
    done, measured = mastered(plan, kitchen)
    assert done.gain_db == 0
    assert measured.integrated_lufs < -50


def test_what_nobody_says_is_lifted_a_little_only(tmp_path: Path, kitchen: Kitchen) -> None:
    clip = film_of(tmp_path / "clip.mov", (0, noise(0.02)))
    plan = planned(clip, end=10)
    assert plan.sound is not None
    done, measured = mastered(plan, kitchen)
    assert done.gain_db <= plan.sound.levels.lift_most_db + MAKE_UP_DB
    assert measured.integrated_lufs == pytest.approx(by_another_hand(clip).integrated_lufs + done.gain_db, abs=1)


def test_hard_claps_over_a_soft_voice_are_held_and_the_voice_is_not_crushed(tmp_path: Path, kitchen: Kitchen) -> None:
    plan = planned(film_of(tmp_path / "clip.mov", (0, speech(0.1) + claps(4))), captions=SPOKEN, end=10)
    _done, measured = mastered(plan, kitchen)
    assert -18 <= measured.integrated_lufs <= -13


def test_silence_stays_silent(tmp_path: Path, kitchen: Kitchen) -> None:
    plan = planned(film_of(tmp_path / "clip.mov", (0, noise(0))), captions=SPOKEN, end=10)
    done, measured = mastered(plan, kitchen)
    assert done.gain_db == 0
    assert measured.integrated_lufs == -np.inf


def test_clips_without_sound_have_silence_as_long_as_the_picture(bench: Bench, kitchen: Kitchen) -> None:
    plan = planned(bench.clip(seconds=2))
    assert plan.sound is None
    _done, measured = mastered(plan, kitchen)
    assert measured.integrated_lufs == -np.inf


def test_the_intro_s_sound_does_not_make_the_speech_softer(tmp_path: Path, kitchen: Kitchen) -> None:
    clip = film_of(tmp_path / "clip.mov", (0, speech(0.2)))
    bell = film_of(tmp_path / "bell.mov", (0, noise(1)[: RATE // 2]))
    sting = Sting(path=str(bell), digest="5" * 64, start=0, gain_db=0.0)
    plan = planned(clip, captions=SPOKEN, intro=30, sting=sting)
    _done, measured = mastered(plan, kitchen)
    assert abs(measured.integrated_lufs - -14) <= 1.0


def laid_out(plan: ReelPlan, kitchen: Kitchen) -> Samples:
    """The clips' sound before it is mastered, `(2, samples)`."""
    samples, _start = heard(kitchen.cook(compile_speech(plan, "speech.wav")))
    assert samples.shape == (2, plan.frames * plan.rate.samples)
    return samples


@pytest.mark.parametrize("trims", [((None, None),), ((1700, 4300),), ((5900, None),)])
def test_the_sound_is_exactly_as_long_as_the_picture(
    trims: tuple[tuple[int | None, int | None]], tmp_path: Path, kitchen: Kitchen
) -> None:
    laid_out(planned(film_of(tmp_path / "clip.mov", (0.3, speech(0.2)[: 2 * RATE])), trims=trims, end=10), kitchen)


def test_sound_that_pauses_or_comes_late_stays_where_it_was(tmp_path: Path, kitchen: Kitchen) -> None:
    hum = noise(0.5)
    clip = film_of(tmp_path / "clip.mkv", (0.5, hum[:RATE]), (3, hum[:RATE]), codec="pcm_s16le")
    for trim, spans in (
        ((None, None), [(0.5, 1.5), (3, 4)]),
        ((2000, 6000), [(1, 2)]),
        ((500, 3500), [(0, 1), (2.5, 3)]),
    ):
        sound = np.abs(laid_out(planned(clip, trims=(trim,), intro=0), kitchen)[0])
        loud = [float(piece.mean()) > 0.01 for piece in np.array_split(sound, len(sound) * 10 // RATE)]
        assert loud == [any(a <= (at + 0.5) / 10 < b for a, b in spans) for at in range(len(loud))], trim


def test_sound_out_of_parts_of_one_clip_has_no_click_at_the_seams(tmp_path: Path, kitchen: Kitchen) -> None:
    at = np.arange(RATE * SECONDS) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 220 * at)).astype(np.float32)
    clip = film_of(tmp_path / "clip.mov", (0, tone))
    sound = laid_out(planned(clip, clip, trims=((1000, 2010), (3333, 4444)), intro=0), kitchen)[0]
    assert np.abs(np.diff(sound)).max() < 0.5 * 2 * np.pi * 220 / RATE * 1.2


def test_a_program_that_does_not_tell_the_loudness(kitchen: Kitchen, tmp_path: Path) -> None:
    silent = film_of(kitchen.folder / "clip.mov", (0, noise(0.1)))
    deaf = msgspec.structs.replace(kitchen, program=msgspec.structs.replace(kitchen.program, path="true"))
    assert measure(silent, kitchen).lufs < -10
    with pytest.raises(RenderError, match="loudness"):
        measure(silent, deaf)


# --- picture and sound together


TINY = Encoding(encoder="libx264", preset="ultrafast", crf=28, key_every=60, bitrate_most=4_000_000)
EVEN_SECONDS = (2, 4, 3, 3, 3)
"""An uneven rhythm, in 1/90 s, in which a frame begins at each full second."""


def finished(plan: ReelPlan, bench: Bench, kitchen: Kitchen) -> Path:
    picture = kitchen.cook(compile_window(plan, whole(plan), bench.cards(plan), "picture.mp4"))
    sound = master_sound(plan, kitchen)
    return kitchen.cook(compile_film([picture.name], sound.file, "Lås: 'dörren' \"nu\", [a];=\\", "film.mp4"))


def flashes(film: Path) -> Iterator[float]:
    """Seconds at which the picture turns white."""
    import av

    with av.open(str(film)) as container:
        white = False
        for frame in container.decode(video=0):
            assert frame.pts is not None
            was, white = white, is_flash(frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False))
            if white and not was:
                yield float(frame.pts * frame.time_base)  # type: ignore[operator]


def apart(film: Path) -> list[tuple[float, float]]:
    """For each flash its second and how many milliseconds before its beep it comes."""
    samples, start = heard(film)
    beeps = [float(start) + onset for onset in beep_onsets(samples.mean(axis=0), RATE)]
    near = [(flash, min(beeps, key=lambda beep: abs(beep - flash))) for flash in flashes(film)]
    # The encoder's priming takes the first 21 ms of the film's sound; and either may end before the other.
    return [(flash, 1000 * (beep - flash)) for flash, beep in near if flash > 0 and abs(beep - flash) < 0.5]


def test_a_long_uneven_clip_stays_in_step_to_its_end(bench: Bench, kitchen: Kitchen) -> None:
    clip = bench.clip(seconds=60, rate="90", stands=EVEN_SECONDS, sound="stereo", keyframes=90)
    plan = planned(clip, encoding=TINY, intro=20, captions=SPOKEN)
    assert plan.rate.numerator == 30
    assert not plan.sources[0].picture.constant_rate
    pairs = apart(finished(plan, bench, kitchen))
    assert len(pairs) == 59  # the flash at 0 is under the crossfade
    assert all(abs(off) <= 10 for _at, off in pairs[:3]), pairs[:3]
    assert all(abs(off) <= 20 for _at, off in pairs[-3:]), pairs[-3:]
    assert max(off for _at, off in pairs) - min(off for _at, off in pairs) < 5  # no drift
    assert [round(b - a, 3) for (a, _), (b, _) in pairwise(pairs)] == [1.0] * 58


TRIMMED: dict[str, dict[str, Any]] = {
    "trimmed": {"trims": ((1300, 5700),)},
    "25 frames a second": {"clip": {"rate": "25"}, "trims": ((900, None),)},
    "sound begins late": {"clip": {"sound_at": 0.4}},
    "picture begins late": {"clip": {"picture_at": 0.5}},
    "no intro": {"intro": 0, "end": 20},
    "PCM": {"clip": {"sound_codec": "pcm_s16le", "suffix": ".mov"}, "trims": ((2500, None),)},
    "44.1 kHz mono": {"clip": {"sound_rate": 44_100, "sound": "mono"}},
}


@pytest.mark.parametrize("case", TRIMMED)
def test_flash_and_beep_come_together(case: str, bench: Bench, kitchen: Kitchen) -> None:
    wishes = dict(TRIMMED[case])
    clip = bench.clip(**{"seconds": 6, "sound": "stereo"} | wishes.pop("clip", {}))
    plan = planned(clip, encoding=TINY, captions=SPOKEN, **wishes)
    pairs = apart(finished(plan, bench, kitchen))
    assert len(pairs) >= 3
    assert all(abs(off) <= 10 for _at, off in pairs), pairs


def test_the_second_clip_is_in_step_too(bench: Bench, kitchen: Kitchen) -> None:
    clip = bench.clip(seconds=6, sound="stereo")
    plan = planned(clip, clip, trims=((0, 2500), (1200, 5400)), encoding=TINY, captions=SPOKEN * 2, end=20)
    pairs = apart(finished(plan, bench, kitchen))
    assert len(pairs) >= 5
    assert all(abs(off) <= 10 for _at, off in pairs), pairs


def test_the_film_is_laid_out_for_streaming_and_begins_at_nought(bench: Bench, kitchen: Kitchen) -> None:
    import av

    plan = planned(bench.clip(seconds=2, sound="stereo"), encoding=TINY, end=20, captions=SPOKEN)
    film = finished(plan, bench, kitchen)
    movie = read_movie(film)
    assert movie.edit_lists == 0
    assert movie.moov_first
    assert not movie.fragmented
    picture, sound = movie.first("vide"), movie.first("soun")
    assert picture is not None
    assert sound is not None
    assert picture.samples == plan.frames
    assert picture.even_steps
    assert (picture.codec, sound.codec) == ("avc1", "mp4a")
    with av.open(str(film)) as container:
        assert container.metadata["title"] == "Lås: 'dörren' \"nu\", [a];=\\"
        for stream in container.streams:
            stamps = [packet.pts for packet in container.demux(stream) if packet.pts is not None]
            assert min(stamps) == 0
            container.seek(0)
        assert abs(float(container.duration or 0) / 1e6 - plan.frames / 30) < 0.05
