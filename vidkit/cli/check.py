"""`vidkit check`."""

from pathlib import Path
from typing import Annotated

import typer

from vidkit.cli import asking
from vidkit.i18n import gettext as _

Files = Annotated[list[Path], typer.Argument(metavar=_("FILE"), show_default=False, help=_("Finished films."))]
Rules = Annotated[
    str, typer.Option(metavar=asking.TEXT, help=_("Whose limits of length and size: reel, story or web."))
]


def check(files: Files, rules: Rules = "reel", json: asking.Json = False) -> None:
    """Parse, inspect, print."""
    raise typer.Exit(_checked(files, rules, as_json=json))


def _checked(files: list[Path], rules: str, *, as_json: bool) -> int:
    import msgspec

    from vidkit.cli.telling import finding_line
    from vidkit.deliver.inspection import inspect_reel
    from vidkit.plan.platform import load_platform

    platform = load_platform()
    results = [(file, inspect_reel(file, platform, rules)) for file in files]
    if as_json:
        rows = [
            {"file": str(file), "passed": result.passed, "findings": msgspec.to_builtins(result.findings)}
            for file, result in results
        ]
        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
    else:
        for file, result in results:
            print(file)
            for finding in result.findings:
                print(f"  {finding_line(finding)}")
            print(
                _("{file}: passed").format(file=file) if result.passed else _("{file}: did not pass").format(file=file)
            )
    return 0 if all(result.passed for _file, result in results) else 1
