"""One reel from brief to finished folder: gather, plan, render, check, put in place. Prints nothing."""

import datetime as dt
import errno
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path

import msgspec

from vidkit.batch.corrections import caption_file, out_of_step
from vidkit.batch.costume import costumed, field_named
from vidkit.batch.cover_moments import Seen, asked_moment
from vidkit.batch.ears import Ears
from vidkit.batch.materials import gather
from vidkit.batch.recording import marks_of, record_of
from vidkit.batch.rest import Rest, not_whole
from vidkit.brand.kit import Brand
from vidkit.deliver import record as records
from vidkit.deliver.faults import output_error, writing
from vidkit.deliver.finding import Finding, Verdict
from vidkit.deliver.folder import Kept, files_in, making, put_in_place, refuse_foreign, sync
from vidkit.deliver.inspection import inspect_reel
from vidkit.deliver.page import page_digest, words_of
from vidkit.deliver.record import Record, RecordedFile, RecordedReuse, Timing
from vidkit.deliver.text_history import TextHistory, history_of
from vidkit.errors import InputError, Interrupted, RenderError
from vidkit.events import Event, Finished, Listener, Noted, Step, timed
from vidkit.i18n import gettext as _
from vidkit.plan.brief import Brief, EncoderWish, reel_name
from vidkit.plan.cover import clip_ms
from vidkit.plan.decisions import ENCODER_BROKE, in_words
from vidkit.plan.encoding import HARDWARE, SOFTWARE, encoding_for
from vidkit.plan.grid import Rate
from vidkit.plan.materials import Materials
from vidkit.plan.planner import plan_reel, shape_named
from vidkit.plan.platform import Platform, load_platform
from vidkit.plan.reel_plan import ClipShot, ReelPlan
from vidkit.render.elsewhere import NOBODY, Elsewhere
from vidkit.render.encoders import engaged, leave_alone
from vidkit.render.ffmpeg import Stop, Stopped
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.renderer import Rendered, render
from vidkit.render.shield import undisturbed
from vidkit.render.turns import ALONE, Turns


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A reel that was made now."""

    folder: Path
    record: Record
    kept: tuple[Kept, ...] = ()
    """What a person had changed in the folder that was replaced, and where it is now."""


class Unchanged(msgspec.Struct, frozen=True, kw_only=True):
    """A reel that stood there already, exactly as this brief would make it."""

    folder: Path
    record: Record


Outcome = Made | Unchanged


class Prepared(msgspec.Struct, frozen=True):
    """A plan and what it was made of."""

    plan: ReelPlan
    materials: Materials
    brand: Brand
    platform: Platform
    brief: Brief
    """With the words that the template gives, where there is one."""


def prepare(brief: Brief, listener: Listener, out: Path | None = None, ears: Ears | None = None) -> Prepared:
    """The plan of a reel; nothing is rendered. `out` is where an earlier version of it may stand.

    With `ears` a model that is loaded already is used, and kept for the next reel.

    Raises:
        VidkitError: as `gather` and `plan_reel` do.
    """
    platform = load_platform()
    costume = costumed(brief, listener)
    brief, brand = costume.brief, costume.brand
    shape = shape_named(brief.shape, platform)
    with Ears() as own, field_named(costume):
        materials = gather(brief, brand, shape, caption_file(brief, out), ears or own, listener)
    with timed(Step.PLANNING, listener):
        materials = msgspec.structs.replace(materials, encoder=_engaged(brief, materials.rate, platform))
        plan = plan_reel(brief, materials, brand, platform)
        if brief.cover_ms is not None:
            # Only the plan tells which frame of which clip is shown at that time of the film.
            materials = msgspec.structs.replace(materials, moments=_with_asked_moment(materials.moments, plan))
            plan = plan_reel(brief, materials, brand, platform)
    return Prepared(plan, materials, brand, platform, brief)


def _with_asked_moment(moments: tuple[Seen, ...], plan: ReelPlan) -> tuple[Seen, ...]:
    """The moments that signs asked for, and the one that the cover shows."""
    shot = plan.shots[plan.cover.shot]
    source = shot.source if isinstance(shot, ClipShot) else 0
    asked = asked_moment(plan.sources, source, clip_ms(shot, plan.cover.frame, plan.rate))
    return tuple(
        tuple(sorted((*before, *now), key=lambda moment: moment.at_ms))
        for before, now in zip_longest(moments, asked, fillvalue=())
    )


def _engaged(brief: Brief, rate: Rate, platform: Platform) -> str:
    if brief.encoder is EncoderWish.X264:
        return SOFTWARE
    return engaged(brief.encoder, lambda name: encoding_for(name, brief.quality, rate, platform), find_program())


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """With what a reel is made, and how it is stopped."""

    turns: Turns = ALONE
    elsewhere: Elsewhere = NOBODY
    stop: Stop | None = None


BY_ITSELF = Means()


class Ready(msgspec.Struct, frozen=True):
    """A reel that has everything it needs to be made."""

    brief: Brief
    prepared: Prepared
    history: TextHistory
    clock: "_Clock"


def produce(
    brief: Brief, out: Path, listener: Listener, ears: Ears | None = None, elsewhere: Elsewhere = NOBODY
) -> Outcome:
    """Make the reel, or find it made; `ears` as for `prepare`, `elsewhere` as for `render`.

    Raises:
        VidkitError: a fault of input, brand, program or disk. Nothing half-made is left.
        Interrupted: the person stopped it.
    """
    ready = get_ready(brief, out, listener, ears)
    return ready if isinstance(ready, Unchanged) else make(ready, out, Means(elsewhere=elsewhere))


def get_ready(brief: Brief, out: Path, listener: Listener, ears: Ears | None = None) -> Ready | Unchanged:
    """Everything that comes before the making, or the reel where it stands made; `ears` as for `prepare`.

    Nothing is written. Raises `VidkitError`.
    """
    name = reel_name(brief)
    refuse_foreign(out, name)
    _refuse_unwritable(out, name)
    find_program()
    clock = _Clock(listener)
    ready = prepare(brief, clock, out, ears)
    before = records.read_record(out / name)
    if before is not None and before.page == page_digest() and records.reusable(out / name, ready.plan.digest):
        return Unchanged(folder=out / name, record=before)
    if out_of_step(ready.materials, ready.plan, before):
        clock(Noted(_("The clips have changed since you corrected the captions: check that they still fit.")))
    today = dt.datetime.now(tz=dt.UTC).astimezone().date()
    history = history_of(words_of(ready.plan), before.text if before else None, today)
    return Ready(brief, ready, history, clock)


def make(ready: Ready, out: Path, means: Means = BY_ITSELF) -> Made:
    """Make the reel and put it in place. Raises `VidkitError`; nothing half-made is left."""
    name = reel_name(ready.brief)
    with making(out, name) as work:
        with writing(out / name):
            record = _make(ready, work, means)
        with undisturbed():
            placed = put_in_place(work, out, name)
    return Made(folder=placed.path, record=record, kept=placed.kept)


def _refuse_unwritable(out: Path, name: str) -> None:
    """Told before a minute of listening, not after; what slips through is found when the work folder is made."""
    if (out / name).is_dir():
        return  # it may be up to date, and then nothing is written
    there = next(folder for folder in (out, *out.absolute().parents) if os.path.lexists(folder))
    if not there.is_dir():
        raise output_error(NotADirectoryError(errno.ENOTDIR, ""), there)
    if not os.access(there, os.W_OK | os.X_OK):
        raise output_error(PermissionError(errno.EACCES, ""), there)


class _Clock:
    """Passes events on, and remembers how long each step took."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.timings: list[Timing] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, Finished):
            self.timings.append(Timing(step=event.step.value, seconds=event.seconds, reused=event.reused))
        self._listener(event)


def _make(ready: Ready, work: Path, means: Means) -> Record:
    """Everything in the work folder; once more with libx264 where the computer's own encoder does not bear it."""
    try:
        return _made(ready, work, means)
    except RenderError:
        if ready.prepared.plan.encoding.encoder not in HARDWARE:
            raise
    leave_alone(ready.prepared.plan.encoding, find_program())
    again = msgspec.structs.replace(ready, prepared=_in_software(ready.prepared))
    note = next(note for note in again.prepared.plan.decisions if note.code == ENCODER_BROKE)
    ready.clock(Noted(in_words(note)))
    _emptied(work)
    return _made(again, work, means)


def _in_software(ready: Prepared) -> Prepared:
    broke = ready.plan.encoding.encoder
    materials = msgspec.structs.replace(ready.materials, encoder=SOFTWARE, encoder_broke=broke)
    plan = plan_reel(ready.brief, materials, ready.brand, ready.platform)
    return msgspec.structs.replace(ready, plan=plan, materials=materials)


def _emptied(work: Path) -> None:
    """Nothing of the first attempt is left but what says whose folder it is."""
    shutil.rmtree(work / ".kitchen", ignore_errors=True)
    for path in work.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _made(asked: Ready, work: Path, means: Means) -> Record:
    ready, clock = asked.prepared, asked.clock
    plan = ready.plan
    marks = marks_of(ready)
    # Left only when all that was begun beside has ended: whoever clears the folder away is alone with it then.
    with ThreadPoolExecutor(2, "folder") as beside:
        rest = Rest(asked, marks, work, beside)
        rendered = _render(asked, work / ".kitchen", means, rest.begin)
        film = work / f"{plan.name}.mp4"
        rendered.film.replace(film)
        with undisturbed():
            settled = beside.submit(_settled, film)
        with timed(Step.CHECKING, clock):
            try:
                findings = _inspected(film, plan, ready.platform, ready.platform.shapes[plan.shape].rules)
            except Exception:
                rest.findings()  # what it failed of was there before: that is told first
                raise
            findings = (*findings, *rest.findings())
        shutil.rmtree(work / ".kitchen")
        names = (name for name in files_in(work) if name != film.name)
        files = (*records.files_of(work, names), settled.result())
    record = record_of(asked.brief, ready, findings, marks, clock.timings)
    reuse = RecordedReuse(
        windows=rendered.windows, windows_reused=rendered.windows_reused, sound_reused=rendered.sound_reused
    )
    files = tuple(sorted(files, key=lambda file: file.name))
    record = msgspec.structs.replace(record, text=asked.history, reuse=reuse, files=files)
    records.write_record(record, work)
    return record


def _settled(film: Path) -> RecordedFile:
    """The film as it goes on the record; and on the disk itself, which need not wait until it is checked."""
    (file,) = records.files_of(film.parent, [film.name])
    sync(film)
    return file


def _inspected(film: Path, plan: ReelPlan, platform: Platform, rules: str) -> tuple[Finding, ...]:
    """How our own film stands to the rules. One that is not whole is no reel: it never gets a final name.

    Nor does one by the computer's own encoder that breaks a rule: libx264 is there to do it better.
    """
    try:
        inspection = inspect_reel(film, platform, rules, planned_frames=plan.frames, spoken=bool(plan.cues))
    except InputError as fault:
        raise not_whole() from fault
    if inspection.row("frames").verdict is Verdict.FAIL:
        raise not_whole()
    if plan.encoding.encoder in HARDWARE and any(row.verdict is Verdict.FAIL for row in inspection.findings):
        raise not_whole()
    return inspection.findings


def _render(ready: Ready, folder: Path, means: Means, with_still: Callable[[Path], None]) -> Rendered:
    folder.mkdir()
    stop = Stop(means.stop)
    kitchen = Kitchen(folder, find_program(), stop, means.turns)
    prepared = ready.prepared
    try:
        return render(prepared.plan, prepared.brand, kitchen, ready.clock, means.elsewhere, with_still)
    except Stopped as fault:
        raise Interrupted(_("Stopped.")) from fault
    finally:
        stop.ask()


def failed(record: Record) -> tuple[Finding, ...]:
    """The checks that the finished reel did not pass."""
    return tuple(finding for finding in record.findings if finding.verdict is Verdict.FAIL)
