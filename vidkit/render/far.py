"""Windows made for another computer: what it sends, and how it is carried out here. How it came is not known here.

An order is plain values. The clips lie on a folder that both see; the cards come from the cache that both share, and
the windows go there. Nothing is made of what is not exactly what was ordered: a window under a wrong address would be
taken for the right one by everybody.
"""

import functools
import tempfile
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path

import msgspec

from vidkit import __version__
from vidkit.ingest.probe import fingerprint
from vidkit.plan.reel_plan import ClipShot, ReelPlan
from vidkit.render.cache import Cache
from vidkit.render.compiler.address import Addresses
from vidkit.render.compiler.picture import compile_window
from vidkit.render.elsewhere import Errand, Kept
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.pictures import make_share
from vidkit.render.program import find_program
from vidkit.render.shared import here, portable
from vidkit.render.windows import Window, cut, needed, windows_of


class Lack(Enum):
    """What a computer lacks to carry out an order."""

    VIDKIT = "vidkit"
    """Another version of it is there, or none."""
    PROGRAM = "program"
    """Another ffmpeg is there, or none."""
    CLIP = "clip"
    """It does not see the clip, or another film of that name."""
    CACHE = "cache"
    """It does not see the cache, or may not write there."""
    MODEL = "model"


class UnfitError(Exception):
    """The order cannot be carried out here; it may be elsewhere."""

    def __init__(self, lack: Lack, subject: str = "") -> None:
        super().__init__(lack, subject)
        self.lack = lack
        self.subject = subject
        """The file or the version that was found instead; may be empty."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Neighbouring windows of a plan, to be laid into the cache."""

    vidkit: str = __version__
    program: str
    """The version of ffmpeg that the addresses are for."""
    plan: ReelPlan
    """The paths in it are portable names."""
    first: int
    """The number of the first window."""
    addresses: tuple[str, ...]
    cards: tuple[tuple[str, str], ...]
    """Digest and file name of each drawn card of the plan."""
    font: bytes
    """The captions' typeface itself: it came with vidkit, or with the brand, and lies elsewhere on each computer."""


def order_for(errand: Errand, share: range) -> Order:
    """The order for these of the errand's windows. Raises `OSError` where the typeface cannot be read."""
    plan = errand.plan
    sources = tuple(msgspec.structs.replace(source, path=portable(source.path)) for source in plan.sources)
    return Order(
        program=errand.program,
        plan=msgspec.structs.replace(plan, sources=sources),
        first=share.start,
        addresses=tuple(errand.addresses[number] for number in share),
        cards=errand.cards,
        font=Path(plan.look.font_file).read_bytes() if plan.look else b"",
    )


def carry_out(order: Order, stop: Stop, kept: Kept, beside: Path | None = None) -> None:
    """Make the ordered windows that the cache does not have; `kept` hears of each, from several threads.

    The work is done in a folder of its own in `beside`, or where the system keeps such folders.

    Raises:
        UnfitError: something is not here that is needed, or is not the same.
        VidkitError: the program failed, or there is no room for the work.
        Stopped: `stop` was asked.
    """
    if order.vidkit != __version__:
        raise UnfitError(Lack.VIDKIT, __version__)
    program = find_program()
    if program.version != order.program:
        raise UnfitError(Lack.PROGRAM, program.version)
    with tempfile.TemporaryDirectory(dir=beside, prefix="vidkit-far-", ignore_cleanup_errors=True) as folder:
        plan = _at_home(order, Path(folder))
        windows, share = windows_of(plan), range(order.first, order.first + len(order.addresses))
        addresses = Addresses(plan, program.version)
        if [addresses.window(window) for window in windows[share.start : share.stop]] != list(order.addresses):
            # One version number, and yet it would make something else: a copy that was worked on.
            raise UnfitError(Lack.VIDKIT, __version__)
        _demand_clips(plan, windows[share.start : share.stop])
        cards = dict(order.cards)
        _bring_cards(plan, windows[share.start : share.stop], cards, Path(folder))
        make_share(plan, share, cards, Kitchen(Path(folder), program, stop), addresses, kept)


def _at_home(order: Order, folder: Path) -> ReelPlan:
    """The plan with the names of files as they are on this computer."""
    replace = msgspec.structs.replace
    sources = tuple(replace(source, path=str(here(source.path))) for source in order.plan.sources)
    look = order.plan.look
    if look is not None:
        face = folder / "face" / Path(look.font_file.replace("\\", "/")).name
        face.parent.mkdir()
        face.write_bytes(order.font)
        look = replace(look, font_file=str(face))
    return replace(order.plan, sources=sources, look=look)


def _demand_clips(plan: ReelPlan, windows: Sequence[Window]) -> None:
    shown = {shot for window in windows for shot in needed(cut(plan, window))}
    for shot in (plan.shots[number] for number in sorted(shown)):
        if isinstance(shot, ClipShot):
            source = plan.sources[shot.source]
            demand_clip(Path(source.path), source.fingerprint)


def demand_clip(path: Path, wanted: str) -> None:
    """Make sure that the film at `path` is the one with that fingerprint. Raises `UnfitError`."""
    try:
        state = path.stat()
        if _fingerprint(path, state.st_size, state.st_mtime_ns) == wanted:
            return
    except OSError:
        pass
    raise UnfitError(Lack.CLIP, str(path))


@functools.lru_cache(maxsize=64)
def _fingerprint(path: Path, _size: int, _modified_ns: int) -> str:
    """Read through once for all orders of a reel."""
    return fingerprint(path)


def _bring_cards(plan: ReelPlan, windows: Sequence[Window], cards: Mapping[str, str], folder: Path) -> None:
    said = " ".join(word for window in windows for word in compile_window(plan, window, cards, "w.mp4").arguments)
    for digest, name in cards.items():
        if name in said and not Cache("cards", Path(name).suffix).take(digest, folder / name):
            raise UnfitError(Lack.CACHE)
