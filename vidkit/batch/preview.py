"""What a brand looks like, all of it on one sheet: intro, signs, captions, cover and end card, in every shape of film.

Drawn by what draws films, on pictures made for it. Nothing is filmed, heard or kept.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidkit.batch.materials import caption_look
from vidkit.brand import cards
from vidkit.brand.backdrop import backdrop
from vidkit.brand.geometry import Box
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.signs.sign import AskedSign
from vidkit.brand.templates.template import dress, load_template
from vidkit.brand.typeface import Typeface
from vidkit.brand.typesetting import measurer
from vidkit.captions.spoken import Place as PlaceOfWord
from vidkit.deliver.contact_sheet import Area, Cell, Guide, Row, Sheet, as_png
from vidkit.deliver.faults import writing
from vidkit.deliver.sheet_page import as_html
from vidkit.errors import UsageError
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan.frame import place_caption, plates
from vidkit.plan.platform import Shape, load_platform
from vidkit.plan.reel_plan import PlannedCue, PlannedWord
from vidkit.plan.signs import Place, plan_bug
from vidkit.render.compiler.sample import compile_sample
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.resources import templates

if TYPE_CHECKING:
    from PIL import Image

SHEETS = (".png", ".html")
"""What a preview can be written as."""

RATE = (10, 1)
"""Frames a second at which cards are drawn for it: they are looked at, not played."""

MOMENTS = (0.12, 0.4)
"""Shares of the intro at which it is shown on its way, beside its last frame."""

KEPT_SHARE = 0.5
"""Of a frame's own size, in which its picture is kept: more than a sheet shows."""

LETTERS = Typeface(package="atkinson-hyperlegible")
"""Of the sheet's own words, whatever the brand's are."""


class Samples(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a preview, in the film's language: `templates/pages/preview.<language>.toml`."""

    title: str
    captions: tuple[str, ...]
    said: int
    """Which word of the last line is being said."""
    signs: tuple[AskedSign, ...]


Hears = Callable[[int, int], None]
"""Is told how many rows of how many are drawn."""


def write_preview(brand_named: str, template_named: str, file: Path, heard: Hears) -> Path:
    """Draw the sheet of a brand, with a template over it where one is named, and write it to `file`.

    Raises:
        UsageError: the file's ending is none of `SHEETS`.
        BrandError: the brand or the template cannot be used.
        OutputError: the file cannot be written.
    """
    kind = file.suffix.lower()
    if kind not in SHEETS:
        raise UsageError(
            _("“{file}” is not a kind of file that a preview can be.").format(file=file.name),
            _("Let its name end in .png or .html."),
        )
    sheet = preview(brand_named, template_named, heard)
    data = as_png(sheet, LETTERS) if kind == ".png" else as_html(sheet).encode()
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".vidkit-") as beside:
            made = Path(beside) / file.name
            made.write_bytes(data)
            made.replace(file)
    return file


def preview(brand_named: str, template_named: str, heard: Hears) -> Sheet:
    """The sheet as a value. Raises as `write_preview` does."""
    brand = load_brand(brand_named)
    samples = _samples(brand.language)
    subtitle = brand.organisation
    if template_named:
        template = load_template(template_named)
        pairs = [(key, text) for key, field in template.fields.items() for text in field.examples]
        given = dress(brand, template, pairs)
        brand = given.brand
        samples = msgspec.structs.replace(
            samples, title=given.title or samples.title, signs=brand.default_signs or samples.signs
        )
        subtitle = _("{organisation} – template {template}: {about}").format(
            organisation=brand.organisation, template=template.name, about=template.about
        )
    shapes = load_platform().shapes
    rows = []
    with tempfile.TemporaryDirectory(prefix="vidkit-preview-") as folder:
        kitchen = Kitchen(Path(folder), find_program(), Stop())
        for done, (name, shape) in enumerate(shapes.items()):
            heard(done, len(shapes))
            studio = _Studio(brand, samples, shape, kitchen)
            title = _("{shape}, {width} × {height}").format(shape=name, width=shape.width, height=shape.height)
            rows.append(Row(title, tuple(studio.cells())))
    heard(len(shapes), len(shapes))
    return Sheet(title=brand.name, subtitle=subtitle, rows=tuple(rows))


def _samples(language: str) -> Samples:
    folder = templates() / "pages"
    own = folder / f"preview.{language}.toml"
    file = own if own.is_file() else folder / "preview.sv.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Samples)


class _Studio:
    """Everything in one shape."""

    def __init__(self, brand: Brand, samples: Samples, shape: Shape, kitchen: Kitchen) -> None:
        self._brand, self._samples, self._shape, self._kitchen = brand, samples, shape, kitchen
        self._size = shape.size
        self._safe = Guide(Area.SAFE, shape.safe_box)
        self._backdrops = {bright: backdrop(shape.size, bright=bright) for bright in (True, False)}

    def cells(self) -> Iterator[Cell]:
        yield from self._intro()
        yield from self._signs()
        yield from self._captions()
        yield self._cover()
        yield self._end_card()

    def _cell(self, label: str, picture: "Image.Image", guides: Sequence[Guide]) -> Cell:
        kept = picture.resize((round(self._size.width * KEPT_SHARE), round(self._size.height * KEPT_SHARE)))
        return Cell(label=label, picture=kept, frame=self._size, guides=tuple(guides))

    def _intro(self) -> Iterator[Cell]:
        from PIL import Image

        from vidkit.brand.drawing import frames

        card = cards.intro_card(self._brand, {"title": self._samples.title}, self._size, self._shape.safe_box, RATE)
        last = card.frames - 1
        wanted = [*(round(moment * last) for moment in MOMENTS), last]
        for index, frame in enumerate(frames(card, self._brand)):
            if index in wanted:
                label = _("Intro, {seconds} s").format(seconds=number(index / RATE[0], 1))
                yield self._cell(label, Image.fromarray(frame), [self._safe] if index == last else ())

    def _end_card(self) -> Cell:
        from PIL import Image

        from vidkit.brand.drawing import frames

        card = cards.end_card(self._brand, self._size, self._shape.safe_box, RATE)
        *_before, frame = frames(card, self._brand)
        return self._cell(_("End card"), Image.fromarray(frame), [self._safe])

    def _cover(self) -> Cell:
        from vidkit.brand.cover import draw_cover

        card = cards.cover_card(self._brand, self._samples.title, self._size, self._shape.cover_box)
        picture = draw_cover(self._backdrops[True], card, self._brand)
        guides = [Guide(Area.SAFE, self._shape.cover_box)]
        crops = ((Area.GRID, 3, 4), (Area.FEED, 4, 5))
        guides += [Guide(area, box) for area, across, down in crops if (box := self._crop(across, down)) is not None]
        return self._cell(_("Cover"), picture, guides)

    def _crop(self, across: int, down: int) -> Box | None:
        """The middle of a frame that is higher than these proportions; None for others."""
        height = round(self._size.width * down / across)
        if height >= self._size.height:
            return None
        return Box(0, (self._size.height - height) // 2, self._size.width, height)

    def _signs(self) -> Iterator[Cell]:
        """Each kind, in turn over the bright picture and the dark one; with the small mark where there is one."""
        from PIL import Image

        from vidkit.brand.signs.drawing import bug_frame, whole_sign
        from vidkit.brand.signs.fitting import bug_card, sign_card

        bug = plan_bug(bug_card(self._brand, self._size, RATE), self._shape, self._brand.bug)
        place = Place(shape=self._shape, style=self._brand.captions, cues=(self._cue(None),), bug=bug)
        for index, asked in enumerate(self._samples.signs):
            picture = self._backdrops[index % 2 == 0].copy()
            if bug is not None:
                mark = Image.fromarray(bug_frame(bug.card, self._brand))
                picture.paste(mark, (bug.box.x, bug.box.y), mark)
            card = sign_card(self._brand, asked, self._size, self._shape.safe_box, RATE)
            box = place.box(card, 0, 1)
            sign = Image.fromarray(whole_sign(card, self._brand))
            picture.paste(sign, (box.x, box.y), sign)
            label = _("Sign “{kind}”: {text}").format(kind=asked.kind.value, text=asked.said)
            yield self._cell(label, picture, [self._safe])

    def _captions(self) -> Iterator[Cell]:
        """Both styles, each over the bright picture and the dark one."""
        shape = self._shape
        band = Box(
            shape.safe_box.x, shape.captions.top, shape.safe_box.width, shape.captions.bottom - shape.captions.top
        )
        guides = [self._safe, Guide(Area.CAPTIONS, band)]
        for word in (None, self._samples.said):
            for bright in (True, False):
                style = "plain" if word is None else "word"
                label = (
                    _("Captions “{style}” on a bright picture") if bright else _("Captions “{style}” on a dark picture")
                ).format(style=style)
                yield self._cell(label, self._captioned(word, bright=bright), guides)

    def _captioned(self, word: int | None, *, bright: bool) -> "Image.Image":
        """The backdrop with the captions that a film would have, set by the program that sets them there."""
        from PIL import Image

        name = f"{'word' if word is not None else 'plain'}-{'bright' if bright else 'dark'}"
        self._backdrops[bright].save(self._kitchen.folder / f"{name}.png", compress_level=1)
        look = caption_look(self._brand)
        look = msgspec.structs.replace(look, word=look.word if word is not None else None)
        recipe = compile_sample(f"{name}.png", [self._cue(word)], look, self._size, f"{name}-captioned.png")
        with Image.open(self._kitchen.cook(recipe)) as made:
            picture: Image.Image = made.convert("RGB")
        shutil.rmtree(self._kitchen.folder / "fonts")  # the next shape's look may have another
        return picture

    def _cue(self, word: int | None) -> PlannedCue:
        style = self._brand.captions
        measure = measurer(self._brand.typeface, style.size_px, bold=True)
        placed = place_caption(self._samples.captions, self._shape, style, measure)
        words: tuple[PlannedWord, ...] = ()
        if word is not None:
            line = len(self._samples.captions) - 1
            start, stop = _word(self._samples.captions[line], word)
            where = PlaceOfWord(line=line, start=start, stop=stop)
            (plate,) = plates(placed, [where], style, measure)
            words = (PlannedWord(first=0, line=line, start=start, stop=stop, plate=plate),)
        return PlannedCue(first=0, end=1, lines=placed.lines, box=placed.box, scale=placed.scale, words=words)


def _word(line: str, index: int) -> tuple[int, int]:
    """Where a word of a line begins and ends, in characters."""
    edges = [-1, *(place for place, sign in enumerate(line) if sign == " "), len(line)]
    before, after = list(pairwise(edges))[index]
    return before + 1, after
