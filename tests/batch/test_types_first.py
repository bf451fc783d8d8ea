"""Several threads may read files of types that nobody has read before."""

import subprocess
import sys
from pathlib import Path

import pytest
from media import Recipe, make_clip

pytestmark = pytest.mark.program

SCRIPT = """
import sys, threading
sys.setswitchinterval(1e-6)
from vidkit.batch.produce import prepare
from vidkit.batch.types_first import types_first
from vidkit.events import silent
from vidkit.plan.brief import AskedClip, Brief
types_first()
brief = Brief(clips=(AskedClip(sys.argv[1]),), captions="off")
together, faults = threading.Barrier(4), []
def one():
    together.wait()
    try:
        prepare(brief, silent)
    except BaseException as fault:
        faults.append(fault)
threads = [threading.Thread(target=one) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not faults, faults
"""


@pytest.mark.parametrize("_time", range(3))
def test_the_first_four_reels_at_once(tmp_path: Path, _time: int) -> None:
    clip = make_clip(tmp_path, Recipe(seconds=0.5))
    ran = subprocess.run([sys.executable, "-c", SCRIPT, str(clip)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
