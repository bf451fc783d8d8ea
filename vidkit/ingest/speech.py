"""A clip's sound as the recognisers want it: 16 kHz, one channel, on the clip's own clock.

Silence stands wherever the clip has no sound, so a second in the samples is the same second in the picture.
Knows nothing of words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from vidkit.errors import InputError
from vidkit.i18n import gettext as _
from vidkit.ingest.opening import opened
from vidkit.ingest.tracks import clock_of, played_sound

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from vidkit.ingest.footage import Footage
    from vidkit.ingest.timing import Clock

    Samples: TypeAlias = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000
"""Hz: what Whisper models are trained on."""

SLACK = Fraction(1, 50)
"""Seconds by which sound may stray from its time stamps before it is put right: phones stamp packets some
milliseconds off (14 at the start of an Android 12 clip) without a sample missing."""

_FULL, _HALF, _NONE = 1.0, 0.5, 0.0
_WEIGHTS = {
    "FL": 0.7071,
    "FR": 0.7071,
    "FC": _FULL,
    "LFE": _NONE,
    "LFE2": _NONE,
    "BL": _HALF,
    "BR": _HALF,
    "SL": _HALF,
    "SR": _HALF,
    "BC": _HALF,
}
"""How much of each channel goes into one, after ITU-R BS.775: people speak in the middle, and the bass says
nothing. A channel without a name counts in full."""

_LOUDEST = _WEIGHTS["FL"] + _WEIGHTS["FR"]
"""The sum of weights that is full level: what is equally loud on both sides stays as loud as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """Sound to recognise words in."""

    samples: "Samples"
    """(n,) float32 between -1 and 1; sample 0 is the clip's time 0. Empty for a clip without sound."""
    sample_rate: int = SAMPLE_RATE
    """Hz."""

    @property
    def duration_ms(self) -> int:
        """From the clip's start to the end of the last sample."""
        return len(self.samples) * 1000 // self.sample_rate


def speech(footage: "Footage") -> Speech:
    """The sound of a clip that was looked at, to the end of its sound; empty where it has none.

    Raises `InputError` when the file has gone or broken since.
    """
    import numpy as np

    if footage.sound is None:
        return Speech(np.zeros(0, np.float32))
    with opened(Path(footage.path)) as container:
        whole = _read(container, cast("AudioStream", container.streams[footage.sound.stream]))
    return Speech(whole[: footage.sound.duration_ms * SAMPLE_RATE // 1000])


def speech_of(path: Path) -> Speech:
    """The sound of any media file, with or without picture, on its own clock.

    Raises `InputError` when it cannot be read or holds no sound that can be decoded.
    """
    with opened(path) as container:
        stream = played_sound(container)
        if stream is None:
            raise InputError(
                _("“{name}” has no sound that vidkit can read.").format(name=path.name),
                _("Use a recording with sound, such as WAV, M4A or MP3."),
            )
        return Speech(_read(container, stream))


class _Block(NamedTuple):
    """Consecutive samples of one channel."""

    at: Fraction | None
    """Seconds on the clip's clock; None means right after the block before."""
    samples: "Samples"
    rate: int


def _read(container: "InputContainer", stream: "AudioStream") -> "Samples":
    import numpy as np

    heard = _one_channel(_decoded(container, stream), clock_of(container, stream))
    pieces = [np.zeros(0, np.float32), *_resampled(_on_the_clock(heard))]
    return np.clip(np.concatenate(pieces), -1, 1)


def _decoded(container: "InputContainer", stream: "AudioStream") -> "Iterator[AudioFrame]":
    import av

    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            # A damaged packet leaves a gap, which becomes silence; the rest of the clip is still worth hearing.
            continue


def _one_channel(frames: "Iterable[AudioFrame]", clock: "Clock") -> Iterator[_Block]:
    """The frames mixed into one channel, all at the first frame's rate."""
    import av

    rate = 0
    converters: dict[tuple[str, str, int], AudioResampler] = {}
    for frame in frames:
        rate = rate or frame.sample_rate
        at = None if frame.pts is None else clock.seconds(frame.pts)
        # A stream may change its channels or rate half-way; a converter only ever takes one kind.
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind not in converters:
            converters[kind] = av.AudioResampler(format="fltp", layout=frame.layout, rate=rate)
        for part in converters[kind].resample(frame):
            yield _Block(at, _mixed(part), rate)
            at = None


def _mixed(frame: "AudioFrame") -> "Samples":
    import numpy as np

    if frame.layout.nb_channels == 1:
        return cast("Samples", frame.to_ndarray()[0])
    names = [channel.name for channel in frame.layout.channels]
    weights = np.array([_WEIGHTS.get(name, _FULL) for name in names], np.float32)
    # Divided by the sum, a lone voice in the middle of 5.1 would drop by 11 dB, below what detectors hear.
    total = min(_LOUDEST, weights.sum()) if set(names) <= _WEIGHTS.keys() else weights.sum()
    return cast("Samples", weights / total @ frame.to_ndarray())


def _on_the_clock(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """The blocks end to end from time 0: silence where there is a gap, what overlaps cut off."""
    import numpy as np

    written = 0
    for block in blocks:
        samples = block.samples
        ahead = 0 if block.at is None else round(block.at * block.rate) - written
        if written and abs(ahead) <= SLACK * block.rate:
            ahead = 0
        while ahead > 0:  # in small pieces: a wrong time stamp can ask for hours of silence
            silence = min(ahead, block.rate)
            yield _Block(None, np.zeros(silence, np.float32), block.rate)
            written, ahead = written + silence, ahead - silence
        samples = samples[-ahead:] if ahead else samples
        if len(samples):
            yield _Block(None, samples, block.rate)
            written += len(samples)


def _resampled(blocks: Iterable[_Block]) -> "Iterator[Samples]":
    import av
    import numpy as np

    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
    rate = 0
    for block in blocks:
        rate = block.rate
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.samples[None]), format="flt", layout="mono")
        frame.sample_rate = rate
        yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
    if rate:
        yield from (part.to_ndarray()[0] for part in resampler.resample(None))
