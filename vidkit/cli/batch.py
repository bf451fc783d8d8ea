"""`vidkit batch`: a whole week of reels in one command."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from vidkit.cli import asking, far
from vidkit.cli.failure import BUG
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _
from vidkit.plan.brief import EncoderWish, FitWish, Quality

if TYPE_CHECKING:
    from vidkit.plan.week import Reel, Said, Week

D = asking.DEFAULT

Place = Annotated[
    Path,
    typer.Argument(
        metavar=_("FOLDER|WEEK.toml"),
        show_default=False,
        help=_("A folder: each clip is a reel, each folder in it a reel of its clips. Or a week file."),
    ),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", metavar=_("NAME"), help=_("Only this reel; may be given several times."))
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=_("Show what would be made, and from what, without making it."))
]
Captions = Annotated[
    str,
    typer.Option(
        metavar="auto|off",
        help=_("Listen where no captions lie beside the clip, or go without."),
        rich_help_panel=asking.CAPTIONS,
    ),
]
Jobs = Annotated[
    str,
    typer.Option(
        metavar=_("N|auto"),
        help=_("How many reels to work at at once; auto takes what cores and memory carry."),
    ),
]
JOBS_MOST = 64
"""More threads than that have nothing to do on any desktop."""

OPTIONS = {"no_intro": "intro", "no_outro": "outro", "field": "fields"}
"""Options that are not called as the wish they stand for: some say its opposite."""


def batch(
    ctx: typer.Context,
    place: Place,
    out: asking.Out = asking.OUT,
    only: Only = None,
    jobs: Jobs = "auto",
    dry_run: DryRun = False,
    brand: asking.BrandName = D.brand,
    template: asking.TemplateName = D.template,
    field: asking.Fields = None,
    shape: asking.Shape = D.shape,
    fit: asking.Fit = D.fit,
    captions: Captions = D.captions,
    caption_style: asking.CaptionStyle = D.caption_style,
    profile: asking.Profile = D.profile,
    engine: asking.Engine = D.engine,
    model: asking.Model = D.model,
    no_intro: asking.NoIntro = not D.intro,
    no_outro: asking.NoOutro = not D.outro,
    music: asking.Music = D.music,
    quality: asking.QualityOption = D.quality,
    encoder: asking.EncoderOption = D.encoder,
    scheduler: far.Scheduler = "",
    json: asking.Json = False,
) -> None:
    """Parse, make, tell. An option that is given holds before what the week file says."""
    from vidkit.plan.week import Said, Wishes, by_key

    if captions not in ("auto", "off"):
        raise UsageError(
            _("“{text}” cannot be the captions of all reels.").format(text=captions),
            _("Put a caption file beside its clip, under the same name, or name it in the week file."),
        )
    wishes = Wishes(
        brand=brand,
        template=template,
        fields=by_key(asking.asked_fields(field)),
        shape=shape,
        fit=FitWish(fit),
        captions=captions,
        caption_style=caption_style or Wishes().caption_style,
        profile=profile,
        engine=engine,
        model=model,
        intro=not no_intro,
        outro=not no_outro,
        music=music,
        quality=Quality(quality),
        encoder=EncoderWish(encoder),
    )
    said = Said(wishes, given(ctx) & frozenset(Wishes.__struct_fields__))
    how = _How(jobs=_jobs(jobs), scheduler=scheduler, as_json=json)
    raise typer.Exit(_batch(place, out, said, only or [], how, dry_run=dry_run))


class _How(NamedTuple):
    """What is asked for beside the reels."""

    jobs: int
    scheduler: str
    as_json: bool


def _jobs(text: str) -> int:
    """0 for auto."""
    if text == "auto":
        return 0
    if not text.isdecimal() or not 0 < int(text) <= JOBS_MOST:
        raise UsageError(
            _("“{text}” is no number of reels to work at.").format(text=text),
            _("Give a number from 1 to {most}, or “auto”.").format(most=JOBS_MOST),
        )
    return int(text)


def given(ctx: typer.Context) -> frozenset[str]:
    """What stands on the command line, by the names of the wishes."""
    sources = {name: ctx.get_parameter_source(name) for name in ctx.params}
    return frozenset(
        OPTIONS.get(name, name) for name, source in sources.items() if source and source.name == "COMMANDLINE"
    )


def _batch(place: Path, out: Path, said: "Said", names: list[str], how: _How, *, dry_run: bool) -> int:
    from vidkit.batch.week_input import asked_week
    from vidkit.plan.week import only

    week = asked_week(place, out, said)
    if Path(week.source) != place:
        print(_("{file} says what is made of this folder.").format(file=week.source), file=sys.stderr)
    reels = only(week.reels, names)
    if dry_run:
        return _foreseen(week, reels, out, as_json=how.as_json)
    return _made(week, reels, out, how)


def _foreseen(week: "Week", reels: "tuple[Reel, ...]", out: Path, *, as_json: bool) -> int:
    from vidkit.batch.week import foresee
    from vidkit.cli.week_telling import foreseen_as_json, tell_foreseen

    foreseen = foresee(reels, out)
    if as_json:
        print(foreseen_as_json(week, foreseen))
    else:
        tell_foreseen(week, foreseen, out)
    return int(any(each.fault for each in foreseen))


def _made(week: "Week", reels: "tuple[Reel, ...]", out: Path, how: _How) -> int:
    from vidkit.batch.arenas import one_arena
    from vidkit.batch.week import Pace, exit_code, make_week
    from vidkit.batch.week_page import Books
    from vidkit.batch.workload import workload
    from vidkit.cli.week_board import week_board
    from vidkit.cli.week_telling import fault_in_words, results_as_json, tell_notes, tell_passed, tell_results

    one_arena()
    tell_passed(week.passed)
    books, following = Books(week, reels, out, fault_in_words), None
    try:
        clips = (clip for reel in reels for clip in reel.brief.clips)
        loads = workload(reels, out)
        with far.helped(how.scheduler, clips) as cluster, week_board(reels, loads) as following:
            make_week(reels, out, books.heard_by(following), cluster, Pace(loads, how.jobs))
    finally:  # what is ready is told even where it was stopped
        books.close()
        if following is not None and following.results:
            tell_results(following.results, len(reels))
        tell_notes(books.notes)
        if following is not None and how.as_json:
            print(results_as_json(week, reels, following.results))
    return exit_code(following.results, BUG)
