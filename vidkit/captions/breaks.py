"""Where a Swedish sentence may be broken: how bad, or how good, a break between two words is.

Pure rules over neighbouring words; the words themselves stand in `templates/captions/breaks.toml`, with their sources.
Knows nothing of widths, times or cues.
"""

import re
from collections.abc import Sequence
from functools import cache, cached_property

import msgspec

from vidkit import resources

FORBIDDEN = 100.0
"""A break a subtitler never makes: costs more than a crooked shape, less than text that does not fit."""

BAD = 30.0
"""A break that parts what belongs together, by a rule that a word list can only guess."""

POOR = 15.0
"""A break that reads with a small stumble."""

PLAIN = 8.0
"""Between two words that nothing is known about."""

GOOD = 2.0
"""Before a conjunction or a preposition."""

BEST = 0.0
"""After punctuation, and before another speaker."""

SENTENCE_ENDS = (".", "?", "!", "…")
CLAUSE_ENDS = (",", ";", ":", "–", "—")

STEM = 3
"""Letters before an ending that make it one: `kommunens` is a genitive, `mens` is not."""

_QUOTES = "\"'”’»)]}"
_SPEAKER = re.compile(r"[-–—][^\W\d_]")
_INVERTED = re.compile(r"\w{2,}(r|de|te)")
"""A verb by its looks: present in -r, past in -de and -te. Only trusted with a subject pronoun after it."""


class WordLists(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The lists in `templates/captions/breaks.toml`; what each is for stands there."""

    source: str
    as_of: str
    never_last: frozenset[str]
    before_noun: frozenset[str]
    pointing: frozenset[str]
    pointed: frozenset[str]
    helping_verbs: frozenset[str]
    pronouns: frozenset[str]
    inverted: frozenset[str]
    objects: frozenset[str]
    irregular_verbs: frozenset[str]
    adjectives: frozenset[str]
    adjective_endings: frozenset[str]
    genitive_endings: frozenset[str]
    negations: frozenset[str]
    particles: frozenset[str]
    break_before: frozenset[str]
    units: frozenset[str]
    number_words: frozenset[str]
    titles: frozenset[str]
    abbreviations: frozenset[str]
    verb_particles: dict[str, frozenset[str]]

    @cached_property
    def no_names(self) -> frozenset[str]:
        """Words that are no first name, though a sentence begins with them."""
        return (
            self.never_last
            | self.before_noun
            | self.break_before
            | self.helping_verbs
            | self.pronouns
            | self.irregular_verbs
            | self.titles
        )


@cache
def word_lists() -> WordLists:
    """The lists that come with the program."""
    text = (resources.templates() / "captions" / "breaks.toml").read_bytes()
    written = msgspec.toml.decode(text)
    particles = written.pop("verb_particles")
    lists = {name: _split(value) if name not in ("source", "as_of") else value for name, value in written.items()}
    lists["verb_particles"] = {particle: _split(verbs) for particle, verbs in particles.items()}
    return msgspec.convert(lists, WordLists)


def _split(value: str | list[str]) -> list[str]:
    return (value if isinstance(value, str) else " ".join(value)).split()


def ends_sentence(word: str) -> bool:
    """True where `word` closes a sentence: punctuation, with or without a quotation mark after it."""
    bare = word.rstrip(_QUOTES)
    return bare.endswith(SENTENCE_ENDS) and bare.casefold() not in word_lists().abbreviations


def ends_clause(word: str) -> bool:
    """True where a comma, colon, semicolon or dash follows the word."""
    return word.rstrip(_QUOTES).endswith(CLAUSE_ENDS)


def begins_speaker(word: str) -> bool:
    """True where a dash right before the word says that somebody else speaks."""
    return bool(_SPEAKER.match(word))


def break_costs(words: Sequence[str]) -> tuple[float, ...]:
    """What a break after each word costs, between `BEST` and `FORBIDDEN`.

    One number a word; the last is `BEST`. A sentence's first word is not taken for a name.
    """
    costs = [
        break_cost(
            words[index],
            words[index + 1],
            earlier=words[index - 1] if index else "",
            starts_sentence=index == 0 or ends_sentence(words[index - 1]),
        )
        for index in range(len(words) - 1)
    ]
    return (*costs, BEST) if words else ()


def break_cost(before: str, after: str, *, earlier: str = "", starts_sentence: bool = False) -> float:
    """What a break between two neighbouring words costs.

    `earlier` is the word before the first of them, where it is known; `starts_sentence` is of the first of them.
    """
    if ends_sentence(before) or ends_clause(before) or begins_speaker(after):
        # 18:00 or 1,5 hold their marks inside the word, so a mark at the end is punctuation.
        return BEST
    lists = word_lists()
    left, right = _bare(before), _bare(after)
    verb = "" if ends_sentence(earlier) or ends_clause(earlier) else _bare(earlier)
    opens = right in lists.break_before
    if (free := _freed(verb, left, right)) is not None:
        return free
    if _holds_together(before, after, starts_sentence):
        return FORBIDDEN
    if right in lists.particles or left in lists.verb_particles.get(right, ()):
        return BAD
    if opens and left not in lists.pronouns:
        return PLAIN if left in lists.helping_verbs else GOOD
    return max(PLAIN, _as_noun(before, left, verb, starts_sentence), _as_verb(left, right))


def _freed(verb: str, left: str, right: str) -> float | None:
    """What a break costs after a word that would lean on the next, were it not for the verb before it."""
    lists = word_lists()
    opens = right in lists.break_before
    if verb in lists.verb_particles.get(left, ()):
        return GOOD if opens else POOR  # "tycker om / barn"
    if opens and right != "som" and left in lists.inverted and _is_verb(verb):
        return GOOD  # "brann det / i ett soprum": a subject here, no article
    return None


def _holds_together(before: str, after: str, starts_sentence: bool) -> bool:  # noqa: FBT001 - a fact about the word
    """Whether a line may never end between the two words."""
    lists = word_lists()
    left, right = _bare(before), _bare(after)
    leans = left in lists.never_last or (left in lists.before_noun and right not in lists.break_before)
    return leans or _is_one_figure(left, right, after) or _is_name(before, after, starts_sentence)


def _as_noun(before: str, left: str, earlier: str, starts_sentence: bool) -> float:  # noqa: FBT001 - a fact
    """How much the first word belongs to a noun that seems to follow."""
    lists = word_lists()
    if left in lists.adjectives or left in lists.number_words:
        return BAD
    if (left in lists.pointed and earlier in lists.pointing) or _has(lists.genitive_endings, left):
        return BAD
    named = before[:1].isupper() and left.endswith("s") and not starts_sentence
    if named or left[-1:].isdigit() or _has(lists.adjective_endings, left):
        return POOR
    return PLAIN


def _as_verb(left: str, right: str) -> float:
    """How much the two words are a verb with its subject, object, negation or other verb."""
    lists = word_lists()
    if left in lists.pronouns or left in lists.helping_verbs:
        return BAD
    if right in lists.negations or right in lists.objects:
        return POOR
    if right in lists.inverted and _is_verb(left):
        return POOR
    return PLAIN


def _is_verb(word: str) -> bool:
    """Whether a word looks like a verb; only to be trusted with a subject pronoun after it."""
    return word in word_lists().irregular_verbs or bool(_INVERTED.fullmatch(word))


def _has(endings: frozenset[str], word: str) -> bool:
    return any(word.endswith(ending) and len(word) >= len(ending) + STEM for ending in endings)


def _bare(word: str) -> str:
    return word.strip(".,;:!?…–—\"'”’»«()[]{}").casefold()


def _is_one_figure(left: str, right: str, after: str) -> bool:
    lists = word_lists()
    if left in lists.titles and (right[:1].isdigit() or after[:1].isupper()):
        return True
    # 114 14, 08-123 45 and 10 000 are one number written in groups.
    return left[-1:].isdigit() and (right in lists.units or right[:1].isdigit())


def _is_name(before: str, after: str, starts_sentence: bool) -> bool:  # noqa: FBT001 - a fact about the word
    if not (before[:1].isupper() and after[:1].isupper()):
        return False
    # "Vi Märsta" does not happen; "När Märsta" does: a short first word of a sentence is no first name.
    return not starts_sentence or _bare(before) not in word_lists().no_names
