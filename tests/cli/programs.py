"""Programs that stand in for ffmpeg. Each answers what is asked of it first, then fails in one way of its own."""

from pathlib import Path

import imageio_ffmpeg
from running import python_program

ANSWERS = """\
import os, pathlib, shutil, signal, sys, time
real = {real!r}
asks = sys.argv[1:2] == ["-version"] or "-filters" in sys.argv or "-encoders" in sys.argv
if asks:
    os.execv(real, [real, *sys.argv[1:]])
"""

FAULTS = {
    "full": 'sys.exit("av_interleaved_write_frame(): No space left on device")',
    "readonly": 'sys.exit("Error opening output: Read-only file system")',
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "fails": 'sys.exit("Error while filtering: Cannot allocate memory")',
    "nothing": "sys.exit(0)",
    "hangs": "time.sleep(600)",
    "deaf": "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
    "garbage": "pathlib.Path(sys.argv[-1]).write_bytes(b'half a film' * 1000)",
    "floods": 'sys.stderr.write("[out] a warning that comes again and again\\n" * 200_000); sys.exit(1)',
}

HALF = """\
import subprocess
code = subprocess.run([real, *sys.argv[1:]]).returncode
out = pathlib.Path(sys.argv[-1])
if out.name == {name!r} and code == 0:
    whole = out.read_bytes()
    out.write_bytes(whole[:len(whole) // 2])
sys.exit(code)
"""

SHORT = """\
import subprocess
arguments = sys.argv[1:]
if arguments[-1] == "film.mp4":
    arguments[-1:-1] = ["-t", "0.5"]
sys.exit(subprocess.run([real, *arguments]).returncode)
"""

DYING = """\
import subprocess
if not any("run-" in word for word in sys.argv):
    os.execv(real, [real, *sys.argv[1:]])
child = subprocess.Popen([real, *sys.argv[1:]], stdout=subprocess.PIPE)
for line in child.stdout:
    os.write(1, line)
    if b"=" not in line:
        child.kill()
        os.kill(os.getpid(), signal.SIGKILL)
sys.exit(child.wait())
"""

SLOW = """\
import subprocess
time.sleep({seconds})
os.execv(real, [real, *sys.argv[1:]])
"""


def failing(folder: Path, fault: str) -> Path:
    """A program that answers questions and fails at every other task."""
    return _program(folder, fault, FAULTS[fault])


def halving(folder: Path, name: str) -> Path:
    """The real program, but of the file called `name` it leaves half, and says that all went well."""
    return _program(folder, f"half-{name}", HALF.format(name=name))


def shortening(folder: Path) -> Path:
    """The real program, but the film ends after half a second: sound in itself, and too short."""
    return _program(folder, "short", SHORT)


def dying(folder: Path) -> Path:
    """The real program, but as soon as it has finished one window of several it is killed, as by the system."""
    return _program(folder, "dying", DYING)


def slow(folder: Path, seconds: float) -> Path:
    """The real program, that thinks before each task."""
    return _program(folder, "slow", SLOW.format(seconds=seconds))


def _program(folder: Path, name: str, text: str) -> Path:
    real = imageio_ffmpeg.get_ffmpeg_exe()
    return python_program(folder / f"ffmpeg-{name}", [*ANSWERS.format(real=real).splitlines(), *text.splitlines()])
