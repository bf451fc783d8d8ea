"""On which colours a brand's mark is drawn, asked of those that draw it: intro, cover, end card, the small mark.

Which variant a ground takes is the mark's own answer (`Mark.on`). For `vidkit brand check`.
"""

from collections.abc import Iterator

from vidkit.brand.cover import colour_of
from vidkit.brand.cover_layout import read_cover_layout
from vidkit.brand.end_card import inks
from vidkit.brand.parts import Brand
from vidkit.brand.scenes.colours import colour
from vidkit.brand.scenes.reading import read_scene
from vidkit.brand.scenes.scene import marks_of
from vidkit.brand.signs.fitting import bug_tile


def grounds(brand: Brand, mark: str) -> tuple[str, ...]:
    """The colours, each once, on which the file `mark` stands. Raises `BrandError` where a description is wrong."""
    return tuple(dict.fromkeys(ground for drawn, ground in _drawn(brand) if drawn == mark))


def _drawn(brand: Brand) -> Iterator[tuple[str, str]]:
    """Each file and what it stands on."""
    layout = read_cover_layout(brand.cover.layout)
    scene = read_scene(brand.intro.variant).scene
    own = [colour(mark.on, brand.palette) for mark in marks_of(scene)]
    own += [colour_of(arrangement.on, brand.palette) for arrangement in (layout.stacked, layout.beside)]
    if brand.bug and brand.bug.opacity > 0:
        own.append(bug_tile(brand.palette))
    yield from ((brand.mark.on(ground), ground) for ground in own)
    end = inks(brand)
    yield end.mark, end.ground
