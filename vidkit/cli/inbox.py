"""`vidkit watch`: a folder into which clips are synced from phones, and reels that come out of it until Ctrl-C."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.cli.batch import Captions, given
from vidkit.cli.stopping import Asked
from vidkit.errors import InputError, StopNow, UsageError, VidkitError
from vidkit.i18n import gettext as _
from vidkit.plan.brief import EncoderWish, FitWish, Quality

if TYPE_CHECKING:
    from vidkit.batch.inbox import Inbox, Round
    from vidkit.batch.week import Failed, Result
    from vidkit.deliver.week_state import Told
    from vidkit.plan.week import Said

D = asking.DEFAULT

AGAIN_S = 10.0
"""Seconds after which an inbox that could not be read is looked at again."""

FAILED = 1

Place = Annotated[
    Path,
    typer.Argument(
        metavar=_("INBOX"),
        show_default=False,
        help=_("The folder that clips come into; each folder in it is a reel of its clips."),
    ),
]


def watch(
    ctx: typer.Context,
    inbox: Place,
    out: asking.Out = asking.OUT,
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
) -> None:
    """Parse, watch, tell."""
    from vidkit.plan.week import Said, Wishes, by_key

    if captions not in ("auto", "off"):
        raise UsageError(
            _("“{text}” cannot be the captions of all reels.").format(text=captions),
            _("Put a caption file beside its clip, under the same name."),
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
    raise typer.Exit(_watched(inbox, out, said))


def _watched(folder: Path, out: Path, said: "Said") -> int:
    """0 where every clip that lies there is made; Ctrl-C while it waits is how this is meant to end."""
    from vidkit.batch.arenas import give_back, one_arena
    from vidkit.batch.inbox import Inbox
    from vidkit.brand.kit import load_brand

    one_arena()
    load_brand(said.wishes.brand)  # what is wrong with it is told now, not when the first clip comes
    inbox = Inbox(folder, out, said)
    inbox.look()
    _say(_("Watching “{folder}”; the reels come into “{out}”. Press Ctrl-C to end.").format(folder=folder, out=out))
    told = _Told()
    failed = 0
    while (found := _waited(inbox, told)) is not None:
        for name in found.cloud:
            text = _("“{name}” lies only in the cloud. Choose to keep it on this computer: then it is made.")
            _say(text.format(name=name))
        if found.arrived or found.gone:
            failed = _round(folder, out, inbox, found, told)
            give_back()  # until the next clip comes, for days perhaps
    _say(_("Ended. What comes in from now on is made the next time."))
    return FAILED if failed else 0


def _waited(inbox: "Inbox", told: "_Told") -> "Round | None":
    """What there is to do; None where the person wants to end."""
    import time

    try:
        while True:
            try:
                return inbox.wait()
            except InputError as fault:  # a disk that went to sleep, a network that is away
                told.fault(fault)
                time.sleep(AGAIN_S)
    except StopNow:  # the system: there may be no time for words
        raise
    except KeyboardInterrupt as asked:
        if isinstance(asked, Asked):
            asked.heard = True
        return None


def _round(folder: Path, out: Path, inbox: "Inbox", found: "Round", told: "_Told") -> int:
    """Make what has arrived; how many clips lie there that could not be made."""
    from vidkit.batch.week import Failed, Pace, make_week
    from vidkit.batch.week_page import Books, also_heard
    from vidkit.batch.workload import workload
    from vidkit.cli.week_board import week_board
    from vidkit.cli.week_telling import fault_in_words
    from vidkit.plan.week import Week

    arrived = {each.reel.source: each for each in found.arrived}
    reels = tuple(each.reel for each in found.arrived)
    week = Week(source=str(folder), reels=(*found.standing, *reels))
    books, results = Books(week, reels, out, fault_in_words), list["Result"]()

    def ends(result: "Result") -> None:
        try:
            inbox.ends(arrived[result.reel.source], result)
        except VidkitError as fault:
            told.fault(fault)
        books.ends(result)
        results.append(result)

    try:
        if reels:
            loads = workload(reels, out)
            with week_board(reels, loads) as board:
                make_week(reels, out, also_heard(board, ends), pace=Pace(loads))
    finally:
        books.close()
        told.failed([result for result in results if isinstance(result, Failed)])
        told.notes(books.notes)
    return len(found.standing) + sum(isinstance(result, Failed) for result in results)


class _Told:
    """Says what is wrong, each thing once."""

    def __init__(self) -> None:
        self._said: set[tuple[str, str]] = set()

    def fault(self, fault: VidkitError) -> None:
        """Something that mends itself, or that the person mends."""
        self._once(fault.message, fault.hint)

    def notes(self, notes: "Sequence[Told]") -> None:
        """What could not be written."""
        for note in notes:
            self._once(f"! {note.message}", note.hint)

    def failed(self, results: "Sequence[Failed]") -> None:
        """Clips that no reel could be made of."""
        from vidkit.cli.week_telling import fault_in_words

        for result in results:
            message, hint = fault_in_words(result.fault)
            self._once(f"✗ {result.reel.source}: {message}", hint)
        if results:
            _say("  " + _("Vidkit goes on by itself when that is mended."))

    def _once(self, message: str, hint: str) -> None:
        if (message, hint) in self._said:
            return
        self._said.add((message, hint))
        _say(message)
        if hint:
            _say(f"  {hint}")


def _say(text: str) -> None:
    # Not kept back: whoever reads these lines from a pipe wants each of them when it is true.
    print(text, file=sys.stderr, flush=True)
