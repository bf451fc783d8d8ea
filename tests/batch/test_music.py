"""Captions tell of music in the clips, never of the music that vidkit lays under them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from vidkit.batch.ears import Ears
from vidkit.batch.materials import gather
from vidkit.brand.kit import load_brand
from vidkit.captions.cue import Heard
from vidkit.captions.recognise.music import music
from vidkit.captions.recognise.voice import Stretch
from vidkit.events import Event
from vidkit.ingest.speech import SAMPLE_RATE, speech_of
from vidkit.plan.brief import AskedClip, Brief
from vidkit.plan.planner import plan_reel, shape_named
from vidkit.plan.platform import load_platform
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.sound import master_sound

pytestmark = pytest.mark.program


class Musical(Ears):
    """Hears no words, only music: by the same measure as vidkit's own ears."""

    def ear(self, *_asked: object) -> Any:
        return self

    @contextmanager
    def listening(self, *_asked: object) -> Iterator[bool]:
        yield False

    def is_known(self, *_details: object, **_more: object) -> bool:
        return True

    def hear(self, samples: Callable[[], Any], **_asked: object) -> Heard:
        whole = Stretch(0, len(samples()) * 1000 // SAMPLE_RATE)
        found = music(samples(), [whole])
        return Heard(words=(), language="sv", engine="none", model="none", model_digest="", music=found)


def silent(_event: Event) -> None:
    pass


def told(brief: Brief) -> tuple[Any, Any]:
    """The captions of a brief, and its plan."""
    brand, platform = load_brand(brief.brand), load_platform()
    materials = gather(brief, brand, shape_named(brief.shape, platform), None, Musical(), silent)
    return materials.captions, plan_reel(brief, materials, brand, platform)


def test_music_that_vidkit_lays_under_a_clip_is_no_caption(clip: Callable[..., Path], tmp_path: Path) -> None:
    beeping = AskedClip(str(clip(seconds=12, sound="stereo")))
    captions, plan = told(Brief(clips=(beeping,), music="ljus", shape="wide", intro=False, outro=False))
    assert plan.sound.bed is not None
    assert [each.cues for each in captions] == [()]
    assert plan.cues == ()
    (tmp_path / "kitchen").mkdir()
    made = master_sound(plan, Kitchen(tmp_path / "kitchen", find_program(), Stop()))
    heard = speech_of(tmp_path / "kitchen" / made.file)
    assert music(heard.samples, [Stretch(0, 12_000)]), "it can be heard in what was made"
