"""`vidkit check`: films and caption files, told apart by their endings."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.cli.failure import exit_code
from vidkit.errors import InputError, OutputError, UsageError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from vidkit.batch.proofreading import Rules
    from vidkit.deliver.finding import Inspection

D = asking.DEFAULT

Files = Annotated[
    list[Path],
    typer.Argument(metavar=_("FILE"), show_default=False, help=_("Finished films, and captions as SRT or VTT.")),
]
Limits = Annotated[
    str, typer.Option(metavar=asking.TEXT, help=_("Whose limits of length and size: reel, story or web."))
]
Fix = Annotated[
    bool,
    typer.Option(
        "--fix",
        help=_(
            "Mend caption files where no word can change: line breaks, gaps, time to read. "
            "The file as it was is kept beside it."
        ),
        rich_help_panel=asking.CAPTIONS,
    ),
]


def check(
    files: Files,
    rules: Limits = "reel",
    profile: asking.Profile = D.profile,
    brand: asking.BrandName = D.brand,
    fix: Fix = False,
    json: asking.Json = False,
) -> None:
    """Parse, inspect, print."""
    raise typer.Exit(_checked(files, rules, _caption_rules(profile, brand), fix=fix, as_json=json))


def _caption_rules(profile: str, brand: str) -> "Callable[[], Rules]":
    """The rules for captions, made where there are any: a film needs no typeface."""
    from vidkit.captions.profile import load_profile

    chosen = load_profile(profile)

    @cache
    def made() -> "Rules":
        from vidkit.batch.proofreading import rules_of
        from vidkit.brand.kit import load_brand

        return rules_of(chosen, load_brand(brand))

    return made


def _checked(files: list[Path], limits: str, rules: "Callable[[], Rules]", *, fix: bool, as_json: bool) -> int:
    import msgspec

    from vidkit.batch.proofreading import SUFFIXES

    captions = [file for file in files if file.suffix.lower() in SUFFIXES]
    if fix and not captions:
        raise UsageError(
            _("Only caption files can be mended, and there is none among these."),
            _("Leave out --fix, or give a file that ends with .srt or .vtt."),
        )
    rows: list[dict[str, object]] = []
    codes = [0]
    for file in files:
        try:
            row = _captions(file, rules(), fix=fix, quiet=as_json) if file in captions else _film(file, limits, as_json)
        except (InputError, OutputError) as fault:  # one bad file does not stop the rest
            codes.append(exit_code(fault))
            row = {"file": str(file), "passed": False, "findings": [], "fault": fault.message, "hint": fault.hint}
        codes.append(0 if row["passed"] else 1)
        rows.append(row)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
    return max(codes)


def _film(file: Path, limits: str, quiet: bool) -> dict[str, object]:
    import msgspec

    from vidkit.deliver.inspection import inspect_reel
    from vidkit.plan.platform import load_platform

    inspection = inspect_reel(file, load_platform(), limits)
    if not quiet:
        _tell(file, inspection)
    findings = msgspec.to_builtins(inspection.findings)
    return {"file": str(file), "passed": inspection.passed, "findings": findings}


def _captions(file: Path, rules: "Rules", *, fix: bool, quiet: bool) -> dict[str, object]:
    from vidkit.batch.proofreading import mend_file, proofread
    from vidkit.cli.proofs import as_row, tell_proof

    proof = mend_file(file, rules) if fix else proofread(file, rules)
    if not quiet:
        tell_proof(file, proof, fixing=fix)
    return {"file": str(file), **as_row(proof)}


def _tell(file: Path, inspection: "Inspection") -> None:
    from vidkit.cli.telling import finding_line

    print(file)
    for finding in inspection.findings:
        print(f"  {finding_line(finding)}")
    print(_("{file}: passed").format(file=file) if inspection.passed else _("{file}: did not pass").format(file=file))
