"""`vidkit check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.cli.failure import exit_code
from vidkit.errors import InputError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from vidkit.deliver.finding import Inspection

Files = Annotated[list[Path], typer.Argument(metavar=_("FILE"), show_default=False, help=_("Finished films."))]
Rules = Annotated[
    str, typer.Option(metavar=asking.TEXT, help=_("Whose limits of length and size: reel, story or web."))
]


def check(files: Files, rules: Rules = "reel", json: asking.Json = False) -> None:
    """Parse, inspect, print."""
    raise typer.Exit(_checked(files, rules, as_json=json))


def _checked(files: list[Path], rules: str, *, as_json: bool) -> int:
    import msgspec

    from vidkit.deliver.inspection import inspect_reel
    from vidkit.plan.platform import load_platform

    platform = load_platform()
    rows: list[dict[str, object]] = []
    codes = [0]
    for file in files:
        try:
            inspection = inspect_reel(file, platform, rules)
        except InputError as fault:  # one bad file does not stop the rest
            codes.append(exit_code(fault))
            rows.append({"file": str(file), "passed": False, "findings": [], "fault": fault.message})
            continue
        codes.append(0 if inspection.passed else 1)
        findings = msgspec.to_builtins(inspection.findings)
        rows.append({"file": str(file), "passed": inspection.passed, "findings": findings})
        if not as_json:
            _tell(file, inspection)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
    return max(codes)


def _tell(file: Path, inspection: "Inspection") -> None:
    from vidkit.cli.telling import finding_line

    print(file)
    for finding in inspection.findings:
        print(f"  {finding_line(finding)}")
    print(_("{file}: passed").format(file=file) if inspection.passed else _("{file}: did not pass").format(file=file))
