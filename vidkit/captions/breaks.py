"""Where a Swedish sentence may be broken: how bad, or how good, a break between two words is.

Pure rules over two neighbouring words. Knows nothing of widths, times or cues. Sources: Netflix timed text
style guide (general, line treatment), SLU Undertextning, Medietextarna's habits; see docs for the list.
"""

from collections.abc import Sequence


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for words in lists for word in words.split())


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
"""After punctuation."""

NEVER_LAST = _words(
    # articles, infinitive mark, conjunctions, prepositions and negation
    "en ett den det de dem att och i på av med till från inte eller men som om för när där då utan mot",
    "hos vid under över efter före innan genom mellan kring runt åt ur inom bland enligt än samt både",
    # possessives and determiners: they belong to the noun that follows
    "min mitt mina din ditt dina sin sitt sina vår vårt våra er ert era hans hennes dess deras denna detta",
    "dessa varje alla några någon något många flera varsin varsitt vilken vilket vilka ingen inget inga",
    "hela samma",
    # adverbs of degree: they belong to the word that follows
    "mycket ganska väldigt så lite mer mest extra",
)
"""Words that lean on the next one: a line never ends with them."""

HELPING_VERBS = _words(
    "ska skall skulle kan kunde vill ville måste får fick bör borde har hade är var blir blev brukar",
    "behöver låt låter kommer",
)
"""A helping verb stays with its main verb or its negation."""

PRONOUNS = _words("jag du han hon vi ni man")
"""Rather not last on a line: the verb follows."""

ADJECTIVES = _words(
    "ny nytt nya stor stort stora liten litet lilla små god gott goda bra dålig dåligt dåliga gammal",
    "gammalt gamla ung ungt unga lång långt långa kort korta hög högt höga låg lågt låga rätt fel viktig",
    "viktigt viktiga trygg tryggt trygga säker säkert säkra svensk svenskt svenska första andra tredje sista",
    "nästa förra egen eget egna",
)
"""Common adjectives, which stay with their noun. A list, because there is no grammar here."""

NEGATIONS = _words("inte aldrig ej icke inga ingen inget")

PARTICLES = _words(
    "upp ner ned ut in bort hem fram ihop igång ihåg ihjäl sönder tillbaka igen fast isär vidare kvar loss"
)
"""Stay with the verb before them: komma ihåg, ta bort, åka hem."""

BREAK_BEFORE = _words(
    "och men att som eller för när om där medan eftersom innan sedan utan så samt i på av med till från hos",
    "vid under över efter före genom mellan mot kring runt åt ur inom bland enligt",
)
"""Conjunctions, relative words and prepositions: the line is best broken before them."""

UNITS = _words(
    "kr kronor krona öre procent % kg kilo gram g hg ton km mil meter m cm mm liter l dl cl grader °c",
    "timme timmar tim minut minuter min sekund sekunder sek dag dagar dygn vecka veckor månad månader år",
    "åring åringar gånger miljon miljoner miljard miljarder tusen hundra stycken st personer",
    "januari februari mars april maj juni juli augusti september oktober november december",
)
"""Stay with the figure before them; months with their day."""

TITLES = _words("klockan kl herr fru doktor dr nummer nr sidan kapitel paragraf telefon tel ring")
"""Stay with the figure or name after them."""

SENTENCE_ENDS = (".", "?", "!", "…")
CLAUSE_ENDS = (",", ";", ":", "–", "—")
ABBREVIATIONS = _words("kl. t.ex. bl.a. m.m. d.v.s. dvs. ca. nr. tel. dr. s.k. fr.o.m. t.o.m. osv. resp.")
"""Their point ends no sentence."""

_QUOTES = "\"'”’»)]}"


def ends_sentence(word: str) -> bool:
    """True where `word` closes a sentence: punctuation, with or without a quotation mark after it."""
    bare = word.rstrip(_QUOTES)
    return bare.endswith(SENTENCE_ENDS) and bare.casefold() not in ABBREVIATIONS


def ends_clause(word: str) -> bool:
    """True where a comma, colon, semicolon or dash follows the word."""
    return word.rstrip(_QUOTES).endswith(CLAUSE_ENDS)


def break_costs(words: Sequence[str]) -> tuple[float, ...]:
    """What a break after each word costs, between `BEST` and `FORBIDDEN`.

    One number a word; the last is `BEST`. A sentence's first word is not taken for a name.
    """
    starts = [index == 0 or ends_sentence(words[index - 1]) for index in range(len(words))]
    costs = [
        break_cost(words[index], words[index + 1], starts_sentence=starts[index]) for index in range(len(words) - 1)
    ]
    return (*costs, BEST) if words else ()


def break_cost(before: str, after: str, *, starts_sentence: bool = False) -> float:
    """What a break between two neighbouring words costs. `starts_sentence` is of the first of them."""
    if ends_sentence(before) or ends_clause(before):
        # 18:00 or 1,5 hold their marks inside the word, so a mark at the end is punctuation.
        return BEST
    left, right = _bare(before), _bare(after)
    if left in NEVER_LAST or _is_figure_and_unit(left, right) or _is_name(before, after, starts_sentence):
        return FORBIDDEN
    if left in TITLES and (right[:1].isdigit() or after[:1].isupper()):
        return FORBIDDEN
    if right in NEGATIONS or right in PARTICLES or left in HELPING_VERBS or left in ADJECTIVES:
        return BAD
    if left in PRONOUNS:
        return POOR
    return GOOD if right in BREAK_BEFORE else PLAIN


def _bare(word: str) -> str:
    return word.strip(".,;:!?…–—\"'”’»«()[]{}").casefold()


def _is_figure_and_unit(left: str, right: str) -> bool:
    if not left[-1:].isdigit():
        return False
    # 114 14, 08-123 45 and 10 000 are one number written in groups.
    return right in UNITS or right[:1].isdigit()


def _is_name(before: str, after: str, starts_sentence: bool) -> bool:  # noqa: FBT001 - a fact about the word
    if not (before[:1].isupper() and after[:1].isupper()):
        return False
    # "Vi Märsta" does not happen; "När Märsta" does: a short first word of a sentence is no first name.
    return not starts_sentence or _bare(before) not in _NO_NAMES


_NO_NAMES = NEVER_LAST | BREAK_BEFORE | HELPING_VERBS | PRONOUNS | TITLES
