"""From what was heard to captions."""

import msgspec

from vidkit.captions.captioning import caption
from vidkit.captions.cue import Captions, Doubt, Heard, Mark, Music, Origin, Word
from vidkit.captions.glossary import Glossary, Term
from vidkit.captions.profile import load_profile

from .spoken import FRAME_MS, WIDTH, lines, measure, said


def heard(words: tuple[Word, ...], *marks: Mark) -> Heard:
    return Heard(words=words, language="sv", engine="faster-whisper", model="embedded", model_digest="ab", marks=marks)


def captioned(what: Heard, glossary: Glossary | None = None) -> Captions:
    return caption(
        what, load_profile(), measure=measure, width=WIDTH, frame_ms=FRAME_MS, glossary=glossary or Glossary()
    )


def test_words_become_corrected_cues_with_marks_in_order() -> None:
    dropped = Mark(Doubt.DROPPED, "Svensktextning.nu", 20_000, "")
    captions = captioned(heard(said("Vi bor i mersta. Ring 112."), dropped), Glossary((Term("Märsta", ("mersta",)),)))
    assert lines(captions.cues) == ["Vi bor i Märsta.", "Ring 112."]
    assert [mark.doubt for mark in captions.marks] == [Doubt.GLOSSARY, Doubt.FIGURE, Doubt.DROPPED]
    assert (captions.origin, captions.engine, captions.model_digest) == (Origin.RECOGNISED, "faster-whisper", "ab")


def test_silence_gives_no_cues_and_says_so() -> None:
    captions = captioned(heard(()))
    assert captions.cues == ()
    assert captions.origin is Origin.NONE


def test_music_stands_among_the_words() -> None:
    what = msgspec.structs.replace(heard(said("Hej på dig.", start_ms=9000)), music=(Music(1000, 8500),))
    captions = captioned(what)
    assert lines(captions.cues) == ["(Musik)", "Hej på dig."]
    assert [(mark.doubt, mark.start_ms) for mark in captions.marks] == [(Doubt.SOUND, 1000)]


def test_a_clip_with_music_alone_has_captions() -> None:
    captions = captioned(msgspec.structs.replace(heard(()), music=(Music(0, 8000),)))
    assert lines(captions.cues) == ["(Musik)"]
    assert captions.origin is Origin.RECOGNISED


def test_a_word_has_one_mark_the_gravest() -> None:
    words = said("Ring Anna 15 nu.")
    marks = [Mark(Doubt.UNSURE, "Anna", words[1].start_ms, "Hanna"), Mark(Doubt.UNSURE, "15", words[2].start_ms, "50")]
    captions = captioned(heard(words, *marks))
    assert [(mark.doubt, mark.text, mark.note) for mark in captions.marks] == [
        (Doubt.UNSURE, "Anna", "Hanna"),
        (Doubt.UNSURE, "15", "50"),
    ]


def test_what_the_word_list_put_right_is_doubted_no_more_but_for_the_words_that_hurt() -> None:
    words = (Word("mersta", 0, 500, 0.3), Word("modh", 600, 900, 0.3))
    listed = Glossary((Term("Märsta", ("mersta",)), Term("mod", ("modh",))))
    doubted = Mark(Doubt.UNSURE, "mersta", 0, "mästare")
    captions = captioned(heard(words, doubted), listed)
    assert [(mark.doubt, mark.text) for mark in captions.marks] == [
        (Doubt.GLOSSARY, "Märsta"),
        (Doubt.LOOKALIKE, "mod"),
        (Doubt.GLOSSARY, "mod"),
    ]
