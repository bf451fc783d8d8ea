"""The film as text, in its own order: what is said, which sounds matter, what is written and shown in the picture.

Pure: from a plan to passages. How they look on a page is for `deliver.page`.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import assert_never

import msgspec

from vidkit.brand.card import Card, CardKind
from vidkit.brand.signs.card import SignCard
from vidkit.brand.signs.sign import SignKind
from vidkit.captions.cue import Cue
from vidkit.deliver.sidecars import reel_cues
from vidkit.plan.grid import milliseconds_at
from vidkit.plan.reel_plan import CardShot, ReelPlan

PAUSE_MS = 1500
"""Silence that begins a new paragraph: longer than breathing, as long as a change of subject."""

SENTENCES = 3
"""Sentences in a paragraph at most: each paragraph has a time to find it by."""

RUNNING_ON = 320
"""Characters after which a text without full stops is broken at the next caption: about six lines on a phone."""

SENTENCE_END = re.compile(r"""(?<=[.!?…])["”’»)]*\s+(?=["”’»(–-]?[A-ZÅÄÖÉÜ])""")
"""Between sentences; not after the full stop of "kl. 18" or "3. september"."""

SPEAKER = re.compile(r"^[-–—]\s*(?=\S)")
NAMED = re.compile(r"^(?:[-–—]\s*)?(?P<name>[A-ZÅÄÖÉÜ][^\W\d_]*(?:[ .’'-]{1,2}[A-ZÅÄÖÉÜ][^\W\d_]*){0,3}):\s+(?=\S)")
"""`Anna Ek: Hej!`: who speaks, as a person writes it in the captions. A name is words with capitals, at most four."""

SOUND = re.compile(r"^[(\[].*[)\]]$", re.DOTALL)
BROKEN = re.compile(r"\s[-–—]$")
TIMED = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{2})[\s:–-]+(?=\S)")
"""`0:05 A hand turns the key`: something shown, and when."""


class PassageKind(Enum):
    """What a passage tells of. The order in which passages of one moment stand."""

    TEXT = "text"
    """Words that stand in the picture."""
    SHOWN = "shown"
    """Something seen that carries meaning."""
    SOUND = "sound"
    SPEECH = "speech"


class Passage(msgspec.Struct, frozen=True):
    """A paragraph."""

    start_ms: int
    kind: PassageKind
    text: str


class Transcript(msgspec.Struct, frozen=True):
    """The whole film as text."""

    passages: tuple[Passage, ...]
    """In the order of the film."""
    shown: tuple[str, ...]
    """What is seen, in paragraphs, where nobody said when."""


def transcribe(plan: ReelPlan) -> Transcript:
    """The film as text."""
    timed, untimed = _shown(plan.publication.shown)
    passages = [*_written(plan), *timed, *said(reel_cues(plan))]
    order = list(PassageKind)
    passages.sort(key=lambda passage: (passage.start_ms, order.index(passage.kind)))
    return Transcript(tuple(passages), tuple(untimed))


def said(cues: Sequence[Cue]) -> Iterator[Passage]:
    """What the captions say: speech in paragraphs, sounds each alone."""
    paragraph: list[str] = []
    begun = ended = 0
    for start, end, text, alone in _utterances(cues):
        if paragraph and (alone or _turns_over(paragraph, text, start - ended)):
            yield Passage(begun, PassageKind.SPEECH, _joined(paragraph))
            paragraph = []
        if alone:
            yield Passage(start, PassageKind.SOUND, text)
        else:
            begun = begun if paragraph else start
            paragraph.append(SPEAKER.sub("– ", text))
        ended = end
    if paragraph:
        yield Passage(begun, PassageKind.SPEECH, _joined(paragraph))


def _turns_over(paragraph: Sequence[str], text: str, silence_ms: int) -> bool:
    """True when a text that follows after this silence begins a new paragraph."""
    if BROKEN.search(paragraph[-1]):
        return False
    pause = PAUSE_MS if _ends(paragraph[-1]) else 2 * PAUSE_MS
    long = sum(map(_ends, paragraph)) >= SENTENCES or sum(map(len, paragraph)) >= RUNNING_ON
    return long or silence_ms >= pause or _another(text, paragraph[-1])


def _another(text: str, before: str) -> bool:
    """True when another speaker begins here."""
    return bool(SPEAKER.match(text)) or (_ends(before) and bool(NAMED.match(text)))


def _ends(text: str) -> bool:
    """True when a sentence ends here."""
    return text.rstrip('"”’»)').endswith((".", "!", "?", "…"))


def _utterances(cues: Sequence[Cue]) -> Iterator[tuple[int, int, str, bool]]:
    """Start, end, text and whether it is a sound, of every sentence or part of one, in order."""
    for cue in cues:
        for text in _turns(cue):
            if SOUND.match(text):
                yield cue.start_ms, cue.end_ms, f"({text[1:-1].strip()})", True
                continue
            yield from ((cue.start_ms, cue.end_ms, part, False) for part in SENTENCE_END.split(text))


def _turns(cue: Cue) -> Iterator[str]:
    """The cue's text, in one piece or one for each speaker and sound."""
    turn: list[str] = []
    for line in (" ".join(line.split()) for line in cue.lines):
        if turn and (_another(line, turn[-1]) or SOUND.match(line) or SOUND.match(turn[-1])):
            yield " ".join(turn)
            turn = []
        if line:
            turn.append(line)
    if turn:
        yield " ".join(turn)


def _joined(parts: Sequence[str]) -> str:
    """Parts of speech as running text; the dashes that mark a sentence cut in two captions go."""
    text = ""
    for part in parts:
        if BROKEN.search(text):
            text, part = BROKEN.sub("", text), SPEAKER.sub("", part)  # noqa: PLW2901
        text = f"{text} {part}" if text else part
    return text


def _written(plan: ReelPlan) -> Iterator[Passage]:
    """What stands on the cards of the reel, and on the signs over its clips."""
    for shot, start in zip(plan.shots, plan.starts, strict=True):
        if isinstance(shot, CardShot) and shot.card.kind is not CardKind.COVER and shot.card.texts:
            yield Passage(milliseconds_at(start, plan.rate), PassageKind.TEXT, _card_text(shot.card))
    for sign in plan.signs:
        yield Passage(milliseconds_at(sign.first, plan.rate), PassageKind.TEXT, _sign_text(sign.card))


def _sign_text(card: SignCard) -> str:
    """A sign's texts in the order in which they make sense when they are heard."""
    texts = [" ".join(text.split()).rstrip(":") for text in card.said]
    match card.kind:
        case SignKind.NAME | SignKind.PLACE:
            return _sentence(", ".join(texts))
        case SignKind.STEP:
            number, what = texts
            return _sentence(f"{number}. {what}")
        case SignKind.FACT:
            heading, *lines = texts
            if not lines:
                return _sentence(heading)
            parts = heading if heading[-1] in ".!?…" else f"{heading}:"
            return _sentence(" ".join([parts, ", ".join(line.rstrip(",") for line in lines)]))
        case SignKind.PHONE:
            number, *label = texts
            return _sentence(": ".join([*label, number]))
        case _:
            assert_never(card.kind)


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."


def _card_text(card: Card) -> str:
    """A card's texts as sentences, each label with what it labels: a screen reader pauses at full stops."""
    text = ""
    for block in card.texts:
        words = " ".join(" ".join(block.lines).split()).rstrip(":")
        if not words:
            continue
        if block.role == "label":
            text += f"{words}: "
        else:
            text += words if words[-1] in ".!?…" else f"{words}."
            text += " "
    return text.strip()


def _shown(text: str) -> tuple[list[Passage], list[str]]:
    """What the staff wrote of what is seen: lines with a time, and lines without."""
    timed, untimed = [], []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = TIMED.match(line)
        if found:
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            start = ((hours * 60 + minutes) * 60 + seconds) * 1000
            timed.append(Passage(start, PassageKind.SHOWN, line[found.end() :]))
        else:
            untimed.append(line)
    return timed, untimed
