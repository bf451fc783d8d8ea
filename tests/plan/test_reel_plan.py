"""A plan is written, read back and addressed: what changes the film changes the digest, and nothing else does."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit.plan.decisions import in_words
from vidkit.plan.reel_plan import SCHEMA, Decision, ReelPlan, Sting, from_json, to_json

from .given import A_LOOK, A_STING, a_brief, a_clip, planned, said

SPOKEN = (said((0, 1000, "Hej då!|Åter & <igen>")),)
PLAN = planned(a_clip(), captions=SPOKEN, sting=A_STING)
replace = msgspec.structs.replace


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        planned(a_clip(sound=False), intro=None, end=None),
        planned(a_clip(width=1920, height=1080), a_clip(transfer="arib-std-b67")),
    ],
)
def test_a_plan_survives_being_written(plan: ReelPlan) -> None:
    written = to_json(plan)
    assert from_json(written) == plan
    assert from_json(written).digest == plan.digest
    assert to_json(from_json(written)) == written
    written.decode("utf-8")


def test_a_plan_is_written_for_people_too() -> None:
    written = to_json(PLAN).decode()
    assert "Åter & <igen>" in written
    assert written.startswith("{\n  ")


@given(st.text(), st.text())
def test_any_text_survives(title: str, line: str) -> None:
    cue = replace(PLAN.cues[0], lines=(replace(PLAN.cues[0].lines[0], text=line),))
    plan = replace(PLAN, publication=replace(PLAN.publication, title=title), cues=(cue,))
    try:
        written = to_json(plan)
    except (UnicodeEncodeError, msgspec.MsgspecError):
        pytest.fail("text that cannot be written")
    assert from_json(written) == plan


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"no", to_json(PLAN)[:-20]])
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        from_json(data)


def test_a_plan_of_another_schema_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError, match="schema"):
        from_json(to_json(replace(PLAN, schema=SCHEMA + 1)))


def moved(plan: ReelPlan) -> ReelPlan:
    return replace(plan, sources=tuple(replace(source, path="/elsewhere/b.mov") for source in plan.sources))


def other_font_folder(plan: ReelPlan) -> ReelPlan:
    assert plan.look is not None
    return replace(plan, look=replace(plan.look, font_file="/elsewhere/bold.ttf"))


def other_sting_folder(plan: ReelPlan) -> ReelPlan:
    assert plan.sound is not None
    assert isinstance(plan.sound.sting, Sting)
    return replace(plan, sound=replace(plan.sound, sting=replace(plan.sound.sting, path="/elsewhere/a.wav")))


def unexplained(plan: ReelPlan) -> ReelPlan:
    return replace(plan, decisions=(Decision("rate-25"),))


@pytest.mark.parametrize("change", [moved, other_font_folder, other_sting_folder, unexplained])
def test_where_things_lie_and_what_is_said_of_them_make_no_other_film(change: Callable[[ReelPlan], ReelPlan]) -> None:
    assert change(PLAN) != PLAN
    assert change(PLAN).digest == PLAN.digest


def test_the_language_of_the_reader_makes_no_other_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", "sv")
    assert planned(a_clip(), captions=SPOKEN, sting=A_STING).digest == PLAN.digest
    assert all(in_words(note) for note in PLAN.decisions)


@pytest.mark.parametrize(
    "other",
    [
        planned(a_clip(), captions=(said((0, 1000, "Hej då!|Åter & <igen>.")),), sting=A_STING),
        planned(a_clip(), captions=(said((0, 1040, "Hej då!|Åter & <igen>")),), sting=A_STING),
        planned(a_clip(), captions=SPOKEN, sting=replace(A_STING, digest="6" * 64)),
        planned(a_clip(), captions=SPOKEN, sting=A_STING, look=replace(A_LOOK, font_digest="e" * 64)),
        planned(a_clip(), captions=SPOKEN, sting=A_STING, brief=a_brief(title="Lås fönstret!")),
        planned(a_clip(), captions=SPOKEN, sting=A_STING, brief=a_brief((0, 3900))),
        planned(replace(a_clip(), fingerprint="0" * 64), captions=SPOKEN, sting=A_STING),
        replace(PLAN, encoding=replace(PLAN.encoding, crf=21)),
        replace(PLAN, brand_digest="0" * 64),
    ],
)
def test_whatever_changes_the_film_changes_its_address(other: ReelPlan) -> None:
    assert other.digest != PLAN.digest


def test_a_digest_is_a_sha_256() -> None:
    assert len(bytes.fromhex(PLAN.digest)) == 32
