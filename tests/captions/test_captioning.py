"""From what was heard to captions."""

from vidkit.captions.captioning import caption
from vidkit.captions.cue import Captions, Doubt, Heard, Mark, Origin, Word
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
