"""`vidkit brand`: whose films these are; colours, mark, words and sound of a sender."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.cli.commands import Command, Group
from vidkit.cli.failure import ending, exit_code
from vidkit.errors import VidkitError
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext, number

if TYPE_CHECKING:
    from rich.console import Console

    from vidkit.brand.in_force import Value
    from vidkit.brand.trial import Outcome, Row, Stage

app = typer.Typer(cls=Group, help=_("Show, check and begin brands: whose films these are."), no_args_is_help=True)

TERMS = "glossary.terms["

NOT_PASSED = 1
"""Exit code of a check that found something to mend."""

Brand = Annotated[
    str,
    typer.Argument(
        metavar=_("BRAND"), help=_("A brand that came with vidkit, or the path of a TOML file or of its folder.")
    ),
]
Folder = Annotated[
    Path, typer.Argument(metavar=_("FOLDER"), show_default=False, help=_("The folder to make; it must not exist yet."))
]
Name = Annotated[
    str, typer.Option(metavar=asking.TEXT, help=_("What people call the sender; the folder's name if left out."))
]
SHEET = Path("preview.png")

SheetFile = Annotated[
    Path,
    typer.Option(
        "--out", "-o", metavar=_("FILE"), help=_("A picture (.png), or a page (.html) whose areas can be hidden.")
    ),
]
Template = Annotated[
    str, typer.Option("--template", metavar=_("NAME|FILE"), help=_("With this template over it, and its own examples."))
]


@app.command("list", cls=Command, help=_("Show which brands there are, those in this folder too."))
@ending
def list_(json: asking.Json = False) -> None:
    """Look, tell."""
    from vidkit.brand.inheritance import KIT_FILE, brand_folder, brand_names
    from vidkit.brand.kit import load_brand

    here = sorted({*Path().glob(KIT_FILE), *Path().glob(f"*/{KIT_FILE}")})
    rows = []
    for called, file in [
        *((name, brand_folder() / f"{name}.toml") for name in brand_names()),
        *((str(file.parent if file.parent.name else file), file.resolve()) for file in here),
    ]:
        row: dict[str, str | None] = {"brand": called, "file": str(file), "organisation": None, "fault": None}
        try:
            row["organisation"] = load_brand(str(file)).organisation
        except VidkitError as fault:  # one bad brand does not hide the rest
            row["fault"] = fault.message
        rows.append(row)
    if json:
        print(_as_json(rows))
        return
    for row in rows:
        organisation = row["organisation"] or _("cannot be used")
        print(f"{row['brand']}: {organisation}")
        print(f"    {row['file']}")


@app.command("show", cls=Command, help=_("Show all that is in force in a brand, and where each of it is written."))
@ending
def show(brand: Brand = asking.DEFAULT.brand, json: asking.Json = False) -> None:
    """Read, tell."""
    from vidkit.brand.in_force import pairs, values
    from vidkit.brand.inheritance import lineage_of
    from vidkit.brand.kit import brand_of

    lineage = lineage_of(brand)
    kit = brand_of(lineage)
    rows = values(kit, lineage)
    if json:
        print(
            _as_json(
                {
                    "brand": kit.slug,
                    "files": [str(file) for file in lineage.files],
                    "digest": kit.digest,
                    "values": [
                        {"key": row.key, "value": row.value, "source": str(row.source) if row.source else None}
                        for row in rows
                    ],
                    "contrasts": pairs(kit),
                }
            )
        )
        return
    console = _console()
    console.print(f"{kit.name}, {kit.organisation}")
    for file in lineage.files:
        console.print(f"  {file}")
    _print_values(console, rows)
    console.print()
    console.print(_("Contrast"))
    for pair in pairs(kit):
        found, least = number(pair.ratio, 1), number(pair.least, 1)
        words = _("{found}:1; at least {least}:1 is needed").format(found=found, least=least)
        console.print(f"  {pair.text} / {pair.ground}: {words}")


@app.command("check", cls=Command, help=_("Check a brand: files, texts, contrast, flashes."))
@ending
def check(brand: Brand = asking.DEFAULT.brand, json: asking.Json = False) -> None:
    """Read, draw, measure, tell."""
    raise typer.Exit(_checked(brand, as_json=json))


@app.command("new", cls=Command, help=_("Make a brand to begin with: a commented file and two marks."))
@ending
def new(folder: Folder, name: Name = "") -> None:
    """Write, tell."""
    from vidkit.brand.starter import start_brand

    file = start_brand(folder, name or folder.resolve().name.replace("-", " ").replace("_", " ").capitalize())
    print(file)
    clip = _("clip.mov")
    command = f'vidkit reel {clip} --brand "{folder}"'
    print(_("Change what stands in it, then make a film with: {command}").format(command=command))


@app.command("preview", cls=Command, help=_("Draw all that a brand shows, in every shape of film, on one sheet."))
@ending
def preview(brand: Brand = asking.DEFAULT.brand, template: Template = "", out: SheetFile = SHEET) -> None:
    """Draw, write, tell."""
    from vidkit.batch.preview import write_preview

    def heard(done: int, total: int) -> None:
        if done < total:
            print(_("Drawing {done} of {total} …").format(done=done + 1, total=total), file=sys.stderr, flush=True)

    print(write_preview(brand, template, out, heard))


def _checked(named: str, *, as_json: bool) -> int:
    from vidkit.brand.inheritance import lineage_of
    from vidkit.brand.kit import brand_of
    from vidkit.brand.reading import Fault, FaultyBrandError
    from vidkit.brand.trial import Outcome, put_to_test

    try:
        lineage = lineage_of(named)
        brand = brand_of(lineage)
    except VidkitError as fault:
        if as_json:
            alone = (Fault("", fault.message, fault.hint),)
            faults = fault.faults if isinstance(fault, FaultyBrandError) else alone
            print(_as_json({"brand": named, "passed": False, "faults": faults, "rows": []}))
        return exit_code(fault)
    rows = []
    for row in put_to_test(brand, lineage, _stages()):
        rows.append(row)
        if not as_json:
            _tell(row)
    bad = sum(row.outcome is Outcome.BAD for row in rows)
    if as_json:
        print(_as_json({"brand": brand.slug, "passed": not bad, "faults": [], "rows": rows}))
    elif bad:
        print(ngettext("{count} thing has to be mended.", "{count} things have to be mended.", bad).format(count=bad))
    else:
        print(_("{name} can be used.").format(name=brand.name))
    return NOT_PASSED if bad else 0


def _stages() -> "list[Stage]":
    """Every shape that films are made in, the reel's first."""
    from vidkit.brand.trial import Stage
    from vidkit.plan.platform import load_platform

    shapes = load_platform().shapes
    return [
        Stage(name=name, size=shape.size, safe=shape.safe_box, keep=shape.cover_box)
        for name, shape in sorted(shapes.items(), key=lambda item: item[0] != asking.DEFAULT.shape)
    ]


def _tell(row: "Row") -> None:
    print(f"{_sign(row.outcome)} {row.what}: {row.found}", flush=True)
    if row.remedy:
        print(f"    {row.remedy}")


def _sign(outcome: "Outcome") -> str:
    """Never colour alone: a file has none."""
    return {"good": "✓", "doubtful": "!", "bad": "✗"}[outcome.value]


def _console() -> "Console":
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.soft_wrap = True
    return console


def _print_values(console: "Console", rows: "tuple[Value, ...]") -> None:
    """Table by table as in TOML; of the word list only the words, and nothing that nobody filled."""
    words = [row for row in rows if row.key.startswith(TERMS)]
    said = [row for row in rows if row not in words and (row.source or row.value != "")]
    table = ""
    for row in sorted(said, key=lambda row: "." in row.key):  # what stands in no table stands first in TOML
        head, _dot, key = row.key.rpartition(".")
        if head != table:
            table = head
            console.print(f"\n[{head}]")
        _print_value(console, key, row.value, row.source)
    terms = ", ".join(str(row.value) for row in words if row.key.endswith("].term"))
    if terms:
        console.print("\n[glossary]")
        _print_value(console, "terms", terms, words[0].source)


def _print_value(console: "Console", key: str, value: str | float | bool, source: Path | None) -> None:
    from rich.text import Text

    line = Text(f"  {key:<14} ")
    if isinstance(value, str) and value.startswith("#") and len(value) == len("#RRGGBB"):
        if console.color_system and not console.no_color:
            line.append("██ ", style=value)
        line.append(value)
    else:
        line.append(_as_toml(value))
    place = source.name if source else _("vidkit decides")
    line.append(f"  ← {place}", style="dim")
    console.print(line)


def _as_toml(value: str | float | bool) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _as_json(content: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
