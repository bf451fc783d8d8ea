"""A window of a plan as one graph: every shot conformed to the grid, joined, captioned, encoded once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import ffmpeg
import msgspec

from vidkit.brand.geometry import Size
from vidkit.ingest.footage import Picture
from vidkit.plan.reel_plan import CardShot, ClipShot, Fit, Framing, ReelPlan
from vidkit.render.compiler.encoder import JOINING, container_options, cutting_options, encoder_options
from vidkit.render.compiler.overlay import with_bug, with_signs
from vidkit.render.compiler.recipe import QUIET, REPORT, Recipe
from vidkit.render.compiler.streams import Stream, input_at, marked
from vidkit.render.compiler.subtitles import LEAD_S, script
from vidkit.render.windows import Alone, Crossfade, Part, Stretch, Window, cut, needed

SEEK_MARGIN_MS = 200
"""Landing this much earlier than needed, so that the frame shown at the cut is among those decoded."""

SLICED = ("-filter_complex_threads", "2")
"""Filters part a picture into as many slices as they have threads, and scaling, blurring and tone mapping then differ
by a last bit along the seams: always the same number, so that a window is the same on any machine."""

UNSAFE_TO_SEEK = frozenset({"vvc"})
"""Seeking loses up to a whole group of pictures of it (20 of 24 starts, measured with 9.0.2)."""

SLOWEST_TO_SEEK = 5
"""Frames a second. A clip of one frame a second with an edit list lost its first two after a seek; so slow a clip
is decoded from its start in no time."""

BLUR_SHARE = 10
"""The blurred ground is made at a tenth of the size: it has no detail to lose, and costs a hundredth."""

BLUR_SIGMA = 3.0
"""Pixels of the small ground; 30 of the canvas."""

GROUND_LIGHT = 0.45
"""How much of its light the ground keeps, so that the picture stands out from it."""

HDR_PEAK_NITS = 100
"""`zscale`'s nominal peak luminance for linear light, as measured in use for phone clips."""

SCALER = "bicubic"

HD_HEIGHT = 720
"""Unmarked pictures are taken for BT.709 from this height on and for BT.601 below, as players do."""


def compile_window(plan: ReelPlan, window: Window, cards: Mapping[str, str], output: str) -> Recipe:
    """The run that makes `window`'s picture.

    `cards` gives the file of drawn frames for each card's digest; `output` is a bare file name.
    """
    picture = _picture(plan, window, cards, output.rsplit(".", 1)[0] + ".ass")
    options = {**encoder_options(plan.encoding, window.frames), **container_options(output)}
    return picture.recipe(output, options, window.frames)


def compile_run(
    plan: ReelPlan, windows: Sequence[Window], cards: Mapping[str, str], stem: str, threads: int = 0
) -> Recipe:
    """The run that makes windows that follow one another, each in a file of its own whose name begins with `stem`.

    `threads` is how many each decoder and the encoder may use; 0 leaves it to them.
    """
    together = Window(windows[0].first, windows[-1].end)
    picture = _picture(plan, together, cards, f"{stem}.ass")
    parts = tuple(f"{stem}-{number:04}.mp4" for number in range(len(windows)))
    options = encoder_options(plan.encoding, together.frames)
    if threads:
        options["threads"] = threads
    cuts = tuple(window.first - together.first for window in windows[1:])
    if cuts:
        recipe = picture.recipe(f"{stem}-%04d.mp4", {**options, **cutting_options(cuts)}, together.frames)
    else:
        recipe = picture.recipe(parts[0], {**options, **JOINING}, together.frames)
    arguments = _threaded(recipe.arguments, threads) if threads else recipe.arguments
    return msgspec.structs.replace(recipe, arguments=arguments, output="", parts=parts)


def _threaded(arguments: Sequence[str], threads: int) -> tuple[str, ...]:
    """The arguments with the number of threads of every decoder."""
    limited: list[str] = []
    for argument in arguments:
        limited += ["-threads", str(threads), argument] if argument == "-i" else [argument]
    return tuple(limited)


def compile_still(plan: ReelPlan, output: str) -> Recipe:
    """The run that makes the cover's still as a picture file: cut from the clip, without captions."""
    cover = plan.cover
    shot = plan.shots[cover.shot]
    if not isinstance(shot, ClipShot):
        raise TypeError(shot)
    cut_out = msgspec.structs.replace(shot, framing=cover.framing)
    alone = msgspec.structs.replace(plan, size=cover.size)
    stream = _clip(alone, cut_out, Stretch(cover.shot, cover.frame, cover.frame + 1)).filter("format", "gbrp")
    sink = ffmpeg.output(stream, output, **{"frames:v": 1, "update": 1, "compression_level": 1})
    return Recipe(arguments=(*QUIET, *ffmpeg.get_args(sink)), output=output, frames=1)


class _Picture(msgspec.Struct, frozen=True):
    """A window's picture before it is encoded, and what has to lie beside it."""

    stream: Stream
    texts: tuple[tuple[str, str], ...]
    fonts: tuple[str, ...]

    def recipe(self, output: str, options: Mapping[str, Any], frames: int) -> Recipe:
        sink = ffmpeg.output(self.stream, output, **options)
        arguments = (*QUIET, *REPORT, *SLICED, *ffmpeg.get_args(sink))
        return Recipe(arguments=arguments, output=output, frames=frames, texts=self.texts, fonts=self.fonts)


def _picture(plan: ReelPlan, window: Window, cards: Mapping[str, str], script_name: str) -> _Picture:
    stream = with_signs(plan, window, _joined(plan, cut(plan, window), cards), cards)
    cues = [cue for cue in plan.cues if cue.first < window.end and cue.end > window.first]
    if not cues or plan.look is None:
        return _Picture(stream, (), ())
    text = script(cues, plan.look, plan.size, plan.rate, window.first)
    return _Picture(_captioned(plan, stream, script_name), ((script_name, text),), (plan.look.font_file,))


def _joined(plan: ReelPlan, parts: tuple[Part, ...], cards: Mapping[str, str]) -> Stream:
    """The parts one after another. Each shot is decoded once and handed to the parts that show it."""
    spans = needed(parts)
    uses = Counter(stretch.shot for part in parts for stretch in _stretches(part))
    made = {shot: _shot(plan, span, cards, place) for place, (shot, span) in enumerate(spans.items())}
    hands = {
        shot: iter([made[shot].split()[i] for i in range(n)] if n > 1 else [made[shot]]) for shot, n in uses.items()
    }

    def hand(stretch: Stretch) -> Stream:
        span, stream = spans[stretch.shot], next(hands[stretch.shot])
        if (stretch.first, stretch.end) == (span.first, span.end):
            return stream
        return _trimmed(plan, stream, stretch.first - span.first, stretch.end - span.first)

    streams = [_part(plan, part, hand) for part in parts]
    if len(streams) == 1:
        return streams[0]
    return _on_the_grid(plan, ffmpeg.concat(*streams, v=1, a=0))


def _stretches(part: Part) -> tuple[Stretch, ...]:
    return (part.stretch,) if isinstance(part, Alone) else (part.before, part.after)


def _part(plan: ReelPlan, part: Part, hand: Callable[[Stretch], Stream]) -> Stream:
    match part:
        case Alone(stretch):
            return hand(stretch)
        case Crossfade(before, after, first, end):
            frames = before.end - before.first
            # `xfade` works in 4:4:4 only; what it makes is brought back here, so that nothing else leaves 4:2:0.
            mixed = ffmpeg.filter(
                [hand(before), hand(after)],
                "xfade",
                transition="fade",
                duration=float(frames / plan.rate.fraction),
                offset=0,
            ).filter("format", "yuv420p")
            return mixed if (first, end) == (0, frames) else _trimmed(plan, mixed, first, end)


def _shot(plan: ReelPlan, span: Stretch, cards: Mapping[str, str], place: int) -> Stream:
    shot = plan.shots[span.shot]
    if isinstance(shot, CardShot):
        stream = input_at(cards[shot.card.digest], place)["v:0"]
        return marked(_trimmed(plan, stream, span.first, span.end), "yuv420p")
    return with_bug(plan, _clip(plan, shot, span, place), cards, place)


def _clip(plan: ReelPlan, shot: ClipShot, span: Stretch, place: int = 0) -> Stream:
    """A stretch of a clip: exactly so many frames, so large, in BT.709, whatever the phone made."""
    footage = plan.sources[shot.source]
    first = shot.first + span.first
    second = _seek(plan, footage.picture, first)
    seeking = {"ss": second} if second else {}
    stream = input_at(footage.path, place, noautorotate=None, **seeking)[str(footage.picture.stream)]
    stream = _conformed(plan, stream, first - int(second * plan.rate.fraction), span.end - span.first)
    stream = _upright(stream, footage.picture)
    return marked(_framed(stream, footage.picture, shot, plan.size), "yuv420p")


TURNS = {0: (), 90: (("transpose", "clock"),), 180: (("hflip",), ("vflip",)), 270: (("transpose", "cclock"),)}


def _upright(stream: Stream, picture: Picture) -> Stream:
    """Turned and mirrored as a player would show it.

    By the facts and not by the program, which obeys the display matrix but not the older `rotate` tag. The matrix
    is then taken off the frames, lest the film be turned once more.
    """
    for name, *arguments in (*TURNS[picture.rotation], *((("hflip",),) if picture.mirrored else ())):
        stream = stream.filter(name, *arguments)
    return stream.filter("sidedata", mode="delete", type="DISPLAYMATRIX")


def _seek(plan: ReelPlan, picture: Picture, first: int) -> int:
    """The second of the clip to seek to for frame `first`.

    A whole second is a whole number of frames on either grid, so that the grid lies the same over the clip
    wherever the window starts.
    """
    if picture.codec in UNSAFE_TO_SEEK or Fraction(*picture.average_rate) < SLOWEST_TO_SEEK:
        return 0
    reach = first * 1000 / plan.rate.fraction - picture.longest_frame_ms - SEEK_MARGIN_MS
    return max(0, int(reach // 1000))


def _conformed(plan: ReelPlan, stream: Stream, first: int, frames: int) -> Stream:
    """Frames `first` and on of `stream` laid on the reel's grid, exactly `frames` of them."""
    stream = stream.filter("fps", fps=_rate(plan), start_time=0)
    # A clip that ends early by a rounding holds its last frame: the plan's count is kept.
    stream = stream.filter("tpad", stop=-1, stop_mode="clone")
    return _trimmed(plan, stream, first, first + frames)


def _trimmed(plan: ReelPlan, stream: Stream, first: int, end: int) -> Stream:
    return _on_the_grid(plan, stream.filter("trim", start_frame=first, end_frame=end))


def _on_the_grid(plan: ReelPlan, stream: Stream) -> Stream:
    """Frames numbered from 0 on a time base of one frame, marked as constant rate, which `xfade` asks for."""
    rate = plan.rate
    stream = stream.filter("settb", f"{rate.denominator}/{rate.numerator}").filter("setpts", "N")
    return stream.filter("fps", fps=_rate(plan))


def _rate(plan: ReelPlan) -> str:
    return f"{plan.rate.numerator}/{plan.rate.denominator}"


def _framed(stream: Stream, picture: Picture, shot: ClipShot, canvas: Size) -> Stream:
    framing = shot.framing
    if shot.tone_map or not _as_wanted(picture, framing.scaled):
        stream = _scaled(stream, picture, framing.scaled, tone_map=shot.tone_map)
    x, y = framing.offset
    match framing.fit:
        case Fit.EXACT:
            return stream
        case Fit.CROP:
            return stream.filter("crop", canvas.width, canvas.height, x, y)
        case Fit.PAD:
            return stream.filter("pad", canvas.width, canvas.height, x, y, color=framing.colour)
        case Fit.BLUR:
            return _over_itself(stream, framing, canvas)


def _as_wanted(picture: Picture, size: Size) -> bool:
    """Whether the clip's frames are already what the scaler would make of them."""
    return (
        Size(picture.width, picture.height) == size
        and picture.aspect == (1, 1)
        and picture.pixel_format == "yuv420p"
        and not picture.full_range
        and _matrix(picture) == "bt709"
    )


def _scaled(stream: Stream, picture: Picture, size: Size, *, tone_map: bool) -> Stream:
    if not tone_map:
        return stream.filter(
            "scale",
            size.width,
            size.height,
            flags=SCALER,
            in_color_matrix=_matrix(picture),
            out_color_matrix="bt709",
            in_range="full" if picture.full_range else "limited",
            out_range="limited",
        )
    # Smaller first: tone mapping works in floating point and costs by the pixel.
    stream = stream.filter(
        "zscale",
        w=size.width,
        h=size.height,
        filter=SCALER,
        tin=picture.transfer,
        pin=picture.primaries if picture.primaries != "unknown" else "bt2020",
        min=picture.matrix if picture.matrix != "unknown" else "bt2020nc",
        rin="full" if picture.full_range else "limited",
        t="linear",
        npl=HDR_PEAK_NITS,
    ).filter("format", "gbrpf32le")
    stream = stream.filter("zscale", p="bt709").filter("tonemap", "hable", desat=0)
    return stream.filter("zscale", t="bt709", m="bt709", r="limited").filter("format", "yuv420p")


def _matrix(picture: Picture) -> str:
    """`scale`'s name of the matrix the clip was coded with."""
    names = {"bt709": "bt709", "smpte170m": "bt601", "bt470bg": "bt601", "bt2020nc": "bt2020", "bt2020c": "bt2020"}
    guess = "bt709" if min(picture.coded_width, picture.coded_height) >= HD_HEIGHT else "bt601"
    return names.get(picture.matrix, guess)


def _over_itself(stream: Stream, framing: Framing, canvas: Size) -> Stream:
    """The whole picture over a blurred and darkened copy that fills the canvas."""
    both = stream.split()
    small = Size(_even(canvas.width / BLUR_SHARE), _even(canvas.height / BLUR_SHARE))
    dark = f"16+(val-16)*{GROUND_LIGHT}"
    ground = (
        both[0]
        .filter("scale", small.width, small.height, force_original_aspect_ratio="increase", flags="area")
        .filter("crop", small.width, small.height)
        .filter("gblur", sigma=BLUR_SIGMA)
        .filter("lutyuv", y=dark)
        .filter("scale", canvas.width, canvas.height, flags=SCALER)
    )
    return ffmpeg.overlay(ground, both[1], x=framing.offset[0], y=framing.offset[1], format="yuv420")


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _captioned(plan: ReelPlan, stream: Stream, name: str) -> Stream:
    shift = LEAD_S * plan.rate.fraction
    return (
        stream.filter("setpts", f"PTS+{shift}")
        .filter("ass", name, fontsdir="fonts")
        .filter("setpts", f"PTS-{shift}")
        .filter("fps", fps=_rate(plan), start_time=0)
    )
