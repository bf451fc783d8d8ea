"""The rows about the picture stream: how it is coded, how it moves, how large it is."""

from collections.abc import Iterator
from fractions import Fraction

from vidkit.deliver.case import Case, own_promise
from vidkit.deliver.evidence import PictureEvidence
from vidkit.deliver.finding import Finding, Verdict, must, should
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext, number

MEGABIT = 1_000_000

RATE_SLACK = Fraction(1, 1000)
"""A rate measured over the film strays this far from the one meant: phones measure 60.058 for 60."""

CLOCK_SLACK = Fraction(2, 1000)
"""Seconds. A coarse clock (1/600 s in QuickTime) may put a frame up to one tick from its place, but no further."""


def picture_rows(case: Case) -> Iterator[Finding]:
    """Every row about the picture but its colours and shape, in the order they are shown."""
    yield _codec(case)
    yield _progressive(case)
    yield _closed_gop(case)
    yield _sampling(case)
    yield _rate(case)
    yield _constant_rate(case)
    yield _width(case)
    yield _size(case)
    yield _bitrate(case)
    yield _first_frame(case)
    if case.planned_frames is not None:
        yield _frames(case, case.planned_frames)


def _codec(case: Case) -> Finding:
    codec, allowed = case.evidence.picture.codec, case.platform.video.codecs
    return Finding(
        code="video_codec",
        row=_("Coding of the picture"),
        limit=_(" or ").join(_codec_name(name) for name in allowed),
        found=_codec_name(codec),
        verdict=must(codec in allowed),
        source=case.platform.video.source,
    )


def _codec_name(codec: str) -> str:
    """Ffmpeg's name as people write it."""
    return "H.264" if codec == "h264" else codec.upper()


def _progressive(case: Case) -> Finding:
    interlaced = case.evidence.picture.interlaced
    return Finding(
        code="progressive",
        row=_("Whole frames"),
        limit=_("progressive"),
        found=_("interlaced") if interlaced else _("progressive"),
        verdict=must(not interlaced),
        source=case.platform.video.source,
    )


def _closed_gop(case: Case) -> Finding:
    picture = case.evidence.picture
    broken = picture.open_entries
    if broken is None:
        found, verdict = _("cannot be told for {codec}").format(codec=picture.codec.upper()), Verdict.WARN
    elif broken:
        found = _("{broken} of {count} key frames are not clean").format(broken=broken, count=picture.entries)
        verdict = Verdict.FAIL
    else:
        found = ngettext("{count} key frame, clean", "{count} key frames, all clean", picture.entries)
        found, verdict = found.format(count=picture.entries), Verdict.OK
    return Finding(
        code="closed_gop",
        row=_("Key frames"),
        limit=_("closed: no picture looks past a key frame"),
        found=found,
        verdict=verdict,
        source=case.platform.video.source,
    )


def _sampling(case: Case) -> Finding:
    picture, chroma = case.evidence.picture, case.platform.video.chroma
    return Finding(
        code="chroma",
        row=_("Colour sampling"),
        limit=_("{chroma}, 8 bits").format(chroma=chroma),
        found=_("{chroma}, {bits} bits").format(chroma=picture.chroma, bits=picture.bit_depth),
        verdict=must(picture.chroma == chroma and picture.bit_depth == 8),  # noqa: PLR2004 - as the limit says
        source=case.platform.video.source,
    )


def frame_rate(picture: PictureEvidence) -> Fraction:
    """Frames a second over the whole film; 0 for a film without length."""
    times = picture.times
    if len(times) > 1 and times[-1] > times[0]:
        return (len(times) - 1) / (times[-1] - times[0])
    return 1 / picture.last if picture.last else Fraction(0)


def _rate(case: Case) -> Finding:
    rules, rate = case.platform.video, frame_rate(case.evidence.picture)
    holds = rules.rate_least * (1 - RATE_SLACK) <= rate <= rules.rate_most * (1 + RATE_SLACK)
    return Finding(
        code="frame_rate",
        row=_("Frames a second"),
        limit=_("{least} to {most}").format(least=rules.rate_least, most=rules.rate_most),
        found=number(float(rate), 0 if rate.denominator == 1 else 2),
        verdict=must(holds),
        source=rules.source,
    )


def _constant_rate(case: Case) -> Finding:
    picture = case.evidence.picture
    stray = _furthest_from_beat(picture)
    track = case.movie.first("vide") if case.movie and not case.movie.fragmented else None
    if stray > min(picture.tick, CLOCK_SLACK):
        found = _("a frame stands {ms} ms from its place").format(ms=number(float(stray * 1000), 1))
        verdict = Verdict.FAIL
    elif stray == 0 and track and not track.even_steps:
        found, verdict = _("even, but the file's own table says otherwise"), Verdict.FAIL
    else:
        found, verdict = _("all alike"), Verdict.OK
    return Finding(
        code="constant_rate",
        row=_("Steps between frames"),
        limit=_("all alike"),
        found=found,
        verdict=verdict,
        source=case.platform.video.source,
    )


def _furthest_from_beat(picture: PictureEvidence) -> Fraction:
    """Seconds between a frame and its place on the even beat from the first frame to the last, the worst one's."""
    times = picture.times
    if len(times) < 3:  # noqa: PLR2004 - two frames are always even
        return Fraction(0)
    step = (times[-1] - times[0]) / (len(times) - 1)
    return max(abs(time - times[0] - place * step) for place, time in enumerate(times))


def _width(case: Case) -> Finding:
    width, most = case.evidence.picture.width, case.platform.video.width_most
    return Finding(
        code="width",
        row=_("Width"),
        limit=_("at most {width} pixels").format(width=most),
        found=_("{width} pixels").format(width=width),
        verdict=must(width <= most),
        source=case.platform.video.source,
    )


def _size(case: Case) -> Finding:
    picture = case.evidence.picture
    shapes = [shape for shape in case.platform.shapes.values() if shape.rules == case.rules]
    fits = any((shape.width, shape.height) == (picture.width, picture.height) for shape in shapes)
    return Finding(
        code="picture_size",
        row=_("Size of the picture"),
        limit=", ".join(f"{shape.width}x{shape.height}" for shape in shapes),
        found=f"{picture.width}x{picture.height}",
        verdict=should(fits or not shapes),
        source=case.platform.video.source,
    )


def _bitrate(case: Case) -> Finding:
    picture, most = case.evidence.picture, case.platform.video.bitrate_most
    length = picture.end - picture.times[0]
    mean = float(picture.size_bytes * 8 / length) if length else 0.0
    busiest = picture.busiest_second * 8
    found = _("{mean} Mbit/s, {busiest} in the busiest second").format(
        mean=number(mean / MEGABIT, 1), busiest=number(busiest / MEGABIT, 1)
    )
    return Finding(
        code="video_bitrate",
        row=_("Bit rate of the picture"),
        limit=_("at most {rate} Mbit/s").format(rate=number(most / MEGABIT)),
        found=found,
        verdict=Verdict.FAIL if mean > most else should(busiest <= most),
        source=case.platform.video.source,
    )


def _first_frame(case: Case) -> Finding:
    first = case.evidence.picture.times[0]
    return Finding(
        code="first_frame",
        row=_("First frame"),
        limit=_("at 0 ms"),
        found=_("at {ms} ms").format(ms=number(float(first * 1000), 1 if first else 0)),
        verdict=must(first == 0),
        source=own_promise(),
    )


def _frames(case: Case, planned: int) -> Finding:
    found = len(case.evidence.picture.times)
    return Finding(
        code="frames",
        row=_("Number of frames"),
        limit=_("{count} as planned").format(count=number(planned)),
        found=number(found),
        verdict=must(found == planned),
        source=own_promise(),
    )
