"""`python -m vidkit`."""

from vidkit.cli.main import run

run()
