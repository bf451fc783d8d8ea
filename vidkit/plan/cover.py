"""Which frame stands for the reel, and what of it is seen: from measured moments to a `CoverPlan`. Pure.

A face that can be seen whole comes first, then what is sharp and well lit. The still is cut from the clip's own
picture, not from the frame of the film, which may show it small over a blurred ground.
"""

from collections.abc import Iterator, Sequence

import msgspec

from vidkit.brand.card import Card
from vidkit.brand.geometry import Box, Size
from vidkit.brand.poster import Opening
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _
from vidkit.ingest.footage import Picture
from vidkit.ingest.moment import Face, Moment
from vidkit.plan import decisions as decided
from vidkit.plan.cover_frame import even_up, face_loss, face_under, frame_cover
from vidkit.plan.faces import HIDES
from vidkit.plan.grid import Rate, frames_at, milliseconds_at
from vidkit.plan.materials import Materials
from vidkit.plan.reel_plan import ClipShot, CoverPlan, Decision, Shot
from vidkit.plan.soundtrack import Timeline

MARGIN_MS = 300
"""Left out at either end of a clip: the reach for the button, and the picture that is still settling."""

UNMEASURED_AT = 1 / 3
"""Where in the first clip the cover is taken when nothing of it could be measured: past the beginning, before the
end of the thought."""

FACE_WORTH = 1.0
"""What a face is worth beside a sharpness of 0 to 1: the best face always wins over the sharpest wall."""

FACE_GOOD = 0.18
"""Of the shorter side: from here on a face is large enough; a smaller one counts for as much less."""

FACE_SURE = 1.0
"""The detector's figure from which a face counts as one from the front."""

CUT_WORTH = 0.3
"""What is left of a face's worth when the head is cut off by the edge of the picture or of the opening."""

LOST = 0.5
"""A face of which so much is not seen is worth no more than none: what is left of it are the eyes or the mouth."""

BURNT_FREE, BURNT_COST = 0.10, 2.0
"""How much of a picture may be burnt out at no cost (a window, a white wall), and the cost of what is over it."""

DARK, LIGHT = (0.05, 0.25), (0.80, 0.95)
"""Mean brightness that costs all at the outer and nothing at the inner figure."""

POOR_LIGHT = 0.5
"""Under this much of 1 the person is told to look at the cover."""

HEAD = (0.15, 0.45, 0.20)
"""How far a head reaches beyond what the detector finds, in heights of that: to each side, above, below."""


def plan_cover(
    timeline: Timeline, materials: Materials, cover_ms: int | None
) -> tuple[CoverPlan, tuple[Decision, ...]]:
    """The frame, cut for the card's opening, and what is said of the choice.

    `cover_ms`, where it is asked for, is a time on the film's own clock.

    Raises:
        UsageError: no clip is shown at the time that was asked for.
    """
    card = materials.cover
    if cover_ms is not None:
        index, frame = asked_frame(timeline, cover_ms)
        seen = _at(timeline, materials, index, frame)
        code = decided.COVER_ASKED
    else:
        best = max(_candidates(timeline, materials), default=None, key=lambda each: (each.score, -each.order))
        if best is None:
            index, frame, seen = *_unmeasured(timeline), None
            code = decided.COVER_UNMEASURED
        else:
            index, frame, seen = best.shot, best.frame, best.moment
            code = _reason(best)
    shot = timeline.shots[index]
    assert isinstance(shot, ClipShot)  # noqa: S101 - only clips are looked through
    picture = materials.footage[shot.source].picture
    opening = _opening(card)
    size = Size(even_up(opening.box.width), even_up(opening.box.height))
    at = _clock(milliseconds_at(timeline.starts[index] + frame, timeline.rate))
    framing, planes = frame_cover(picture, size, seen, _planes(card)), _planes(card)
    notes = [Decision(code, values=(at, materials.footage[shot.source].name))]
    if seen and seen.faces and face_under(seen.faces[0], framing, planes) >= HIDES:
        notes.append(Decision(decided.COVER_FACE_HIDDEN))
    return CoverPlan(shot=index, frame=frame, size=size, framing=framing, card=card), tuple(notes)


def asked_frame(timeline: Timeline, cover_ms: int) -> tuple[int, int]:
    """The clip's shot that is seen at that time of the film, and which of its frames.

    Raises:
        UsageError: an intro or end card is shown then, or nothing.
    """
    at = frames_at(cover_ms, timeline.rate)
    clips = [(index, shot) for index, shot in enumerate(timeline.shots) if isinstance(shot, ClipShot)]
    for index, shot in clips:
        if 0 <= at - timeline.starts[index] < shot.frames:
            return index, at - timeline.starts[index]
    first = milliseconds_at(timeline.starts[clips[0][0]], timeline.rate)
    last_index, last = clips[-1]
    end = milliseconds_at(timeline.starts[last_index] + last.frames - 1, timeline.rate)
    raise UsageError(
        _("There is no clip at {time} of the film to take the cover from.").format(time=_clock(cover_ms)),
        _("Give a time from {first} to {end}, as the player shows it when the film is played.").format(
            first=_clock(-(-first // 1000) * 1000), end=_clock(end)
        ),
    )


class _Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A moment that could be the cover."""

    shot: int
    frame: int
    moment: Moment
    score: float
    face: bool
    order: int
    """Earlier wins where the rest is equal."""


def _candidates(timeline: Timeline, materials: Materials) -> Iterator[_Candidate]:
    order = 0
    for index, shot in enumerate(timeline.shots):
        if not isinstance(shot, ClipShot) or shot.source >= len(materials.moments):
            continue
        own = list(_whole(timeline, index, shot, materials.moments[shot.source]))
        sharpest = max((moment.sharpness for _frame, moment in own), default=0) or 1
        clearest = max((face.sharpness for _frame, moment in own for face in moment.faces[:1]), default=0) or 1
        for frame, moment in own:
            picture = materials.footage[shot.source].picture
            face = _face_worth(moment, picture, materials.cover, clearest)
            light = _light(moment)
            yield _Candidate(
                shot=index,
                frame=frame,
                moment=moment,
                # To the third digit: what differs less is no better, and the earlier one is taken.
                score=round((moment.sharpness / sharpest + FACE_WORTH * face) * light, 3),
                face=face > 0,
                order=order,
            )
            order += 1


def _reason(best: _Candidate) -> str:
    if _light(best.moment) < POOR_LIGHT:
        return decided.COVER_POOR
    return decided.COVER_FACE if best.face else decided.COVER_SHARP


def _whole(timeline: Timeline, index: int, shot: ClipShot, moments: Sequence[Moment]) -> Iterator[tuple[int, Moment]]:
    """The moments that the film shows by themselves, with the shot's frame: not melting into another shot."""
    following = timeline.shots[index + 1 : index + 2]
    end = shot.frames - (following[0].overlap if following else 0)
    shown = [(frames_at(moment.at_ms, timeline.rate) - shot.first, moment) for moment in moments]
    alone = [(frame, moment) for frame, moment in shown if shot.overlap <= frame < end]
    yield from alone or [(frame, moment) for frame, moment in shown if 0 <= frame < shot.frames]


def _light(moment: Moment) -> float:
    """0 for a black or burnt-out picture, 1 for one that is neither."""
    burnt = max(0.0, 1 - BURNT_COST * max(0.0, moment.lost_light - BURNT_FREE))
    from_dark = (moment.mean - DARK[0]) / (DARK[1] - DARK[0])
    from_light = (LIGHT[1] - moment.mean) / (LIGHT[1] - LIGHT[0])
    return burnt * min(1.0, max(0.0, from_dark)) * min(1.0, max(0.0, from_light))


def _face_worth(moment: Moment, picture: Picture, card: Card, clearest: float) -> float:
    """0 without a face; up to 1 for a large, sharp one from the front that is seen whole."""
    if not moment.faces:
        return 0.0
    face = moment.faces[0]
    share = face.height * picture.height / min(picture.width, picture.height)
    worth = min(1.0, share / FACE_GOOD) * min(1.0, 0.5 + face.sureness / FACE_SURE / 2) * face.sharpness / clearest
    opening, planes = _opening(card).box, _planes(card)
    size = Size(opening.width, opening.height)
    lost = face_loss(face, frame_cover(picture, size, moment, planes), size, planes)
    if lost < HIDES and _seen_whole(face, moment, picture, card):
        return worth
    # Of faces that are all hidden in part the one that is hidden least is shown.
    return worth * CUT_WORTH * max(0.0, 1 - lost / LOST)


def _seen_whole(face: Face, moment: Moment, picture: Picture, card: Card) -> bool:
    """Whether the head is inside the clip's picture, and inside the opening once the picture is cut for it."""
    beside, above, below = (part * face.height for part in HEAD)
    beside *= picture.height / picture.width
    left, right = face.x - beside, face.x + face.width + beside
    top, bottom = face.y - above, face.y + face.height + below
    if left < 0 or right > 1 or top < 0 or bottom > 1:
        return False
    opening = _opening(card)
    framing = frame_cover(picture, Size(opening.box.width, opening.box.height), moment, _planes(card))
    # A head is round: its corners may be hidden, the middle of its sides may not.
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    points = ((middle_x, top), (middle_x, bottom), (left, middle_y), (right, middle_y))
    return all(
        opening.shows(x * framing.scaled.width - framing.offset[0], y * framing.scaled.height - framing.offset[1])
        for x, y in points
    )


def _unmeasured(timeline: Timeline) -> tuple[int, int]:
    index, shot = next((i, shot) for i, shot in enumerate(timeline.shots) if isinstance(shot, ClipShot))
    frame = max(int(shot.frames * UNMEASURED_AT), min(shot.overlap, shot.frames - 1))
    return index, min(frame, shot.frames - 1)


def _at(timeline: Timeline, materials: Materials, index: int, frame: int) -> Moment | None:
    """What was measured nearest to that frame of a shot; None where nothing was."""
    shot = timeline.shots[index]
    if not isinstance(shot, ClipShot) or shot.source >= len(materials.moments):
        return None
    at_ms = clip_ms(shot, frame, timeline.rate)
    return min(materials.moments[shot.source], default=None, key=lambda moment: abs(moment.at_ms - at_ms))


def clip_ms(shot: Shot, frame: int, rate: Rate) -> int:
    """The time of a shot's frame on its clip's own clock."""
    return milliseconds_at((shot.first if isinstance(shot, ClipShot) else 0) + frame, rate)


def _opening(card: Card) -> Opening:
    """Where the card shows the picture; all of it on a card that says nothing of it."""
    whole = Box(0, 0, card.size.width, card.size.height)
    return card.poster.opening if card.poster else Opening(box=whole)


def _clock(milliseconds: int) -> str:
    """As players show it: whole seconds, not rounded up."""
    return f"{milliseconds // 60_000}:{milliseconds % 60_000 // 1000:02}"


def _planes(card: Card) -> tuple[Box, ...]:
    """What is painted over the picture, counted from the opening's upper left corner."""
    x, y = _opening(card).box.x, _opening(card).box.y
    boxes = [patch.box for patch in card.poster.front] if card.poster else []
    return tuple(Box(box.x - x, box.y - y, box.width, box.height) for box in boxes)
