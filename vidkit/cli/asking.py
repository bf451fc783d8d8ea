"""The options that `reel` and `plan` share, and the brief they add up to."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from vidkit.brand.highlight import Highlight
from vidkit.brand.signs.sign import AskedSign
from vidkit.errors import InputError, UsageError
from vidkit.i18n import gettext as _
from vidkit.plan.asked_sign import parse_sign
from vidkit.plan.brief import AskedClip, Brief, EncoderWish, FitWish, Quality, Trim, parse_trim

TEXT = _("TEXT")
"""What stands after an option in the help, where nothing says it better."""

CLIPS, WORDS, LOOKS, CAPTIONS = _("Clips"), _("Words"), _("Looks"), _("Captions")

Clips = Annotated[
    list[Path],
    typer.Argument(metavar=_("CLIP"), show_default=False, help=_("Clips from phones, in the order they are shown.")),
]
Title = Annotated[
    str, typer.Option(metavar=TEXT, help=_("Shown in the intro and on the cover."), rich_help_panel=WORDS)
]
Name = Annotated[str, typer.Option(metavar=TEXT, help=_("Name of the folder; made from the title if left out."))]
BrandName = Annotated[
    str,
    typer.Option(
        "--brand",
        metavar=_("NAME|FILE"),
        help=_("A brand that came with vidkit, or the path of a TOML file."),
        rich_help_panel=LOOKS,
    ),
]
TemplateName = Annotated[
    str,
    typer.Option(
        "--template",
        metavar=_("NAME|FILE"),
        help=_("The kind of reel; “vidkit template list” shows which there are."),
        rich_help_panel=LOOKS,
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar=_("KEY=TEXT"),
        help=_("What the template asks for; once for each field. “vidkit template show NAME” tells which."),
        rich_help_panel=WORDS,
    ),
]
Shape = Annotated[str, typer.Option(metavar=TEXT, help=_("reel, story, feed, square or wide."), rich_help_panel=LOOKS)]
Fit = Annotated[
    FitWish,
    typer.Option(help=_("How a clip fills the picture; auto crops only where little is lost."), rich_help_panel=LOOKS),
]
Trims = Annotated[
    list[str] | None,
    typer.Option(
        "--trim",
        metavar=_("START-END"),
        help=_("Part of a clip, such as 5-12 or 0:05-1:12.5; once for each clip, in order."),
    ),
]
Captions = Annotated[
    str,
    typer.Option(
        metavar=_("auto|off|FILE"),
        help=_("Listen, go without, or take a person's SRT or VTT file."),
        rich_help_panel=CAPTIONS,
    ),
]
CaptionStyle = Annotated[
    Highlight | None,
    typer.Option(
        help=_("word marks each word while it is said, plain marks none; the brand decides if left out."),
        rich_help_panel=CAPTIONS,
    ),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace", help=_("Listen anew even where you have corrected the captions."), rich_help_panel=CAPTIONS
    ),
]
Profile = Annotated[
    str,
    typer.Option(
        metavar=TEXT, help=_("Rules for the captions: sv-reel, sv-lattlast or sv-tv."), rich_help_panel=CAPTIONS
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        metavar="auto|faster-whisper|openai-whisper", help=_("The program that listens."), rich_help_panel=CAPTIONS
    ),
]
Model = Annotated[
    str, typer.Option(metavar=_("NAME|FOLDER"), help=_("Speech model, by name or folder."), rich_help_panel=CAPTIONS)
]
NoIntro = Annotated[bool, typer.Option("--no-intro", help=_("Begin with the first clip."), rich_help_panel=LOOKS)]
NoOutro = Annotated[bool, typer.Option("--no-outro", help=_("End with the last clip."), rich_help_panel=LOOKS)]
QualityOption = Annotated[
    Quality,
    typer.Option("--quality", help=_("draft is quick and coarse, high is slow and fine."), rich_help_panel=LOOKS),
]
EncoderOption = Annotated[
    EncoderWish,
    typer.Option(
        "--encoder",
        help=_("auto tries the computer's own encoders; where none works, libx264 is used."),
        rich_help_panel=LOOKS,
    ),
]
Music = Annotated[
    str,
    typer.Option(
        metavar=_("NAME|FILE|off"),
        help=_("Music under the clips: lugn, ljus or a sound file; the brand decides if left out."),
        rich_help_panel=LOOKS,
    ),
]
Summary = Annotated[
    str,
    typer.Option(
        metavar=TEXT, help=_("One sentence for the transcript page and the post text."), rich_help_panel=WORDS
    ),
]
Shown = Annotated[
    str,
    typer.Option(
        metavar=TEXT, help=_("What is shown but not said, for those who cannot see the film."), rich_help_panel=WORDS
    ),
]
Place = Annotated[str, typer.Option(metavar=TEXT, help=_("Where it was filmed."), rich_help_panel=WORDS)]
Signs = Annotated[
    list[str] | None,
    typer.Option(
        "--sign",
        metavar=_("KIND@START-END: TEXT | TEXT"),
        help=_(
            "A sign over the clips: name, place, step, fact or phone, such as “step@2-6: 1 | Lås dörren”. "
            "Seconds count from the first clip's start, @-4 from the clips' end; without them it finds its place. "
            "May be given several times."
        ),
        rich_help_panel=WORDS,
    ),
]
Cover = Annotated[
    str,
    typer.Option(
        metavar=_("TIME"),
        help=_("A time of the finished film, such as 0:07, for the cover; a sharp one with a face if left out."),
        rich_help_panel=LOOKS,
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar=_("FOLDER"), help=_("Where the reel's folder is made."))]
Json = Annotated[
    bool, typer.Option("--json", help=_("Print the result as JSON, and nothing else, on standard output."))
]

DEFAULT = Brief(clips=())
"""Where the command line's defaults are read from."""

OUT = Path("reels")


def asked_clips(clips: list[Path], trims: list[str] | None) -> tuple[AskedClip, ...]:
    """The clips with their trims.

    Raises:
        UsageError: a trim is not one, or there are more of them than clips.
    """
    given = [parse_trim(text) for text in trims or ()]
    if len(given) > len(clips):
        raise UsageError(
            _("There are more --trim than clips."), _("Give --trim once for each clip, in the same order.")
        )
    given += [Trim()] * (len(clips) - len(given))
    return tuple(AskedClip(str(clip), trim) for clip, trim in zip(clips, given, strict=True))


def asked_fields(fields: list[str] | None) -> tuple[tuple[str, str], ...]:
    """Keys and texts as they were written; only the first equals sign parts them.

    Raises:
        UsageError: one has no key.
    """
    given = [text.partition("=") for text in fields or ()]
    for key, sign, text in given:
        if not sign or not key.strip():
            raise UsageError(
                _("“{text}” is no field.").format(text=f"{key}{sign}{text}"),
                _('Write the field, an equals sign and the text, for example --field source="krisinformation.se".'),
            )
    return tuple((key.strip(), text) for key, _sign, text in given)


def asked_signs(signs: list[str] | None) -> tuple[AskedSign, ...]:
    """The signs that are to stand over the clips.

    Raises:
        UsageError: one is not written as a sign.
    """
    return tuple(map(parse_sign, signs or ()))


def refuse_no_text(arguments: Sequence[str]) -> None:
    """Bytes that are no text, as old archives leave them in file names, could be written into no file of ours.

    Raises:
        InputError: a file has such a name.
        UsageError: it is said in another argument.
    """
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as fault:
            shown = argument.encode(errors="replace").decode()
            if os.path.lexists(argument):
                raise InputError(
                    _("The name of “{file}” holds characters that are no text.").format(file=shown),
                    _("Give the file another name and try again."),
                ) from fault
            raise UsageError(
                _("“{text}” holds characters that are no text.").format(text=shown),
                _("Write it anew. If it was right, set the terminal to UTF-8."),
            ) from fault
