"""Captions as an ASS script for players and editing programs: plain text in the brand's box at the foot of the picture.

Where the brand lets words stand out their times are in it, as editing programs know them from karaoke. Pure but for
pysubs2, which knows the form. The script that is burned into a reel is `render`'s: it places every line itself.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from vidkit.captions.cue import Cue
from vidkit.captions.spoken import said, starts_ms

STYLE = "Default"
SPOKEN = "Words"
"""The style of captions whose words light up as they are said."""

MARGIN = 0.06
"""Of the picture's height below the text, and of its width beside it."""

PADDING = 0.26
"""Of the type's size: how far the box reaches around the text."""

BOXED = 3
"""ASS's BorderStyle for an opaque box, whose colour is the outline's."""


class AssLook(msgspec.Struct, frozen=True, kw_only=True):
    """How the captions look, in pixels of the picture they belong to."""

    width: int
    height: int
    family: str
    """Of the typeface, as the font itself calls it."""
    font_size: float
    """ASS's own measure of it: ascent and descent together."""
    bold: bool = True
    text: str
    """`#RRGGBB`."""
    box: str
    box_opacity: float
    word: str = ""
    """`#RRGGBB` that each word takes on when it is said; empty for captions that stay as they are."""


def to_ass(cues: Sequence[Cue], look: AssLook) -> str:
    """The cues as an ASS script."""
    import pysubs2

    script = pysubs2.SSAFile()
    script.info = {
        "PlayResX": str(look.width),
        "PlayResY": str(look.height),
        "WrapStyle": "2",
        "ScaledBorderAndShadow": "yes",
        "Kerning": "yes",
        "YCbCr Matrix": "TV.709",
    }
    box = pysubs2.Color(*_rgb(look.box), round((1 - look.box_opacity) * 255))
    solid = pysubs2.Color(*_rgb(look.box))
    plain = pysubs2.Color(*_rgb(look.text))
    colours = {STYLE: (plain, plain, box)}
    if look.word:
        # What a script calls primary is the colour of what has been said, secondary of what has not.
        # The box is drawn word by word: let anything through, and it would show where two of them meet.
        colours[SPOKEN] = (pysubs2.Color(*_rgb(look.word)), plain, solid)
    script.styles = {
        name: pysubs2.SSAStyle(
            fontname=look.family,
            fontsize=round(look.font_size, 2),
            bold=look.bold,
            primarycolor=said_colour,
            secondarycolor=unsaid_colour,
            outlinecolor=behind,
            backcolor=behind,
            borderstyle=BOXED,
            outline=round(PADDING * look.font_size, 1),
            shadow=0,
            alignment=pysubs2.Alignment.BOTTOM_CENTER,
            marginl=round(MARGIN * look.width),
            marginr=round(MARGIN * look.width),
            marginv=round(MARGIN * look.height),
        )
        for name, (said_colour, unsaid_colour, behind) in colours.items()
    }
    for cue in cues:
        lights_up = bool(look.word and said(cue.lines))
        text = _timed(cue) if lights_up else r"\N".join(map(_escaped, cue.lines))
        script.append(
            pysubs2.SSAEvent(start=cue.start_ms, end=cue.end_ms, style=SPOKEN if lights_up else STYLE, text=text)
        )
    return script.to_string("ass", header_notice="")


def _timed(cue: Cue) -> str:
    """The lines with each word's length before it, in hundredths of a second, as players and editors read them."""
    length = round((cue.end_ms - cue.start_ms) / 10)
    starts = [min(max(round((start - cue.start_ms) / 10), 0), length) for start in starts_ms(cue)]
    edges = [0, *sorted(starts), length]
    tags = [f"{{\\k{after - before}}}" for before, after in pairwise(edges)]
    text, words = tags[0] if starts[0] else "", list(zip(said(cue.lines), tags[1:], strict=True))
    for number, line in enumerate(cue.lines):
        at = 0
        text += r"\N" if number else ""
        for place, tag in words:
            if place.line == number:
                text += _escaped(line[at : place.start]) + tag
                at = place.start
        text += _escaped(line[at:])
    return text


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _escaped(line: str) -> str:
    r"""Text that ASS would take for commands, made text again; a word joiner keeps `\N` from being a line break."""
    return line.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")
