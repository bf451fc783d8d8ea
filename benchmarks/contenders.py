"""The same reel made three ways, each as a process of its own: `python -m benchmarks.contenders WAY JOB`.

JOB is the folder that `benchmarks.render` has laid out: `plan.json`, `job.json` and the cache with the drawn cards.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from vidkit.brand.kit import load_brand
from vidkit.events import silent
from vidkit.plan.reel_plan import CardShot, ClipShot, Fit, PlannedCue, ReelPlan, from_json
from vidkit.render import pictures
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.renderer import render

Clip = Any
"""moviepy has no types of its own."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What the contenders need beside the plan; paths are absolute."""

    brand: str
    reference: str
    """The reel's own pictures and sound, coded as finely as a phone codes."""
    cards: dict[str, str]
    """File of drawn frames for each card's digest."""
    cores: int = 0
    """For how many cores vidkit's work is shared out; 0 for those that there are."""


def output(folder: Path, way: str) -> Path:
    """The film that `way` makes."""
    return folder / way / "film.mp4"


def by_vidkit(plan: ReelPlan, job: Job, film: Path) -> None:
    """The renderer alone: the plan is there, the cards are drawn, nobody listens to speech."""
    if job.cores:
        pictures.cores = lambda: job.cores
    render(plan, load_brand(job.brand), Kitchen(film.parent, find_program(), Stop()), silent)


def by_ffmpeg(plan: ReelPlan, job: Job, film: Path) -> None:
    """Decode the finished reel's pictures and encode them as the reel is encoded: what nobody can be faster than."""
    command = [find_program().path, "-nostdin", "-loglevel", "error", "-y", "-i", job.reference]
    command += ["-c:v", plan.encoding.encoder, "-preset", plan.encoding.preset, *_encoder_options(plan)]
    command += ["-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", str(film)]
    subprocess.run(command, check=True)


def _encoder_options(plan: ReelPlan) -> list[str]:
    encoding = plan.encoding
    options: dict[str, object] = {
        "crf": encoding.crf,
        "profile:v": "high",
        "maxrate": encoding.bitrate_most,
        "bufsize": encoding.bitrate_most,
        "g": encoding.key_every,
        "flags": "+cgop",
    }
    return [part for name, value in options.items() for part in (f"-{name}", str(value))]


def by_moviepy(plan: ReelPlan, job: Job, film: Path) -> None:
    """As a script with moviepy alone would: compose, caption, write. The drawn cards are given to it as well."""
    from moviepy import CompositeVideoClip

    rate = float(plan.rate.fraction)
    layers: list[Clip] = []
    for shot, start in zip(plan.shots, plan.starts, strict=True):
        layers.append(_faded(_moving(plan, shot, job), shot.overlap / rate).with_start(start / rate))
    layers += [_caption(plan, cue) for cue in plan.cues]
    whole = CompositeVideoClip(layers, size=(plan.size.width, plan.size.height)).with_duration(plan.frames / rate)
    whole.write_videofile(
        str(film),
        fps=rate,
        codec=plan.encoding.encoder,
        preset=plan.encoding.preset,
        audio_codec="aac",
        audio_bitrate="128k",
        audio_fps=48_000,
        pixel_format="yuv420p",
        ffmpeg_params=[*_encoder_options(plan), "-movflags", "+faststart"],
        temp_audiofile=str(film.with_suffix(".m4a")),
        logger=None,
    )


def _moving(plan: ReelPlan, shot: ClipShot | CardShot, job: Job) -> Clip:
    from moviepy import AudioFileClip, VideoFileClip

    rate = float(plan.rate.fraction)
    if isinstance(shot, CardShot):
        clip = VideoFileClip(job.cards[shot.card.digest])
        sting = plan.sound.sting if plan.sound else None
        first = plan.shots[0] is shot
        return clip.with_audio(AudioFileClip(sting.path)) if sting and first else clip
    clip = VideoFileClip(plan.sources[shot.source].path)
    end = min(clip.duration, (shot.first + shot.frames) / rate)
    framing = shot.framing
    clip = clip.subclipped(shot.first / rate, end).resized((framing.scaled.width, framing.scaled.height))
    x, y = framing.offset
    if framing.fit in (Fit.EXACT, Fit.CROP):
        return clip.cropped(x1=x, y1=y, width=plan.size.width, height=plan.size.height)
    # moviepy has no blur: its ground stays plain, which spares it work.
    return clip.with_position((x, y))


def _faded(clip: Clip, seconds: float) -> Clip:
    from moviepy import vfx

    return clip.with_effects([vfx.CrossFadeIn(seconds)]) if seconds else clip


def _caption(plan: ReelPlan, cue: PlannedCue) -> Clip:
    from moviepy import TextClip

    look = plan.look
    if look is None:
        raise ValueError(plan.name)
    rate = float(plan.rate.fraction)
    text = TextClip(
        font=look.font_file,
        text="\n".join(line.text for line in cue.lines),
        font_size=look.size_px,
        size=(cue.box.width, cue.box.height),
        color=look.text,
        bg_color=look.box,
        text_align="center",
        method="caption",
    )
    return (
        text.with_start(cue.first / rate)
        .with_duration((cue.end - cue.first) / rate)
        .with_position((cue.box.x, cue.box.y))
    )


WAYS = {"vidkit": by_vidkit, "ffmpeg": by_ffmpeg, "moviepy": by_moviepy}


def main(way: str, folder: Path) -> None:
    """Make the film of the job in `folder` in one `way`."""
    film = output(folder, way)
    plan = from_json((folder / "plan.json").read_bytes())
    job = msgspec.json.decode((folder / "job.json").read_bytes(), type=Job)
    WAYS[way](plan, job, film)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
