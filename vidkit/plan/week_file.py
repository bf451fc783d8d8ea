"""The week file, `week.toml`: read with every fault told at once, each with its line, and written to be edited.

Whether the clips and brands that it names are there is for whoever may look; their faults are added to these.
"""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from vidkit.brand.reading import Fault, FaultyBrandError, as_value, read_toml
from vidkit.brand.signs.sign import sense_of
from vidkit.errors import BrandError, InputError, UsageError, VidkitError
from vidkit.i18n import gettext as _
from vidkit.plan.week import AskedReel, Said, WeekClip, WeekFile, Wishes, cover_of, day_of, trim_of

LINES_MOST = 1000
"""Lines up to which it is found out where a key stands: the file is read once for each of them, in 0.1 ms a line."""

NO_FILE = ("auto", "off")
"""What can be said of captions without naming a file."""

NAME = "week.toml"
"""What a week file in a folder is called."""


class ReadReel(msgspec.Struct, frozen=True, kw_only=True):
    """A reel of the file."""

    where: str
    """`reels[0]`."""
    asked: AskedReel
    said: Said
    wrong: frozenset[str]
    """Its keys that are wrong, and told already."""


class ReadWeek(msgspec.Struct, frozen=True, kw_only=True):
    """A week file as far as it could be read."""

    file: Path
    defaults: Said
    reels: tuple[ReadReel, ...]
    """Each without the keys that are wrong."""
    faults: tuple[Fault, ...]
    lines: dict[str, int]
    """Where each key begins; keys as in `reels[0].clips[1].trim`."""

    def fault(self, key: str, why: VidkitError) -> Fault:
        """Something that is wrong with what stands at `key`."""
        return Fault(key, f"{self._place(key)}: {why.message}", why.hint)

    def _place(self, key: str) -> Path:
        return _place(self.file, self.lines, key)

    def line(self, key: str) -> str:
        """The line on which `key` stands, in words; the key itself where that is not known."""
        number = _line(self.lines, key)
        return _("line {line}").format(line=number) if number else key

    def refuse(self, further: Sequence[Fault]) -> None:
        """Raises `InputError` with all that is wrong, in the order of the file."""
        faults = sorted((*self.faults, *further), key=lambda fault: _line(self.lines, fault.key))
        if faults:
            told = FaultyBrandError(faults)
            raise InputError(told.message, told.hint)


def read_week(file: Path) -> ReadWeek:
    """The week in `file`.

    Raises:
        InputError: it cannot be read, or is not TOML.
    """
    try:
        content = _plain(read_toml(file))
    except BrandError as fault:
        raise InputError(fault.message, fault.hint) from fault
    lines = lines_of(file.read_text("utf-8-sig"))
    faults = _faults(content, file, lines)
    tables = content.get("reels", [])
    read = ReadWeek(
        file=file,
        defaults=_said(_right(content.get("defaults", {}), "defaults", faults)),
        reels=tuple(
            _reel(table, f"reels[{number}]", faults)
            for number, table in enumerate(tables if isinstance(tables, list) else [])
            if isinstance(table, dict)
        ),
        faults=faults,
        lines=lines,
    )
    return msgspec.structs.replace(read, faults=(*faults, *_senseless(read)))


def _reel(table: dict[str, Any], where: str, faults: Sequence[Fault]) -> ReadReel:
    right = _right(table, where, faults)
    asked = msgspec.convert(right, AskedReel)
    return ReadReel(where=where, asked=asked, said=_said(right), wrong=frozenset(table.keys() - right.keys()))


def _right(table: object, where: str, faults: Sequence[Fault]) -> dict[str, Any]:
    """The keys of a table that nothing is wrong with, so that the rest of it is looked at all the same.

    Of the fields only those that are wrong are taken away.
    """
    if not isinstance(table, dict):
        return {}
    keys = [fault.key.removeprefix(f"{where}.") for fault in faults if fault.key.startswith(f"{where}.")]
    parts = [re.split(r"[.\[]", key) for key in keys]
    wrong = {part[0] for key, part in zip(keys, parts, strict=True) if not key.startswith("fields.")}
    right = {key: value for key, value in table.items() if key not in wrong}
    if isinstance(fields := right.get("fields"), dict):
        strange = {part[1] for part in parts if part[0] == "fields" and len(part) > 1}
        right["fields"] = {key: text for key, text in fields.items() if key not in strange}
    return right


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    """Dates as text, and a clip that is only a name as a clip: both ways to write it are right."""
    reels = content.get("reels")
    if isinstance(reels, list):
        for reel in reels:
            if isinstance(reel, dict) and isinstance(reel.get("day"), dt.date):
                reel["day"] = reel["day"].isoformat()[:10]
            if isinstance(reel, dict) and isinstance(reel.get("clips"), list):
                reel["clips"] = [{"file": clip} if isinstance(clip, str) else clip for clip in reel["clips"]]
    return content


def _faults(content: dict[str, Any], file: Path, lines: dict[str, int]) -> tuple[Fault, ...]:
    try:
        as_value(content, WeekFile, file, lambda key: _place(file, lines, key))
    except FaultyBrandError as found:
        return found.faults
    return ()


def _said(table: dict[str, Any]) -> Said:
    keys = frozenset(table.keys() & frozenset(Wishes.__struct_fields__))
    return Said(msgspec.convert({key: table[key] for key in keys}, Wishes), keys)


def _senseless(read: ReadWeek) -> Iterator[Fault]:
    """What has the right form and yet no meaning."""
    if not read.reels and not read.faults:
        why = UsageError(
            _("there is no reel in it."), _("Write [[reels]] and below it, for each reel, title and clips.")
        )
        yield read.fault("", why)
    for where, said in (("defaults", read.defaults), *((reel.where, reel.said) for reel in read.reels)):
        if {"shape", "shapes"} <= said.keys:
            why = UsageError(_("“shape” and “shapes” both stand there."), _("Take one of them away."))
            yield read.fault(f"{where}.shape", why)
    for reel in read.reels:
        yield from _senseless_reel(read, reel)


def _senseless_reel(read: ReadWeek, reel: ReadReel) -> Iterator[Fault]:
    if not reel.asked.clips and "clips" not in reel.wrong:
        why = UsageError(_("The reel has no clips."), _('Write which, for example clips = ["klipp.mov"].'))
        yield read.fault(f"{reel.where}.clips", why)
    try:
        day_of(reel.asked.day)
    except UsageError as fault:
        yield read.fault(f"{reel.where}.day", fault)
    try:
        cover_of(reel.asked.cover)
    except UsageError as fault:
        yield read.fault(f"{reel.where}.cover", fault)
    for number, clip in enumerate(reel.asked.clips):
        key = f"{reel.where}.clips[{number}]"
        if not clip.file:
            yield read.fault(key, UsageError(_("A clip has no file."), _('Write it as { file = "klipp.mov" }.')))
        try:
            trim_of(clip.trim)
        except UsageError as fault:
            yield read.fault(f"{key}.trim", fault)
        if wrong := _wrong_captions(read, reel, number):
            yield read.fault(f"{key}.captions", wrong)
    for number, sign in enumerate(reel.asked.signs):
        try:
            sense_of(sign)
        except UsageError as fault:
            yield read.fault(f"{reel.where}.signs[{number}].texts", fault)


def _wrong_captions(read: ReadWeek, reel: ReadReel, number: int) -> UsageError | None:
    """What is wrong with the captions of one clip, beside those of its reel."""
    own, key = reel.asked.clips[number].captions, f"{reel.where}.clips[{number}].captions"
    if own in NO_FILE:
        return UsageError(
            _("“{key}” is “{text}”, and that can only be said of the whole reel.").format(key=key, text=own),
            _("Name an SRT or VTT file there, or write {line} beside title and clips.").format(
                line=f'captions = "{own}"'
            ),
        )
    said = reel.said if "captions" in reel.said.keys else read.defaults
    whole = said.wishes.captions
    if not own or "captions" not in said.keys or whole in NO_FILE:
        return None
    return UsageError(
        _("“{key}” names “{own}” for one clip, and the captions of the whole reel are in “{whole}”.").format(
            key=key, own=own, whole=whole
        ),
        _("Take one of them away: either one file tells of the whole reel, or each clip has its own."),
    )


def lines_of(text: str) -> dict[str, int]:
    """The line, from 1, at which each key of a TOML text begins; nothing for a text that is very long.

    What is read up to a line and was not there a line before was written on it. So it is right whatever the text
    looks like, in strings of several lines too.
    """
    found: dict[str, int] = {}
    lines = text.split("\n")
    begins = 1
    for number in range(1, len(lines) + 1) if len(lines) <= LINES_MOST else ():
        try:
            content = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # inside a value of several lines
        for key in _keys(content, ""):
            found.setdefault(key, begins)
        begins = number + 1
    return found


def _keys(content: object, path: str) -> Iterator[str]:
    if path:
        yield path
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _keys(value, f"{path}.{key}" if path else key)
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _keys(value, f"{path}[{number}]")


def _line(lines: dict[str, int], key: str) -> int:
    """Where the key stands, or the nearest table around it; 0 where nothing tells."""
    while key and key not in lines:
        key = re.sub(r"(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)$", "", key) if re.search(r"[.\[]", key) else ""
    return lines.get(key, 0)


def _place(file: Path, lines: dict[str, int], key: str) -> Path:
    line = _line(lines, key)
    return Path(_("{file}, line {line}").format(file=file, line=line)) if line else file


def as_toml(reels: Sequence[AskedReel]) -> str:
    """A week file of these reels, with words on what can be written in it."""
    head = [
        _("The week's reels. Edit, save, and run: vidkit batch {file}").format(file=NAME),
        _("A line that begins with # is not read. Take the # away to use it."),
    ]
    defaults = [
        ("quality", "draft", _("quick and coarse, to look at first")),
        ("place", "Märsta", _("where it was filmed")),
        ("template", "nyhet", _("the kind of reel; vidkit template list shows which there are")),
    ]
    lines = [*(f"# {line}" for line in head), "", "[defaults]"]
    lines += [f"# {key} = {_text(value)}  # {words}" for key, value, words in defaults]
    for reel in reels:
        lines += ["", *_reel_lines(reel)]
    return "\n".join(lines) + "\n"


def _reel_lines(reel: AskedReel) -> Iterator[str]:
    yield "[[reels]]"
    yield f"title = {_text(reel.title)}"
    yield f"name = {_text(reel.name)}"
    yield "clips = ["
    yield from (f"  {_clip(clip)}," for clip in reel.clips)
    yield "]"
    if reel.captions != AskedReel().captions:
        yield f"captions = {_text(reel.captions)}"
    yield f"summary = {_text(reel.summary)}" if reel.summary else '# summary = ""'
    yield '# template = ""'
    example = _("monday")
    yield f"day = {_text(reel.day)}" if reel.day else f'# day = "{example}"'


def _clip(clip: WeekClip) -> str:
    said = {"file": clip.file, "trim": clip.trim, "captions": clip.captions}
    keys = ", ".join(f"{key} = {_text(text)}" for key, text in said.items() if text)
    return f"{{ {keys} }}" if clip.trim or clip.captions else _text(clip.file)


def _text(text: str) -> str:
    """A TOML string: JSON's escapes are among TOML's, but for the one control character that JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
