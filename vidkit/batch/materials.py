"""Gathers what the planner needs: facts of the clips, what is said in them, cards, typeface. Decides nothing else."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from vidkit.batch.cover_moments import Seen, cover_moments
from vidkit.batch.ears import Ears, knows
from vidkit.batch.facts import facts
from vidkit.batch.music import music_of
from vidkit.batch.person_captions import CaptionFile, ClipCaptions, ClipFiles, settled
from vidkit.brand import cards
from vidkit.brand.card import Card
from vidkit.brand.kit import Brand
from vidkit.brand.signs.fitting import bug_card, sign_card
from vidkit.brand.typeface import ass_metrics, lacking
from vidkit.brand.typesetting import measurer
from vidkit.captions.captioning import caption
from vidkit.captions.cue import Captions, Heard, Music
from vidkit.captions.formats import read_captions
from vidkit.captions.profile import load_profile
from vidkit.captions.rewrap import rewrapped
from vidkit.captions.timing import Shots
from vidkit.errors import InputError
from vidkit.events import Listener, Step, timed
from vidkit.i18n import gettext as _
from vidkit.ingest.footage import Footage
from vidkit.ingest.speech import speech
from vidkit.plan.brief import AskedClip, Brief, Trim
from vidkit.plan.frame import text_width
from vidkit.plan.grid import Rate
from vidkit.plan.materials import ClipText, Clock, Materials, ReadySign
from vidkit.plan.planner import choose_rate
from vidkit.plan.platform import Shape
from vidkit.plan.reel_plan import CaptionLook, Sting, WordLook


def gather(
    brief: Brief, brand: Brand, shape: Shape, file: CaptionFile | ClipFiles | None, ears: Ears, listener: Listener
) -> Materials:
    """Everything the planner needs for `brief`; speech is heard with the model that `ears` hold already, if they do.

    Raises:
        InputError: a clip, the caption file or the music cannot be used.
        BrandError: the title does not fit, or the typeface lacks a character.
        MissingError: there is no model to recognise speech with.
        RecognitionError: recognition failed.
    """
    music = music_of(brief, brand)
    footage, moments = _looked_at(brief, brand, listener)
    rate = choose_rate(footage)
    look_ = caption_look(brand)
    measure = measurer(brand.typeface, brand.captions.size_px, bold=True)
    setting = _Setting(brief, brand, shape, rate, measure)
    fraction = (rate.numerator, rate.denominator)
    # A title that stands among the brand's texts for the intro is part of its scene, such as the fact under a rumour.
    texts = {} if brand.intro.texts.get("title") else {"title": brief.title}
    intro = cards.intro_card(brand, texts, shape.size, shape.safe_box, fraction) if brief.intro else None
    end = cards.end_card(brand, shape.size, shape.safe_box, fraction) if brief.outro else None
    cover = cards.cover_card(brand, brief.title, shape.size, shape.cover_box)
    signs = _signs(brief, brand, shape, fraction)
    setting = msgspec.structs.replace(setting, cards=tuple(card for card in (intro, end) if card is not None))
    theirs = settled(file, brief.clips, footage, brand.language) if isinstance(file, ClipFiles) else file
    captions = _captions(setting, footage, theirs, ears, listener)
    _refuse_lacking(captions, brand, theirs)
    return Materials(
        footage=footage,
        captions=captions,
        clock=theirs.clock if theirs else Clock.CLIP,
        rate=rate,
        intro=intro,
        end=end,
        cover=cover,
        moments=moments,
        look=look_,
        measure=measure,
        captions_file=theirs.name if theirs else "",
        rewrapped=isinstance(theirs, CaptionFile) and _lines(captions) != _lines((read_captions(theirs.path),)),
        texts=_texts(theirs, captions),
        sting=_sting(brand),
        music=music,
        music_caption=load_profile(brief.profile).music,
        signs=signs,
        bug=bug_card(brand, shape.size, fraction),
    )


def _signs(brief: Brief, brand: Brand, shape: Shape, rate: tuple[int, int]) -> tuple[ReadySign, ...]:
    """Every sign fitted to the shape, those that were asked for first."""
    asked = (*((sign, True) for sign in brief.signs), *((sign, False) for sign in brand.default_signs))
    return tuple(ReadySign(sign, sign_card(brand, sign, shape.size, shape.safe_box, rate), own) for sign, own in asked)


class _Setting(msgspec.Struct, frozen=True):
    """What decides how words become cues."""

    brief: Brief
    brand: Brand
    shape: Shape
    rate: Rate
    measure: Callable[[str], float]
    cards: tuple[Card, ...] = ()
    """What can be drawn while speech is heard."""

    @property
    def width(self) -> int:
        return text_width(self.shape, self.brand.captions)


def _looked_at(brief: Brief, brand: Brand, listener: Listener) -> tuple[tuple[Footage, ...], tuple[Seen, ...]]:
    """The facts of the clips, and what was measured of them: for the cover unless its time was asked for, for signs."""
    with timed(Step.READING, listener):
        footage = tuple(facts(Path(asked.path)) for asked in brief.clips)
        measured = brief.cover_ms is None or brief.signs or brand.default_signs
        return footage, cover_moments(brief, footage) if measured else ()


PLATE_RADIUS = 0.19
"""Round corners of a spoken word's plate, in em; not rounder than the box's own."""


def caption_look(brand: Brand) -> CaptionLook:
    """How the brand sets its captions: the bold face, in the size it asks for."""
    file = brand.typeface.file(bold=True)
    family, scale = ass_metrics(file)
    style = brand.captions
    plate, word = brand.word_colours
    return CaptionLook(
        family=family,
        font_file=str(file),
        font_digest=_digest(file),
        size_px=style.size_px,
        ass_size=style.size_px * scale,
        bold=True,
        text=style.text,
        box=style.box,
        box_opacity=style.box_opacity,
        radius_px=style.radius_px,
        word=WordLook(plate=plate, text=word, radius_px=min(style.radius_px, round(PLATE_RADIUS * style.size_px))),
    )


def _sting(brand: Brand) -> Sting | None:
    sound = brand.sounds.intro
    if not sound:
        return None
    return Sting(path=sound, digest=_digest(Path(sound)), start=0, gain_db=brand.sounds.gain_db)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _captions(
    setting: _Setting,
    footage: tuple[Footage, ...],
    theirs: CaptionFile | ClipCaptions | None,
    ears: Ears,
    listener: Listener,
) -> tuple[Captions, ...]:
    brief = setting.brief
    if isinstance(theirs, CaptionFile):
        read = _earlier(read_captions(theirs.path, language=setting.brand.language), theirs.late_ms)
        return (_fitting(read, setting),)
    unwritten = [clip for place, clip in enumerate(footage) if theirs is None or theirs.read[place] is None]
    silent = brief.captions == "off" or all(clip.sound is None for clip in unwritten)
    if theirs is None:
        return () if silent else _recognised(setting, footage, ears, listener)
    written = [_fitting(read, setting) if read else None for read in theirs.read]
    if silent:
        return tuple(each or Captions(language=setting.brand.language) for each in written)
    return _recognised(setting, footage, ears, listener, written)


def _fitting(read: Captions, setting: _Setting) -> Captions:
    """A person's captions, lines that are too wide broken anew."""
    profile = load_profile(setting.brief.profile)
    return rewrapped(read, profile, measure=setting.measure, width=setting.width)


def _texts(theirs: CaptionFile | ClipCaptions | None, captions: tuple[Captions, ...]) -> tuple[ClipText, ...]:
    if not isinstance(theirs, ClipCaptions):
        return ()
    return tuple(
        msgspec.structs.replace(text, rewrapped=read is not None and _lines((read,)) != _lines((fitting,)))
        for text, read, fitting in zip(theirs.texts, theirs.read, captions, strict=True)
    )


def _lines(captions: tuple[Captions, ...]) -> list[tuple[str, ...]]:
    return [cue.lines for each in captions for cue in each.cues]


def _earlier(captions: Captions, by_ms: int) -> Captions:
    replace = msgspec.structs.replace
    cues = (replace(cue, start_ms=cue.start_ms - by_ms, end_ms=cue.end_ms - by_ms) for cue in captions.cues)
    return replace(captions, cues=tuple(cues)) if by_ms else captions


def _recognised(
    setting: _Setting,
    footage: tuple[Footage, ...],
    ears: Ears,
    listener: Listener,
    written: Sequence[Captions | None] = (),
) -> tuple[Captions, ...]:
    """The captions of each clip; those that a person has `written` are not listened for."""
    brief, brand = setting.brief, setting.brand
    profile = load_profile(brief.profile)
    ear = ears.ear(brief.model, brief.engine, listener)
    captions = []
    written = written or [None] * len(footage)
    spoken = [clip for clip, theirs in zip(footage, written, strict=True) if clip.sound and theirs is None]
    if not knows(ear, spoken, brand.glossary, brand.language):
        ears.meanwhile(setting.cards, brand)
    turn = ears.listening(ear, spoken, brand.glossary, brand.language, listener)
    with turn as known, timed(Step.LISTENING, listener) as step:
        step.reused = known
        for place, (asked, clip) in enumerate(zip(brief.clips, footage, strict=True)):
            theirs = written[place]
            if theirs is not None or clip.sound is None:
                captions.append(theirs or Captions(language=brand.language))
                continue
            heard = ear.hear(
                lambda clip=clip: speech(clip).samples,  # type: ignore[misc]
                fingerprint=clip.fingerprint,
                glossary=brand.glossary,
                language=brand.language,
                listener=listener,
            )
            captions.append(
                caption(
                    _within(heard, asked),
                    profile,
                    measure=setting.measure,
                    width=setting.width,
                    frame_ms=setting.rate.frame_ms,
                    glossary=brand.glossary,
                    shots=_shots(setting, place, clip),
                )
            )
    return tuple(captions)


def _shots(setting: _Setting, place: int, clip: Footage) -> Shots:
    """What is shown of the clip at that place in the reel, and on which side a cut joins it to another clip.

    Beside a card there is no cut but a crossfade: a caption stands from its middle, or to it.
    """
    brief, trim = setting.brief, setting.brief.clips[place].trim
    half = round(setting.brand.intro.crossfade * 1000 / 2)
    first, end = trim.start_ms or 0, clip.picture.duration_ms
    end = end if trim.end_ms is None else min(end, trim.end_ms)
    joined, joins = place > 0, place < len(brief.clips) - 1
    return Shots(
        changes=(*([first] if joined else []), *([end] if joins else [])),
        first_ms=first + (half if brief.intro and not joined else 0),
        end_ms=end - (half if brief.outro and not joins else 0),
    )


def _within(heard: Heard, asked: AskedClip) -> Heard:
    """Only what is heard, for the most part, inside the trim: the rest is not in the reel."""
    trim: Trim = asked.trim
    first = trim.start_ms or 0
    end = trim.end_ms
    if not first and end is None:
        return heard
    inside = tuple(
        word
        for word in heard.words
        if (middle := (word.start_ms + word.end_ms) / 2) >= first and (end is None or middle < end)
    )
    marks = tuple(mark for mark in heard.marks if mark.start_ms >= first and (end is None or mark.start_ms < end))
    music = tuple(
        Music(max(played.start_ms, first), played.end_ms if end is None else min(played.end_ms, end))
        for played in heard.music
        if played.end_ms > first and (end is None or played.start_ms < end)
    )
    return msgspec.structs.replace(heard, words=inside, marks=marks, music=music)


def _refuse_lacking(captions: tuple[Captions, ...], brand: Brand, theirs: CaptionFile | ClipCaptions | None) -> None:
    """Characters that the typeface cannot draw are found before anything is rendered."""
    for place, each in enumerate(captions):
        file = theirs.texts[place].file if isinstance(theirs, ClipCaptions) else theirs.name if theirs else ""
        for cue in each.cues:
            missing = lacking(cue.text, brand.typeface, bold=True)
            if missing:
                raise InputError(
                    _("The caption “{text}”{place} has a “{character}”, which the typeface cannot draw.").format(
                        text=cue.text,
                        place=_(" in {file}").format(file=file) if file else "",
                        character=missing[0],
                    ),
                    _("Leave it out, or say it in words. Emoji can stand in the post text."),
                )
