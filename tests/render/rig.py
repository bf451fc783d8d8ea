"""The bench: small plans of tiny clips, cooked without loss and looked at frame by frame.

A clip's frames show their numbers from 0 on, a card's from `CARD` on, so that a picture tells where it comes from.
"""

from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from media import Frame, Recipe, draw, read_counter

from vidkit.batch.materials import caption_look
from vidkit.brand.card import Card, CardKind, TextBlock
from vidkit.brand.geometry import Box, Size
from vidkit.brand.highlight import Highlight
from vidkit.brand.kit import Brand, CaptionStyle, load_brand
from vidkit.brand.signs.fitting import bug_card, sign_card
from vidkit.brand.signs.look import Bug
from vidkit.brand.signs.sign import AskedSign
from vidkit.brand.typesetting import measurer
from vidkit.captions.cue import Captions
from vidkit.events import silent
from vidkit.ingest.probe import look
from vidkit.plan.brief import AskedClip, Brief, FitWish, Trim
from vidkit.plan.grid import Rate
from vidkit.plan.materials import Clock, Materials, ReadySign
from vidkit.plan.planner import choose_rate, plan_reel
from vidkit.plan.platform import Band, Margins, Platform, Shape, load_platform
from vidkit.plan.reel_plan import CardShot, Encoding, Fit, ReelPlan, Shot
from vidkit.render.cards import overlay_file
from vidkit.render.compiler.card import compile_card
from vidkit.render.compiler.encoder import LOSSLESS
from vidkit.render.compiler.picture import compile_window
from vidkit.render.kitchen import Kitchen
from vidkit.render.windows import Window, whole

SMALL = Size(180, 320)
CARD = 900
"""The number on a card's first frame."""

WITHOUT_LOSS = Encoding(encoder=LOSSLESS, preset="", crf=0, key_every=1, bitrate_most=0)
STYLE = CaptionStyle(size_px=16, padding_x_px=8, padding_y_px=4, radius_px=5)
TRIM = tuple[int | None, int | None]


def brand() -> Brand:
    return msgspec.structs.replace(load_brand("trygghetscentret"), captions=STYLE, pad="#336699")


def shape(size: Size = SMALL) -> Shape:
    margins = Margins(top=size.height // 9, bottom=size.height // 5, left=10, right=20)
    return Shape(
        width=size.width,
        height=size.height,
        safe=margins,
        captions=Band(top=size.height // 2, bottom=size.height * 3 // 4),
        cover_keeps=margins,
        rules="reel",
        source="made up",
    )


def platform(size: Size = SMALL) -> Platform:
    known = load_platform()
    return msgspec.structs.replace(known, shapes=known.shapes | {"small": shape(size)})


def card(kind: CardKind, frames: int, rate: Rate, size: Size = SMALL) -> Card:
    return Card(
        kind=kind,
        size=size,
        safe=Box(0, 0, size.width, size.height),
        rate=(rate.numerator, rate.denominator),
        frames=frames,
        texts=(TextBlock("title", ("Hej",), 20),),
        brand_digest="b" * 64,
    )


def planned(
    *clips: Path,
    trims: tuple[TRIM, ...] = (),
    captions: tuple[Captions, ...] = (),
    intro: int = 20,
    end: int = 0,
    fit: FitWish = FitWish.AUTO,
    size: Size = SMALL,
    encoding: Encoding | None = WITHOUT_LOSS,
    highlight: Highlight = Highlight.PLAIN,
    signs: tuple[AskedSign, ...] = (),
    bug: Bug | None = None,
    **known: Any,
) -> ReelPlan:
    """A plan of real files, as the command line would make it but small and without loss.

    Signs give way where there is no room for them, as a brand's own do.
    """
    looked = tuple(look(clip) for clip in clips)
    rate = choose_rate(looked)
    trims = trims or ((None, None),) * len(clips)
    own = msgspec.structs.replace(brand(), bug=bug)
    fraction = rate.numerator, rate.denominator
    brief = Brief(
        clips=tuple(AskedClip(str(clip), Trim(*trim)) for clip, trim in zip(clips, trims, strict=True)),
        title="Lås dörren!",
        shape="small",
        fit=fit,
        caption_style=highlight,
    )
    materials = Materials(
        footage=looked,
        captions=captions,
        clock=Clock.CLIP,
        rate=rate,
        intro=card(CardKind.INTRO, intro, rate, size) if intro else None,
        end=card(CardKind.END, end, rate, size) if end else None,
        cover=card(CardKind.COVER, 1, rate, size),
        look=caption_look(own),
        measure=measurer(own.typeface, STYLE.size_px, bold=True),
        signs=tuple(
            ReadySign(sign, sign_card(own, sign, size, shape(size).safe_box, fraction), own=False) for sign in signs
        ),
        bug=bug_card(own, size, fraction),
        **known,
    )
    plan = plan_reel(brief, materials, own, platform(size))
    return msgspec.structs.replace(plan, encoding=encoding) if encoding else plan


class Shown:
    """Decoded pictures of a window."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def frames(self) -> list[Frame]:
        """(height, width, 3) RGB."""
        return [frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False) for frame in self._decoded()]

    @cached_property
    def digests(self) -> list[str]:
        """Of each frame's planes as they are coded."""
        return [sha256(frame.to_ndarray().tobytes()).hexdigest()[:12] for frame in self._decoded()]

    def _decoded(self) -> list[Any]:
        import av

        with av.open(str(self._file)) as container:
            return list(container.decode(video=0))


class Bench:
    """Cooks windows of plans, each once a session."""

    def __init__(self, kitchen: Kitchen, clip: Callable[..., Path]) -> None:
        self.kitchen = kitchen
        self.recipes: dict[str, Recipe] = {}
        self._made = clip
        self._shown: dict[tuple[str, Window], Shown] = {}
        self._cards: dict[str, str] = {}

    def clip(self, **wishes: Any) -> Path:
        """A tiny clip; how it was made is remembered."""
        path = self._made(**wishes)
        self.recipes[str(path)] = Recipe(**wishes)
        return path

    def shown(self, plan: ReelPlan, window: Window | None = None) -> Shown:
        window = window or whole(plan)
        key = plan.digest, window
        if key not in self._shown:
            recipe = compile_window(
                plan, window, self.cards(plan), f"{plan.digest[:8]}-{window.first}-{window.end}.mkv"
            )
            self._shown[key] = Shown(self.kitchen.cook(recipe))
        return self._shown[key]

    def cards(self, plan: ReelPlan) -> dict[str, str]:
        for shot in plan.shots:
            if isinstance(shot, CardShot) and shot.card.digest not in self._cards:
                self._cards[shot.card.digest] = str(self._drawn(shot.card))
        for overlay in plan.overlays:
            if overlay.digest not in self._cards:
                self._cards[overlay.digest] = str(overlay_file(overlay, brand(), self.kitchen, silent)[0])
        return self._cards

    def _drawn(self, drawn: Card) -> Path:
        frames = (draw(CARD + n, drawn.size.width, drawn.size.height).tobytes() for n in range(drawn.frames))
        return self.kitchen.cook(compile_card(drawn, f"card-{drawn.digest[:12]}.mkv"), feed=frames)


def number_shown(plan: ReelPlan, shot: Shot, picture: npt.NDArray[Any]) -> int:
    """The number on `picture`, a frame of the reel that `shot` alone shows."""
    if isinstance(shot, CardShot):
        return read_counter(picture)
    framing = shot.framing
    (x, y), scaled = framing.offset, framing.scaled
    match framing.fit:
        case Fit.BLUR | Fit.PAD:
            return read_counter(picture[y : y + scaled.height, x : x + scaled.width])
        case Fit.CROP | Fit.EXACT:
            laid = np.zeros((scaled.height, scaled.width, 3), np.uint8)
            laid[y : y + len(picture), x : x + picture.shape[1]] = picture
            return read_counter(laid)


def number_expected(plan: ReelPlan, shot: Shot, frame: int, recipes: dict[str, Recipe]) -> int:
    """The number on the shot's own frame `frame`: of a clip, the one that stands there on the grid over its own clock.

    That is the last one that begins before half-way to the next line; before the first one, the first.
    """
    if isinstance(shot, CardShot):
        return CARD + frame
    source = plan.sources[shot.source]
    recipe = recipes[source.path]
    until = (shot.first + frame + Fraction(1, 2)) / plan.rate.fraction
    begins = [Fraction(source.picture.start_ms, 1000) + tick * recipe.tick for tick in recipe.ticks()]
    return max(0, bisect_left(begins, until) - 1)
