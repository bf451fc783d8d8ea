"""Programs that fail in one way each, in the place of the one that makes films."""

import os
import sys
import textwrap
from pathlib import Path

OPENING = "import os, signal, subprocess, sys, time\nout, err = sys.stdout, sys.stderr\n"

HANGS = "time.sleep(60)"
IGNORES_BEING_ASKED = """
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
print("frame=1", flush=True)
time.sleep(60)
"""
FLOODS = """
for number in range(50_000):
    err.write(f"line {number} " + "x" * 90 + "\\n")
    if number % 100 == 0:
        print(f"frame={number}", flush=True)
err.write("the very last line\\n")
"""
WORKS_THROUGH_ANOTHER = """
child = subprocess.Popen([sys.executable, "-IS", "-c", "import time; time.sleep(60)"])
with open("child.pid", "w") as file:
    file.write(str(child.pid))
print("frame=1", flush=True)
child.wait()
"""


def fake(folder: Path, body: str) -> str:
    """An executable file that does `body`; what it writes goes to `out` and `err`."""
    path = folder / "fake-ffmpeg"
    path.write_text(f"#!{os.path.realpath(sys.executable)} -IS\n{OPENING}{textwrap.dedent(body)}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)
