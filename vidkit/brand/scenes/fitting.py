"""Words into a scene: which are shown, how large they can be. Decides and refuses; draws nothing."""

from collections.abc import Mapping

from vidkit.brand.card import TextBlock
from vidkit.brand.geometry import Box, Size
from vidkit.brand.kit import Brand
from vidkit.brand.layout import unit
from vidkit.brand.scenes.layout import Setting, lay_out, rooms
from vidkit.brand.scenes.scene import Scene, Text
from vidkit.brand.typesetting import Slot, fit
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _

SMALL = 48
"""Em size, in units, up to which a text is not made smaller for want of height: that would cost more than it gives."""

SMALLER = 0.93
"""What sizes are multiplied by until everything has room: a step that nobody sees by itself."""


def setting_of(brand: Brand, size: Size, safe: Box) -> Setting:
    """What a scene of `brand` is laid out for."""
    return Setting(size=size, safe=safe, palette=brand.palette, typeface=brand.typeface)


def words_for(scene: Scene, brand: Brand, texts: Mapping[str, str]) -> dict[str, str]:
    """The words of each role of `scene`: the reel's, else the brand's, else the scene's own; without them no role.

    Without a title the brand's name stands in its place.
    """
    kicker_and_signature = {"kicker": brand.intro.kicker, "signature": brand.intro.signature}
    found = {}
    for role in scene.roles:
        sources = (texts, brand.intro.texts, kicker_and_signature, scene.texts)
        own = next((words for source in sources if (words := source.get(role, "").strip())), "")
        if role == "title":
            own = own or brand.name
        if own:
            found[role] = own
    return found


def fitted(scene: Scene, brand: Brand, texts: Mapping[str, str], size: Size, safe: Box) -> tuple[TextBlock, ...]:
    """The words of `scene`, all as large as they can be together, in the order of its layers.

    Raises `BrandError` when one does not fit or the typeface lacks one of its characters.
    """
    words = words_for(scene, brand, texts)
    setting = setting_of(brand, size, safe)
    there = rooms(scene, setting, words.keys())
    share = 1.0
    while True:
        blocks = tuple(_fitted(text, words[text.role], room, brand, (unit(size), share)) for text, room in there)
        if not lay_out(scene, setting, blocks).spills:
            return blocks
        if all(text.largest * share <= text.smallest for text, _room in there):
            raise _too_much(words)
        share *= SMALLER


def _fitted(text: Text, words: str, room: int, brand: Brand, scale: tuple[float, float]) -> TextBlock:
    u, share = scale
    share = share if text.largest > SMALL else 1.0
    smallest = round(text.smallest * u)
    slot = Slot(
        role=text.role,
        width=room,
        largest=max(smallest, round(text.largest * u * share)),
        smallest=smallest,
        lines=text.lines,
        bold=text.bold,
    )
    return fit(words, brand.typeface, slot)


def _too_much(words: Mapping[str, str]) -> BrandError:
    longest = max(words.values(), key=len)
    return BrandError(
        _("“{text}” is too long: there is no room for it beside the other words, however small.").format(
            text=longest.replace("\n", " ")
        ),
        _("Shorten it."),
    )
