"""What can be wrong in a kit whose every key has the right form: colours, links, marks, the text of posts.

Looks at values and at the head of files; what needs drawing or decoding is in `trial`.
"""

import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from vidkit.brand.contrast import BODY_TEXT, CAPTION_TEXT, ratio
from vidkit.brand.cover_layout import COVERS, read_cover_layout
from vidkit.brand.ending import read_ending
from vidkit.brand.inheritance import Lineage
from vidkit.brand.library import SUFFIX
from vidkit.brand.parts import MARK_PX, Kit, word_colours
from vidkit.brand.reading import Fault, FaultyBrandError
from vidkit.brand.scenes.reading import read_scene
from vidkit.brand.signs.look import sign_colours
from vidkit.brand.signs.sign import sense_of
from vidkit.errors import BrandError, UsageError, reason
from vidkit.i18n import gettext as _
from vidkit.i18n import number

POST_FIELDS = ("title", "summary", "contact")
"""What `post.text` can be filled with."""

_LINKS = {
    "tel": re.compile(r"tel:\+?[0-9][0-9 ()-]*"),
    "mailto": re.compile(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+"),
    "https": re.compile(r"https://[^\s/@]+\.[^\s]+"),
}

_HASHTAG = re.compile(r"#?\w+")

_PNG = b"\x89PNG\r\n\x1a\n"


class Png(msgspec.Struct, frozen=True):
    """What the head of a PNG file says of the picture."""

    width: int
    height: int
    transparent: bool
    """It has room for transparency; whether any is in it only its pixels say."""


def faults_of(kit: Kit, lineage: Lineage) -> list[Fault]:
    """Everything that is wrong in `kit`, its paths made absolute."""
    return [
        *_unreadable(kit, lineage),
        *_scene("intro.variant", kit.intro.variant, read_scene, lineage),
        *_scene("end_card.variant", kit.end_card.variant, read_ending, lineage),
        *_cover(kit, lineage),
        *_marks(kit, lineage),
        *_links(kit, lineage),
        *_post(kit, lineage),
        *_signs(kit, lineage),
    ]


def png(file: Path) -> Png | None:
    """The head of a PNG file; None of any other file. Raises OSError when it cannot be read."""
    content = file.read_bytes()
    if not content.startswith(_PNG) or content[12:16] != b"IHDR":
        return None
    width, height = (int.from_bytes(content[start : start + 4]) for start in (16, 20))
    with_alpha = (4, 6)
    return Png(width, height, content[25] in with_alpha or b"tRNS" in content.partition(b"IDAT")[0])


def _unreadable(kit: Kit, lineage: Lineage) -> Iterator[Fault]:
    """Text that too few could read is found here, where the colours are written, not after an hour's work."""
    palette, captions = kit.palette, kit.captions
    plate, word = word_colours(kit)
    end = kit.end_card.palette
    signs = sign_colours(kit.signs, palette).pairs
    pairs = (
        ("palette.ink", palette.ink, "palette.paper", palette.paper, BODY_TEXT),
        ("palette.muted", palette.quiet, "palette.paper", palette.paper, BODY_TEXT),
        ("captions.text", captions.text, "captions.box", _nearest(captions.text, captions.grounds), CAPTION_TEXT),
        ("captions.word_plate", plate, "captions.box", _nearest(plate, captions.grounds), BODY_TEXT),
        ("captions.word_text", word, "captions.word_plate", plate, BODY_TEXT),
        *(
            (f"end_card.palette.{key}", text, "end_card.palette.paper", own.paper, BODY_TEXT)
            for own in ([end] if end else [])
            for key, text in (("ink", own.ink), ("muted", own.quiet))
        ),
        *((f"signs.{text_key}", text, f"signs.{key}", ground, CAPTION_TEXT) for text_key, text, key, ground in signs),
    )
    for text_key, text, ground_key, ground, least in pairs:
        if ratio(text, ground) < least:
            yield Fault(
                text_key,
                _(
                    "{file}: “{text}” on “{ground}” has a contrast of {found}:1, but {least}:1 is needed to read it."
                ).format(
                    file=lineage.written_in(text_key),
                    text=text_key,
                    ground=ground_key,
                    found=number(ratio(text, ground), 1),
                    least=number(least, 1),
                ),
                _("Make one of the two colours lighter or the other darker, or the box less transparent."),
            )


def _scene(key: str, named: str, read: Callable[[str], object], lineage: Lineage) -> Iterator[Fault]:
    """An intro or an ending that nobody has described, or not rightly."""
    try:
        if named:
            read(named)
    except FaultyBrandError as faulty:
        yield from faulty.faults
    except BrandError as fault:
        yield Fault(
            key,
            _("{file}: “{key}”: {fault}").format(file=lineage.written_in(key), key=key, fault=fault.message),
            fault.hint,
        )


def _cover(kit: Kit, lineage: Lineage) -> Iterator[Fault]:
    """A layout of the cover that nobody has described, or that is described wrongly."""
    key, named = "cover.layout", kit.cover.layout
    if named and not named.endswith(SUFFIX) and named not in COVERS.names():
        yield Fault(
            key,
            _("{file}: “{key}” names the layout {named}, which does not exist.").format(
                file=lineage.written_in(key), key=key, named=repr(named)
            ),
            COVERS.advice(named),
        )
    elif named.endswith(SUFFIX):
        try:
            read_cover_layout(named)
        except BrandError as fault:
            yield Fault(key, fault.message, fault.hint)


def _nearest(colour: str, grounds: tuple[str, ...]) -> str:
    """The ground that `colour` is hardest to tell from."""
    return min(grounds, key=lambda ground: ratio(colour, ground))


def _marks(kit: Kit, lineage: Lineage) -> Iterator[Fault]:
    for key, path in (("mark.on_dark", kit.mark.on_dark), ("mark.on_light", kit.mark.on_light)):
        if path:
            yield from _mark(key, Path(path), lineage)


def _mark(key: str, path: Path, lineage: Lineage) -> Iterator[Fault]:
    told = {"file": lineage.written_in(key), "key": key, "named": path.name}
    try:
        seen = png(path)
    except OSError as fault:
        message = _("{file}: “{key}” names {named}, which cannot be read: {reason}.")
        yield Fault(key, message.format(**told, reason=reason(fault)), _("Check that you may read the file."))
        return
    if seen is None:
        message = _("{file}: “{key}” names {named}, which is no PNG picture.")
        yield Fault(key, message.format(**told), _("Save the mark as PNG, with a transparent ground."))
        return
    if seen.width != seen.height or seen.width < MARK_PX:
        message = _(
            "{file}: “{key}” names {named}, which is {width} × {height} pixels; it must be a square of {least} or more."
        ).format(**told, width=seen.width, height=seen.height, least=MARK_PX)
        yield Fault(key, message, _("Export the mark larger, in the middle of a transparent square."))
    if not seen.transparent:
        message = _("{file}: “{key}” names {named}, which has no transparency.")
        yield Fault(
            key, message.format(**told), _("Export the mark with a transparent ground: else it stands in a box.")
        )


def _links(kit: Kit, lineage: Lineage) -> Iterator[Fault]:
    for index, contact in enumerate(kit.contacts):
        yield from _link(f"contacts[{index}].link", contact.link, ("tel", "mailto", "https"), lineage)
    yield from _link("web.home", kit.web.home, ("https",), lineage)
    yield from _link("web.fault_link", kit.web.fault_link, ("https", "mailto"), lineage)


def _link(key: str, link: str, kinds: tuple[str, ...], lineage: Lineage) -> Iterator[Fault]:
    if not link or any(_LINKS[kind].fullmatch(link) for kind in kinds):
        return
    examples = {"tel": "tel:112", "mailto": "mailto:namn@kommun.se", "https": "https://www.kommun.se"}
    yield Fault(
        key,
        _("{file}: “{key}” is {found}, which leads nowhere.").format(
            file=lineage.written_in(key), key=key, found=repr(link)
        ),
        _("Write it like {examples}, or leave it empty.").format(examples=", ".join(examples[kind] for kind in kinds)),
    )


def _signs(kit: Kit, lineage: Lineage) -> Iterator[Fault]:
    for index, sign in enumerate(kit.default_signs):
        key = f"default_signs[{index}]"
        try:
            sense_of(sign)
        except UsageError as fault:
            yield Fault(f"{key}.texts", f"{lineage.written_in(key)}: {fault.message}", fault.hint)


def _post(kit: Kit, lineage: Lineage) -> Iterator[Fault]:
    file = lineage.written_in("post.text")
    hint = _("Use only {title}, {summary} and {contact} in it.")
    try:
        parts = list(string.Formatter().parse(kit.post.text))
    except ValueError:
        yield Fault("post.text", _("{file}: “post.text” has a brace without its fellow.").format(file=file), hint)
        parts = []
    for _text, field, spec, conversion in parts:
        if field is not None and (field not in POST_FIELDS or spec or conversion):
            asked = "{" + field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
            message = _("{file}: “post.text” asks for {field}, which does not exist.").format(file=file, field=asked)
            yield Fault("post.text", message, hint)
    for index, tag in enumerate(kit.post.hashtags):
        if not _HASHTAG.fullmatch(tag):
            key = f"post.hashtags[{index}]"
            yield Fault(
                key,
                _("{file}: “{key}” is {found}, which is no hashtag.").format(
                    file=lineage.written_in(key), key=key, found=repr(tag)
                ),
                _("Write letters, figures and underscores only, without spaces."),
            )
