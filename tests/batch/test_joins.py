"""Captions where one clip is joined to another, or to a card: each inside its own shot, with room between."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest
from captions.spoken import said

from vidkit.batch import ears
from vidkit.batch.produce import prepare
from vidkit.captions.cue import Heard, Word
from vidkit.captions.recognise.choice import Choice
from vidkit.events import silent
from vidkit.plan.brief import AskedClip, Brief, Trim
from vidkit.plan.reel_plan import ClipShot, ReelPlan

Clip = Callable[..., Path]

TEXT = "Banken frågar aldrig efter din kod. Lägg på luren nu."
GAP = 2
SPOKEN_MS = 6000


class FakeEar:
    """Hears the same in every clip, until its very end."""

    def __init__(self, choice: Choice) -> None:
        del choice

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        return

    def close(self) -> None:
        pass

    def is_known(self, *_details: object, **_more: object) -> bool:
        return True

    def hear(self, *_details: object, **_more: Any) -> Heard:
        return Heard(words=said_to(SPOKEN_MS), language="sv", engine="fake", model="fake", model_digest="f" * 64)


def said_to(end_ms: int) -> tuple[Word, ...]:
    words = said(TEXT, pause_ms=200)
    late = end_ms - words[-1].end_ms
    return tuple(
        msgspec.structs.replace(word, start_ms=word.start_ms + late, end_ms=word.end_ms + late) for word in words
    )


@pytest.fixture(autouse=True)
def ear(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = Choice(engine="fake", folder=Path(), name="fake", digest="f" * 64, why="A fake.")
    monkeypatch.setattr(ears, "choose", lambda *_details, **_more: choice)
    monkeypatch.setattr(ears, "Ear", FakeEar)


def planned(*clips: AskedClip, cards: bool = False) -> ReelPlan:
    return prepare(Brief(clips=clips, title="Hej", intro=cards, outro=cards), silent).plan


def test_a_join_parts_two_clips_captions(clip: Clip) -> None:
    path = str(clip(seconds=6, sound="mono"))
    plan = planned(AskedClip(path), AskedClip(path, Trim(start_ms=200)))
    first = plan.shots[0].frames
    before = [cue for cue in plan.cues if cue.first < first]
    after = [cue for cue in plan.cues if cue.first >= first]
    assert before
    assert after
    assert before[-1].end <= first - GAP
    assert all(one.end + GAP <= two.first for one, two in pairwise(plan.cues))


def test_a_caption_that_begins_near_a_join_comes_with_it(clip: Clip) -> None:
    path = str(clip(seconds=6, sound="mono"))
    voice = said_to(SPOKEN_MS)[0].start_ms
    plan = planned(AskedClip(path), AskedClip(path, Trim(start_ms=voice - 200)))
    assert plan.shots[0].frames in [cue.first for cue in plan.cues]


def test_captions_stand_clear_of_a_card(clip: Clip) -> None:
    plan = planned(AskedClip(str(clip(seconds=6, sound="mono"))), cards=True)
    shot, end = next((shot, plan.shots[at + 1]) for at, shot in enumerate(plan.shots) if isinstance(shot, ClipShot))
    begins = plan.shots[0].frames - shot.overlap + shot.frames - end.overlap
    assert plan.cues[-1].end == begins + end.overlap // 2
