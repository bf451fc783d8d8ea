"""A program on a computer with an encoder of its own: the real program, that gives the work to libx264 under its name.

Each mood is one way in which such an encoder behaves. Encoders other than the one it has are refused, as a program does
whose driver is not there.
"""

from pathlib import Path

import imageio_ffmpeg
from running import python_program

OPENING = """\
import os, pathlib, random, re, subprocess, sys, time
real, has, mood = {real!r}, {has!r}, {mood!r}
asked = sys.argv[1:]
log = pathlib.Path(__file__).with_suffix(".log")
encoder = asked[asked.index("-c:v") + 1] if "-c:v" in asked else ""
if not re.match(r"h264_(nvenc|qsv|amf|videotoolbox)$", encoder):
    os.execv(real, [real, *asked])
with log.open("a") as told:
    told.write(" ".join(asked) + "\\n")
if encoder != has:
    sys.exit(f"[{{encoder}}] Cannot load the driver")
# What only the encoder knows, and how libx264 calls the same where it knows it.
ITS_OWN = {{
    "-preset": None, "-tune": None, "-rc": None, "-b:v": None, "-bf": None, "-forced-idr": None, "-forced_idr": None,
    "-allow_sw": None, "-realtime": None, "-cq": "-crf", "-global_quality": "-crf", "-qvbr_quality_level": "-crf",
    "-q:v": None,
}}
told, rest = [], iter(asked)
for word in rest:
    name = ITS_OWN.get(word, word)
    value = next(rest) if word in ITS_OWN else None
    told += [] if name is None else [name] if value is None else [name, value]
told[told.index("-c:v") + 1] = "libx264"
told[-1:-1] = ["-preset", "veryfast"]
trying = "trial" in asked[-1]
"""

MOODS = {
    "works": "",
    "refuses": 'sys.exit("[enc] OpenEncodeSessionEx failed: out of memory (10): (no details)")',
    "writes garbage": """\
for number in range(2):
    pathlib.Path(asked[-1] % number).write_bytes(b"a film of sorts" * 1000)
sys.exit(0)
""",
    "ignores forced key frames": """\
at = told.index("-force_key_frames")
del told[at:at + 2]
""",
    "shows something else": """\
at = told.index("-filter_complex") + 1
told[at] = told[at].replace("setparams=", "negate,setparams=")
""",
    "loses a frame": 'told[told.index("-frames:v") + 1] = str(int(told[told.index("-frames:v") + 1]) - 1)',
    "forgets the colours": """\
at = told.index("-filter_complex") + 1
told[at] = re.sub("setparams=[^[,]*", "setparams=colorspace=smpte170m", told[at])
told[told.index("-colorspace") + 1] = "smpte170m"
""",
    "hangs": "time.sleep(60)",
    "fails half-way": """\
if not trying:
    sys.exit(subprocess.run([real, *told, "-t", "0.2"]).returncode or "[enc] EncodePicture failed: device lost")
""",
    "forgets the colours in earnest": """\
if not trying:
    at = told.index("-filter_complex") + 1
    told[at] = re.sub("setparams=[^[,;]*", "setparams=colorspace=smpte170m", told[at])
    told[told.index("-colorspace") + 1] = "smpte170m"
""",
    "is never the same": """\
if not trying:
    told[-1:-1] = ["-level", random.choice(["4.2", "5", "5.1", "5.2"])]
""",
}

CLOSING = "os.execv(real, [real, *told])"


def with_encoder(folder: Path, has: str = "h264_nvenc", mood: str = "works") -> Path:
    """A program in `folder` whose computer has the encoder `has`. What it was asked with it stands in `log_of`."""
    lines = [*OPENING.format(real=imageio_ffmpeg.get_ffmpeg_exe(), has=has, mood=mood).splitlines()]
    return python_program(folder / "ffmpeg-with-encoder", [*lines, *MOODS[mood].splitlines(), CLOSING])


def log_of(program: Path) -> list[str]:
    """The command of every run with one of the computer's own encoders."""
    log = program.with_suffix(".log")
    return log.read_text("utf-8").splitlines() if log.is_file() else []
