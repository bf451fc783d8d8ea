"""The page of all reels in a folder, `index.html`: what to publish when, what to look at first, every text to copy.

One file and what lies beside it: it opens from disk, without network. Knows what stands on it; how a reel stands is for
`deliver.overview`, how the page looks for the template. A page for the staff, so its words are the program's.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import msgspec

from vidkit import resources
from vidkit.captions.cue import Cue
from vidkit.captions.formats import read_captions, to_vtt
from vidkit.deliver.doubt_words import doubt_in_words
from vidkit.deliver.finding import Finding, Verdict
from vidkit.deliver.index_words import index_words
from vidkit.deliver.overview import Entry, State
from vidkit.deliver.overview_words import SIGNS, clock, day_in_full, ready_in_words, state_in_words, what_to_do
from vidkit.deliver.transcript import said
from vidkit.deliver.week_state import Sender
from vidkit.deliver.whole import write_whole
from vidkit.errors import BrandError, OutputError, VidkitError
from vidkit.i18n import gettext as _
from vidkit.i18n import language
from vidkit.plan.platform import load_platform

NAME = "index.html"

OURS = "vidkit: the page of all reels"
"""What tells our page from any other of the same name; near its beginning."""

HEAD = 2048
"""Characters in which it must stand."""

NUMBER = re.compile(r"(\d+(?:[ -]\d+)+)")
"""`08-591 260 00`: no line may end in it. In the page only: what is copied has plain spaces."""

UPRIGHT = (9, 16)
"""The proportions of a reel whose shape is not known."""

POST_MOST = 64 << 10
"""Bytes of a post text; a platform takes a few thousand characters."""


class At(msgspec.Struct, frozen=True):
    """Something that is said or doubted, and when."""

    seconds: str
    """`12.3`, for the player."""
    clock: str
    text: str


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A reel as it stands on the page. Addresses are relative to it."""

    name: str
    title: str
    state: str
    sign: str
    standing: str
    """The state in words."""
    to_do: str
    message: str
    """Why it could not be made."""
    source: str
    film: str
    """Empty where there is none."""
    poster: str
    page: str
    folder: str
    width: int
    height: int
    length: str
    shape: str
    captions: str
    """WebVTT as base64; empty where nothing is said."""
    passages: tuple[At, ...]
    marks: tuple[At, ...]
    failed: tuple[Finding, ...]
    warned: tuple[Finding, ...]
    passed: tuple[Finding, ...]
    post: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The reels of one day, or of none."""

    heading: str
    beside: str = ""
    """`week 48`."""
    code: str = ""
    """ISO 8601."""
    earlier: bool = False
    """Published by now: of no more use, and kept out of the way."""
    reels: tuple[Shown, ...]


def write_index(entries: Sequence[Entry], out: Path, sender: Sender, at: datetime) -> bool:
    """Write the page into `out`; False where it stands there so already. `at` is as of when it tells.

    Raises:
        OutputError: it cannot be written, or another page has its place.
        BrandError: the template is wrong.
    """
    path = out / NAME
    _refuse_foreign(path)
    content = index_page(entries, out, sender, at).encode("utf-8", "replace")
    try:
        if path.read_bytes() == content:
            return False
    except OSError:
        pass  # none is there, or none that can be read: then writing says why
    write_whole(path, content)
    return True


def _refuse_foreign(path: Path) -> None:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            if OURS in file.read(HEAD):
                return
    except FileNotFoundError:
        return
    except OSError:
        pass
    raise OutputError(
        _("There already is a “{path}” that vidkit did not write: the page of your reels is not written.").format(
            path=path
        ),
        _("Move it away, or choose another folder with --out."),
    )


def index_page(entries: Sequence[Entry], out: Path, sender: Sender, at: datetime) -> str:
    """The page as HTML. It points at files in the reels' folders and nowhere else.

    Raises:
        BrandError: the template is wrong.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.templates() / "week"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["numbers"] = NUMBER.split
    groups = _groups(entries, out, at.date())
    wanting = [reel for group in groups if not group.earlier for reel in group.reels if reel.state != State.DONE.value]
    order = [state.value for state in State]
    try:
        return environment.get_template("index.html.j2").render(
            ours=OURS,
            words=index_words(),
            language=language(),
            sender=sender,
            groups=groups,
            wanting=sorted(wanting, key=lambda reel: order.index(reel.state)),
            ready=ready_in_words(entries),
            as_of=_("As of {day}, {clock}.").format(day=day_in_full(at.date()), clock=f"{at:%H:%M}"),
            at=at.isoformat(timespec="minutes"),
        )
    except jinja2.TemplateError as fault:
        raise BrandError(
            _("The page template {file} cannot be used: {fault}.").format(file="index.html.j2", fault=fault),
            _("Put back the file that came with vidkit."),
        ) from fault


def _groups(entries: Sequence[Entry], out: Path, today: date) -> tuple[Group, ...]:
    sizes = {name: (shape.size.width, shape.size.height) for name, shape in load_platform().shapes.items()}
    coming: dict[date | None, list[Shown]] = {}
    earlier: list[Shown] = []
    for entry in entries:
        gone = entry.day is not None and entry.day < today and entry.state in (State.DONE, State.READ)
        (earlier if gone else coming.setdefault(entry.day, [])).append(_shown(entry, out, sizes))
    groups = [_group(day, reels) for day, reels in coming.items()]
    if earlier:
        groups.append(Group(heading=_("Earlier days"), earlier=True, reels=tuple(earlier[::-1])))
    return tuple(groups)


def _group(day: date | None, reels: Sequence[Shown]) -> Group:
    if day is None:
        return Group(heading=_("No day yet"), reels=tuple(reels))
    week = _("week {number}").format(number=day.isocalendar().week)
    return Group(heading=_capital(day_in_full(day)), beside=week, code=day.isoformat(), reels=tuple(reels))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(entry: Entry, out: Path, sizes: Mapping[str, tuple[int, int]]) -> Shown:
    name, folder = entry.name, out / entry.name
    there = {path.name for path in folder.iterdir()} if entry.record and folder.is_dir() else set()

    def address(suffix: str) -> str:
        return f"{quote(name)}/{quote(name)}{suffix}" if f"{name}{suffix}" in there else ""

    cues = captions_of(folder, name)
    width, height = sizes.get(entry.shape, UPRIGHT)
    return Shown(
        name=name,
        title=entry.title,
        state=entry.state.value,
        sign=SIGNS[entry.state],
        standing=state_in_words(entry.state),
        to_do=what_to_do(entry),
        message=entry.fault.message if entry.fault and entry.state is State.FAILED else "",
        source=entry.source,
        film=address(".mp4"),
        poster=address(".jpg"),
        page=address(".html"),
        folder=f"{quote(name)}/" if there else "",
        width=width,
        height=height,
        length=clock(entry.seconds) if entry.seconds is not None else "",
        shape=entry.shape,
        captions=base64.b64encode(to_vtt(cues, (), "").encode()).decode() if cues else "",
        passages=tuple(_at(passage.start_ms, passage.text) for passage in said(cues)),
        marks=tuple(_at(mark.start_ms, doubt_in_words(mark)) for mark in entry.marks),
        failed=entry.findings(Verdict.FAIL),
        warned=entry.findings(Verdict.WARN),
        passed=entry.findings(Verdict.OK),
        post=post_of(folder, name) if there else "",
    )


def _at(milliseconds: int, text: str) -> At:
    return At(f"{milliseconds / 1000:g}", clock(milliseconds / 1000), text)


def captions_of(folder: Path, name: str) -> tuple[Cue, ...]:
    """The captions as they lie in the finished folder, corrections among them; none where none can be read."""
    path = folder / f"{name}.srt"
    try:
        return read_captions(path).cues if path.is_file() else ()
    except VidkitError:
        return ()


def post_of(folder: Path, name: str) -> str:
    """The text of the post as it lies in the finished folder; empty where there is none."""
    path = folder / f"{name}.txt"
    try:
        if path.stat().st_size > POST_MOST:
            return ""
        return path.read_text("utf-8-sig", "replace").strip()
    except OSError:
        return ""
