"""The sound of a whole reel as graphs: the speech laid out, mastered, measured, encoded."""

from collections.abc import Sequence
from typing import Any

import ffmpeg
import msgspec

from vidkit.plan.grid import SAMPLE_RATE
from vidkit.plan.reel_plan import ReelPlan, SoundSegment
from vidkit.render.compiler.recipe import QUIET, Recipe

Stream = Any

LOUD = ("-hide_banner", "-nostdin", "-y", "-loglevel", "info", "-nostats")
"""For measuring: the figures are among what the program says."""

PRE_ROLL_S = 1
"""Seconds decoded and thrown away before a cut: an AAC frame is right only after the one before it."""

GAP_S = 0.010
"""Gaps in the sound's own clock from here on are filled with silence, so that it stays with the picture."""

OVERSAMPLED = 4 * SAMPLE_RATE
"""Hz at which peaks are limited: the true peak lies between the samples (ITU-R BS.1770 measures it fourfold)."""

RAW_BYTES = 2 * 4
"""A stereo sample in floating point."""

AAC_PRIMING = 1024
"""Samples that the AAC encoder begins with and that no edit list hides: as many are cut from the sound first,
so that what is heard stays where it was."""


def compile_speech(plan: ReelPlan, output: str) -> Recipe:
    """The run that lays every clip's sound under its frames, in floating point, exactly as long as the picture."""
    if plan.sound is None:
        raise ValueError(plan.name)
    total = plan.frames * plan.rate.samples
    laid = [_segment(plan, segment, place) for place, segment in enumerate(plan.sound.segments)]
    bed = _exactly(_mixed([*laid, _silence()]), total)
    sink = ffmpeg.output(bed, output, acodec="pcm_f32le")
    return Recipe(arguments=(*QUIET, *ffmpeg.get_args(sink)), output=output, size_least=total * RAW_BYTES)


class Gains(msgspec.Struct, frozen=True):
    """How the parts are set, in dB."""

    clips: float
    whole: float
    """On clips and sting together."""
    peak: float
    """The ceiling, dBTP."""


def compile_master(plan: ReelPlan, speech: str, gains: Gains, output: str) -> Recipe:
    """The run that lifts the clips' sound, adds the sting and holds the peaks."""
    if plan.sound is None:
        raise ValueError(plan.name)
    parts = [ffmpeg.input(speech)["a:0"].filter("volume", f"{gains.clips:.3f}dB")]
    sting = plan.sound.sting
    if sting is not None:
        heard = _even_sound(ffmpeg.input(sting.path)["a:0"]).filter("volume", f"{sting.gain_db:.3f}dB")
        parts.append(heard.filter("adelay", f"{sting.start * plan.rate.samples}S", all=1))
    total = plan.frames * plan.rate.samples
    held = (
        _mixed(parts)
        .filter("volume", f"{gains.whole:.3f}dB")
        .filter("aresample", OVERSAMPLED)
        .filter("alimiter", limit=f"{10 ** (gains.peak / 20):.6f}", level=0, attack=5, release=80, latency=1)
        .filter("aresample", SAMPLE_RATE)
    )
    sink = ffmpeg.output(_exactly(held, total), output, acodec="pcm_f32le")
    return Recipe(arguments=(*QUIET, *ffmpeg.get_args(sink)), output=output, size_least=total * RAW_BYTES)


def compile_encoding(plan: ReelPlan, master: str, output: str) -> Recipe:
    """The run that encodes the master; `master` empty is silence as long as the picture."""
    total = plan.frames * plan.rate.samples
    sound = ffmpeg.input(master)["a:0"] if master else _exactly(_silence(), total)
    sound = sound.filter("atrim", start_sample=AAC_PRIMING).filter("asetpts", "N/SR/TB")
    bitrate = plan.sound.levels.bitrate if plan.sound is not None else SILENT_BITRATE
    sink = ffmpeg.output(
        sound, output, **{"c:a": "aac", "b:a": bitrate, "use_editlist": 0, "movflags": "+negative_cts_offsets"}
    )
    return Recipe(arguments=(*QUIET, *ffmpeg.get_args(sink)), output=output)


SILENT_BITRATE = 128_000


def compile_measuring(sound: str) -> Recipe:
    """The run that says how loud `sound` is by EBU R 128, on standard error."""
    sink = ffmpeg.output(ffmpeg.input(sound)["a:0"].filter("ebur128", peak="true", framelog="quiet"), "-", f="null")
    return Recipe(arguments=(*LOUD, *ffmpeg.get_args(sink)), output="")


def compile_film(pictures: Sequence[str], sound: str, title: str, output: str) -> Recipe:
    """The run that joins the windows' pictures and lays the sound under them as they are, `moov` first, no edit list.

    All by bare name.
    """
    listing = output.rsplit(".", 1)[0] + ".txt"
    joined = "ffconcat version 1.0\n" + "".join(f"file {name}\n" for name in pictures)
    sink = ffmpeg.output(
        ffmpeg.input(listing, f="concat")["v:0"],
        ffmpeg.input(sound)["a:0"],
        output,
        c="copy",
        map_metadata=-1,
        movflags="+faststart+negative_cts_offsets",
        use_editlist=0,
        metadata=f"title={title}",
    )
    arguments = (*QUIET, *ffmpeg.get_args(sink))
    return Recipe(arguments=arguments, output=output, texts=((listing, joined),))


def _segment(plan: ReelPlan, segment: SoundSegment, place: int) -> Stream:
    footage = plan.sources[segment.source]
    if footage.sound is None:
        raise ValueError(footage.path)
    per_frame = plan.rate.samples
    first = segment.first * per_frame
    second = max(0, first // SAMPLE_RATE - PRE_ROLL_S)
    seeking = {"ss": second} if second else {}
    stream = ffmpeg.input(footage.path, thread_queue_size=8 + place, **seeking)[str(footage.sound.stream)]
    stream = _even_sound(stream)
    start = first - second * SAMPLE_RATE
    length = segment.frames * per_frame
    stream = stream.filter("atrim", start_sample=start, end_sample=start + length).filter("asetpts", "N/SR/TB")
    if segment.fade_in:
        stream = stream.filter("afade", t="in", ss=0, ns=segment.fade_in * per_frame)
    if segment.fade_out:
        out = segment.fade_out * per_frame
        stream = stream.filter("afade", t="out", ss=length - out, ns=out)
    return stream.filter("adelay", f"{segment.start * per_frame}S", all=1)


def _even_sound(stream: Stream) -> Stream:
    """Stereo at the reel's rate, gaps and a late start filled with silence."""
    stream = stream.filter("aresample", SAMPLE_RATE, **{"async": 1, "min_hard_comp": GAP_S, "first_pts": 0})
    return stream.filter("aformat", sample_fmts="fltp", channel_layouts="stereo")


def _silence() -> Stream:
    return ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f="lavfi", t=0.1)["a:0"]


def _mixed(streams: list[Stream]) -> Stream:
    if len(streams) == 1:
        return streams[0]
    return ffmpeg.filter(streams, "amix", inputs=len(streams), normalize=0, dropout_transition=0)


def _exactly(stream: Stream, samples: int) -> Stream:
    return stream.filter("apad", whole_len=samples).filter("atrim", end_sample=samples).filter("asetpts", "N/SR/TB")
