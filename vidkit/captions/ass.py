"""Captions as an ASS script for players and editing programs: plain text in the brand's box at the foot of the picture.

Pure but for pysubs2, which knows the form. The script that is burned into a reel is `render`'s: it places every line
itself.
"""

from collections.abc import Sequence

import msgspec

from vidkit.captions.cue import Cue

STYLE = "Default"

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
    script.styles = {
        STYLE: pysubs2.SSAStyle(
            fontname=look.family,
            fontsize=round(look.font_size, 2),
            bold=look.bold,
            primarycolor=pysubs2.Color(*_rgb(look.text)),
            outlinecolor=box,
            backcolor=box,
            borderstyle=BOXED,
            outline=round(PADDING * look.font_size, 1),
            shadow=0,
            alignment=pysubs2.Alignment.BOTTOM_CENTER,
            marginl=round(MARGIN * look.width),
            marginr=round(MARGIN * look.width),
            marginv=round(MARGIN * look.height),
        )
    }
    script.events = [
        pysubs2.SSAEvent(start=cue.start_ms, end=cue.end_ms, style=STYLE, text=r"\N".join(map(_escaped, cue.lines)))
        for cue in cues
    ]
    return script.to_string("ass", header_notice="")


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _escaped(line: str) -> str:
    r"""Text that ASS would take for commands, made text again; a word joiner keeps `\N` from being a line break."""
    return line.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")
