"""A whole week: several reels at once, with one model in memory, and nothing that stops the rest. Prints nothing.

What is finished and has not changed is found so and not made again, so the same command goes on where it was stopped.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from vidkit.batch.admission import Limits
from vidkit.batch.ahead import Ahead
from vidkit.batch.arenas import give_back
from vidkit.batch.corrections import caption_file
from vidkit.batch.ears import Ears
from vidkit.batch.floor import Floor, limits
from vidkit.batch.person_captions import CaptionFile
from vidkit.batch.produce import Means, Outcome, Unchanged, failed, get_ready, make
from vidkit.batch.shift import Follower, Put, Shift, Task
from vidkit.batch.types_first import types_first
from vidkit.batch.workload import Load, least_first, workload
from vidkit.deliver import record as records
from vidkit.deliver.workfolder import being_made
from vidkit.errors import Interrupted, OutputError, VidkitError
from vidkit.events import Listener
from vidkit.i18n import gettext as _
from vidkit.ingest.glance import filmed_at
from vidkit.plan.brief import Brief, reel_name
from vidkit.plan.week import Reel
from vidkit.render.elsewhere import NOBODY, Elsewhere
from vidkit.render.ffmpeg import Stopped
from vidkit.render.labour import CORES_EACH

if TYPE_CHECKING:
    from vidkit.batch.far.cluster import Cluster


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
    """Who follows a week. Told one thing at a time, from several threads."""

    def begins(self, reel: Reel) -> Listener:
        """Work on this reel begins; what happens in it is told to the listener."""

    def postponed(self, reel: Reel) -> None:
        """Another run is making it at this moment: it is looked at again when the others are done."""

    def ends(self, result: Result) -> None:
        """A reel is finished, or has failed."""


class Pace(msgspec.Struct, frozen=True):
    """How many reels are worked at, and in which order."""

    loads: tuple[Load, ...] = ()
    """What is expected of each reel; looked up where left out."""
    jobs: int = 0
    """Reels in hand at once; 0 for what the machine carries."""


def make_week(
    reels: Sequence[Reel],
    out: Path,
    audience: Audience,
    cluster: "Cluster | None" = None,
    pace: Pace = Pace(),  # noqa: B008 - frozen
) -> tuple[Result, ...]:
    """Every reel made, found made, or failed, in the order of `reels`.

    With a `cluster`, its computers hear the clips and make the windows.

    Raises:
        KeyboardInterrupt: the person stopped it; the reels that the audience heard of are done.
    """
    types_first()
    order = least_first(pace.loads or workload(reels, out))
    here = limits()
    there_is = _with(cluster, here)
    jobs = min(pace.jobs or there_is.in_hand, max(1, len(reels)))
    with Ears(cluster, threads=hearing_threads(here.cores, jobs)) as ears:
        shift = Shift(order)
        with Ahead(shift.stop) as ahead:
            tools = _Tools(ears, cluster or NOBODY, Floor(there_is, shift.stop), ahead)
            making = _Making(reels, out, audience, tools, shift)
            shift.run(making.one, jobs)
    return tuple(result for _number, result in sorted(making.results.items()))


def _with(cluster: "Cluster | None", here: Limits) -> Limits:
    """What there is with a cluster: as many more films at once as it has workers. Memory is still this computer's."""
    return msgspec.structs.replace(here, cores=here.cores + CORES_EACH * cluster.size) if cluster else here


def hearing_threads(cores: int, jobs: int) -> int:
    """Cores for recognising speech while other reels are made; 0 for all, where nothing else is in hand.

    Half of them: matrix products of a single sentence are small. On two cores a clip of 7 s took 4.7 s of processor
    time with one and 5.4 s with two.
    """
    return 0 if jobs == 1 else max(1, cores // 2)


class _Tools(msgspec.Struct, frozen=True):
    """What all reels share."""

    ears: Ears
    elsewhere: Elsewhere
    floor: Floor
    ahead: Ahead


class _Making:
    """Makes one reel after the other, called from several threads."""

    def __init__(self, reels: Sequence[Reel], out: Path, audience: Audience, tools: _Tools, shift: Shift) -> None:
        self.results: dict[int, Result] = {}
        self._reels = reels
        self._out = out
        self._audience = audience
        self._tools = tools
        self._shift = shift
        self._unheard = set(range(len(reels)))

    def one(self, task: Task) -> Put | None:
        """Make it, find it made, or see it fail. Raises `Stopped`."""
        reel = self._reels[task.number]
        try:
            result = self._result(reel, task)
        finally:
            self._heard(task.number)
        if result is None and not task.again:
            self._shift.tell(lambda: self._audience.postponed(reel))
            return Put()
        ended = result or Failed(reel, _still_being_made(reel.name))
        self.results[task.number] = ended
        self._shift.tell(lambda: self._audience.ends(ended))
        return None

    def _result(self, reel: Reel, task: Task) -> Result | None:
        """None where another run is making it."""
        if reel.fault is not None:
            return Failed(reel, reel.fault)
        if _being_made(self._out, reel.name):
            return None
        try:
            return Done(reel, self._outcome(reel, task))
        except (Interrupted, Stopped):
            raise
        except Exception as fault:
            if self._shift.stop.asked_soon:
                raise Stopped from fault
            # Somebody may have begun it while its speech was heard. One reel's fault, even ours, does not cost others.
            taken = isinstance(fault, OutputError) and _being_made(self._out, reel.name)
            return None if taken else Failed(reel, fault)

    def _outcome(self, reel: Reel, task: Task) -> Outcome:
        turns = self._tools.floor.turns(task.turn)
        follower = self._follower(reel)
        beside = self._tools.ahead.of(turns)
        ears = self._tools.ears.of(turns, beside)
        try:
            ready = get_ready(with_the_truth(reel.brief, self._out), self._out, follower, ears)
        finally:
            beside.no_more()
        if isinstance(ready, Unchanged):
            return ready
        with self._shift.making(follower):
            follower.preparing = False
            self._heard(task.number)
            return make(ready, self._out, Means(turns=turns, elsewhere=self._tools.elsewhere, stop=self._shift.stop))

    def _follower(self, reel: Reel) -> Follower:
        told: list[Listener] = []
        self._shift.tell(lambda: told.append(self._audience.begins(reel)))
        if not told:
            raise Stopped
        return self._shift.follower(told[0])

    def _heard(self, number: int) -> None:
        """When nothing is left to be heard, the memory is for films."""
        self._unheard.discard(number)
        if not self._unheard:
            self._tools.ears.close()
            give_back()
            self._tools.floor.model_gone()


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
    if not isinstance(corrected, CaptionFile):  # nothing, or words of some clips: the file is of all
        return brief
    # Where nothing was edited since, only a film that was made with the folder's own captions goes on with them.
    edited = corrected.path.name in records.edited_captions(folder, record)
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
