"""What `vidkit --help` costs: `python -m benchmarks.startup`. Processor time, which a busy machine changes little."""

import argparse
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Sequence
from statistics import median

from benchmarks import measure

CPU_MOST_S = 0.2
"""The aim; the exit code tells whether it holds at the median."""


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether the aim is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often each runs (default: 20)")
    rounds = parser.parse_args(arguments).rounds
    bare = [_cpu("-c", "pass") for _round in range(rounds)]
    helped = [_cpu("-m", "vidkit", "--help") for _round in range(rounds)]
    today = dt.datetime.now(tz=dt.UTC).date()
    print(f"{today}, {measure.machine()}\n`{measure.command_line()}`\n")
    print("| processor time, s | min | median | max |\n|---|---:|---:|---:|")
    print(f"| Python alone | {measure.spread(bare)} |")
    print(f"| vidkit --help (aim: under {CPU_MOST_S}) | {measure.spread(helped)} |")
    met = median(helped) < CPU_MOST_S
    print(f"\nThe aim is {'met' if met else 'NOT met'}.")
    return 0 if met else 1


def _cpu(*arguments: str) -> float:
    """Processor seconds, user and system, of one run of Python."""
    before = measure.cpu_of_children()
    environment = os.environ | {"VIDKIT_LANG": "en", "COLUMNS": "80"}
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    return measure.cpu_of_children() - before


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
