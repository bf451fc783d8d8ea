"""Hearing a clip: what is listened to, what is heard again, what is remembered. With an engine that only pretends."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from vidkit.captions.cue import Doubt, Word
from vidkit.captions.glossary import Glossary, Term
from vidkit.captions.recognise import listening, voice
from vidkit.captions.recognise.choice import Choice
from vidkit.captions.recognise.hearing import is_enough, surest
from vidkit.captions.recognise.listening import Ear, missed
from vidkit.captions.recognise.voice import Stretch, pieces, widened
from vidkit.events import Event, Progressed

from .sounds import AMBIENCE, MUSIC, band

if TYPE_CHECKING:
    from vidkit.captions.recognise.engine import Samples

CHOICE = Choice(engine="faster-whisper", folder=Path(), name="embedded", digest="ab", why="")
SECOND = 16_000


class Pretender:
    """Says what it is told, one answer a call, and remembers what it was given."""

    name = "faster-whisper"

    def __init__(self, *answers: tuple[Word, ...]) -> None:
        self.answers = list(answers)
        self.lengths: list[float] = []
        self.hints: list[str] = []
        self.notices = [""]

    def notice(self) -> str:
        return self.notices.pop() if self.notices else ""

    def listen(
        self, samples: "Samples", *, language: str, hotwords: str, progress: Callable[[float], None]
    ) -> tuple[Word, ...]:
        self.lengths.append(len(samples) / SECOND)
        self.hints.append(f"{language}: {hotwords}")
        progress(len(samples) / SECOND)
        return self.answers.pop(0) if self.answers else ()


@pytest.fixture
def hearing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Ear, Pretender]]:
    def prepared(stretches: tuple[Stretch, ...], *answers: tuple[Word, ...]) -> tuple[Ear, Pretender]:
        engine = Pretender(*answers)
        monkeypatch.setattr(voice, "speech", lambda _samples: stretches)
        monkeypatch.setattr(listening, "load_engine", lambda _choice: engine)
        return Ear(CHOICE), engine

    return prepared


def sound(seconds: float) -> "Samples":
    return np.zeros(int(seconds * SECOND), np.float32)


Hearing = Callable[..., tuple[Ear, Pretender]]


def test_words_come_on_the_clips_own_clock(hearing: Hearing) -> None:
    ear, _engine = hearing((Stretch(8000, 8600),), (Word("Hej.", 1000, 1600),))
    heard = ear.hear(lambda: sound(20), fingerprint="a")
    assert heard.words == (Word("Hej.", 8000, 8600),)
    assert (heard.engine, heard.model, heard.model_digest) == ("faster-whisper", "embedded", "ab")


def test_silence_is_not_listened_to_and_loads_nothing(hearing: Hearing) -> None:
    ear, engine = hearing(())
    assert ear.hear(lambda: sound(20), fingerprint="a").words == ()
    assert engine.lengths == []


def test_long_silence_and_music_are_left_out(hearing: Hearing) -> None:
    ear, engine = hearing((Stretch(20_000, 21_000), Stretch(40_000, 42_000)))
    ear.hear(lambda: sound(60), fingerprint="a")
    assert engine.lengths == [3.0, 4.0]


def test_what_was_heard_is_remembered(hearing: Hearing) -> None:
    ear, engine = hearing((Stretch(0, 900),), (Word("Hej.", 0, 600),))
    first = ear.hear(lambda: sound(2), fingerprint="a")
    assert ear.is_known("a")

    def never() -> "Samples":
        raise AssertionError("the sound was asked for again")

    assert ear.hear(never, fingerprint="a") == first
    assert len(engine.lengths) == 1
    assert not ear.is_known("b")
    assert not ear.is_known("a", glossary=Glossary((Term("Märsta"),)))


def test_a_damaged_memory_is_heard_again(hearing: Hearing, cache: Path) -> None:
    ear, engine = hearing((Stretch(0, 900),), (Word("Hej.", 0, 600),), (Word("Hej.", 0, 600),))
    ear.hear(lambda: sound(2), fingerprint="a")
    (kept,) = (cache / "heard").iterdir()
    kept.write_bytes(kept.read_bytes()[:40])
    assert ear.hear(lambda: sound(2), fingerprint="a").words
    assert len(engine.lengths) == 2


def test_the_word_list_is_a_hint(hearing: Hearing) -> None:
    ear, engine = hearing((Stretch(0, 900),))
    ear.hear(lambda: sound(2), fingerprint="a", glossary=Glossary((Term("Märsta"), Term("Valsta"))))
    assert engine.hints == ["sv: Märsta, Valsta"]


def test_progress_is_in_seconds_and_never_runs_back(hearing: Hearing) -> None:
    ear, _engine = hearing((Stretch(5_000, 6_000), Stretch(20_000, 21_000)))
    events: list[Event] = []
    ear.hear(lambda: sound(30), fingerprint="a", listener=events.append)
    done = [event.done for event in events if isinstance(event, Progressed)]
    assert done == sorted(done)
    assert done[-1] == 2.0


def test_a_missed_stretch_is_heard_again(hearing: Hearing) -> None:
    again = tuple(Word(f"ord{number}", number * 500, number * 500 + 400) for number in range(15))
    ear, engine = hearing((Stretch(9_000, 18_000),), (Word("Hej.", 1000, 1400),), again)
    heard = ear.hear(lambda: sound(20), fingerprint="a")
    assert engine.lengths == [11.0, 9.4]
    assert len(heard.words) == 15


def test_a_second_hearing_that_gives_less_changes_nothing(hearing: Hearing) -> None:
    ear, _engine = hearing((Stretch(9_000, 18_000),), (Word("Hej.", 1000, 1400),), ())
    assert [word.text for word in ear.hear(lambda: sound(20), fingerprint="a").words] == ["Hej."]


def test_the_first_word_starts_with_the_voice(hearing: Hearing) -> None:
    ear, _engine = hearing((Stretch(1500, 2600),), (Word("Hej", 0, 1700), Word("där.", 1700, 2100)))
    heard = ear.hear(lambda: sound(4), fingerprint="a")
    assert [word.start_ms for word in heard.words] == [1500, 2200]


def test_inventions_are_dropped_and_listed(hearing: Hearing) -> None:
    words = (Word("Hej.", 0, 600), Word("Svensktextning.nu", 700, 900))
    ear, _engine = hearing((Stretch(0, 900),), words)
    heard = ear.hear(lambda: sound(2), fingerprint="a")
    assert [word.text for word in heard.words] == ["Hej."]
    assert [(mark.doubt, mark.text) for mark in heard.marks] == [(Doubt.DROPPED, "Svensktextning.nu")]


def test_pauses_stay_in_what_is_listened_to() -> None:
    assert pieces((Stretch(500, 1000), Stretch(3500, 5000))) == (Stretch(500, 5000),)
    assert pieces((Stretch(500, 1000), Stretch(4500, 5000))) == (Stretch(500, 1000), Stretch(4500, 5000))


def test_long_speech_is_cut_where_the_silence_is_longest() -> None:
    stretches = (Stretch(0, 12_000), Stretch(12_600, 20_000), Stretch(21_900, 30_000), Stretch(30_600, 40_000))
    assert pieces(stretches) == (Stretch(0, 20_000), Stretch(21_900, 40_000))
    assert pieces((Stretch(0, 90_000),)) == (Stretch(0, 90_000),)


def test_a_piece_takes_what_surrounds_it_but_nothing_of_its_neighbours() -> None:
    both = (Stretch(2000, 3000), Stretch(3500, 7000))
    assert widened(both[0], both, 1000, 7200) == Stretch(1000, 3500)
    assert widened(both[1], both, 1000, 7200) == Stretch(3000, 7200)


def test_the_surest_of_three_hearings_is_kept(hearing: Hearing) -> None:
    answers = (
        (Word("pratar", 0, 600, 0.5), Word("med", 600, 700, 0.9)),
        (Word("prata", 0, 600, 0.8), Word("med", 600, 700, 0.9)),
        (Word("pratade", 0, 600, 0.4), Word("med", 600, 700, 0.9)),
    )
    ear, engine = hearing((Stretch(2000, 3000),), *answers)
    ear.choice = msgspec.structs.replace(CHOICE, hearings=3)
    heard = ear.hear(lambda: sound(5), fingerprint="a", glossary=Glossary((Term("Märsta"),)))
    assert [word.text for word in heard.words] == ["prata", "med"]
    assert engine.lengths == [1.3, 1.6, 3.0, 3.0]
    assert engine.hints == ["sv: ", "sv: ", "sv: ", "sv: Märsta"]


def test_a_small_model_takes_only_the_word_lists_words_from_the_hearing_with_the_hint(hearing: Hearing) -> None:
    said = tuple(Word(text, 0, 0, 0.7) for text in ("Kom", "så", "blåser", "vi", "i", "Mästa!"))
    told = tuple(Word(text, 0, 0, 0.99) for text in ("Kom", "så", "öppar", "vi", "i", "Märsta,"))
    ear, _engine = hearing((Stretch(2000, 3000),), said, said, said, told)
    ear.choice = msgspec.structs.replace(CHOICE, hearings=3)
    heard = ear.hear(lambda: sound(5), fingerprint="a", glossary=Glossary((Term("Märsta"),)))
    assert " ".join(word.text for word in heard.words) == "Kom så blåser vi i Märsta!"


def test_a_small_model_that_is_sure_hears_once_more_to_check(hearing: Hearing) -> None:
    sure, other = Word("det", 300, 600, 0.95), Word("jag", 1150, 1450, 0.99)
    ear, engine = hearing((Stretch(2000, 3000),), (sure, Word("ska", 600, 900, 0.95)), (other, Word("ska", 1450, 1700)))
    ear.choice = msgspec.structs.replace(CHOICE, hearings=3)
    heard = ear.hear(lambda: sound(5), fingerprint="a")
    assert engine.lengths == [1.3, 3.0]
    assert [word.text for word in heard.words] == ["det", "ska"]
    assert [(mark.doubt, mark.text, mark.note) for mark in heard.marks] == [(Doubt.UNSURE, "det", "jag")]
    assert heard.marks[0].start_ms == heard.words[0].start_ms


def test_what_is_heard_otherwise_each_time_was_made_up(hearing: Hearing) -> None:
    answers = (
        (Word("En", 0, 300, 0.1), Word("del.", 300, 600, 0.7)),
        (Word("helvete", 0, 600, 0.3),),
        (Word("Hum", 1000, 1200, 0.2), Word("hum.", 1200, 1500, 0.2)),
    )
    ear, _engine = hearing((Stretch(2000, 3000),), *answers)
    ear.choice = msgspec.structs.replace(CHOICE, hearings=3)
    heard = ear.hear(lambda: sound(5), fingerprint="a")
    assert heard.words == ()
    assert [(mark.doubt, mark.text) for mark in heard.marks] == [(Doubt.DROPPED, "En del.")]


def test_music_is_found_where_nobody_speaks(hearing: Hearing) -> None:
    ear, _engine = hearing((Stretch(0, 900),), (Word("Hej.", 0, 900),))
    heard = ear.hear(lambda: np.concatenate([sound(1), band(7)]), fingerprint="a")
    (played,) = heard.music
    assert played.start_ms >= 900
    assert ear.hear(lambda: sound(0), fingerprint="a").music == heard.music


def test_music_under_speech_is_not_told_of(hearing: Hearing) -> None:
    words = tuple(Word(f"ord{number}", number * 2000, number * 2000 + 900) for number in range(5))
    ear, _engine = hearing((Stretch(0, 9000),), words)
    assert ear.hear(lambda: band(9), fingerprint="a").music == ()


def test_a_loop_is_never_believed_however_sure() -> None:
    loop = [Word("Trygghetskampen,", 20 * index, 20 * index, 0.95) for index in range(28)]
    said_once = [Word("tryck", 0, 300, 0.6), Word("här.", 300, 500, 0.6)]
    assert surest([loop, said_once]) == said_once
    assert surest([loop]) == loop
    assert not is_enough([loop], 1)
    assert not is_enough([loop], 3)
    assert is_enough([loop, said_once], 1)
    assert not is_enough([loop, said_once], 3)


def test_a_hearing_that_lost_half_is_not_the_surest() -> None:
    half = [Word("hej.", 0, 300, 0.9)]
    whole = [Word(text, 0, 300, 0.8) for text in ("hej", "på", "dig.")]
    assert surest([half, whole]) == whole


def test_short_stretches_are_never_missed() -> None:
    assert missed([], (Stretch(0, 4000),)) == []
    assert missed([], (Stretch(0, 5000),)) == [Stretch(0, 5000)]


@pytest.mark.parametrize("name", [*AMBIENCE, *MUSIC])
def test_sounds_without_words_are_no_speech(name: str) -> None:
    assert voice.speech({**AMBIENCE, **MUSIC}[name](8, 1)) == ()


def test_no_sound_is_no_speech() -> None:
    assert voice.speech(np.zeros(0, np.float32)) == ()
