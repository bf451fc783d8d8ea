"""Planned cues as an ASS script that libass sets exactly where the planner measured them."""

from collections.abc import Sequence
from itertools import pairwise

from vidkit.brand.geometry import Box, Size
from vidkit.plan.grid import Rate
from vidkit.plan.reel_plan import CaptionLook, PlacedLine, PlannedCue, WordLook

LEAD_S = 3600
"""Seconds added to every time in the script, and to the frames while they pass the filter: a cue that began
before the window still has a time that ASS can write, for it cannot write a negative one."""

CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))

CIRCLE = 0.5523
"""How far a Bezier curve's handles reach, in radii, to draw a quarter of a circle."""


def script(cues: Sequence[PlannedCue], look: CaptionLook, size: Size, rate: Rate, first: int) -> str:
    """The script for a window whose first frame is the reel's frame `first`."""
    head = f"""[Script Info]
ScriptType: v4.00+
PlayResX: {size.width}
PlayResY: {size.height}
WrapStyle: 2
ScaledBorderAndShadow: yes
Kerning: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, \
MarginV, Encoding
Style: Text,{look.family},{look.ass_size:.3f},{_colour(look.text, 1.0)},&H0,&H0,&H0,{_bold(look)},0,0,0,100,100,0,0,1,\
0,0,5,0,0,0,1
Style: Box,{look.family},10,{_colour(look.box, look.box_opacity)},&H0,&H0,&H0,0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
    return head + "".join(_events(cue, look, rate, first) for cue in cues)


def _bold(look: CaptionLook) -> int:
    return -1 if look.bold else 0


def _events(cue: PlannedCue, look: CaptionLook, rate: Rate, first: int) -> str:
    times = _times(cue.first, cue.end, rate, first)
    radius = min(look.radius_px, cue.box.height // 2, cue.box.width // 2)
    box = f"{{\\pos({cue.box.x},{cue.box.y})\\p1}}{_rounded(cue.box, radius)}{{\\p0}}"
    events = [f"Dialogue: 0,{times},Box,,0,0,0,,{box}"]
    events += [
        f"Dialogue: 1,{times},Text,,0,0,0,,{{{_place(line, cue, look)}}}{_escaped(line.text)}" for line in cue.lines
    ]
    if look.word is not None:
        events += _spoken(cue, look, look.word, rate, first)
    return "".join(event + "\n" for event in events)


def _place(line: PlacedLine, cue: PlannedCue, look: CaptionLook) -> str:
    size = "" if cue.scale == 1 else f"\\fs{look.ass_size * cue.scale:.3f}"
    return f"\\pos({line.centre_x},{line.middle_y}){size}"


def _spoken(cue: PlannedCue, look: CaptionLook, word_look: WordLook, rate: Rate, first: int) -> list[str]:
    """The plate of each word over the letters of its line, and over the plate the whole line again, cut to it.

    A change of colour inside a line would set what follows it anew, up to half a pixel off. Of a line that is set twice
    as it is, every letter stands where it stood.
    """
    events = []
    edges = [*(cue.first + word.first for word in cue.words), cue.end]
    for word, (begins, ends) in zip(cue.words, pairwise(edges), strict=True):
        times, plate, line = _times(begins, ends, rate, first), word.plate, cue.lines[word.line]
        radius = min(word_look.radius_px, plate.height // 2, plate.width // 2)
        filled = f"\\pos({plate.x},{plate.y})\\1c{_ink(word_look.plate)}\\1a&H00&\\p1"
        cut = f"\\clip({plate.x},{plate.y},{plate.right},{plate.bottom})\\1c{_ink(word_look.text)}"
        events += [
            f"Dialogue: 2,{times},Box,,0,0,0,,{{{filled}}}{_rounded(plate, radius)}{{\\p0}}",
            f"Dialogue: 3,{times},Text,,0,0,0,,{{{_place(line, cue, look)}{cut}}}{_escaped(line.text)}",
        ]
    return events


def _times(begins: int, ends: int, rate: Rate, first: int) -> str:
    return f"{_time(begins - first, rate)},{_time(ends - first, rate)}"


def _time(frame: int, rate: Rate) -> str:
    """Half a frame before `frame`: ASS counts in hundredths, and this way no rounding reaches a frame's own time."""
    hundredths = LEAD_S * 100 + round((frame - 0.5) * 100 / rate.fraction)
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"


def _rounded(box: Box, radius: int) -> str:
    """A rectangle with round corners as ASS drawing commands, its own upper left corner at 0,0."""
    w, h, r = box.width, box.height, radius
    k = round(r * (1 - CIRCLE))
    return (
        f"m {r} 0 l {w - r} 0 b {w - k} 0 {w} {k} {w} {r} l {w} {h - r} b {w} {h - k} {w - k} {h} {w - r} {h} "
        f"l {r} {h} b {k} {h} 0 {h - k} 0 {h - r} l 0 {r} b 0 {k} {k} 0 {r} 0"
    )


def _colour(hex_colour: str, opacity: float) -> str:
    """`#RRGGBB` as ASS writes it: alpha (0 is opaque), blue, green, red."""
    red, green, blue = hex_colour[1:3], hex_colour[3:5], hex_colour[5:7]
    return f"&H{round((1 - opacity) * 255):02X}{blue}{green}{red}"


def _ink(hex_colour: str) -> str:
    """`#RRGGBB` as a command writes it."""
    red, green, blue = hex_colour[1:3], hex_colour[3:5], hex_colour[5:7]
    return f"&H{blue}{green}{red}&"


def _escaped(text: str) -> str:
    r"""Text that ASS would take for commands, made text again.

    A word joiner after a backslash keeps `\n` and `\h` from being commands; it has no width and no shape. Characters
    that only steer a printer would end the line or the script.
    """
    plain = "".join(" " if character in CONTROLS else character for character in text)
    return plain.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")
