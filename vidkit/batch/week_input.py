"""Finds out what a week is: from a folder of clips as it lies there, or from a week file. Opens originals to read only.

A fault in a week file is told before any work; what is wrong in a folder is that one reel's.
"""

import difflib
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from vidkit.batch.costume import template_of
from vidkit.batch.music import tune
from vidkit.batch.week_templates import suited, wrong_fields
from vidkit.brand.kit import load_brand
from vidkit.brand.music import OFF, bed_names, music_file
from vidkit.brand.reading import Fault
from vidkit.brand.templates.template import load_template
from vidkit.captions.encoding import decoded
from vidkit.captions.formats import read_captions
from vidkit.captions.profile import load_profile
from vidkit.deliver import index, table, week_state
from vidkit.deliver.record import read_signature
from vidkit.errors import InputError, OutputError, VidkitError, reason
from vidkit.i18n import gettext as _
from vidkit.ingest.glance import filmed_at
from vidkit.plan.planner import shape_named
from vidkit.plan.platform import load_platform
from vidkit.plan.week import (
    NOTHING_SAID,
    AskedReel,
    Passed,
    Passing,
    Reel,
    Said,
    Week,
    WeekClip,
    reels_of,
    refuse_same_names,
    title_of,
)
from vidkit.plan.week_file import NAME, NO_FILE, ReadWeek, as_toml, read_week
from vidkit.plan.week_folder import Pile, Sorted, clips_alone, clips_together, in_order, is_hidden, together

TITLE_MOST = 64 << 10
"""Bytes of a file with a title in it; what is longer is no title."""


def asked_week(place: Path, out: Path, said: Said) -> Week:
    """The week in a folder or a week file; what is `said` on the command line holds before what stands there.

    Raises:
        InputError: nothing is there, it cannot be read, holds no clip, or the week file has faults.
    """
    if place.is_dir():
        own = place / NAME
        return _of_file(own, said) if own.is_file() else _of_folder(place, out, said)
    if not place.exists():
        raise InputError(
            _("There is no file “{path}”.").format(path=place),
            _("Check the name and the folder. Names that hold spaces need quotation marks around them."),
        )
    if place.suffix.lower() != ".toml":
        raise InputError(
            _("“{name}” is neither a folder nor a week file.").format(name=place.name),
            _("Name the folder with the clips, or a file such as {file}.").format(file=NAME),
        )
    return _of_file(place, said)


class Written(msgspec.Struct, frozen=True):
    """A week file that was written."""

    path: Path
    reels: int
    """How many stand in it."""
    week: Week
    """All that was found, with what could not be written down."""


def write_week(folder: Path) -> Written:
    """Writes a week file from what lies in `folder`.

    Raises:
        InputError: there is no such folder, or no clip in it.
        OutputError: there is a week file already, or none can be written.
    """
    path = folder / NAME
    if os.path.lexists(path):
        raise OutputError(
            _("There already is a “{path}”.").format(path=path),
            _("Edit that one, or move it away and try again."),
        )
    found = _found(folder, folder / "reels")
    good = [asked for asked, fault, _source in found.asked if fault is None]
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(as_toml(good))
    except OSError as fault:
        raise OutputError(
            _("“{path}” cannot be written: {reason}.").format(path=path, reason=reason(fault)),
            _("Check that you may write in that folder."),
        ) from fault
    return Written(path, len(good), _week_of(folder, found, NOTHING_SAID))


class _Found(msgspec.Struct, frozen=True):
    asked: tuple[tuple[AskedReel, VidkitError | None, str], ...]
    """Clips and captions by their paths within the folder."""
    passed: tuple[Passed, ...]


def _of_folder(folder: Path, out: Path, said: Said) -> Week:
    return _week_of(folder, _found(folder, out), said)


def reels_lying_in(folder: Path, out: Path, said: Said) -> Week:
    """The week in a folder into which clips come as they like: it may be empty, and several may have one name.

    Raises:
        InputError: the folder cannot be read.
    """
    found = _looked_at(folder, out)
    return Week(source=str(folder), reels=_reels(folder, found, said), passed=found.passed)


def _week_of(folder: Path, found: _Found, said: Said) -> Week:
    return Week(source=str(folder), reels=refuse_same_names(_reels(folder, found, said)), passed=found.passed)


def _reels(folder: Path, found: _Found, said: Said) -> tuple[Reel, ...]:
    reels: list[Reel] = []
    for asked, fault, source in found.asked:
        placed = _heeding(_placed(asked, folder), said)
        own = Said(placed, frozenset({"captions", "summary"}))
        reels += (msgspec.structs.replace(reel, fault=fault) for reel in reels_of(placed, (own, said), source))
    for reel in reels[:1]:  # here all have the same template, and the same fields
        template_of(reel.brief)
    return tuple(reels)


def _found(folder: Path, out: Path) -> _Found:
    found = _looked_at(folder, out)
    if not found.asked:
        raise InputError(
            _("There is no clip in “{folder}”.").format(folder=folder),
            _("Put clips there, or folders with clips, as the phone made them: MOV or MP4 files."),
        )
    return found


def _looked_at(folder: Path, out: Path) -> _Found:
    try:
        heap = _sorted_out(folder, out)
    except OSError as fault:
        raise InputError(
            _("“{name}” cannot be read: {reason}.").format(name=folder, reason=reason(fault)),
            _("Check the name and the folder. Names that hold spaces need quotation marks around them."),
        ) from fault
    return _Found(tuple(_asked(folder, pile) for pile in heap.piles), heap.passed)


def _sorted_out(folder: Path, out: Path) -> Sorted:
    names = os.listdir(folder)  # noqa: PTH208 - names are wanted
    folders = in_order([name for name in names if (folder / name).is_dir()])
    files = set(names) - set(folders)
    alone = clips_alone(sorted(files))
    piles, passed = list(alone.piles), [_of_ours(folder, each) for each in alone.passed]
    for name in folders:
        if why := _passing(folder / name, out):
            passed.append(Passed(f"{name}/", why))
            continue
        together = _together(folder / name)
        piles += (_within(pile) for pile in together.piles)
        passed += together.passed
    return Sorted(tuple(piles), tuple(passed))


def _of_ours(folder: Path, passed: Passed) -> Passed:
    """The page and the table, where the reels are made among their clips."""
    ours = passed.name in (index.NAME, table.NAME) and (folder / week_state.NAME).is_file()
    return Passed(passed.name, Passing.OURS) if ours else passed


def _together(folder: Path) -> Sorted:
    try:
        inside = [path.name for path in folder.iterdir() if not path.is_dir()]
    except OSError as fault:
        closed = InputError(
            _("“{name}” cannot be read: {reason}.").format(name=folder.name, reason=reason(fault)),
            _("Ask its owner to let you read the folder, or take it away from there."),
        )
        pile = Pile(name=folder.name, source=f"{folder.name}/", clips=("",), fault=closed)
        return Sorted((pile,), ())
    return clips_together(folder.name, inside)


def _within(pile: Pile) -> Pile:
    def inside(name: str) -> str:
        return f"{pile.name}/{name}" if name else ""

    return msgspec.structs.replace(
        pile,
        clips=tuple(map(inside, pile.clips)),
        captions=inside(pile.captions),
        own=tuple(map(inside, pile.own)),
        text=inside(pile.text),
    )


def _passing(folder: Path, out: Path) -> Passing | None:
    if is_hidden(folder.name):
        return Passing.HIDDEN
    if folder.is_symlink():
        return Passing.LINK
    if folder.resolve() == out.resolve() or read_signature(folder) is not None:
        return Passing.OURS
    return None


def _asked(folder: Path, pile: Pile) -> tuple[AskedReel, VidkitError | None, str]:
    """The reel of a pile, its clips in the order in which they were filmed, and what is wrong with it already."""
    source = pile.source.encode(errors="replace").decode()
    strange = [name for name in (pile.source, *pile.clips, *pile.own, pile.captions, pile.text) if not _is_text(name)]
    if strange:
        unnamed = AskedReel(name=source, clips=(WeekClip(file=source),))
        return unnamed, _no_text(strange[0].encode(errors="replace").decode()), source
    faults = [*([pile.fault] if pile.fault else []), *_unreadable(folder / name for name in pile.own if name)]
    title, summary = title_of(pile.name), ""
    try:
        if pile.text:
            written, summary = _words(folder / pile.text)
            title = written or title
    except InputError as wrong:
        faults.append(wrong)
    own = dict(zip(pile.clips, pile.own, strict=False))
    asked = AskedReel(
        title=title,
        name=pile.name,
        clips=tuple(WeekClip(file=clip, captions=own.get(clip, "")) for clip in _as_filmed(folder, pile.clips)),
        captions=pile.captions or AskedReel().captions,
        summary=summary,
    )
    return asked, together(faults), source


def _unreadable(files: Iterable[Path]) -> Iterator[InputError]:
    """What is wrong with captions of single clips: told at once, not when the first of them is come to."""
    for file in files:
        try:
            read_captions(file)
        except InputError as fault:
            yield fault


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_text(name: str) -> InputError:
    return InputError(
        _("The name of “{file}” holds characters that are no text.").format(file=name),
        _("Give the file another name and try again."),
    )


def _as_filmed(folder: Path, clips: tuple[str, ...]) -> tuple[str, ...]:
    """By the time of filming; by name where it is the same, and all by name where one clip does not tell its time."""
    if len(clips) < 2:  # noqa: PLR2004 - alone it needs no order
        return clips
    times: list[datetime] = []
    for clip in clips:
        try:
            times.append(datetime.fromisoformat(filmed_at(folder / clip)))
        except (ValueError, VidkitError):
            return clips
    order = sorted(range(len(clips)), key=lambda place: (times[place], place))
    return tuple(clips[place] for place in order)


def _words(path: Path) -> tuple[str, str]:
    """Title and summary from a text: its first line, and what stands below it."""
    try:
        if not path.is_file():
            return "", ""
        if path.stat().st_size > TITLE_MOST:
            raise InputError(
                _("“{file}” is too long for a title.").format(file=path.name),
                _("Write the title on its first line, and below it at most a sentence or two."),
            )
        text = decoded(path.read_bytes(), path.name).text
    except OSError as fault:
        raise InputError(
            _("{file} cannot be read: {reason}.").format(file=path.name, reason=reason(fault)),
            _("Check the name and that you may read the file."),
        ) from fault
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    return (lines[0], " ".join(lines[1:])) if lines else ("", "")


def _placed(asked: AskedReel, base: Path) -> AskedReel:
    """What is named beside the week file or in the folder, by whole paths."""
    captions = asked.captions
    return msgspec.structs.replace(
        asked,
        clips=tuple(
            msgspec.structs.replace(
                clip, file=str(base / clip.file), captions=str(base / clip.captions) if clip.captions else ""
            )
            for clip in asked.clips
        ),
        captions=captions if captions in ("auto", "off") else str(base / captions),
    )


def _heeding(asked: AskedReel, said: Said) -> AskedReel:
    """Without the clips' own captions where the command line says that there are to be none."""
    if "captions" not in said.keys or said.wishes.captions != "off":
        return asked
    clips = (msgspec.structs.replace(clip, captions="") for clip in asked.clips)
    return msgspec.structs.replace(asked, clips=tuple(clips))


def _placed_said(said: Said, base: Path) -> Said:
    wishes = said.wishes
    if "captions" in said.keys and wishes.captions not in ("auto", "off"):
        wishes = msgspec.structs.replace(wishes, captions=str(base / wishes.captions))
    if "brand" in said.keys and (wishes.brand.endswith(".toml") or len(Path(wishes.brand).parts) > 1):
        wishes = msgspec.structs.replace(wishes, brand=str(base / wishes.brand))
    if "template" in said.keys and (wishes.template.endswith(".toml") or len(Path(wishes.template).parts) > 1):
        wishes = msgspec.structs.replace(wishes, template=str(base / wishes.template))
    if "music" in said.keys and _names_a_file(wishes.music, base):
        wishes = msgspec.structs.replace(wishes, music=str(base / wishes.music))
    if "model" in said.keys and len(Path(wishes.model).parts) > 1:
        wishes = msgspec.structs.replace(wishes, model=str(base / wishes.model))
    return Said(wishes, said.keys)


def _names_a_file(music: str, base: Path) -> bool:
    return music not in ("", OFF, *bed_names()) and music_file(music, base) is not None


def _of_file(file: Path, said: Said) -> Week:
    read, base = read_week(file), file.parent
    defaults = _placed_said(read.defaults, base)
    asked_for = [_placed_said(reel.said, base) for reel in read.reels]
    wrong = wrong_fields(read, [(defaults, own, said) for own in asked_for])
    read.refuse((*_not_there(read), *_unknown(read, base), *_same_names(read), *wrong))
    reels: list[Reel] = []
    for reel, own in zip(read.reels, asked_for, strict=True):
        asked = _heeding(_placed(reel.asked, base), said)
        source = ", ".join(Path(clip.file).name for clip in asked.clips)
        reels += reels_of(asked, suited((defaults, own, said)), source)
    return Week(source=str(file), reels=refuse_same_names(reels))


def _not_there(read: ReadWeek) -> Iterator[Fault]:
    """Clips and captions that are named and missing."""
    base = read.file.parent
    for reel in read.reels:
        for number, clip in enumerate(reel.asked.clips):
            if clip.file and not os.path.lexists(base / clip.file):
                yield read.fault(f"{reel.where}.clips[{number}]", _missing(base, clip.file))
            if clip.captions and clip.captions not in NO_FILE:
                key = f"{reel.where}.clips[{number}].captions"
                there = (base / clip.captions).is_file()
                wrong = _unreadable([base / clip.captions]) if there else [_missing(base, clip.captions)]
                yield from (read.fault(key, why) for why in wrong)
    for where, said in _places(read):
        named = said.wishes.captions
        if "captions" in said.keys and named not in ("auto", "off") and not (base / named).is_file():
            yield read.fault(f"{where}.captions", _missing(base, named))


def _missing(base: Path, name: str) -> InputError:
    path = base / name
    beside = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, beside, n=1)
    return InputError(
        _("There is no file “{path}”.").format(path=name),
        _("Did you mean “{key}”?").format(key=near[0])
        if near
        else _("Paths count from the folder in which the week file lies."),
    )


def _unknown(read: ReadWeek, base: Path) -> Iterator[Fault]:
    """Brands, shapes and rules for captions that there are not, each told where it stands."""
    platform = load_platform()
    for where, said in _places(read):
        wishes = _placed_said(said, base).wishes
        asks: list[tuple[str, Callable[[], object]]] = [
            ("brand", lambda wishes=wishes: load_brand(wishes.brand)),  # type: ignore[misc]
            ("template", lambda wishes=wishes: wishes.template and load_template(wishes.template)),  # type: ignore[misc]
            ("music", lambda wishes=wishes: wishes.music in ("", OFF) or tune(wishes.music, base)),  # type: ignore[misc]
            ("profile", lambda wishes=wishes: load_profile(wishes.profile)),  # type: ignore[misc]
            ("shape", lambda wishes=wishes: shape_named(wishes.shape, platform)),  # type: ignore[misc]
            ("shapes", lambda wishes=wishes: [shape_named(shape, platform) for shape in wishes.shapes]),  # type: ignore[misc]
        ]
        for key, ask in asks:
            if key not in said.keys:
                continue
            try:
                ask()
            except VidkitError as fault:
                yield read.fault(f"{where}.{key}", fault)


def _places(read: ReadWeek) -> Iterator[tuple[str, Said]]:
    yield "defaults", read.defaults
    yield from ((reel.where, reel.said) for reel in read.reels)


def _same_names(read: ReadWeek) -> Iterator[Fault]:
    reels: list[Reel] = []
    keys: list[str] = []
    for reel in read.reels:
        key = f"{reel.where}.{'name' if reel.asked.name else 'title'}"
        try:
            made = reels_of(reel.asked, (read.defaults, reel.said), read.line(key))
        except (VidkitError, IndexError):
            continue  # told already
        if not reel.wrong:
            reels += made
            keys += [key] * len(made)
    told: set[str] = set()
    for key, checked in zip(keys, refuse_same_names(reels), strict=True):
        if checked.fault is not None and checked.name not in told:
            told.add(checked.name)
            yield read.fault(key, checked.fault)
