"""`vidkit cache`: what is kept so that it need not be made again, how much it takes, and how to be rid of it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.cli.commands import Command, Group
from vidkit.cli.failure import ending
from vidkit.cli.models import size_in_words
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext, number

if TYPE_CHECKING:
    from vidkit.render.upkeep import Survey, Verified

app = typer.Typer(
    cls=Group, help=_("Show, throw away or check what is kept so that it need not be made again."), no_args_is_help=True
)

NAMED_MOST = 3
"""Files that are named where there are many; a list of all would hide what matters."""

CHECK_FAILED = 1

Heard = Annotated[
    bool,
    typer.Option("--all", help=_("Throw away what was heard, too: speech is listened to again, which takes minutes.")),
]


@app.command("info", cls=Command, help=_("Show where it lies and how much it takes."))
@ending
def info(json: asking.Json = False) -> None:
    """Look, tell."""
    from vidkit.render.upkeep import survey

    found = survey()
    if json:
        print(_as_json(found))
        return
    _print_table(found)
    print(
        _("At most {size} of rendered pieces are kept; what was not used for longest goes first.").format(
            size=size_in_words(found.limit_bytes)
        )
    )
    print(_("VIDKIT_CACHE_GB sets another limit in GB, VIDKIT_CACHE another folder."))
    if found.free_bytes is not None:
        print(_("Free on that disk: {size}.").format(size=size_in_words(found.free_bytes)))
    if found.oldest_use is not None:
        print(_("Longest unused: since {day}.").format(day=_day(found.oldest_use)))
    if found.models_bytes:
        print(
            _("Speech models lie there too and take {size}: vidkit models list").format(
                size=size_in_words(found.models_bytes)
            )
        )
    _tell_strangers(found.strangers)


@app.command("clear", cls=Command, help=_("Throw away what was rendered. Models and your own files stay."))
@ending
def clear(everything: Heard = False, json: asking.Json = False) -> None:
    """Throw away, tell."""
    raise typer.Exit(_cleared(everything=everything, as_json=json))


def _cleared(*, everything: bool, as_json: bool) -> int:
    from vidkit.errors import OutputError
    from vidkit.render import upkeep
    from vidkit.render.cache import KINDS

    done = upkeep.clear(upkeep.ALL if everything else KINDS)
    if as_json:
        print(
            _formatted({"entries": done.entries, "bytes": done.size_bytes, "stuck": [str(one) for one in done.stuck]})
        )
    if done.entries:
        text = ngettext(
            "{count} piece is thrown away; {size} became free.",
            "{count} pieces are thrown away; {size} became free.",
            done.entries,
        )
        _say(text.format(count=number(done.entries), size=size_in_words(done.size_bytes)))
    elif not done.stuck:
        _say(_("There was nothing to throw away."))
    left = upkeep.survey()
    heard = next(share for share in left.shares if share.kind == upkeep.HEARD)
    if heard.entries and not everything:
        _say(
            _("What was heard ({size}) is kept; “--all” throws that away too.").format(
                size=size_in_words(heard.size_bytes)
            )
        )
    _tell_strangers(left.strangers)
    if done.stuck:
        text = ngettext(
            "{count} piece could not be thrown away: {reason}.",
            "{count} pieces could not be thrown away: {reason}.",
            len(done.stuck),
        )
        raise OutputError(
            text.format(count=number(len(done.stuck)), reason=done.why),
            _("Close the program that uses them, or look at who may write in {folder}.").format(folder=left.folder),
        )
    return 0


@app.command("verify", cls=Command, help=_("Read every byte of what is kept, and throw away what is damaged."))
@ending
def verify(json: asking.Json = False) -> None:
    """Read, tell."""
    raise typer.Exit(_verified(as_json=json))


def _verified(*, as_json: bool) -> int:
    from vidkit.cli.board import board
    from vidkit.render import upkeep

    with board() as listener:
        found = upkeep.verify(listener)
    if as_json:
        names = {
            "stuck": [str(file) for file in found.stuck],
            "unread": [str(file) for file in found.unread],
        }
        print(_formatted({"whole": found.whole, "damaged": found.damaged, **names}))
    else:
        _print_verdict(found)
    return CHECK_FAILED if found.damaged or found.unread else 0


def _print_verdict(found: "Verified") -> None:
    print(
        ngettext("{count} piece is whole.", "{count} pieces are whole.", found.whole).format(count=number(found.whole))
    )
    gone = found.damaged - len(found.stuck)
    if gone:
        text = ngettext(
            "{count} piece was damaged and is thrown away; it is made anew when it is needed.",
            "{count} pieces were damaged and are thrown away; they are made anew when they are needed.",
            gone,
        )
        print(text.format(count=number(gone)))
    if found.stuck:
        print(
            _("Damaged, but cannot be thrown away: {names}. It does no harm: vidkit never uses it.").format(
                names=_named([str(file) for file in found.stuck])
            )
        )
    if found.unread:
        print(_("Could not be read: {names}.").format(names=_named([str(file) for file in found.unread])))


def _print_table(found: "Survey") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    print(_("What vidkit keeps lies in {folder}.").format(folder=found.folder))
    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    table.add_column(_("Kept"), _("Together"), no_wrap=True)
    table.add_column(_("Pieces"), number(sum(share.entries for share in found.shares)), justify="right", no_wrap=True)
    table.add_column(_("Size"), _size(found.size_bytes), justify="right", no_wrap=True)
    for share in found.shares:
        table.add_row(_kind(share.kind), number(share.entries), _size(share.size_bytes))
    Console().print(table)


def _size(count: int) -> str:
    return size_in_words(count) if count else "0"


def _kind(kind: str) -> str:
    """What a kind of entries is called, to a person."""
    names = {
        "windows": _("Rendered pieces of film"),
        "sounds": _("Sound of reels"),
        "stills": _("Pictures for covers"),
        "moments": _("What was measured for covers"),
        "cards": _("Drawn intros and end cards"),
        "facts": _("What clips are like"),
        "loudness": _("How loud films are"),
        "heard": _("What was heard in clips"),
    }
    return names[kind]


def _day(moment: float) -> str:
    """A day as it is written in Sweden, and by ISO 8601."""
    import datetime as dt

    return dt.datetime.fromtimestamp(moment, tz=dt.UTC).astimezone().date().isoformat()


def _as_json(found: "Survey") -> str:
    import datetime as dt

    oldest = found.oldest_use
    return _formatted(
        {
            "folder": str(found.folder),
            "kinds": [
                {"kind": share.kind, "entries": share.entries, "bytes": share.size_bytes} for share in found.shares
            ],
            "bytes": found.size_bytes,
            "limit_bytes": found.limit_bytes,
            "models_bytes": found.models_bytes,
            "free_bytes": found.free_bytes,
            "oldest_use": dt.datetime.fromtimestamp(oldest, tz=dt.UTC).isoformat(timespec="seconds")
            if oldest is not None
            else None,
            "strangers": list(found.strangers),
        }
    )


def _formatted(value: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _tell_strangers(names: Sequence[str]) -> None:
    if names:
        text = ngettext(
            "{count} file there is none of vidkit's pieces and is left alone: {names}.",
            "{count} files there are none of vidkit's pieces and are left alone: {names}.",
            len(names),
        )
        _say(text.format(count=number(len(names)), names=_named(names)))


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(Path(name).as_posix() for name in names[:NAMED_MOST])
    return f"{shown}, …" if len(names) > NAMED_MOST else shown


def _say(text: str) -> None:
    print(text, file=sys.stderr)
