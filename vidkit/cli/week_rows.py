"""The lines of the live board: one a reel, as many as there is room for, no longer than the terminal is wide. Pure."""

from collections import Counter
from collections.abc import Sequence
from enum import Enum

import msgspec

from vidkit.i18n import gettext as _


class Stage(Enum):
    """How far a reel is."""

    WAITING = "waiting"
    IN_HAND = "in hand"
    DONE = "done"
    FAILED = "failed"


SIGNS = {Stage.WAITING: "·", Stage.IN_HAND: "▸", Stage.DONE: "✓", Stage.FAILED: "✗"}
COLOURS = {Stage.WAITING: "dim", Stage.IN_HAND: "bold", Stage.DONE: "green", Stage.FAILED: "red"}

FIRST = (Stage.IN_HAND, Stage.FAILED, Stage.WAITING, Stage.DONE)
"""What is shown before the rest, where there is no room for all."""

NAME_SHARE = 0.45
"""Of the width, for names, at most."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One reel."""

    name: str
    stage: Stage = Stage.WAITING
    text: str = ""
    """What is done to it, or why it failed."""
    share: float | None = None
    """How much of that is done."""


class Line(msgspec.Struct, frozen=True):
    """One line, and how it is coloured."""

    text: str
    colour: str = ""


def lines(rows: Sequence[Row], room: int, width: int) -> list[Line]:
    """The rows as lines, in their order; what there is no room for is counted in the last line."""
    shown = _shown(rows, room)
    names = min(max((_cells(rows[number].name) for number in shown), default=0), int(width * NAME_SHARE))
    drawn = [_line(rows[number], names, width) for number in shown]
    hidden = [row.stage for number, row in enumerate(rows) if number not in shown]
    return [*drawn, Line(_cut(f"  … {_counted(hidden)}", width), "dim")] if hidden else drawn


def _shown(rows: Sequence[Row], room: int) -> list[int]:
    if len(rows) <= room:
        return list(range(len(rows)))
    by_need = sorted(range(len(rows)), key=lambda number: (FIRST.index(rows[number].stage), number))
    # Of those that are done the last ones: the first are known already.
    done = [number for number in by_need if rows[number].stage is Stage.DONE]
    others = by_need[: len(rows) - len(done)]
    return sorted([*others, *reversed(done)][: max(0, room - 1)])


def _counted(stages: Sequence[Stage]) -> str:
    count = Counter(stages)
    words = {
        Stage.IN_HAND: _("{count} in hand"),
        Stage.DONE: _("{count} done"),
        Stage.FAILED: _("{count} failed"),
        Stage.WAITING: _("{count} waiting"),
    }
    return ", ".join(text.format(count=count[stage]) for stage, text in words.items() if count[stage])


def _line(row: Row, names: int, width: int) -> Line:
    name = _cut(row.name, names)
    share = "" if row.share is None else f" {round(row.share * 100):3} %"
    text = f"{SIGNS[row.stage]} {name}{' ' * (names - _cells(name))}  {row.text}"
    return Line(_cut(text, width - _cells(share)) + share, COLOURS[row.stage])


def _cut(text: str, width: int) -> str:
    """No wider than that; what is left out is marked."""
    from rich.cells import set_cell_size

    text = " ".join(text.splitlines())
    if _cells(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + "…" if width > 0 else ""


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
