"""What was found in a caption, as a sentence. Pure."""

from vidkit.captions.lint import Finding, Rule
from vidkit.i18n import gettext as _
from vidkit.i18n import mark
from vidkit.i18n import number as written

DIGITS = {
    Rule.SPEED: (1, 0),
    Rule.SHORTEST: (1, 1),
    Rule.LONGEST: (1, 1),
    Rule.HOLD: (1, 1),
    Rule.ORDER: (1, 1),
}
"""Decimals of what was found and of the limit, where a whole number says too little."""


WORDS = {
    Rule.LINES: mark("{found} lines, at most {limit}"),
    Rule.LENGTH: mark("a line of {found} characters, at most {limit}: “{text}”"),
    Rule.WIDTH: mark("a line of {found} pixels, at most {limit}; it fits in type of {wanted} pixels: “{text}”"),
    Rule.SPEED: mark("{found} characters a second, at most {limit}"),
    Rule.SHORTEST: mark("stands {found} seconds, at least {limit}"),
    Rule.LONGEST: mark("stands {found} seconds, at most {limit}"),
    Rule.HOLD: mark("stands {found} seconds after the last word, at most {limit}"),
    Rule.GAP: mark("{found} thousandths of a second to the next caption: a flicker"),
    Rule.OVERLAP: mark("still there when the next caption comes"),
    Rule.ORDER: mark("begins {found} seconds before a caption above it in the file"),
    Rule.EMPTY: mark("a caption without text"),
    Rule.BREAK: mark("a line break that parts what belongs together: “{text}”"),
    Rule.UPPER: mark("the upper line is the longer one by {found} characters; better: “{text}”"),
    Rule.HYPHEN: mark("a word parted over two lines: “{text}”"),
    Rule.DASH: mark("a sentence that goes on has a dash at both places or at none: “{text}”"),
    Rule.SPEAKERS: mark("two speakers have a hyphen on each line, without a space: “{text}”"),
    Rule.ABBREVIATION: mark("“{text}” is written “{wanted}”"),
    Rule.CLOCK: mark("“{text}” is read as a number; a clock is written “{wanted}”"),
    Rule.FIGURE: mark("“{text}” is written in figures: {wanted}"),
    Rule.LETTERS: mark("“{text}” stands where “{wanted}” should"),
    Rule.GLYPH: mark("the typeface has no “{text}”"),
}


WORDS_OF_LESS = {
    Rule.WIDTH: mark("a line of {found} pixels, at most {limit}: “{text}”"),
    Rule.LETTERS: mark("a letter cannot be read: it is broken in the file"),
}
"""Where nothing tells what should stand there."""


def sentence(finding: Finding) -> str:
    """What was found and what the limit is, in the reader's language."""
    found_digits, limit_digits = DIGITS.get(finding.rule, (0, 0))
    told = (finding.rule not in (Rule.WIDTH, Rule.LETTERS)) or bool(finding.wanted)
    text = _(WORDS[finding.rule] if told else WORDS_OF_LESS[finding.rule])
    return text.format(
        found=written(finding.found, found_digits),
        limit=written(finding.limit, limit_digits),
        text=finding.text,
        wanted=finding.wanted,
    )
