"""Signs on the grid and on the canvas: inside the clips, one at a time, above the captions, long enough to read."""

from collections.abc import Sequence

import msgspec

from vidkit.brand.geometry import Box
from vidkit.brand.kit import CaptionStyle
from vidkit.brand.signs.card import BugCard, SignCard
from vidkit.brand.signs.look import Bug, Corner
from vidkit.brand.signs.sign import LEAST_S
from vidkit.errors import BrandError, InputError
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan import decisions as decided
from vidkit.plan.faces import HIDES
from vidkit.plan.grid import Rate, frames_at
from vidkit.plan.materials import ReadySign
from vidkit.plan.platform import Shape
from vidkit.plan.reel_plan import CardShot, ClipShot, Decision, PlannedBug, PlannedCue, PlannedSign
from vidkit.plan.sign_faces import CLEARLY, ShotFaces, faces_between, most_hidden
from vidkit.plan.soundtrack import Timeline
from vidkit.resources import templates

FIRST_S = 0.5
"""A sign for which nobody said when comes so long after the clips have begun: first the picture, then the words."""

BETWEEN_S = 0.3
"""And so long after the sign before it: as long as one takes to go."""

GAP_PX = 48
"""Between a sign and the captions under it, or the small mark over it, at 1080 pixels of short side: nearly a
caption's letter, so that they are not read as one."""


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast signs are read, from `templates/signs/reading.toml`. Seconds."""

    characters_per_second: float
    finding_s: float
    least_s: float
    comfort: float

    def seconds(self, texts: Sequence[str]) -> float:
        """How long it takes to find and read these texts."""
        characters = sum(map(len, texts)) + len(texts) - 1
        return max(self.least_s, self.finding_s + characters / self.characters_per_second)


def load_reading() -> Reading:
    """The numbers.

    Raises:
        BrandError: the file is missing or a key in it is wrong.
    """
    path = templates() / "signs" / "reading.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Reading)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as fault:
        raise BrandError(
            _("The file {file} cannot be used: {fault}.").format(file=path, fault=fault),
            _("Put back the file that came with vidkit."),
        ) from fault


def plan_bug(card: BugCard | None, shape: Shape, bug: Bug | None) -> PlannedBug | None:
    """The small mark in an upper corner of the safe box."""
    if card is None or bug is None:
        return None
    safe, side = shape.safe_box, card.size.width
    margin = round(bug.margin_px * min(shape.width, shape.height) / 1080)
    left, right = _up(safe.x + margin), _down(safe.right - margin - side)
    return PlannedBug(card, Box(left if bug.corner is Corner.TOP_LEFT else right, _up(safe.y + margin), side, side))


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign has to keep clear of."""

    shape: Shape
    style: CaptionStyle
    cues: tuple[PlannedCue, ...]
    bug: PlannedBug | None
    faces: tuple[ShotFaces, ...] = ()

    def chosen(self, card: SignCard, first: int, end: int) -> tuple[Box, str]:
        """Where the sign stands, and what is to be said of that: where it would hide a face, at the top.

        Only where it hides clearly less there: the eye looks for it where the last one was. Raises as `box` does.
        """
        usual, faces = self.box(card, first, end), faces_between(self.faces, first, end)
        hides = most_hidden(usual, faces)
        if hides < HIDES:
            return usual, ""
        high = Box(usual.x, _up(self._top), usual.width, usual.height)
        if most_hidden(high, faces) <= hides * CLEARLY:
            return high, decided.SIGN_AT_TOP
        return usual, decided.SIGN_OVER_FACE

    def box(self, card: SignCard, first: int, end: int) -> Box:
        """Where the sign usually stands: on the left edge of the safe box, its foot over the captions.

        All signs of a reel share their foot, as long as no caption has more than two lines: captions never move, and
        the eye finds each sign where the last one was. In a reel without captions they stand where those would.

        Raises:
            InputError: there is no room for it.
        """
        bottom, gap = self.shape.captions.bottom, self._gap
        if self.cues:
            line = round(self.style.size_px * self.style.line_height)
            bottom -= 2 * (line + self.style.padding_y_px) + gap
            meanwhile = (cue.box.y - gap for cue in self.cues if cue.first < end and cue.end > first)
            bottom = min((bottom, *meanwhile))
        y = _down(bottom - card.size.height)
        if y < self._top:
            raise InputError(
                _("There is no room in the picture for the sign “{text}”.").format(text=" | ".join(card.said)),
                _("Shorten it, or the captions that are shown with it."),
            )
        return Box(_up(self.shape.safe_box.x), y, card.size.width, card.size.height)

    @property
    def _gap(self) -> int:
        return round(GAP_PX * min(self.shape.width, self.shape.height) / 1080)

    @property
    def _top(self) -> int:
        """The first row that is free for signs."""
        return self.bug.box.bottom + self._gap if self.bug is not None else self.shape.safe_box.y


class _Span(msgspec.Struct, frozen=True):
    """A sign on the grid."""

    sign: ReadySign
    first: int
    end: int


class PlannedSigns(msgspec.Struct, frozen=True):
    """What was decided of signs."""

    signs: tuple[PlannedSign, ...]
    notes: tuple[Decision, ...]


def plan_signs(ready: Sequence[ReadySign], timeline: Timeline, place: Place) -> PlannedSigns:
    """Every sign inside the clips, in order, no two at once; the brand's own where the others leave room.

    Raises:
        InputError: a sign that was asked for lies outside the clips, over another one, or has no room.
    """
    if not ready:
        return PlannedSigns((), ())
    stage = _Stage(timeline, load_reading())
    spans = stage.asked([sign for sign in ready if sign.own])
    notes: list[Decision] = []
    for sign in (sign for sign in ready if not sign.own):
        span = stage.fitting(sign, spans)
        if span is None:
            notes.append(Decision(decided.SIGN_LEFT_OUT, sign.asked.said))
        else:
            spans.append(span)
    spans.sort(key=lambda span: span.first)
    signs: list[PlannedSign] = []
    about: list[Decision] = []
    for span in spans:
        card, first, end = span.sign.card, span.first, span.end
        box, why = place.chosen(card, first, end)
        signs.append(PlannedSign(card=card, first=first, end=end, box=box))
        about += stage.about(span)
        if why:
            about.append(Decision(why, span.sign.asked.said))
    return PlannedSigns(tuple(signs), (*about, *notes))


class _Stage:
    """The stretch of the reel on which signs may stand: the clips, less what melts into a card."""

    def __init__(self, timeline: Timeline, reading: Reading) -> None:
        placed = list(zip(timeline.shots, timeline.starts, strict=True))
        clips = [(shot, start) for shot, start in placed if isinstance(shot, ClipShot)]
        (shot, self._origin), (last, last_start) = clips[0], clips[-1]
        self._clips_end = last_start + last.frames
        self.first = self._origin + shot.overlap
        melts = (start for shot, start in placed if isinstance(shot, CardShot) and start > self._origin)
        self.end = min(self._clips_end, *melts, self._clips_end)
        self._rate: Rate = timeline.rate
        self._reading = reading

    def frames(self, seconds: float) -> int:
        return frames_at(seconds * 1000, self._rate)

    def seconds(self, frames: int) -> float:
        """Of the clips' own time, as it is asked for."""
        return float((frames - self._origin) / self._rate.fraction)

    def asked(self, signs: Sequence[ReadySign]) -> list[_Span]:
        """Those for which somebody said when, and then the others, each where it can first stand."""
        told = sorted((sign for sign in signs if sign.asked.at is not None), key=self._begins)
        spans: list[_Span] = []
        for index, sign in enumerate(told):
            follows = self._begins(told[index + 1]) if index + 1 < len(told) else self.end
            spans.append(self._told(sign, spans[-1] if spans else None, follows))
        for sign in (sign for sign in signs if sign.asked.at is None):
            span = self._queued(sign, spans)
            if span is None:
                raise InputError(
                    _("There is no time left in the clips for the sign “{text}”.").format(text=sign.asked.said),
                    _("Let it stand with fewer others, or use more of the clips."),
                )
            spans = sorted([*spans, span], key=lambda span: span.first)
        return spans

    def fitting(self, sign: ReadySign, spans: Sequence[_Span]) -> _Span | None:
        """A sign of the brand's, where it can stand for as long as it was meant to."""
        if sign.asked.at is None:
            return self._queued(sign, spans)
        first = self._begins(sign)
        end = first + self._wanted(sign)
        free = all(end <= span.first or first >= span.end for span in spans)
        return _Span(sign, first, end) if free and end <= self.end else None

    def _begins(self, sign: ReadySign) -> int:
        at = sign.asked.at or 0.0
        begins = self._origin + self.frames(at) if at >= 0 else self._clips_end - self.frames(-at)
        return max(self.first, begins)

    def _wanted(self, sign: ReadySign) -> int:
        seconds = sign.asked.seconds or self._reading.comfort * self._reading.seconds(sign.asked.texts)
        return max(self._least(sign), self.frames(seconds))

    def _least(self, sign: ReadySign) -> int:
        """Shorter than this it would only come and go."""
        return max(self.frames(LEAST_S), sign.card.frames + 1)

    def _told(self, sign: ReadySign, before: _Span | None, follows: int) -> _Span:
        """A sign where it was asked for. One for which nobody said how long goes before the next one comes."""
        first = self._begins(sign)
        if before is not None and first < before.end:
            raise InputError(
                _("The signs “{one}” and “{other}” would stand at the same time, at {seconds} seconds.").format(
                    one=before.sign.asked.said, other=sign.asked.said, seconds=number(self.seconds(first), 1)
                ),
                _("Let one begin when the other has gone."),
            )
        end = min(first + self._wanted(sign), self.end)
        if sign.asked.seconds is None and follows - first >= self._least(sign):
            end = min(end, follows)
        if end - first < self._least(sign):
            raise InputError(
                _("The sign “{text}” begins at {start} seconds, but signs must be gone at {end} seconds.").format(
                    text=sign.asked.said,
                    start=number(self.seconds(first), 1),
                    end=number(self.seconds(self.end), 1),
                ),
                _("Let it begin earlier. Its time counts from the first frame of the first clip."),
            )
        return _Span(sign, first, end)

    def _queued(self, sign: ReadySign, spans: Sequence[_Span]) -> _Span | None:
        """The first stretch that is free for as long as the sign wants; the longest that is enough to be read."""
        between = self.frames(BETWEEN_S)
        edges = sorted(spans, key=lambda span: span.first)
        starts = [self.first + self.frames(FIRST_S), *(span.end + between for span in edges)]
        ends = [*(span.first for span in edges), self.end]
        free = [(first, end) for first, end in zip(starts, ends, strict=True) if end - first >= self._least(sign)]
        wanted = self._wanted(sign)
        for first, end in free:
            if end - first >= wanted:
                return _Span(sign, first, first + wanted)
        if not free:
            return None
        first, end = max(free, key=lambda stretch: stretch[1] - stretch[0])
        return _Span(sign, first, end)

    def about(self, span: _Span) -> list[Decision]:
        """When it stands, and whether that is enough."""
        asked = span.sign.asked
        times = tuple(f"{self.seconds(frame):.1f}" for frame in (span.first, span.end))
        notes = [Decision(decided.SIGN_SHOWN, asked.said, times)]
        needed = self._reading.seconds(asked.texts)
        stands = float((span.end - span.first) / self._rate.fraction)
        if stands < needed - 0.05:  # what is said rounded to a tenth is not called short for less
            notes.append(Decision(decided.SIGN_SHORT, asked.said, (f"{stands:.1f}", f"{needed:.1f}")))
        return notes


def _up(value: int) -> int:
    """The nearest even number that is not less: signs are laid on pairs of pixels."""
    return value + value % 2


def _down(value: int) -> int:
    return value - value % 2
