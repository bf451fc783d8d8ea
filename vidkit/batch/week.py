"""A whole week: one reel after the other, with one model in memory, and nothing that stops the rest. Prints nothing.

What is finished and has not changed is found so and not made again, so the same command goes on where it was stopped.
"""

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from vidkit.batch.corrections import caption_file
from vidkit.batch.ears import Ears
from vidkit.batch.produce import Outcome, failed, produce
from vidkit.deliver import record as records
from vidkit.deliver.workfolder import being_made
from vidkit.errors import Interrupted, OutputError, VidkitError
from vidkit.events import Listener
from vidkit.i18n import gettext as _
from vidkit.ingest.glance import filmed_at
from vidkit.plan.brief import Brief, reel_name
from vidkit.plan.week import Reel
from vidkit.render.elsewhere import NOBODY, Elsewhere

if TYPE_CHECKING:
    from vidkit.batch.cluster import Cluster


class Done(msgspec.Struct, frozen=True):
    """A reel that stands finished."""

    reel: Reel
    outcome: Outcome


class Failed(msgspec.Struct, frozen=True):
    """A reel that could not be made."""

    reel: Reel
    fault: Exception
    """A `VidkitError`; anything else is a fault of ours, and did not stop the others either."""


Result = Done | Failed


class Audience(Protocol):
    """Who follows a week."""

    def begins(self, reel: Reel) -> Listener:
        """Work on this reel begins; what happens in it is told to the listener."""

    def postponed(self, reel: Reel) -> None:
        """Another run is making it at this moment: it is looked at again when the others are done."""

    def ends(self, result: Result) -> None:
        """A reel is finished, or has failed."""


def make_week(
    reels: Sequence[Reel], out: Path, audience: Audience, cluster: "Cluster | None" = None
) -> tuple[Result, ...]:
    """Every reel made, found made, or failed; those that another run was making come last.

    With a `cluster`, its computers hear the clips and make the windows.

    Raises:
        Interrupted: the person stopped it; the reels that the audience heard of are done.
    """
    results: list[Result] = []
    waiting = deque((reel, False) for reel in reels)
    with Ears(cluster) as ears:
        while waiting:
            reel, again = waiting.popleft()
            result = _result(reel, out, audience, ears, cluster or NOBODY)
            if result is None and not again:
                audience.postponed(reel)
                waiting.append((reel, True))
                continue
            results.append(result or Failed(reel, _still_being_made(reel.name)))
            audience.ends(results[-1])
    return tuple(results)


def _result(reel: Reel, out: Path, audience: Audience, ears: Ears, elsewhere: Elsewhere) -> Result | None:
    """None where another run is making it."""
    if reel.fault is not None:
        return Failed(reel, reel.fault)
    if _being_made(out, reel.name):
        return None
    try:
        return Done(reel, produce(with_the_truth(reel.brief, out), out, audience.begins(reel), ears, elsewhere))
    except Interrupted:
        raise
    except OutputError as fault:
        # Somebody may have begun it while its speech was heard.
        return None if _being_made(out, reel.name) else Failed(reel, fault)
    except Exception as fault:  # noqa: BLE001 - one reel's fault, even one of ours, must not cost the others
        return Failed(reel, fault)


def _being_made(out: Path, name: str) -> bool:
    try:
        return being_made(out, name)
    except OSError:  # there is no such folder yet; what else is wrong with it is told when it is written in
        return False


def _still_being_made(name: str) -> OutputError:
    return OutputError(
        _("“{name}” is being made by another vidkit right now.").format(name=name),
        _("Run the same command again when that has finished: what is ready is not made again."),
    )


def with_the_truth(brief: Brief, out: Path) -> Brief:
    """The brief with the captions that a person changed last: those it names, or those in the finished folder."""
    folder = out / reel_name(brief)
    record = records.read_record(folder)
    if brief.captions in ("auto", "off") or record is None or not Path(brief.captions).is_file():
        return brief
    listening = msgspec.structs.replace(brief, captions="auto")
    corrected = caption_file(listening, out)
    if corrected is None:
        return brief
    # Where nothing was edited since, only a film that was made with the folder's own captions goes on with them.
    edited = corrected.path.name in records.standing(folder, record.plan_digest).edited
    goes_on = any(setting.name == "captions" and setting.value == "auto" for setting in record.settings)
    later = corrected.path.stat().st_mtime >= Path(brief.captions).stat().st_mtime
    return listening if (edited or goes_on) and later else brief


def exit_code(results: Sequence[Result], bug: int) -> int:
    """0 where all is well; 1 where a reel failed or did not pass its checks; where all failed, the first one's code.

    `bug` stands for what is our own fault.
    """
    faults = [result.fault for result in results if isinstance(result, Failed)]
    if faults and len(faults) == len(results):
        return faults[0].exit_code if isinstance(faults[0], VidkitError) else bug
    short = any(isinstance(result, Done) and failed(result.outcome.record) for result in results)
    return int(bool(faults) or short)


class Foreseen(msgspec.Struct, frozen=True, kw_only=True):
    """A reel as it would be made."""

    reel: Reel
    stands: bool
    """One of its name is finished already: it is made again only if something has changed."""
    fault: VidkitError | None = None
    """Why it could not be made, as far as a first glance tells."""


def foresee(reels: Sequence[Reel], out: Path) -> tuple[Foreseen, ...]:
    """What `make_week` would make; nothing is heard, rendered or written."""
    return tuple(
        Foreseen(
            reel=reel,
            stands=records.read_signature(out / reel.name) is not None,
            fault=reel.fault or _at_a_glance(reel),
        )
        for reel in reels
    )


def _at_a_glance(reel: Reel) -> VidkitError | None:
    try:
        for clip in reel.brief.clips:
            filmed_at(Path(clip.path))
    except VidkitError as fault:
        return fault
    return None
