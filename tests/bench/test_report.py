"""The tables and aims of `benchmarks.captions`, from answers made up here. No engine runs."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.captions import report, sounds
from benchmarks.captions.findings import PROFILES, Captioner, Run
from benchmarks.captions.listener import Answer, Given
from benchmarks.captions.speech import Recording, sample
from benchmarks.measure import Cost
from vidkit.batch.caption_desk import Desk
from vidkit.captions.cue import Heard, Word
from vidkit.captions.recognise.choice import Choice
from vidkit.events import silent
from vidkit.plan.caption_brief import CaptionBrief


@pytest.fixture(autouse=True)
def as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.orig_argv", ["python", "-m", "benchmarks.captions"])


@pytest.fixture(scope="module")
def captioner() -> Captioner:
    return Captioner({name: Desk(CaptionBrief(clips=(), profile=name), silent) for name in PROFILES})


def given(name: str, text: str, cpu_s: float = 1) -> Given:
    words = tuple(Word(word, 500 * index, 500 * index + 450) for index, word in enumerate(text.split()))
    heard = Heard(words=words, language="sv", engine="", model="", model_digest="")
    return Given(name=name, sound_s=15, took_s=cpu_s, cpu_s=cpu_s, heard=heard)


def run(items: Sequence[Given]) -> Run:
    return Run(Answer(version="1", loaded_s=1, given=tuple(items)), Cost(1, 1, 1))


def told(
    captioner: Captioner, recording: Recording, *, engines: dict[str, Given], invented: str = "", heard: str = ""
) -> int:
    """The exit code; `heard` is what vidkit understands with the glossary, where that is not all that is said."""
    unsaid = [given(kind, invented) for kind in sounds.KINDS]
    unsaid += [given(report.AROUND.format(kind), recording.text) for kind in sounds.KINDS]
    said = given(recording.name, recording.text)
    runs = {
        report.PRODUCT: run([given(recording.name, heard or recording.text), *unsaid]),
        report.PLAIN: run([said]),
        report.SCRIPT: run([said, *unsaid]),
        **{title: run([each]) for title, each in engines.items()},
    }
    choice = Choice(engine="faster-whisper", folder=Path(), name="made up", digest="", why="")
    missing = tuple({report.EVERYDAY, report.REFERENCE} - engines.keys())
    return report.told(report.Measured((recording,), runs, missing, captioner, 1, choice))


def test_an_engine_that_is_not_installed_is_named_and_no_fault(
    captioner: Captioner, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(captioner, sample(), engines={report.EVERYDAY: given("banken", sample().text)}) == 0
    printed = capsys.readouterr().out
    assert "openai-whisper is not installed: it was not measured." in printed
    assert "| faster-whisper at least 4 times as fast as openai-whisper | not measured | |" in printed


def test_an_invented_word_misses_the_aim(captioner: Captioner, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(captioner, sample(), engines={}, invented="Svensktextning.nu") == 1
    printed = capsys.readouterr().out
    assert f"| nothing invented where nobody speaks | {len(sounds.KINDS)} words | **NOT met** |" in printed
    assert "| wind | 4.0 | 0.0 |" in printed


@pytest.mark.parametrize(("everyday_s", "code"), [(1.0, 0), (2.0, 1)])
def test_the_everyday_engine_must_be_four_times_as_fast(
    captioner: Captioner, capsys: pytest.CaptureFixture[str], everyday_s: float, code: int
) -> None:
    text = sample().text
    engines = {
        report.EVERYDAY: given("banken", text, everyday_s),
        report.REFERENCE: given("banken", text, 4.5),
    }
    assert told(captioner, sample(), engines=engines) == code
    assert f"| {4.5 / everyday_s:.1f} times | {'**NOT met**' if code else 'met'} |" in capsys.readouterr().out


def test_a_sentence_that_the_glossary_spoils_misses_the_aim(
    captioner: Captioner, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = sample().text.replace("Banken", "Valsta")
    assert told(captioner, sample(), engines={}, heard=spoilt) == 1
    printed = capsys.readouterr().out
    assert "Worse with the glossary: banken" in printed
    assert "1 of its words wrong, 0 without." in printed
