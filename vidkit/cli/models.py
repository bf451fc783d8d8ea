"""`vidkit models`: the speech models that listen, by name."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.cli.commands import Command, Group
from vidkit.cli.failure import ending
from vidkit.i18n import gettext as _
from vidkit.i18n import number

if TYPE_CHECKING:
    from vidkit.captions.recognise.shelf import Row, Verified
    from vidkit.captions.recognise.store import State

app = typer.Typer(cls=Group, help=_("List, get, check and remove the speech models that listen."), no_args_is_help=True)

KB, MB, GB = 1_000, 1_000_000, 1_000_000_000

Name = Annotated[
    str, typer.Argument(metavar=_("NAME"), show_default=False, help=_("A speech model, by its name in the list."))
]
AnyName = Annotated[
    str | None,
    typer.Argument(
        metavar=_("NAME"),
        show_default=False,
        help=_("One speech model, by name or folder; all that are here if left out."),
    ),
]


@app.command("list", cls=Command, help=_("Show which speech models there are and which are here."))
@ending
def list_(json: asking.Json = False) -> None:
    """Look, tell."""
    from vidkit.captions.recognise.choice import taken
    from vidkit.captions.recognise.shelf import rows

    if json:
        print(_as_json(rows()))
        return
    _print_table(rows())
    now = taken()
    if now.wanted == now.standing:
        print(_("Where you ask for none, vidkit takes {name}.").format(name=now.wanted))
    else:
        print(_("Where you ask for none, vidkit fetches {name} once.").format(name=now.wanted))
        if now.standing:
            print(_("Without network it takes {name}.").format(name=now.standing))
    print(now.why)


@app.command("get", cls=Command, help=_("Fetch a speech model, or go on where fetching broke off."))
@ending
def get(name: Name) -> None:
    """Fetch, tell."""
    from vidkit.captions.recognise import shelf
    from vidkit.cli.board import board

    with board() as listener:
        got = shelf.get(name, listener)
    if got.was_here:
        _say(_("The speech model {name} was here already.").format(name=name))
    else:
        _say(_("The speech model {name} is here, whole and checked.").format(name=name))


@app.command("verify", cls=Command, help=_("Read every byte of one or all speech models and say whether it is right."))
@ending
def verify(name: AnyName = None) -> None:
    """Read, tell."""
    raise typer.Exit(_verified(name))


def _verified(name: str | None) -> int:
    from vidkit.captions.recognise import shelf
    from vidkit.captions.recognise.store import State
    from vidkit.cli.board import board

    with board() as listener:
        found = (shelf.verify(name, listener),) if name else shelf.verify_all(listener)
    if name and found[0].state is not State.WHOLE:
        raise shelf.not_whole(name, found[0].state)
    for one in found:
        print(_verdict(one))
    # One half fetched claims nothing and harms nobody; one that is damaged was trusted.
    damaged = [one for one in found if one.state is State.BROKEN]
    for one in damaged:
        _say("  " + shelf.not_whole(one.name, one.state).hint)
    return shelf.not_whole(damaged[0].name, State.BROKEN).exit_code if damaged else 0


@app.command("path", cls=Command, help=_("Print the folder of a speech model, and nothing else."))
@ending
def path(name: Name) -> None:
    """Find, print."""
    from vidkit.captions.recognise.shelf import path_of

    print(path_of(name))


@app.command("remove", cls=Command, help=_("Delete a speech model from this computer."))
@ending
def remove(name: Name) -> None:
    """Delete, tell."""
    from vidkit.captions.recognise import shelf

    freed = shelf.remove(name)
    if freed:
        _say(
            _("The speech model {name} is gone from this computer; {size} became free.").format(
                name=name, size=size_in_words(freed)
            )
        )
    else:
        _say(_("The speech model {name} was not on this computer: there was nothing to remove.").format(name=name))


def _print_table(rows: "tuple[Row, ...]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(_("Name"), no_wrap=True)
    table.add_column(_("Size"), justify="right", no_wrap=True)
    table.add_column(_("Wrong words in 100"), justify="right")
    table.add_column(_("State"))
    for row in rows:
        table.add_row(row.name, size_in_words(row.bytes), number(row.errors, 1), state_in_words(row.state))
    Console().print(table)


def _as_json(rows: "tuple[Row, ...]") -> str:
    import msgspec

    named = [
        {
            "name": row.name,
            "bytes": row.bytes,
            "word_error_rate": row.errors,
            "licence": row.licence,
            "state": row.state.value,
            "path": row.path or None,
            "auto": row.auto,
        }
        for row in rows
    ]
    return msgspec.json.format(msgspec.json.encode(named), indent=2).decode()


def _verdict(found: "Verified") -> str:
    from vidkit.captions.recognise.store import State

    if found.same_as:
        return _("{name}: whole, the same as {known}").format(name=found.name, known=found.same_as)
    if found.same_as is not None:
        return _("{name}: can be read; there is no record of what its bytes should be").format(name=found.name)
    if found.state is State.WHOLE:
        return _("{name}: whole, every byte is right").format(name=found.name)
    return f"{found.name}: {state_in_words(found.state)}"


def state_in_words(state: "State") -> str:
    """How a model stands on this computer, to a person."""
    from vidkit.captions.recognise.store import State

    words = {
        State.WHOLE: _("here"),
        State.HALF: _("half fetched"),
        State.BROKEN: _("damaged"),
        State.MISSING: _("not here"),
    }
    return words[state]


def size_in_words(count: int) -> str:
    """Bytes as people say them, in thousands as disks are sold."""
    if count >= GB:
        return _("{count} GB").format(count=number(count / GB, 1))
    if count >= MB:
        return _("{count} MB").format(count=number(count / MB))
    return _("{count} kB").format(count=number(max(1, count / KB)))


def _say(text: str) -> None:
    print(text, file=sys.stderr)
