"""The `{field}` gaps in a template's texts: which there are, and the texts with what was given in them.

Works line by line: a line of which a field was not given is left out, and a line with a field of several values stands
once for each. Pure.
"""

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

NUMBER = "number"
"""In a line that is repeated: which of the values it holds, from 1."""

COUNT = ".count"
"""Behind a field's name: how many values it has."""

SENTENCE_ENDS = ".!?…"

Values = Mapping[str, Sequence[str]]
"""From a gap's name to what goes there; nothing for what was not given."""


class Gap(msgspec.Struct, frozen=True):
    """A gap as it is written."""

    name: str
    written: str
    """With braces and all that stands in them, to show it."""
    plain: bool
    """It has no format behind its name."""


def gaps(text: str) -> tuple[Gap, ...]:
    """The gaps in a text. Raises `ValueError` for a brace without its fellow."""
    return tuple(gap for _before, gap in _parts(text) if gap)


def filled(text: str, values: Values, through: Iterable[str] = ()) -> str:
    """`text` with its gaps filled; braces doubled in it are single then.

    The gaps named in `through` stay as they are, for whoever fills them later: then what is given is written so that
    its own braces come through that too.
    """
    later = frozenset(through)
    lines: list[str] = []
    for line in text.split("\n"):
        names = [gap.name for gap in gaps(line) if gap.name not in later and (gap.name != NUMBER or NUMBER in values)]
        if all(any(values.get(name, ())) for name in names):
            lines += (_line(line, one, later) for one in _rounds(names, values))
    return "\n".join(lines)


def repeated(texts: Sequence[str], values: Values) -> Iterator[tuple[str, ...]]:
    """Texts that stand together, filled: once for each value of the field in them that has most. `{number}` counts."""
    names = {gap.name for text in texts for gap in gaps(text)} - {NUMBER}
    most = max((len(values.get(name, ())) for name in names), default=1)
    for turn in range(most):
        now = {name: given[min(turn, len(given) - 1) :][:1] for name in names if (given := values.get(name, ()))}
        yield tuple(filled(text, now | {NUMBER: (str(turn + 1),)}) for text in texts)


def _rounds(names: Sequence[str], values: Values) -> Iterator[dict[str, str]]:
    """What goes into a line, for each time that it stands."""
    most = max((len(values[name]) for name in names), default=1)
    for turn in range(most):
        given = {name: values[name][min(turn, len(values[name]) - 1)] for name in names}
        yield {NUMBER: str(turn + 1)} | given


def _line(line: str, values: Mapping[str, str], later: frozenset[str]) -> str:
    done = ""
    for before, gap in _parts(line):
        # What was given may be a sentence of its own, and then has its full stop already.
        ended = done.endswith(tuple(SENTENCE_ENDS)) and before.startswith(".") and not before.startswith("..")
        done += _kept(before[1:] if ended else before, later)
        if gap is not None:
            done += gap.written if gap.name in later else _kept(values[gap.name], later)
    return done


def _kept(text: str, later: frozenset[str]) -> str:
    return text.replace("{", "{{").replace("}", "}}") if later else text


def _parts(text: str) -> Iterator[tuple[str, Gap | None]]:
    for before, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            yield before, None
            continue
        written = "{" + name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
        yield before, Gap(name, written, plain=not form and not conversion)
