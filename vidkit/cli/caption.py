"""`vidkit caption`: caption files for films and recordings, without a reel."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext
from vidkit.plan.caption_brief import CaptionBrief, parse_formats

if TYPE_CHECKING:
    from vidkit.batch.captioning import Captioned, Outcome

D = CaptionBrief(clips=())
"""Where the command line's defaults are read from."""

FORMATS = ",".join(kind.value for kind in D.formats)

Clips = Annotated[
    list[Path],
    typer.Argument(metavar=_("CLIP"), show_default=False, help=_("Films or sound recordings with speech.")),
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar=_("FOLDER"), help=_("Where the caption files are made."))]
Formats = Annotated[
    str,
    typer.Option(
        metavar="srt,vtt,ass,txt,json,html",
        help=_(
            "Which files to make: SRT, VTT and ASS are captions, txt is readable text, html is a page with the "
            "whole text, json is for machines and remembers what you have corrected."
        ),
    ),
]
Words = Annotated[
    str,
    typer.Option(
        "--glossary",
        metavar=_("FILE"),
        help=_("Words and names to get right, beside the brand's own: TOML, or a text with one on each line."),
        rich_help_panel=asking.CAPTIONS,
    ),
]


def caption(
    clips: Clips,
    out: Out = Path(D.out),
    formats: Formats = FORMATS,
    profile: asking.Profile = D.profile,
    engine: asking.Engine = D.engine,
    model: asking.Model = D.model,
    glossary: Words = D.glossary,
    brand: asking.BrandName = D.brand,
    replace: asking.Replace = D.replace,
    json: asking.Json = False,
) -> None:
    """Parse, caption, tell."""
    brief = CaptionBrief(
        clips=tuple(map(str, clips)),
        out=str(out),
        formats=parse_formats(formats),
        profile=profile,
        engine=engine,
        model=model,
        brand=brand,
        glossary=glossary,
        replace=replace,
    )
    raise typer.Exit(_made(brief, as_json=json))


def _made(brief: CaptionBrief, *, as_json: bool) -> int:
    from vidkit.batch.captioning import Uncaptioned, caption_clips, exit_code
    from vidkit.cli.board import board

    with board() as listener:
        outcomes = caption_clips(brief, listener)
    if as_json:
        sys.stdout.write(_as_json(outcomes))
    elif len(outcomes) == 1 and isinstance(outcomes[0], Uncaptioned):
        raise outcomes[0].fault
    for outcome in outcomes:
        if isinstance(outcome, Uncaptioned):
            _say(f"{outcome.clip}: {outcome.fault.message}")
            if outcome.fault.hint:
                _say(f"  {outcome.fault.hint}")
        else:
            _tell(outcome, several=len(outcomes) > 1)
    return exit_code(outcomes)


def _tell(outcome: "Captioned", *, several: bool) -> None:
    from vidkit.cli.telling import tell_marks

    record, name = outcome.record, Path(outcome.clip).name
    if outcome.written:
        files = ", ".join(outcome.written)
        _say(_("{clip}: {files} are ready in {folder}.").format(clip=name, files=files, folder=outcome.folder))
    else:
        _say(_("{clip}: nothing has changed in {folder}.").format(clip=name, folder=outcome.folder))
    if record.origin == "none":
        _say(_("{clip}: nobody speaks there, so the captions are empty.").format(clip=name))
    if record.file:
        _say(
            _("{clip}: your words in {file} are used; to listen anew, give --replace.").format(
                clip=name, file=record.file
            )
        )
    if outcome.other_clip:
        _say(_("The clips have changed since you corrected the captions: check that they still fit."))
    for file in outcome.kept:
        _say(_("Your changed {name} is kept as {kept}.").format(name=file.name, kept=file.kept_as))
    tell_marks(record.marks, name if several else "")
    _tell_findings(outcome)


def _tell_findings(outcome: "Captioned") -> None:
    from vidkit.captions.lint import Severity

    record = outcome.record
    red = {finding.number for finding in record.findings if finding.severity is Severity.FAIL}
    if not red:
        return
    names = [file.name for file in record.files if file.name.endswith((".srt", ".vtt"))]
    text = ngettext(
        "{clip}: {count} caption breaks a rule of {profile}.",
        "{clip}: {count} captions break a rule of {profile}.",
        len(red),
    ).format(clip=Path(outcome.clip).name, count=len(red), profile=record.profile)
    if names:
        command = f'vidkit check "{outcome.folder / names[0]}" --profile {record.profile}'
        text += " " + _("See which with: {command}").format(command=command)
    _say(text)


def _as_json(outcomes: "tuple[Outcome, ...]") -> str:
    import msgspec

    from vidkit.batch.captioning import Uncaptioned

    rows = [
        {"clip": outcome.clip, "fault": outcome.fault.message, "hint": outcome.fault.hint}
        if isinstance(outcome, Uncaptioned)
        else {
            "clip": outcome.clip,
            "folder": str(outcome.folder),
            "written": outcome.written,
            "kept": outcome.kept,
            "record": outcome.record,
        }
        for outcome in outcomes
    ]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n"


def _say(text: str) -> None:
    print(text, file=sys.stderr)
