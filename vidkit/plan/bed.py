"""Music under the clips: from where to where, and where somebody speaks, so that it can go down in time. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from vidkit.plan.brief import Brief
from vidkit.plan.captions import on_the_grid
from vidkit.plan.grid import frames_at
from vidkit.plan.materials import Materials
from vidkit.plan.reel_plan import Bed, CardShot, ClipShot, Stretch
from vidkit.plan.soundtrack import Timeline

RISE_LU = 8.0
"""How much the music comes up where nobody speaks: with 20 LU under the speech it is then 12 under it, softer than any
word, and not so much that its coming and going is what one hears."""

READY_MS = 100
"""Words are heard to begin up to a tenth of a second late (benchmarks/captions): the music is down before that."""

ATTACK_MS = 400
HOLD_MS = 700
RELEASE_MS = 1500
"""Down without a jerk, up so slowly that nobody notices when. It comes up only where it has the time to arrive before
it has to go down again: in pauses of 2.7 s and more."""

FADE_IN_MS = 1500
"""The sting rings for 0.6 s after the first clip has begun; the music is at a third by then."""

FADE_OUT_MS = 2500
CUT_OUT_MS = 1000
"""Under the end card, and where the reel ends with a clip."""

SPLICE_MS = 500
"""Of somebody's own music, where it begins again: longer than the silence that coded files begin and end with, and too
short for two bars to be heard at once."""

SPLICE_MOST_SHARE = 3
"""And at most a third of a very short file."""

CLIPS_MOST_SHARE = 3
"""A fade takes at most a third of a very short reel."""


def plan_bed(brief: Brief, materials: Materials, timeline: Timeline, under_lu: float) -> Bed | None:
    """The music under the reel; None where there is to be none, or where the clips have music of their own.

    Who asks for music for this very reel gets it all the same.
    """
    tune = materials.music
    if tune is None or (not brief.music and _has_music(materials)):
        return None
    rate = materials.rate
    # A sting and music at the same time would be two beginnings: the music waits for the first clip.
    waits = materials.sting is not None and isinstance(timeline.shots[0], CardShot)
    start = timeline.starts[1] if waits else 0
    frames = timeline.starts[-1] + timeline.shots[-1].frames - start
    out = FADE_OUT_MS if isinstance(timeline.shots[-1], CardShot) else CUT_OUT_MS
    samples = tune.samples if tune.samples * rate.fraction < frames * tune.sample_rate else 0
    attack, ready, hold, release = (frames_at(each, rate) for each in (ATTACK_MS, READY_MS, HOLD_MS, RELEASE_MS))
    return Bed(
        path=tune.path,
        digest=tune.digest,
        samples=samples,
        splice=0 if tune.seamless else min(SPLICE_MS * tune.sample_rate // 1000, samples // SPLICE_MOST_SHARE),
        start=start,
        frames=frames,
        fade_in=min(frames_at(FADE_IN_MS, rate), frames // CLIPS_MOST_SHARE),
        fade_out=min(frames_at(out, rate), frames // CLIPS_MOST_SHARE),
        spoken=spoken_stretches(brief, materials, timeline, attack + ready + hold + release),
        under_lu=under_lu,
        rise_lu=RISE_LU,
        attack=attack,
        ready=ready,
        hold=hold,
        release=release,
    )


def spoken_stretches(brief: Brief, materials: Materials, timeline: Timeline, pause: int) -> tuple[Stretch, ...]:
    """Where somebody speaks, as the captions tell; pauses of less than `pause` frames belong to it.

    Without captions nobody knows, and all that those clips let hear counts as speech.
    """
    clips = [
        (shot.source, Stretch(start, start + shot.frames))
        for shot, start in zip(timeline.shots, timeline.starts, strict=True)
        if isinstance(shot, ClipShot)
    ]
    heard = [stretch for source, stretch in clips if materials.footage[source].sound is not None]
    if brief.captions != "off" or materials.captions_file:
        return _joined(_within(_said(materials, timeline), heard), pause)
    unknown = [stretch for source, stretch in clips if not materials.texts or not materials.texts[source].file]
    return _joined(_within((*unknown, *_said(materials, timeline)), heard), pause)


def _said(materials: Materials, timeline: Timeline) -> Iterator[Stretch]:
    """Each word where its time is known, else the whole caption."""
    for first, end, cue, shift in on_the_grid(materials, timeline):
        if not cue.words:
            yield Stretch(first, end)
        for word in cue.words:
            began, ended = (frames_at(at, materials.rate) + shift for at in (word.start_ms, word.end_ms))
            yield Stretch(began, max(began + 1, ended))


def _within(stretches: Iterable[Stretch], heard: Sequence[Stretch]) -> Iterator[Stretch]:
    for one in stretches:
        for whole in heard:
            first, end = max(one.first, whole.first), min(one.end, whole.end)
            if end > first:
                yield Stretch(first, end)


def _joined(stretches: Iterable[Stretch], pause: int) -> tuple[Stretch, ...]:
    joined: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: stretch.first):
        if joined and one.first - joined[-1].end < pause:
            joined[-1] = Stretch(joined[-1].first, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return tuple(joined)


def _has_music(materials: Materials) -> bool:
    """Whether a caption tells of music in the clips."""
    told = materials.music_caption.casefold()
    return bool(told) and any(cue.text.casefold() == told for each in materials.captions for cue in each.cues)
