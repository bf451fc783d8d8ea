"""`vidkit plan`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from vidkit.cli import asking
from vidkit.i18n import gettext as _
from vidkit.plan.brief import Brief, EncoderWish, FitWish, parse_cover

D = asking.DEFAULT

Explain = Annotated[bool, typer.Option("--explain", help=_("In words instead of JSON."))]


def plan(
    clips: asking.Clips,
    title: asking.Title = D.title,
    name: asking.Name = D.name,
    summary: asking.Summary = D.summary,
    shown: asking.Shown = D.shown,
    place: asking.Place = D.place,
    sign: asking.Signs = None,
    brand: asking.BrandName = D.brand,
    template: asking.TemplateName = D.template,
    field: asking.Fields = None,
    shape: asking.Shape = D.shape,
    cover: asking.Cover = "",
    fit: asking.Fit = D.fit,
    trim: asking.Trims = None,
    captions: asking.Captions = D.captions,
    caption_style: asking.CaptionStyle = D.caption_style,
    replace: asking.Replace = D.replace,
    profile: asking.Profile = D.profile,
    engine: asking.Engine = D.engine,
    model: asking.Model = D.model,
    no_intro: asking.NoIntro = not D.intro,
    no_outro: asking.NoOutro = not D.outro,
    music: asking.Music = D.music,
    quality: asking.QualityOption = D.quality,
    encoder: asking.EncoderOption = D.encoder,
    out: asking.Out = asking.OUT,
    explain: Explain = False,
) -> None:
    """Parse, plan, print."""
    brief = Brief(
        clips=asking.asked_clips(clips, trim),
        signs=asking.asked_signs(sign),
        title=title,
        name=name,
        brand=brand,
        template=template,
        fields=asking.asked_fields(field),
        shape=shape,
        cover_ms=parse_cover(cover),
        fit=FitWish(fit),
        captions=captions,
        caption_style=caption_style,
        replace=replace,
        profile=profile,
        engine=engine,
        model=model,
        intro=not no_intro,
        outro=not no_outro,
        music=music,
        quality=quality,
        encoder=EncoderWish(encoder),
        summary=summary,
        shown=shown,
        place=place,
    )
    _shown(brief, out, in_words=explain)


def _shown(brief: Brief, out: Path, *, in_words: bool) -> None:
    from vidkit.batch.produce import prepare
    from vidkit.cli.board import board
    from vidkit.cli.telling import tell_plan
    from vidkit.plan.reel_plan import to_json

    with board() as listener:
        ready = prepare(brief, listener, out)
    if in_words:
        tell_plan(ready.plan)
    else:
        sys.stdout.write(to_json(ready.plan).decode() + "\n")
