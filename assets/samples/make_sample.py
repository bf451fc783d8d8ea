"""Makes banken.mp4, the sample clip: the drawn scene with the spoken words of banken.flac, as a phone would hold it.

Run by hand from the checkout: python assets/samples/make_sample.py
The clip is the source of a reel and so carries no brand, no title and no captions.
"""

import subprocess  # noqa: TID251 - a script, run by hand
from pathlib import Path

import av  # noqa: TID253 - a script, run by hand
import imageio_ffmpeg
from scene import frame
from sheet import HEIGHT, WIDTH

HERE = Path(__file__).parent
RATE = 30
LARGEST = 2_000_000
"""Bytes that the clip may take in the repository."""


def main() -> None:
    """Draws every frame and hands it to ffmpeg, H.264 and AAC."""
    speech, clip = HERE / "banken.flac", HERE / "banken.mp4"
    frames = round(length(speech) * RATE)
    program = subprocess.Popen(command(speech, clip), stdin=subprocess.PIPE)  # noqa: S603 - our own arguments
    if program.stdin is None:
        raise RuntimeError("no pipe to ffmpeg")
    with program.stdin as pipe:
        for index in range(frames):
            pipe.write(frame(index / RATE).tobytes())
    if program.wait() != 0 or clip.stat().st_size > LARGEST:
        raise SystemExit(f"{clip} is not as it should be")


def length(speech: Path) -> float:
    """Seconds of sound."""
    with av.open(str(speech)) as opened:
        if opened.duration is None:
            raise SystemExit(f"{speech} has no length")
        return opened.duration / 1_000_000


def command(speech: Path, clip: Path) -> list[str]:
    """The arguments for ffmpeg: frames from the pipe, words from the file."""
    picture = f"-f rawvideo -pix_fmt rgb24 -s {WIDTH}x{HEIGHT} -r {RATE} -i -".split()
    coding = [
        "-c:v",
        "libx264",
        "-preset",
        "slow",
        "-crf",
        "21",
        "-g",
        "60",
        "-c:a",
        "aac",
        "-b:a",
        "96k",
        "-ar",
        "48000",
        "-movflags",
        "+faststart",
    ]
    colours = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"]
    levels = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
    program = imageio_ffmpeg.get_ffmpeg_exe()
    sources = [*picture, "-i", str(speech), "-vf", levels]
    return [program, "-y", "-v", "error", *sources, *coding, *colours, str(clip)]


if __name__ == "__main__":
    main()
