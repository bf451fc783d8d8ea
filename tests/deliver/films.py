"""Films for inspection: one that keeps every rule, and as many as there are rules, each breaking one."""

from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path

from media import ffmpeg

TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"

TONE = "0.1995*sin(2*PI*997*t)"
"""In both channels -14 LUFS: BS.1770 gives a 997 Hz sine in two channels the loudness of its peak."""

NO_EDIT_LIST = ("-movflags", "+faststart+negative_cts_offsets", "-use_editlist", "0")

BT709 = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")


@dataclass(frozen=True, kw_only=True)
class Film:
    """How a film is made. The defaults keep every rule but the size of the picture."""

    picture: str = "testsrc2=s=180x320:r=30:d=4"
    filters: str = f"format=yuv420p,{TAGS},setsar=1"
    tone: str = TONE
    channels: str = "stereo"
    sample_rate: int = 48_000
    sound_seconds: float = 4.0
    sound: str = "atrim=start_sample=1024"
    """The first 1,024 samples go: the coder's own priming takes their place, and no edit list is needed."""
    video: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "15")
    audio: tuple[str, ...] = ("-c:a", "aac", "-b:a", "128k")
    before: tuple[str, ...] = ()
    mux: tuple[str, ...] = NO_EDIT_LIST
    suffix: str = ".mp4"
    then: tuple[str, ...] = ()
    """Options before `-i` of a second pass that copies the streams."""


def make_film(folder: Path, film: Film) -> Path:
    """The film in `folder`, made once."""
    path = folder / f"{sha256(repr(astuple(film)).encode()).hexdigest()[:12]}{film.suffix}"
    if path.exists():
        return path
    first = path.with_stem(f"{path.stem}-first") if film.then else path
    sound: list[str] = []
    if film.tone:
        many = {"mono": 1, "stereo": 2, "5.1": 6}[film.channels]
        source = (
            f"aevalsrc='{'|'.join([film.tone] * many)}':c={film.channels}:s={film.sample_rate}:d={film.sound_seconds}"
        )
        sound = [*film.before, "-f", "lavfi", "-i", source, "-af", film.sound, *film.audio]
    picture = ["-f", "lavfi", "-i", film.picture]
    filters = ["-vf", film.filters, *film.video]
    if sound:
        inputs, rest = sound[: len(film.before) + 4], sound[len(film.before) + 4 :]
        ffmpeg(*picture, *inputs, *filters, *rest, *film.mux, first)
    else:
        ffmpeg(*picture, *filters, *film.mux, first)
    if film.then:
        ffmpeg(*film.then, "-i", first, "-c", "copy", *film.mux, path)
        first.unlink()
    return path
