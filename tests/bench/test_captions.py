"""The arithmetic of `benchmarks.captions`: what is counted as wrong, late, invented or avoidable. No engine runs."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.captions import sounds
from benchmarks.captions.findings import around, made_worse, ruled, spread, words_in
from benchmarks.captions.places import fewest_fails, places
from benchmarks.captions.speech import Recording, Sentence, recordings, voiced
from benchmarks.captions.wording import by_sentence, character_errors, normal, word_errors
from vidkit.captions.cue import Cue, Word
from vidkit.captions.profile import load_profile

RATE = 16_000


def sentence(text: str, start: float, end: float) -> Sentence:
    return Sentence(text, start, end)


def cue(start_ms: int, end_ms: int, text: str) -> Cue:
    return Cue(start_ms, end_ms, (text,))


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Hej, och välkommen!", "hej och välkommen"),
        ("Vi ses kl. 18", "vi ses kl arton"),
        ("Tryck 3 gånger – 21 gånger", "tryck tre gånger tjugoett gånger"),
        ("40 SÅ-kallade", "fyrtio så kallade"),
        ("Ring 112 eller 007", "ring 112 eller 007"),
        ("", ""),
    ],
)
def test_texts_are_compared_in_one_spelling(written: str, compared: str) -> None:
    assert normal(written) == compared


def test_a_word_replaced_one_lost_and_one_invented_are_three_of_four() -> None:
    found = word_errors("Banken frågar aldrig efter.", "Nu bänken frågar aldrig")
    assert (found.wrong, found.of, found.percent) == (3, 4, 75.0)


def test_nothing_heard_is_all_wrong_and_nothing_said_is_all_invented() -> None:
    assert (word_errors("två ord", "").wrong, word_errors("", "två ord").wrong) == (2, 2)
    assert character_errors("ab", "").wrong == 2


def test_long_recordings_weigh_more_than_short_ones() -> None:
    assert (word_errors("a", "b") + word_errors("a b c", "a b c")).percent == 25.0


def test_errors_are_told_by_sentence() -> None:
    said = ["Kom hit.", "Tryck en gång.", "Tryck två gånger."]
    found = by_sentence(said, "kom hit nu tryck en gång tryck gånger")
    assert [one.wrong for one in found] == [1, 0, 1]
    assert [one.of for one in found] == [2, 3, 3]


def test_a_sentence_that_the_glossary_spoils_is_named() -> None:
    known = (sentence("Märsta är fint.", 0, 1), sentence("Kom hit.", 1, 2))
    recording = Recording(Path("x.wav"), "Märsta är fint. Kom hit.", known)
    worse = made_worse(recording, "Märsta är fint. Kom Sigtuna.", "Mästa är fint. Kom hit.")
    assert [one.sentence for one in worse] == ["Kom hit."]


def test_captions_are_held_against_the_sentence_that_they_say() -> None:
    known = (sentence("Kom så går vi.", 1.0, 2.0), sentence("Kom så springer vi.", 3.0, 4.0))
    found = places(known, [cue(1080, 2300, "Kom så går vi!"), cue(2950, 4500, "kom så springer vi")])
    assert [place.start_error for place in found] == [80, -50]
    assert [place.end_error for place in found] == [300, 500]


def test_a_sentence_inside_a_caption_has_no_start_and_no_end_of_its_own() -> None:
    known = (sentence("Hej.", 0.0, 0.5), sentence("Kom.", 1.0, 1.5), sentence("Nu går vi.", 2.0, 3.0))
    found = places(known, [cue(0, 3000, "Hej. Kom. Nu går vi.")])
    assert [place.start_error for place in found] == [0, None, None]
    assert [place.end_error for place in found] == [None, None, 0]


def test_a_sentence_that_was_not_recognised_has_no_place() -> None:
    known = (sentence("Presenten finns vid krysset.", 0.0, 2.0),)
    (found,) = places(known, [cue(5000, 6000, "Helt andra ord vid sidan.")])
    assert not found.heard
    assert found.start_error is None


def test_the_voice_is_found_between_the_marks() -> None:
    samples = np.zeros(3 * RATE, np.float32)
    tone = 0.3 * np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE)
    samples[RATE // 2 : RATE // 2 + RATE] = tone
    samples[RATE // 3 : RATE // 3 + 300] = 0.1  # a click
    (found,) = voiced((sentence("Hej.", 0.3, 2.0),), samples)
    assert (found.start_ms, found.end_ms) == (500, 1500)


def test_in_a_noisy_recording_loudness_says_nothing() -> None:
    samples = sounds.made("noise", 2)
    assert voiced((sentence("Hej.", 0.3, 1.5),), samples) == ()


def test_spread_takes_errors_of_either_sign_and_leaves_out_the_unknown() -> None:
    found = spread([-300, None, 20, 40])
    assert (found.count, found.median, found.most) == (3, 40, 300)
    assert spread([None]).count == 0


def spoken(text: str, milliseconds: int) -> list[Word]:
    """`text` from the beginning at an even pace, `milliseconds` long."""
    texts = text.split()
    each = milliseconds // len(texts)
    return [Word(word, index * each, (index + 1) * each) for index, word in enumerate(texts)]


def later(words: list[Word], milliseconds: int) -> list[Word]:
    return [Word(word.text, word.start_ms + milliseconds, word.end_ms + milliseconds) for word in words]


def fewest(words: list[Word]) -> int:
    return fewest_fails(words, load_profile("sv-reel"), measure=len, width=42, frame_ms=40)


def test_a_speaker_who_is_too_fast_cannot_be_helped_by_other_breaks() -> None:
    calm = "Kom och prata med oss om det som du har varit med om i dag eller i går"
    assert fewest(spoken(calm, 7000)) == 0
    assert fewest(spoken(calm, 2000)) >= 1


def test_a_word_that_fits_nowhere_counts_once() -> None:
    assert fewest([Word("a" * 50, 0, 4000)]) == 1


@pytest.mark.parametrize(("last", "red"), [("nu", False), ("på", True)])
def test_a_way_that_needs_a_break_that_must_never_be_is_no_other_way(last: str, *, red: bool) -> None:
    # Only the pause leaves the first caption time enough, and one caption does not hold it all.
    words = [*spoken(f"Barnen cyklar hem {last}", 700), *later(spoken("skogsvägarna", 700), 1500)]
    found = fewest_fails(words, load_profile("sv-reel"), measure=len, width=15, frame_ms=40)
    assert (found > 0) == red


@pytest.mark.parametrize(("pause", "red"), [(800, 0), (1000, 1)])
def test_a_caption_that_gives_away_what_is_not_yet_said_is_no_other_way(pause: int, red: int) -> None:
    fast = spoken("Nu går vi ut och letar efter krokodiler", 700)
    assert fewest([Word("Ja,", 0, 300), *later(fast, 300 + pause)]) == red


def test_red_beyond_the_fewest_was_avoidable() -> None:
    cues = [cue(0, 500, "Så mycket text på så kort tid."), cue(2000, 4000, "Lugnt och fint.")]
    found = ruled(cues, load_profile("sv-reel"), 60.0, fewest=1)
    assert (found.minutes, found.cues) == (1.0, 2)
    assert found.avoidable == found.red - 1 > 0


def test_every_word_where_nobody_speaks_was_invented() -> None:
    assert words_in([cue(0, 1000, "Svensktextning.nu"), cue(1000, 2000, "– 3 gånger!")]) == 3
    assert words_in([cue(0, 1000, "(Musik)")]) == 0


def test_words_before_and_after_speech_were_invented_and_what_is_missing_was_lost() -> None:
    cues = [cue(0, 1000, "Tack för att ni tittade."), cue(2000, 3000, "Hej och välkommen."), cue(4000, 5000, "(Musik)")]
    found = around("Hej och välkommen hit.", cues)
    assert (found.invented, found.wrong) == (5, 1)


@pytest.mark.parametrize("kind", sounds.KINDS)
def test_sounds_are_the_same_in_every_run(kind: str) -> None:
    sound = sounds.made(kind, 2)
    assert len(sound) == 2 * RATE
    assert np.array_equal(sound, sounds.made(kind, 2))
    assert float(np.abs(sound).max()) <= 1
    assert (kind == "silence") == (not sound.any())


def test_recordings_need_their_text_and_may_have_times(tmp_path: Path) -> None:
    for name in ("b.wav", "a.m4a", "without.wav"):
        (tmp_path / name).touch()
    (tmp_path / "a.txt").write_text("Hej.", "utf-8")
    (tmp_path / "b.txt").write_text("Hej då.", "utf-8")
    times = {"source": "x", "segments": [{"start": 0.25, "end": 1, "key": "bye", "text": "Hej då."}]}
    (tmp_path / "b.json").write_text(json.dumps(times), "utf-8")
    one, two = recordings(tmp_path)
    assert (one.name, one.sentences) == ("a", ())
    assert (two.text, two.sentences[0].start_ms, two.sentences[0].end_ms) == ("Hej då.", 250, 1000)


def test_without_a_folder_there_is_the_sample(tmp_path: Path) -> None:
    (only,) = recordings(tmp_path / "nowhere")
    assert only.text.startswith("Hej och välkommen")
