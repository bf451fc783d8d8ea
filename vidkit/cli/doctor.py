"""`vidkit doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from vidkit.cli import asking
from vidkit.i18n import gettext as _

Out = Annotated[Path, typer.Option("--out", "-o", metavar=_("FOLDER"), help=_("Where reels are to be made."))]


def doctor(out: Out = asking.OUT, json: asking.Json = False) -> None:
    """Look at everything, tell."""
    raise typer.Exit(_examined(out, as_json=json))


def _examined(out: Path, *, as_json: bool) -> int:
    import msgspec

    from vidkit.batch.health import examine

    rows = examine(out)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
    else:
        for row in rows:
            print(f"{'✓' if row.well else '✗' if row.needed else '!'} {row.what}: {row.found}")
            if not row.well and row.remedy:
                print(f"    {row.remedy}")
    lacking = [row for row in rows if row.needed and not row.well]
    if not as_json:
        print(_("Something is missing.") if lacking else _("Everything needed is here."))
    return 5 if lacking else 0
