"""`vidkit reel`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from vidkit.cli import asking, far
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _
from vidkit.plan.brief import Brief, EncoderWish, FitWish, Quality, parse_cover

D = asking.DEFAULT

Watched = Annotated[
    bool,
    typer.Option(
        "--watch",
        help=_("Keep running, and bring the reel up to date when a clip, the captions or the brand change."),
    ),
]


def reel(
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
    watch: Watched = False,
    scheduler: far.Scheduler = "",
    json: asking.Json = False,
) -> None:
    """Parse, make, tell."""
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
        quality=Quality(quality),
        encoder=EncoderWish(encoder),
        summary=summary,
        shown=shown,
        place=place,
    )
    if watch:
        raise typer.Exit(_watched(brief, out, scheduler=scheduler, as_json=json))
    raise typer.Exit(_made(brief, out, scheduler=scheduler, as_json=json))


def _made(brief: Brief, out: Path, *, scheduler: str, as_json: bool) -> int:
    from vidkit.batch.ears import Ears
    from vidkit.batch.produce import failed, produce
    from vidkit.cli.board import board
    from vidkit.cli.telling import tell_reel
    from vidkit.deliver.record import to_json
    from vidkit.render.elsewhere import NOBODY

    with far.helped(scheduler, brief.clips) as cluster, board() as listener, Ears(cluster) as ears:
        outcome = produce(brief, out, listener, ears, cluster or NOBODY)
    tell_reel(outcome)
    if as_json:
        sys.stdout.write(to_json(outcome.record).decode())
    return 1 if failed(outcome.record) else 0


def _watched(brief: Brief, out: Path, *, scheduler: str, as_json: bool) -> int:
    from vidkit.cli.watching import watch

    if scheduler:
        raise UsageError(
            _("--watch makes again what you change, here and at once; it asks no cluster."),
            _("Leave --scheduler or --watch out."),
        )
    if as_json:
        raise UsageError(
            _("--json tells of one finished reel, and --watch never finishes."),
            _("Leave one of them out; the record lies in the reel's folder, as JSON, after each round."),
        )
    return watch(brief, out)
