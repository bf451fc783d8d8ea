"""Signs and the small mark laid over a window's picture. Nothing outside their boxes is touched.

Both are coded alike and are laid on each other as they are (`format=yuv420`): no colour is converted on the way.
"""

from collections.abc import Mapping

import ffmpeg

from vidkit.brand.geometry import Box
from vidkit.plan.reel_plan import PlannedSign, ReelPlan
from vidkit.render.compiler.streams import Stream, input_at, marked
from vidkit.render.windows import Window

BUG_PLACE, SIGN_PLACE = 100, 200
"""Where inputs of the small mark and of signs are counted from: more shots than any window has."""


def with_bug(plan: ReelPlan, stream: Stream, cards: Mapping[str, str], place: int) -> Stream:
    """The small mark on the clip at that place: it melts into a card with the clip, and stands still over a cut."""
    if plan.bug is None:
        return stream
    mark = marked(input_at(cards[plan.bug.card.digest], BUG_PLACE + place)["v:0"], "yuva420p")
    return _laid_over(stream, _numbered(plan, mark, 0), plan.bug.box, after="repeat")


def with_signs(plan: ReelPlan, window: Window, stream: Stream, cards: Mapping[str, str]) -> Stream:
    """The window with the signs that stand in it."""
    seen = [sign for sign in plan.signs if sign.first < window.end and sign.end > window.first]
    for place, sign in enumerate(seen):
        source = marked(input_at(cards[sign.card.digest], SIGN_PLACE + place)["v:0"], "yuva420p")
        stream = _laid_over(stream, _standing(plan, sign, source, window), sign.box, after="pass")
    return stream


def _standing(plan: ReelPlan, sign: PlannedSign, stream: Stream, window: Window) -> Stream:
    """The sign's frames that the window shows: the last one in which it came is held until it goes."""
    held = sign.end - sign.first - sign.card.frames
    if held:
        stream = stream.filter("loop", loop=held, size=1, start=sign.card.comes - 1)
    first, end = max(0, window.first - sign.first), min(sign.end, window.end) - sign.first
    if (first, end) != (0, sign.end - sign.first):
        stream = stream.filter("trim", start_frame=first, end_frame=end)
    return _numbered(plan, stream, max(0, sign.first - window.first))


def _numbered(plan: ReelPlan, stream: Stream, first: int) -> Stream:
    """Frames numbered from `first` on the grid, whatever their file said."""
    rate = plan.rate
    stream = stream.filter("settb", f"{rate.denominator}/{rate.numerator}")
    return stream.filter("setpts", f"N+{first}" if first else "N")


def _laid_over(stream: Stream, overlay: Stream, box: Box, *, after: str) -> Stream:
    return ffmpeg.overlay(stream, overlay, x=box.x, y=box.y, format="yuv420", eof_action=after)
