"""The rows about the sound: how it is coded, how it goes with the picture, how loud it is."""

from collections.abc import Iterator
from fractions import Fraction

from vidkit.deliver.case import Case
from vidkit.deliver.finding import Finding, Verdict, must, should
from vidkit.deliver.hearing import SoundEvidence
from vidkit.deliver.picture_rows import frame_rate
from vidkit.i18n import gettext as _
from vidkit.i18n import number

BITRATE_SLACK = 1.15
"""A coder asked for 128 kbit/s runs up to some 10 % over in busy seconds (ffmpeg's own AAC)."""

NEARLY_SILENT = -30.0
"""LUFS. A film so quiet holds room tone at most; lifting it to a voice's loudness would only lift the noise."""

AAC_FRAME = 1024
"""Samples in an AAC packet: sound cannot end between two."""

CUT_SHORT = Fraction(1, 2)
"""Seconds one may outlast the other before something must be missing."""


def sound_rows(case: Case) -> Iterator[Finding]:
    """Every row about the sound, in the order they are shown; a single row for a film without any."""
    sound = case.evidence.sound
    if sound is None:
        yield Finding(
            code="audio_codec",
            row=_("Coding of the sound"),
            limit=_(" or ").join(name.upper() for name in case.platform.audio.codecs),
            found=_("no sound"),
            verdict=Verdict.WARN,
            source=case.platform.audio.source,
        )
        return
    yield _codec(case, sound)
    yield _sample_rate(case, sound)
    yield _channels(case, sound)
    yield _bitrate(case, sound)
    yield _start(case, sound)
    yield _end(case, sound)
    yield _loudness(case, sound)
    yield _true_peak(case, sound)


def _codec(case: Case, sound: SoundEvidence) -> Finding:
    allowed = case.platform.audio.codecs
    return Finding(
        code="audio_codec",
        row=_("Coding of the sound"),
        limit=_(" or ").join(name.upper() for name in allowed),
        found=sound.codec.upper(),
        verdict=must(sound.codec in allowed),
        source=case.platform.audio.source,
    )


def _sample_rate(case: Case, sound: SoundEvidence) -> Finding:
    most = case.platform.audio.sample_rate_most
    return Finding(
        code="sample_rate",
        row=_("Samples a second"),
        limit=_("at most {rate} Hz").format(rate=number(most)),
        found=_("{rate} Hz").format(rate=number(sound.sample_rate)),
        verdict=must(sound.sample_rate <= most),
        source=case.platform.audio.source,
    )


def _channels(case: Case, sound: SoundEvidence) -> Finding:
    most = case.platform.audio.channels_most
    return Finding(
        code="channels",
        row=_("Channels of sound"),
        limit=_("at most {count}").format(count=most),
        found=str(sound.channels),
        verdict=must(sound.channels <= most),
        source=case.platform.audio.source,
    )


def _bitrate(case: Case, sound: SoundEvidence) -> Finding:
    asked = case.platform.audio.bitrate
    length = sound.end - sound.start
    rate = float(sound.size_bytes * 8 / length) if length else 0.0
    return Finding(
        code="audio_bitrate",
        row=_("Bit rate of the sound"),
        limit=_("about {rate} kbit/s").format(rate=number(asked / 1000)),
        found=_("{rate} kbit/s").format(rate=number(rate / 1000)),
        # Asked of the coder, not a wall: the platform codes the sound anew whatever it gets.
        verdict=should(rate <= asked * BITRATE_SLACK),
        source=case.platform.audio.source,
    )


def _start(case: Case, sound: SoundEvidence) -> Finding:
    apart = (sound.start - case.evidence.picture.times[0]) * 1000
    most = case.platform.sync.start_most_ms
    return Finding(
        code="start_together",
        row=_("Picture and sound begin"),
        limit=_("within {ms} ms").format(ms=most),
        found=_apart(apart),
        verdict=must(abs(apart) <= most),
        source=case.platform.sync.source,
    )


def _end(case: Case, sound: SoundEvidence) -> Finding:
    apart = sound.end - case.evidence.picture.end
    rate = frame_rate(case.evidence.picture)
    slack = (1 / rate if rate else 0) + Fraction(AAC_FRAME, sound.sample_rate)
    return Finding(
        code="end_together",
        row=_("Picture and sound end"),
        limit=_("within {ms} ms").format(ms=number(float(slack * 1000))),
        found=_apart(apart * 1000),
        verdict=Verdict.FAIL if abs(apart) > CUT_SHORT else should(abs(apart) <= slack),
        source=case.platform.sync.source,
    )


def _apart(milliseconds: Fraction) -> str:
    if not milliseconds:
        return _("together")
    text = number(abs(float(milliseconds)), 1)
    if milliseconds > 0:
        return _("sound {ms} ms after the picture").format(ms=text)
    return _("sound {ms} ms before the picture").format(ms=text)


def _loudness(case: Case, sound: SoundEvidence) -> Finding:
    rules, loud = case.platform.loudness, sound.loudness.integrated_lufs
    found = _("{value} LUFS").format(value=number(loud, 1))
    if loud < NEARLY_SILENT:
        verdict = Verdict.WARN
        found = _("almost silent") if loud == -float("inf") else _("{loudness}: almost silent").format(loudness=found)
    else:
        # A quiet film is taken everywhere, and wind and water should not be as loud as a voice.
        quiet = should(loud >= rules.target_lufs - rules.tolerance_lu)
        near = must(abs(loud - rules.target_lufs) <= rules.tolerance_lu)
        verdict = quiet if quiet is Verdict.WARN and not case.spoken else near
    return Finding(
        code="loudness",
        row=_("Loudness"),
        limit=_("{target} LUFS, at most {tolerance} from it").format(
            target=number(rules.target_lufs), tolerance=number(rules.tolerance_lu)
        ),
        found=found,
        verdict=verdict,
        source=rules.source,
    )


def _true_peak(case: Case, sound: SoundEvidence) -> Finding:
    rules, peak = case.platform.loudness, sound.loudness.true_peak_dbtp
    return Finding(
        code="true_peak",
        row=_("Highest peak"),
        limit=_("at most {peak} dBTP").format(peak=number(rules.peak_most_dbtp)),
        found=_("silence") if peak == -float("inf") else _("{value} dBTP").format(value=number(peak, 1)),
        verdict=must(peak <= rules.peak_most_dbtp),
        source=rules.source,
    )
