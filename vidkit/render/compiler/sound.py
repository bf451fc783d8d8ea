"""The sound of a whole reel as graphs: the speech laid out, mastered, measured, encoded."""

from collections.abc import Sequence
from typing import Any

import ffmpeg
import msgspec

from vidkit.plan.grid import SAMPLE_RATE
from vidkit.plan.reel_plan import Bed, ReelPlan, SoundSegment
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


LEVELS = "levels.txt"
"""How loud a sound is at each moment, beside it."""

MOMENT_S = 0.1
"""From one moment to the next: `ebur128` looks at the 0.4 s before each."""

STEP = 240
"""Samples, 5 ms, for which the music keeps one volume: it goes up and down in steps of a tenth of a decibel."""


def compile_speech(plan: ReelPlan, output: str) -> Recipe:
    """The run that lays every clip's sound under its frames, in floating point, exactly as long as the picture.

    It says how loud that is, and where music is to go under it, `LEVELS` tells of each moment.
    """
    if plan.sound is None:
        raise ValueError(plan.name)
    total = plan.frames * plan.rate.samples
    laid = [_segment(plan, segment, place) for place, segment in enumerate(plan.sound.segments)]
    speech = _measured(_exactly(_mixed([*laid, _silence()]), total), moments=plan.sound.bed is not None)
    sink = ffmpeg.output(speech, output, acodec="pcm_f32le")
    return Recipe(arguments=(*LOUD, *ffmpeg.get_args(sink)), output=output, size_least=total * RAW_BYTES)


def compile_bed(plan: ReelPlan) -> Recipe:
    """The run that tells in `LEVELS` how loud the reel's music is by itself, as far as it is heard."""
    if plan.sound is None or plan.sound.bed is None:
        raise ValueError(plan.name)
    sink = ffmpeg.output(_measured(_bed(plan, plan.sound.bed), moments=True), "-", f="null")
    return Recipe(arguments=(*LOUD, *ffmpeg.get_args(sink)), output="")


class BedGains(msgspec.Struct, frozen=True):
    """How loud the music is set, in dB."""

    free: float
    """Where nobody speaks."""
    spoken: tuple[float, ...] = ()
    """For each stretch in which somebody does."""


class Gains(msgspec.Struct, frozen=True):
    """How the parts are set, in dB."""

    clips: float
    whole: float
    """On everything together."""
    peak: float
    """The ceiling, dBTP."""
    bed: BedGains | None = None
    """None where there is no music."""


def compile_rehearsal(plan: ReelPlan, speech: str, gains: Gains) -> Recipe:
    """The run that says how loud a master with these gains would be. It looks for peaks at the samples only."""
    held = _held(_together(plan, speech, gains), gains.peak)
    sink = ffmpeg.output(_measured(held), "-", f="null")
    return Recipe(arguments=(*LOUD, *ffmpeg.get_args(sink)), output="")


def compile_master(plan: ReelPlan, speech: str, gains: Gains, output: str) -> Recipe:
    """The run that lifts the clips' sound, adds sting and music, holds the peaks, and says how loud it all is."""
    together = _together(plan, speech, gains).filter("aresample", OVERSAMPLED)
    held = _held(together, gains.peak).filter("aresample", SAMPLE_RATE)
    total = plan.frames * plan.rate.samples
    sink = ffmpeg.output(_measured(_exactly(held, total)), output, acodec="pcm_f32le")
    return Recipe(arguments=(*LOUD, *ffmpeg.get_args(sink)), output=output, size_least=total * RAW_BYTES)


def _together(plan: ReelPlan, speech: str, gains: Gains) -> Stream:
    """Clips, sting and music, each as loud as it is set."""
    if plan.sound is None:
        raise ValueError(plan.name)
    parts = [ffmpeg.input(speech)["a:0"].filter("volume", f"{gains.clips:.3f}dB")]
    sting, bed = plan.sound.sting, plan.sound.bed
    if sting is not None:
        heard = _even_sound(ffmpeg.input(sting.path)["a:0"]).filter("volume", f"{sting.gain_db:.3f}dB")
        parts.append(heard.filter("adelay", f"{sting.start * plan.rate.samples}S", all=1))
    if bed is not None and gains.bed is not None:
        parts.append(_ridden(plan, bed, gains.bed).filter("adelay", f"{bed.start * plan.rate.samples}S", all=1))
    return _mixed(parts).filter("volume", f"{gains.whole:.3f}dB")


def _held(stream: Stream, peak: float) -> Stream:
    return stream.filter("alimiter", limit=f"{10 ** (peak / 20):.6f}", level=0, attack=5, release=80, latency=1)


def _bed(plan: ReelPlan, bed: Bed) -> Stream:
    """The music by itself, over and over for as long as it is heard, with its fades.

    It is repeated at its own rate: made anew at another, its end would no longer meet its beginning.
    """
    stream = ffmpeg.input(bed.path)["a:0"].filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
    per_frame, length = plan.rate.samples, bed.frames * plan.rate.samples
    if bed.samples:
        stream = _over_and_over(stream, bed.samples, bed.splice)
    stream = stream.filter("aresample", SAMPLE_RATE).filter("atrim", end_sample=length).filter("asetpts", "N/SR/TB")
    if bed.fade_in:
        stream = stream.filter("afade", t="in", ss=0, ns=bed.fade_in * per_frame, curve="hsin")
    if bed.fade_out:
        out = bed.fade_out * per_frame
        stream = stream.filter("afade", t="out", ss=length - out, ns=out, curve="hsin")
    return stream


def _over_and_over(stream: Stream, samples: int, splice: int) -> Stream:
    """The music for ever; for `splice` of its samples its end goes as its beginning comes, together as strong as ever.

    Each round but the first is then so much shorter: what it begins with has been heard when it begins.
    """
    if not splice:
        return stream.filter("aloop", loop=-1, size=samples)
    parts = stream.filter_multi_output("asplit", 3)
    beginning, again = (
        parts[place].filter("atrim", end_sample=splice).filter("asetpts", "N/SR/TB") for place in (0, 1)
    )
    rest = parts[2].filter("atrim", start_sample=splice).filter("asetpts", "N/SR/TB")
    melted = ffmpeg.filter([rest, again], "acrossfade", ns=splice, c1="qsin", c2="qsin")
    return ffmpeg.filter([beginning, melted.filter("aloop", loop=-1, size=samples - splice)], "concat", n=2, v=0, a=1)


def _ridden(plan: ReelPlan, bed: Bed, gains: BedGains) -> Stream:
    """The music going down for each stretch of speech and up again, evenly in decibels."""
    stream = _bed(plan, bed)
    if not bed.spoken:
        return stream.filter("volume", f"{gains.free:.3f}dB")
    second = plan.rate.numerator / plan.rate.denominator
    level = f"{gains.free:.3f}"
    for stretch, gain in zip(bed.spoken, gains.spoken, strict=True):
        down = (stretch.first - bed.start - bed.ready - bed.attack) / second
        up = (stretch.end - bed.start + bed.hold + bed.release) / second
        slopes = f"min((t-{down:.3f})/{bed.attack / second:.3f},({up:.3f}-t)/{bed.release / second:.3f})"
        level += f"{gain - gains.free:+.3f}*clip({slopes},0,1)"
    return stream.filter("asetnsamples", n=STEP, p=0).filter("volume", f"pow(10,({level})/20)", eval="frame")


def _measured(stream: Stream, *, moments: bool = False) -> Stream:
    """The same sound; how loud it is is said, and with `moments` written down for each 0.1 s."""
    if not moments:
        return stream.filter("ebur128", framelog="quiet")
    said = stream.filter("ebur128", framelog="quiet", metadata=1)
    return said.filter("ametadata", mode="print", key="lavfi.r128.M", file=LEVELS)


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


UNDECODED = {"codec_whitelist": "none"}
"""Of each file that it joins, the program would decode pictures to guess at what the file's own index says: 20 ms each,
0.65 s of a film of a minute, for a film that is the same to the byte. That it may not, it says on standard error."""


def compile_film(pictures: Sequence[str], sound: str, title: str, output: str) -> Recipe:
    """The run that joins the windows' pictures and lays the sound under them as they are, `moov` first, no edit list.

    All by bare name.
    """
    listing = output.rsplit(".", 1)[0] + ".txt"
    joined = "ffconcat version 1.0\n" + "".join(f"file {name}\n" for name in pictures)
    sink = ffmpeg.output(
        ffmpeg.input(listing, f="concat", **UNDECODED)["v:0"],
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
