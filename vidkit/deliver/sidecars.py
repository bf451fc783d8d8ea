"""The caption files beside the film, in the film's own time: no platform takes them, the sender's own pages do.

Knows the plan's grid and the caption writers; nothing of how captions were recognised.
"""

from collections.abc import Sequence
from pathlib import Path

from vidkit.captions.cue import Cue, Mark
from vidkit.captions.formats import to_srt, to_vtt
from vidkit.deliver.faults import writing
from vidkit.plan.grid import milliseconds_at
from vidkit.plan.reel_plan import ReelPlan


def reel_cues(plan: ReelPlan) -> tuple[Cue, ...]:
    """The plan's captions with their times in whole milliseconds of the reel."""
    return tuple(
        Cue(
            milliseconds_at(cue.first, plan.rate),
            milliseconds_at(cue.end, plan.rate),
            tuple(line.text for line in cue.lines),
        )
        for cue in plan.cues
    )


def write_sidecars(plan: ReelPlan, folder: Path, marks: Sequence[Mark] = ()) -> tuple[Path, ...]:
    """Write `<name>.srt` and `<name>.vtt` into `folder`; where they are, none for a reel without captions.

    `marks` are the places to read again, in the reel's time; they become comments in the VTT.

    Raises:
        OutputError: they cannot be written.
    """
    cues = reel_cues(plan)
    if not cues:
        return ()
    texts = {".srt": to_srt(cues), ".vtt": to_vtt(cues, marks, plan.publication.language)}
    paths = []
    for suffix, text in texts.items():
        path = folder / f"{plan.name}{suffix}"
        with writing(path):
            path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return tuple(paths)
